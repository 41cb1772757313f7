//! Why a use case did not do what was asked.

use std::borrow::Cow;

use super::{calls::CallFault, codes::Bound, links::LinkFault};
use crate::{base::picture::PictureFault, identify::fault::IdFault, session::refusal::Refusal, storage::StorageError};

/// Why a use case did not do what was asked. Nothing was written unless the variant says so.
#[derive(Debug, thiserror::Error)]
pub enum FlowError {
    /// No such thing, or not the caller's: the two are not told apart.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// The caller's role does not reach this.
    #[error("this caller may not do this")]
    Forbidden,
    /// The caller must first claim the session.
    #[error("claim the session first")]
    NotClaimed,
    /// The session refused it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The version in `If-Match` is not the current one.
    #[error("the session has changed, read it again")]
    VersionMoved,
    /// Other requests kept winning.
    #[error("changed by other requests, try again")]
    Busy,
    /// The same key with other content.
    #[error("this Idempotency-Key was used with other content")]
    KeyReused,
    /// The same key is being answered right now.
    #[error("a request with this Idempotency-Key is in flight")]
    InFlight,
    /// The number is not well formed.
    #[error("{0}")]
    BadNumber(#[from] IdFault),
    /// The picture is not taken.
    #[error("{fault}")]
    BadPicture {
        /// Which part of the request.
        part: Cow<'static, str>,
        /// Why.
        fault: PictureFault,
    },
    /// A value is not taken; the session is as before.
    #[error("{reason}")]
    BadValue {
        /// JSON pointer of the value.
        pointer: String,
        /// What to do.
        reason: String,
    },
    /// The secret or the client is wrong; which, is not told.
    #[error("wrong client credentials")]
    BadCredentials,
    /// The applicant's token is of an earlier generation.
    #[error("this token has been replaced")]
    TokenReplaced,
    /// A link or a visit is not good.
    #[error("{0}")]
    Link(LinkFault),
    /// Something is wrong with a call.
    #[error(transparent)]
    Call(#[from] CallFault),
    /// The telephone number is bound to another session that is open.
    #[error("this number speaks in another open session: unbind it there, or end that one")]
    NumberTaken,
    /// No more codes are sent today.
    #[error("{}", match .0 {
        Bound::Session => "no more codes are sent for this session today: without the agreement to be contacted, a person takes the step",
        Bound::Calls => "no more codes are sent in this session's calls today: agree another day with the applicant",
        Bound::Address => "no more codes are sent to this address today: use another, or come back tomorrow",
    })]
    TooManyCodes(Bound),
    /// The message gateway does not answer; nothing was counted.
    #[error("no message can be sent just now, try again later")]
    ChannelAway,
    /// Nothing is left to open: the keys are destroyed.
    #[error("this has been erased")]
    Erased,
    /// Ours to fix: logged with its cause, never shown.
    #[error("internal error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl FlowError {
    /// Wraps what is ours to fix.
    pub fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }
}

impl From<StorageError> for FlowError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Conflict => Self::Busy,
            StorageError::Corrupt { .. } | StorageError::Database(_) => Self::internal(error),
        }
    }
}
