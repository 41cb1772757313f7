//! Where on a picture something stands.

use serde::{Deserialize, Serialize};

/// Which picture of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The card's front, or a passport's data page.
    Front,
    /// The card's back.
    Back,
}

/// A four-sided area of an upright picture, corners in pixels: top left, top right, bottom right, bottom left
/// *of the thing itself*, so that a rotated card's text direction is kept.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quad(pub [[f32; 2]; 4]);

/// An area of one side of a document.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Region {
    /// The picture it is on.
    pub side: Side,
    /// The area, in pixels of that picture after EXIF rotation.
    pub corners: Quad,
}
