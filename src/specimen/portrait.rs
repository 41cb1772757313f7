//! Crops of one photograph: the portrait that is printed, and another that stands for a selfie.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixel arithmetic; values are clamped before they are cast"
)]

use image::{Rgb, RgbImage, imageops};
use imageproc::geometric_transformations::{Border, Interpolation, rotate_about_center};
use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus};

use super::{error::SpecimenError, photograph::jpeg};

/// Where a face is on a picture, in pixels: from the forehead to the chin, from cheek to cheek.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FaceBox {
    /// Left edge.
    pub x: f32,
    /// Upper edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

/// A crop's shape.
struct Framing {
    /// The face's part of the crop's height.
    face: f32,
    /// Height of the face's middle in the crop, from the top.
    middle: f32,
    /// Width to height.
    ratio: f32,
}

/// 35 × 45 mm with the crown under the upper edge, as ICAO 9303-3 shows it.
const PASSPORT: Framing = Framing { face: 0.53, middle: 0.5, ratio: 35.0 / 45.0 };
/// A telephone held upright at arm's length; 0.40 of the height once the spare edge is cut off.
const SELFIE: Framing = Framing { face: 0.37, middle: 0.47, ratio: 3.0 / 4.0 };
/// Height of a selfie, in pixels.
const SELFIE_HEIGHT: u32 = 960;
/// Pixels around a selfie that the turning may leave empty: half the height times the sine of 4°.
const SPARE: u32 = 34;

/// Cuts a portrait for printing out of `picture`, framed as in a passport; less air where the picture ends.
pub fn portrait_from(picture: &RgbImage, face: FaceBox) -> RgbImage {
    crop(picture, face, &PASSPORT)
}

/// Another crop of the same photograph as a JPEG, 720 × 960 pixels: turned by up to 4°, lit differently.
///
/// It is the same photograph, and whoever shows it has to say so: a match with the portrait proves the way, not the
/// matcher.
///
/// # Errors
///
/// [`SpecimenError::Picture`] if it cannot be encoded.
pub fn selfie_from(picture: &RgbImage, face: FaceBox, seed: u64) -> Result<Vec<u8>, SpecimenError> {
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(seed);
    let turn = rng.random_range(1.0..4.0f32).to_radians() * if rng.random_bool(0.5) { 1.0 } else { -1.0 };
    let (gain, gamma) = (rng.random_range(0.88..1.08f32), rng.random_range(0.88..1.15f32));
    let warmth = rng.random_range(-0.04..0.04f32);
    let width = (SELFIE_HEIGHT as f32 * SELFIE.ratio) as u32;
    let (wider, taller) = (width + 2 * SPARE, SELFIE_HEIGHT + 2 * SPARE);
    let cut = imageops::resize(&crop(picture, face, &SELFIE), wider, taller, imageops::FilterType::CatmullRom);
    let turned = rotate_about_center(&cut, turn, Interpolation::Bilinear, Border::Replicate);
    let mut selfie = imageops::crop_imm(&turned, SPARE, SPARE, width, SELFIE_HEIGHT).to_image();
    for Rgb(pixel) in selfie.pixels_mut() {
        let gains = [gain + warmth, gain, gain - warmth];
        for (c, gain) in pixel.iter_mut().zip(gains) {
            *c = (255.0 * gain * (f32::from(*c) / 255.0).powf(gamma)).round().clamp(0.0, 255.0) as u8;
        }
    }
    jpeg(&selfie, 90)
}

/// Smaller, and moved, where the picture ends before the framing does.
fn crop(picture: &RgbImage, face: FaceBox, framing: &Framing) -> RgbImage {
    let (wide, tall) = (picture.width() as f32, picture.height() as f32);
    let height = (face.height / framing.face).min(tall).min(wide / framing.ratio).max(1.0);
    let width = (height * framing.ratio).max(1.0);
    let left = (face.x + face.width / 2.0 - width / 2.0).clamp(0.0, wide - width);
    let top = (face.y + face.height / 2.0 - height * framing.middle).clamp(0.0, tall - height);
    imageops::crop_imm(picture, left as u32, top as u32, width as u32, height as u32).to_image()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dotted() -> RgbImage {
        RgbImage::from_fn(512, 512, |x, y| Rgb([(x / 2) as u8, (y / 2) as u8, ((x ^ y) / 2) as u8]))
    }

    const FACE: FaceBox = FaceBox { x: 170.0, y: 70.0, width: 100.0, height: 130.0 };

    #[test]
    fn a_portrait_has_the_passport_shape_and_the_face_fills_half_of_its_height() {
        let portrait = portrait_from(&dotted(), FACE);
        assert_eq!(portrait.dimensions(), (190, 245));
    }

    #[test]
    fn a_face_at_the_edge_still_gives_a_crop_of_the_same_shape() {
        let portrait = portrait_from(&dotted(), FaceBox { x: 420.0, y: 5.0, ..FACE });
        assert_eq!(portrait.dimensions(), (190, 245));
    }

    #[test]
    fn a_selfie_is_another_picture_of_960_rows_and_the_same_for_the_same_seed() {
        let picture = dotted();
        let selfie = selfie_from(&picture, FACE, 3).expect("a JPEG");
        assert_eq!(selfie, selfie_from(&picture, FACE, 3).expect("a JPEG"));
        assert_ne!(selfie, selfie_from(&picture, FACE, 4).expect("a JPEG"));
        let decoded = image::load_from_memory(&selfie).expect("decodes");
        assert_eq!((decoded.width(), decoded.height()), (720, 960));
    }
}
