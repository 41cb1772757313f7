//! The person a specimen is made out to: always an invented one.

use jiff::{ToSpan, civil::Date};
use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus, seq::IndexedRandom};

use super::{
    layout::FieldBox,
    names::{self, Pair, Places},
};
use crate::{
    base::reading::Field,
    document::text_reader::{Kind, Script},
    identify::{encoded::Sex, generate::generate, scheme::Scheme},
};

/// Whose document it is. Names as people write them; the print is in capitals.
#[derive(Clone, PartialEq, Eq)]
pub struct Holder {
    /// The whole name in Latin letters, given names first.
    pub full_name: String,
    /// The whole name in the card's other script, in the order of its language; empty where there is none.
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
    /// Postal address, one line, as the card prints it.
    pub address: String,
    /// What their card is printed in beside Latin letters; [`Script::Latin`] if in nothing else.
    pub script: Script,
}

/// How long a document of Utopia is good, in years.
const GOOD_FOR: i16 = 10;

impl Holder {
    /// An invented adult with a card in Latin and Arabic that is good on `today`; the same `seed` and `today` give the
    /// same person.
    pub fn invented(seed: u64, today: Date) -> Self {
        Self::invented_in(Script::Arabic, seed, today)
    }

    /// The same with a card in Latin letters and `script`, and a name to go with it.
    pub fn invented_in(script: Script, seed: u64, today: Date) -> Self {
        let names = names::of(script);
        // Named, not `StdRng`: that one may change its numbers with any release of `rand`.
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(seed);
        let (sex, list) = if rng.random_bool(0.5) { (Sex::F, names.women) } else { (Sex::M, names.men) };
        let given = given_names(rng, script, list);
        let family = pick(rng, names.families);
        let birth_date = before(today, rng.random_range(19 * 366..75 * 365));
        let issue_date = before(today, rng.random_range(20..8 * 365));
        Self {
            full_name: format!("{} {}", given.0, family.0),
            full_name_native: native_name(script, &given.1, family.1),
            family_name: family.0.to_owned(),
            given_names: given.0,
            national_id: national_id(rng, birth_date, sex),
            document_number: document_number(rng),
            birth_date,
            sex: if sex == Sex::F { 'F' } else { 'M' },
            nationality: "UTO".to_owned(),
            issue_date,
            expiry_date: issue_date.saturating_add(i32::from(GOOD_FOR).years()).saturating_sub(1.day()),
            address: address(rng, script, &names.places),
            script,
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
            Field::FullName => self.full_name.to_uppercase(),
            Field::FullNameNative => self.full_name_native.clone(),
            Field::FamilyName => self.family_name.to_uppercase(),
            Field::GivenNames => self.given_names.to_uppercase(),
            Field::NationalId => self.national_id.clone(),
            Field::DocumentNumber => self.document_number.clone(),
            Field::BirthDate => self.birth_date.to_string(),
            Field::Sex => self.sex.to_string(),
            Field::Nationality => self.nationality.clone(),
            Field::IssuingState => "UTO".to_owned(),
            Field::IssueDate => self.issue_date.to_string(),
            Field::ExpiryDate => self.expiry_date.to_string(),
            Field::Address => self.address.to_uppercase(),
        }
    }

    /// What stands in the visual zone in the box of `field`: dates, sexes and digits as its script writes them.
    pub(super) fn print(&self, field: &FieldBox) -> String {
        match field.field {
            Field::BirthDate => date(self.birth_date, field),
            Field::IssueDate => date(self.issue_date, field),
            Field::ExpiryDate => date(self.expiry_date, field),
            Field::Sex => sex(self.sex, field.script),
            other @ (Field::FullName
            | Field::FullNameNative
            | Field::FamilyName
            | Field::GivenNames
            | Field::NationalId
            | Field::DocumentNumber
            | Field::Nationality
            | Field::IssuingState
            | Field::Address) => match field.kind {
                Kind::Number => in_digits_of(field.script, &self.value(other)),
                Kind::Name | Kind::Date | Kind::Code | Kind::Text => self.value(other),
            },
        }
    }
}

/// A day in the calendar and the digits of `field`: day first in Latin letters, year first elsewhere.
fn date(date: Date, field: &FieldBox) -> String {
    let (year, month, day) = field.calendar.of(date);
    match field.script {
        Script::Latin => format!("{day:02}/{month:02}/{year:04}"),
        Script::Arabic | Script::Persian => in_digits_of(field.script, &format!("{year:04}/{month:02}/{day:02}")),
        Script::Chinese => format!("{year:04}年{month:02}月{day:02}日"),
    }
}

