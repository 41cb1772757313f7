//! The six digits that prove an address: whoever can type them has read what was sent there.

use std::fmt;

use zeroize::Zeroizing;

use crate::base::{
    digits,
    randomness::{Randomness, draw},
};

/// Digits of a code.
const LENGTH: usize = 6;

/// How many codes there are.
const CODES: u32 = 1_000_000;

/// Draws below it are taken: a multiple of [`CODES`], so that every code is as likely as every other.
const FAIR: u32 = u32::MAX - u32::MAX % CODES;

/// Six digits. `Debug` shows none of them, and there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(Zeroizing<String>);

impl Code {
    /// A code that nobody can guess.
    pub fn draw(randomness: &dyn Randomness) -> Self {
        loop {
            let drawn = u32::from_be_bytes(draw(randomness));
            if drawn < FAIR {
                return Self(Zeroizing::new(format!("{:06}", drawn % CODES)));
            }
        }
    }

    /// The code that somebody typed: six digits of any script, with spaces or hyphens between them or none.
    pub fn parse(text: &str) -> Option<Self> {
        let bare: String =
            digits::to_ascii(text).chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.')).collect();
        (bare.len() == LENGTH && bare.bytes().all(|b| b.is_ascii_digit())).then(|| Self(Zeroizing::new(bare)))
    }

    /// The code within a sentence: a run of six digits, or all the digits there are if they are six.
    pub fn find(text: &str) -> Option<Self> {
        let text = digits::to_ascii(text);
        let runs = || text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
        let alone = runs().find(|run| run.len() == LENGTH).map(str::to_owned);
        let found = alone.or_else(|| Some(runs().collect::<String>()).filter(|all| all.len() == LENGTH));
        found.map(|digits| Self(Zeroizing::new(digits)))
    }

    /// The digits.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::randomness::SeededRandomness;

    /// Gives these draws, one after the other.
    struct Given(std::sync::Mutex<Vec<u32>>);

    impl Randomness for Given {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.copy_from_slice(&self.0.lock().expect("a lock").remove(0).to_be_bytes());
        }
    }

    fn of(draws: &[u32]) -> String {
        Code::draw(&Given(std::sync::Mutex::new(draws.to_vec()))).expose().to_owned()
    }

    #[test]
    fn a_code_has_six_digits_and_no_code_is_likelier_than_another() {
        assert_eq!(of(&[42]), "000042");
        assert_eq!(of(&[4_293_999_999]), "999999");
        assert_eq!(of(&[u32::MAX, 4_294_000_000, 7]), "000007", "a draw above the last whole million is drawn again");
        let random = SeededRandomness::new(3);
        let drawn: std::collections::BTreeSet<_> = (0..200).map(|_| Code::draw(&random).expose().to_owned()).collect();
        assert!(drawn.len() > 195, "{} of 200 differ", drawn.len());
    }

    #[test]
    fn a_typed_code_is_read_in_any_digits_and_nothing_else_is_one() {
        for text in ["042917", " 042 917 ", "042-917", "٠٤٢٩١٧", "۰۴۲ ۹۱۷", "０４２９１７"] {
            assert_eq!(Code::parse(text).expect(text).expose(), "042917", "{text}");
        }
        for text in ["", "42917", "0429170", "04291a", "42917x"] {
            assert_eq!(Code::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_code_is_found_in_a_sentence() {
        for text in
            ["the code is 042917.", "الرمز ٠٤٢٩١٧ وصل", "کد ۰۴۲ ۹۱۷", "验证码是042917", "after 2 minutes: 042917"]
        {
            assert_eq!(Code::find(text).expect(text).expose(), "042917", "{text}");
        }
        for text in ["no code yet", "+971501234567", "12345"] {
            assert_eq!(Code::find(text), None, "{text}");
        }
    }

    #[test]
    fn debug_shows_no_digit() {
        assert_eq!(format!("{:?}", Code::parse("042917")), "Some(Code(…))");
    }
}
