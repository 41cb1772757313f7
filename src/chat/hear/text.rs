//! Words: an answer to what is asked, or something the person wants.

use jiff::civil::Date;

use super::Hearing;
use crate::{
    base::{calendar::DateFault, digits, personal::Personal, reading::Field},
    chat::{
        Act, Then,
        choice::Choice,
        ladder,
        language::Language,
        memory::Pending,
        messages::{Msg, Value},
        names::of_step,
        understand::{Certainty, Intent, Understood, same_words, understand},
        values::{self, Found},
        words::say,
    },
    identify::{fault::IdFault, national_id::Scheme},
    session::{
        journey::StepKind,
        next_step::{Action, progress},
    },
};

/// Misunderstandings after which choices are offered.
const PATIENCE: u8 = 2;

impl Hearing<'_> {
    pub(super) fn text(&mut self, text: &str) {
        let language = self.memory.speaks(&self.situation.session.state.locale);
        if let Some(choice) = self.chosen(text, language) {
            return self.choose(choice);
        }
        if self.takes_answer(text, language) {
            self.memory.misunderstood = 0;
            self.understood = Some(Understood { intent: Intent::Answer, certainty: Certainty::Exact });
            return;
        }
        match understand(text, language) {
            Some(understood) => {
                self.memory.misunderstood = 0;
                self.understood = Some(understood);
                self.wish(understood, text);
            }
            None => self.not_understood(),
        }
    }

    /// The button whose words were written, or whose number was: but what is hard to take back needs its words.
    fn chosen(&self, text: &str, language: Language) -> Option<Choice> {
        let offered = &self.memory.offered;
        let by_words = offered.iter().find(|choice| same_words(&say(&choice.label(), language), text));
        let by_number = || {
            // Six digits are a code, whatever number they make.
            let typed = Some(digits::to_ascii(text.trim())).filter(|typed| typed.len() <= 2)?;
            let place: usize = typed.parse().ok()?;
            let choice = offered.get(place.checked_sub(1)?)?;
            let harmless = !matches!(
                choice,
                Choice::Submit | Choice::Withdraw | Choice::Agree | Choice::Refuse | Choice::Score(_)
            );
            harmless.then_some(choice)
        };
        by_words.or_else(by_number).copied()
    }

    /// Takes what answers the question that stands; whether there was anything to take.
    fn takes_answer(&mut self, text: &str, language: Language) -> bool {
        self.takes_identity(text, language)
            || self.takes_value(text, language)
            || self.takes_contact(text)
            || self.takes_score(text)
    }

    /// Takes a number and a birth date where they are asked for; whether there was anything to take.
    fn takes_identity(&mut self, text: &str, language: Language) -> bool {
        let Action::Identify { schemes } = self.action() else { return false };
        if matches!(self.memory.pending, Pending::Value { .. }) {
            return false;
        }
        let found = values::find(text, &schemes, language);
        if found.is_empty() {
            return false;
        }
        self.identity(found);
        true
    }

    fn identity(&mut self, found: Found) {
        let (known, known_date) = match std::mem::take(&mut self.memory.pending) {
            Pending::BirthDate { scheme, number } => (Some((number, vec![scheme])), None),
            Pending::Number { birth_date } => (None, Some(birth_date)),
            Pending::WhichScheme { number, birth_date, schemes } => (Some((number, schemes)), birth_date),
            Pending::Identity { scheme, number, birth_date } => (Some((number, vec![scheme])), Some(birth_date)),
            Pending::Nothing
            | Pending::Profile
            | Pending::WhichField
            | Pending::Value { .. }
            | Pending::BackTo
            | Pending::Cancel
            | Pending::Withdraw
            | Pending::Person
            | Pending::Address
            | Pending::Recording
            | Pending::Language
            | Pending::Menu => (None, None),
        };
        let ahead = found.date.is_some_and(|date| date > self.situation.today);
        let fault = found.number_fault.map(number_fault).or(found.date_fault.map(date_fault));
        if let Some(fault) = fault.or(ahead.then_some(Msg::DateFuture {})) {
            self.says.push(fault);
            self.fails(StepKind::Identification);
        }
        let date = found.date.filter(|_| !ahead).or(known_date);
        self.ask(waiting_for(found.number.or(known), date));
    }

    /// Takes the value of the field that is asked for; whether there was one.
    fn takes_value(&mut self, text: &str, language: Language) -> bool {
        let Pending::Value { field } = self.memory.pending else { return false };
        let understood = understand(text, language);
        let certainly = understood.is_some_and(|understood| understood.certainty == Certainty::Exact);
        match (value(field, text, language), understood) {
            _ if certainly => false,
            // A name or an address can hold any word; a date that is none was rather something else.
            (Ok(value), _) => {
                self.ask(Pending::Nothing);
                self.act = Some(Act::Correct { field, value });
                true
            }
            (Err(()), Some(_)) => false,
            (Err(()), None) => {
                self.says.push(Msg::ValueFault { field: Value::Said(Box::new(crate::chat::names::of_field(field))) });
                self.fails(
                    crate::chat::question::step_asked(self.situation, &self.memory).unwrap_or(StepKind::Submission),
                );
                true
            }
        }
    }

    pub(super) fn fails(&mut self, step: StepKind) {
        ladder::count(&mut self.memory, step);
        self.then = Then::Retry;
    }

    fn wish(&mut self, understood: Understood, text: &str) {
        match understood.intent {
            Intent::Correction => self.correction(text),
            Intent::Why => self.why(),
            Intent::Help => self.says.push(Msg::Help {}),
            Intent::Back => self.back(),
            Intent::Skip => self.skip(),
            Intent::Status => self.status(),
            Intent::Language => match language_named(text) {
                Some(language) => self.speak(language),
                None => self.ask(Pending::Language),
            },
            Intent::Person => self.person(),
            Intent::Cancel if self.can_end() => self.ask(Pending::Cancel),
            // What answers is told by its values; what is over needs no breaking off.
            Intent::Answer | Intent::Cancel => {}
            Intent::Withdraw => self.end(),
            Intent::Submit => self.wants_to_submit(),
            Intent::Yes => self.yes(understood.certainty),
            Intent::No => self.no(understood.certainty),
            Intent::Thanks => self.says.push(Msg::ThanksReply {}),
        }
    }

    /// What is wrong, if it was named, is asked for; what has not been sent yet is simply asked for anew.
    fn correction(&mut self, text: &str) {
        if self.memory.pending.is_identity() {
            return self.ask(Pending::Nothing);
        }
        let known = |field: &Field| !self.situation.session.profile.of(*field).is_empty();
        match values::field_named(text).filter(known) {
            Some(field) if self.in_progress() => self.ask(Pending::Value { field }),
            Some(_) | None => self.correct(),
        }
    }

    fn status(&mut self) {
        let state = &self.situation.session.state;
        let progress = progress(state);
        let (done, total, percent) = (progress.done, progress.total, progress.percent);
        self.says.push(Msg::Status {
            done: Value::Count(done),
            total: Value::Count(total),
            percent: Value::Count(percent),
        });
        let open: Vec<_> = state.open_steps().into_iter().map(of_step).collect();
        if self.in_progress() && !open.is_empty() {
            self.says.push(Msg::StatusOpen { steps: Value::List(open) });
        }
    }

    /// Handing in has its own question, with everything that is known; the wish alone brings it up.
    fn wants_to_submit(&mut self) {
        self.ask(Pending::Nothing);
        let open: Vec<_> = self.situation.session.state.open_steps().into_iter().map(of_step).collect();
        match self.action() {
            Action::Submit
            | Action::AskForCall
            | Action::JoinCall { .. }
            | Action::WaitForStaff
            | Action::GiveFeedback { .. }
            | Action::Finished => {}
            Action::GiveConsent { .. }
            | Action::Identify { .. }
            | Action::PhotographDocument { .. }
            | Action::TakeSelfie
            | Action::ProveLiveness
            | Action::GiveContact { .. }
            | Action::TypeCode { .. } => self.says.push(Msg::NotReady { steps: Value::List(open) }),
        }
    }

    /// A bare yes to the question that stands is its button, but never the one that ends the application.
    fn yes(&mut self, certainty: Certainty) {
        let yes = [Choice::Yes, Choice::Agree, Choice::Submit, Choice::HandOver];
        let meant = self.offered_first(&yes);
        if self.memory.offered.contains(&Choice::Withdraw) {
            self.says.push(Msg::AskBack {});
        } else {
            self.bare(meant, certainty);
        }
    }

    /// A bare no is its button too; to handing in it means that something is to be corrected.
    fn no(&mut self, certainty: Certainty) {
        let to_submit = self.memory.offered.contains(&Choice::Submit).then_some(Choice::Correct);
        let meant = self.offered_first(&[Choice::No, Choice::Refuse]).or(to_submit);
        self.bare(meant.or_else(|| self.offered_first(&[Choice::GoOn])), certainty);
    }

    /// Presses the button that was meant if the word was bare; asks back if it was not.
    fn bare(&mut self, meant: Option<Choice>, certainty: Certainty) {
        match (meant, certainty) {
            (Some(choice), Certainty::Exact) => self.choose(choice),
            (Some(_), Certainty::Likely) => self.says.push(Msg::AskBack {}),
            (None, _) => {}
        }
    }

    fn offered_first(&self, choices: &[Choice]) -> Option<Choice> {
        choices.iter().copied().find(|choice| self.memory.offered.contains(choice))
    }

    fn not_understood(&mut self) {
        self.memory.misunderstood = self.memory.misunderstood.saturating_add(1);
        if self.memory.misunderstood < PATIENCE {
            self.says.push(Msg::NotUnderstood {});
        } else {
            self.ask(Pending::Menu);
        }
    }
}

