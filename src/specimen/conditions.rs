//! How a document was photographed.

use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus};

/// Camera, hand and light.
#[derive(Clone, Debug, PartialEq)]
pub struct Conditions {
    /// Pixels of the photograph for a pixel of the drawing; 1.0 keeps 300 dots an inch.
    pub scale: f32,
    /// Table to see around the document on each side, as a part of its width.
    pub margin: f32,
    /// By how much the document lies off the middle, as parts of its width and height.
    pub shift: [f32; 2],
    /// Turn of the document, degrees, clockwise.
    pub rotation_deg: f32,
    /// How far each corner may stray because the camera is not held level, as a part of the document's width.
    pub perspective: f32,
    /// Gaussian blur of the whole photograph, in its pixels.
    pub blur_sigma: f32,
    /// Part of the document's area that a reflection burns out, `0.0 ..= 1.0`.
    pub glare: f32,
    /// Depth of the document's shadow on the table, `0.0 ..= 1.0`.
    pub shadow: f32,
    /// Fall of the light from one side of the photograph to the other, `0.0 ..= 1.0`.
    pub falloff: f32,
    /// Brightness of everything; 1.0 leaves it as it is.
    pub brightness: f32,
    /// Standard deviation of the sensor's noise, grey levels of 255.
    pub noise: f32,
    /// JPEG quality, `1 ..= 100`.
    pub jpeg_quality: u8,
}

impl Conditions {
    /// Square in the frame, sharp, evenly lit.
    pub const fn clean() -> Self {
        Self {
            scale: 1.0,
            margin: 0.06,
            shift: [0.0, 0.0],
            rotation_deg: 0.0,
            perspective: 0.0,
            blur_sigma: 0.0,
            glare: 0.0,
            shadow: 0.4,
            falloff: 0.0,
            brightness: 1.0,
            noise: 0.0,
            jpeg_quality: 95,
        }
    }

    /// As a careful person holds a telephone: a little turned and tilted, a little noise. Same seed, same hand.
    pub fn phone(seed: u64) -> Self {
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(seed);
        Self {
            scale: rng.random_range(1.15..1.5),
            margin: rng.random_range(0.08..0.16),
            shift: [rng.random_range(-0.02..0.02), rng.random_range(-0.02..0.02)],
            rotation_deg: rng.random_range(-5.0..5.0),
            perspective: rng.random_range(0.005..0.025),
            blur_sigma: rng.random_range(0.4..0.9),
            glare: 0.0,
            shadow: rng.random_range(0.3..0.7),
            falloff: rng.random_range(0.03..0.16),
            brightness: rng.random_range(0.92..1.04),
            noise: rng.random_range(1.5..3.5),
            jpeg_quality: rng.random_range(84..=93),
        }
    }

    /// Turned by 5° to either side, otherwise clean.
    pub fn tilted(seed: u64) -> Self {
        Self { rotation_deg: if seed.is_multiple_of(2) { 5.0 } else { -5.0 }, ..Self::clean() }
    }

    /// A little out of focus, otherwise clean: every letter can still be read.
    pub const fn soft() -> Self {
        Self { blur_sigma: 1.5, ..Self::clean() }
    }

    /// From a slant, otherwise clean.
    pub const fn slanted() -> Self {
        Self { perspective: 0.05, ..Self::clean() }
    }

    /// A lamp's reflection that is small enough to be let through, and may lie on a letter; otherwise clean.
    pub const fn reflecting() -> Self {
        Self { glare: 0.02, ..Self::clean() }
    }

    /// A card of ID-1 size 600 pixels wide, otherwise clean.
    pub const fn small() -> Self {
        Self { scale: 600.0 / 1012.0, ..Self::clean() }
    }

    /// Some of all that.
    pub fn mixed(seed: u64) -> Self {
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(seed);
        Self {
            scale: rng.random_range(0.7..1.4),
            perspective: rng.random_range(0.0..0.04),
            rotation_deg: rng.random_range(-8.0..8.0),
            blur_sigma: rng.random_range(0.3..1.0),
            glare: if rng.random_bool(0.25) { 0.015 } else { 0.0 },
            jpeg_quality: rng.random_range(55..=90),
            ..Self::phone(seed)
        }
    }

    /// Out of focus.
    pub fn blurred(seed: u64) -> Self {
        Self { blur_sigma: 6.0, ..Self::phone(seed) }
    }

    /// A lamp's reflection on the document.
    pub fn glare(seed: u64) -> Self {
        Self { glare: 0.17, ..Self::phone(seed) }
    }

    /// From too far away to be read.
    pub fn far_away(seed: u64) -> Self {
        Self { scale: 0.32, margin: 0.6, ..Self::phone(seed) }
    }

    /// One side of the document is out of the frame.
    pub fn cut_off(seed: u64) -> Self {
        Self { margin: 0.05, shift: [0.22, 0.0], ..Self::phone(seed) }
    }
}
