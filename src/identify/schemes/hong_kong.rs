//! Hong Kong's identity card number.

use crate::identify::{encoded::Encoded, fault::IdFault};

/// What a person is told.
pub const EXPECTED: &str = "one or two letters, six digits and a last digit or A";

/// One or two letters, six digits, and in brackets a check character `0` to `9` or `A`.
///
/// Letters count 10 to 35 and a missing first letter (a blank) 36; weights 9 to 1; the sum is divisible by 11
/// (Immigration Department). The letters tell the office and time of registration, not the person.
pub fn identity_card(number: &str) -> Result<Encoded, IdFault> {
    let letters = number.bytes().take_while(u8::is_ascii_uppercase).count();
    let check = number.chars().next_back().filter(|c| c.is_ascii_digit() || *c == 'A');
    let serial = &number[letters.min(number.len() - 1)..number.len() - 1];
    if letters + 7 != number.len() || check.is_none() || !serial.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(IdFault::WrongCharacters { expected: EXPECTED });
    }
    let blank = (letters == 1).then_some(36);
    let values = blank.into_iter().chain(number.chars().filter_map(|c| c.to_digit(36)));
    let sum: u32 = values.zip((1..=9).rev()).map(|(value, weight)| value * weight).sum();
    if sum.is_multiple_of(11) { Ok(Encoded::default()) } else { Err(IdFault::WrongCheckDigit) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_or_two_and_a_check_digit_or_letter() {
        // Worked examples of the sum, nobody's card.
        assert_eq!(identity_card("A1234563"), Ok(Encoded::default()));
        assert_eq!(identity_card("AB9876543"), Ok(Encoded::default()));
        assert_eq!(identity_card("A1234564"), Err(IdFault::WrongCheckDigit));
    }

    #[test]
    fn characters_out_of_place_are_refused_without_a_panic() {
        for wrong in ["12345678", "ABCDEFGH", "A12345BA", "ABC654321", "A123456X", "AAAAAAAAA"] {
            assert_eq!(identity_card(wrong), Err(IdFault::WrongCharacters { expected: EXPECTED }), "{wrong}");
        }
    }
}
