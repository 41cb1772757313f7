//! The arithmetic of check digits that several schemes share. Every text is ASCII digits, judged before.

/// The digits' values, left to right.
pub fn values(digits: &str) -> impl DoubleEndedIterator<Item = u32> + Clone {
    digits.bytes().map(|byte| u32::from(byte.saturating_sub(b'0')))
}

/// Σ digit × weight, as many as the shorter of the two has.
pub fn weighted(digits: &str, weights: &[u32]) -> u32 {
    values(digits).zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// Luhn's formula over the whole number (ISO/IEC 7812-1, annex B).
pub fn luhn(digits: &str) -> bool {
    let sum: u32 = values(digits)
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => digit,
            (_, twice) if twice > 9 => twice - 9,
            (_, twice) => twice,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The check character of ISO/IEC 7064 MOD 11-2 over `digits`: `0` to `9` or `X`.
pub fn mod_11_2(digits: &str) -> char {
    let product = values(digits).fold(0, |product, digit| (product + digit) * 2 % 11);
    match (12 - product) % 11 {
        10 => 'X',
        check => char::from_digit(check, 10).unwrap_or('X'),
    }
}

/// The check digit of ISO/IEC 7064 MOD 11,10 over `digits`.
pub fn mod_11_10(digits: &str) -> Option<char> {
    let product = values(digits).fold(10, |product, digit| match (product + digit) % 10 {
        0 => 20 % 11,
        sum => sum * 2 % 11,
    });
    char::from_digit((11 - product) % 10, 10)
}

/// Whether the last digit is Verhoeff's (J. Verhoeff, Error Detecting Decimal Codes, 1969): a walk through the
/// dihedral group of order ten, each place's digit first permuted.
pub fn verhoeff(digits: &str) -> bool {
    let walk = values(digits).rev().enumerate().fold(0, |at, (place, digit)| dihedral(at, permuted(digit, place % 8)));
    walk == 0
}

/// The product in the dihedral group of the pentagon: 0 to 4 are its turns, 5 to 9 its reflections.
const fn dihedral(a: u32, b: u32) -> u32 {
    match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + b) % 5,
        (false, true) => 5 + (a + 5 - b) % 5,
        (false, false) => (a + 5 - b) % 5,
    }
}

/// Verhoeff's permutation, applied `times` times.
fn permuted(digit: u32, times: usize) -> u32 {
    const ONCE: [u32; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    (0..times).fold(digit, |digit, _| ONCE[digit as usize % 10])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standards_own_examples_come_out() {
        assert!(luhn("79927398713"), "the usual worked example of Luhn's formula");
        assert!(!luhn("79927398710"));
        assert_eq!(mod_11_2("0794"), '0', "ISO/IEC 7064:2003, the MOD 11-2 example");
        assert_eq!(mod_11_10("0794"), Some('5'), "ISO/IEC 7064:2003, the MOD 11,10 example");
        assert!(verhoeff("2363"), "the usual worked example: 236, check digit 3");
        assert!(!verhoeff("2364"));
    }

    #[test]
    fn verhoeff_sees_every_swap_of_neighbours() {
        for (a, b) in (0..10).flat_map(|a| (0..10).map(move |b| (a, b))).filter(|(a, b)| a != b) {
            let base = format!("47{a}{b}1");
            let check = (0..10).find(|c| verhoeff(&format!("{base}{c}"))).expect("one digit fits");
            assert!(!verhoeff(&format!("47{b}{a}1{check}")), "{a} and {b} swapped");
        }
    }
}
