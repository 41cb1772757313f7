//! What is wrong with a call.

use crate::video::{room::NoticeFault, webm::WebmFault};

/// What is wrong with a call.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallFault {
    /// The lease ran out, or the call was taken anew.
    #[error("this call is no longer yours: it is back in the queue, or somebody else has it")]
    LeaseLost,
    /// The applicant's page is not in the room.
    #[error("the applicant is not in the room")]
    ApplicantAway,
    /// Another piece has this number.
    #[error("another piece of the recording has the number {0}")]
    SegmentTaken(u32),
    /// The gateway takes no message to the address that was proved.
    #[error("no message can be sent to the applicant's address any more: the line cannot be met")]
    Undeliverable,
    /// No recording that could be read.
    #[error(transparent)]
    NotARecording(#[from] WebmFault),
    /// The recording is as long as it may be.
    #[error("the recording has as many bytes, or pieces, as it may have (calls.recording_bytes, calls.segments)")]
    RecordingFull,
    /// What came was not the media server's word.
    #[error(transparent)]
    Notice(#[from] NoticeFault),
}
