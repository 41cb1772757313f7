//! The port's fake: faces that are painted, for tests that need no networks.
//!
//! On a grey ground a coloured patch is a face and its colour is the person. Everything around the networks runs for
//! real: the patch is found, aligned, measured and compared.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixels and colours of small test pictures"
)]

use image::{Rgb, RgbImage};

use super::{
    align,
    geometry::FaceBox,
    landmarks::POINTS,
    liveness::eyes::LID_POINTS,
    models::{Anchors, FaceError, FaceModels},
};

/// Networks that see coloured patches; at most one face a picture.
#[derive(Clone, Copy, Debug, Default)]
pub struct PaintedFaces;

impl PaintedFaces {
    /// A picture of 640 × 640 pixels with the face of the person of this `colour`; light colours give enough light.
    pub fn paint(colour: [u8; 3]) -> RgbImage {
        RgbImage::from_fn(640, 640, |x, y| {
            if !(180..460).contains(&x) || !(160..480).contains(&y) {
                return Rgb([(100 + (x / 8 + y / 5) % 60) as u8; 3]);
            }
            // Checks, or the patch would be as unsharp as a face can be.
            let tone = if (x / 8 + y / 8) % 2 == 0 { 1.0 } else { 0.7 };
            Rgb(colour.map(|c| (f32::from(c) * tone) as u8))
        })
    }
}

impl FaceModels for PaintedFaces {
    fn detect(&self, square: &RgbImage) -> Result<Anchors, FaceError> {
        let mut anchors = Anchors { scores: vec![-20.0; 896], boxes: vec![[0.0; 16]; 896] };
        if let Some(patch) = patch(square) {
            // The first anchor's centre is at 8, 8.
            let [x, y] = patch.centre();
            anchors.scores[0] = 5.0;
            anchors.boxes[0][..4].copy_from_slice(&[x - 8.0, y - 8.0, patch.width(), patch.height()]);
        }
        Ok(anchors)
    }

    fn landmarks(&self, crop: &RgbImage) -> Result<[[f32; 2]; POINTS], FaceError> {
        let Some(patch) = patch(crop) else { return Ok([[0.0; 2]; POINTS]) };
        let side = crop.width() as f32;
        Ok(std::array::from_fn(|number| {
            // The jaw runs from one upper corner to the other, so that the points reach as far as the patch.
            let jaw = || [number.min(16) as f32 / 16.0, 1.0 - (number.min(16) as f32 - 8.0).abs() / 8.0];
            let [x, y] = align::mean_face(number).unwrap_or_else(jaw);
            [(patch.left + x * patch.width()) / side, (patch.top + y * patch.height()) / side]
        }))
    }

    /// Open lids; closed ones where the crop's middle is dark.
    fn lids(&self, crop: &RgbImage) -> Result<[[f32; 2]; LID_POINTS], FaceError> {
        let side = crop.width() as f32;
        let middle = crop.get_pixel(crop.width() / 2, crop.height() / 2).0;
        let gap = if middle.iter().all(|c| *c < 60) { 0.01 } else { 0.06 } * side;
        Ok(std::array::from_fn(|number| {
            let (place, down) = if number < 9 { (number, gap) } else { (number - 8, -gap) };
            // Both lids meet in the corners.
            let bow = if matches!(place, 0 | 8) { 0.0 } else { down };
            [side * (0.3 + 0.05 * place as f32), side * 0.5 + bow]
        }))
    }

    fn describe(&self, chip: &RgbImage) -> Result<Vec<f32>, FaceError> {
        let mut values = vec![0.0; 128];
        let middle = image::imageops::crop_imm(chip, 50, 50, 50, 50).to_image();
        for pixel in middle.pixels() {
            values.iter_mut().zip(pixel.0).for_each(|(sum, c)| *sum += f32::from(c) / 255.0 / 2500.0);
        }
        Ok(values)
    }
}

/// The box around all coloured pixels.
fn patch(picture: &RgbImage) -> Option<FaceBox> {
    let coloured = |Rgb([r, g, b]): &Rgb<u8>| r.max(g).max(b) - r.min(g).min(b) > 50;
    let found = picture.enumerate_pixels().filter(|(_, _, pixel)| coloured(pixel));
    let points: Vec<_> = found.map(|(x, y, _)| [x as f32, y as f32]).collect();
    (points.len() > 50).then(|| FaceBox::around(&points))
}
