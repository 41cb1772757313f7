//! What happened, in two parts: a clear one that every later reading derives from, and a sealed one that can be erased.

mod picture;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use self::picture::{PictureRef, Shows};
use super::{
    call::Piece,
    decision::{Decision, Opinion},
    feedback::Feedback,
    journey::{JourneyRef, StepKind},
    reason::Reason,
    reminder::{By, Told},
    state::StepStatus,
};
use crate::{
    base::{
        category::Category,
        commitment::{Commitment, Salt},
        ids::{CallId, ChallengeId},
        reading::{Field, Source},
    },
    contact::address::Kind,
    face::liveness::challenge::Move,
    identify::national_id::Scheme,
    video::{
        call::{CallOutcome, CallReason, DropCause, Found},
        checklist::Terms,
        plan::Line,
        recording::Recorded,
    },
};

/// One thing that happened, with the personal values it brought.
#[derive(Clone, Debug, PartialEq)]
pub struct Happening {
    /// The clear part: holds no personal value, so it outlives erasure.
    pub event: Event,
    /// The sealed part.
    pub sealed: Vec<SealedValue>,
}

impl From<Event> for Happening {
    fn from(event: Event) -> Self {
        Self { event, sealed: Vec::new() }
    }
}

/// A personal value on its way into, or out of, the sealed part of an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SealedValue {
    /// Whose key seals it.
    pub category: Category,
    /// What it is, for the seal's associated data: `readings`, or a picture's evidence id.
    pub name: String,
    /// The random bytes of its commitment.
    pub salt: Salt,
    /// The value as JSON text, exactly the bytes that the commitment covers; empty for a picture, whose bytes are an
    /// object of their own.
    pub json: crate::base::personal::Personal,
}

impl SealedValue {
    /// The commitment that stands for the value in the clear part.
    pub fn commitment(&self) -> Commitment {
        Commitment::to(self.json.expose().as_bytes(), &self.salt)
    }
}

/// The name under which a profile revision is sealed.
pub const READINGS: &str = "readings";

/// The name under which an address that a code was sent to is sealed.
pub const CONTACT: &str = "contact";

/// The name under which what was said beside a score is sealed.
pub const COMMENT: &str = "comment";

/// Whether this is a rehearsal or a real application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// A rehearsal; sandbox adapters are allowed.
    Test,
    /// A real person's application.
    Live,
}

/// What the applicant agrees to, one purpose at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Asking the national registry.
    Registry,
    /// Reading and keeping pictures of the document.
    Document,
    /// Comparing faces.
    Biometric,
    /// Recording a video call.
    Recording,
    /// Sending messages about the application: the code that proves an address, and reminders.
    Contact,
}

/// What the registry said, without a personal word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistryOutcome {
    /// It holds the person as living and the number as in use.
    Active,
    /// It holds the person as dead.
    Deceased,
    /// It has withdrawn the number.
    Revoked,
    /// Nobody has this number and birth date.
    NoMatch,
    /// It did not answer.
    Unavailable,
}

/// How a step's attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Done.
    Passed,
    /// To be done again, better.
    Retry,
    /// For a person to look at.
    Referred,
}

/// One field, judged over all its sources.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldCheck {
    /// The field.
    pub field: Field,
    /// The two sources that were compared.
    pub between: (Source, Source),
    /// What came of it.
    pub agreement: Agreement,
}

/// Whether two sources say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// They say the same.
    Agrees,
    /// They differ, but one of them was read too unsurely to weigh.
    Unsure,
    /// They may say the same (names only).
    Unclear,
    /// They contradict each other.
    Contradicts,
}

/// What a face comparison was computed from: it counts only while all of it is current.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaceInputs {
    /// The selfie.
    pub selfie: Commitment,
    /// The pictures it was compared with: the document's portrait, the registry's photograph, or both.
    pub against: Vec<PictureRef>,
    /// SHA-256 of the descriptor model, hexadecimal.
    pub model: String,
}

/// What a liveness check was computed from: it counts only while all of it is current.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LivenessInputs {
    /// The selfie that every frame was held against.
    pub selfie: Commitment,
    /// SHA-256 of the descriptor model, hexadecimal.
    pub model: String,
}

