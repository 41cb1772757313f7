//! Chat: the whole journey as a conversation. Pure: no clock, no I/O, no randomness.
//!
//! A turn's way: [`hear`](fn@hear) makes of what the person did a [`Plan`]: at most one [`Act`], which the use cases
//! carry out as they do for every door, and words to say; [`answer`](fn@answer) renders what came of it, and the session's
//! next step, into replies. No rule of the session stands here: what may be done is `decide`'s to say, what is asked is
//! `next_step`'s.
//!
//! Nothing that is hard to take back follows from a guess: handing in, ending, agreeing and refusing follow from a button,
//! from its very words, or from a bare yes or no to the question that stands; ending never from a bare yes.

mod answer;
pub mod asides;
mod asked;
mod call;
pub mod choice;
mod hear;
mod ladder;
pub mod language;
pub mod letters;
pub mod memory;
mod messages;
mod names;
mod news;
pub mod progress;
mod question;
mod reach;
pub mod spoken;
pub mod understand;
pub mod values;
mod words;

use std::collections::BTreeSet;

use jiff::{civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

pub use self::{
    answer::{answer, remark},
    hear::hear,
    news::news,
};
use self::{
    choice::Choice, language::Language, memory::Memory, messages::Msg, progress::Progress, understand::Understood,
};
use crate::{
    base::{
        ids::{CallId, EvidenceId},
        personal::Personal,
        reading::Field,
    },
    contact::{address::Address, code::Code},
    identify::{fault::IdFault, national_id::Scheme},
    session::{Session, event::Purpose, journey::Journey, refusal::Refusal},
    video::checklist::RecordingRule,
};

/// The version of the consent texts in the Fluent files; counted up when their meaning changes.
pub const CONSENT_TEXTS: &str = "chat-1";

/// Longest text of one message, in characters.
pub const LONGEST_TEXT: usize = 2000;

/// Where a turn finds the session.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// The session.
    pub session: &'a Session,
    /// Its journey.
    pub journey: &'a Journey,
    /// Now, Unix milliseconds.
    pub now_ms: i64,
    /// Today, for dates that must not lie ahead.
    pub today: Date,
    /// How the bank holds its calls.
    pub calls: Calls<'a>,
}

/// How the bank holds the calls of a journey, as far as it is told.
#[derive(Clone, Copy, Debug)]
pub struct Calls<'a> {
    /// The time zone in which the bank lives.
    pub zone: &'a TimeZone,
    /// Whether they are recorded.
    pub recording: RecordingRule,
}

/// What the person did.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// Opened the thread.
    Opened,
    /// Wrote.
    Text(Personal),
    /// Pressed a button.
    Choice(Choice),
    /// Sent pictures.
    Pictures(BTreeSet<Picture>),
}

/// What a picture in the thread is meant to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Picture {
    /// The card's front, or a passport's data page; the back, while a front is held.
    Card,
    /// The card's back.
    CardBack,
    /// The person.
    Selfie,
}

/// What the use cases are to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Record the agreement.
    Agree(Purpose),
    /// Record the refusal.
    Refuse(Purpose),
    /// Ask the registry.
    Identify {
        /// The number's scheme.
        scheme: Scheme,
        /// The number.
        number: Personal,
        /// The date of birth.
        birth_date: Date,
    },
    /// Take a typed value.
    Correct {
        /// Of which field.
        field: Field,
        /// The value.
        value: Personal,
    },
    /// Keep the card's front until its back comes.
    HoldFront,
    /// Read the document.
    ReadCard(Card),
    /// Compare the selfie.
    CompareSelfie,
    /// Send a code.
    SendCode {
        /// To this address.
        address: Address,
    },
    /// Hold a code against the one that was sent.
    TypeCode {
        /// The code.
        code: Code,
    },
    /// Answer the question at the end.
    GiveFeedback {
        /// On its scale.
        score: u8,
        /// What was said beside it.
        comment: Option<Personal>,
    },
    /// Ask for a video call.
    AskCall(Recorded),
    /// Call it off.
    CallOff(CallId),
    /// Hand the application in.
    Submit,
    /// End it.
    Withdraw,
}

/// What is said of a call's recording as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// Nothing new.
    AsBefore,
    /// It may be.
    Agreed,
    /// It may not be.
    Refused,
}

/// Where the document's pictures are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Card {
    /// All in this message.
    Here,
    /// The front is held, the back is in this message.
    HeldFront(EvidenceId),
    /// The front is held and is all there is.
    HeldAlone(EvidenceId),
}

/// What a turn is to do and say.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// What the use cases are to do first.
    pub act: Option<Act>,
    /// What is remembered so far.
    pub memory: Memory,
    /// What a text was understood as.
    pub understood: Option<Understood>,
    says: Vec<Msg>,
    then: Then,
}

/// How a turn ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    /// With the question that stands.
    Ask,
    /// With the question, after a try that failed: an example, another way, a person.
    Retry,
    /// With nothing more: the person wishes to stop.
    Rest,
}

/// What came of the act.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// There was none.
    Nothing,
    /// It is done; the session says how it went.
    Done,
    /// The front is kept.
    Held(EvidenceId),
    /// The session refused it.
    Refused(Refusal),
    /// It was not taken.
    Fault(Fault),
}

/// Why an act was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The number is not good.
    Number(IdFault),
    /// The birth date is not good.
    BirthDate,
    /// The value does not fit its field.
    Value(Field),
    /// The picture cannot be used.
    Picture,
    /// No message can be sent to the address.
    Address,
    /// No more codes are sent for this application today.
    NoMoreCodes,
    /// No more codes are sent to this address today.
    NoMoreCodesThere,
    /// The message gateway does not answer.
    ChannelAway,
    /// No call can be had, nor booked.
    NoCall,
    /// Another request came in between.
    Busy,
}

/// One message of the chat to the person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// The text, lines parted by `\n`, values isolated by U+2068 and U+2069.
    pub text: Personal,
    /// What can be chosen.
    pub choices: Vec<Offer>,
    /// What is waited for.
    pub wants: Wants,
}

/// One choice as it is offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// What to send back.
    pub id: Choice,
    /// What stands on the button.
    pub label: String,
}

/// What a reply waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wants {
    /// Nothing.
    Nothing,
    /// Words.
    Text,
    /// One of the choices.
    Choice,
    /// The six digits of a code.
    Code,
    /// A score: one of the choices, from the worst to the best. Nothing waits for it.
    Score,
    /// Pictures of the document.
    Card,
    /// The picture of the card's back.
    CardBack,
    /// A selfie.
    Selfie,
    /// Frames that follow a liveness challenge. They do not come by the thread: the app asks for the challenge, opens the
    /// camera and sends the frames to the routes of the step.
    Liveness,
    /// That the person comes to their video call. It is not held in the thread: the app opens the call's socket.
    Call,
}

/// What a turn comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Turned {
    /// What to remember.
    pub memory: Memory,
    /// What to say.
    pub replies: Vec<Reply>,
    /// How far the person has come.
    pub progress: Progress,
    /// The language of the replies.
    pub language: Language,
}

impl Memory {
    /// The language to speak in a session of `locale`.
    pub fn speaks(&self, locale: &str) -> Language {
        self.language.unwrap_or_else(|| Language::of(locale))
    }
}