/// What is still missing of an identity.
fn waiting_for(number: Option<(Personal, Vec<Scheme>)>, date: Option<Date>) -> Pending {
    match (number, date) {
        (None, None) => Pending::Nothing,
        (None, Some(birth_date)) => Pending::Number { birth_date },
        (Some((number, schemes)), birth_date) => match (schemes.as_slice(), birth_date) {
            ([], _) => Pending::Nothing,
            (&[scheme], Some(birth_date)) => Pending::Identity { scheme, number, birth_date },
            (&[scheme], None) => Pending::BirthDate { scheme, number },
            (_, birth_date) => Pending::WhichScheme { number, birth_date, schemes },
        },
    }
}

/// The value of `field` in `text`, in the form that the profile takes.
fn value(field: Field, text: &str, language: Language) -> Result<Personal, ()> {
    let text = text.trim();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    match field {
        Field::BirthDate | Field::IssueDate | Field::ExpiryDate => {
            values::find(text, &[], language).date.map(|date| Personal::new(date.to_string())).ok_or(())
        }
        Field::Sex => values::sex(text).map(Personal::new).ok_or(()),
        Field::NationalId | Field::DocumentNumber => {
            let bare: String = digits::to_ascii(text).split_whitespace().collect();
            let good = bare.len() >= 4 && bare.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
            if good && bare.contains(|c: char| c.is_ascii_digit()) { Ok(Personal::new(bare)) } else { Err(()) }
        }
        Field::Nationality | Field::IssuingState => {
            let code = text.to_ascii_uppercase();
            if code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()) {
                Ok(Personal::new(code))
            } else {
                Err(())
            }
        }
        Field::FullName | Field::FullNameNative | Field::FamilyName | Field::GivenNames | Field::Address => {
            if letters >= 1 { Ok(Personal::new(text)) } else { Err(()) }
        }
    }
}

