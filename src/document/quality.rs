//! Capture quality: what can be measured on a picture before its text is believed, and what to tell the person.

#![expect(clippy::cast_precision_loss, reason = "pixel counts stay far below 2^23")]

use image::GrayImage;
use serde::Serialize;

use super::{
    card::Card,
    layout::DocumentKind,
    pixels::{grey, morphology},
};
use crate::base::{measured::Measured, region::Side};

/// Variance of the Laplacian at 1000 pixels of the longer side below which print is smeared: blurred cards had a median
/// of 77, sharp ones of 846.
const LEAST_SHARPNESS: f32 = 110.0;
/// Share of the document's pixels burnt out above which light hides print: glare had 11.5 %, clean cards at most 0.7 %.
const MOST_GLARE: f32 = 0.04;
/// Paper this bright is overexposed all over: a reflection on it cannot be told apart.
const WHITE_PAPER: u8 = 250;
/// Pixels of the picture for each millimetre of the document below which print is too small: about 140 dots an inch.
const LEAST_PIXELS_PER_MM: f32 = 5.5;
/// Pixels of the picture for each character of the zone below which it is too small.
const LEAST_MRZ_PITCH: f32 = 11.0;
/// The side of a square that must be saturated throughout, pixels at 1000: about 0.8 mm of a card.
const BLANK_SQUARE: usize = 9;
/// The length of a card of ID-1 size (ISO/IEC 7810).
const ID_1_LENGTH_MM: f32 = 85.6;
/// The length of a passport's data page (ID-3).
const ID_3_LENGTH_MM: f32 = 125.0;
/// ID-1 is 1.586 times as long as wide and ID-3 1.42: this lies between.
const BETWEEN_ID_1_AND_ID_3: f32 = 1.5;

/// What was measured on one side.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SideQuality {
    /// Which side.
    pub side: Side,
    /// Variance of the Laplacian at 1000 pixels, greater is sharper.
    pub sharpness: f32,
    /// Share of the document's pixels that a reflection burnt out, 0–1; 0 where the paper itself is white.
    pub glare: f32,
    /// The document's length on the picture, pixels; absent when none was found.
    pub length_px: Option<f32>,
    /// Pixels from one character of the zone to the next; absent when no zone was read on this side.
    pub mrz_pitch_px: Option<f32>,
    /// All four corners are on the picture.
    pub corners_inside: bool,
}

impl SideQuality {
    /// The numbers with their limits, for a document of `kind`: `sharpness`, `glare` (share), `length_px`, and where
    /// a zone was read `mrz_pitch_px`.
    pub fn measured(&self, kind: Option<DocumentKind>) -> Vec<Measured> {
        let length_mm = match kind {
            Some(DocumentKind::Passport) => ID_3_LENGTH_MM,
            Some(_) | None => ID_1_LENGTH_MM,
        };
        let length = self.length_px.map(|px| Measured::least("length_px", px, LEAST_PIXELS_PER_MM * length_mm));
        let pitch = self.mrz_pitch_px.map(|px| Measured::least("mrz_pitch_px", px, LEAST_MRZ_PITCH));
        let always = [
            Measured::least("sharpness", self.sharpness, LEAST_SHARPNESS),
            Measured::most("glare", self.glare, MOST_GLARE),
        ];
        always.into_iter().chain(length).chain(pitch).collect()
    }
}

/// Why a side has to be photographed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CaptureCause {
    /// No document was found on the picture.
    NoDocument,
    /// A corner of the document is outside the picture.
    CornerCutOff,
    /// The document is too small on the picture.
    TooSmall,
    /// The picture is blurred.
    Blurred,
    /// Light is mirrored by the document.
    Glare,
}

/// A side that has to be photographed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct CaptureFault {
    /// Which side.
    pub side: Side,
    /// Why.
    pub cause: CaptureCause,
}

impl CaptureFault {
    /// The stable code of the fault in the API.
    pub const fn code(&self) -> &'static str {
        match self.cause {
            CaptureCause::NoDocument => "document_not_found",
            CaptureCause::CornerCutOff => "document_cut_off",
            CaptureCause::TooSmall => "document_too_small",
            CaptureCause::Blurred => "document_blurred",
            CaptureCause::Glare => "document_glare",
        }
    }

    /// What the person can do better, in words that are safe to show.
    pub const fn advice(&self) -> &'static str {
        match self.cause {
            CaptureCause::NoDocument => "Lay the document on a plain, darker surface and photograph all of it.",
            CaptureCause::CornerCutOff => "Move back a little, so that all four corners are on the picture.",
            CaptureCause::TooSmall => "Move closer, so that the document fills most of the picture.",
            CaptureCause::Blurred => "Hold still until the picture is sharp, and wipe the lens.",
            CaptureCause::Glare => "Turn the document or the lamp, so that no light is mirrored.",
        }
    }
}

/// Measures one side. `document` is the document alone where it was found, else the whole picture.
pub fn measure(
    side: Side,
    document: &GrayImage,
    frame: (u32, u32),
    card: Option<&Card>,
    mrz_pitch_px: Option<f32>,
) -> SideQuality {
    let (working, _) = grey::with_long_side(document, 1000);
    SideQuality {
        side,
        sharpness: laplacian_variance(&working),
        glare: burnt_out(&working),
        length_px: card.map(Card::length_px),
        mrz_pitch_px,
        corners_inside: card.is_none_or(|card| !card.is_cut_off(frame)),
    }
}

