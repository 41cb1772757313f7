//! What is written to a person outside of the thread: a subject and a text in their language.

use jiff::{Zoned, civil::Date};

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
    /// The code that comes back in a video call.
    CallCode {
        /// The code.
        code: &'a Code,
        /// How long it is good, in minutes.
        minutes: usize,
    },
    /// The application waits.
    Waiting {
        /// The day on which it ends.
        until: Date,
    },
    /// The call that was booked begins.
    CallSoon {
        /// When, in the bank's own time.
        begins: &'a Zoned,
    },
    /// The application ends.
    Ending {
        /// In so many hours.
        hours: usize,
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
    let subject = match letter {
        Letter::Code { .. } => Msg::LetterCodeSubject {},
        Letter::CallCode { .. } => Msg::LetterCallCodeSubject {},
        Letter::Waiting { .. } => Msg::LetterWaitingSubject {},
        Letter::CallSoon { .. } => Msg::LetterCallSubject {},
        Letter::Ending { .. } => Msg::LetterEndingSubject {},
    };
    Written { subject: bare(&say(&subject, language)), text: Personal::new(bare(&say(&text(letter), language))) }
}

/// What stands in it.
pub(super) fn text(letter: &Letter) -> Msg {
    match letter {
        Letter::Code { code, minutes } => {
            Msg::LetterCode { code: Value::text(code.expose()), minutes: Value::Count(*minutes) }
        }
        Letter::CallCode { code, minutes } => {
            Msg::LetterCallCode { code: Value::text(code.expose()), minutes: Value::Count(*minutes) }
        }
        Letter::Waiting { until } => Msg::LetterWaiting { date: Value::Day(*until) },
        Letter::CallSoon { begins } => Msg::CallSoon { time: Value::time(begins) },
        Letter::Ending { hours } => Msg::EndsSoon { hours: Value::Count(*hours) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_letter_holds_a_link_or_is_the_same_in_two_languages() {
        let begins = "2026-11-24T14:30:00+04:00[Asia/Dubai]".parse().expect("a time");
        let until = jiff::civil::date(2026, 11, 24);
        let letters = [Letter::Waiting { until }, Letter::Ending { hours: 2 }, Letter::CallSoon { begins: &begins }];
        for letter in letters {
            let texts: std::collections::BTreeSet<_> =
                Language::ALL.map(|language| write(&letter, language).text.expose().to_owned()).into();
            assert_eq!(texts.len(), 4);
            // Who is used to links in messages follows a thief's, too.
            assert!(texts.iter().all(|text| !text.contains("http") && !text.contains('\u{2068}')), "{texts:?}");
        }
    }

    #[test]
    fn a_call_is_told_in_the_banks_own_time() {
        let begins = "2026-11-24T14:30:00+04:00[Asia/Dubai]".parse().expect("a time");
        for language in Language::ALL {
            let written = write(&Letter::CallSoon { begins: &begins }, language);
            assert!(written.text.expose().contains("14:30 (UTC+04:00)"), "{:?}", written.text.expose());
        }
    }

    #[test]
    fn a_code_is_written_in_plain_digits_in_every_language() {
        let code = Code::parse("042917").expect("a code");
        for letter in [Letter::Code { code: &code, minutes: 5 }, Letter::CallCode { code: &code, minutes: 5 }] {
            for language in Language::ALL {
                let written = write(&letter, language);
                let text = written.text.expose();
                assert!(text.contains("042917") && !text.contains('\u{2068}'), "{text:?}");
                assert!(!written.subject.is_empty() && !written.subject.contains("042917"), "{}", written.subject);
            }
            let english = write(&letter, Language::En);
            assert!(english.text.expose().is_ascii(), "{:?}", english.text.expose());
        }
    }
}
