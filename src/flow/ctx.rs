//! What every use case works with: the store, the keys, the ports and the limits.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use uuid::Uuid;

use super::{calls::Desk, cpu::CpuPool, recent::RecentTemplates, whatsapp::WhatsApp};
use crate::{
    base::{
        category::Category,
        clock::Clock,
        commitment::Salt,
        picture,
        randomness::{Randomness, draw},
    },
    contact::channel::MessageChannel,
    document::DocumentReader,
    face::FaceEngine,
    identify::registry::Registry,
    session::{journey::Journey, reminder::Patience},
    staff::token::Tokens,
    storage::Database,
    vault::{keys::Keyring, lookup_key::LookupKeys, object_store::ObjectStore},
    video::room::RoomProvider,
    webhooks::{address::Reach, sender::WebhookSender},
};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What every use case works with.
pub struct Ctx {
    /// The store.
    pub database: Database,
    /// Wraps the sessions' keys.
    pub keyring: Keyring,
    /// Hashes identifiers that must be found again.
    pub lookup: LookupKeys,
    /// Keeps sealed pictures.
    pub objects: Arc<dyn ObjectStore>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Draws ids, salts, nonces and keys.
    pub randomness: Arc<dyn Randomness>,
    /// The national registry.
    pub registry: Arc<dyn Registry>,
    /// Reads documents.
    pub documents: Arc<DocumentReader>,
    /// Looks at faces.
    pub faces: Arc<FaceEngine>,
    /// What it saw on the last selfies.
    pub recent: RecentTemplates,
    /// Delivers notices.
    pub webhooks: Arc<dyn WebhookSender>,
    /// Brings messages to people.
    pub channel: Arc<dyn MessageChannel>,
    /// The chat by WhatsApp, where the bank has it.
    pub whatsapp: Option<WhatsApp>,
    /// Keeps the rooms of calls.
    pub rooms: Arc<dyn RoomProvider>,
    /// Where notices may go.
    pub reach: Reach,
    /// The journeys that a session may begin, with their text, by name.
    pub journeys: BTreeMap<String, (Journey, String)>,
    /// What the bank says of its calls.
    pub desk: Desk,
    /// Issues and verifies tokens.
    pub tokens: Tokens,
    /// Work for the processor.
    pub cpu: CpuPool,
    /// Every limit a use case keeps.
    pub limits: Limits,
}

/// Every limit a use case keeps.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// What a picture may be.
    pub picture: picture::Limits,
    /// Attempts under one identity within 24 hours, across sessions.
    pub identity_attempts: u32,
    /// Frames that answer one liveness challenge, at most.
    pub liveness_frames: usize,
    /// Bytes of one of them, at most.
    pub liveness_frame_bytes: usize,
    /// How long a claim on a session holds, in seconds.
    pub claim_s: i64,
    /// How long an application may wait for staff before the promise is broken, in seconds.
    pub review_promise_s: i64,
    /// How long what is kept.
    pub retention: Retention,
    /// What links and visits are bounded by.
    pub links: Links,
    /// What calls are bounded by.
    pub calls: Calls,
    /// What codes that prove an address are bounded by.
    pub codes: Codes,
    /// How long is waited before an applicant is told something unasked.
    pub patience: Patience,
    /// How long is waited before a message that did not go out is tried again, in seconds.
    pub remind_again_s: i64,
    /// How long an Idempotency-Key is remembered, in seconds.
    pub idempotency_s: i64,
    /// How long a request may be in flight before its key is free again, in seconds.
    pub in_flight_s: i64,
}

/// What links and visits are bounded by.
#[derive(Clone, Copy, Debug)]
pub struct Links {
    /// How long a back end's link can be exchanged, in seconds.
    pub life_s: i64,
    /// How long a phone can be given the session by a page, in seconds.
    pub hand_over_s: i64,
    /// How long a visit lasts, in seconds.
    pub visit_s: i64,
    /// Links of one session that are neither spent nor over.
    pub open_per_session: u32,
    /// Tries to type a phone's number.
    pub number_tries: u8,
}

/// What calls are bounded by.
#[derive(Clone, Copy, Debug)]
pub struct Calls {
    /// How long a call is held without a word, in seconds.
    pub lease_s: i64,
    /// How long a member of staff counts as on duty without a word, in seconds.
    pub presence_s: i64,
    /// How long a page counts as in the room without a word, in seconds.
    pub here_s: i64,
    /// After how long without its applicant a waiting call ends as missed, in seconds.
    pub absent_s: i64,
    /// How long a call takes while too few have been held to know, in seconds.
    pub typical_s: i64,
    /// How far apart callbacks are, in minutes.
    pub slot_minutes: u16,
    /// Callbacks that are booked for one time, at most.
    pub per_slot: u32,
    /// Bytes of one piece of a recording, at most.
    pub segment_bytes: usize,
    /// Bytes of a whole recording, at most.
    pub recording_bytes: u64,
    /// Pieces of a recording, at most.
    pub segments: u32,
}

/// What codes that prove an address are bounded by.
#[derive(Clone, Copy, Debug)]
pub struct Codes {
    /// How long one is good, in seconds.
    pub life_s: i64,
    /// How often it may be mistyped.
    pub tries: u8,
    /// How many are sent for one session within 24 hours.
    pub per_session: u32,
    /// How many are sent to one address within 24 hours, across sessions.
    pub per_address: u32,
}

/// How long each category of personal data is kept, in days.
#[derive(Clone, Copy, Debug)]
pub struct Retention {
    /// Names, numbers, dates, addresses of a decided application, from the decision.
    pub profile_days: i64,
    /// Its pictures.
    pub picture_days: i64,
    /// What a face recogniser made of its faces.
    pub template_days: i64,
    /// What was said in its chat.
    pub chat_days: i64,
    /// Its recorded calls.
    pub recording_days: i64,
    /// Everything of an application that nobody decided, from its last write.
    pub undecided_days: i64,
}

impl Retention {
    /// How long a decided application's `category` is kept, in milliseconds.
    pub const fn decided_ms(&self, category: Category) -> i64 {
        let days = match category {
            Category::Profile => self.profile_days,
            Category::Picture => self.picture_days,
            Category::Template => self.template_days,
            Category::Chat => self.chat_days,
            Category::Recording => self.recording_days,
        };
        days * DAY_MS
    }

    /// How long all of an undecided application is kept, in milliseconds.
    pub const fn undecided_ms(&self) -> i64 {
        self.undecided_days * DAY_MS
    }
}

impl Ctx {
    /// Now.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Now, in Unix milliseconds.
    pub fn now_ms(&self) -> i64 {
        self.clock.now().as_millisecond()
    }

    /// A new id, ordered by time.
    pub fn new_id(&self) -> Uuid {
        let random: [u8; 10] = draw(self.randomness.as_ref());
        let millis = self.now_ms().unsigned_abs();
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// Fresh random bytes for a commitment.
    pub fn salt(&self) -> Salt {
        Salt::new(draw(self.randomness.as_ref()))
    }
}

impl std::fmt::Debug for Ctx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ctx").field("database", &self.database).field("limits", &self.limits).finish_non_exhaustive()
    }
}
