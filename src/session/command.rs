//! What a use case asks of a session. Findings come with everything they were computed from.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    decision::Opinion,
    event::{
        ErasedBecause, FaceInputs, LivenessInputs, Mode, PictureRef, Purpose, RegistryOutcome, SealedValue, Shows,
    },
    journey::StepKind,
    reason::Reason,
    reminder::{By, Told},
};
use crate::{
    base::{
        category::Category,
        commitment::Salt,
        ids::{CallId, ChallengeId},
        personal::Personal,
        reading::{Field, Reading},
    },
    contact::address::{Address, Kind},
    face::liveness::challenge::Move,
    identify::national_id::Scheme,
    video::{
        call::{CallOutcome, CallReason, DropCause, Found},
        checklist::{RecordingRule, Terms},
        plan::Line,
        recording::Segment,
    },
};

/// How a session begins.
#[derive(Clone, Debug)]
pub struct Start {
    /// Rehearsal or real.
    pub mode: Mode,
    /// BCP 47 language tag.
    pub locale: String,
    /// The back end's own, impersonal reference.
    pub reference: Option<String>,
    /// Who opens it.
    pub client: String,
}

/// Anything else that is asked of a session.
#[derive(Clone, Debug)]
pub enum Command {
    /// The applicant agrees.
    GiveConsent {
        /// To what.
        purpose: Purpose,
        /// To which text.
        text_version: String,
        /// In which language.
        language: String,
    },
    /// The applicant refuses, or takes an agreement back.
    RefuseConsent {
        /// To what.
        purpose: Purpose,
    },
    /// The registry was asked.
    RecordIdentification(IdentificationFinding),
    /// The identity was tried too often within a day, so the registry was not asked.
    BarIdentification {
        /// The number's scheme.
        scheme: Scheme,
        /// What was typed.
        readings: SaltedReadings,
    },
    /// A document was photographed and read.
    RecordDocument(DocumentFinding),
    /// The applicant types values of their own.
    CorrectProfile {
        /// What was typed.
        readings: SaltedReadings,
    },
    /// A selfie was taken.
    RecordFace(FaceFinding),
    /// The applicant asks for a liveness challenge.
    AskLiveness {
        /// Its id.
        challenge: ChallengeId,
        /// What is to be done, in an order that was drawn.
        actions: Vec<Move>,
    },
    /// A liveness challenge was answered.
    RecordLiveness(LivenessFinding),
    /// The applicant asks for a video call.
    AskCall(CallWish),
    /// The applicant calls it off.
    CancelCall {
        /// Which.
        call: CallId,
    },
    /// Applicant and staff see each other.
    ConnectCall {
        /// Who, as an opaque staff id.
        by: String,
        /// The checklist's terms.
        terms: Terms,
        /// What was drawn to be asked.
        lines: Vec<Line>,
    },
    /// A connected call broke off.
    DropCall {
        /// Why.
        because: DropCause,
    },
    /// A line of the checklist is answered.
    AnswerLine(LineAnswer),
    /// A code was sent for a line of the checklist.
    RecordLineCode(SentLineCode),
    /// The applicant types the code of a line.
    TypeLineCode(TypedCode),
    /// A piece of the recording was stored.
    KeepSegment(SegmentFinding),
    /// A member of staff ends the call.
    EndCall(CallEnd),
    /// A code was sent.
    RecordCode(SentCode),
    /// The applicant types a code.
    TypeCode(TypedCode),
    /// The applicant hands the application in.
    Submit,
    /// The applicant or the back end ends it.
    Withdraw,
    /// The applicant answers the question at the end.
    GiveFeedback(GivenFeedback),
    /// The applicant was told something unasked. It has happened, whatever became of the session meanwhile.
    RecordTold {
        /// What.
        what: Told,
        /// By what.
        by: BTreeSet<By>,
    },
    /// The sweeper found its time run out.
    Expire,
    /// A staff member decides.
    Decide {
        /// Who, as an opaque staff id.
        by: String,
        /// What.
        ruling: Ruling,
        /// Why, a code of the bank's catalogue.
        reason: String,
    },
    /// A second staff member looks at a decision.
    Review {
        /// Who, as an opaque staff id.
        by: String,
        /// Confirmed or vetoed.
        opinion: Opinion,
        /// Why, a code of the bank's catalogue.
        reason: String,
    },
    /// The applicant needs a new token; earlier ones stop working.
    IssueApplicantToken,
    /// Keys are to be destroyed.
    Erase {
        /// Of which categories.
        categories: BTreeSet<Category>,
        /// What makes it so.
        because: ErasedBecause,
    },
}