/// Whether the print of a side was read without doubt, which no gate can gainsay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Legibility {
    /// A zone on this side is valid and certain in every character.
    Certain,
    /// Anything less.
    Open,
}

/// The first gate that a side does not pass, gravest first; `card` is the document found on it, if any.
pub fn fault(quality: &SideQuality, card: Option<&Card>, legibility: Legibility) -> Option<CaptureFault> {
    let length_mm = match card {
        Some(card) if card.aspect() < BETWEEN_ID_1_AND_ID_3 => ID_3_LENGTH_MM,
        Some(_) | None => ID_1_LENGTH_MM,
    };
    let small = quality.length_px.is_some_and(|length| length / length_mm < LEAST_PIXELS_PER_MM)
        || quality.mrz_pitch_px.is_some_and(|pitch| pitch < LEAST_MRZ_PITCH);
    let open = legibility == Legibility::Open;
    let gates = [
        (card.is_none() && open, CaptureCause::NoDocument),
        (!quality.corners_inside, CaptureCause::CornerCutOff),
        (small && open, CaptureCause::TooSmall),
        (quality.sharpness < LEAST_SHARPNESS && open, CaptureCause::Blurred),
        (quality.glare > MOST_GLARE && open, CaptureCause::Glare),
    ];
    gates.into_iter().find(|(broken, _)| *broken).map(|(_, cause)| CaptureFault { side: quality.side, cause })
}

/// The variance of the four-neighbour Laplacian.
fn laplacian_variance(picture: &GrayImage) -> f32 {
    let (w, h) = (picture.width() as usize, picture.height() as usize);
    if w < 3 || h < 3 {
        return 0.0;
    }
    let raw = picture.as_raw();
    let (mut sum, mut squares) = (0i64, 0i64);
    for y in 1..h - 1 {
        let (up, here, down) = (&raw[(y - 1) * w..y * w], &raw[y * w..(y + 1) * w], &raw[(y + 1) * w..(y + 2) * w]);
        for x in 1..w - 1 {
            let around = i32::from(up[x]) + i32::from(down[x]) + i32::from(here[x - 1]) + i32::from(here[x + 1]);
            let value = i64::from(around - 4 * i32::from(here[x]));
            sum += value;
            squares += value * value;
        }
    }
    let n = ((w - 2) * (h - 2)) as f32;
    let mean = sum as f32 / n;
    squares as f32 / n - mean * mean
}

/// The share of pixels in blank, saturated squares, if the paper (the level that 60 % of the document do not exceed) is
/// well below.
///
/// A reflection saturates all it covers; bright paper near a window is saturated only here and there, between print.
fn burnt_out(picture: &GrayImage) -> f32 {
    if grey::percentile(&grey::histogram(picture), 0.6) >= WHITE_PAPER {
        return 0.0;
    }
    let darkest = morphology::erode(picture, BLANK_SQUARE);
    let burnt = darkest.as_raw().iter().filter(|&&v| v > 250).count();
    burnt as f32 / picture.as_raw().len().max(1) as f32
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::{super::card::Framing, *};
    use crate::base::region::Quad;

    fn print() -> GrayImage {
        GrayImage::from_fn(1000, 630, |x, y| Luma([if (y / 20) % 3 == 1 && (x / 4) % 2 == 0 { 40 } else { 230 }]))
    }

    fn card(length: f32) -> Card {
        let h = length / 1.586;
        Card {
            corners: Quad([[10.0, 10.0], [10.0 + length, 10.0], [10.0 + length, 10.0 + h], [10.0, 10.0 + h]]),
            framing: Framing::Inside,
        }
    }

    fn judged(document: &GrayImage, card: Option<&Card>, frame: (u32, u32)) -> Option<CaptureCause> {
        let quality = measure(Side::Front, document, frame, card, None);
        fault(&quality, card, Legibility::Open).map(|fault| fault.cause)
    }

    #[test]
    fn a_sharp_card_passes_every_gate() {
        assert_eq!(judged(&print(), Some(&card(900.0)), (1000, 700)), None);
    }

    #[test]
    fn smeared_print_is_blurred() {
        let blurred = morphology::mean(&morphology::mean(&print(), 15), 15);
        assert_eq!(judged(&blurred, Some(&card(900.0)), (1000, 700)), Some(CaptureCause::Blurred));
    }

    #[test]
    fn a_white_patch_is_glare() {
        let mut glare = print();
        for y in 100..300 {
            for x in 300..600 {
                glare.put_pixel(x, y, Luma([255]));
            }
        }
        assert_eq!(judged(&glare, Some(&card(900.0)), (1000, 700)), Some(CaptureCause::Glare));
    }

    #[test]
    fn a_far_card_is_too_small_and_a_missing_one_is_missing() {
        assert_eq!(judged(&print(), Some(&card(300.0)), (1000, 700)), Some(CaptureCause::TooSmall));
        assert_eq!(judged(&print(), None, (1000, 700)), Some(CaptureCause::NoDocument));
    }

    #[test]
    fn a_corner_outside_the_frame_is_named_before_anything_else() {
        assert_eq!(judged(&print(), Some(&card(900.0)), (800, 700)), Some(CaptureCause::CornerCutOff));
    }
}
