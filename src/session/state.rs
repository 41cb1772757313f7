//! What a session is, as far as the clear parts of its events tell.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    call::Call,
    decision::{Decider, Decision},
    event::{FaceInputs, FieldCheck, LivenessInputs, Mode, PictureRef, Purpose, RegistryOutcome, Shows},
    feedback::Feedback,
    journey::{JourneyRef, StepKind},
    reason::Reason,
    reminder::SoFar,
};
use crate::{
    base::{category::Category, commitment::Commitment, ids::ChallengeId},
    contact::address::Kind,
    face::liveness::challenge::Move,
};

/// The snapshot. Its JSON stands in the `sessions` row and can be made again from the events at any time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Rehearsal or real.
    pub mode: Mode,
    /// The journey it began with.
    pub journey: JourneyRef,
    /// BCP 47 language tag.
    pub locale: String,
    /// The back end's own, impersonal reference.
    pub reference: Option<String>,
    /// The client that may reach it.
    pub client: String,
    /// When it began, Unix milliseconds.
    pub started_at_ms: i64,
    /// When it ends by itself, Unix milliseconds.
    pub expires_at_ms: i64,
    /// Where it stands.
    pub status: Status,
    /// The generation of applicant tokens that opens it; 0 when none does.
    pub generation: u32,
    /// What the applicant agreed to.
    pub consents: BTreeMap<Purpose, Consent>,
    /// Each step.
    pub steps: BTreeMap<StepKind, Step>,
    /// The current pictures.
    pub pictures: BTreeMap<Shows, PictureRef>,
    /// What the registry said last.
    pub registry: Option<RegistryOutcome>,
    /// The sources held against each other.
    pub checks: Vec<FieldCheck>,
    /// What follows from [`State::checks`].
    pub check_reasons: Vec<Reason>,
    /// The face comparison that counts.
    pub face: Option<FaceFinding>,
    /// The liveness challenge that was given last.
    #[serde(default)]
    pub challenge: Option<Challenge>,
    /// The liveness check that was passed and counts.
    #[serde(default)]
    pub liveness: Option<LivenessInputs>,
    /// The video call that was asked for last.
    #[serde(default)]
    pub call: Option<Box<Call>>,
    /// Who held a call of this session, as opaque staff ids.
    #[serde(default)]
    pub callers: BTreeSet<String>,
    /// The code that was sent last to prove an address.
    #[serde(default)]
    pub code: Option<CodeOut>,
    /// The decision, or the referral to a person.
    pub decision: Option<Decision>,
    /// What the applicant was told unasked.
    #[serde(default)]
    pub told: SoFar,
    /// The answer to the question at the end.
    #[serde(default)]
    pub feedback: Option<Feedback>,
    /// Who confirmed the decision.
    pub confirmed_by: Option<String>,
    /// The categories whose keys are destroyed.
    pub erased: BTreeSet<Category>,
    /// Number of events, and so the version for `ETag`.
    pub sequence: u64,
}

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Steps are open.
    InProgress,
    /// A person is to decide.
    AwaitingStaff,
    /// The applicant becomes a customer.
    Approved,
    /// The applicant does not become a customer.
    Declined,
    /// Its time ran out.
    Expired,
    /// The applicant or the back end ended it.
    Withdrawn,
    /// Every category of personal data is erased.
    Erased,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 7] = [
        Self::InProgress,
        Self::AwaitingStaff,
        Self::Approved,
        Self::Declined,
        Self::Expired,
        Self::Withdrawn,
        Self::Erased,
    ];

    /// The status's name in the API and the store.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InProgress => "in_progress",
            Self::AwaitingStaff => "awaiting_staff",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
            Self::Erased => "erased",
        }
    }

    /// Whether an application was decided.
    pub const fn is_decided(self) -> bool {
        matches!(self, Self::Approved | Self::Declined)
    }
}

/// What a session waits for staff to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wants {
    /// Decide.
    Decision,
    /// Look at what another member of staff decided, and confirm or veto it.
    SecondPerson,
}

impl Wants {
    /// Its name in the API and the store.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::SecondPerson => "second_person",
        }
    }
}

/// An agreement given or refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// Given, to this text in this language.
    Given {
        /// The version of the text that was shown.
        text_version: String,
        /// BCP 47 language tag of the text that was shown.
        language: String,
    },
    /// Refused or taken back.
    Refused,
}

