//! Is the selfie the document's own portrait? A perceptual hash over the selfie's whole frame.
//!
//! The two pictures are laid over each other by their faces. The selfie's whole frame is cut out of the document's
//! picture, and the two cuts, 32 × 32 grey cells each, are compared twice: by the 63 lowest frequencies of the cosine
//! transform as bits (the common "pHash"), and by correlation. A picture of the document, however it is scaled, toned,
//! compressed, leant or framed, shows in its frame what the document shows there, lettering and edges included. A new
//! photograph of the person shows another background, another light and another face.
//!
//! **What it stops:** the document's portrait sent as the selfie, cut tightly or loosely out of the document's picture,
//! or photographed again from the document or a screen; also a selfie that is the very photograph on the document in the
//! same framing.
//!
//! **What it does not stop:** another photograph of the person, however it was come by; the photograph on the document in
//! a wider framing than the document shows, taken from elsewhere; a portrait that was cut out and set into another
//! scene. That is the task of a liveness check.
//!
//! Measured on 35 drawn and photographed cards with 14 faces, when a cell was four looks during the search too and not
//! only for the verdict: of 103 selfies cut out of them or photographed again from them all are found (at most 8 bits, a
//! correlation of at least .93); of 32 crops of the same photograph 1.2 to 1.8 times as wide as the portrait none (at
//! least 12 bits, at most .56), of 29 other people none (at least 24 bits). The same framing of the same photograph is
//! found in 34 of 35 cases: it is the same picture. Of 80 pairs of other photographs of the same people, tightly cut, none
//! lay under 12 bits or above .86 in the prototype.

#![expect(clippy::cast_precision_loss, reason = "cells of a 32 × 32 frame")]

use serde::{Deserialize, Serialize};

use super::{
    geometry::{Point, Similarity},
    print::{Greys, Print},
};

/// Most bits of [`BITS`] that differ between two pictures that are one.
pub const MOST_BITS: u32 = 10;

/// Least correlation of two pictures that are one.
pub const LEAST_CORRELATION: f32 = 0.88;

/// Bits of the hash: 8 × 8 frequencies without the mean.
pub const BITS: usize = 63;

/// Cells of the compared frame, each side.
const CELLS: usize = 32;

/// Samples of a cell, each side, on prints that were shrunk until a sample is about a pixel.
const SAMPLES: usize = 2;

/// The search for the best fit: landmarks err by a few per cent of the face. Two rounds, the second finer.
const STEPS: [f32; 2] = [0.04, 0.02];

/// Whether two pictures are one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SamePicture {
    /// Bits of the two hashes that differ, `0 ..= 63`.
    pub distance_bits: u32,
    /// Correlation of the two frames, `-1.0 ..= 1.0`.
    pub correlation: f32,
    /// What that means.
    pub verdict: Likeness,
}

/// What the comparison means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// One picture, or a picture of it.
    SamePicture,
    /// Two pictures.
    AnotherPicture,
}

/// Whether `selfie` shows no more than `document` does.
///
/// The document's print should be of its whole front: a loosely cut selfie shows the lettering beside the portrait.
pub fn same_picture(document: &Print, selfie: &Print) -> SamePicture {
    let selfie = &selfie.shrunk(pixels_a_sample(selfie.size(), 1.0));
    let on_document = document.face().scale() / selfie.face().scale();
    let document = &document.shrunk(pixels_a_sample(selfie.size(), on_document));
    let whole = Frame { size: selfie.size() };
    let seen = whole.cells(&selfie.greys(), &Similarity::new(1.0, 0.0, [0.0, 0.0]), SAMPLES);
    let (correlation, shown) = best_fit(document, selfie, &whole, &seen);
    let bits = hash(&seen).iter().zip(hash(&shown)).filter(|(a, b)| **a != *b).count();
    let distance_bits = u32::try_from(bits).unwrap_or(u32::MAX);
    let same = distance_bits <= MOST_BITS && correlation >= LEAST_CORRELATION;
    let verdict = if same { Likeness::SamePicture } else { Likeness::AnotherPicture };
    SamePicture { distance_bits, correlation, verdict }
}

