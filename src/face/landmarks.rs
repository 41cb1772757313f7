//! The 68 points of a face: jaw 0–16, eyebrows 17–26, nose 27–35, eyes 36–47, mouth 48–67 (the iBUG 300-W order).

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "positions on a crop of 112 pixels"
)]

use image::{Rgb, RgbImage};

use super::{
    geometry::{FaceBox, Point, Similarity, mean},
    models::{FaceError, FaceModels},
    pixels,
};

/// How many points.
pub const POINTS: usize = 68;

/// Pixels of the network's input, each side.
pub const SIDE: u32 = 112;

/// The second crop's side over the extent of the points that the first one gave.
const SECOND_CROP: f32 = 1.1;

/// The points of one face, in pixels of the picture. "Left" is the viewer's left.
#[derive(Clone, Debug, PartialEq)]
pub struct Landmarks(pub [Point; POINTS]);

impl Landmarks {
    /// The middle of the left eye.
    pub fn left_eye(&self) -> Point {
        mean(&self.0[36..42]).unwrap_or_default()
    }

    /// The middle of the right eye.
    pub fn right_eye(&self) -> Point {
        mean(&self.0[42..48]).unwrap_or_default()
    }

    /// How far the head leans, in radians: the angle of the line through the eyes, clockwise as seen.
    pub fn roll(&self) -> f32 {
        let (left, right) = (self.left_eye(), self.right_eye());
        (right[1] - left[1]).atan2(right[0] - left[0])
    }

    /// Sideways turn of the head: how far the nose's tip lies from the middle of the eyes, in parts of the distance
    /// between the eyes' outer corners; 0 looks straight, negative to the viewer's left. About half the tangent of the
    /// angle.
    pub fn turn(&self) -> f32 {
        let points = self.upright();
        let eyes = points[45][0] - points[36][0];
        (points[30][0] - f32::midpoint(points[36][0], points[45][0])) / eyes.max(1.0)
    }

    /// How long the face is: from the eyes down to the mouth's corners, in parts of the distance between the eyes' outer
    /// corners. A picture that is leant back makes it shorter, and everything on it.
    pub fn length(&self) -> f32 {
        let points = self.upright();
        let eye_line = points[36..48].iter().map(|point| point[1]).sum::<f32>() / 12.0;
        let mouth = f32::midpoint(points[48][1], points[54][1]);
        (mouth - eye_line) / (points[45][0] - points[36][0]).max(1.0)
    }

    /// The points as they would lie if the eyes were level, turned about the picture's origin.
    pub fn upright(&self) -> [Point; POINTS] {
        let back = Similarity::new(1.0, -self.roll(), [0.0, 0.0]);
        self.0.map(|point| back.apply(point))
    }
}

/// The points of the face in `area`.
///
/// Found twice: on the detector's box, then on an upright crop around what was found. The network knows upright faces
/// best, and its own points are a better box than the detector's.
///
/// # Errors
///
/// [`FaceError`] when the network cannot run or gives numbers that are none.
pub fn find(models: &dyn FaceModels, picture: &RgbImage, area: FaceBox) -> Result<Landmarks, FaceError> {
    let rough = on_box(models, picture, area)?;
    let turn = Similarity::new(1.0, rough.roll(), [0.0, 0.0]);
    let extent = FaceBox::around(&rough.upright());
    let side = extent.width().max(extent.height()) * SECOND_CROP;
    let centre = extent.centre();
    let corner = turn.apply([centre[0] - side / 2.0, centre[1] - side / 2.0]);
    let place = Similarity::new(side / SIDE as f32, rough.roll(), corner);
    on_crop(models, &pixels::piece(picture, &place, SIDE), &place)
}

/// The first look: the box, filled to a square with black, as the network was trained.
fn on_box(models: &dyn FaceModels, picture: &RgbImage, area: FaceBox) -> Result<Landmarks, FaceError> {
    let side = area.width().max(area.height());
    let centre = area.centre();
    let place = Similarity::new(side / SIDE as f32, 0.0, [centre[0] - side / 2.0, centre[1] - side / 2.0]);
    let mut crop = pixels::piece(picture, &place, SIDE);
    let margin = |length: f32| ((SIDE as f32 - length / side * SIDE as f32) / 2.0).round().max(0.0) as u32;
    let (across, down) = (margin(area.width()), margin(area.height()));
    for (x, y, pixel) in crop.enumerate_pixels_mut() {
        if x < across || x >= SIDE - across || y < down || y >= SIDE - down {
            *pixel = Rgb([0; 3]);
        }
    }
    on_crop(models, &crop, &place)
}

fn on_crop(models: &dyn FaceModels, crop: &RgbImage, place: &Similarity) -> Result<Landmarks, FaceError> {
    let points = models.landmarks(crop)?;
    if points.iter().flatten().any(|value| !value.is_finite()) {
        return Err(FaceError { cause: "landmarks that are not numbers".to_owned() });
    }
    Ok(Landmarks(points.map(|[x, y]| place.apply([x * SIDE as f32, y * SIDE as f32]))))
}