/// The language that a message names, in whichever language it does.
fn language_named(text: &str) -> Option<Language> {
    const NAMES: [(Language, &[&str]); 4] = [
        (Language::Ar, &["arabic", "عربي", "عربى", "العربية", "阿拉伯"]),
        (Language::Fa, &["persian", "farsi", "فارسي", "فارسی", "الفارسية", "波斯"]),
        (Language::Zh, &["chinese", "mandarin", "صيني", "الصينية", "چینی", "中文", "汉语", "普通话", "华语", "国语"]),
        (Language::En, &["english", "انجليز", "إنجليز", "انگلیس", "انكليز", "英文", "英语"]),
    ];
    let text = text.to_lowercase();
    NAMES.iter().find(|(_, names)| names.iter().any(|name| text.contains(name))).map(|(language, _)| *language)
}

const fn number_fault(fault: IdFault) -> Msg {
    match fault {
        IdFault::WrongLength { .. } => Msg::NumberLength {},
        IdFault::WrongCheckDigit => Msg::NumberCheck {},
        IdFault::WrongCharacters { .. }
        | IdFault::WrongStart { .. }
        | IdFault::ImpossibleDate
        | IdFault::BornInFuture
        | IdFault::UnknownRegion
        | IdFault::NotAPerson
        | IdFault::NeverIssued => Msg::NumberOther {},
    }
}

const fn date_fault(fault: DateFault) -> Msg {
    match fault {
        DateFault::ShortYear => Msg::DateShortYear {},
        DateFault::NoSuchDay => Msg::DateNoSuchDay {},
        DateFault::NotADate | DateFault::OutOfRange | DateFault::OtherCalendar => Msg::DateUnreadable {},
    }
}
