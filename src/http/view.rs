//! How a session looks to each kind of caller.
//!
//! The applicant gets words that are safe to show. The back end gets the values whole. Scores, thresholds and reason
//! codes go to staff alone.

mod call;
mod call_code;
mod contact;
mod recording;
mod review;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    base::{
        ids::SessionId,
        reading::{Field, Reading, Source},
    },
    face::liveness::challenge::Move,
    flow::ledger::Loaded,
    session::{
        decision::Decider,
        event::{FieldCheck, Shows},
        feedback::Feedback,
        journey::StepKind,
        next_step::{Next, Progress, next_step, progress},
        reason::Reason,
        shown,
        state::{State, StepStatus},
    },
    staff::caller::Caller,
};

pub use call::{CallView, QueueView, WorkView};
pub use contact::ContactView;
pub use recording::{RecordingView, SegmentView};
pub use review::{InspectionView, ReviewView};

/// Who reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The applicant.
    Applicant,
    /// The back end.
    BackEnd,
    /// A member of staff.
    Staff,
    /// A page that handed over to a phone: how far it is, and nothing of the person.
    Onlooker,
}

impl Reader {
    /// The reader that a caller is.
    pub const fn of(caller: &Caller) -> Self {
        match caller {
            Caller::Applicant { .. } => Self::Applicant,
            Caller::BackEnd { .. } => Self::BackEnd,
            Caller::Staff { .. } => Self::Staff,
        }
    }
}

/// A session.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionView {
    /// Its id, a UUIDv7.
    #[schema(value_type = String, format = Uuid)]
    pub id: SessionId,
    /// `in_progress`, `awaiting_staff`, `approved`, `declined`, `expired`, `withdrawn` or `erased`.
    pub status: &'static str,
    /// `test` or `live`.
    #[schema(value_type = String)]
    pub mode: crate::session::event::Mode,
    /// The journey, `name@version`.
    pub journey: String,
    /// BCP 47 language tag.
    pub locale: String,
    /// The back end's own reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Counted up with every change; also the `ETag`.
    pub version: u64,
    /// When it began, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    pub started_at: Timestamp,
    /// When it last changed, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
    /// When it ends by itself, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
    /// Each step, in order.
    pub steps: Vec<StepView>,
    /// What should be asked now, and why; absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub next: Option<Next>,
    /// The liveness challenge that waits for its frames; absent in lists, and where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub liveness: Option<ChallengeView>,
    /// The address that a code was sent to; absent in lists, and where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactView>,
    /// How far the applicant has come.
    #[schema(value_type = Object)]
    pub progress: Progress,
    /// What is known of the person. Absent in lists, and empty once erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<Vec<FieldView>>,
    /// The decision, without reasons but for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<DecisionView>,
    /// The answer to the question at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub feedback: Option<Feedback>,
    /// Pictures that may be fetched; not for the applicant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceView>,
    /// For staff: sources held against each other, and face distances.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub findings: Option<FindingsView>,
    /// For staff, in the queue and with a claim: what it waits for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review: Option<ReviewView>,
}

/// A liveness challenge.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChallengeView {
    /// Its id, for `POST /v1/sessions/{id}/liveness/{cid}/frames`.
    pub challenge: String,
    /// What is to be done, in order: `turn_left`, `turn_right` (the person's own sides) or `blink`.
    #[schema(value_type = Vec<String>)]
    pub actions: Vec<Move>,
    /// Until when its frames must be there, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
}

/// One step.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepView {
    /// `identification`, `document`, `selfie`, `liveness`, `contact` or `submission`.
    pub step: &'static str,
    /// `pending`, `passed`, `retry`, `referred` or `waived`.
    #[schema(value_type = String)]
    pub status: StepStatus,
    /// For staff: why.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>)]
    pub reasons: Option<Vec<Reason>>,
}

/// One field of the profile.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldView {
    /// Its name.
    pub field: &'static str,
    /// The value that stands; masked where `masked` is true.
    pub value: String,
    /// Whether the value is masked: an applicant sees what the registry holds only after their face has matched.
    pub masked: bool,
    /// What each source says; not for the applicant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceView>,
}

/// What one source says.
#[derive(Debug, Serialize, ToSchema)]
pub struct SourceView {
    /// `typed`, `registry`, `visual_zone`, `mrz` or `barcode`.
    #[schema(value_type = String)]
    pub source: Source,
    /// Its value.
    pub value: String,
    /// How sure it is, `0.0 ..= 1.0`.
    pub confidence: f32,
    /// Where it stands on the picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub region: Option<crate::base::region::Region>,
}

/// The decision.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionView {
    /// `approve`, `refer` or `decline`.
    #[schema(value_type = String)]
    pub verdict: crate::session::decision::Verdict,
    /// For staff: `machine`, or `staff` with who.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub by: Option<Decider>,
    /// For staff: the second person, once they confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed_by: Option<String>,
    /// For staff: why, by code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>)]
    pub reason_codes: Option<Vec<Reason>>,
    /// For staff: the staff member's reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff_reason: Option<String>,
}