/// Pixels that one sample of a frame of `size` stands for, where a pixel of the frame is `scale` pixels.
fn pixels_a_sample(size: [f32; 2], scale: f32) -> f32 {
    size[0].min(size[1]) * scale / (CELLS * SAMPLES) as f32
}

/// Grey of the cells, row by row.
type Cells = [f32; CELLS * CELLS];

/// The selfie's frame, in pixels of its print.
struct Frame {
    size: [f32; 2],
}

impl Frame {
    /// The frame as a print with these `greys` shows it, when `place` takes the frame's pixels to those of the print; of
    /// each cell the mean of `samples` × `samples` looks.
    fn cells(&self, greys: &Greys, place: &Similarity, samples: usize) -> Cells {
        let mut cells = [0.0; CELLS * CELLS];
        let across = CELLS * samples;
        let at = |n: usize, size: f32| (n as f32 + 0.5) / across as f32 * size - 0.5;
        for row in 0..across {
            let y = at(row, self.size[1]);
            let cells = &mut cells[row / samples * CELLS..][..CELLS];
            for (column, cell) in cells.iter_mut().enumerate() {
                for look in 0..samples {
                    *cell += greys.at(place.apply([at(column * samples + look, self.size[0]), y]));
                }
            }
        }
        let looks = (samples * samples) as f32;
        cells.map(|sum| sum / looks)
    }
}

/// The frame on the document where it fits best: its correlation with `seen`, and its cells.
///
/// While it is searched a cell is one look at its middle, which is the mean of the four pixels around it.
fn best_fit(document: &Print, selfie: &Print, frame: &Frame, seen: &Cells) -> (f32, Cells) {
    let greys = document.greys();
    let shown = |nudge, samples| frame.cells(&greys, &overlay(document, selfie, nudge), samples);
    let mut nudge = Nudge { scale: 1.0, shift: [0.0, 0.0] };
    let mut best = correlation(seen, &shown(nudge, 1));
    for step in STEPS {
        let centre = nudge;
        for around in centre.around(step) {
            let fits = correlation(seen, &shown(around, 1));
            if fits > best {
                (best, nudge) = (fits, around);
            }
        }
    }
    let shown = shown(nudge, SAMPLES);
    (correlation(seen, &shown), shown)
}

/// A small correction of where the face lies, in parts of the face.
#[derive(Clone, Copy)]
struct Nudge {
    scale: f32,
    shift: Point,
}

impl Nudge {
    /// The 27 corrections one `step` smaller, equal or larger in scale, across and down.
    fn around(self, step: f32) -> impl Iterator<Item = Self> {
        (0..27_u8).map(move |n| {
            let part = |digit: u8| (f32::from(digit) - 1.0) * step;
            let shift = [self.shift[0] + part(n / 3 % 3), self.shift[1] + part(n / 9)];
            Self { scale: self.scale + part(n % 3), shift }
        })
    }
}

/// Takes the selfie's pixels to the document's so that the faces lie over each other.
fn overlay(document: &Print, selfie: &Print, nudge: Nudge) -> Similarity {
    let (from, to) = (selfie.face(), document.face());
    // Four corners of the face name the transform as well as any; a fit through exact pairs is the transform itself.
    let corners = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]];
    let nudged = corners.map(|[x, y]: Point| {
        to.apply([(x - 0.5) * nudge.scale + 0.5 + nudge.shift[0], (y - 0.5) * nudge.scale + 0.5 + nudge.shift[1]])
    });
    Similarity::fit(&corners.map(|corner| from.apply(corner)), &nudged).unwrap_or(to)
}

/// Pearson's correlation; 0 when one of the two is of one grey.
fn correlation(one: &Cells, other: &Cells) -> f32 {
    let mean = |cells: &Cells| cells.iter().sum::<f32>() / cells.len() as f32;
    let (mean_one, mean_other) = (mean(one), mean(other));
    let (mut both, mut own, mut others) = (0.0, 0.0, 0.0);
    for (a, b) in one.iter().zip(other) {
        let (a, b) = (a - mean_one, b - mean_other);
        both += a * b;
        own += a * a;
        others += b * b;
    }
    let product = (own * others).sqrt();
    if product > 1e-3 { both / product } else { 0.0 }
}

