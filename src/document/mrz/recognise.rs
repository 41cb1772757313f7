//! The line recogniser, as a port: strips of text in, probabilities of characters along the strip out.

#![expect(clippy::cast_precision_loss, reason = "pixel arithmetic: sizes stay far below 2^23")]

use image::GrayImage;

use super::super::pixels::{grey, warp::Affine};

/// The characters of an MRZ in the recogniser's order; class 0 of a frame is "nothing here", class n + 1 is the n-th.
pub const ALPHABET: &[u8; 37] = b"<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Lines of text cut to the recogniser's height, all of one width, values normalised: paper about ½, ink about −½.
#[derive(Clone, Debug)]
pub struct Strips {
    width: usize,
    values: Vec<f32>,
    maps: Vec<Affine>,
}

impl Strips {
    /// Pixels from top to bottom.
    pub const HEIGHT: usize = 32;
    /// Pixels across for each frame of probabilities.
    pub const PIXELS_PER_FRAME: usize = 4;

    /// No strips yet, `width` pixels wide (a multiple of 4).
    pub const fn new(width: usize) -> Self {
        Self { width, values: Vec::new(), maps: Vec::new() }
    }

    /// Adds a strip of the right size; `to_crop` leads from its pixels to those of the crop it was cut from.
    pub fn push(&mut self, strip: &GrayImage, to_crop: Affine) {
        let counts = grey::histogram(strip);
        let (low, high) = (f32::from(grey::percentile(&counts, 0.02)), f32::from(grey::percentile(&counts, 0.95)));
        let range = (high - low).max(20.0);
        self.values.extend(strip.as_raw().iter().map(|&v| (f32::from(v) - high) / range + 0.5));
        self.maps.push(to_crop);
    }

    /// How many strips there are.
    pub fn len(&self) -> usize {
        self.maps.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.maps.is_empty()
    }

    /// Pixels across.
    pub const fn width(&self) -> usize {
        self.width
    }

    /// The values, strip by strip, row by row.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// From the pixels of strip `n` to the crop's.
    pub fn map(&self, n: usize) -> Option<&Affine> {
        self.maps.get(n)
    }
}

/// The recogniser's answer for one strip: for each frame of 4 pixels the probabilities of 38 classes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frames(pub Vec<[f32; 38]>);

impl Frames {
    /// Softmax over raw scores, 38 a frame.
    pub fn from_scores(scores: &[f32]) -> Self {
        let frame = |scores: &[f32]| {
            let top = scores.iter().copied().fold(f32::MIN, f32::max);
            let mut p = [0.0; 38];
            for (p, score) in p.iter_mut().zip(scores) {
                *p = (score - top).exp();
            }
            let sum: f32 = p.iter().sum();
            p.map(|v| v / sum)
        };
        Self(scores.chunks_exact(38).map(frame).collect())
    }
}

/// The recogniser cannot run; the same picture may be read later.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the MRZ recogniser failed: {cause}")]
pub struct RecogniserError {
    /// What went wrong, for the operator's log.
    pub cause: String,
}

/// Reads lines of OCR-B.
pub trait LineRecogniser: Send + Sync {
    /// The frames of each strip, `width / 4` a strip.
    ///
    /// # Errors
    ///
    /// [`RecogniserError`] when the model cannot run.
    fn recognise(&self, strips: &Strips) -> Result<Vec<Frames>, RecogniserError>;
}

/// Reads a code that tests draw: each character a column of the strip whose brightness is its place in the alphabet.
///
/// A strip's middle row is looked at, 16 pixels a character; [`FakeLineRecogniser::strip`] draws what it reads. On
/// pictures of real text it answers nonsense, as a recogniser does on things that are no MRZ.
#[derive(Clone, Copy, Debug, Default)]
pub struct FakeLineRecogniser;

impl FakeLineRecogniser {
    /// The strip that reads as `text`.
    pub fn strip(text: &str) -> GrayImage {
        let places: Vec<u8> = text.bytes().filter_map(|c| ALPHABET.iter().position(|&a| a == c)).map(shade).collect();
        let width = u32::try_from(places.len() * 16).unwrap_or(0);
        GrayImage::from_fn(width, 32, |x, _| image::Luma([places[(x / 16) as usize]]))
    }
}

/// The grey that stands for the character at `place`: 0, 6, 12 … 216.
fn shade(place: usize) -> u8 {
    u8::try_from(place * 6).unwrap_or(u8::MAX)
}

impl LineRecogniser for FakeLineRecogniser {
    fn recognise(&self, strips: &Strips) -> Result<Vec<Frames>, RecogniserError> {
        let frames = |strip: &[f32]| {
            let row = &strip[16 * strips.width()..17 * strips.width()];
            let (low, high) = row.iter().fold((f32::MAX, f32::MIN), |(lo, hi), &v| (lo.min(v), hi.max(v)));
            let frame = |(n, at): (usize, &[f32])| {
                let mut p = [0.001; 38];
                // Only the middle of each 16-pixel column speaks: the frames between are "nothing here".
                let place = ((at[0] - low) / (high - low).max(1e-6) * 36.0).round();
                let class = if n % 4 == 2 { 1 + (0..37).find(|&c| place <= c as f32).unwrap_or(36) } else { 0 };
                p[class] = 0.963;
                p
            };
            Frames(row.chunks_exact(4).enumerate().map(frame).collect())
        };
        Ok(strips.values().chunks_exact(Strips::HEIGHT * strips.width().max(1)).map(frames).collect())
    }
}

/// One strip of blank paper, `width` pixels wide: what tests of recognisers show them first.
pub fn paper(width: u32) -> Strips {
    let mut strips = Strips::new(width as usize);
    let level = Affine { x: [1.0, 0.0, 0.0], y: [0.0, 1.0, 0.0] };
    strips.push(&GrayImage::from_pixel(width, 32, image::Luma([230])), level);
    strips
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fake_reads_what_it_draws() {
        let drawn = FakeLineRecogniser::strip("<AB<Z09");
        let mut strips = Strips::new(drawn.width() as usize);
        strips.push(&drawn, Affine { x: [1.0, 0.0, 0.0], y: [0.0, 1.0, 0.0] });
        let frames = FakeLineRecogniser.recognise(&strips).expect("reads").remove(0);
        let read: Vec<u8> =
            frames.0.iter().filter_map(|p| (1..38).find(|&c| p[c] > 0.5).map(|c| ALPHABET[c - 1])).collect();
        assert_eq!(String::from_utf8_lossy(&read), "<AB<Z09");
    }

    #[test]
    fn probabilities_of_a_frame_add_up_to_one() {
        let frames = Frames::from_scores(&[3.0; 76]);
        assert_eq!(frames.0.len(), 2);
        assert!((frames.0[0].iter().sum::<f32>() - 1.0).abs() < 1e-5);
    }
}
