//! A picture in an event: what it shows, and what may be said of it in clear.

use serde::{Deserialize, Serialize};

use crate::base::{category::Category, commitment::Commitment, ids::EvidenceId, region::Side};

/// A stored picture, by what may be said of it in clear.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PictureRef {
    /// Where its bytes are.
    pub evidence: EvidenceId,
    /// What it shows.
    pub shows: Shows,
    /// The commitment to its bytes.
    pub commitment: Commitment,
}

/// What a stored picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shows {
    /// The document's front, or a passport's data page.
    DocumentFront,
    /// The document's back.
    DocumentBack,
    /// The portrait cut out of the document.
    DocumentPortrait,
    /// The registry's photograph.
    RegistryPhoto,
    /// The applicant now.
    Selfie,
    /// The first frame of a liveness challenge.
    LivenessStraight,
    /// A frame with the head turned to the left.
    LivenessLeft,
    /// A frame with the head turned to the right.
    LivenessRight,
    /// A frame with closed eyes.
    LivenessBlink,
    /// The frame that was wrong.
    LivenessWrong,
    /// A picture that staff took in a video call.
    CallSnapshot,
    /// A piece of a video call's recording: moving pictures with sound.
    CallSegment,
}

impl Shows {
    /// What a liveness challenge leaves as evidence: one frame of each kind at most.
    pub const LIVENESS: [Self; 5] =
        [Self::LivenessStraight, Self::LivenessLeft, Self::LivenessRight, Self::LivenessBlink, Self::LivenessWrong];

    /// Whose key seals its bytes.
    pub const fn category(self) -> Category {
        match self {
            Self::CallSegment => Category::Recording,
            Self::DocumentFront
            | Self::DocumentBack
            | Self::DocumentPortrait
            | Self::RegistryPhoto
            | Self::Selfie
            | Self::LivenessStraight
            | Self::LivenessLeft
            | Self::LivenessRight
            | Self::LivenessBlink
            | Self::LivenessWrong
            | Self::CallSnapshot => Category::Picture,
        }
    }
}

impl From<Side> for Shows {
    fn from(side: Side) -> Self {
        match side {
            Side::Front => Self::DocumentFront,
            Side::Back => Self::DocumentBack,
        }
    }
}
