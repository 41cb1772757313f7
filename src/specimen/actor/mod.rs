//! A photograph that follows a liveness challenge: frames made by turning the portrait on a mesh.
//!
//! Nobody moves on them, and whoever shows them has to say so. They prove the way and not the check: a program that makes
//! such frames of a stolen photograph passes too, which is what an active challenge alone does not stop.

mod lids;
mod relief;

use image::{RgbImage, imageops};

use super::{error::SpecimenError, photograph::jpeg};
use crate::face::{
    FaceEngine,
    engine::Glimpse,
    landmarks::Landmarks,
    liveness::{challenge::Move, eyes::Eye},
    models::FaceError,
};

/// Height of a frame, in pixels: a telephone's camera at a low setting.
const HEIGHT: u32 = 640;

/// How far the head is turned, in degrees; half of it on the way.
const TURN: f32 = 30.0;

/// Milliseconds between two frames.
const STEP_MS: u32 = 90;

/// Quality of the JPEG files.
const QUALITY: u8 = 88;

/// One frame of a challenge.
#[derive(Clone, Debug)]
pub struct ActedFrame {
    /// When it was taken, in milliseconds from the first.
    pub at_ms: u32,
    /// JPEG.
    pub jpeg: Vec<u8>,
}

/// A photograph of a face that can be turned, and whose eyes can be closed.
pub struct Actor {
    picture: RgbImage,
    landmarks: Landmarks,
    eyes: [Eye; 2],
}

impl Actor {
    /// The person on `picture`; nobody unless there is exactly one.
    ///
    /// # Errors
    ///
    /// [`FaceError`] when a network fails.
    pub fn on(picture: &RgbImage, engine: &FaceEngine) -> Result<Option<Self>, FaceError> {
        let width = (picture.width() * HEIGHT / picture.height().max(1)).max(1);
        let picture = imageops::resize(picture, width, HEIGHT, imageops::FilterType::Triangle);
        let Glimpse::One(seen) = engine.watch(&picture)? else { return Ok(None) };
        let eyes = engine.eyes(&picture, &seen.landmarks)?;
        Ok(Some(Self { picture, landmarks: seen.landmarks, eyes }))
    }

    /// With the head turned by `degrees`, to the person's left where they are positive.
    pub fn turned(&self, degrees: f32) -> RgbImage {
        relief::turned(&self.picture, &self.landmarks, degrees)
    }

    /// With closed eyes.
    pub fn eyes_closed(&self) -> RgbImage {
        lids::closed(&self.picture, &self.eyes)
    }

    /// Doing this, as far as it is done.
    pub fn doing(&self, made: Move) -> RgbImage {
        match made {
            Move::TurnLeft => self.turned(TURN),
            Move::TurnRight => self.turned(-TURN),
            Move::Blink => self.eyes_closed(),
        }
    }

    /// The picture as it is.
    pub const fn still(&self) -> &RgbImage {
        &self.picture
    }

    /// Follows `moves` in their order: looks straight, then each move on its way and done, then straight again.
    ///
    /// # Errors
    ///
    /// [`SpecimenError::Picture`] if a frame cannot be encoded.
    pub fn follows(&self, moves: &[Move]) -> Result<Vec<ActedFrame>, SpecimenError> {
        let mut poses = vec![self.picture.clone()];
        for made in moves {
            match made {
                Move::TurnLeft => poses.push(self.turned(TURN / 2.0)),
                Move::TurnRight => poses.push(self.turned(-TURN / 2.0)),
                Move::Blink => {}
            }
            poses.push(self.doing(*made));
            // Nobody comes back to the very same place.
            poses.push(self.turned(if poses.len() % 2 == 0 { 1.5 } else { -1.5 }));
        }
        let frame =
            |(number, pose): (u32, RgbImage)| Ok(ActedFrame { at_ms: number * STEP_MS, jpeg: jpeg(&pose, QUALITY)? });
        (0..).zip(poses).map(frame).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::face::{descriptor::Descriptor, fake::PaintedFaces, template::ModelId};

    #[test]
    fn a_challenge_of_four_moves_takes_at_most_twelve_frames_in_the_order_of_time() {
        let engine = FaceEngine::new(Arc::new(PaintedFaces), Descriptor::dlib(ModelId::new([1; 32])));
        let picture = PaintedFaces::paint([250, 220, 60]);
        let actor = Actor::on(&picture, &engine).expect("a fake does not fail").expect("one face");
        let frames = actor.follows(&[Move::TurnLeft, Move::TurnRight, Move::TurnLeft, Move::Blink]).expect("frames");
        assert_eq!(frames.len(), 12);
        assert!(frames.windows(2).all(|pair| pair[0].at_ms < pair[1].at_ms));
    }

    #[test]
    fn who_is_alone_on_no_picture_is_no_actor() {
        let engine = FaceEngine::new(Arc::new(PaintedFaces), Descriptor::dlib(ModelId::new([1; 32])));
        let nobody = RgbImage::from_pixel(300, 400, image::Rgb([120; 3]));
        assert!(Actor::on(&nobody, &engine).expect("a fake does not fail").is_none());
    }
}
