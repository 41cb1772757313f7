//! What the barcode of a North American driving licence or identity card says: the AAMVA DL/ID Card Design Standard,
//! annex D (2020).

use jiff::civil::Date;

use crate::base::reading::Field;

/// The values of a barcode's text in normal form, or none when it is no AAMVA text.
pub fn fields(text: &str) -> Vec<(Field, String)> {
    let Some(elements) = Elements::of(text) else { return Vec::new() };
    let (family, given) = elements.names();
    let full = [given.as_str(), family.as_str()].join(" ").trim().to_owned();
    let day = |id| elements.day(id).map(|day| day.to_string()).unwrap_or_default();
    let found = [
        (Field::FullName, full),
        (Field::FamilyName, family),
        (Field::GivenNames, given),
        (Field::DocumentNumber, number(elements.value("DAQ"))),
        (Field::BirthDate, day("DBB")),
        (Field::Sex, elements.sex().unwrap_or_default().to_owned()),
        (Field::IssuingState, elements.value("DCG").to_owned()),
        (Field::IssueDate, day("DBD")),
        (Field::ExpiryDate, day("DBA")),
        (Field::Address, elements.address()),
    ];
    found.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// The elements of a text: an identifier of three letters, then its value.
struct Elements<'t> {
    /// Of the standard, from 1 on.
    version: u8,
    elements: Vec<(&'t str, &'t str)>,
}

impl<'t> Elements<'t> {
    /// After the header (`@`, separators, `ANSI ` or `AAMVA`, issuer, version, a table of subfiles) each element has a line.
    fn of(text: &'t str) -> Option<Self> {
        let after = ["ANSI ", "AAMVA"].iter().find_map(|name| Some(text.split_once(name)?.1))?;
        if !text.starts_with('@') {
            return None;
        }
        let version = after.get(6..8)?.parse().ok()?;
        let lines = after.split(['\n', '\r', '\u{1e}']).map(str::trim);
        let mut elements: Vec<_> = lines.clone().filter_map(|line| Some((line.get(..3)?, line.get(3..)?))).collect();
        // The header and the first element share a line: `…DL00410278` and then `DLDAQT64235789`.
        let first = lines.clone().next()?;
        let of_first = ["DLD", "IDD"].iter().filter_map(|start| first.rfind(start)).max();
        elements.extend(of_first.and_then(|at| Some((first.get(at + 2..at + 5)?, first.get(at + 5..)?))));
        Some(Self { version, elements })
    }

    /// The value of an element; empty where it is missing or the issuer has none.
    fn value(&self, id: &str) -> &'t str {
        let found = self.elements.iter().find(|(of, _)| *of == id).map_or("", |(_, value)| value.trim());
        if matches!(found.to_ascii_uppercase().as_str(), "NONE" | "UNAVL" | "UNAVAIL") { "" } else { found }
    }

    /// Family name and given names: apart since version 2, given names in one element until version 3, all in one in 1.
    fn names(&self) -> (String, String) {
        let spaced = |text: &str| text.split([' ', ',']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        let family = self.value("DCS");
        if family.is_empty() {
            let (family, given) = self.value("DAA").split_once(',').unwrap_or_default();
            return (spaced(family), spaced(given));
        }
        let given = [self.value("DAC"), self.value("DAD"), self.value("DCT")].join(" ");
        (spaced(family), spaced(&given))
    }

    /// `MMDDCCYY` in the United States, `CCYYMMDD` in Canada and in version 1.
    fn day(&self, id: &str) -> Option<Date> {
        let digits = self.value(id);
        if digits.len() != 8 || !digits.bytes().all(|c| c.is_ascii_digit()) {
            return None;
        }
        let part = |from: usize, to: usize| digits[from..to].parse::<i16>().ok();
        let date = |year: Option<i16>, month: Option<i16>, day: Option<i16>| {
            Date::new(year?, i8::try_from(month?).ok()?, i8::try_from(day?).ok()?).ok()
        };
        if self.value("DCG") == "CAN" || self.version < 2 {
            date(part(0, 4), part(4, 6), part(6, 8))
        } else {
            date(part(4, 8), part(0, 2), part(2, 4))
        }
    }

    fn sex(&self) -> Option<&'static str> {
        match self.value("DBC") {
            "1" | "M" => Some("M"),
            "2" | "F" => Some("F"),
            "9" | "X" => Some("X"),
            _ => None,
        }
    }

    /// Street, town, state and postal code in one line.
    fn address(&self) -> String {
        let postal = self.value("DAK").trim_end_matches('0').trim();
        // Nine digits are filled up with zeros where the last four are not known.
        let postal = if postal.len() < 5 { self.value("DAK").get(..5).unwrap_or(postal) } else { postal };
        let place = [self.value("DAJ"), postal].join(" ");
        let parts = [self.value("DAG"), self.value("DAH"), self.value("DAI"), place.trim()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

fn number(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// After the example of the standard's annex D: an invented person.
    const LICENCE: &str = "@\n\u{1e}\rANSI 636000090002DL00410278ZV03190008DLDAQT64235789\nDCSSAMPLE\nDDEN\nDACMICHAEL\n\
        DDFN\nDADJOHN\nDDGN\nDCUJR\nDCAD\nDCBK\nDCDPH\nDBD06062019\nDBB06061986\nDBA12102024\nDBC1\nDAU068 in\nDAYBRO\n\
        DAG2300 WEST BROAD STREET\nDAIRICHMOND\nDAJVA\nDAK232690000  \nDCF2424244747474786102204\nDCGUSA\nDCK123456789\r\
        ZVZVA01\r";

    fn value(text: &str, field: Field) -> String {
        fields(text).into_iter().find(|(of, _)| *of == field).map(|(_, value)| value).unwrap_or_default()
    }

    #[test]
    fn a_licence_gives_its_holder_number_and_days() {
        for (field, want) in [
            (Field::FullName, "MICHAEL JOHN SAMPLE"),
            (Field::FamilyName, "SAMPLE"),
            (Field::GivenNames, "MICHAEL JOHN"),
            (Field::DocumentNumber, "T64235789"),
            (Field::BirthDate, "1986-06-06"),
            (Field::Sex, "M"),
            (Field::IssuingState, "USA"),
            (Field::IssueDate, "2019-06-06"),
            (Field::ExpiryDate, "2024-12-10"),
            (Field::Address, "2300 WEST BROAD STREET, RICHMOND, VA 23269"),
        ] {
            assert_eq!(value(LICENCE, field), want, "{field}");
        }
    }

    #[test]
    fn a_canadian_date_begins_with_its_year() {
        let licence = LICENCE.replace("DCGUSA", "DCGCAN").replace("DBB06061986", "DBB19860607");
        assert_eq!(value(&licence, Field::BirthDate), "1986-06-07");
    }

    #[test]
    fn what_the_issuer_has_not_is_no_value() {
        let licence = LICENCE.replace("DADJOHN", "DADNONE").replace("DBB06061986", "DBBNONE").replace("DBC1", "DBC0");
        assert_eq!(value(&licence, Field::GivenNames), "MICHAEL");
        assert_eq!(value(&licence, Field::BirthDate) + &value(&licence, Field::Sex), "");
    }

    #[test]
    fn other_texts_hold_no_fields() {
        for text in [
            "",
            "@",
            "https://example.org/ANSI 636000090002",
            "@ANSI ",
            "@\nANSI 63600é090002DL\nDAQ",
            "@ANSI 636000é9",
        ] {
            assert!(fields(text).is_empty(), "{text}");
        }
    }
}
