//! A face picture's print: the whole picture small and grey, and where the face lies on it.
//!
//! Enough to tell whether two pictures are one ([`super::duplicate`]), and no more. Personal data: it shows the
//! person, so it is sealed wherever it is kept.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "sides of at most 320 pixels and luma of one byte"
)]

use std::fmt;

use image::RgbImage;

use super::{
    align,
    geometry::{FaceBox, Point, Similarity},
    landmarks::Landmarks,
    pixels,
};

/// Longest side of a print, in pixels: a document's portrait is then about 90 pixels wide.
const SIDE: f32 = 320.0;

/// Starts a stored print; the last byte is the form's version.
const MAGIC: [u8; 4] = *b"AFP1";

/// Black pixels before the first one in [`Greys`]; after the last there is one more, the neighbour of the last point.
const AROUND: usize = 1;

/// A print's greys with black around them, so that a look-up asks nothing: it is made sixty thousand times for one comparison.
pub struct Greys {
    across: usize,
    luma: Vec<f32>,
    last: Point,
}

impl Greys {
    /// Luma between the four pixels around `point` of the print, `0.0 ..= 255.0`; outside the print it is 0.
    #[inline]
    pub fn at(&self, point: Point) -> f32 {
        let x = (point[0] + AROUND as f32).clamp(0.0, self.last[0]);
        let y = (point[1] + AROUND as f32).clamp(0.0, self.last[1]);
        // Not `fract`: where the processor must not be asked for roundings, that is a call.
        let (column, row) = (x as usize, y as usize);
        let (fx, fy) = (x - column as f32, y - row as f32);
        let corner = row * self.across + column;
        let (upper, lower) = (&self.luma[corner..corner + 2], &self.luma[corner + self.across..][..2]);
        let upper = upper[0] * (1.0 - fx) + upper[1] * fx;
        let lower = lower[0] * (1.0 - fx) + lower[1] * fx;
        upper * (1.0 - fy) + lower * fy
    }
}

/// Bytes that are no stored print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a stored face print")]
pub struct BadPrint;

/// The whole picture, small and grey. `Debug` shows its size only.
#[derive(Clone, PartialEq)]
pub struct Print {
    width: u32,
    luma: Vec<u8>,
    face: Similarity,
}

impl Print {
    /// The print of `picture`. `None` when the landmarks are all one.
    pub fn of(picture: &RgbImage, landmarks: &Landmarks) -> Option<Self> {
        let (width, height) = (picture.width() as f32, picture.height() as f32);
        let scale = (SIDE / width.max(height)).min(1.0);
        let whole = FaceBox { left: 0.0, top: 0.0, right: width, bottom: height };
        let across = ((width * scale).round() as u32).max(1);
        let down = ((height * scale).round() as u32).max(1);
        let small = pixels::resized(picture, whole, across, down);
        let on_picture = align::place(landmarks, 1, 0.0)?;
        let face = Similarity {
            a: on_picture.a * scale,
            b: on_picture.b * scale,
            shift: on_picture.shift.map(|v| (v + 0.5) * scale - 0.5),
        };
        let luma = pixels::luma(&small).into_iter().map(|v| (v + 0.5) as u8).collect();
        Some(Self { width: across, luma, face })
    }

    /// Pixels across and down.
    pub fn size(&self) -> [f32; 2] {
        [self.width as f32, self.luma.len() as f32 / self.width as f32]
    }

    /// Where the unit square of the mean face lies on the print.
    pub const fn face(&self) -> Similarity {
        self.face
    }

    /// The print with each `factor` × `factor` pixels averaged into one; the factor is rounded down, at least 1.
    #[must_use]
    pub fn shrunk(&self, factor: f32) -> Self {
        let factor = (factor as usize).max(1);
        let old = self.width as usize;
        let (across, down) = ((old / factor).max(1), (self.luma.len() / old / factor).max(1));
        let block = |at: usize| {
            let corner = at / across * factor * old + at % across * factor;
            let rows = (0..factor).filter_map(|row| self.luma.get(corner + row * old..)?.get(..factor));
            let (sum, count) = rows.flatten().fold((0_u32, 0), |(sum, count), v| (sum + u32::from(*v), count + 1));
            sum.checked_div(count).unwrap_or_default() as u8
        };
        let shrink = factor as f32;
        let face = Similarity {
            a: self.face.a / shrink,
            b: self.face.b / shrink,
            shift: self.face.shift.map(|v| (v + 0.5) / shrink - 0.5),
        };
        Self { width: across as u32, luma: (0..across * down).map(block).collect(), face }
    }

