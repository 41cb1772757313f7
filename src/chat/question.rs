//! The question that stands: what is asked, what can be chosen, what is waited for.

use jiff::civil::Date;

use super::{
    Situation, Wants,
    asked::{again, asked, other_way, step_of},
    call,
    choice::Choice,
    language::Language,
    memory::{Memory, Pending},
    messages::{Msg, Value},
    names::{advice, of_field},
};
use crate::{
    base::reading::Field,
    contact::address::Kind,
    identify::national_id::Scheme,
    session::{
        Session,
        decide::open_survey,
        event::Purpose,
        feedback::Survey,
        journey::Journey,
        next_step::{Action, next_step},
        shown::{Shown, to_applicant},
        state::Status,
    },
};

/// The question that stands.
pub(super) struct Question {
    pub(super) lines: Vec<Msg>,
    pub(super) choices: Vec<Choice>,
    pub(super) wants: Wants,
}

fn question(lines: Vec<Msg>, choices: Vec<Choice>, wants: Wants) -> Question {
    Question { lines, choices, wants }
}

/// The question that stands in `situation`, for who remembers `memory`.
pub(super) fn standing(situation: &Situation, memory: &Memory) -> Question {
    let Situation { session, journey, now_ms, .. } = *situation;
    let choose = |line, choices| question(vec![line], choices, Wants::Choice);
    match &memory.pending {
        Pending::Nothing => of_step(situation, memory),
        Pending::BirthDate { .. } => question(vec![Msg::AskBirthDate {}], vec![Choice::Why], Wants::Text),
        Pending::Number { birth_date } => {
            question(vec![Msg::AskNumberToo { date: Value::Day(*birth_date) }], vec![Choice::Why], Wants::Text)
        }
        Pending::WhichScheme { schemes, .. } => {
            choose(Msg::WhichScheme {}, schemes.iter().copied().map(Choice::Scheme).collect())
        }
        Pending::Identity { scheme, number, birth_date } => {
            let number = Value::text(dressed(*scheme, number.expose()));
            choose(Msg::ReadIdentity { number, date: Value::Day(*birth_date) }, vec![Choice::Yes, Choice::No])
        }
        Pending::Profile => {
            let mut lines = details(session);
            lines.push(Msg::Right {});
            question(lines, vec![Choice::Yes, Choice::No], Wants::Choice)
        }
        Pending::WhichField => {
            let fields = shown_fields(session).into_iter().map(|(field, _)| Choice::Field(field));
            let steps = again(&session.state, journey, now_ms).into_iter().map(Choice::Do);
            choose(Msg::WhichField {}, fields.chain(steps).chain([Choice::GoOn]).collect())
        }
        Pending::Value { field } => {
            question(vec![Msg::AskValue { field: Value::Said(Box::new(of_field(*field))) }], vec![], Wants::Text)
        }
        Pending::BackTo => {
            let steps = again(&session.state, journey, now_ms).into_iter().map(Choice::Do);
            choose(Msg::BackTo {}, steps.chain([Choice::Correct, Choice::GoOn]).collect())
        }
        Pending::Address => question(vec![ask_address(journey)], vec![Choice::GoOn], Wants::Text),
        Pending::Cancel => choose(Msg::CancelAsk {}, vec![Choice::Pause, Choice::End, Choice::GoOn]),
        Pending::Withdraw => choose(Msg::WithdrawAsk {}, vec![Choice::Withdraw, Choice::GoOn]),
        Pending::Person => choose(Msg::PersonOffer {}, vec![Choice::HandOver, Choice::GoOn]),
        Pending::Recording => call::ask_recording(&situation.calls),
        Pending::Language => choose(Msg::LanguageAsk {}, Language::ALL.map(Choice::Speak).to_vec()),
        Pending::Menu => {
            let menu = [Choice::GoOn, Choice::Why, Choice::Help, Choice::Person, Choice::Languages, Choice::End];
            choose(Msg::ChooseInstead {}, menu.to_vec())
        }
    }
}

fn of_step(situation: &Situation, memory: &Memory) -> Question {
    let Situation { session, journey, now_ms, .. } = *situation;
    let action = asked(&session.state, journey, memory, now_ms);
    match &action {
        Action::GiveConsent { purpose, .. } => {
            question(vec![consent(*purpose)], vec![Choice::Agree, Choice::Refuse, Choice::Why], Wants::Choice)
        }
        Action::Identify { .. } => {
            let other = other_way(&session.state, journey, memory).map(Choice::Do);
            question(vec![Msg::AskNumber {}], other.into_iter().chain([Choice::Why]).collect(), Wants::Text)
        }
        Action::PhotographDocument { .. } if memory.card_front.is_some() => {
            question(vec![Msg::AskCardBack {}], vec![Choice::CardOnly], Wants::CardBack)
        }
        Action::PhotographDocument { sides } => {
            question(vec![Msg::AskCard { count: Value::Count(sides.len()) }], vec![Choice::Why], Wants::Card)
        }
        Action::ProveLiveness => {
            // How the last try went was judged at another door: what to do better is told here.
            let causes = next_step(&session.state, journey).causes.into_iter().filter_map(|cause| advice(cause.code));
            question(causes.chain([Msg::AskLiveness {}]).collect(), vec![Choice::Why], Wants::Liveness)
        }
        Action::GiveContact { .. } => question(vec![ask_address(journey)], vec![Choice::Why], Wants::Text),
        Action::TypeCode { .. } => {
            let address = session.profile.contact().map(|contact| contact.address.expose()).unwrap_or_default();
            let ran_out = session.state.open_code().is_some_and(|code| code.expires_at_ms <= now_ms);
            let line = if ran_out { Msg::CodeRanOut {} } else { Msg::AskCode { address: Value::text(address) } };
            question(vec![line], vec![Choice::SendAgain, Choice::OtherAddress, Choice::Why], Wants::Code)
        }
        Action::TakeSelfie => question(vec![Msg::AskSelfie {}], vec![Choice::Why], Wants::Selfie),
        Action::Submit => {
            let mut lines = vec![Msg::AskSubmit {}];
            lines.extend(details(session));
            question(lines, vec![Choice::Submit, Choice::Correct, Choice::End], Wants::Choice)
        }
        Action::GiveFeedback { survey, .. } => ask_score(*survey, vec![]),
        Action::AskForCall | Action::JoinCall { .. } | Action::WaitForStaff | Action::Finished => {
            let over = over(session.state.status);
            match survey_asked(situation) {
                Some(survey) => ask_score(survey, vec![over]),
                None => call::while_waiting(situation, over),
            }
        }
    }
}

