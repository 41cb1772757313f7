//! Finding faces: the picture fitted into a square, the detector's anchors read, doubles dropped.
//!
//! The detector is BlazeFace (Bazarevsky et al. 2019), in its back-camera form: 896 anchors on a square of 256 pixels.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "sides of pictures, and cells of a 256-pixel square"
)]

use image::{RgbImage, imageops};

use super::{
    geometry::{FaceBox, Point},
    models::{Anchors, FaceError, FaceModels},
    pixels,
};

/// Pixels of the detector's input, each side.
pub const SIDE: u32 = 256;

/// Anchors by level: pixels between cells, anchors a cell.
const LEVELS: [(u32, usize); 2] = [(16, 2), (32, 6)];

/// How sure the detector must be, `0.0 ..= 1.0`. The default of the package the network comes from is .2 to .5; at .5
/// no face of 65 test pictures was missed.
const LEAST_SCORE: f32 = 0.5;

/// Boxes that overlap by more are one face, `0.0 ..= 1.0` (shared over joint area).
const SAME_FACE_OVERLAP: f32 = 0.3;

/// A face that is taller than this part of its picture's longer side is looked for again with room around the picture:
/// the network learned faces that do not fill theirs, and its box around one that does is out of place.
const FILLS: f32 = 0.55;

/// The picture's longer side on the square when it is given room, in pixels: three fifths.
const WITH_ROOM: u32 = 154;

/// A face that is shorter than this part of its picture's longer side is looked at again from nearer by: on the square it has
/// some 40 pixels, and one of them is a fortieth of it.
const SMALL: f32 = 0.16;

/// Side of the square that is looked at then, in heights of the face.
const NEARER: f32 = 4.0;

/// A face that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Detection {
    /// Where, in pixels of the picture: from the eyebrows to the chin, ear to ear.
    pub area: FaceBox,
    /// How sure, `0.5 ..= 1.0`.
    pub score: f32,
}

/// The faces on `picture`, the tallest first.
///
/// # Errors
///
/// [`FaceError`] when the network cannot run.
pub fn faces(models: &dyn FaceModels, picture: &RgbImage) -> Result<Vec<Detection>, FaceError> {
    let longer = picture.width().max(picture.height());
    let part = |found: &[Detection]| found.first().map(|face| face.area.height() / longer as f32);
    let fills = |found: &[Detection]| part(found).is_some_and(|part| part >= FILLS);
    // A picture that is smaller than the network's square is a face cut out of a larger one, more often than not.
    if longer <= SIDE {
        let with_room = faces_at(models, picture, WITH_ROOM)?;
        if fills(&with_room) {
            return Ok(with_room);
        }
    }
    let found = faces_at(models, picture, SIDE)?;
    if fills(&found) {
        let with_room = faces_at(models, picture, WITH_ROOM)?;
        return Ok(if with_room.is_empty() { found } else { with_room });
    }
    if part(&found).is_some_and(|part| part < SMALL) { nearer(models, picture, found) } else { Ok(found) }
}

/// `found`, the first of them as it is seen from nearer by.
fn nearer(models: &dyn FaceModels, picture: &RgbImage, mut found: Vec<Detection>) -> Result<Vec<Detection>, FaceError> {
    let Some(first) = found.first_mut() else { return Ok(found) };
    let (side, centre) = (first.area.height() * NEARER, first.area.centre());
    let corner = centre.map(|middle| (middle - side / 2.0).max(0.0) as u32);
    // Cropping cuts it to the picture.
    let part = imageops::crop_imm(picture, corner[0], corner[1], side as u32, side as u32).to_image();
    let corner = corner.map(|pixels| pixels as f32);
    let seen =
        faces_at(models, &part, SIDE)?.into_iter().map(|face| Detection { area: face.area.moved(corner), ..face });
    if let Some(same) = seen.max_by(|a, b| a.area.overlap(&first.area).total_cmp(&b.area.overlap(&first.area)))
        && same.area.overlap(&first.area) > 0.0
    {
        *first = same;
    }
    Ok(found)
}

