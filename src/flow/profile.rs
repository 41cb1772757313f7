//! The applicant confirms or corrects what was read.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{FlowError, Turn, ledger::Loaded};
use crate::{
    base::{
        digits,
        personal::Personal,
        reading::{Field, Reading, Source},
    },
    session::command::{Command, SaltedReadings},
};

/// Longest value that may be typed, in characters.
pub const LONGEST_VALUE: usize = 200;

/// Records the values the applicant typed. They prove nothing by themselves: every one is held against what the
/// registry and the document say.
///
/// # Errors
///
/// [`FlowError::BadValue`] naming the field; otherwise as [`Turn::record`].
pub async fn correct(turn: &Turn, typed: BTreeMap<Field, String>) -> Result<Loaded, FlowError> {
    if typed.is_empty() {
        return Err(FlowError::BadValue { pointer: String::new(), reason: "send at least one field".into() });
    }
    let today = turn.ctx.clock.today();
    let readings = typed.into_iter().map(|(field, value)| {
        let value = normal(field, &value, today)
            .map_err(|reason| FlowError::BadValue { pointer: format!("/{field}"), reason: reason.to_owned() })?;
        Ok(Reading { field, value: Personal::new(value), source: Source::Typed, confidence: 1.0, region: None })
    });
    let readings = SaltedReadings { readings: readings.collect::<Result<_, FlowError>>()?, salt: turn.ctx.salt() };
    turn.record(Command::CorrectProfile { readings }, &[]).await
}

/// The value in the field's normal form, or what is wrong with it.
fn normal(field: Field, value: &str, today: Date) -> Result<String, &'static str> {
    let value = digits::to_ascii(value.trim());
    if value.is_empty() || value.chars().count() > LONGEST_VALUE {
        return Err("a value has 1 to 200 characters");
    }
    if value.chars().any(char::is_control) {
        return Err("a value is one line of text");
    }
    match field {
        Field::FullName | Field::FullNameNative | Field::FamilyName | Field::GivenNames => {
            if value.chars().any(char::is_alphabetic) { Ok(value) } else { Err("a name has letters") }
        }
        Field::Address => Ok(value),
        Field::NationalId | Field::DocumentNumber => {
            let bare: String = value.chars().filter(|c| !matches!(c, ' ' | '-' | '/' | '.')).collect();
            let plain = bare.chars().all(|c| c.is_ascii_alphanumeric());
            if plain { Ok(bare.to_ascii_uppercase()) } else { Err("a number has digits and Latin letters only") }
        }
        Field::BirthDate | Field::IssueDate | Field::ExpiryDate => {
            let date: Date = value.parse().map_err(|_| "a date is written YYYY-MM-DD")?;
            let past = matches!(field, Field::BirthDate | Field::IssueDate);
            if past && date > today { Err("this date is in the future") } else { Ok(date.to_string()) }
        }
        Field::Sex => match value.to_ascii_uppercase().as_str() {
            sex @ ("F" | "M" | "X") => Ok(sex.to_owned()),
            _ => Err("one of F, M and X"),
        },
        Field::Nationality | Field::IssuingState => {
            let code = value.to_ascii_uppercase();
            let good = code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase());
            if good { Ok(code) } else { Err("a three-letter code of ICAO 9303-3, such as ARE") }
        }
    }
}