/// A staff member's ruling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// The applicant becomes a customer.
    Approve,
    /// The applicant does not.
    Decline,
    /// A step goes back to the applicant, with all its attempts and the journey's whole time.
    SendBack(StepKind),
}

/// Readings on their way into a sealed part.
#[derive(Clone, Debug)]
pub struct SaltedReadings {
    /// What was read.
    pub readings: Vec<Reading>,
    /// The random bytes of their commitment.
    pub salt: Salt,
}

impl SaltedReadings {
    /// Which fields they are of.
    pub fn fields(&self) -> BTreeSet<Field> {
        self.readings.iter().map(|reading| reading.field).collect()
    }
}

/// A picture that has been stored, with the random bytes of its commitment.
#[derive(Clone, Debug)]
pub struct StoredPicture {
    /// What may be said of it in clear.
    pub picture: PictureRef,
    /// The random bytes of its commitment.
    pub salt: Salt,
}

impl StoredPicture {
    /// What is sealed beside the picture's own bytes: the salt, under the key that the picture itself is sealed under.
    pub fn sealed_salt(&self) -> SealedValue {
        SealedValue {
            category: self.picture.shows.category(),
            name: self.picture.evidence.to_string(),
            salt: self.salt,
            json: Personal::new(""),
        }
    }
}

/// What the registry answered.
#[derive(Clone, Debug)]
pub struct IdentificationFinding {
    /// The number's scheme.
    pub scheme: Scheme,
    /// What it said.
    pub registry: RegistryOutcome,
    /// What was typed, and what the registry holds; nothing of an outage.
    pub readings: Option<SaltedReadings>,
    /// The registry's photograph.
    pub photo: Option<StoredPicture>,
}

/// What was read of a document.
#[derive(Clone, Debug)]
pub struct DocumentFinding {
    /// What is wrong with the pictures or the document; empty if nothing.
    pub faults: Vec<Reason>,
    /// The pictures, and the portrait cut out of them.
    pub pictures: Vec<StoredPicture>,
    /// The layout that was read by, `name@version`.
    pub layout: Option<String>,
    /// What was read.
    pub readings: Option<SaltedReadings>,
}

/// What came of a selfie.
#[derive(Clone, Debug)]
pub struct FaceFinding {
    /// The selfie.
    pub selfie: StoredPicture,
    /// What is wrong with it; empty if nothing.
    pub faults: Vec<Reason>,
    /// The comparison, if the selfie was good enough.
    pub comparison: Option<Comparison>,
}

/// A selfie held against portraits.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// What it was computed from.
    pub inputs: FaceInputs,
    /// Distances by what it was compared with.
    pub distances: BTreeMap<Shows, f32>,
    /// Whether the selfie is the same picture as a portrait.
    pub likeness: Likeness,
}

/// What came of a liveness challenge.
#[derive(Clone, Debug)]
pub struct LivenessFinding {
    /// Which one.
    pub challenge: ChallengeId,
    /// When its frames had come in, Unix milliseconds.
    pub received_at_ms: i64,
    /// What is wrong with them; empty if nothing.
    pub faults: Vec<Reason>,
    /// What they were held against; nothing where they came too late to be looked at.
    pub inputs: Option<LivenessInputs>,
    /// What was seen being done, in order.
    pub done: Vec<Move>,
    /// Frames that are kept as evidence.
    pub frames: Vec<StoredPicture>,
}

