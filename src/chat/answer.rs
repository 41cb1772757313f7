//! Answering: what came of a turn, the question that stands, and how far the person is.

use std::mem;

use super::{
    Act, Fault, Offer, Outcome, Plan, Reply, Situation, Then, Turned, Wants,
    choice::Choice,
    ladder,
    language::Language,
    letters::{Letter, text as text_of},
    memory::{Memory, Pending},
    messages::{Msg, Value},
    names::{advice, of_field, of_step},
    progress::{Fall, progress},
    question::{standing, step_asked},
    words::{bare, lines, say},
};
use crate::{
    base::{personal::Personal, reading::Field},
    identify::fault::IdFault,
    session::{event::RegistryOutcome, journey::StepKind, refusal::Refusal, state::StepStatus},
};

/// What to say after `plan`, whose act came to `outcome`, in the situation that it left.
pub fn answer(situation: &Situation, plan: Plan, outcome: Outcome) -> Turned {
    let Plan { act, memory, says, then, .. } = plan;
    let deed = if act.is_some() { Fall::Corrected } else { Fall::Elsewhere };
    let mut answering = Answering { situation, memory, says, then };
    answering.proved();
    answering.came_to(act.as_ref(), outcome);
    answering.turned(deed)
}

/// What is said unasked in `situation`: what `letter` says, and again the question that stands.
pub fn remark(situation: &Situation, memory: &Memory, letter: &Letter) -> Turned {
    let says = vec![text_of(letter)];
    Answering { situation, memory: memory.clone(), says, then: Then::Ask }.turned(Fall::Elsewhere)
}

/// An answer on its way.
pub(super) struct Answering<'a> {
    pub(super) situation: &'a Situation<'a>,
    pub(super) memory: Memory,
    pub(super) says: Vec<Msg>,
    pub(super) then: Then,
}

