//! What happened at other doors since something was last said here, told as if it had been done here.

use super::{
    Situation, Then, Turned,
    answer::Answering,
    hear::still_true,
    memory::{Memory, Pending},
    messages::Msg,
    progress::Fall,
};
use crate::session::{
    journey::StepKind,
    state::{State, Status, StepStatus},
};

/// What came of the steps that moved since `before`, and the question that stands in `situation`.
pub fn news(situation: &Situation, memory: &Memory, before: &State) -> Turned {
    let mut memory = still_true(situation, memory);
    // A question beside the journey is overtaken by what was done; half of an identity is not.
    if !memory.pending.is_identity() {
        memory.pending = Pending::Nothing;
    }
    memory.proving = false;
    let now = &situation.session.state;
    let mut answering = Answering { situation, memory, says: Vec::new(), then: Then::Ask };
    let moved: Vec<_> = situation.journey.order.iter().copied().filter(|step| has_moved(*step, before, now)).collect();
    for (place, step) in moved.iter().enumerate() {
        // What was read is to be confirmed only as long as it is the newest; the submission shows it again.
        let overtaken = moved.iter().skip(place + 1).any(|later| !is_read(*later));
        if !(is_read(*step) && overtaken) {
            answering.moved(*step);
        }
    }
    if now.status != Status::InProgress {
        answering.memory.pending = Pending::Nothing;
    }
    answering.turned(Fall::Elsewhere)
}

/// Whether there is something to tell of `step`. One that is open again, or not needed, is told by the question alone.
fn has_moved(step: StepKind, before: &State, now: &State) -> bool {
    let (was, is) = (before.step(step), now.step(step));
    let settled = match is.status {
        StepStatus::Passed | StepStatus::Referred | StepStatus::Retry => was.status != is.status,
        StepStatus::Pending | StepStatus::Waived => false,
    };
    settled || is.attempts > was.attempts || step == StepKind::Contact && mistyped(before, now)
}

/// Whether a step finds out who the person is.
const fn is_read(step: StepKind) -> bool {
    matches!(step, StepKind::Identification | StepKind::Document)
}

/// Whether the code that was out before was typed wrong since.
fn mistyped(before: &State, now: &State) -> bool {
    let (Some(was), Some(is)) = (&before.code, &now.code) else { return false };
    was.sent_at_ms == is.sent_at_ms && is.tries_left < was.tries_left
}

impl Answering<'_> {
    fn moved(&mut self, step: StepKind) {
        match step {
            StepKind::Identification => self.identified(),
            StepKind::Document => self.read(),
            StepKind::Selfie => self.tried(step, Msg::SelfieMatched {}, Msg::SelfiePerson {}),
            StepKind::Liveness => self.lived(),
            StepKind::Contact => self.typed(),
            StepKind::Submission => self.says.push(Msg::Submitted {}),
        }
    }
}
