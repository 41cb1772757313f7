//! What is seen on the frames, one by one.

use image::RgbImage;

use crate::face::{
    engine::{FaceEngine, Glimpse, Sighting},
    landmarks::Landmarks,
    models::FaceError,
    template::Template,
};

/// Pixels that a face must be high on a frame: below, landmarks and descriptor err (see [`crate::face::quality`]).
const LEAST_HEIGHT: f32 = 100.0;

/// A head turned by more than this against the first frame is not asked about its eyes: one of them is foreshortened,
/// and two runs of the network are saved.
const EYES_UP_TO: f32 = 0.07;

/// What is seen on one frame.
#[derive(Clone, Debug)]
pub enum Frame {
    /// No face, or one that is too far away.
    Lost,
    /// More than one person.
    Several,
    /// One person.
    Seen(Box<Seen>),
}

/// One person on one frame.
#[derive(Clone, Debug)]
pub struct Seen {
    /// How far the head is turned, as [`crate::face::landmarks::Landmarks::turn`].
    pub turn: f32,
    /// How far the eyes are open, the mean of both as [`super::eyes::Eye::open`], over the length of the face: a
    /// photograph that is leant back is not to close its eyes. Absent where the head is turned away.
    pub open: Option<f32>,
    /// Who it is.
    pub template: Template,
}

/// Watches `frames` in their order. Some 10 ms of the caller's thread each.
///
/// # Errors
///
/// [`FaceError`] when a network fails.
pub fn watch<'a>(engine: &FaceEngine, frames: impl IntoIterator<Item = &'a RgbImage>) -> Result<Vec<Frame>, FaceError> {
    let (mut first, mut all) = (None, Vec::new());
    for frame in frames {
        all.push(match engine.watch(frame)? {
            Glimpse::Nobody => Frame::Lost,
            Glimpse::Several => Frame::Several,
            Glimpse::One(sighting) if sighting.height_px < LEAST_HEIGHT => Frame::Lost,
            Glimpse::One(sighting) => {
                let Sighting { landmarks, template, .. } = *sighting;
                let turn = landmarks.turn();
                let straight = *first.get_or_insert(turn);
                let looks = (turn - straight).abs() <= EYES_UP_TO;
                let open = if looks { Some(openness(engine, frame, &landmarks)?) } else { None };
                Frame::Seen(Box::new(Seen { turn, open, template }))
            }
        });
    }
    Ok(all)
}

fn openness(engine: &FaceEngine, frame: &RgbImage, landmarks: &Landmarks) -> Result<f32, FaceError> {
    let [left, right] = engine.eyes(frame, landmarks)?;
    Ok(f32::midpoint(left.open, right.open) / landmarks.length().max(0.1))
}
