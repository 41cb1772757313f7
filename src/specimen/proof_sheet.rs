//! A proof sheet: a document straight from above between rulers in millimetres, a layout's boxes drawn over it with what
//! was read in them. Whoever writes a layout measures on it.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "millimetres on a document: at most 400"
)]

use image::{RgbImage, imageops};

use super::{
    fonts::Fonts,
    layout::BoxMm,
    sheet::{PIXELS_PER_MM, Sheet},
    text::{Face, script},
};
use crate::document::{Proof, Seen, text_reader::Script};

/// Paper around the document, millimetres: the rulers stand on it.
const EDGE: f32 = 9.0;
/// Thickness of lines, millimetres.
const LINE: f32 = 0.2;
/// Pixels to the em of what is written.
const SMALL: f32 = 1.9 * PIXELS_PER_MM;
const INK: [u8; 3] = [30, 34, 44];
const GRID: [u8; 3] = [0, 110, 200];
const PAPER: [u8; 3] = [255; 3];
/// A value that is sure, one in doubt, and anything else. Numbers stand beside them, for those who see no colours.
const SURE: [u8; 3] = [0, 128, 70];
const DOUBTFUL: [u8; 3] = [190, 110, 0];
const MISSED: [u8; 3] = [200, 20, 40];

/// The document at 300 dots an inch between rulers, with a faint line every ten millimetres.
pub fn ruled(straight: &RgbImage, fonts: &mut Fonts) -> RgbImage {
    ruled_sheet(straight, fonts).pixels
}

/// The same with the boxes of a layout, their names over them and what was read under them.
pub fn proof_sheet(proof: &Proof, fonts: &mut Fonts) -> RgbImage {
    let mut sheet = ruled_sheet(&proof.straight, fonts);
    for (field, seen) in &proof.fields {
        let area = field.box_mm;
        let area = BoxMm { x: area.x + EDGE, y: area.y + EDGE, width: area.w, height: area.h };
        let (colour, sure, text) = shown(seen);
        frame(&mut sheet, area, colour);
        write(&mut sheet, fonts, field.field.name(), area.x, area.y - 2.3, colour);
        let under = area.bottom() + 0.3;
        let right = write(&mut sheet, fonts, &sure, area.x, under, colour);
        write(&mut sheet, fonts, &text, right, under, colour);
    }
    sheet.pixels
}

/// A colour, how sure it is, and words for a person; apart, because the words may run from right to left.
fn shown(seen: &Seen) -> ([u8; 3], String, String) {
    match seen {
        Seen::Nothing => (MISSED, String::new(), "no print".to_owned()),
        Seen::Covered => (MISSED, String::new(), "reflection".to_owned()),
        Seen::Illegible => (MISSED, String::new(), "illegible".to_owned()),
        Seen::Other { text, confidence } => (MISSED, format!("{confidence:.2} not this:"), text.expose().to_owned()),
        Seen::Value { value, confidence } => {
            let colour = if *confidence >= 0.85 { SURE } else { DOUBTFUL };
            (colour, format!("{confidence:.2}"), value.expose().to_owned())
        }
    }
}

fn ruled_sheet(straight: &RgbImage, fonts: &mut Fonts) -> Sheet {
    let [width, height] = [straight.width(), straight.height()].map(|side| side as f32 / PIXELS_PER_MM);
    let mut sheet = Sheet::new([width + 2.0 * EDGE, height + 2.0 * EDGE]);
    let at = (EDGE * PIXELS_PER_MM).round() as i64;
    imageops::replace(&mut sheet.pixels, straight, at, at);
    ruler(&mut sheet, fonts, width, height, false);
    ruler(&mut sheet, fonts, height, width, true);
    sheet
}

