//! From the lines of a machine readable zone to its fields.

use jiff::civil::Date;
use serde::Serialize;

use super::{
    check_digit::{Check, checks, long_number_rest},
    format::Format,
    states,
};

/// The fields of a zone, fillers taken off. Empty where nothing stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The layout.
    pub format: Format,
    /// One or two characters: what kind of document.
    pub document_code: String,
    /// Code of who issued it.
    pub issuing_state: String,
    /// The whole number, also one that runs on in the optional data.
    pub document_number: String,
    /// Born; parts that the issuer does not know are absent.
    pub birth_date: Option<PartialDate>,
    /// `M`, `F`, or `X` for anything the issuer left open.
    pub sex: Option<char>,
    /// Last good day.
    pub expiry_date: Option<PartialDate>,
    /// Code of the nationality.
    pub nationality: String,
    /// The first optional data, without what belongs to a long document number.
    pub optional: String,
    /// The second optional data of a TD1.
    pub optional_2: String,
    /// The primary identifier: family name.
    pub primary: String,
    /// The secondary identifier: given names.
    pub secondary: String,
    /// The name fills its field to the last character: it was probably cut off.
    pub name_truncated: bool,
    /// Every check digit.
    pub checks: Vec<Check>,
    /// What else is not as Doc 9303 wants it.
    pub faults: Vec<Fault>,
}

/// A date of which the issuer may know only a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartialDate {
    /// Four digits, by the rule for two-digit years.
    pub year: i16,
    /// 1–12.
    pub month: Option<i8>,
    /// 1–31.
    pub day: Option<i8>,
}

impl PartialDate {
    /// The date, when all of it is known and the calendar has it.
    pub fn date(self) -> Option<Date> {
        Date::new(self.year, self.month?, self.day?).ok()
    }
}

/// Something in a zone that Doc 9303 does not allow, beside wrong check digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The first character is none of those Doc 9303 gives to travel documents: P, I, A, C, V.
    DocumentCode,
    /// The issuing state holds something other than letters.
    IssuingState,
    /// The nationality holds something other than letters.
    Nationality,
    /// The birth date is no date, nor one with unknown parts.
    BirthDate,
    /// The expiry date is no date.
    ExpiryDate,
    /// The sex is none of M, F, X and `<`.
    Sex,
    /// The name is empty or holds digits.
    Name,
    /// The document number is empty.
    DocumentNumber,
}

/// The fields of `lines`, which must have the shape of one of the formats; `today` decides two-digit years.
pub fn parse(lines: &[String], today: Date) -> Option<Parsed> {
    let format = Format::of(lines)?;
    if lines.iter().any(|line| !line.is_ascii()) {
        return None;
    }
    let places = Places::of(format);
    let cut = |(line, from, to): (usize, usize, usize)| &lines[line][from..to];
    let (document_number, optional) = number_and_optional(format, lines, places);
    let (primary, secondary) = names(cut(places.name));
    let sex_found = cut(places.sex);
    let parsed = Parsed {
        format,
        document_code: trimmed(&lines[0][..2]),
        issuing_state: trimmed(&lines[0][2..5]),
        document_number,
        birth_date: partial(cut(places.birth)).map(|(yy, month, day)| PartialDate {
            year: born(yy, month, day, today),
            month,
            day,
        }),
        sex: match sex_found {
            "M" => Some('M'),
            "F" => Some('F'),
            "X" | "<" => Some('X'),
            _ => None,
        },
        expiry_date: partial(cut(places.expiry)).map(|(yy, month, day)| PartialDate {
            year: nearest(yy, today),
            month,
            day,
        }),
        nationality: trimmed(cut(places.nationality)),
        optional,
        optional_2: places.optional_2.map(|place| trimmed(cut(place))).unwrap_or_default(),
        primary,
        secondary,
        name_truncated: !cut(places.name).ends_with('<'),
        checks: checks(format, lines),
        faults: Vec::new(),
    };
    Some(Parsed { faults: faults(&parsed), ..parsed })
}

