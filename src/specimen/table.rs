//! The table a document lies on.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixel arithmetic; values are clamped before they are cast"
)]

use image::{Rgb, RgbImage};
use rand::{Rng, RngExt};

/// Wood or stone in one of a few colours, darker than any document of Utopia.
pub(super) struct Table {
    colour: [f32; 3],
    /// Depth of the grain, in grey levels.
    grain: f32,
    /// Where the grain's waves begin.
    phases: [f32; 4],
}

/// Walnut, oak, slate, green baize.
const COLOURS: [([f32; 3], f32); 4] =
    [([96.0, 66.0, 46.0], 12.0), ([138.0, 104.0, 70.0], 10.0), ([72.0, 78.0, 86.0], 4.0), ([44.0, 84.0, 66.0], 3.0)];

impl Table {
    /// One of the tables.
    pub fn chosen_by(rng: &mut impl Rng) -> Self {
        let (colour, grain) = COLOURS[rng.random_range(0..COLOURS.len())];
        Self { colour, grain, phases: std::array::from_fn(|_| rng.random_range(0.0..std::f32::consts::TAU)) }
    }

    /// The empty table.
    pub fn picture(&self, width: u32, height: u32) -> RgbImage {
        let unit = width as f32;
        let bends: Vec<f32> = (0..width).map(|x| self.bend(x as f32 / unit)).collect();
        RgbImage::from_fn(width, height, |x, y| {
            let (bend, v) = (bends[x as usize], y as f32 / unit);
            let waves =
                (90.0 * (v + bend) + self.phases[2]).sin() + 0.6 * (310.0 * (v + 0.7 * bend) + self.phases[3]).sin();
            Rgb(self.colour.map(|c| (c + self.grain * waves / 1.6).clamp(0.0, 255.0) as u8))
        })
    }

    /// How far the grain is bent down at `u` of the width.
    fn bend(&self, u: f32) -> f32 {
        0.03 * (5.0 * u + self.phases[0]).sin() + 0.012 * (17.0 * u + self.phases[1]).sin()
    }
}
