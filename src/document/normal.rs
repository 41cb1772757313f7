//! From print to a field's normal form.

use jiff::civil::Date;

use super::{
    layout::FieldLayout,
    text_reader::{Kind, Script},
};
use crate::base::{
    arabic,
    calendar::{self, Calendar},
    digits,
    reading::Field,
};

/// `text` as the field that `layout` describes keeps it, or `None` when it cannot be that.
pub fn normal(layout: &FieldLayout, text: &str) -> Option<String> {
    let text = digits::to_ascii(text.trim());
    let text = match layout.script {
        Script::Arabic => arabic::as_arabic(&text),
        Script::Persian => arabic::as_persian(&text),
        Script::Latin | Script::Chinese => text,
    };
    let value = match layout.kind {
        Kind::Date => day(&text, layout.calendar)?.to_string(),
        Kind::Number => match &layout.form {
            Some(form) => form.of(&number(&text))?,
            None => number(&text),
        },
        Kind::Code => code(layout.field, &text)?,
        Kind::Name => name(&text),
        Kind::Text => words(&text),
    };
    (!value.is_empty()).then_some(value)
}

/// The words of `text` with one space between them, and none beside a Chinese character.
fn words(text: &str) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        let apart = !line.is_empty() && !line.ends_with(is_chinese) && !word.starts_with(is_chinese);
        line.extend(apart.then_some(' '));
        line.push_str(word);
    }
    line
}

const fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
}

/// Letters, and the marks that names hold; what a reader makes of a line's dust is dropped.
fn name(text: &str) -> String {
    let kept: String = text
        .chars()
        .map(|c| if c == '’' || c == '‘' || c == '`' { '\'' } else { c })
        .filter(|&c| is_of_name(c))
        .collect();
    words(kept.trim_matches(|c: char| !c.is_alphabetic() && c != '.'))
}

fn is_of_name(c: char) -> bool {
    c.is_alphabetic() || c.is_whitespace() || "'-.".contains(c) || is_combining(c)
}

/// Vowel marks of Arabic and combining accents.
const fn is_combining(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{200C}')
}

fn number(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

fn code(field: Field, text: &str) -> Option<String> {
    let letters: String = text.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_uppercase()).collect();
    if field != Field::Sex {
        return Some(letters);
    }
    // `M`, `M / ذكر`, `MALE` and `FEMALE` are all in print somewhere.
    let latin = letters.chars().next().filter(|c| "MFX".contains(*c)).map(String::from);
    latin.or_else(|| sex_named(text).map(str::to_owned))
}

/// The sex that a word of Arabic, Persian or Chinese names.
fn sex_named(text: &str) -> Option<&'static str> {
    const WORDS: [(&str, &str); 6] = [("أنثى", "F"), ("ذكر", "M"), ("زن", "F"), ("مرد", "M"), ("女", "F"), ("男", "M")];
    let folded = arabic::fold(text);
    let alone = |word: &str| folded.split(|c: char| !c.is_alphanumeric()).any(|part| part == word);
    WORDS.iter().find(|(word, _)| alone(&arabic::fold(word))).map(|(_, sex)| *sex)
}

/// A day of `calendar`, as a Gregorian one.
fn day(text: &str, calendar: Calendar) -> Option<Date> {
    match calendar {
        Calendar::Gregorian => date(text),
        Calendar::UmmAlQura | Calendar::Jalali => calendar::parse(text, calendar).ok(),
    }
}

/// A day: `7 AUG 1990`, `07/08/1990` and `07.08.90`-like forms day first, `1990-08-07` year first. Gregorian only.
fn date(text: &str) -> Option<Date> {
    let parts: Vec<String> = parts(text);
    let [a, b, c] = parts.as_slice() else { return None };
    let number = |part: &String| part.parse::<i16>().ok();
    let month = |part: &String| number(part).and_then(|n| i8::try_from(n).ok()).or_else(|| month_named(part));
    let (year, month, day) = if a.len() == 4 { (a, month(b)?, c) } else { (c, month(b)?, a) };
    if year.len() != 4 {
        return None;
    }
    Date::new(number(year)?, month, i8::try_from(number(day)?).ok()?).ok()
}