/// A call as an applicant wishes for it.
#[derive(Clone, Debug)]
pub struct CallWish {
    /// Its id.
    pub call: CallId,
    /// Why.
    pub reason: CallReason,
    /// In which language, BCP 47.
    pub language: String,
    /// For when it is booked, Unix milliseconds; absent where it is to be at once.
    pub callback_at_ms: Option<i64>,
    /// What the journey's checklist says of a recording.
    pub recording: RecordingRule,
}

/// A value on its way into a sealed part.
#[derive(Clone, Debug)]
pub struct SaltedValue {
    /// What was said or read.
    pub text: Personal,
    /// The random bytes of its commitment.
    pub salt: Salt,
}

/// What a member of staff found about a line.
#[derive(Clone, Debug)]
pub struct LineAnswer {
    /// Who, as an opaque staff id.
    pub by: String,
    /// Which line.
    pub line: String,
    /// Met or not.
    pub found: Found,
    /// The value.
    pub value: Option<SaltedValue>,
    /// The picture.
    pub snapshot: Option<StoredPicture>,
}

/// A code that was sent for a line of the checklist.
#[derive(Clone, Debug)]
pub struct SentLineCode {
    /// By whom, as an opaque staff id.
    pub by: String,
    /// For which line.
    pub line: String,
    /// To a telephone or a mailbox.
    pub channel: Kind,
    /// Keyed hash of the code; the code itself is nowhere.
    pub code: String,
    /// When it was sent, Unix milliseconds.
    pub sent_at_ms: i64,
    /// Until when it is good, Unix milliseconds.
    pub expires_at_ms: i64,
    /// How often it may be mistyped.
    pub tries: u8,
}

/// A piece of a recording that has been stored.
#[derive(Clone, Debug)]
pub struct SegmentFinding {
    /// Who sent it, as an opaque staff id.
    pub by: String,
    /// The stored bytes.
    pub stored: StoredPicture,
    /// SHA-256 of them, hexadecimal.
    pub sha256: String,
    /// Where it lies, and what its timestamps say.
    pub segment: Segment,
}

/// How a member of staff ends a call.
#[derive(Clone, Debug)]
pub struct CallEnd {
    /// Who, as an opaque staff id.
    pub by: String,
    /// How.
    pub outcome: CallOutcome,
    /// Why, a code of the bank's catalogue.
    pub reason: String,
    /// The call that takes its place, and for when, Unix milliseconds; where another time was agreed.
    pub again: Option<(CallId, i64)>,
}

/// A code that was sent to prove an address.
#[derive(Clone, Debug)]
pub struct SentCode {
    /// The address.
    pub address: Address,
    /// Keyed hash of the code; the code itself is nowhere.
    pub code: String,
    /// The random bytes of the commitment to both.
    pub salt: Salt,
    /// When it was sent, Unix milliseconds.
    pub sent_at_ms: i64,
    /// Until when it is good, Unix milliseconds.
    pub expires_at_ms: i64,
    /// How often it may be mistyped.
    pub tries: u8,
}

/// A code as it was typed.
#[derive(Clone, Debug)]
pub struct TypedCode {
    /// When the code was sent that it is held against.
    pub sent_at_ms: i64,
    /// Its hash under each of the keys that the other may have been hashed with.
    pub hashes: Vec<String>,
}

/// An answer to the question at the end.
#[derive(Clone, Debug)]
pub struct GivenFeedback {
    /// On the scale of the journey's question.
    pub score: u8,
    /// What was said beside it, with the random bytes of its commitment.
    pub comment: Option<(Personal, Salt)>,
}

/// Whether two pictures come from one exposure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// They were taken apart.
    DifferentPictures,
    /// One is the other, cropped or photographed again.
    SamePicture,
}