/// A ruler along the upper edge, or along the left one; its lines of ten millimetres go on over the document.
fn ruler(sheet: &mut Sheet, fonts: &mut Fonts, length: f32, across: f32, down: bool) {
    let placed = |along: f32, from: f32, size: f32| {
        let area = BoxMm { x: EDGE + along - LINE / 2.0, y: from, width: LINE, height: size };
        if down { BoxMm { x: area.y, y: area.x, width: area.height, height: area.width } } else { area }
    };
    for mm in 0..=length as u32 {
        let long = match mm {
            _ if mm % 10 == 0 => 3.0,
            _ if mm % 5 == 0 => 2.0,
            _ => 1.2,
        };
        sheet.paint(placed(mm as f32, EDGE - long, long), |_, _| (INK, 1.0));
        if mm % 10 == 0 {
            sheet.paint(placed(mm as f32, EDGE, across), |_, _| (GRID, 0.35));
            let (x, y) = if down { (0.8, EDGE + mm as f32 - 1.0) } else { (EDGE + mm as f32 - 1.0, 1.8) };
            write(sheet, fonts, &mm.to_string(), x, y, INK);
        }
    }
}

fn frame(sheet: &mut Sheet, area: BoxMm, colour: [u8; 3]) {
    let sides = [
        BoxMm { height: LINE, ..area },
        BoxMm { y: area.bottom() - LINE, height: LINE, ..area },
        BoxMm { width: LINE, ..area },
        BoxMm { x: area.right() - LINE, width: LINE, ..area },
    ];
    for side in sides {
        sheet.paint(side, |_, _| (colour, 1.0));
    }
}

/// One small line on a strip of paper, its upper left corner at `x` and `y`; where the strip ends.
fn write(sheet: &mut Sheet, fonts: &mut Fonts, text: &str, x: f32, y: f32, colour: [u8; 3]) -> f32 {
    if text.is_empty() {
        return x;
    }
    let face = match script(text) {
        Script::Latin => Face::LatinBold,
        Script::Arabic | Script::Persian => Face::ArabicBold,
        Script::Chinese => Face::Chinese,
    };
    let line = fonts.shape(text, face, SMALL);
    let strip = BoxMm { x, y, width: line.width / PIXELS_PER_MM + 0.4, height: 2.1 };
    sheet.paint(strip, |_, _| (PAPER, 0.8));
    fonts.draw(&line, sheet, (x + 0.2) * PIXELS_PER_MM, ((y + 1.7) * PIXELS_PER_MM).round(), colour);
    strip.right()
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;
    use crate::{
        base::{
            calendar::Calendar,
            personal::Personal,
            reading::Field,
            region::{Quad, Side},
        },
        document::{
            layout::{self, FieldLayout},
            text_reader::Kind,
        },
    };

    #[test]
    fn a_box_is_drawn_where_the_layout_has_it_and_the_document_between_rulers() {
        let box_mm = layout::BoxMm { x: 20.0, y: 30.0, w: 40.0, h: 4.0 };
        let field = FieldLayout {
            field: Field::FullName,
            box_mm,
            script: Script::Latin,
            kind: Kind::Name,
            calendar: Calendar::Gregorian,
            form: None,
        };
        let seen = Seen::Value { value: Personal::new("LAYLA HADDAD"), confidence: 0.93 };
        let straight = RgbImage::from_pixel(1012, 638, Rgb([210, 220, 230]));
        let proof = Proof {
            side: Side::Front,
            corners: Quad([[0.0; 2]; 4]),
            straight,
            fields: vec![(field, seen)],
            confidence: 0.93,
        };
        let drawn = proof_sheet(&proof, &mut Fonts::from_system().expect("fonts"));
        assert_eq!(drawn.dimensions(), (1225, 851));
        let at = |x: f32, y: f32| {
            drawn.get_pixel(((EDGE + x) * PIXELS_PER_MM) as u32, ((EDGE + y) * PIXELS_PER_MM) as u32).0
        };
        assert_eq!(at(40.0, 30.1), SURE);
        assert_eq!(at(20.1, 32.0), SURE);
        assert_eq!(at(35.0, 25.0), [210, 220, 230]);
        assert_eq!(at(5.0, -0.5), INK);
    }
}
