//! What should be asked now, and why: the one answer that the API, the chat and the pages render.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    decide::{can_be_done, open_survey},
    event::Purpose,
    feedback::Survey,
    journey::{Journey, StepKind},
    reason::Reason,
    state::{State, Status, StepStatus},
};
use crate::{
    base::{ids::CallId, region::Side},
    contact::address::Kind,
    identify::national_id::Scheme,
};

/// What should be asked now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Next {
    /// The thing to do; in JSON its fields stand beside the others: `"action": "identify", "schemes": [...]`.
    #[serde(flatten)]
    pub action: Action,
    /// What may be done instead.
    pub alternatives: Vec<Action>,
    /// Why it is asked again, by codes that are safe to show.
    pub causes: Vec<Cause>,
    /// Attempts left for the action's step; absent where attempts are not counted.
    pub attempts_left: Option<u8>,
}

/// Something to do better, in words that are safe for the applicant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// The stable code.
    pub code: Reason,
    /// What to do better.
    pub advice: &'static str,
}

/// A thing to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    /// Agree to a purpose, or refuse it.
    GiveConsent {
        /// The purpose.
        purpose: Purpose,
        /// The step it opens.
        step: StepKind,
    },
    /// Type a national ID number and a date of birth.
    Identify {
        /// The number schemes that are taken.
        schemes: Vec<Scheme>,
    },
    /// Photograph the document.
    PhotographDocument {
        /// The sides of an identity card; of a passport the front alone.
        sides: Vec<Side>,
    },
    /// Take a selfie.
    TakeSelfie,
    /// Ask for a liveness challenge, and answer it with frames.
    ProveLiveness,
    /// Say where one can be reached; a code is sent there.
    GiveContact {
        /// What is taken.
        kinds: BTreeSet<Kind>,
    },
    /// Type the code that was sent.
    TypeCode {
        /// Where it was sent.
        channel: Kind,
    },
    /// Look the application over and hand it in.
    Submit,
    /// Ask for a video call with staff.
    AskForCall,
    /// Be in the room of the call that was asked for.
    JoinCall {
        /// Which.
        call: CallId,
    },
    /// Answer the question at the end; nothing waits for it.
    GiveFeedback {
        /// Which question.
        survey: Survey,
        /// The lowest answer.
        lowest: u8,
        /// The highest answer.
        highest: u8,
    },
    /// Wait: a person looks at the application.
    WaitForStaff,
    /// Nothing: it is over.
    Finished,
}

/// How far the applicant has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// Steps that are done.
    pub done: usize,
    /// Steps in all.
    pub total: usize,
    /// `0 ..= 100`.
    pub percent: usize,
}

/// What should be asked now of a session in `state`.
pub fn next_step(state: &State, journey: &Journey) -> Next {
    let over = |action| Next { action, alternatives: survey(state, journey), causes: vec![], attempts_left: None };
    match state.status {
        Status::AwaitingStaff => while_waiting(state, journey),
        Status::Approved | Status::Declined | Status::Expired | Status::Withdrawn | Status::Erased => {
            over(Action::Finished)
        }
        Status::InProgress => {
            let kind = current(state, journey);
            let step = state.step(kind);
            Next {
                action: action(state, journey, kind),
                alternatives: alternatives(state, journey, kind),
                causes: causes(&step.reasons, step.status),
                attempts_left: match kind {
                    StepKind::Submission => None,
                    StepKind::Identification
                    | StepKind::Document
                    | StepKind::Selfie
                    | StepKind::Liveness
                    | StepKind::Contact => Some(journey.attempts(kind).saturating_sub(step.attempts)),
                },
            }
        }
    }
}

/// A person looks at it; and can be spoken with, where the journey has calls.
fn while_waiting(state: &State, journey: &Journey) -> Next {
    let (action, alternatives) = match (state.open_call(), &journey.call) {
        (Some(call), _) => (Action::JoinCall { call: call.id }, vec![]),
        (None, Some(_)) => (Action::WaitForStaff, vec![Action::AskForCall]),
        (None, None) => (Action::WaitForStaff, vec![]),
    };
    Next { action, alternatives, causes: vec![], attempts_left: None }
}

/// How far the applicant of `state` has come.
pub fn progress(state: &State) -> Progress {
    let total = state.journey.steps.len();
    let done = state.journey.steps.iter().filter(|kind| !state.step(**kind).status.is_open()).count();
    let over = !matches!(state.status, Status::InProgress | Status::AwaitingStaff);
    let percent = if over { 100 } else { done * 100 / total.max(1) };
    Progress { done, total, percent }
}

/// The first open step, in the journey's order; the submission when none is.
fn current(state: &State, journey: &Journey) -> StepKind {
    let open = state.open_steps();
    let doable = |kind: &&StepKind| can_be_done(state, journey, **kind);
    open.iter().find(doable).copied().unwrap_or(StepKind::Submission)
}

/// What `kind` asks for now: the agreement it needs, or the thing itself.
pub fn action(state: &State, journey: &Journey, kind: StepKind) -> Action {
    if let Some(purpose) = kind.purpose()
        && !state.agreed(purpose)
    {
        return Action::GiveConsent { purpose, step: kind };
    }
    match kind {
        StepKind::Identification => Action::Identify {
            schemes: journey.identification.as_ref().map(|rule| rule.schemes.clone()).unwrap_or_default(),
        },
        StepKind::Document => Action::PhotographDocument {
            sides: journey.document.as_ref().map(|rule| rule.sides.clone()).unwrap_or_default(),
        },
        StepKind::Selfie => Action::TakeSelfie,
        StepKind::Liveness => Action::ProveLiveness,
        StepKind::Contact => match state.open_code() {
            Some(code) => Action::TypeCode { channel: code.channel },
            None => give_contact(journey),
        },
        StepKind::Submission => Action::Submit,
    }
}

/// At the end nothing must be done any more, but something may be said.
fn survey(state: &State, journey: &Journey) -> Vec<Action> {
    let asked = open_survey(state, journey).map(|survey| {
        let (lowest, highest) = survey.scale();
        Action::GiveFeedback { survey, lowest, highest }
    });
    asked.into_iter().collect()
}

fn give_contact(journey: &Journey) -> Action {
    Action::GiveContact { kinds: journey.contact.as_ref().map(|rule| rule.kinds.clone()).unwrap_or_default() }
}

/// While the identification is open, the step that may stand in for it can be done first. A code can be sent again, or to
/// another address.
fn alternatives(state: &State, journey: &Journey, kind: StepKind) -> Vec<Action> {
    if kind == StepKind::Contact && state.agreed(Purpose::Contact) && state.open_code().is_some() {
        return vec![give_contact(journey)];
    }
    let document_too = kind == StepKind::Identification
        && journey.may_replace_identification(StepKind::Document)
        && state.step(StepKind::Document).status.is_open();
    if document_too { vec![action(state, journey, StepKind::Document)] } else { vec![] }
}

fn causes(reasons: &[Reason], status: StepStatus) -> Vec<Cause> {
    match status {
        StepStatus::Retry => {
            reasons.iter().filter_map(|code| code.advice().map(|advice| Cause { code: *code, advice })).collect()
        }
        StepStatus::Pending | StepStatus::Passed | StepStatus::Referred | StepStatus::Waived => vec![],
    }
}
