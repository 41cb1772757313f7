//! What the chat's stream of events holds: a clear part that names no value, and a sealed part under the chat's key.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    Picture, Reply, Wants, choice::Choice, language::Language, memory::Memory, progress::Progress,
    understand::Understood,
};
use crate::{
    base::{
        commitment::{Commitment, Salt},
        personal::Personal,
    },
    session::event::PictureRef,
};

/// The clear part of a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Spoken {
    /// The person did something.
    Said {
        /// How.
        by: Means,
        /// What a text was understood as.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        understood: Option<Understood>,
        /// Pictures that were kept until their other half comes; what acted is told of by the session's own events.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        held: Vec<PictureRef>,
        /// Commitment to the sealed part.
        sealed: Commitment,
    },
    /// The chat answered.
    Replied {
        /// In which language.
        language: Language,
        /// What it now waits for.
        wants: Wants,
        /// How far the person has come, `0 ..= 100`.
        percent: usize,
        /// Commitment to the sealed part.
        sealed: Commitment,
    },
}

impl Spoken {
    /// Commitment to the sealed part.
    pub const fn sealed(&self) -> &Commitment {
        match self {
            Self::Said { sealed, .. } | Self::Replied { sealed, .. } => sealed,
        }
    }

    /// Pictures that the message brought and that no event of the session tells of.
    pub fn held(&self) -> &[PictureRef] {
        match self {
            Self::Said { held, .. } => held,
            Self::Replied { .. } => &[],
        }
    }
}

/// How the person spoke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Means {
    /// Opened the thread.
    Opened,
    /// By words.
    Text,
    /// By a button.
    Choice,
    /// By pictures.
    Pictures,
}

/// The sealed part: its JSON is what the commitment covers, sealed together with the random bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SealedMessage {
    /// The random bytes of the commitment.
    pub salt: Salt,
    /// JSON of [`SaidValues`] or [`RepliedValues`].
    pub json: Personal,
}

/// What the person said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SaidValues {
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Personal>,
    /// By a button.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choice: Option<Choice>,
    /// By pictures; their bytes are evidence of the session.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub pictures: BTreeSet<Picture>,
}

/// What the chat answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RepliedValues {
    /// The messages.
    pub replies: Vec<Reply>,
    /// How far the person has come.
    pub progress: Progress,
    /// The session's next step, as every door renders it.
    pub next: serde_json::Value,
    /// The session's version.
    pub version: u64,
    /// What the chat remembers from here on.
    pub memory: Memory,
}