/// The question at the end, where it waits for an answer.
fn survey_asked(situation: &Situation) -> Option<Survey> {
    open_survey(&situation.session.state, situation.journey).ok()
}

fn ask_score(survey: Survey, mut lines: Vec<Msg>) -> Question {
    lines.push(match survey {
        Survey::Nps => Msg::AskNps {},
        Survey::Csat => Msg::AskCsat {},
        Survey::Ces => Msg::AskCes {},
    });
    question(lines, survey.scores().map(Choice::Score).collect(), Wants::Score)
}

/// Whether a "why" has an answer: the step that is asked for.
pub(super) fn step_asked(situation: &Situation, memory: &Memory) -> Option<crate::session::journey::StepKind> {
    step_of(&asked(&situation.session.state, situation.journey, memory, situation.now_ms))
}

const fn consent(purpose: Purpose) -> Msg {
    match purpose {
        Purpose::Registry => Msg::ConsentRegistry {},
        Purpose::Document => Msg::ConsentDocument {},
        Purpose::Biometric => Msg::ConsentBiometric {},
        Purpose::Recording => Msg::ConsentRecording {},
        Purpose::Contact => Msg::ConsentContact {},
    }
}

/// What is asked for, by what the journey takes.
fn ask_address(journey: &Journey) -> Msg {
    let takes = |kind| journey.contact.as_ref().is_some_and(|rule| rule.kinds.contains(&kind));
    match (takes(Kind::Phone), takes(Kind::Email)) {
        (true, false) => Msg::AskPhone {},
        (false, true) => Msg::AskEmail {},
        (true, true) | (false, false) => Msg::AskAddress {},
    }
}

const fn over(status: Status) -> Msg {
    match status {
        Status::InProgress | Status::AwaitingStaff => Msg::Waiting {},
        Status::Approved => Msg::Approved {},
        Status::Declined => Msg::Declined {},
        Status::Expired => Msg::Expired {},
        Status::Withdrawn => Msg::Withdrawn {},
        Status::Erased => Msg::Erased {},
    }
}

/// What is known and may be shown, a line a field.
fn details(session: &Session) -> Vec<Msg> {
    let shown = shown_fields(session);
    let masked = shown.iter().any(|(_, shown)| shown.masked);
    let line = |(field, shown): (Field, Shown)| Msg::Detail {
        name: Value::Said(Box::new(of_field(field))),
        value: match (field, shown.value.expose().parse::<Date>()) {
            (Field::BirthDate | Field::IssueDate | Field::ExpiryDate, Ok(day)) => Value::Day(day),
            (_, Ok(_) | Err(_)) => Value::Text(shown.value),
        },
    };
    let mut lines: Vec<_> = shown.into_iter().map(line).collect();
    lines.extend(masked.then_some(Msg::MaskedNote {}));
    lines
}

/// Fields in a form's order; the parts of a name only where the whole is not known.
fn shown_fields(session: &Session) -> Vec<(Field, Shown)> {
    let whole = !session.profile.of(Field::FullName).is_empty();
    Field::ALL
        .into_iter()
        .filter(|field| !(whole && matches!(field, Field::FamilyName | Field::GivenNames)))
        .filter_map(|field| to_applicant(session, field).map(|shown| (field, shown)))
        .collect()
}

/// A number grouped as its card groups it, so that it can be compared.
pub(super) fn dressed(scheme: Scheme, number: &str) -> String {
    let groups: &[usize] = match scheme {
        Scheme::EmiratesId => &[3, 4, 7, 1],
        Scheme::Utopia => &[4, 4, 3, 1],
        Scheme::IndiaAadhaar => &[4, 4, 4],
        Scheme::IranMelli => &[3, 6, 1],
        Scheme::ChinaResidentId => &[6, 8, 4],
        Scheme::SaudiId
        | Scheme::SaudiIqama
        | Scheme::Egypt
        | Scheme::KuwaitCivilId
        | Scheme::TurkiyeKimlik
        | Scheme::HongKongId
        | Scheme::SingaporeNric
        | Scheme::SingaporeFin
        | Scheme::IndiaPan => return number.to_owned(),
    };
    let (mut parts, mut rest) = (Vec::new(), number);
    for width in groups {
        let Some((part, after)) = rest.split_at_checked(*width) else { break };
        parts.push(part);
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(rest);
    }
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_grouped_as_on_its_card_and_loses_nothing() {
        assert_eq!(dressed(Scheme::EmiratesId, "784199012345671"), "784-1990-1234567-1");
        assert_eq!(dressed(Scheme::EmiratesId, "78419"), "784-19");
        assert_eq!(dressed(Scheme::Egypt, "29001010101010"), "29001010101010");
    }
}
