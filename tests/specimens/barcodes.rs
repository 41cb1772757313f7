//! Driving licences without a zone: their barcode is found and says what is printed.

use super::*;
use ahlan::{
    document::{DocumentKind, barcode::Symbology, text_reader::Script},
    specimen::draw_licence,
};

#[test]
fn a_licence_s_barcode_is_read_clean_and_by_a_hand_held_telephone() {
    let first = setting("AHLAN_SEED").unwrap_or_else(seed_of_now);
    let count = setting("AHLAN_SPECIMENS").unwrap_or(2);
    println!("seeds {first} to {}", first + count - 1);
    let (reader, portrait) = (reader(), portrait());
    let mut fonts = Fonts::from_system().expect("fonts: run make setup");
    let (mut coded, mut printed) = (Score::default(), Score::default());
    for seed in first..first + count {
        let holder = Holder::invented_in(Script::Latin, seed, TODAY);
        let licence = draw_licence(&holder, &portrait, &mut fonts).expect("a licence");
        for conditions in [Conditions::clean(), Conditions::phone(seed)] {
            let (front, back) = (taken(&licence.front, &conditions, seed), taken(&licence.back, &conditions, seed));
            let reading = reader.read(Sides { front: &front, back: Some(&back) }, TODAY).expect("the engines run");
            assert_eq!(reading.document, Some(DocumentKind::DrivingLicence), "{seed}");
            coded.add(reading.barcodes.iter().any(|barcode| barcode.symbology == Symbology::Pdf417));
            for found in &reading.readings {
                let score = if found.source == Source::Barcode { &mut coded } else { &mut printed };
                let what = format!("{seed} {} {:?}", found.field, found.source);
                score.count(&what, &holder.value(found.field), found.value.expose());
            }
        }
    }
    println!("barcodes and their fields {coded}, printed fields {printed}");
    assert!(coded.is_good_enough() && printed.is_good_enough(), "{coded}, {printed}");
    assert!(coded.all >= 9 * 2 * u32::try_from(count).expect("few"), "{coded}");
}
