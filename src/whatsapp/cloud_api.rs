//! Sending by WhatsApp and fetching what people sent, as a port.

use async_trait::async_trait;

use super::render::Outgoing;
use crate::base::personal::Personal;

/// What was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The number under which the person will write, digits alone. Of some countries it is not the one that was dialled.
    pub wa_id: Option<Personal>,
}

/// Why a message was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsent {
    /// The person has said nothing for 24 hours: only a template may be sent (error 131047, "Re-engagement message").
    #[error("the window is closed")]
    WindowClosed,
    /// It is not taken, and would not be later.
    #[error("the platform refused it with code {code}")]
    Refused {
        /// The platform's code, or the HTTP status where it gave none.
        code: i64,
    },
    /// The platform did not answer, is not well, or asks to go slower: it may take it later.
    #[error("the platform cannot be reached or is not well (code {code})")]
    Away {
        /// The platform's code, or the HTTP status; 0 without an answer.
        code: i64,
    },
}

/// Why a picture was not fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoMedia {
    /// It is not there any more, or lies where nothing is fetched from.
    #[error("the picture cannot be fetched")]
    Gone,
    /// It has more bytes than a picture may have.
    #[error("the picture has too many bytes")]
    TooLarge,
    /// Its bytes are not those that were announced.
    #[error("the picture does not have the hash that was announced")]
    Damaged,
    /// The platform did not answer, or is not well.
    #[error("the platform cannot be reached or is not well")]
    Away,
}

/// The platform.
#[async_trait]
pub trait CloudApi: Send + Sync {
    /// Hands one message over. There is no id by which the platform would know it again: of [`Unsent::Away`] it may have
    /// taken it all the same.
    ///
    /// # Errors
    ///
    /// [`Unsent`].
    async fn send(&self, to: &Personal, message: &Outgoing) -> Result<Sent, Unsent>;

    /// The bytes of a picture, at most `most` of them, which have the hashes that were announced.
    ///
    /// # Errors
    ///
    /// [`NoMedia`].
    async fn picture(&self, id: &str, announced: Option<&str>, most: usize) -> Result<Vec<u8>, NoMedia>;
}