/// One step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Where it stands.
    pub status: StepStatus,
    /// Attempts that counted.
    pub attempts: u8,
    /// Why it stands there.
    pub reasons: Vec<Reason>,
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepStatus {
    /// Not done yet.
    #[default]
    Pending,
    /// Done.
    Passed,
    /// To be done again, better.
    Retry,
    /// A person looks at it.
    Referred,
    /// Another step stands in for it.
    Waived,
}

impl StepStatus {
    /// Whether the applicant still has to do it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Retry)
    }
}

/// The face comparison that counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FaceFinding {
    /// What it was computed from.
    pub inputs: FaceInputs,
    /// Distances by what the selfie was compared with.
    pub distances: BTreeMap<Shows, f32>,
}

/// A liveness challenge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// Its id.
    pub id: ChallengeId,
    /// What is to be done, in order.
    pub actions: Vec<Move>,
    /// When it was given, Unix milliseconds.
    pub asked_at_ms: i64,
    /// When its time runs out, Unix milliseconds.
    pub expires_at_ms: i64,
    /// Whether it is used up.
    pub used: bool,
}

/// A code that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeOut {
    /// To a telephone or a mailbox.
    pub channel: Kind,
    /// Commitment to the address.
    pub address: Commitment,
    /// When it was sent, Unix milliseconds.
    pub sent_at_ms: i64,
    /// Until when it is good, Unix milliseconds.
    pub expires_at_ms: i64,
    /// How often it may still be mistyped; at none it is used up.
    pub tries_left: u8,
}

impl State {
    /// The step, or one that was never begun if the journey has none of this kind.
    pub fn step(&self, kind: StepKind) -> Step {
        self.steps.get(&kind).cloned().unwrap_or_default()
    }

    /// What it waits for staff to do. Nobody looks again at what the machine decided, nor at what nobody can see again.
    pub fn wants(&self) -> Option<Wants> {
        let by_staff = self.decision.as_ref().is_some_and(|decision| matches!(decision.by, Decider::Staff(_)));
        match self.status {
            Status::AwaitingStaff => Some(Wants::Decision),
            Status::Approved | Status::Declined if by_staff && self.confirmed_by.is_none() => Some(Wants::SecondPerson),
            Status::Approved
            | Status::Declined
            | Status::InProgress
            | Status::Expired
            | Status::Withdrawn
            | Status::Erased => None,
        }
    }

    /// Whether the applicant agreed to `purpose`, and still does.
    pub fn agreed(&self, purpose: Purpose) -> bool {
        matches!(self.consents.get(&purpose), Some(Consent::Given { .. }))
    }

    /// Whether `picture` is the current one of its kind.
    pub fn holds(&self, picture: &PictureRef) -> bool {
        self.pictures.get(&picture.shows) == Some(picture)
    }

    /// Whether the applicant has shown to be the person of the document or the registry: until then an applicant's own
    /// token sees registry values masked.
    pub fn face_has_matched(&self) -> bool {
        self.step(StepKind::Selfie).status == StepStatus::Passed
    }

    /// The challenge that waits for its frames, whether or not its time has run out.
    pub fn open_challenge(&self) -> Option<&Challenge> {
        let waits = self.status == Status::InProgress && self.step(StepKind::Liveness).status.is_open();
        self.challenge.as_ref().filter(|challenge| waits && !challenge.used)
    }

    /// The code that waits to be typed, whether or not its time has run out.
    pub fn open_code(&self) -> Option<&CodeOut> {
        let waits = self.status == Status::InProgress && self.step(StepKind::Contact).status.is_open();
        self.code.as_ref().filter(|code| waits && code.tries_left > 0)
    }

    /// Whether messages about the application may be sent to an address that was proved.
    pub fn is_reachable(&self) -> bool {
        self.step(StepKind::Contact).status == StepStatus::Passed && self.agreed(Purpose::Contact)
    }

    /// Whether the liveness check was made on the selfie that counts now.
    pub fn liveness_is_current(&self) -> bool {
        let (Some(liveness), Some(face)) = (&self.liveness, &self.face) else { return false };
        liveness.selfie == face.inputs.selfie && liveness.model == face.inputs.model
    }

    /// The steps the applicant still has to do before the application can be handed in.
    pub fn open_steps(&self) -> Vec<StepKind> {
        let open = |kind: &&StepKind| **kind != StepKind::Submission && self.step(**kind).status.is_open();
        self.journey.steps.iter().filter(open).copied().collect()
    }
}
