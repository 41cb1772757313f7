//! Hints are raised on documents that were tampered with, and seldom on honest ones: what each is worth, in numbers.

use super::*;
use ahlan::document::HintKind;

#[test]
fn hints_are_raised_by_tampering_and_seldom_without_it() {
    let first = setting("AHLAN_SEED").unwrap_or_else(seed_of_now);
    let count = setting("AHLAN_SPECIMENS").unwrap_or(2);
    println!("seeds {first} to {}", first + count - 1);
    let (reader, portrait) = (reader(), portrait());
    let mut fonts = Fonts::from_system().expect("fonts: run make setup");
    let mut honest = Score::default();
    let mut caught: [(HintKind, Score); 3] =
        [HintKind::Contradiction, HintKind::Colour, HintKind::ZonePitch].map(|kind| (kind, Score::default()));
    for seed in first..first + count {
        let mut card = |seed| draw_id_card(&Holder::invented(seed, TODAY), &portrait, &mut fonts).expect("a card");
        let (own, other) = (card(seed), card(seed + count));
        let phone = Conditions::phone(seed);
        let raised = |front: &RgbImage, back: &RgbImage| -> Vec<HintKind> {
            let (front, back) = (taken(front, &phone, seed), taken(back, &phone, seed + 1));
            let reading = reader.read(Sides { front: &front, back: Some(&back) }, TODAY).expect("the engines run");
            let pitch =
                reading.hints.iter().find(|hint| hint.kind == HintKind::ZonePitch).and_then(|hint| hint.measured);
            println!("{seed}: pitch {:?} mm", pitch.map(|measured| measured.value));
            reading.hints.iter().filter(|hint| hint.raised).map(|hint| hint.kind).collect()
        };
        honest.count(&format!("{seed} honest"), "[]", &format!("{:?}", raised(&own.front, &own.back)));
        let copy = |document: &RgbImage| imageops::grayscale(document);
        let grey = |document: &RgbImage| image::DynamicImage::ImageLuma8(copy(document)).into_rgb8();
        let tampered = [
            raised(&own.front, &other.back),
            raised(&grey(&own.front), &grey(&own.back)),
            raised(&own.front, &with_a_narrower_zone(&own.back)),
        ];
        for ((kind, score), raised) in caught.iter_mut().zip(tampered) {
            score.count(&format!("{seed} {kind:?}"), "raised", if raised.contains(kind) { "raised" } else { "not" });
        }
    }
    println!("honest cards without a hint {honest}; tampering found:");
    for (kind, score) in &caught {
        println!("  {kind:?} {score}");
    }
    assert!(honest.is_good_enough(), "{honest}");
    assert!(caught.iter().all(|(_, score)| score.is_good_enough()));
}

/// The card's lower half pushed together by 7 %, as a zone that was typed anew at another size.
fn with_a_narrower_zone(back: &RgbImage) -> RgbImage {
    let (width, height) = back.dimensions();
    let (top, narrow) = (height * 55 / 100, width * 93 / 100);
    let zone = imageops::crop_imm(back, 0, top, width, height - top).to_image();
    let zone = imageops::resize(&zone, narrow, height - top, imageops::FilterType::CatmullRom);
    let mut made = back.clone();
    imageops::replace(&mut made, &zone, i64::from((width - narrow) / 2), i64::from(top));
    made
}