/// Which of the 63 lowest frequencies (of the cosine transform, type II) lie above their median.
fn hash(cells: &Cells) -> [bool; BITS] {
    let waves: [[f32; CELLS]; 8] = std::array::from_fn(|frequency| {
        std::array::from_fn(|at| (std::f32::consts::PI / CELLS as f32 * (at as f32 + 0.5) * frequency as f32).cos())
    });
    let along = |values: &[f32], wave: &[f32; CELLS]| values.iter().zip(wave).map(|(a, b)| a * b).sum::<f32>();
    // Across first, each row once, and then down: the transform falls apart into the two.
    let rows: [[f32; CELLS]; 8] = std::array::from_fn(|across| {
        std::array::from_fn(|row| along(&cells[row * CELLS..(row + 1) * CELLS], &waves[across]))
    });
    let frequencies: [f32; BITS] = std::array::from_fn(|bit| along(&rows[(bit + 1) % 8], &waves[(bit + 1) / 8]));
    let mut sorted = frequencies;
    sorted.sort_by(f32::total_cmp);
    frequencies.map(|value| value > sorted[BITS / 2])
}

#[cfg(test)]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "greys of test pictures")]
mod tests {
    use image::{Rgb, RgbImage};

    use super::*;
    use crate::face::{align, landmarks::Landmarks};

    /// A scene with a "face" of 100 pixels at `place`: the landmarks say where, the pixels need not show one.
    fn print(picture: &RgbImage, place: Similarity) -> Print {
        let points =
            std::array::from_fn(|number| place.apply(align::mean_face(number).unwrap_or_default().map(|v| v * 100.0)));
        Print::of(picture, &Landmarks(points)).expect("unlike points")
    }

    fn scene(width: u32, height: u32, seed: f32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| {
            let (x, y) = (x as f32 / 40.0, y as f32 / 40.0);
            let wave = (x * 1.3 + seed).sin() + (y * 0.9 + seed * 2.0).cos() + (x * y * 0.21 + seed).sin();
            Rgb([(128.0 + 40.0 * wave) as u8; 3])
        })
    }

    #[test]
    fn a_darker_larger_cut_of_a_picture_is_the_same_picture() {
        let picture = scene(600, 400, 1.0);
        let document = print(&picture, Similarity::new(1.0, 0.0, [200.0, 150.0]));
        let mut cut = image::imageops::crop_imm(&picture, 120, 80, 260, 260).to_image();
        cut.pixels_mut().for_each(|p| p.0 = p.0.map(|v| (f32::from(v) * 0.7) as u8));
        let cut = image::imageops::resize(&cut, 520, 520, image::imageops::FilterType::Triangle);
        // The landmarks err by 3 % of the face.
        let selfie = print(&cut, Similarity::new(2.0, 0.0, [160.0 + 6.0, 140.0 - 4.0]));
        let found = same_picture(&document, &selfie);
        assert_eq!(found.verdict, Likeness::SamePicture, "{found:?}");
    }

    #[test]
    fn another_scene_with_a_face_in_the_same_place_is_another_picture() {
        let place = Similarity::new(1.0, 0.0, [200.0, 150.0]);
        let found = same_picture(&print(&scene(600, 400, 1.0), place), &print(&scene(600, 400, 2.7), place));
        assert_eq!(found.verdict, Likeness::AnotherPicture, "{found:?}");
    }

    #[test]
    fn a_picture_that_shows_more_than_the_document_is_another_picture() {
        let picture = scene(600, 600, 1.0);
        let mut document = RgbImage::from_pixel(600, 600, Rgb([240; 3]));
        let portrait = image::imageops::crop_imm(&picture, 220, 220, 160, 160).to_image();
        image::imageops::replace(&mut document, &portrait, 220, 220);
        let place = Similarity::new(1.0, 0.0, [250.0, 250.0]);
        let found = same_picture(&print(&document, place), &print(&picture, place));
        assert_eq!(found.verdict, Likeness::AnotherPicture, "{found:?}");
    }
}
