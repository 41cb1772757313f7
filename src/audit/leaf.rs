//! The leaf: the clear part of one event in its envelope. Its bytes are stored once and never made again.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::base::ids::EventId;

/// The version of the envelope.
pub const VERSION: u8 = 1;

/// The envelope of one event's clear part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Leaf<E> {
    /// [`VERSION`].
    pub v: u8,
    /// The event's id.
    pub event_id: EventId,
    /// Which stream: `session`, `access`, `chat`, `account` or `config`.
    pub stream: String,
    /// What the stream is about.
    pub stream_id: String,
    /// The event's place in its stream, from 1, without holes.
    pub sequence: i64,
    /// When, UTC, to the millisecond.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What.
    pub event: E,
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    /// A bank's back end.
    BackEnd {
        /// Its client id.
        id: String,
    },
    /// The session's own applicant.
    Applicant,
    /// A member of staff.
    Staff {
        /// Their opaque id.
        id: String,
    },
    /// The service itself: a sweeper, a schedule.
    Service,
}

/// A look at personal data, or at the log itself. Written and committed before the first byte is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Access {
    /// The profile was read.
    ProfileViewed,
    /// A picture was read.
    EvidenceViewed {
        /// Which, by its id.
        evidence: String,
    },
    /// The session's events were read.
    EventsViewed {
        /// The stated purpose for which sealed values were opened; absent where none were.
        purpose: Option<String>,
    },
    /// The chat was read.
    MessagesViewed,
    /// The sessions were searched.
    SessionsListed,
}
