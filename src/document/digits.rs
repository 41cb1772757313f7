//! Lines of digits in the script they are printed in: made ready for the recogniser, and its scores made text.
//!
//! Tesseract's stock data reads Arabic-Indic and Persian digits hardly ever; `models/digits` holds a reader of our own.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "pixel arithmetic: crops are a few hundred pixels wide"
)]

use image::GrayImage;

use super::{
    line_crop,
    pixels::grey,
    text_reader::{Script, TextLine},
};

/// What the recogniser tells apart, in its order; class 0 of a frame is "nothing here", class n + 1 is the n-th.
const CHARACTERS: &str = "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹/-.";
/// Classes of a frame.
pub const CLASSES: usize = 34;
/// Rows that the ink is made to fill, and blank columns on either side of it.
const INK_HEIGHT: u32 = 20;
const MARGIN: usize = 8;
/// The longest line that is read, pixels: some forty digits.
const WIDEST: u32 = 640;
/// Darker than this is ink, on ground that was made white.
const INK: u8 = 128;

/// A line cut to its ink, at the recogniser's height, values normalised: paper about ½, ink about −½.
#[derive(Clone, Debug, PartialEq)]
pub struct Strip {
    width: usize,
    values: Vec<f32>,
}

impl Strip {
    /// Pixels from top to bottom.
    pub const HEIGHT: usize = 32;
    /// Pixels across for each frame of scores.
    pub const PIXELS_PER_FRAME: usize = 2;

    /// The line on `crop`, or `None` where nothing is printed or far too much.
    pub fn of(crop: &GrayImage) -> Option<Self> {
        let even = line_crop::ink(crop)?;
        let (left, top, right, bottom) = extent(&even)?;
        let cut = grey::cut(&even, (left, top, right - left, bottom - top));
        let width = (cut.width() as f32 * INK_HEIGHT as f32 / cut.height() as f32).round() as u32;
        if width > WIDEST {
            return None;
        }
        let small = grey::resized(&cut, width.max(1), INK_HEIGHT);
        let counts = grey::histogram(&small);
        let (low, high) = (f32::from(grey::percentile(&counts, 0.02)), f32::from(grey::percentile(&counts, 0.95)));
        let range = (high - low).max(20.0);
        let across = (small.width() as usize + 2 * MARGIN).next_multiple_of(Self::PIXELS_PER_FRAME);
        let mut values = vec![0.5; across * Self::HEIGHT];
        let first = (Self::HEIGHT - INK_HEIGHT as usize) / 2;
        for (x, y, pixel) in small.enumerate_pixels() {
            values[(first + y as usize) * across + MARGIN + x as usize] = (f32::from(pixel.0[0]) - high) / range + 0.5;
        }
        Some(Self { width: across, values })
    }

    /// Pixels across.
    pub const fn width(&self) -> usize {
        self.width
    }

    /// The values, row by row.
    pub fn values(&self) -> &[f32] {
        &self.values
    }
}

/// Left, top, right and bottom of what is dark.
fn extent(even: &GrayImage) -> Option<(u32, u32, u32, u32)> {
    let dark = even.enumerate_pixels().filter(|(_, _, pixel)| pixel.0[0] < INK);
    dark.map(|(x, y, _)| (x, y, x + 1, y + 1)).reduce(|a, b| (a.0.min(b.0), a.1.min(b.1), a.2.max(b.2), a.3.max(b.3)))
}

/// The text that `scores`, [`CLASSES`] a frame, say of a line in `script`; as sure as its least sure character.
///
/// Only the script's own digits can be meant: ٥ is no 0 and ٦ no 7.
pub fn text(scores: &[f32], script: Script) -> TextLine {
    let characters: Vec<char> = CHARACTERS.chars().collect();
    let may: Vec<usize> = (0..CLASSES).filter(|&class| class == 0 || is_of(script, characters[class - 1])).collect();
    let (mut line, mut before) = (TextLine { text: String::new(), confidence: 1.0 }, 0);
    // The surest frame of the character that is being passed.
    let mut surest = 1.0f32;
    for frame in scores.chunks_exact(CLASSES) {
        let (class, share) = best(frame, &may);
        if class == before {
            surest = surest.max(share);
            continue;
        }
        if before != 0 {
            line.confidence = line.confidence.min(surest);
        }
        if class != 0 {
            line.text.push(characters[class - 1]);
        }
        (before, surest) = (class, share);
    }
    if before != 0 {
        line.confidence = line.confidence.min(surest);
    }
    if line.text.is_empty() { TextLine::default() } else { line }
}

/// The likeliest of the classes that may be, and its probability among them.
fn best(frame: &[f32], may: &[usize]) -> (usize, f32) {
    let (class, top) =
        may.iter().map(|&class| (class, frame[class])).fold((0, f32::MIN), |a, b| if b.1 > a.1 { b } else { a });
    let sum: f32 = may.iter().map(|&class| (frame[class] - top).exp()).sum();
    (class, 1.0 / sum)
}

/// A point parts the numbers of a date in Latin print only: in Arabic and Persian it is a zero.
const fn is_of(script: Script, c: char) -> bool {
    match script {
        Script::Latin | Script::Chinese => matches!(c, '0'..='9' | '/' | '-' | '.'),
        Script::Arabic => matches!(c, '\u{0660}'..='\u{0669}' | '/' | '-'),
        Script::Persian => matches!(c, '\u{06F0}'..='\u{06F9}' | '/' | '-'),
    }
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    /// Scores of frames that each are sure of one class.
    fn frames(classes: &[usize]) -> Vec<f32> {
        let of = |class: usize| (0..CLASSES).map(move |n| if n == class { 6.0 } else { 0.0 });
        classes.iter().copied().flat_map(of).collect()
    }

    #[test]
    fn a_character_spans_frames_and_a_blank_parts_two_that_are_alike() {
        let line = text(&frames(&[0, 12, 12, 0, 12, 0, 31, 31, 13, 0]), Script::Arabic);
        assert_eq!(line.text, "١١/٢");
        assert!(line.confidence > 0.9);
    }

    #[test]
    fn only_digits_of_the_script_are_read() {
        // A circle: a Latin zero is likeliest, an Arabic five next.
        let mut circle = frames(&[1]);
        circle[16] = 5.0;
        assert_eq!(text(&circle, Script::Latin).text, "0");
        assert_eq!(text(&circle, Script::Arabic).text, "٥");
        assert_eq!(text(&[], Script::Persian), TextLine::default());
    }

    #[test]
    fn a_line_is_as_sure_as_its_least_sure_character() {
        let mut scores = frames(&[12, 0, 13]);
        scores[2 * CLASSES + 14] = 6.0;
        let line = text(&scores, Script::Arabic);
        assert!(line.confidence < 0.55, "{line:?}");
    }

    #[test]
    fn a_line_is_cut_to_its_ink() {
        let crop = GrayImage::from_fn(300, 60, |x, y| {
            Luma([if (50..250).contains(&x) && y / 20 == 1 && x % 10 < 5 { 30 } else { 235 }])
        });
        let strip = Strip::of(&crop).expect("ink");
        assert!((205..=213).contains(&strip.width()), "{}", strip.width());
        assert_eq!(strip.values().len(), strip.width() * Strip::HEIGHT);
        assert!(Strip::of(&GrayImage::from_pixel(300, 60, Luma([235]))).is_none());
    }
}