fn sex(sex: char, script: Script) -> String {
    let [female, male] = match script {
        Script::Latin => ["F", "M"],
        Script::Arabic => ["أنثى", "ذكر"],
        Script::Persian => ["زن", "مرد"],
        Script::Chinese => ["女", "男"],
    };
    match sex {
        'F' => female.to_owned(),
        'M' => male.to_owned(),
        other => other.to_string(),
    }
}

/// `text` with its digits as `script` writes them.
fn in_digits_of(script: Script, text: &str) -> String {
    let zero = match script {
        Script::Latin | Script::Chinese => return text.to_owned(),
        Script::Arabic => 0x0660,
        Script::Persian => 0x06F0,
    };
    let native = |c: char| c.to_digit(10).and_then(|digit| char::from_u32(zero + digit));
    text.chars().map(|c| native(c).unwrap_or(c)).collect()
}

fn before(today: Date, days: i32) -> Date {
    today.saturating_sub(days.days())
}

fn pick(rng: &mut Xoshiro256PlusPlus, list: &[Pair]) -> Pair {
    list.choose(rng).copied().unwrap_or_default()
}

/// One given name, or with some people two; Chinese given names stand alone.
fn given_names(rng: &mut Xoshiro256PlusPlus, script: Script, list: &[Pair]) -> (String, String) {
    let first = pick(rng, list);
    let second = pick(rng, list);
    if first == second || script == Script::Chinese || rng.random_bool(0.6) {
        return (first.0.to_owned(), first.1.to_owned());
    }
    (format!("{} {}", first.0, second.0), format!("{} {}", first.1, second.1))
}

/// The family first and without a space in Chinese, last elsewhere.
fn native_name(script: Script, given: &str, family: &str) -> String {
    match script {
        Script::Latin => String::new(),
        Script::Arabic | Script::Persian => format!("{given} {family}"),
        Script::Chinese => format!("{family}{given}"),
    }
}

fn digits(rng: &mut Xoshiro256PlusPlus, count: usize) -> String {
    (0..count).map(|_| char::from(rng.random_range(b'0'..=b'9'))).collect()
}

/// A number of the scheme `utopia`. The scheme has one for every day and serial; were it ever to lack one, the
/// specimen would show none.
fn national_id(rng: &mut Xoshiro256PlusPlus, birth_date: Date, sex: Sex) -> String {
    let number = generate(Scheme::Utopia, birth_date, sex, rng.random_range(0..400));
    number.map(|number| number.expose().to_owned()).unwrap_or_default()
}

/// A letter and eight digits. No letter that a person or a machine takes for a digit, such as I, O, S or T.
fn document_number(rng: &mut Xoshiro256PlusPlus) -> String {
    let letter = b"CFHJKLMNPRVWXY".choose(rng).copied().map_or('C', char::from);
    format!("{letter}{}", digits(rng, 8))
}

fn address(rng: &mut Xoshiro256PlusPlus, script: Script, places: &Places) -> String {
    let number = rng.random_range(1..180);
    let street = places.streets.choose(rng).copied().unwrap_or_default();
    let town = places.towns.choose(rng).copied().unwrap_or_default();
    match script {
        Script::Latin | Script::Arabic => format!("{number} {street}, {town}"),
        // Without number and comma: Tesseract's Persian data reads neither Persian digits nor the comma (it says a point).
        Script::Persian => format!("{town} {street}"),
        Script::Chinese => format!("{town}{street}{number}号"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{super::layout::Layout, *};
    use crate::identify::national_id::NationalId;

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
    fn a_card_in_another_script_has_names_dates_and_digits_in_it() {
        let holder = Holder::invented_in(Script::Persian, 7, date(2026, 11, 21));
        assert!(holder.full_name_native.chars().all(|c| c == ' ' || ('\u{0600}'..'\u{0700}').contains(&c)));
        let layout = Layout::id_card(Script::Persian).expect("the layout");
        let born = layout.side[0].field.iter().find(|f| f.field == Field::BirthDate).expect("a birth date");
        let printed = Holder { birth_date: date(1990, 8, 7), ..holder }.print(born);
        assert_eq!(printed, "۱۳۶۹/۰۵/۱۶");
        let holder = Holder::invented_in(Script::Chinese, 7, date(2026, 11, 21));
        assert!((2..=4).contains(&holder.full_name_native.chars().count()) && holder.family_name.is_ascii());
    }

    #[test]
    fn everybody_invented_has_a_national_number_that_tells_their_birth_date() {
        let today = date(2026, 11, 21);
        for holder in (0..500).map(|seed| Holder::invented(seed, today)) {
            let number = NationalId::parse(Scheme::Utopia, &holder.national_id).expect("a good number");
            assert_eq!(number.encoded().birth_date, Some(holder.birth_date));
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
