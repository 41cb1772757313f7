//! Singapore's NRIC (citizens and permanent residents) and FIN (foreigners with a long-term pass).

use super::value;
use crate::identify::{check_digit::weighted, encoded::Encoded, fault::IdFault};

/// What a person is told.
pub const EXPECTED: &str = "a letter, seven digits and a letter";

/// `S` (registered before 2000) or `T`, seven digits, a check letter.
///
/// Of people born from 1968 on the first two digits are the year of birth (Immigration & Checkpoints Authority);
/// lower ones were given out in order. Some were given out of order, so the year is only likely.
pub fn nric(number: &str) -> Result<Encoded, IdFault> {
    const LETTERS: &[u8; 11] = b"JZIHGFEDCBA";
    let (offset, century) = match first(number)? {
        'S' => (0, 1900),
        'T' => (4, 2000),
        _ => return Err(IdFault::WrongStart { expected: "S or T" }),
    };
    judge(number, offset, LETTERS)?;
    let year = century + value(&number[1..3]);
    Ok(Encoded { likely_birth_year: (year >= 1968).then_some(year), ..Encoded::default() })
}

/// `F` (before 2000), `G` or, since 2022, `M`, seven digits, a check letter. It tells nothing about its holder.
pub fn fin(number: &str) -> Result<Encoded, IdFault> {
    const F_AND_G: &[u8; 11] = b"XWUTRQPNMLK";
    // M's letters have a J where the others have an M.
    const M: &[u8; 11] = b"XWUTRQPNJLK";
    match first(number)? {
        'F' => judge(number, 0, F_AND_G)?,
        'G' => judge(number, 4, F_AND_G)?,
        'M' => judge(number, 3, M)?,
        _ => return Err(IdFault::WrongStart { expected: "F, G or M" }),
    }
    Ok(Encoded::default())
}

/// The first letter of a number whose places hold what they should.
fn first(number: &str) -> Result<char, IdFault> {
    let mut places = number.chars();
    let (first, last) = (places.next(), places.next_back());
    match (first, last) {
        (Some(first), Some('A'..='Z')) if first.is_ascii_uppercase() && places.all(|c| c.is_ascii_digit()) => Ok(first),
        _ => Err(IdFault::WrongCharacters { expected: EXPECTED }),
    }
}

/// The check letter stands at (offset + Σ digit × weight) modulo 11.
fn judge(number: &str, offset: u32, letters: &[u8; 11]) -> Result<(), IdFault> {
    let sum = offset + weighted(&number[1..8], &[2, 7, 6, 5, 4, 3, 2]);
    let letter = letters[sum as usize % 11];
    if number.as_bytes().last() == Some(&letter) { Ok(()) } else { Err(IdFault::WrongCheckDigit) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_from_1968_on_gives_a_likely_year() {
        // 1234567 weighs 106; 106 mod 11 = 7, with T's offset 0.
        assert_eq!(nric("S1234567D").expect("good").likely_birth_year, None);
        assert_eq!(nric("T1234567J").expect("good").likely_birth_year, Some(2012));
        assert_eq!(nric("T1234567D"), Err(IdFault::WrongCheckDigit));
    }

    #[test]
    fn each_series_of_foreigners_has_its_letter() {
        for good in ["F1234567N", "G1234567X", "M1234567K"] {
            assert_eq!(fin(good), Ok(Encoded::default()), "{good}");
        }
        assert_eq!(fin("S1234567D"), Err(IdFault::WrongStart { expected: "F, G or M" }));
        assert_eq!(fin("F12E4567N"), Err(IdFault::WrongCharacters { expected: EXPECTED }));
    }
}
