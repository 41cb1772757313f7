//! Check digits: weights 7, 3, 1, modulo 10 (ICAO Doc 9303-3, 4.9), and where each one stands.

use serde::Serialize;

use super::format::Format;

/// What a check digit covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Covers {
    /// The document number.
    DocumentNumber,
    /// The birth date.
    BirthDate,
    /// The expiry date.
    ExpiryDate,
    /// A passport's personal number or other optional data.
    OptionalData,
    /// Most of the zone over again.
    Composite,
}

/// One check digit, calculated and found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What it covers.
    pub name: Covers,
    /// Its line, from 1 (as Doc 9303 counts).
    pub line: usize,
    /// Its column, from 1.
    pub column: usize,
    /// What the covered characters give.
    pub expected: char,
    /// What stands there.
    pub found: char,
    /// Whether it is right. `<` stands for 0 where Doc 9303 allows it.
    pub passed: bool,
}

/// The check digit over `characters`; anything but digits and capitals counts as 0, as `<` does.
pub fn digit(characters: impl IntoIterator<Item = u8>) -> u8 {
    let sum: u32 = characters.into_iter().zip([7, 3, 1].into_iter().cycle()).map(|(c, w)| value(c) * w).sum();
    b'0' + u8::try_from(sum % 10).unwrap_or(0)
}

fn value(c: u8) -> u32 {
    match c {
        b'0'..=b'9' => u32::from(c - b'0'),
        b'A'..=b'Z' => u32::from(c - b'A') + 10,
        _ => 0,
    }
}

/// Every check digit of a zone whose lines have the width of `format`; none for lines of another shape.
pub fn checks(format: Format, lines: &[String]) -> Vec<Check> {
    let rows: Vec<&[u8]> = lines.iter().map(String::as_bytes).collect();
    if rows.len() != format.line_count() || rows.iter().any(|row| row.len() != format.width()) {
        return Vec::new();
    }
    match format {
        Format::Td1 => of_td1(rows[0], rows[1]),
        Format::Td2 => {
            let mut all = dates_and_number(rows[1]);
            let b = rows[1];
            all.push(plain(Covers::Composite, (2, 35), joined(&[&b[..10], &b[13..20], &b[21..35]]), b[35]));
            all
        }
        Format::Td3 => {
            let mut all = dates_and_number(rows[1]);
            let b = rows[1];
            all.push(optional(&b[28..42], b[42]));
            all.push(plain(Covers::Composite, (2, 43), joined(&[&b[..10], &b[13..20], &b[21..43]]), b[43]));
            all
        }
        Format::MrvA | Format::MrvB => dates_and_number(rows[1]),
    }
}

fn of_td1(a: &[u8], b: &[u8]) -> Vec<Check> {
    vec![
        td1_number(a),
        plain(Covers::BirthDate, (2, 6), b[..6].to_vec(), b[6]),
        plain(Covers::ExpiryDate, (2, 14), b[8..14].to_vec(), b[14]),
        plain(Covers::Composite, (2, 29), joined(&[&a[5..30], &b[..7], &b[8..15], &b[18..29]]), b[29]),
    ]
}

fn dates_and_number(b: &[u8]) -> Vec<Check> {
    vec![
        plain(Covers::DocumentNumber, (2, 9), b[..9].to_vec(), b[9]),
        plain(Covers::BirthDate, (2, 19), b[13..19].to_vec(), b[19]),
        plain(Covers::ExpiryDate, (2, 27), b[21..27].to_vec(), b[27]),
    ]
}

/// A document number longer than nine characters runs on in the optional data, its check digit right behind it, and
/// `<` stands where the check digit would (Doc 9303-5, note j). Some issuers count that `<` as a character of the
/// number and some do not; both are taken.
fn td1_number(a: &[u8]) -> Check {
    let (number, here) = (&a[5..14], a[14]);
    let Some((rest, at)) = long_number_rest(a) else {
        return plain(Covers::DocumentNumber, (1, 14), number.to_vec(), here);
    };
    let found = a[at];
    let without = plain(Covers::DocumentNumber, (1, at), joined(&[number, rest]), found);
    let with = plain(Covers::DocumentNumber, (1, at), joined(&[number, b"<", rest]), found);
    if with.passed { with } else { without }
}

/// What of a long TD1 document number stands in the optional data, and the column (from 0) of its check digit.
pub fn long_number_rest(a: &[u8]) -> Option<(&[u8], usize)> {
    if a.len() != 30 || a[14] != b'<' || a[15] == b'<' {
        return None;
    }
    let end = a[15..30].iter().position(|&c| c == b'<').map_or(30, |n| 15 + n);
    (end > 16).then(|| (&a[15..end - 1], end - 1))
}

/// A passport's optional data may leave its check digit out when there is none (Doc 9303-4, 4.2.2).
fn optional(data: &[u8], found: u8) -> Check {
    let mut check = plain(Covers::OptionalData, (2, 42), data.to_vec(), found);
    check.passed |= found == b'<' && data.iter().all(|&c| c == b'<');
    check
}

/// `at` is the line (from 1) and the column (from 0).
fn plain(name: Covers, at: (usize, usize), characters: Vec<u8>, found: u8) -> Check {
    let expected = digit(characters);
    let passed = expected == found;
    Check { name, line: at.0, column: at.1 + 1, expected: char::from(expected), found: char::from(found), passed }
}

fn joined(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[&str]) -> Vec<String> {
        text.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_specimen_of_doc_9303_4_passes_all_five_checks() {
        let zone =
            lines(&["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]);
        let all = checks(Format::Td3, &zone);
        assert_eq!(all.len(), 5);
        assert!(all.iter().all(|c| c.passed), "{all:?}");
    }

    #[test]
    fn the_specimen_of_doc_9303_5_passes_all_four_checks() {
        let zone = lines(&[
            "I<UTOD231458907<<<<<<<<<<<<<<<",
            "7408122F1204159UTO<<<<<<<<<<<6",
            "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        ]);
        assert!(checks(Format::Td1, &zone).iter().all(|c| c.passed));
    }

    #[test]
    fn a_long_number_s_check_digit_stands_in_the_optional_data() {
        // The example of Doc 9303-5, 4.2.4: number D23145890734, check digit 9.
        let row = "I<UTOD23145890<7349<<<<<<<<<<<";
        let check = td1_number(row.as_bytes());
        assert_eq!((check.column, check.found, check.passed), (19, '9', true), "{check:?}");
    }

    #[test]
    fn a_wrong_digit_is_reported_with_its_place_and_what_it_should_be() {
        let zone =
            lines(&["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408123F1204159ZE184226B<<<<<10"]);
        let birth = checks(Format::Td3, &zone).into_iter().find(|c| c.name == Covers::BirthDate).expect("a birth date");
        assert_eq!((birth.line, birth.column, birth.expected, birth.found), (2, 20, '2', '3'));
        assert!(!birth.passed);
    }

    #[test]
    fn lines_of_another_width_have_no_checks() {
        assert!(checks(Format::Td3, &lines(&["P<UTO", "L898"])).is_empty());
    }
}
