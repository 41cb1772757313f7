//! The machine readable zone's lines, composed after ICAO Doc 9303 parts 3, 4 and 5 (eighth edition).

use jiff::civil::Date;

use super::holder::Holder;
use crate::document::text_reader::Script;

/// ICAO's code for Utopia.
const UTOPIA: &str = "UTO";

/// The three lines of 30 characters on the card's back (9303-5, 4.2).
pub fn td1(holder: &Holder) -> [String; 3] {
    let number = checked(&padded(&holder.document_number, 9));
    let code = code(holder.script);
    let first = format!("{code}{UTOPIA}{number}{}", padded(&optional(&holder.national_id, 15), 15));
    let (birth, expiry) = (checked(&date(holder.birth_date)), checked(&date(holder.expiry_date)));
    let nationality = padded(&holder.nationality, 3);
    let rest = "<".repeat(11);
    let composite = check_digit(&format!("{}{birth}{expiry}{rest}", &first[5..]));
    let second = format!("{birth}{}{expiry}{nationality}{rest}{composite}", sex(holder.sex));
    [first, second, name(holder, 30)]
}

/// What kind of card it is. The second character is the issuer's to choose (9303-5, 4.2.2): Utopia's cards in different
/// scripts differ by it.
const fn code(script: Script) -> &'static str {
    match script {
        Script::Arabic => "I<",
        Script::Persian => "IP",
        Script::Chinese => "IC",
        Script::Latin => "IL",
    }
}

/// The two lines of 44 characters at the foot of the passport's data page (9303-4, 4.2).
pub fn td3(holder: &Holder) -> [String; 2] {
    let first = format!("P<{UTOPIA}{}", name(holder, 39));
    let number = checked(&padded(&holder.document_number, 9));
    let (birth, expiry) = (checked(&date(holder.birth_date)), checked(&date(holder.expiry_date)));
    let personal = padded(&optional(&holder.national_id, 14), 14);
    // An empty element may leave its check digit out too (9303-4, 4.2.2.2).
    let personal = if personal.starts_with('<') { personal + "<" } else { checked(&personal) };
    let composite = check_digit(&format!("{number}{birth}{expiry}{personal}"));
    let nationality = padded(&holder.nationality, 3);
    [first, format!("{number}{nationality}{birth}{}{expiry}{personal}{composite}", sex(holder.sex))]
}

/// `text` and its check digit.
fn checked(text: &str) -> String {
    format!("{text}{}", check_digit(text))
}

/// Weights 7, 3, 1; letters count from A = 10, the filler as 0; modulo 10 (9303-3, 4.9).
fn check_digit(text: &str) -> u32 {
    let value = |c: char| c.to_digit(36).unwrap_or(0);
    text.chars().zip([7, 3, 1].into_iter().cycle()).map(|(c, weight)| value(c) * weight).sum::<u32>() % 10
}

/// The number, if the optional element can hold all of it; half a number would be a wrong one.
fn optional(number: &str, room: usize) -> String {
    let number: String = number.chars().filter(char::is_ascii_alphanumeric).collect();
    if number.len() <= room { number } else { String::new() }
}

/// Primary identifier, two fillers, secondary identifier; cut at the end where it is too long (9303-3, 4.6).
fn name(holder: &Holder, width: usize) -> String {
    padded(&format!("{}<<{}", letters(&holder.family_name), letters(&holder.given_names)), width)
}

/// Capitals; apostrophes go, every other separator becomes a filler (9303-3, 4.6 and 6).
fn letters(name: &str) -> String {
    let kept = name.chars().filter(|c| !matches!(c, '\'' | '’'));
    kept.map(|c| if c.is_ascii_alphabetic() { c.to_ascii_uppercase() } else { '<' }).collect()
}

fn padded(text: &str, width: usize) -> String {
    text.chars().chain(std::iter::repeat('<')).take(width).collect()
}

fn date(date: Date) -> String {
    format!("{:02}{:02}{:02}", date.year().rem_euclid(100), date.month(), date.day())
}

/// `X` of the visual zone is a filler here (9303-4, 4.2.2.2).
const fn sex(sex: char) -> char {
    match sex {
        'F' | 'M' => sex,
        _ => '<',
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;

    /// The holder of the examples that ICAO prints in 9303-4 and 9303-5, appendix B.
    fn anna_maria(document_number: &str, personal_number: &str) -> Holder {
        Holder {
            full_name: "Anna Maria Eriksson".into(),
            full_name_native: String::new(),
            family_name: "Eriksson".into(),
            given_names: "Anna Maria".into(),
            national_id: personal_number.into(),
            document_number: document_number.into(),
            birth_date: day(1974, 8, 12),
            sex: 'F',
            nationality: "UTO".into(),
            issue_date: day(2007, 4, 16),
            expiry_date: day(2012, 4, 15),
            address: String::new(),
            script: Script::Arabic,
        }
    }

    #[test]
    fn the_card_of_icaos_example_is_composed_to_the_letter() {
        let lines = td1(&anna_maria("D23145890", ""));
        assert_eq!(
            lines,
            ["I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"]
        );
    }

    #[test]
    fn the_passport_of_icaos_example_is_composed_to_the_letter() {
        let lines = td3(&anna_maria("L898902C3", "ZE184226B"));
        assert_eq!(
            lines,
            ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]
        );
    }

    #[test]
    fn a_number_too_long_for_the_optional_element_is_left_out_whole() {
        let [_, second] = td3(&anna_maria("L898902C3", "784199012345671"));
        assert_eq!(&second[28..43], "<<<<<<<<<<<<<<<");
    }
}