/// Where each field stands: line from 0, first column, column behind the last.
#[derive(Clone, Copy)]
pub struct Places {
    /// The first nine characters of the document number.
    pub number: (usize, usize, usize),
    /// Birth date.
    pub birth: (usize, usize, usize),
    /// Sex.
    pub sex: (usize, usize, usize),
    /// Expiry date.
    pub expiry: (usize, usize, usize),
    /// Nationality.
    pub nationality: (usize, usize, usize),
    /// First optional data.
    pub optional: (usize, usize, usize),
    /// Second optional data of a TD1.
    pub optional_2: Option<(usize, usize, usize)>,
    /// Names.
    pub name: (usize, usize, usize),
}

impl Places {
    /// The places in lines of `format`.
    pub const fn of(format: Format) -> Self {
        let optional = match format {
            Format::Td1 => (0, 15, 30),
            Format::Td2 => (1, 28, 35),
            Format::Td3 => (1, 28, 42),
            Format::MrvA => (1, 28, 44),
            Format::MrvB => (1, 28, 36),
        };
        match format {
            Format::Td1 => Self {
                number: (0, 5, 14),
                birth: (1, 0, 6),
                sex: (1, 7, 8),
                expiry: (1, 8, 14),
                nationality: (1, 15, 18),
                optional,
                optional_2: Some((1, 18, 29)),
                name: (2, 0, 30),
            },
            Format::Td2 | Format::Td3 | Format::MrvA | Format::MrvB => Self {
                number: (1, 0, 9),
                birth: (1, 13, 19),
                sex: (1, 20, 21),
                expiry: (1, 21, 27),
                nationality: (1, 10, 13),
                optional,
                optional_2: None,
                name: (0, 5, format.width()),
            },
        }
    }
}

fn number_and_optional(format: Format, lines: &[String], places: Places) -> (String, String) {
    let (line, from, to) = places.number;
    let number = trimmed(&lines[line][from..to]);
    let optional = || trimmed(&lines[places.optional.0][places.optional.1..places.optional.2]);
    match format {
        Format::Td1 => match long_number_rest(lines[0].as_bytes()) {
            Some((rest, at)) => (number + &String::from_utf8_lossy(rest), trimmed(&lines[0][at + 1..])),
            None => (number, optional()),
        },
        Format::Td2 | Format::Td3 | Format::MrvA | Format::MrvB => (number, optional()),
    }
}

/// Primary and secondary identifier: parted by the first `<<`, single fillers are spaces (Doc 9303-3, 4.6).
fn names(field: &str) -> (String, String) {
    let spaced = |part: &str| part.split('<').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    match field.split_once("<<") {
        Some((primary, secondary)) => (spaced(primary), spaced(secondary)),
        None => (spaced(field), String::new()),
    }
}

fn trimmed(field: &str) -> String {
    field.trim_matches('<').to_owned()
}

/// Two-digit year, month and day; `<<` for what is unknown (Doc 9303-3, 4.8). `None` for anything that is no date.
fn partial(field: &str) -> Option<(i16, Option<i8>, Option<i8>)> {
    let part = |text: &str, most: i8| match text {
        "<<" => Some(None),
        digits if digits.bytes().all(|c| c.is_ascii_digit()) => {
            digits.parse::<i8>().ok().filter(|n| (1..=most).contains(n)).map(Some)
        }
        _ => None,
    };
    let year = field.get(..2).filter(|y| y.bytes().all(|c| c.is_ascii_digit()))?.parse().ok()?;
    let (month, day) = (part(field.get(2..4)?, 12)?, part(field.get(4..6)?, 31)?);
    // 31 February is no date; a leap day is judged in a leap year, as the century is not known here.
    let exists = month.zip(day).is_none_or(|(m, d)| Date::new(2000 + year % 4, m, d).is_ok());
    exists.then_some((year, month, day))
}

/// Nobody is born tomorrow: this century if that is not in the future, else the last.
fn born(yy: i16, month: Option<i8>, day: Option<i8>, today: Date) -> i16 {
    let year = today.year() - today.year() % 100 + yy;
    let then = (year, month.unwrap_or(1), day.unwrap_or(1));
    if then > (today.year(), today.month(), today.day()) { year - 100 } else { year }
}

/// The year with these last digits that is nearest to today: documents run for a few years, never for fifty.
fn nearest(yy: i16, today: Date) -> i16 {
    let century = today.year() - today.year() % 100;
    let candidates = [century - 100 + yy, century + yy, century + 100 + yy];
    candidates.into_iter().min_by_key(|year| (year - today.year()).abs()).unwrap_or(century + yy)
}

