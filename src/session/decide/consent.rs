//! What an agreement opens, and what its refusal closes.

use super::after::After;
use crate::session::{
    Session,
    event::{Event, Happening, Purpose, Reopening},
    journey::{Journey, StepKind},
    reason::Reason,
    state::StepStatus,
};

/// An agreement opens again what only its refusal had closed. A step without attempts stays with a person.
pub(super) fn give(
    session: &Session,
    journey: &Journey,
    purpose: Purpose,
    text_version: String,
    language: String,
) -> Vec<Happening> {
    let mut after = After::new(session, journey);
    after.push(Event::ConsentGiven { purpose, text_version, language });
    for kind in StepKind::opened_by(purpose) {
        let step = session.state.step(*kind);
        let refused = step.status == StepStatus::Referred && step.reasons.contains(&Reason::ConsentRefused);
        if refused && step.attempts < journey.attempts(*kind) {
            after.push(Event::StepReopened { step: *kind, because: Reopening::Agreed, becomes: StepStatus::Pending });
        }
    }
    after.happenings
}

/// A refused purpose opens the staff alternative for its steps, or the step that may stand in for it.
///
/// What the registry has said stays said: only a step that is still open is left out, with the reasons it had.
pub(super) fn refuse(session: &Session, journey: &Journey, purpose: Purpose) -> Vec<Happening> {
    let mut after = After::new(session, journey);
    let identification = session.state.step(StepKind::Identification);
    after.push(Event::ConsentRefused { purpose });
    if purpose == Purpose::Registry
        && journey.may_replace_identification(StepKind::Document)
        && identification.status.is_open()
    {
        after.push(Event::IdentificationWaived { reasons: identification.reasons });
    }
    after.happenings
}
