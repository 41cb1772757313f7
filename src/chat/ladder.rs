//! After tries that failed: first an example, then another way, then a person.

use jiff::civil::date;

use super::{
    Situation,
    asked::other_way,
    choice::Choice,
    memory::{Memory, Pending},
    messages::{Msg, Value},
    names::of_step,
    question::{dressed, step_asked},
};
use crate::{
    base::reading::Field,
    contact::address::Kind,
    identify::{encoded::Sex, generate::generate, national_id::Scheme},
    session::journey::StepKind,
};

/// Counts a failed try at `step`; a try at another step begins anew.
pub(super) fn count(memory: &mut Memory, step: StepKind) {
    memory.failures = if memory.failing == Some(step) { memory.failures.saturating_add(1) } else { 1 };
    memory.failing = Some(step);
}

/// What to say, and to offer, after the failures that are counted.
pub(super) fn rung(situation: &Situation, memory: &Memory) -> (Option<Msg>, Option<Choice>) {
    let Some(step) = step_asked(situation, memory) else { return (None, None) };
    let other = other_way(&situation.session.state, situation.journey, memory);
    let person = match (step.purpose(), other) {
        // Where another way stands in for the step, staff take over from there.
        (Some(_), None) => (Some(Msg::OfferPerson {}), Some(Choice::HandOver)),
        (Some(_), Some(_)) | (None, _) => (Some(Msg::PersonLater {}), Some(Choice::Person)),
    };
    match (memory.failures, other) {
        (0 | 1, _) => (example(situation, memory, step), None),
        (2, Some(way)) => {
            let named = Value::Said(Box::new(of_step(way)));
            (Some(Msg::OfferOtherWay { step: named }), Some(Choice::Do(way)))
        }
        (2 | 3.., _) => person,
    }
}

fn example(situation: &Situation, memory: &Memory, step: StepKind) -> Option<Msg> {
    if let Pending::Value { field } = memory.pending {
        return Some(Msg::ExampleValue { value: Value::text(example_of(field)) });
    }
    match step {
        StepKind::Identification => match memory.pending {
            Pending::BirthDate { .. } => Some(Msg::ExampleDate { date: Value::Day(date(1990, 8, 7)) }),
            Pending::Nothing
            | Pending::Number { .. }
            | Pending::WhichScheme { .. }
            | Pending::Identity { .. }
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
            | Pending::Menu => example_number(situation),
        },
        StepKind::Document => Some(Msg::ExampleCard {}),
        StepKind::Selfie => Some(Msg::ExampleSelfie {}),
        StepKind::Liveness => Some(Msg::ExampleLiveness {}),
        StepKind::Contact => example_address(situation),
        StepKind::Submission => None,
    }
}

/// A number of the journey's first scheme that is right and, with its serial, in nobody's hands that we know of.
fn example_number(situation: &Situation) -> Option<Msg> {
    let scheme: Scheme = situation.journey.identification.as_ref()?.schemes.first().copied()?;
    let number = generate(scheme, date(1990, 8, 7), Sex::F, 1).ok()?;
    Some(Msg::ExampleNumber { number: Value::text(dressed(scheme, number.expose())) })
}

/// Of a code there is no example: it stands in the message.
fn example_address(situation: &Situation) -> Option<Msg> {
    let Situation { session, journey, .. } = *situation;
    let phone = journey.contact.as_ref()?.kinds.contains(&Kind::Phone);
    let example = if phone { "+971 50 123 4567" } else { "layla@example.com" };
    session.state.open_code().is_none().then(|| Msg::ExampleValue { value: Value::text(example) })
}

const fn example_of(field: Field) -> &'static str {
    match field {
        Field::FullName => "Layla Haddad",
        Field::FullNameNative => "ليلى حداد",
        Field::FamilyName => "Haddad",
        Field::GivenNames => "Layla",
        Field::NationalId => "784-1990-1234567-1",
        Field::DocumentNumber => "AB1234567",
        Field::BirthDate | Field::IssueDate | Field::ExpiryDate => "1990-08-07",
        Field::Sex => "F / M / X",
        Field::Nationality | Field::IssuingState => "ARE",
        Field::Address => "12 Corniche Street, Abu Dhabi",
    }
}