impl Answering<'_> {
    /// Who comes back from the liveness check hears how it ended; what to do better stands with the question.
    fn proved(&mut self) {
        if mem::take(&mut self.memory.proving) {
            self.lived();
        }
    }

    /// How the liveness check ended.
    pub(super) fn lived(&mut self) {
        match self.status(StepKind::Liveness) {
            StepStatus::Passed => self.says.push(Msg::LivenessPassed {}),
            StepStatus::Referred => self.says.push(Msg::LivenessPerson {}),
            StepStatus::Pending | StepStatus::Retry | StepStatus::Waived => {}
        }
    }

    fn came_to(&mut self, act: Option<&Act>, outcome: Outcome) {
        match (act, outcome) {
            (None, _) | (Some(_), Outcome::Nothing) => {}
            (Some(act), Outcome::Done) => self.done(act),
            (Some(_), Outcome::Held(front)) => self.memory.card_front = Some(front),
            (Some(_), Outcome::Refused(refusal)) => self.says.push(refused(&refusal)),
            (Some(_), Outcome::Fault(fault)) => self.fault(fault),
        }
    }

    fn done(&mut self, act: &Act) {
        match act {
            Act::Agree(_) => self.says.push(Msg::ConsentNoted {}),
            Act::Refuse(_) => self.says.push(Msg::RefusalNoted {}),
            Act::Identify { .. } => self.identified(),
            Act::Correct { field, value } => self.says.push(Msg::ValueNoted {
                field: Value::Said(Box::new(of_field(*field))),
                value: Value::Text(value.clone()),
            }),
            Act::CallOff(_) => self.says.push(Msg::CalledOff {}),
            Act::HoldFront | Act::AskCall(_) | Act::Withdraw => {}
            Act::ReadCard(_) => self.read(),
            Act::CompareSelfie => self.tried(StepKind::Selfie, Msg::SelfieMatched {}, Msg::SelfiePerson {}),
            Act::SendCode { .. } => self.memory.pending = Pending::Nothing,
            Act::TypeCode { .. } => self.typed(),
            Act::GiveFeedback { .. } => self.says.push(Msg::FeedbackThanks {}),
            Act::Submit => self.says.push(Msg::Submitted {}),
        }
    }

    /// A hit collapses the form into one confirmation.
    pub(super) fn identified(&mut self) {
        match self.situation.session.state.registry {
            Some(RegistryOutcome::Unavailable) => {
                self.says.push(Msg::RegistryAway {});
                self.memory.detour = None;
            }
            Some(RegistryOutcome::Active) => {
                self.memory.pending = Pending::Profile;
                self.tried(StepKind::Identification, Msg::RegistryHit {}, Msg::RegistryPerson {});
            }
            Some(RegistryOutcome::Deceased | RegistryOutcome::Revoked | RegistryOutcome::NoMatch) | None => {
                self.tried(StepKind::Identification, Msg::RegistryPerson {}, Msg::RegistryPerson {});
            }
        }
    }

    /// A card was read: so does it.
    pub(super) fn read(&mut self) {
        self.memory.card_front = None;
        self.tried(StepKind::Document, Msg::CardRead {}, Msg::CardPerson {});
        if self.status(StepKind::Document) == StepStatus::Passed {
            self.memory.pending = Pending::Profile;
        }
    }

    /// An attempt at `step` counted: how it went.
    pub(super) fn tried(&mut self, step: StepKind, passed: Msg, referred: Msg) {
        let state = self.situation.session.state.step(step);
        self.memory.detour = None;
        match state.status {
            StepStatus::Passed | StepStatus::Waived => self.says.push(passed),
            StepStatus::Referred => self.says.push(referred),
            StepStatus::Pending | StepStatus::Retry => {
                self.says.extend(state.reasons.iter().copied().filter_map(advice));
                self.says.dedup();
                let left = self.situation.journey.attempts(step).saturating_sub(state.attempts);
                self.says.push(Msg::AttemptsLeft { count: Value::Count(left.into()) });
                self.fails(step);
            }
        }
    }

    /// A code was typed: how it went.
    pub(super) fn typed(&mut self) {
        match (self.status(StepKind::Contact), self.situation.session.state.open_code()) {
            (StepStatus::Passed | StepStatus::Waived, _) => self.says.push(Msg::ContactProved {}),
            (StepStatus::Referred, _) => self.says.push(Msg::ContactPerson {}),
            (StepStatus::Pending | StepStatus::Retry, Some(code)) => {
                self.says.push(Msg::AdviceCode {});
                self.says.push(Msg::AttemptsLeft { count: Value::Count(code.tries_left.into()) });
                self.fails(StepKind::Contact);
            }
            (StepStatus::Pending | StepStatus::Retry, None) => {
                self.says.push(Msg::CodeUsedUp {});
                self.fails(StepKind::Contact);
            }
        }
    }

    fn fault(&mut self, fault: Fault) {
        let (message, step) = match fault {
            Fault::Number(IdFault::WrongCheckDigit) => (Msg::NumberCheck {}, StepKind::Identification),
            Fault::Number(IdFault::WrongLength { .. }) => (Msg::NumberLength {}, StepKind::Identification),
            Fault::Number(_) => (Msg::NumberOther {}, StepKind::Identification),
            Fault::BirthDate => (Msg::DateFuture {}, StepKind::Identification),
            Fault::Value(field) => {
                self.memory.pending = Pending::Value { field };
                (value_fault(field), self.step_asked())
            }
            Fault::Picture => (Msg::PictureUnusable {}, self.step_asked()),
            Fault::Address => (Msg::AddressUnreachable {}, StepKind::Contact),
            Fault::NoMoreCodes => (Msg::NoMoreCodes {}, StepKind::Contact),
            Fault::NoMoreCodesThere => (Msg::NoMoreCodesThere {}, StepKind::Contact),
            // Nobody's fault: it counts against nobody.
            Fault::ChannelAway => return self.says.push(Msg::ChannelAway {}),
            Fault::NoCall => return self.says.push(Msg::NoCall {}),
            Fault::Busy => return self.says.push(Msg::TryAgain {}),
        };
        self.says.push(message);
        self.fails(step);
    }

    fn step_asked(&self) -> StepKind {
        step_asked(self.situation, &self.memory).unwrap_or(StepKind::Submission)
    }

    fn status(&self, step: StepKind) -> StepStatus {
        self.situation.session.state.step(step).status
    }

    fn fails(&mut self, step: StepKind) {
        ladder::count(&mut self.memory, step);
        self.then = Then::Retry;
    }

    pub(super) fn turned(mut self, deed: Fall) -> Turned {
        let language = self.memory.speaks(&self.situation.session.state.locale);
        // What fails is counted at one step; once it is past, it is forgotten.
        if self.memory.failing.is_some_and(|failing| failing != self.step_asked()) {
            (self.memory.failing, self.memory.failures) = (None, 0);
        }
        let progress = progress(&self.situation.session.state, &self.memory, deed);
        self.memory.percent = progress.percent;
        self.says.extend(progress.fell_because.map(|fall| match fall {
            Fall::Corrected => Msg::FellCorrected {},
            Fall::Elsewhere => Msg::FellElsewhere {},
        }));
        let mut question = standing(self.situation, &self.memory);
        if self.then == Then::Retry {
            let (line, choice) = ladder::rung(self.situation, &self.memory);
            self.says.extend(line);
            question.choices.splice(0..0, choice.filter(|choice| !question.choices.contains(choice)));
        }
        let mut replies = Vec::new();
        if !self.says.is_empty() {
            replies.push(Reply { text: text(&self.says, language), choices: vec![], wants: Wants::Nothing });
        }
        self.memory.offered.clear();
        if self.then != Then::Rest || replies.is_empty() {
            self.memory.offered.clone_from(&question.choices);
            self.memory.proving = question.wants == Wants::Liveness;
            let choices: Vec<_> = question.choices.iter().map(|choice| offer(*choice, language)).collect();
            replies.push(Reply { text: text(&question.lines, language), choices, wants: question.wants });
        }
        Turned { memory: self.memory, replies, progress, language }
    }
}