/// Runs of digits and runs of letters.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut before = None;
    for c in text.chars() {
        let class = if c.is_ascii_digit() {
            Some(0)
        } else if c.is_ascii_alphabetic() {
            Some(1)
        } else {
            None
        };
        match (class, before == class, parts.last_mut()) {
            (None, _, _) => {}
            (Some(_), true, Some(last)) => last.push(c.to_ascii_uppercase()),
            (Some(_), _, _) => parts.push(c.to_ascii_uppercase().to_string()),
        }
        before = class;
    }
    parts
}

fn month_named(name: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    let at = MONTHS.iter().position(|month| name.get(..3) == Some(month))?;
    i8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil;

    use super::{super::layout::BoxMm, *};

    fn normal(field: Field, kind: Kind, text: &str) -> Option<String> {
        normal_in(Calendar::Gregorian, field, kind, text)
    }

    fn normal_in(calendar: Calendar, field: Field, kind: Kind, text: &str) -> Option<String> {
        let box_mm = BoxMm { x: 0.0, y: 0.0, w: 1.0, h: 1.0 };
        super::normal(&FieldLayout { field, box_mm, script: Script::Latin, kind, calendar, form: None }, text)
    }

    #[test]
    fn days_of_other_calendars_become_gregorian() {
        let day = |calendar, text| normal_in(calendar, Field::BirthDate, Kind::Date, text);
        assert_eq!(day(Calendar::Jalali, "۱۳۶۹/۰۵/۱۶").as_deref(), Some("1990-08-07"));
        assert_eq!(day(Calendar::UmmAlQura, "١٤١١/٠١/١٦").as_deref(), Some("1990-08-07"));
        assert_eq!(day(Calendar::Gregorian, "1990年08月07日").as_deref(), Some("1990-08-07"));
    }

    #[test]
    fn a_sex_may_be_named_in_another_script() {
        for (text, sex) in [("زن", "F"), ("مرد", "M"), ("انثى", "F"), ("ذكر", "M"), ("女", "F"), (" 男", "M")]
        {
            assert_eq!(normal(Field::Sex, Kind::Code, text).as_deref(), Some(sex), "{text}");
        }
    }

    #[test]
    fn chinese_words_are_written_without_spaces() {
        assert_eq!(normal(Field::Address, Kind::Text, "港口 路 128 号").as_deref(), Some("港口路128号"));
        assert_eq!(normal(Field::FullNameNative, Kind::Name, "王 小 明").as_deref(), Some("王小明"));
    }

    #[test]
    fn dates_are_read_day_first_unless_the_year_stands_first() {
        for text in ["07/08/1990", "7.8.1990", "07 AUG 1990", "7Aug1990", "1990-08-07"] {
            assert_eq!(date(text), Some(civil::date(1990, 8, 7)), "{text}");
        }
        for text in ["31/02/1990", "07/08/90", "1990", "07/08", ""] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_keep_digits_and_capitals_only() {
        let number = normal(Field::NationalId, Kind::Number, " 784-1990-1234567-1 ");
        assert_eq!(number.as_deref(), Some("784199012345671"));
    }

    #[test]
    fn a_sex_is_its_first_letter_and_anything_else_is_none() {
        assert_eq!(normal(Field::Sex, Kind::Code, "F / أنثى").as_deref(), Some("F"));
        assert_eq!(normal(Field::Sex, Kind::Code, "7"), None);
    }

    #[test]
    fn dust_around_a_name_is_dropped() {
        assert_eq!(normal(Field::FullName, Kind::Name, "| Layla  O’Hara-Diaz _").as_deref(), Some("Layla O'Hara-Diaz"));
        assert_eq!(normal(Field::FullNameNative, Kind::Name, "ليلى حداد ‏").as_deref(), Some("ليلى حداد"));
    }
}
