//! The aligned face: turned, scaled and cut out so that eyes, nose and upper lip lie where the descriptor expects them.

#![expect(clippy::cast_precision_loss, reason = "a chip has 150 pixels a side")]

use image::RgbImage;

use super::{
    geometry::{Point, Similarity},
    landmarks::Landmarks,
    pixels,
};

/// Pixels of the descriptor's input, each side.
pub const SIDE: u32 = 150;

/// Space around the mean face, in parts of its size (dlib's default for this network).
pub const PADDING: f32 = 0.25;

/// dlib's mean face (`get_face_chip_details` in `dlib/image_transforms/interpolation.h`): the number of a landmark
/// and where it lies in the unit square.
///
/// dlib leaves out jaw, eyebrows and lower lip: they move when a person talks or frowns.
const MEAN_FACE: [(usize, Point); 33] = [
    (27, [0.490_127, 0.203_352]),
    (28, [0.490_127, 0.307_009]),
    (29, [0.490_127, 0.409_805]),
    (30, [0.490_127, 0.515_625]),
    (31, [0.36688, 0.587_326]),
    (32, [0.426_036, 0.609_345]),
    (33, [0.490_127, 0.628_106]),
    (34, [0.554_217, 0.609_345]),
    (35, [0.613_373, 0.587_326]),
    (36, [0.121_737, 0.216_423]),
    (37, [0.187_122, 0.178_758]),
    (38, [0.265_825, 0.179_852]),
    (39, [0.334_606, 0.231_733]),
    (40, [0.260_918, 0.245_099]),
    (41, [0.182_743, 0.244_077]),
    (42, [0.645_647, 0.231_733]),
    (43, [0.714_428, 0.179_852]),
    (44, [0.793_132, 0.178_758]),
    (45, [0.858_516, 0.216_423]),
    (46, [0.79751, 0.244_077]),
    (47, [0.719_335, 0.245_099]),
    (48, [0.254_149, 0.780_233]),
    (49, [0.340_985, 0.745_405]),
    (50, [0.428_858, 0.727_388]),
    (51, [0.490_127, 0.742_578]),
    (52, [0.551_395, 0.727_388]),
    (53, [0.639_268, 0.745_405]),
    (54, [0.726_104, 0.780_233]),
    (60, [0.290_379, 0.784_792]),
    (61, [0.428_096, 0.778_746]),
    (62, [0.490_127, 0.785_343]),
    (63, [0.552_157, 0.778_746]),
    (64, [0.689_874, 0.784_792]),
];

/// Where the pixels of a chip of `side` pixels lie on the picture that `landmarks` were found on.
///
/// `None` when the points are all one, which no face gives.
pub fn place(landmarks: &Landmarks, side: u32, padding: f32) -> Option<Similarity> {
    let on_chip = MEAN_FACE.map(|(_, point)| point.map(|v| (padding + v) / (2.0 * padding + 1.0) * side as f32));
    let on_picture = MEAN_FACE.map(|(number, _)| landmarks.0[number]);
    Similarity::fit(&on_chip, &on_picture)
}

/// Where landmark `number` lies in the mean face's unit square; `None` for those that dlib leaves out.
pub(super) fn mean_face(number: usize) -> Option<Point> {
    MEAN_FACE.iter().find(|(known, _)| *known == number).map(|(_, point)| *point)
}

/// The descriptor's input: the aligned face, [`SIDE`] pixels a side.
pub fn chip(picture: &RgbImage, landmarks: &Landmarks) -> Option<RgbImage> {
    Some(pixels::piece(picture, &place(landmarks, SIDE, PADDING)?, SIDE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::face::landmarks::POINTS;

    #[test]
    fn a_mean_face_that_is_turned_and_scaled_is_found_where_it_lies() {
        let made = Similarity::new(1.7, -0.4, [200.0, 90.0]);
        let mut points = [[0.0, 0.0]; POINTS];
        for (number, [x, y]) in MEAN_FACE {
            let on_chip = [(0.25 + x) / 1.5 * 150.0, (0.25 + y) / 1.5 * 150.0];
            points[number] = made.apply(on_chip);
        }
        let found = place(&Landmarks(points), SIDE, PADDING).expect("33 unlike points");
        assert!((found.scale() - 1.7).abs() < 1e-3 && (found.angle() + 0.4).abs() < 1e-3, "{found:?}");
    }
}
