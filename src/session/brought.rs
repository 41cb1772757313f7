//! What an event brings beside the change that it makes to the state: readings and pictures, by their commitments.
//!
//! The one list of which events bring what: folding, checking and counting pictures all ask here.

use super::event::{Event, PictureRef, RegistryOutcome};
use crate::base::{commitment::Commitment, reading::Source};

/// What an event brings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Brought<'a> {
    /// Commitment to the value in its sealed part: readings, an address, a comment, or what was taken down in a call.
    pub value: Option<&'a Commitment>,
    /// Its pictures, and pieces of recordings.
    pub pictures: &'a [PictureRef],
    /// The sources whose earlier readings no longer stand.
    pub forgets: &'static [Source],
}

impl Event {
    /// What the event brings; nothing for most.
    pub fn brings(&self) -> Brought<'_> {
        match self {
            Self::IdentificationAnswered { registry, readings, photo, .. } => Brought {
                value: readings.as_ref(),
                pictures: photo.as_slice(),
                forgets: match registry {
                    // An answer replaces the last one; an outage says nothing about the person.
                    RegistryOutcome::Unavailable => &[],
                    RegistryOutcome::Active
                    | RegistryOutcome::Deceased
                    | RegistryOutcome::Revoked
                    | RegistryOutcome::NoMatch => &[Source::Registry],
                },
            },
            Self::DocumentRead { readings, pictures, .. } => Brought {
                value: readings.as_ref(),
                pictures,
                forgets: &[Source::VisualZone, Source::Mrz, Source::Barcode],
            },
            Self::ProfileCorrected { readings, .. } | Self::IdentificationBarred { readings, .. } => {
                Brought { value: Some(readings), ..Brought::default() }
            }
            Self::CodeSent { address, .. } => Brought { value: Some(address), ..Brought::default() },
            Self::FeedbackGiven { comment, .. } => Brought { value: comment.as_ref(), ..Brought::default() },
            Self::FaceCompared { selfie, .. } => {
                Brought { pictures: std::slice::from_ref(selfie), ..Brought::default() }
            }
            Self::LivenessJudged { frames, .. } => Brought { pictures: frames, ..Brought::default() },
            Self::ChecklistAnswered { value, snapshot, .. } => {
                Brought { value: value.as_ref(), pictures: snapshot.as_slice(), ..Brought::default() }
            }
            Self::RecordingKept { piece, .. } => {
                Brought { pictures: std::slice::from_ref(&piece.object), ..Brought::default() }
            }
            Self::SessionStarted { .. }
            | Self::ApplicantTokenIssued { .. }
            | Self::ConsentGiven { .. }
            | Self::ConsentRefused { .. }
            | Self::IdentificationWaived { .. }
            | Self::CrossChecked { .. }
            | Self::LivenessAsked { .. }
            | Self::CodeTyped { .. }
            | Self::PersonTold { .. }
            | Self::StepReopened { .. }
            | Self::CallAsked { .. }
            | Self::CallConnected { .. }
            | Self::CallDropped { .. }
            | Self::LineCodeSent { .. }
            | Self::LineCodeTyped { .. }
            | Self::RecordingGap { .. }
            | Self::CallEnded { .. }
            | Self::Submitted
            | Self::Decided { .. }
            | Self::Reviewed { .. }
            | Self::Expired
            | Self::Withdrawn
            | Self::Erased { .. } => Brought::default(),
        }
    }
}
