//! The networks as a port, a method each: pictures in, raw numbers out. What the numbers mean is this room's affair.

use image::RgbImage;

use super::{landmarks::POINTS, liveness::eyes::LID_POINTS};

/// A network could not run, or answered with numbers that are none. Ours to fix; a retry may succeed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the face networks failed: {cause}")]
pub struct FaceError {
    /// What went wrong, for the operator's log; never holds personal data.
    pub cause: String,
}

/// What the detector says of each anchor, in the anchors' order (see [`super::detect`]).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Anchors {
    /// One logit an anchor.
    pub scores: Vec<f32>,
    /// Centre, size and six key points an anchor, in pixels of the input, relative to the anchor's centre but the size.
    pub boxes: Vec<[f32; 16]>,
}

/// Runs the networks, on the CPU and on the caller's thread.
pub trait FaceModels: Send + Sync {
    /// What the detector sees on a picture of [`super::detect::SIDE`] pixels a side.
    ///
    /// # Errors
    ///
    /// [`FaceError`] when the network cannot run.
    fn detect(&self, square: &RgbImage) -> Result<Anchors, FaceError>;

    /// The 68 points on a face's crop of [`super::landmarks::SIDE`] pixels a side, in parts of that side.
    ///
    /// # Errors
    ///
    /// [`FaceError`] when the network cannot run.
    fn landmarks(&self, crop: &RgbImage) -> Result<[[f32; 2]; POINTS], FaceError>;

    /// The edge of the lids on one eye's crop of [`super::liveness::eyes::SIDE`] pixels a side, in pixels of that crop:
    /// nine points along the lower lid from corner to corner, then seven along the upper one in the same direction.
    ///
    /// # Errors
    ///
    /// [`FaceError`] when the network cannot run.
    fn lids(&self, crop: &RgbImage) -> Result<[[f32; 2]; LID_POINTS], FaceError>;

    /// The descriptor of a face that lies as [`super::descriptor::Descriptor::input`] lays it, as the network gives it.
    ///
    /// # Errors
    ///
    /// [`FaceError`] when the network cannot run.
    fn describe(&self, chip: &RgbImage) -> Result<Vec<f32>, FaceError>;
}
