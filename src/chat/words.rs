//! The words: one Fluent file for each language, compiled in, and a message rendered in one of them.
//!
//! Every value stands between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE (Unicode, UAX #9), so that a number or a
//! Latin name does not turn an Arabic sentence around. Plurals are CLDR's. Counts are written in Persian digits in Persian;
//! in Arabic in the digits of the Gulf's banks, which are also ASCII's (CLDR, `ar-AE`).

use std::sync::OnceLock;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use jiff::civil::Date;

use super::{
    language::Language,
    messages::{Msg, Value},
};
use crate::base::calendar::Calendar;

type Bundle = FluentBundle<FluentResource>;

/// The file of `language`.
pub(super) const fn source(language: Language) -> &'static str {
    match language {
        Language::Ar => include_str!("lang/ar.ftl"),
        Language::Fa => include_str!("lang/fa.ftl"),
        Language::Zh => include_str!("lang/zh.ftl"),
        Language::En => include_str!("lang/en.ftl"),
    }
}

/// `message` in `language`.
///
/// A test holds every file against the list of messages, so the id is only shown if that test was never run.
pub(super) fn say(message: &Msg, language: Language) -> String {
    let bundle = bundle(language);
    let (id, values) = message.parts();
    let Some(pattern) = bundle.get_message(id).and_then(|found| found.value()) else { return id.to_owned() };
    let mut args = FluentArgs::new();
    for (name, value) in values {
        args.set(name, fluent(value, language));
    }
    bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
}

/// `text` without the characters that isolate values.
pub(super) fn bare(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '\u{2068}' | '\u{2069}')).collect()
}

/// Several messages, each a line of its own.
pub(super) fn lines(messages: &[Msg], language: Language) -> String {
    messages.iter().map(|message| say(message, language)).collect::<Vec<_>>().join("\n")
}

fn fluent(value: &Value, language: Language) -> FluentValue<'static> {
    match value {
        Value::Count(count) => FluentValue::from(*count),
        Value::Text(text) => FluentValue::from(text.expose().to_owned()),
        Value::Said(message) => FluentValue::from(say(message, language)),
        Value::List(messages) => {
            let joint = say(&Msg::ListJoint {}, language);
            let items: Vec<_> = messages.iter().map(|message| say(message, language)).collect();
            FluentValue::from(items.join(joint.trim_matches('|')))
        }
        Value::Day(day) => FluentValue::from(long_date(*day, language)),
    }
}

/// A day as the language's readers write it: the month by name, so that nobody takes it for the day.
fn long_date(date: Date, language: Language) -> String {
    let calendar = match language {
        Language::Fa => Calendar::Jalali,
        Language::Ar | Language::Zh | Language::En => Calendar::Gregorian,
    };
    let (year, month, day) = calendar.of(date);
    let number = |value: i32| Value::Count(usize::try_from(value).unwrap_or_default());
    let written = Msg::LongDate { day: number(day.into()), month: number(month.into()), year: number(year) };
    // The date is isolated as a whole. With its parts isolated, too, the month's name would no longer tell a renderer that
    // the whole runs from right to left, and the year would stand where the day belongs.
    let bare = bare(&say(&written, language));
    match language {
        Language::Fa => format!("{bare} (\u{2068}{date}\u{2069})"),
        Language::Ar | Language::Zh | Language::En => bare,
    }
}

fn bundle(language: Language) -> &'static Bundle {
    static BUNDLES: OnceLock<[Bundle; 4]> = OnceLock::new();
    &BUNDLES.get_or_init(|| Language::ALL.map(load))[language as usize]
}

fn load(language: Language) -> Bundle {
    let mut bundle = Bundle::new_concurrent(language.code().parse().into_iter().collect());
    // What does not parse is missing, and the test beside the list of messages says so.
    let resource = FluentResource::try_new(source(language).to_owned()).unwrap_or_else(|(resource, _)| resource);
    bundle.add_resource_overriding(resource);
    if language == Language::Fa {
        bundle.set_formatter(Some(|value, _| match value {
            FluentValue::Number(number) => Some(persian_digits(&number.as_string())),
            FluentValue::String(_) | FluentValue::Custom(_) | FluentValue::None | FluentValue::Error => None,
        }));
    }
    bundle
}

fn persian_digits(text: &str) -> String {
    let persian = |c: char| c.to_digit(10).and_then(|digit| char::from_u32(0x06F0 + digit)).unwrap_or(c);
    text.chars().map(persian).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::base::personal::Personal;

    fn attempts(count: usize, language: Language) -> String {
        say(&Msg::AttemptsLeft { count: Value::Count(count) }, language)
    }

    #[test]
    fn arabic_has_a_form_for_one_for_two_for_few_and_for_many() {
        let forms: std::collections::BTreeSet<_> = [0, 1, 2, 3, 11, 100]
            .map(|count| attempts(count, Language::Ar).replace(|c: char| c.is_ascii_digit(), "#"))
            .into();
        assert_eq!(forms.len(), 6, "{forms:#?}");
        assert_ne!(attempts(1, Language::En), attempts(2, Language::En).replace('2', "1"));
    }

    #[test]
    fn a_number_in_a_sentence_is_isolated() {
        let value = || Value::Text(Personal::new("784-1990-1234567-1"));
        for language in Language::ALL {
            let said = say(&Msg::ReadIdentity { number: value(), date: Value::Day(date(1990, 8, 7)) }, language);
            assert!(said.contains("\u{2068}784-1990-1234567-1\u{2069}"), "{said}");
        }
    }

    #[test]
    fn the_months_name_tells_in_which_direction_a_date_runs() {
        for language in [Language::Ar, Language::Fa] {
            let said = long_date(date(1990, 8, 7), language);
            let mut depth = 0;
            let outside = said.chars().filter(|c| {
                depth += i32::from(*c == '\u{2068}') - i32::from(*c == '\u{2069}');
                depth == 0 && c.is_alphabetic()
            });
            assert!(outside.count() > 2, "no letter outside of an inner isolate: {said:?}");
        }
    }

    #[test]
    fn counts_are_in_persian_digits_in_persian_and_dates_in_its_calendar() {
        assert!(attempts(3, Language::Fa).contains('۳'));
        let said = long_date(date(1990, 8, 7), Language::Fa);
        assert!(said.contains("۱۶") && said.contains("مرداد") && said.contains("۱۳۶۹"), "{said}");
        assert!(said.contains("1990-08-07"), "{said}");
        assert!(long_date(date(1990, 8, 7), Language::En).contains("August"));
    }
}
