//! One eye: the edge of its lids, and how far it is open.

#![expect(clippy::cast_precision_loss, reason = "an eye's crop has 64 pixels a side")]

use image::{RgbImage, imageops};

use crate::face::{
    geometry::{Point, Similarity},
    landmarks::Landmarks,
    models::{FaceError, FaceModels},
    pixels,
};

/// Pixels of the eye network's input, each side.
pub const SIDE: u32 = 64;

/// Points along the edge of the lids: nine of the lower from corner to corner, then seven of the upper between them.
pub const LID_POINTS: usize = 16;

/// The crop's side over the distance of the eye's corners, as the network's package cuts it.
const CROP: f32 = 2.3;

/// Points of the upper lid, each with the one of the lower lid below it, in the middle of the eye.
const PAIRS: [(usize, usize); 5] = [(10, 2), (11, 3), (12, 4), (13, 5), (14, 6)];

/// Which eye, as the viewer sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// On the viewer's left: the person's right eye, which the network knows as it is.
    Left,
    /// On the viewer's right: shown to the network in the mirror.
    Right,
}

/// One eye.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Eye {
    /// The edge of the lids in pixels of the picture, in the order of [`LID_POINTS`].
    pub lids: [Point; LID_POINTS],
    /// Gap between the lids over the distance of the corners; .19 to .36 on 40 public photographs of open eyes. Closed
    /// eyes give some .40 of what the same eyes give open, so a change says more than the number.
    pub open: f32,
}

impl Eye {
    /// The eye on `side` of the face whose `landmarks` these are.
    ///
    /// # Errors
    ///
    /// [`FaceError`] when the network cannot run or gives numbers that are none.
    pub fn find(
        models: &dyn FaceModels,
        picture: &RgbImage,
        landmarks: &Landmarks,
        side: Side,
    ) -> Result<Self, FaceError> {
        let corners = match side {
            Side::Left => [landmarks.0[36], landmarks.0[39]],
            Side::Right => [landmarks.0[42], landmarks.0[45]],
        };
        let place = place(corners);
        let mut crop = pixels::piece(picture, &place, SIDE);
        let mirrored = side == Side::Right;
        if mirrored {
            imageops::flip_horizontal_in_place(&mut crop);
        }
        let points = models.lids(&crop)?;
        if points.iter().flatten().any(|value| !value.is_finite()) {
            return Err(FaceError { cause: "lids that are not numbers".to_owned() });
        }
        let last = SIDE as f32 - 1.0;
        let back = |[x, y]: Point| place.apply([if mirrored { last - x } else { x }, y]);
        Ok(Self { lids: points.map(back), open: openness(&points) })
    }
}

/// Where the crop's pixels lie on the picture: upright along the eye, its corners in the middle.
fn place([left, right]: [Point; 2]) -> Similarity {
    let (across, down) = (right[0] - left[0], right[1] - left[1]);
    let scale = (across.hypot(down) * CROP / SIDE as f32).max(f32::EPSILON);
    let centre = [f32::midpoint(left[0], right[0]), f32::midpoint(left[1], right[1])];
    let turn = Similarity::new(scale, down.atan2(across), [0.0, 0.0]);
    let middle = turn.apply([(SIDE as f32 - 1.0) / 2.0; 2]);
    Similarity { shift: [centre[0] - middle[0], centre[1] - middle[1]], ..turn }
}

fn openness(points: &[Point; LID_POINTS]) -> f32 {
    let gap =
        PAIRS.iter().map(|(upper, lower)| points[*lower][1] - points[*upper][1]).sum::<f32>() / PAIRS.len() as f32;
    let width = (points[8][0] - points[0][0]).hypot(points[8][1] - points[0][1]);
    gap / width.max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::face::fake::PaintedFaces;

    fn face(eyes_at: [Point; 4]) -> Landmarks {
        let mut points = [[0.0; 2]; 68];
        for (number, point) in [36, 39, 42, 45].into_iter().zip(eyes_at) {
            points[number] = point;
        }
        Landmarks(points)
    }

    #[test]
    fn both_eyes_lie_on_the_picture_where_their_corners_are() {
        let (picture, corners) =
            (RgbImage::new(400, 200), [[100.0, 90.0], [140.0, 90.0], [200.0, 90.0], [240.0, 90.0]]);
        for (side, middle) in [(Side::Left, 120.0), (Side::Right, 220.0)] {
            let eye = Eye::find(&PaintedFaces, &picture, &face(corners), side).expect("a fake does not fail");
            let x = eye.lids.iter().map(|lid| lid[0]).sum::<f32>() / LID_POINTS as f32;
            assert!((x - middle).abs() < 2.0, "{side:?}: {x}");
        }
    }

    #[test]
    fn a_dark_eye_is_a_closed_one_to_the_fake_and_less_open_than_a_light_one() {
        let corners = face([[100.0, 90.0], [140.0, 90.0], [200.0, 90.0], [240.0, 90.0]]);
        let open = |tone| {
            let picture = RgbImage::from_pixel(400, 200, image::Rgb([tone; 3]));
            Eye::find(&PaintedFaces, &picture, &corners, Side::Left).expect("a fake does not fail").open
        };
        assert!(open(20) < 0.3 * open(200), "{} {}", open(20), open(200));
    }
}