fn text(messages: &[Msg], language: Language) -> Personal {
    Personal::new(lines(messages, language))
}

fn offer(choice: Choice, language: Language) -> Offer {
    // A label is a value by itself, never a part of a sentence: nothing is isolated in it.
    let label = bare(&say(&choice.label(), language));
    Offer { id: choice, label }
}

fn value_fault(field: Field) -> Msg {
    Msg::ValueFault { field: Value::Said(Box::new(of_field(field))) }
}

fn refused(refusal: &Refusal) -> Msg {
    match refusal {
        Refusal::StepDone(_) => Msg::StepDone {},
        Refusal::NoAttemptLeft(_) => Msg::NoAttempt {},
        Refusal::StepsOpen(steps) => Msg::NotReady { steps: Value::List(steps.iter().copied().map(of_step).collect()) },
        Refusal::InputReplaced => Msg::TryAgain {},
        Refusal::NoCode | Refusal::CodeExpired => Msg::CodeRanOut {},
        Refusal::WrongStatus(_)
        | Refusal::Expired
        | Refusal::NoSuchStep(_)
        | Refusal::StepFirst(_)
        | Refusal::ConsentMissing(_)
        | Refusal::SamePerson
        | Refusal::EvidenceErased
        | Refusal::NoSuchChallenge
        | Refusal::ChallengeUsed
        | Refusal::ChallengeOpen
        | Refusal::NoCall
        | Refusal::CallOpen
        | Refusal::CallNotConnected
        | Refusal::CallMissing
        | Refusal::NoSuchLine
        | Refusal::ChecklistOrder(_)
        | Refusal::ChecklistOpen(_)
        | Refusal::EvidenceMissing(_)
        | Refusal::NotByCode
        | Refusal::NoProvedAddress
        | Refusal::WrongCountry
        | Refusal::NoRecording
        | Refusal::Misplaced(_)
        | Refusal::RecordingTooShort
        | Refusal::RecordingInterrupted
        | Refusal::NoSurvey
        | Refusal::FeedbackGiven
        | Refusal::OffTheScale(_)
        | Refusal::NothingToDo => Msg::NotNow {},
    }
}
