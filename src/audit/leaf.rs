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
    /// Who has the command line and the keys.
    Operator,
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
    /// The case was claimed by staff, and shown whole.
    CaseClaimed,
    /// A video call was taken by staff, and with it the case.
    CallTaken,
    /// A list of sessions was read: references, statuses and, by staff, reason codes. Stands under its reader.
    SessionsListed {
        /// Which list.
        list: List,
        /// How many sessions it showed.
        shown: usize,
    },
    /// A link was made that opens the session on a page. It stands here since who opens it sees the applicant's data.
    LinkMade {
        /// Its id.
        link: String,
    },
    /// A link was exchanged: a browser was let in, or waits to be confirmed.
    LinkOpened {
        /// Its id.
        link: String,
    },
    /// A telephone number was bound to the session: who has it speaks as the applicant, by WhatsApp.
    NumberBound,
    /// The number was taken away from the session.
    NumberReleased,
    /// A page handed the session over to the phone that came by this link, and keeps its progress alone.
    HandedOver {
        /// Its id.
        link: String,
    },
}

/// A list of sessions that staff can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// All sessions.
    Sessions,
    /// The sessions of one reference.
    Search,
    /// The queue.
    Reviews,
    /// The queue of video calls.
    Calls,
    /// The auditors' list.
    Audit,
}

/// A change beside the sessions: of a client's account (stream `account`, under the client), or of what the whole
/// service stands on (stream `config`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// A client asked to be told of changes.
    WebhookEndpointCreated {
        /// The endpoint's id.
        endpoint: String,
    },
    /// A client asked to be told no longer.
    WebhookEndpointDeleted {
        /// The endpoint's id.
        endpoint: String,
    },
    /// The receiver answered that it is gone; the service tells it no more.
    WebhookEndpointDisabled {
        /// The endpoint's id.
        endpoint: String,
    },
    /// Stored keys were wrapped anew.
    KeysRewrapped {
        /// The wrapping key they are under now.
        key_id: String,
        /// How many keys of sessions were under another.
        data_keys: u64,
        /// How many signing secrets of endpoints were.
        secrets: u64,
    },
}
