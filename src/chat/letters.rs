//! What is written to a person outside of the thread: a subject and a text in their language.

use super::{
    language::Language,
    messages::{Msg, Value},
    words::{bare, say},
};
use crate::{base::personal::Personal, contact::code::Code};

/// What is to be written.
#[derive(Clone, Copy, Debug)]
pub enum Letter<'a> {
    /// The code that proves this address.
    Code {
        /// The code.
        code: &'a Code,
        /// How long it is good, in minutes.
        minutes: usize,
    },
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// One line.
    pub subject: String,
    /// The text.
    pub text: Personal,
}

/// Writes `letter` in `language`. Nothing is isolated in it: telephones find a code in a plain text, and an invisible
/// character would make a short message of Latin letters cost as much as a long one.
pub fn write(letter: &Letter, language: Language) -> Written {
    let (subject, text) = match letter {
        Letter::Code { code, minutes } => (
            Msg::LetterCodeSubject {},
            Msg::LetterCode { code: Value::text(code.expose()), minutes: Value::Count(*minutes) },
        ),
    };
    Written { subject: bare(&say(&subject, language)), text: Personal::new(bare(&say(&text, language))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_written_in_plain_digits_in_every_language() {
        let code = Code::parse("042917").expect("a code");
        for language in Language::ALL {
            let written = write(&Letter::Code { code: &code, minutes: 5 }, language);
            let text = written.text.expose();
            assert!(text.contains("042917") && !text.contains('\u{2068}'), "{text:?}");
            assert!(!written.subject.is_empty() && !written.subject.contains("042917"), "{}", written.subject);
        }
        let english = write(&Letter::Code { code: &code, minutes: 5 }, Language::En);
        assert!(english.text.expose().is_ascii(), "{:?}", english.text.expose());
    }
}
