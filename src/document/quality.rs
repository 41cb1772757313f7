//! Capture quality: what can be measured on a picture before its text is believed, and what to tell the person.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "pixel counts and lengths stay far below 2^23"
)]

use image::{GrayImage, Luma, imageops};
use imageproc::distance_transform::euclidean_squared_distance_transform;
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
/// Brightness above which nothing is left of print.
pub(super) const BURNT: u8 = 247;
/// The longer side that reflections are looked for at: fine print darkens the mean of two pixels, noise does not.
const GLARE_SIDE: u32 = 500;
/// Blank spots that no square of so many pixels fits in are below 4 % of the longer side, and are not measured.
const SPECK: usize = 13;
/// Width of a blank, burnt-out disc from which it is a reflection, as a part of the document's longer side.
///
/// On paper that is not white, drawn documents without a reflection had at most 0.10, and a reflection over 3 % of their
/// area at least 0.11.
const MOST_GLARE: f32 = 0.125;
/// The same on white paper, where print leaves wide blank discs of its own: up to 0.20 on drawings and scans; a reflection
/// over 8 % of the area had 0.19 and more.
const MOST_GLARE_ON_WHITE: f32 = 0.205;
/// Paper this bright is overexposed or white.
const WHITE_PAPER: u8 = 247;
/// Pixels of the picture for each millimetre of the document below which print is too small: about 140 dots an inch.
const LEAST_PIXELS_PER_MM: f32 = 5.5;
/// Pixels of the picture for each character of the zone below which it is too small.
const LEAST_MRZ_PITCH: f32 = 11.0;
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
    /// Width of the widest disc that is burnt out and blank, as a part of the document's longer side, 0–1.
    pub glare: f32,
    /// Brightness of the paper, 0–255: the level that 60 % of the document do not exceed.
    pub paper: u8,
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
        glare: widest_burnt_disc(&working),
        paper: grey::percentile(&grey::histogram(&working), 0.6),
        length_px: card.map(Card::length_px),
        mrz_pitch_px,
        corners_inside: card.is_none_or(|card| !card.is_cut_off(frame)),
    }
}

/// Whether the print of a side was read without doubt, which no gate can gainsay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Legibility {
    /// A zone on this side is valid and certain in every character, or every field of its print was read without doubt.
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
    let most_glare = if quality.paper < WHITE_PAPER { MOST_GLARE } else { MOST_GLARE_ON_WHITE };
    let gates = [
        (card.is_none() && open, CaptureCause::NoDocument),
        (!quality.corners_inside, CaptureCause::CornerCutOff),
        (small && open, CaptureCause::TooSmall),
        (quality.sharpness < LEAST_SHARPNESS && open, CaptureCause::Blurred),
        (quality.glare > most_glare && open, CaptureCause::Glare),
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
        let (left, middle, right) = (&here[..w - 2], &here[1..w - 1], &here[2..]);
        let beside = up[1..].iter().zip(&down[1..]).zip(left.iter().zip(right));
        // A value is at most 1 020 either way, so that a row of 1 000 squares fits 32 bits, and vector instructions.
        let (mut row_sum, mut row_squares) = (0i32, 0i32);
        for (((&up, &down), (&left, &right)), &here) in beside.zip(middle) {
            let value = i32::from(up) + i32::from(down) + i32::from(left) + i32::from(right) - 4 * i32::from(here);
            row_sum += value;
            row_squares += value * value;
        }
        sum += i64::from(row_sum);
        squares += i64::from(row_squares);
    }
    let n = ((w - 2) * (h - 2)) as f32;
    let mean = sum as f32 / n;
    squares as f32 / n - mean * mean
}

/// The width of the widest disc without a pixel of [`BURNT`] or less, as a part of the longer side; 0 for specks.
///
/// A reflection leaves nothing of the print under it. Bright paper is blank between lines only, and a share of burnt-out
/// pixels cannot tell the two apart.
fn widest_burnt_disc(picture: &GrayImage) -> f32 {
    let (small, _) = grey::with_long_side(picture, GLARE_SIDE);
    let Some((x, y, w, h)) = burnt_area(&small) else { return 0.0 };
    let burnt = grey::cut(&small, (x, y, w, h));
    if morphology::erode(&grey::above(&burnt, BURNT), SPECK).as_raw().iter().all(|&v| v == 0) {
        return 0.0;
    }
    // What is beyond the edge counts as print: a disc lies on the document as a whole.
    let mut kept = GrayImage::from_pixel(w + 2, h + 2, Luma([255]));
    imageops::replace(&mut kept, &grey::map(&burnt, |v| if v > BURNT { 0 } else { 255 }), 1, 1);
    let squares = euclidean_squared_distance_transform(&kept);
    let radius = squares.as_raw().iter().copied().fold(0.0, f64::max).sqrt();
    (2.0 * radius) as f32 / GLARE_SIDE as f32
}

/// The rectangle around all burnt pixels: left, top, width, height. Nothing when there is none.
fn burnt_area(picture: &GrayImage) -> Option<(u32, u32, u32, u32)> {
    let is_burnt = |v: &u8| *v > BURNT;
    let rows = || (0..).zip(picture.as_raw().chunks_exact(picture.width().max(1) as usize));
    let burnt = || rows().filter(|(_, row)| row.iter().any(is_burnt));
    let (top, bottom) = (burnt().next()?.0, burnt().last()?.0);
    let left = burnt().filter_map(|(_, row)| row.iter().position(is_burnt)).min()? as u32;
    let right = burnt().filter_map(|(_, row)| row.iter().rposition(is_burnt)).max()? as u32;
    Some((left, top, right - left + 1, bottom - top + 1))
}

#[cfg(test)]
mod tests {
    use super::{
        super::{card::Framing, pixels::morphology},
        *,
    };
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
    fn overexposed_paper_whose_print_can_be_read_is_no_glare() {
        let bright = grey::map(&print(), |v| v.saturating_add(30));
        assert_eq!(judged(&bright, Some(&card(900.0)), (1000, 700)), None);
    }

    #[test]
    fn a_reflection_on_overexposed_paper_is_glare() {
        let bright = grey::map(&print(), |v| v.saturating_add(30));
        let mirrored = GrayImage::from_fn(1000, 630, |x, y| {
            let away = ((f64::from(x) - 500.0) / 170.0).hypot((f64::from(y) - 300.0) / 115.0);
            if away < 1.0 { Luma([255]) } else { *bright.get_pixel(x, y) }
        });
        assert_eq!(judged(&mirrored, Some(&card(900.0)), (1000, 700)), Some(CaptureCause::Glare));
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
