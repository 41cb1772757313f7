//! Personal data is a type: it cannot slip into a log line or an error message.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A value that belongs to a person: a name, a number, a date of birth.
///
/// `Debug` shows its length only and there is no `Display`; who needs the value says so with [`Personal::expose`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Personal(String);

impl Personal {
    /// Takes the value in.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself; every call is a place to ask "may this reader see it?".
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What may be shown before the person has proved who they are: the first letter of each word.
    ///
    /// Digits are all hidden but the last two of a run of more than four.
    pub fn masked(&self) -> String {
        if self.0.chars().any(char::is_numeric) { mask_number(&self.0) } else { mask_words(&self.0) }
    }
}

fn mask_number(text: &str) -> String {
    let count = text.chars().filter(|c| c.is_alphanumeric()).count();
    let mut seen = 0;
    let shown_from = if count > 4 { count - 2 } else { count };
    text.chars()
        .map(|c| {
            if !c.is_alphanumeric() {
                return c;
            }
            seen += 1;
            if seen > shown_from { c } else { '•' }
        })
        .collect()
}

fn mask_words(text: &str) -> String {
    let words = text.split_whitespace().map(|word| {
        let mut letters = word.chars();
        let first: String = letters.next().into_iter().collect();
        first + &"•".repeat(letters.count())
    });
    words.collect::<Vec<_>>().join(" ")
}

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Personal({} characters)", self.0.chars().count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_of_the_value() {
        assert_eq!(format!("{:?}", Personal::new("Layla")), "Personal(5 characters)");
    }

    #[test]
    fn a_mask_keeps_initials_and_the_last_two_digits() {
        assert_eq!(Personal::new("Layla Haddad").masked(), "L•••• H•••••");
        assert_eq!(Personal::new("784-1990-1234567-1").masked(), "•••-••••-••••••7-1");
        assert_eq!(Personal::new("1990").masked(), "••••");
    }
}