/// The clear part of what happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// A back end opened the session.
    SessionStarted {
        /// Rehearsal or real.
        mode: Mode,
        /// The journey, by name, version and hash of its text.
        journey: JourneyRef,
        /// BCP 47 language tag of the applicant.
        locale: String,
        /// The back end's own, impersonal reference.
        reference: Option<String>,
        /// The client that may reach the session.
        client: String,
        /// When it began, Unix milliseconds.
        started_at_ms: i64,
        /// When it ends by itself, Unix milliseconds.
        expires_at_ms: i64,
    },
    /// A new token for the applicant; earlier generations no longer open anything.
    ApplicantTokenIssued {
        /// 1 for the first.
        generation: u32,
    },
    /// The applicant agreed.
    ConsentGiven {
        /// To what.
        purpose: Purpose,
        /// Which text was shown.
        text_version: String,
        /// In which language, BCP 47.
        language: String,
    },
    /// The applicant refused, or took an agreement back.
    ConsentRefused {
        /// To what.
        purpose: Purpose,
    },
    /// The registry was asked.
    IdentificationAnswered {
        /// The number's scheme.
        scheme: Scheme,
        /// What it said.
        registry: RegistryOutcome,
        /// What that means for the step.
        outcome: Outcome,
        /// Why, if not passed.
        reasons: Vec<Reason>,
        /// The registry's photograph, if it has one.
        photo: Option<PictureRef>,
        /// Commitment to the readings it brought (what was typed and what the registry holds).
        readings: Option<Commitment>,
    },
    /// The registry was not asked: the identity was tried too often within a day, and a person looks at it.
    IdentificationBarred {
        /// The number's scheme.
        scheme: Scheme,
        /// Why.
        reasons: Vec<Reason>,
        /// Commitment to what was typed.
        readings: Commitment,
    },
    /// The identification step is left out: its alternative stands in for it.
    IdentificationWaived {
        /// Why.
        reasons: Vec<Reason>,
    },
    /// A document was photographed and read.
    DocumentRead {
        /// What that means for the step.
        outcome: Outcome,
        /// Why, if not passed; and what a passed reading leaves to be said.
        reasons: Vec<Reason>,
        /// The pictures, and the portrait cut out of them.
        pictures: Vec<PictureRef>,
        /// The layout that was read by, `name@version`.
        layout: Option<String>,
        /// Commitment to the readings.
        readings: Option<Commitment>,
    },
    /// The applicant typed values of their own.
    ProfileCorrected {
        /// Which fields.
        fields: BTreeSet<Field>,
        /// Commitment to the readings.
        readings: Commitment,
    },
    /// The sources were held against each other.
    CrossChecked {
        /// Every pair that was compared.
        checks: Vec<FieldCheck>,
        /// The reasons that follow.
        reasons: Vec<Reason>,
    },
    /// The selfie was taken, and compared if it could be.
    FaceCompared {
        /// What that means for the step.
        outcome: Outcome,
        /// Why, if not passed.
        reasons: Vec<Reason>,
        /// The selfie.
        selfie: PictureRef,
        /// What was compared; nothing if the selfie itself was not good enough.
        inputs: Option<FaceInputs>,
        /// Euclidean distance of the descriptors by what was compared with, `0.0 ..`; smaller is more alike.
        distances: BTreeMap<Shows, f32>,
    },
    /// A liveness challenge was given.
    LivenessAsked {
        /// Its id.
        challenge: ChallengeId,
        /// What is to be done, in order.
        actions: Vec<Move>,
        /// When it was given, Unix milliseconds.
        asked_at_ms: i64,
        /// When its time runs out, Unix milliseconds.
        expires_at_ms: i64,
    },
    /// A liveness challenge was answered, or its time had run out. Either way it is used up.
    LivenessJudged {
        /// Its id.
        challenge: ChallengeId,
        /// What that means for the step.
        outcome: Outcome,
        /// Why, if not passed.
        reasons: Vec<Reason>,
        /// What was judged; nothing if its time had run out.
        inputs: Option<LivenessInputs>,
        /// What was seen being done, in order.
        done: Vec<Move>,
        /// Frames that are kept as evidence.
        frames: Vec<PictureRef>,
    },
    /// A code was sent, to prove an address.
    CodeSent {
        /// To a telephone or a mailbox.
        channel: Kind,
        /// Commitment to the address.
        address: Commitment,
        /// When it was sent, Unix milliseconds.
        sent_at_ms: i64,
        /// Until when it is good, Unix milliseconds.
        expires_at_ms: i64,
        /// How often it may be mistyped.
        tries: u8,
    },
    /// A code was typed: the one that was sent, or another.
    CodeTyped {
        /// What that means for the step.
        outcome: Outcome,
        /// Why, if not passed.
        reasons: Vec<Reason>,
        /// How often the code may still be mistyped; at none it is used up.
        tries_left: u8,
    },
    /// A step that was done must be done again.
    StepReopened {
        /// Which.
        step: StepKind,
        /// What made it so.
        because: Reopening,
        /// Pending; or referred, where no attempt is left.
        becomes: StepStatus,
    },
    /// The applicant handed the application in.
    Submitted,
    /// The applicant asked for a video call.
    CallAsked {
        /// Its id.
        call: CallId,
        /// Why.
        reason: CallReason,
        /// In which language, BCP 47.
        language: String,
        /// When, Unix milliseconds.
        asked_at_ms: i64,
        /// For when it was booked, Unix milliseconds; absent where it was to be at once.
        callback_at_ms: Option<i64>,
    },
    /// Applicant and staff see each other. What is asked was drawn for this connection.
    CallConnected {
        /// Which call.
        call: CallId,
        /// Who holds it, as an opaque staff id.
        by: String,
        /// The checklist's terms.
        terms: Terms,
        /// What is to be asked, in order.
        lines: Vec<Line>,
        /// When, Unix milliseconds.
        connected_at_ms: i64,
    },
    /// A connected call broke off. It waits again, at its old place.
    CallDropped {
        /// Which call.
        call: CallId,
        /// Why.
        because: DropCause,
        /// When, Unix milliseconds.
        dropped_at_ms: i64,
    },
    /// A line of the checklist was answered, for the first time or anew.
    ChecklistAnswered {
        /// In which call.
        call: CallId,
        /// Which line.
        line: String,
        /// Met or not.
        found: Found,
        /// Commitment to the value, where one was given.
        value: Option<Commitment>,
        /// The picture, where one was taken.
        snapshot: Option<PictureRef>,
        /// When, Unix milliseconds: the time mark.
        answered_at_ms: i64,
    },
    /// A code was sent for a line of the checklist, to the address that was proved.
    LineCodeSent {
        /// In which call.
        call: CallId,
        /// Which line.
        line: String,
        /// To a telephone or a mailbox.
        channel: Kind,
        /// Keyed hash of the code, good for this call, line and moment alone.
        code: String,
        /// When it was sent, Unix milliseconds.
        sent_at_ms: i64,
        /// Until when it is good, Unix milliseconds.
        expires_at_ms: i64,
        /// How often it may be mistyped.
        tries: u8,
    },
    /// The applicant typed the code that was sent for a line, and the line is met; or another, and it is as before.
    LineCodeTyped {
        /// In which call.
        call: CallId,
        /// Which line.
        line: String,
        /// Whether it was the code.
        found: Found,
        /// How often the code may still be mistyped; at none it is used up.
        tries_left: u8,
        /// When, Unix milliseconds: the time mark.
        typed_at_ms: i64,
    },
    /// A piece of the recording came in and is kept.
    RecordingKept {
        /// Of which call.
        call: CallId,
        /// Its number in the connection, from 1.
        number: u32,
        /// What may be said of it in clear.
        piece: Piece,
        /// What is on record of the connection with it.
        recorded: Recorded,
    },
    /// Something is missing on record.
    RecordingGap {
        /// Of which call.
        call: CallId,
        /// Before, or inside, which piece.
        before_segment: u32,
        /// How much, in milliseconds.
        missing_ms: i64,
    },
    /// A call is over.
    CallEnded {
        /// Which.
        call: CallId,
        /// How.
        outcome: CallOutcome,
        /// Why, a code of the bank's catalogue; absent where the applicant called it off.
        reason: Option<String>,
        /// When, Unix milliseconds.
        ended_at_ms: i64,
    },
    /// A decision, or the referral to a person.
    Decided {
        /// The decision.
        decision: Decision,
    },
    /// A second person looked at a decision.
    Reviewed {
        /// Who, as an opaque staff id.
        by: String,
        /// Confirmed or vetoed.
        opinion: Opinion,
        /// Why, in the staff's catalogue of codes.
        reason: String,
    },
    /// The applicant answered the question at the end.
    FeedbackGiven {
        /// Which question, and on its scale what.
        #[serde(flatten)]
        feedback: Feedback,
        /// Commitment to what they said beside it.
        comment: Option<Commitment>,
    },
    /// The applicant was told something unasked. What was written is not kept: it follows from what it was.
    PersonTold {
        /// What.
        what: Told,
        /// By what.
        by: BTreeSet<By>,
    },
    /// Its time ran out.
    Expired,
    /// The applicant or the back end ended it.
    Withdrawn,
    /// Keys were destroyed.
    Erased {
        /// Of which categories.
        categories: BTreeSet<Category>,
        /// What made it so.
        #[serde(default)]
        because: ErasedBecause,
    },
}

/// What made keys be destroyed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErasedBecause {
    /// The applicant, the back end or staff asked for it.
    #[default]
    Asked,
    /// The time for which it may be kept has run out.
    TimeRanOut,
}

/// What made a step open again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reopening {
    /// Something it stood on was replaced.
    InputReplaced,
    /// The applicant agreed to what had been refused.
    Agreed,
    /// A staff member sent it back.
    SentBack {
        /// When the session now ends by itself, Unix milliseconds: the applicant has the journey's whole time again.
        expires_at_ms: i64,
    },
}
