//! Hearing: what the person did, as at most one act for the use cases and words to say.

mod call;
mod choices;
mod contact;
mod feedback;
mod pictures;
mod text;

use super::{
    Act, Input, Plan, Situation, Then,
    asked::{asked, may_do},
    memory::{Memory, Pending},
    messages::{Msg, Value},
    progress::all_seconds,
    understand::Understood,
};
use crate::session::{decide::may_call, journey::StepKind, next_step::Action, state::Status};

/// What `input` comes to in `situation`, for who remembers `memory`.
pub fn hear(situation: &Situation, memory: &Memory, input: &Input) -> Plan {
    let mut hearing = Hearing::new(situation, memory);
    match input {
        Input::Opened => hearing.greet(),
        Input::Text(text) => hearing.text(text.expose()),
        Input::Choice(choice) => hearing.choose(*choice),
        Input::Pictures(pictures) => hearing.pictures(pictures),
    }
    hearing.plan()
}

/// What is left of `memory` in `situation`: what was asked and answered at another door is forgotten.
pub(super) fn still_true(situation: &Situation, memory: &Memory) -> Memory {
    Hearing::new(situation, memory).memory
}

/// A turn on its way.
struct Hearing<'a> {
    situation: &'a Situation<'a>,
    memory: Memory,
    act: Option<Act>,
    says: Vec<Msg>,
    then: Then,
    understood: Option<Understood>,
}

impl<'a> Hearing<'a> {
    /// What was asked may have been answered at another door meanwhile: then it is forgotten.
    fn new(situation: &'a Situation, memory: &Memory) -> Self {
        let mut memory = memory.clone();
        let Situation { session, journey, now_ms, .. } = *situation;
        let open = |step| may_do(&session.state, journey, step, now_ms);
        if memory.pending.is_identity() && !open(StepKind::Identification) {
            memory.pending = Pending::Nothing;
        }
        if memory.pending == Pending::Address && !open(StepKind::Contact) {
            memory.pending = Pending::Nothing;
        }
        if memory.pending == Pending::Recording && may_call(&session.state, journey, now_ms).is_err() {
            memory.pending = Pending::Nothing;
        }
        let stays =
            matches!(memory.pending, Pending::Withdraw | Pending::Language | Pending::Cancel | Pending::Recording);
        if session.state.status != Status::InProgress && !stays {
            memory.pending = Pending::Nothing;
        }
        memory.detour = memory.detour.filter(|step| open(*step));
        memory.card_front = memory.card_front.filter(|_| open(StepKind::Document));
        Self { situation, memory, act: None, says: Vec::new(), then: Then::Ask, understood: None }
    }

    fn plan(self) -> Plan {
        let Self { memory, act, says, then, understood, .. } = self;
        Plan { act, memory, understood, says, then }
    }

    fn greet(&mut self) {
        if !self.memory.greeted {
            self.memory.greeted = true;
            let seconds = usize::try_from(all_seconds(&self.situation.session.state)).unwrap_or_default();
            self.says.push(Msg::Greeting { seconds: Value::Count(seconds) });
        }
    }

    /// What is asked now.
    fn action(&self) -> Action {
        let Situation { session, journey, now_ms, .. } = *self.situation;
        asked(&session.state, journey, &self.memory, now_ms)
    }

    /// Whether the application can still be ended.
    fn can_end(&self) -> bool {
        match self.situation.session.state.status {
            Status::InProgress | Status::AwaitingStaff => true,
            Status::Approved | Status::Declined | Status::Expired | Status::Withdrawn | Status::Erased => false,
        }
    }

    /// Whether something may still be changed.
    fn in_progress(&self) -> bool {
        self.situation.session.state.status == Status::InProgress
    }

    fn ask(&mut self, pending: Pending) {
        self.memory.pending = pending;
    }
}
