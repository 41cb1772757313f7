//! The form of a printed number: which of its characters are letters and which are digits, as its issuer says.
//!
//! In most typefaces `O` and `0` are one shape, and a reader guesses. Who knows where a digit stands need not guess.

use serde::Deserialize;

/// Longest form, characters: no document number of ICAO 9303 is longer than its zone's line.
const LONGEST: usize = 44;

/// What a digit is taken for and what it is, the other way round for letters: shapes that differ by a stroke at most.
const ALIKE: [(char, char); 9] = [
    ('O', '0'),
    ('I', '1'),
    ('S', '5'),
    ('B', '8'),
    ('Z', '2'),
    ('G', '6'),
    // These only ever stand for a digit: the letter of it is one of those above.
    ('D', '0'),
    ('Q', '0'),
    ('L', '1'),
];

/// A number's form, written as `A00000000`: `A` for a capital, `0` for a digit, `*` for either.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Form(Vec<Place>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Capital,
    Digit,
    Either,
}

impl TryFrom<String> for Form {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let place = |c: char| match c {
            'A' => Some(Place::Capital),
            '0' => Some(Place::Digit),
            '*' => Some(Place::Either),
            _ => None,
        };
        let places: Option<Vec<Place>> = text.chars().map(place).collect();
        let fits = |places: &Vec<Place>| (1..=LONGEST).contains(&places.len());
        places.filter(fits).map(Self).ok_or_else(|| {
            format!("a form is 1 to {LONGEST} of A (a capital), 0 (a digit) and * (either), such as A00000000")
        })
    }
}

impl Form {
    /// `number`, capitals and digits, as this form has it: a letter that looks like the digit that stands there is that
    /// digit. `None` when it has another length, or something else stands where it should not.
    pub fn of(&self, number: &str) -> Option<String> {
        let characters: Vec<char> = number.chars().collect();
        if characters.len() != self.0.len() {
            return None;
        }
        self.0.iter().zip(characters).map(|(place, c)| place.take(c)).collect()
    }
}

impl Place {
    fn take(self, c: char) -> Option<char> {
        match self {
            Self::Either => Some(c),
            Self::Digit if c.is_ascii_digit() => Some(c),
            Self::Digit => ALIKE.iter().find(|(letter, _)| *letter == c).map(|(_, digit)| *digit),
            Self::Capital if c.is_ascii_uppercase() => Some(c),
            Self::Capital => ALIKE.iter().find(|(_, digit)| *digit == c).map(|(letter, _)| *letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> Form {
        Form::try_from(text.to_owned()).expect("a form")
    }

    #[test]
    fn a_letter_that_looks_like_the_digit_that_stands_there_is_that_digit_and_the_other_way_round() {
        let form = form("A00000000");
        assert_eq!(form.of("RO1924560").as_deref(), Some("R01924560"));
        assert_eq!(form.of("K12345B7I").as_deref(), Some("K12345871"));
        assert_eq!(form.of("801924560").as_deref(), Some("B01924560"));
    }

    #[test]
    fn what_cannot_be_such_a_number_is_none() {
        let form = form("A00000000");
        for other in ["R0192456", "R019245600", "R0192456X", "701924560", ""] {
            assert_eq!(form.of(other), None, "{other}");
        }
    }

    #[test]
    fn where_either_may_stand_nothing_is_changed() {
        assert_eq!(form("**0").of("O0O").as_deref(), Some("O00"));
    }

    #[test]
    fn a_form_of_other_signs_or_without_any_is_refused() {
        for text in ["", "A0-0", "a0", &"0".repeat(45)] {
            assert!(Form::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
