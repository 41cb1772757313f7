//! What is asked now: the session's next step, or the step that the person would rather do.

use super::memory::Memory;
use crate::session::{
    decide::ready_for,
    journey::{Journey, StepKind},
    next_step::{Action, Next, action, next_step},
    refusal::Refusal,
    state::State,
};

/// What is asked now.
pub(super) fn asked(state: &State, journey: &Journey, memory: &Memory, now_ms: i64) -> Action {
    match memory.detour {
        Some(step) if may_do(state, journey, step, now_ms) => action(state, journey, step),
        Some(_) | None => next_step(state, journey).action,
    }
}

/// Whether `step` can be done now, once what it needs is agreed to.
pub(super) fn may_do(state: &State, journey: &Journey, step: StepKind, now_ms: i64) -> bool {
    step != StepKind::Submission
        && match ready_for(state, journey, step, now_ms) {
            Ok(()) => true,
            // Who refused may agree again; that is the session's to open.
            Err(Refusal::ConsentMissing(_)) => state.step(step).status.is_open(),
            Err(_) => false,
        }
}

/// The step that an action belongs to; none when nothing is asked.
pub(super) const fn step_of(action: &Action) -> Option<StepKind> {
    match action {
        Action::GiveConsent { step, .. } => Some(*step),
        Action::Identify { .. } => Some(StepKind::Identification),
        Action::PhotographDocument { .. } => Some(StepKind::Document),
        Action::TakeSelfie => Some(StepKind::Selfie),
        Action::ProveLiveness => Some(StepKind::Liveness),
        Action::GiveContact { .. } | Action::TypeCode { .. } => Some(StepKind::Contact),
        Action::Submit => Some(StepKind::Submission),
        Action::AskForCall
        | Action::JoinCall { .. }
        | Action::WaitForStaff
        | Action::GiveFeedback { .. }
        | Action::Finished => None,
    }
}

/// The step that may be done instead of the one that is asked for. Another try at the same step is no other way.
pub(super) fn other_way(state: &State, journey: &Journey, memory: &Memory) -> Option<StepKind> {
    let Next { action, alternatives, .. } = next_step(state, journey);
    let mut others = alternatives.iter().filter_map(step_of).filter(|step| Some(*step) != step_of(&action));
    others.find(|step| memory.detour != Some(*step))
}

/// Steps that are done and can be done again.
pub(super) fn again(state: &State, journey: &Journey, now_ms: i64) -> Vec<StepKind> {
    let done =
        |step: &StepKind| !state.step(*step).status.is_open() && ready_for(state, journey, *step, now_ms).is_ok();
    journey.order.iter().copied().filter(|step| *step != StepKind::Submission).filter(done).collect()
}
