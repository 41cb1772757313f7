//! One file per family of numbers, and the one table that maps a scheme to its rule.

mod china;
mod egypt;
mod gulf;
mod hong_kong;
mod india;
mod iran;
mod singapore;
mod turkiye;
mod utopia;

use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::{encoded::Encoded, fault::IdFault, scheme::Scheme};

/// How a number of one scheme is judged.
struct Rule {
    /// How many characters it has.
    length: RangeInclusive<usize>,
    /// Where letters may stand.
    alphabet: Alphabet,
    /// What to tell a person, such as `15 digits`.
    expected: &'static str,
    /// Judges a text of that length and alphabet and reads what it tells.
    read: fn(&str) -> Result<Encoded, IdFault>,
}

enum Alphabet {
    Digits,
    /// Digits, but the last character may be a capital.
    DigitsThenAny,
    /// Digits and capitals; the scheme looks at the places itself.
    Mixed,
}

const fn digits(length: usize, expected: &'static str, read: fn(&str) -> Result<Encoded, IdFault>) -> Rule {
    Rule { length: length..=length, alphabet: Alphabet::Digits, expected, read }
}

const fn mixed(
    length: RangeInclusive<usize>,
    expected: &'static str,
    read: fn(&str) -> Result<Encoded, IdFault>,
) -> Rule {
    Rule { length, alphabet: Alphabet::Mixed, expected, read }
}

/// The table.
const fn rule(scheme: Scheme) -> Rule {
    match scheme {
        Scheme::EmiratesId => digits(15, "15 digits", gulf::emirates_id),
        Scheme::SaudiId => digits(10, "10 digits", gulf::saudi_id),
        Scheme::SaudiIqama => digits(10, "10 digits", gulf::saudi_iqama),
        Scheme::Egypt => digits(14, "14 digits", egypt::national_number),
        Scheme::KuwaitCivilId => digits(12, "12 digits", gulf::kuwait_civil_id),
        Scheme::IranMelli => digits(10, "10 digits", iran::melli),
        Scheme::TurkiyeKimlik => digits(11, "11 digits", turkiye::kimlik),
        Scheme::ChinaResidentId => Rule {
            length: 18..=18,
            alphabet: Alphabet::DigitsThenAny,
            expected: "17 digits and a digit or X",
            read: china::resident_id,
        },
        Scheme::HongKongId => mixed(8..=9, hong_kong::EXPECTED, hong_kong::identity_card),
        Scheme::SingaporeNric => mixed(9..=9, singapore::EXPECTED, singapore::nric),
        Scheme::SingaporeFin => mixed(9..=9, singapore::EXPECTED, singapore::fin),
        Scheme::IndiaAadhaar => digits(12, "12 digits", india::aadhaar),
        Scheme::IndiaPan => mixed(10..=10, india::PAN_EXPECTED, india::pan),
        Scheme::Utopia => digits(12, "12 digits", utopia::citizen_number),
    }
}

/// Judges `number`, already in its normal form, and reads what it tells.
///
/// # Errors
///
/// The first [`IdFault`] in the order: characters, length, start, the scheme's own.
pub fn read(scheme: Scheme, number: &str) -> Result<Encoded, IdFault> {
    let Rule { length, alphabet, expected, read } = rule(scheme);
    let body = match alphabet {
        Alphabet::Digits => number,
        Alphabet::DigitsThenAny => number.strip_suffix(|c: char| c.is_ascii_uppercase()).unwrap_or(number),
        Alphabet::Mixed => "",
    };
    let known = number.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    if !known || !body.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(IdFault::WrongCharacters { expected });
    }
    if !length.contains(&number.len()) {
        return Err(IdFault::WrongLength { expected });
    }
    read(number)
}

/// The value of a run of at most four digits.
fn value(digits: &str) -> i16 {
    digits.bytes().fold(0, |sum, byte| sum * 10 + i16::from(byte.saturating_sub(b'0')))
}

/// The day `MMDD` of `year`, if there is one and it is in 1900 to 2100.
fn day(year: i16, month_and_day: &str) -> Result<Date, IdFault> {
    let small = |at: usize| i8::try_from(value(&month_and_day[at..at + 2])).unwrap_or_default();
    if !(1900..=2100).contains(&year) {
        return Err(IdFault::ImpossibleDate);
    }
    Date::new(year, small(0), small(2)).map_err(|_| IdFault::ImpossibleDate)
}
