//! India's Aadhaar and PAN.

use crate::identify::{check_digit::verhoeff, encoded::Encoded, fault::IdFault};

/// What a person is told of a PAN.
pub const PAN_EXPECTED: &str = "five letters, four digits and a letter";

/// Eleven random digits, the first 2 to 9, and Verhoeff's check digit (UIDAI, A UID Numbering Scheme, 2010).
///
/// A palindrome is never issued. The number tells nothing about its holder, by design.
pub fn aadhaar(number: &str) -> Result<Encoded, IdFault> {
    if number.starts_with(['0', '1']) {
        return Err(IdFault::WrongStart { expected: "2 to 9" });
    }
    if !verhoeff(number) {
        return Err(IdFault::WrongCheckDigit);
    }
    if number.bytes().eq(number.bytes().rev()) { Err(IdFault::NeverIssued) } else { Ok(Encoded::default()) }
}

/// Three letters, the holder's kind, the initial of the family name, four digits, a check letter.
///
/// Only kind `P`, a person, is taken: who opens an account with a company's number is no applicant of ours. The check
/// letter's rule is not published (Income Tax Department) and so not judged.
pub fn pan(number: &str) -> Result<Encoded, IdFault> {
    let (letters, rest) = number.split_at(5);
    let (serial, check) = rest.split_at(4);
    let all = |text: &str, is: fn(&u8) -> bool| text.as_bytes().iter().all(is);
    if !all(letters, u8::is_ascii_uppercase) || !all(serial, u8::is_ascii_digit) || !all(check, u8::is_ascii_uppercase)
    {
        return Err(IdFault::WrongCharacters { expected: PAN_EXPECTED });
    }
    if serial == "0000" {
        return Err(IdFault::NeverIssued);
    }
    match &letters[3..4] {
        "P" => Ok(Encoded { family_initial: letters.chars().next_back(), ..Encoded::default() }),
        // Company, firm, government, Hindu undivided family, association, body, authority, artificial person, trusts.
        "C" | "F" | "G" | "H" | "A" | "B" | "L" | "J" | "T" | "K" => Err(IdFault::NotAPerson),
        _ => Err(IdFault::WrongCharacters { expected: PAN_EXPECTED }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_aadhaar_has_a_verhoeff_digit_and_is_no_palindrome() {
        assert_eq!(aadhaar("234123412346"), Ok(Encoded::default()));
        assert_eq!(aadhaar("234123412347"), Err(IdFault::WrongCheckDigit));
        assert_eq!(aadhaar("123412341234"), Err(IdFault::WrongStart { expected: "2 to 9" }));
        assert_eq!(aadhaar("234574475432"), Err(IdFault::NeverIssued));
    }

    #[test]
    fn a_pan_gives_the_family_initial_of_a_person_and_refuses_a_company() {
        assert_eq!(pan("ACUPA7085R").expect("good").family_initial, Some('A'));
        assert_eq!(pan("ACUCA7085R"), Err(IdFault::NotAPerson));
        assert_eq!(pan("ACUXA7085R"), Err(IdFault::WrongCharacters { expected: PAN_EXPECTED }));
        assert_eq!(pan("ACUPA0000R"), Err(IdFault::NeverIssued));
    }
}
