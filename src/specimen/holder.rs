//! The person a specimen is made out to: always an invented one.

use jiff::{ToSpan, civil::Date};
use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus, seq::IndexedRandom};

use super::names::{FAMILIES, MEN, Pair, STREETS, TOWNS, WOMEN};
use crate::base::reading::Field;

/// Whose document it is. Names as people write them; the print is in capitals.
#[derive(Clone, PartialEq, Eq)]
pub struct Holder {
    /// The whole name in Latin letters, given names first.
    pub full_name: String,
    /// The whole name in Arabic, given names first.
    pub full_name_native: String,
    /// Primary identifier of ICAO 9303-3.
    pub family_name: String,
    /// Secondary identifier of ICAO 9303-3.
    pub given_names: String,
    /// The national identity number, digits and capitals only.
    pub national_id: String,
    /// Number of the document, at most nine digits and capitals.
    pub document_number: String,
    /// Date of birth.
    pub birth_date: Date,
    /// `F`, `M` or `X`.
    pub sex: char,
    /// ICAO 9303-3 three-letter code.
    pub nationality: String,
    /// Date of issue.
    pub issue_date: Date,
    /// Last day on which the document is good.
    pub expiry_date: Date,
    /// Postal address, one line.
    pub address: String,
}

/// How long a document of Utopia is good, in years.
const GOOD_FOR: i16 = 10;

impl Holder {
    /// An invented adult whose document is good on `today`; the same `seed` and `today` give the same person.
    pub fn invented(seed: u64, today: Date) -> Self {
        // Named, not `StdRng`: that one may change its numbers with any release of `rand`.
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(seed);
        let (sex, list) = if rng.random_bool(0.5) { ('F', &WOMEN) } else { ('M', &MEN) };
        let given = given_names(rng, list);
        let family = pick(rng, &FAMILIES);
        let issue_date = before(today, rng.random_range(20..8 * 365));
        Self {
            full_name: format!("{} {}", given.0, family.0),
            full_name_native: format!("{} {}", given.1, family.1),
            family_name: family.0.to_owned(),
            given_names: given.0,
            national_id: national_id(rng),
            document_number: document_number(rng),
            birth_date: before(today, rng.random_range(19 * 366..75 * 365)),
            sex,
            nationality: "UTO".to_owned(),
            issue_date,
            expiry_date: issue_date.saturating_add(i32::from(GOOD_FOR).years()).saturating_sub(1.day()),
            address: address(rng),
        }
    }

    /// The same person with a document that ended `days` before `today`.
    #[must_use]
    pub fn expired(self, today: Date, days: u16) -> Self {
        let expiry_date = before(today, i32::from(days));
        let issue_date = expiry_date.saturating_add(1.day()).saturating_sub(i32::from(GOOD_FOR).years());
        Self { issue_date, expiry_date, ..self }
    }

    /// The value of `field` in its normal form (see [`Field`]), letters as they are printed: capitals.
    pub fn value(&self, field: Field) -> String {
        match field {
            Field::BirthDate => self.birth_date.to_string(),
            Field::IssueDate => self.issue_date.to_string(),
            Field::ExpiryDate => self.expiry_date.to_string(),
            Field::FullName
            | Field::FullNameNative
            | Field::FamilyName
            | Field::GivenNames
            | Field::NationalId
            | Field::DocumentNumber
            | Field::Sex
            | Field::Nationality
            | Field::IssuingState
            | Field::Address => self.print(field),
        }
    }

    /// What stands in the visual zone for `field`; dates day first.
    pub(super) fn print(&self, field: Field) -> String {
        match field {
            Field::FullName => self.full_name.to_uppercase(),
            Field::FullNameNative => self.full_name_native.clone(),
            Field::FamilyName => self.family_name.to_uppercase(),
            Field::GivenNames => self.given_names.to_uppercase(),
            Field::NationalId => self.national_id.clone(),
            Field::DocumentNumber => self.document_number.clone(),
            Field::BirthDate => day_first(self.birth_date),
            Field::Sex => self.sex.to_string(),
            Field::Nationality => self.nationality.clone(),
            Field::IssuingState => "UTO".to_owned(),
            Field::IssueDate => day_first(self.issue_date),
            Field::ExpiryDate => day_first(self.expiry_date),
            Field::Address => self.address.to_uppercase(),
        }
    }
}

fn day_first(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
}

fn before(today: Date, days: i32) -> Date {
    today.saturating_sub(days.days())
}

fn pick(rng: &mut Xoshiro256PlusPlus, list: &[Pair]) -> Pair {
    list.choose(rng).copied().unwrap_or_default()
}

/// One given name, or with some people two.
fn given_names(rng: &mut Xoshiro256PlusPlus, list: &[Pair]) -> (String, String) {
    let first = pick(rng, list);
    let second = pick(rng, list);
    if first == second || rng.random_bool(0.6) {
        return (first.0.to_owned(), first.1.to_owned());
    }
    (format!("{} {}", first.0, second.0), format!("{} {}", first.1, second.1))
}

fn digits(rng: &mut Xoshiro256PlusPlus, count: usize) -> String {
    (0..count).map(|_| char::from(rng.random_range(b'0'..=b'9'))).collect()
}

/// Twelve digits. Who needs the check digits of a scheme replaces it.
fn national_id(rng: &mut Xoshiro256PlusPlus) -> String {
    digits(rng, 12)
}

/// A letter and eight digits. No letter that a person or a machine takes for a digit, such as I, O, S or T.
fn document_number(rng: &mut Xoshiro256PlusPlus) -> String {
    let letter = b"CFHJKLMNPRVWXY".choose(rng).copied().map_or('C', char::from);
    format!("{letter}{}", digits(rng, 8))
}

fn address(rng: &mut Xoshiro256PlusPlus) -> String {
    let number = rng.random_range(1..180);
    let street = STREETS.choose(rng).copied().unwrap_or_default();
    let town = TOWNS.choose(rng).copied().unwrap_or_default();
    format!("{number} {street}, {town}")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_seed_always_invents_the_same_person() {
        let today = date(2026, 11, 21);
        assert!(Holder::invented(7, today) == Holder::invented(7, today));
        assert!(Holder::invented(7, today) != Holder::invented(8, today));
    }

    #[test]
    fn everybody_invented_is_an_adult_with_a_good_document() {
        let today = date(2026, 11, 21);
        for holder in (0..500).map(|seed| Holder::invented(seed, today)) {
            assert!(holder.birth_date < date(2008, 11, 21) && holder.birth_date > date(1940, 1, 1));
            assert!(holder.issue_date < today && holder.expiry_date > today);
        }
    }

    #[test]
    fn an_expired_document_ended_before_today() {
        let today = date(2026, 11, 21);
        let holder = Holder::invented(7, today).expired(today, 30);
        assert_eq!(holder.expiry_date, date(2026, 10, 22));
        assert_eq!(holder.issue_date, date(2016, 10, 23));
    }
}