    /// The print's greys, to be looked up between its pixels.
    pub fn greys(&self) -> Greys {
        let (width, height) = (self.width as usize, self.luma.len() / self.width as usize);
        let across = width + AROUND + 2;
        let mut luma = vec![0.0; across * (height + AROUND + 2)];
        let rows = luma.chunks_exact_mut(across).skip(AROUND).zip(self.luma.chunks_exact(width));
        for (wide, row) in rows {
            wide[AROUND..].iter_mut().zip(row).for_each(|(to, from)| *to = f32::from(*from));
        }
        let last = [(width + AROUND) as f32, (height + AROUND) as f32];
        Greys { across, luma, last }
    }

    /// The stored form: `AFP1`, width (u32), the face's place (four f32), then a byte of luma a pixel; numbers
    /// little-endian. To be sealed.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(self.width.to_le_bytes());
        let Similarity { a, b, shift: [x, y] } = self.face;
        bytes.extend([a, b, x, y].iter().flat_map(|v| v.to_le_bytes()));
        bytes.extend(&self.luma);
        bytes
    }

    /// Reads the stored form.
    ///
    /// # Errors
    ///
    /// [`BadPrint`] when `bytes` are anything else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadPrint> {
        let rest = bytes.strip_prefix(&MAGIC).ok_or(BadPrint)?;
        let (width, rest) = rest.split_first_chunk::<4>().ok_or(BadPrint)?;
        let (place, luma) = rest.split_first_chunk::<16>().ok_or(BadPrint)?;
        let width = u32::from_le_bytes(*width);
        let across = usize::try_from(width).map_err(|_| BadPrint)?;
        let numbers: Vec<f32> = place.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)).collect();
        let [a, b, x, y] = numbers[..] else { return Err(BadPrint) };
        let usable = [a, b, x, y].iter().all(|v| v.is_finite()) && a.hypot(b) > 0.0;
        if !usable || across == 0 || luma.is_empty() || !luma.len().is_multiple_of(across) {
            return Err(BadPrint);
        }
        Ok(Self { width, luma: luma.to_vec(), face: Similarity { a, b, shift: [x, y] } })
    }
}

impl fmt::Debug for Print {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [width, height] = self.size();
        write!(f, "Print({width} × {height})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shrunken_print_holds_the_means_of_its_blocks() {
        let luma = vec![10, 20, 90, 99, 30, 40, 90, 99, 7, 7, 7, 7];
        let small = Print { width: 4, luma, face: Similarity::new(8.0, 0.0, [3.5, 1.5]) }.shrunk(2.9);
        assert_eq!(small, Print { width: 2, luma: vec![25, 94], face: Similarity::new(4.0, 0.0, [1.5, 0.5]) });
    }

    #[test]
    fn greys_lie_between_pixels_and_fade_to_black_outside() {
        let greys = Print { width: 2, luma: vec![10, 20, 30, 40], face: Similarity::new(1.0, 0.0, [0.0, 0.0]) }.greys();
        let looked =
            [[0.0, 0.0], [0.5, 0.5], [1.0, 1.0], [-0.5, 0.0], [1.5, 1.0], [1.0, 1.25], [-1.0, 0.0], [9.0, 0.5]];
        let whole = |point| greys.at(point) as u8;
        assert_eq!(looked.map(whole), [10, 25, 40, 5, 20, 30, 0, 0]);
        assert_eq!([[f32::MAX, 0.0], [0.0, -1e9]].map(whole), [0, 0]);
    }

    #[test]
    fn a_print_survives_its_bytes_and_nothing_else_is_read_as_one() {
        let print = Print { width: 2, luma: vec![1, 2, 3, 4, 5, 6], face: Similarity::new(3.0, 0.1, [1.0, 2.0]) };
        let stored = print.to_bytes();
        assert_eq!(Print::from_bytes(&stored), Ok(print));
        assert_eq!(Print::from_bytes(&stored[..stored.len() - 1]), Err(BadPrint));
        assert_eq!(Print::from_bytes(&stored[..20]), Err(BadPrint));
        assert_eq!(Print::from_bytes(b""), Err(BadPrint));
    }
}