/// The faces on `picture`, its longer side as many pixels of the network's square, the tallest first.
fn faces_at(models: &dyn FaceModels, picture: &RgbImage, longer: u32) -> Result<Vec<Detection>, FaceError> {
    let (square, fit) = letterboxed(picture, longer);
    let mut found: Vec<_> = distinct(candidates(&models.detect(&square)?))
        .into_iter()
        .map(|face| Detection { area: fit.back(face.area), ..face })
        .collect();
    found.sort_by(|a, b| b.area.height().total_cmp(&a.area.height()));
    Ok(found)
}

/// How a picture was fitted into the detector's square.
#[derive(Clone, Copy, Debug)]
struct Fit {
    /// Square pixels to a picture's pixel.
    scale: f32,
    /// Black to the left of and above the picture, in square pixels.
    margin: Point,
}

impl Fit {
    fn back(&self, area: FaceBox) -> FaceBox {
        let x = |v: f32| (v - self.margin[0]) / self.scale;
        let y = |v: f32| (v - self.margin[1]) / self.scale;
        FaceBox { left: x(area.left), top: y(area.top), right: x(area.right), bottom: y(area.bottom) }
    }
}

/// The whole picture, its longer side `longer` pixels, in the middle of a black square.
fn letterboxed(picture: &RgbImage, longer: u32) -> (RgbImage, Fit) {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let scale = longer as f32 / width.max(height).max(1.0);
    let across = ((width * scale).round() as u32).clamp(1, longer);
    let down = ((height * scale).round() as u32).clamp(1, longer);
    let whole = FaceBox { left: 0.0, top: 0.0, right: width, bottom: height };
    let margin = [(SIDE - across) / 2, (SIDE - down) / 2];
    let mut square = RgbImage::new(SIDE, SIDE);
    let small = pixels::resized(picture, whole, across, down);
    imageops::replace(&mut square, &small, margin[0].into(), margin[1].into());
    (square, Fit { scale, margin: margin.map(|m| m as f32) })
}

/// The anchors' centres, in pixels of the square, in the network's order.
fn anchor_centres() -> impl Iterator<Item = Point> {
    LEVELS.into_iter().flat_map(|(stride, each)| {
        let cells = SIDE / stride;
        let middle = move |cell: u32| stride as f32 * (cell as f32 + 0.5);
        (0..cells * cells).flat_map(move |cell| std::iter::repeat_n([middle(cell % cells), middle(cell / cells)], each))
    })
}

/// The anchors that see a face, in pixels of the square.
fn candidates(anchors: &Anchors) -> Vec<Detection> {
    let seen = anchor_centres().zip(&anchors.scores).zip(&anchors.boxes);
    seen.map(|((centre, logit), values)| {
        let [x, y, width, height] = [values[0] + centre[0], values[1] + centre[1], values[2], values[3]];
        let area =
            FaceBox { left: x - width / 2.0, top: y - height / 2.0, right: x + width / 2.0, bottom: y + height / 2.0 };
        Detection { area, score: 1.0 / (1.0 + (-logit).exp()) }
    })
    .filter(|face| face.score > LEAST_SCORE && face.area.width() > 0.0 && face.area.height() > 0.0)
    .collect()
}