fn faults(parsed: &Parsed) -> Vec<Fault> {
    let letters = |code: &str| !code.is_empty() && code.bytes().all(|c| c.is_ascii_uppercase());
    let clear_name = |name: &str| name.bytes().all(|c| !c.is_ascii_digit());
    let found = [
        (parsed.document_code.starts_with(['P', 'I', 'A', 'C', 'V']), Fault::DocumentCode),
        (letters(&parsed.issuing_state), Fault::IssuingState),
        // Some issuers leave the nationality out on cards that are not for travel.
        (parsed.nationality.is_empty() || letters(&parsed.nationality), Fault::Nationality),
        (parsed.birth_date.is_some(), Fault::BirthDate),
        (parsed.expiry_date.is_some(), Fault::ExpiryDate),
        (parsed.sex.is_some(), Fault::Sex),
        (!parsed.primary.is_empty() && clear_name(&parsed.primary) && clear_name(&parsed.secondary), Fault::Name),
        (!parsed.document_number.is_empty(), Fault::DocumentNumber),
    ];
    found.into_iter().filter(|(right, _)| !right).map(|(_, fault)| fault).collect()
}

impl Parsed {
    /// Every check digit is right and every field is what Doc 9303 allows there.
    pub fn conforms(&self) -> bool {
        self.faults.is_empty() && !self.checks.is_empty() && self.checks.iter().all(|check| check.passed)
    }

    /// Both state codes are on the list of Doc 9303-3.
    pub fn states_listed(&self) -> bool {
        states::is_listed(&self.issuing_state) && (states::is_listed(&self.nationality) || self.nationality.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn parsed(text: &[&str]) -> Parsed {
        let lines: Vec<_> = text.iter().map(ToString::to_string).collect();
        parse(&lines, date(2026, 6, 1)).expect("a zone's shape")
    }

    #[test]
    fn the_specimen_of_doc_9303_4_gives_its_fields() {
        let zone =
            parsed(&["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]);
        assert!(zone.conforms() && zone.states_listed() && !zone.name_truncated);
        assert_eq!((zone.primary.as_str(), zone.secondary.as_str()), ("ERIKSSON", "ANNA MARIA"));
        assert_eq!((zone.document_number.as_str(), zone.optional.as_str()), ("L898902C3", "ZE184226B"));
        assert_eq!(zone.birth_date.and_then(PartialDate::date), Some(date(1974, 8, 12)));
        assert_eq!(zone.expiry_date.and_then(PartialDate::date), Some(date(2012, 4, 15)));
        assert_eq!(zone.sex, Some('F'));
    }

    #[test]
    fn a_long_card_number_is_put_together_and_its_optional_data_left_out() {
        let zone = parsed(&[
            "I<UTOD23145890<7349<<<<<<<<<<<",
            "7408122F1204159UTO<<<<<<<<<<<0",
            "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        ]);
        assert_eq!((zone.document_number.as_str(), zone.optional.as_str()), ("D23145890734", ""));
    }

    #[test]
    fn an_unknown_day_of_birth_is_no_fault_and_no_date() {
        let zone = parsed(&["V<UTOA<<B<<<<<<<<<<<<<<<<<<<<<<<<<<<", "L898902C<3UTO7408<<6F9406236<<<<<<<<"]);
        let birth = zone.birth_date.expect("partly known");
        assert_eq!((birth.year, birth.month, birth.day, birth.date()), (1974, Some(8), None, None));
        assert!(!zone.faults.contains(&Fault::BirthDate));
    }

    #[test]
    fn nobody_is_born_tomorrow_and_no_document_runs_for_fifty_years() {
        let today = date(2026, 6, 1);
        assert_eq!(born(26, Some(6), Some(1), today), 2026);
        assert_eq!(born(26, Some(6), Some(2), today), 1926);
        assert_eq!((nearest(98, today), nearest(36, today), nearest(75, today)), (1998, 2036, 2075));
    }

    #[test]
    fn digits_in_the_nationality_are_a_fault() {
        let zone = parsed(&["IDROUSAVA<<SUPERMAN<<<<<<<<<<<<<<<<<", "HD198025<51328505095M130509012049941"]);
        assert!(zone.faults.contains(&Fault::Nationality) && !zone.conforms());
    }
}
