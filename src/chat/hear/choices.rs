//! A button was pressed, or its very words were written: an explicit act.

use super::Hearing;
use crate::{
    chat::{
        Act, Card, Recorded, Situation, Then,
        asked::{again, other_way},
        choice::Choice,
        memory::Pending,
        messages::{Msg, Value},
        names::{of_step, why},
        question::step_asked,
    },
    identify::national_id::Scheme,
    session::{journey::StepKind, next_step::Action},
};

impl Hearing<'_> {
    pub(super) fn choose(&mut self, choice: Choice) {
        self.memory.misunderstood = 0;
        if choice.needs_its_question() && !self.memory.offered.contains(&choice) {
            self.says.push(Msg::StaleChoice {});
            return;
        }
        match choice {
            Choice::Yes => self.affirm(),
            Choice::No => self.deny(),
            Choice::Agree | Choice::Refuse => self.consent(choice),
            Choice::Submit => self.submit(),
            Choice::Correct => self.correct(),
            Choice::Withdraw => {
                if self.memory.pending == Pending::Withdraw {
                    self.act = Some(Act::Withdraw);
                }
                self.ask(Pending::Nothing);
            }
            Choice::End => self.end(),
            Choice::Pause => {
                self.ask(Pending::Nothing);
                self.says.push(Msg::Paused {});
                self.then = Then::Rest;
            }
            Choice::GoOn => self.ask(Pending::Nothing),
            Choice::Why => self.why(),
            Choice::Help => self.says.push(Msg::Help {}),
            Choice::Person => self.person(),
            Choice::HandOver => self.hand_over(),
            Choice::Languages => self.ask(Pending::Language),
            Choice::CardOnly => {
                self.act = self.memory.card_front.map(|front| Act::ReadCard(Card::HeldAlone(front)));
            }
            Choice::SendAgain => self.send_again(),
            Choice::OtherAddress => self.ask(Pending::Address),
            Choice::Call => self.call(),
            Choice::CallOff => self.call_off(),
            Choice::Speak(language) => self.speak(language),
            Choice::Do(step) => self.detour(step),
            Choice::Field(field) => self.ask(Pending::Value { field }),
            Choice::Scheme(scheme) => self.of_scheme(scheme),
            Choice::Score(score) => self.score(score),
        }
    }

    /// What was read is right.
    fn affirm(&mut self) {
        if let Pending::Identity { scheme, number, birth_date } = std::mem::take(&mut self.memory.pending) {
            self.act = Some(Act::Identify { scheme, number, birth_date });
        }
    }

    /// What was read is wrong: the number is asked for anew, a profile field by field.
    fn deny(&mut self) {
        match std::mem::take(&mut self.memory.pending) {
            Pending::Profile => self.ask(Pending::WhichField),
            Pending::Nothing
            | Pending::BirthDate { .. }
            | Pending::Number { .. }
            | Pending::WhichScheme { .. }
            | Pending::Identity { .. }
            | Pending::WhichField
            | Pending::Value { .. }
            | Pending::BackTo
            | Pending::Cancel
            | Pending::Withdraw
            | Pending::Person
            | Pending::Address
            | Pending::Recording
            | Pending::Language
            | Pending::Menu => {}
        }
    }

    fn consent(&mut self, choice: Choice) {
        if self.memory.pending == Pending::Recording {
            let recorded = if choice == Choice::Agree { Recorded::Agreed } else { Recorded::Refused };
            self.act = Some(Act::AskCall(recorded));
        } else if let Action::GiveConsent { purpose, .. } = self.action() {
            self.act = Some(if choice == Choice::Agree { Act::Agree(purpose) } else { Act::Refuse(purpose) });
        }
        self.ask(Pending::Nothing);
    }

    fn submit(&mut self) {
        self.ask(Pending::Nothing);
        if self.action() == Action::Submit {
            self.act = Some(Act::Submit);
        }
    }

    pub(super) fn end(&mut self) {
        if self.can_end() {
            self.ask(Pending::Withdraw);
        }
    }

    /// What is wrong? Nothing can be, before anything is known.
    pub(super) fn correct(&mut self) {
        let Situation { session, .. } = *self.situation;
        if !self.in_progress() {
            self.says.push(Msg::NotNow {});
        } else if session.profile.fields().next().is_none() {
            self.ask(Pending::Nothing);
            self.says.push(Msg::NothingBack {});
        } else {
            self.ask(Pending::WhichField);
        }
    }

    pub(super) fn why(&mut self) {
        let step = step_asked(self.situation, &self.memory);
        self.says.push(step.map_or(Msg::WhyNothing {}, why));
    }

    /// A person takes over the step that is asked for, where there is one that they can; another way comes first.
    pub(super) fn person(&mut self) {
        let Situation { session, journey, .. } = *self.situation;
        self.ask(Pending::Nothing);
        let step = step_asked(self.situation, &self.memory);
        match (step, other_way(&session.state, journey, &self.memory)) {
            (None, _) => {} // the standing reply says that a person is looking, or that it is over
            (Some(StepKind::Submission), _) => self.says.push(Msg::PersonLater {}),
            (Some(_), Some(way)) => {
                self.says.push(Msg::PersonLater {});
                self.says.push(Msg::OfferOtherWay { step: Value::Said(Box::new(of_step(way))) });
            }
            (Some(_), None) => self.ask(Pending::Person),
        }
    }

    /// Staff look at what the applicant does not agree to have done: the refusal is what opens their way.
    fn hand_over(&mut self) {
        self.ask(Pending::Nothing);
        let purpose = step_asked(self.situation, &self.memory).and_then(StepKind::purpose);
        self.act = purpose.map(Act::Refuse);
    }

    fn detour(&mut self, step: StepKind) {
        self.ask(Pending::Nothing);
        self.memory.detour = Some(step);
        self.says.push(Msg::OtherWay { step: Value::Said(Box::new(of_step(step))) });
    }

    pub(super) fn speak(&mut self, language: crate::chat::language::Language) {
        self.memory.language = Some(language);
        if self.memory.pending == Pending::Language {
            self.ask(Pending::Nothing);
        }
        self.says.push(Msg::LanguageSet {});
    }

    fn of_scheme(&mut self, scheme: Scheme) {
        if let Pending::WhichScheme { number, birth_date, .. } = std::mem::take(&mut self.memory.pending) {
            self.ask(match birth_date {
                Some(birth_date) => Pending::Identity { scheme, number, birth_date },
                None => Pending::BirthDate { scheme, number },
            });
        }
    }

    /// Out of a question within a step to the step itself; from there, to what is done.
    pub(super) fn back(&mut self) {
        let Situation { session, journey, now_ms, .. } = *self.situation;
        let was = std::mem::take(&mut self.memory.pending);
        if was != Pending::Nothing {
            return;
        }
        if self.memory.card_front.take().is_some() || self.memory.detour.take().is_some() {
            return;
        }
        let known = session.profile.fields().next().is_some();
        if self.in_progress() && (known || !again(&session.state, journey, now_ms).is_empty()) {
            self.ask(Pending::BackTo);
        } else {
            self.says.push(Msg::NothingBack {});
        }
    }

    /// The other way if there is one; otherwise a person.
    pub(super) fn skip(&mut self) {
        let Situation { session, journey, .. } = *self.situation;
        match self.memory.pending {
            // What only checks or corrects can be left.
            Pending::Profile
            | Pending::WhichField
            | Pending::Value { .. }
            | Pending::BackTo
            | Pending::Cancel
            | Pending::Withdraw
            | Pending::Address
            | Pending::Recording
            | Pending::Language => return self.ask(Pending::Nothing),
            Pending::Nothing
            | Pending::BirthDate { .. }
            | Pending::Number { .. }
            | Pending::WhichScheme { .. }
            | Pending::Identity { .. }
            | Pending::Person
            | Pending::Menu => {}
        }
        self.ask(Pending::Nothing);
        match (step_asked(self.situation, &self.memory), other_way(&session.state, journey, &self.memory)) {
            (Some(_), Some(way)) => self.detour(way),
            (Some(StepKind::Submission), None) | (None, _) => {}
            (Some(_), None) => {
                self.says.push(Msg::CannotSkip {});
                self.ask(Pending::Person);
            }
        }
    }
}
