//! What the machine decides when an application is handed in, and what people decide after it.

use std::collections::BTreeSet;

use super::{after::face_is_current, call, can_be_done};
use crate::{
    base::category::Category,
    session::{
        command::Ruling,
        decision::{Decider, Decision, Opinion, Verdict, by_machine},
        event::{Event, Happening, Mode, Reopening},
        journey::{Journey, StepKind, WhenUnavailable},
        reason::Reason,
        refusal::Refusal,
        state::{State, Status, StepStatus},
    },
};

pub(super) fn submit(state: &State, journey: &Journey) -> Result<Vec<Happening>, Refusal> {
    let open = state.open_steps();
    // Where nothing can bring a portrait any more, the applicant can do neither selfie nor liveness: a person takes over.
    if open.iter().any(|kind| can_be_done(state, journey, *kind)) {
        return Err(Refusal::StepsOpen(open));
    }
    let decision = by_machine(&standing_reasons(state, journey), &journey.decision.decline);
    Ok(vec![Event::Submitted.into(), Event::Decided { decision }.into()])
}

/// Everything that speaks against an approval by machine.
fn standing_reasons(state: &State, journey: &Journey) -> BTreeSet<Reason> {
    let mut reasons: BTreeSet<Reason> = state.check_reasons.iter().copied().collect();
    for kind in &journey.order {
        let step = state.step(*kind);
        reasons.extend(step.reasons.iter().filter(|reason| weighs(**reason, journey)));
        let agreed = kind.purpose().is_none_or(|purpose| state.agreed(purpose));
        if !agreed && step.status != StepStatus::Waived {
            reasons.insert(Reason::ConsentRefused);
        }
    }
    reasons.extend(face_reason(state, journey));
    reasons.extend(liveness_reason(state, journey));
    reasons
}

/// A pass counts only on the selfie that is current. Where the journey has no such step, no live application is approved
/// by the machine.
fn liveness_reason(state: &State, journey: &Journey) -> Option<Reason> {
    if journey.liveness.is_none() {
        return (state.mode == Mode::Live).then_some(Reason::LivenessMissing);
    }
    match state.step(StepKind::Liveness).status {
        StepStatus::Passed if state.liveness_is_current() => None,
        StepStatus::Passed => Some(Reason::LivenessOutdated),
        StepStatus::Pending | StepStatus::Retry | StepStatus::Waived => Some(Reason::LivenessMissing),
        StepStatus::Referred => None, // the step's own reasons say why
    }
}

/// A pass counts only on the portraits that are current, and an open selfie never counts.
fn face_reason(state: &State, journey: &Journey) -> Option<Reason> {
    journey.selfie.as_ref()?;
    match state.step(StepKind::Selfie).status {
        StepStatus::Passed if face_is_current(state, journey) => None,
        StepStatus::Passed => Some(Reason::FaceOutdated),
        StepStatus::Pending | StepStatus::Retry => Some(Reason::PortraitNotFound),
        StepStatus::Referred | StepStatus::Waived => None, // the step's own reasons say why
    }
}

fn weighs(reason: Reason, journey: &Journey) -> bool {
    let accepted = journey.identification.as_ref().map(|rule| rule.when_unavailable) == Some(WhenUnavailable::Accept);
    !(reason == Reason::RegistryUnavailable && accepted)
}

pub(super) fn rule(
    state: &State,
    journey: &Journey,
    by: String,
    ruling: Ruling,
    reason: String,
    now_ms: i64,
) -> Result<Vec<Happening>, Refusal> {
    if state.status != Status::AwaitingStaff {
        return Err(Refusal::WrongStatus(state.status));
    }
    // Nobody decides in the middle of a conversation.
    if state.live_connection().is_some() {
        return Err(Refusal::CallOpen);
    }
    let verdict = match ruling {
        Ruling::Approve => {
            call::carries_approval(state, journey, &by)?;
            Verdict::Approve
        }
        Ruling::Decline => Verdict::Decline,
        Ruling::SendBack(StepKind::Submission) => return Err(Refusal::NoSuchStep(StepKind::Submission)),
        Ruling::SendBack(step) if !state.steps.contains_key(&step) => return Err(Refusal::NoSuchStep(step)),
        Ruling::SendBack(step) => {
            // The queue may have been longer than the applicant's time: there is no use in sending back without any.
            let because = Reopening::SentBack { expires_at_ms: journey.expiry(now_ms) };
            let again = |step| Event::StepReopened { step, because, becomes: StepStatus::Pending }.into();
            // Liveness was checked on the selfie that is to be taken again.
            let stands_on_it = step == StepKind::Selfie && state.steps.contains_key(&StepKind::Liveness);
            return Ok([step].into_iter().chain(stands_on_it.then_some(StepKind::Liveness)).map(again).collect());
        }
    };
    let reasons = state.decision.as_ref().map(|referral| referral.reasons.clone()).unwrap_or_default();
    let decision = Decision { verdict, by: Decider::Staff(by), reasons, staff_reason: Some(reason) };
    Ok(vec![Event::Decided { decision }.into()])
}

pub(super) fn review(state: &State, by: String, opinion: Opinion, reason: String) -> Result<Vec<Happening>, Refusal> {
    let decision = state.decision.as_ref().filter(|_| state.status.is_decided());
    let decision = decision.ok_or(Refusal::WrongStatus(state.status))?;
    if decision.by == Decider::Staff(by.clone()) {
        return Err(Refusal::SamePerson);
    }
    call::confirmed_by_another(state, &by)?;
    match opinion {
        Opinion::Confirm if state.confirmed_by.is_some() => return Err(Refusal::NothingToDo),
        // Nobody decides over an application whose evidence is gone.
        Opinion::Veto if [Category::Profile, Category::Picture].iter().any(|gone| state.erased.contains(gone)) => {
            return Err(Refusal::EvidenceErased);
        }
        Opinion::Confirm | Opinion::Veto => {}
    }
    Ok(vec![Event::Reviewed { by, opinion, reason }.into()])
}