/// A picture that may be fetched.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvidenceView {
    /// Its id, for `GET /v1/sessions/{id}/evidence/{eid}`.
    pub id: String,
    /// What it shows.
    #[schema(value_type = String)]
    pub shows: Shows,
}

/// What staff see of the findings.
#[derive(Debug, Serialize, ToSchema)]
pub struct FindingsView {
    /// Every pair of sources that was compared.
    #[schema(value_type = Vec<Object>)]
    pub checks: Vec<FieldCheck>,
    /// Euclidean distances of the selfie to each portrait.
    #[schema(value_type = Object)]
    pub face_distances: BTreeMap<Shows, f32>,
    /// Up to the first a machine calls it a match, and above the second no match.
    pub face_thresholds: Option<[f32; 2]>,
}

impl SessionView {
    /// The whole session, for `reader`.
    pub fn of(loaded: &Loaded, reader: Reader) -> Self {
        let state = &loaded.session.state;
        let journey = &loaded.journey;
        let mut view = Self::brief(loaded.id, state, loaded.updated_at_ms, reader);
        if reader == Reader::Onlooker {
            return view;
        }
        view.next = Some(next_step(state, journey));
        view.liveness = state.open_challenge().map(|given| ChallengeView {
            challenge: given.id.to_string(),
            actions: given.actions.clone(),
            expires_at: time(given.expires_at_ms),
        });
        view.feedback = state.feedback;
        view.contact = ContactView::of(&loaded.session, reader);
        view.profile = Some(
            loaded
                .session
                .profile
                .fields()
                .filter_map(|(field, readings)| FieldView::of(field, readings, &loaded.session, reader))
                .collect(),
        );
        if reader != Reader::Applicant {
            let seen = |(shows, picture): (&Shows, &crate::session::event::PictureRef)| EvidenceView {
                id: picture.evidence.to_string(),
                shows: *shows,
            };
            view.evidence = state.pictures.iter().map(seen).chain(call::evidence(state)).collect();
        }
        if reader == Reader::Staff {
            view.findings = Some(FindingsView {
                checks: state.checks.clone(),
                face_distances: state.face.as_ref().map(|face| face.distances.clone()).unwrap_or_default(),
                face_thresholds: journey
                    .selfie
                    .as_ref()
                    .map(|rule| [rule.thresholds.match_at_most, rule.thresholds.refer_at_most]),
            });
        }
        view
    }

    /// The session without anything personal, as lists show it.
    pub fn brief(id: SessionId, state: &State, updated_at_ms: i64, reader: Reader) -> Self {
        let reasons = |reasons: &[Reason]| (reader == Reader::Staff).then(|| reasons.to_vec());
        Self {
            id,
            status: state.status.name(),
            mode: state.mode,
            journey: format!("{}@{}", state.journey.name, state.journey.version),
            locale: state.locale.clone(),
            reference: state.reference.clone(),
            version: state.sequence,
            started_at: time(state.started_at_ms),
            updated_at: time(updated_at_ms),
            expires_at: time(state.expires_at_ms),
            steps: state.journey.steps.iter().map(|kind| StepView::of(*kind, state, &reasons)).collect(),
            next: None,
            liveness: None,
            contact: None,
            progress: progress(state),
            profile: None,
            decision: state.decision.as_ref().map(|decision| DecisionView {
                verdict: decision.verdict,
                by: Some(decision.by.clone()).filter(|_| reader == Reader::Staff),
                confirmed_by: state.confirmed_by.clone().filter(|_| reader == Reader::Staff),
                reason_codes: reasons(&decision.reasons),
                staff_reason: decision.staff_reason.clone().filter(|_| reader == Reader::Staff),
            }),
            feedback: None,
            evidence: Vec::new(),
            findings: None,
            review: None,
        }
    }
}

impl StepView {
    fn of(kind: StepKind, state: &State, reasons: &impl Fn(&[Reason]) -> Option<Vec<Reason>>) -> Self {
        let step = state.step(kind);
        Self { step: kind.name(), status: step.status, reasons: reasons(&step.reasons) }
    }
}

impl FieldView {
    /// What `reader` may see of a field; nothing of an address that is not yet the applicant's to see.
    fn of(field: Field, readings: &[Reading], session: &crate::session::Session, reader: Reader) -> Option<Self> {
        let (value, masked) = match reader {
            Reader::Onlooker => return None,
            Reader::Applicant => {
                let shown = shown::to_applicant(session, field)?;
                (shown.value, shown.masked)
            }
            Reader::BackEnd | Reader::Staff => (session.profile.value(field)?.value.clone(), false),
        };
        let value = value.expose().to_owned();
        let sources = if reader == Reader::Applicant { Vec::new() } else { readings.iter().map(source).collect() };
        Some(Self { field: field.name(), value, masked, sources })
    }
}

fn source(reading: &Reading) -> SourceView {
    SourceView {
        source: reading.source,
        value: reading.value.expose().to_owned(),
        confidence: reading.confidence,
        region: reading.region,
    }
}

/// A stored time. Every stored time came from a clock, so it is one.
fn time(unix_ms: i64) -> Timestamp {
    Timestamp::from_millisecond(unix_ms).unwrap_or(Timestamp::UNIX_EPOCH)
}