/// The surest box of each face (greedy non-maximum suppression).
fn distinct(mut boxes: Vec<Detection>) -> Vec<Detection> {
    boxes.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut kept: Vec<Detection> = Vec::new();
    for candidate in boxes {
        if kept.iter().all(|face| face.area.overlap(&candidate.area) <= SAME_FACE_OVERLAP) {
            kept.push(candidate);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::face::{fake::PaintedFaces, landmarks::POINTS, liveness::eyes::LID_POINTS};

    fn face(left: f32, score: f32) -> Detection {
        Detection { area: FaceBox { left, top: 0.0, right: left + 100.0, bottom: 100.0 }, score }
    }

    #[test]
    fn of_boxes_over_one_face_the_surest_stays() {
        let kept = distinct(vec![face(0.0, 0.6), face(10.0, 0.9), face(300.0, 0.7)]);
        assert_eq!(kept, vec![face(10.0, 0.9), face(300.0, 0.7)]);
    }

    #[test]
    fn there_are_896_anchors_and_the_coarse_ones_come_last() {
        let centres: Vec<_> = anchor_centres().collect();
        assert_eq!(centres.len(), 896);
        assert_eq!((centres[0], centres[1], centres[2]), ([8.0, 8.0], [8.0, 8.0], [24.0, 8.0]));
        assert_eq!((centres[512], centres[895]), ([16.0, 16.0], [240.0, 240.0]));
    }

    #[test]
    fn a_box_comes_back_to_where_it_was_on_a_wide_picture() {
        let (square, fit) = letterboxed(&RgbImage::from_pixel(1024, 512, image::Rgb([9; 3])), SIDE);
        assert_eq!((square.get_pixel(128, 63).0, square.get_pixel(128, 64).0), ([0; 3], [9; 3]));
        let back = fit.back(FaceBox { left: 0.0, top: 64.0, right: 256.0, bottom: 192.0 });
        assert_eq!(back, FaceBox { left: 0.0, top: 0.0, right: 1024.0, bottom: 512.0 });
    }

    #[test]
    fn a_small_face_is_looked_at_from_nearer_by() {
        let mut table = RgbImage::from_pixel(1600, 1200, image::Rgb([120; 3]));
        let face = imageops::crop_imm(&PaintedFaces::paint([250, 220, 60]), 180, 160, 280, 320).to_image();
        imageops::replace(&mut table, &imageops::thumbnail(&face, 105, 120), 1001, 703);
        let far = faces_at(&PaintedFaces, &table, SIDE).expect("a fake does not fail")[0].area;
        let near = faces(&PaintedFaces, &table).expect("a fake does not fail")[0].area;
        let off = |area: FaceBox| (area.left - 1001.0).abs() + (area.top - 703.0).abs();
        assert!(off(near) < 4.0 && off(near) < off(far), "{near:?}, from far {far:?}");
    }

    /// Counts how often a square is looked at.
    #[derive(Default)]
    struct Counted(AtomicUsize);

    impl FaceModels for Counted {
        fn detect(&self, square: &RgbImage) -> Result<Anchors, FaceError> {
            self.0.fetch_add(1, Ordering::Relaxed);
            PaintedFaces.detect(square)
        }

        fn landmarks(&self, crop: &RgbImage) -> Result<[Point; POINTS], FaceError> {
            PaintedFaces.landmarks(crop)
        }

        fn lids(&self, crop: &RgbImage) -> Result<[Point; LID_POINTS], FaceError> {
            PaintedFaces.lids(crop)
        }

        fn describe(&self, chip: &RgbImage) -> Result<Vec<f32>, FaceError> {
            PaintedFaces.describe(chip)
        }
    }

    #[test]
    fn a_face_that_was_cut_out_is_looked_at_once_and_a_large_picture_of_one_twice() {
        let face = imageops::crop_imm(&PaintedFaces::paint([250, 220, 60]), 140, 120, 360, 400).to_image();
        let looks = |picture: &RgbImage| {
            let counted = Counted::default();
            let found = faces(&counted, picture).expect("a fake does not fail");
            assert!(found[0].area.height() > 0.7 * picture.height() as f32, "{found:?}");
            counted.0.into_inner()
        };
        assert_eq!((looks(&imageops::thumbnail(&face, 135, 150)), looks(&face)), (1, 2));
    }

    #[test]
    fn an_anchor_that_is_not_sure_is_no_face() {
        let boxes = vec![[0.0, 0.0, 50.0, 60.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]; 2];
        let found = candidates(&Anchors { scores: vec![-0.1, 2.0], boxes });
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].area, FaceBox { left: -17.0, top: -22.0, right: 33.0, bottom: 38.0 });
    }
}
