//! Values in what a person writes: a national ID number, a date, and the field a word is about.

use jiff::civil::Date;

use super::language::Language;
use crate::{
    base::{
        calendar::{self, Calendar, DateFault},
        digits,
        personal::Personal,
        reading::Field,
    },
    identify::{
        fault::IdFault,
        national_id::{NationalId, Scheme},
    },
};

/// Words that a number or a date may be written with spaces between.
const WIDEST: usize = 5;

/// From so many letters and digits on, most of them digits, a run is meant as a number.
const NUMBER_LIKE: usize = 7;

/// What was found in a message.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// A number that is right by one scheme or several.
    pub number: Option<(Personal, Vec<Scheme>)>,
    /// What is wrong with what was meant as a number.
    pub number_fault: Option<IdFault>,
    /// A date.
    pub date: Option<Date>,
    /// What is wrong with what was meant as a date.
    pub date_fault: Option<DateFault>,
}

impl Found {
    /// Whether nothing was found, and nothing was meant.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The number and the date in `text`, among numbers of `schemes`.
pub fn find(text: &str, schemes: &[Scheme], language: Language) -> Found {
    let text = apart(&digits::to_ascii(text));
    // The 7th of August: a date is read without its preposition.
    let mut words: Vec<&str> = text.split_whitespace().filter(|word| *word != "of").collect();
    let mut found = Found::default();
    if let Some((at, width, number, of)) = number(&words, schemes) {
        found.number = Some((number, of));
        words.drain(at..at + width);
    }
    match date_in(&words, language) {
        Some((at, width, date)) => {
            found.date = Some(date);
            words.drain(at..at + width);
        }
        None => found.date_fault = date_fault(&words),
    }
    // One wrong thing is told at a time; three short numbers were meant as a date.
    if found.number.is_none() && found.date_fault.is_none() {
        found.number_fault = number_fault(&words, schemes);
    }
    found
}

/// Chinese is written without spaces: digits and what belongs to a date are set apart from the words around.
fn apart(text: &str) -> String {
    let ideograph = |c: char| matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{FF01}'..='\u{FF65}');
    let of_date = |c: char| matches!(c, '年' | '月' | '日' | '号');
    let mut apart = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        if ideograph(c) && !(inside && of_date(c)) {
            inside = false;
            apart.push(' ');
        } else {
            inside = c.is_ascii_digit() || (inside && of_date(c)) || c.is_ascii_alphabetic();
            // Signs between words belong to neither.
            apart.push(if matches!(c, ',' | '،' | ';' | '؛' | ':' | '؟' | '?' | '!' | '"') { ' ' } else { c });
        }
    }
    apart
}

/// The widest run of words that is a number of one of `schemes`: where, how wide, and by which schemes.
fn number(words: &[&str], schemes: &[Scheme]) -> Option<(usize, usize, Personal, Vec<Scheme>)> {
    for width in (1..=WIDEST.min(words.len())).rev() {
        for at in 0..=words.len() - width {
            let joined = words[at..at + width].concat();
            if !joined.contains(|c: char| c.is_ascii_digit()) {
                continue;
            }
            let bare = joined.trim_end_matches('.');
            let of: Vec<_> = schemes.iter().copied().filter(|s| NationalId::parse(*s, bare).is_ok()).collect();
            if let Some(first) = of.first().and_then(|scheme| NationalId::parse(*scheme, bare).ok()) {
                return Some((at, width, Personal::new(first.expose()), of));
            }
        }
    }
    None
}

/// What the scheme says that the run comes nearest to: the one whose length it has, or the only one there is.
fn number_fault(words: &[&str], schemes: &[Scheme]) -> Option<IdFault> {
    let meant = |run: &str| {
        let of = |what: fn(char) -> bool| run.chars().filter(|c| what(*c)).count();
        let (digits, all) = (of(|c| c.is_ascii_digit()), of(char::is_alphanumeric));
        all >= NUMBER_LIKE && digits * 3 >= all * 2
    };
    let mut runs = words.iter().map(|word| (*word).to_owned()).chain(digit_runs(words));
    let run = runs.find(|run| meant(run))?;
    let faults: Vec<_> = schemes.iter().filter_map(|scheme| NationalId::parse(*scheme, &run).err()).collect();
    let of_length =
        faults.iter().find(|fault| !matches!(fault, IdFault::WrongLength { .. } | IdFault::WrongCharacters { .. }));
    of_length.or(faults.first()).copied()
}

/// Neighbouring words of digits, joined: a number written with spaces.
fn digit_runs(words: &[&str]) -> Vec<String> {
    let numeric = |word: &&&str| word.chars().all(|c| c.is_ascii_digit() || c == '-');
    words.chunk_by(|a, b| numeric(&a) && numeric(&b)).filter(|run| run.len() > 1).map(<[&str]>::concat).collect()
}

/// The widest run of words that is a date, at most four wide.
fn date_in(words: &[&str], language: Language) -> Option<(usize, usize, Date)> {
    for width in (1..=4.min(words.len())).rev() {
        for at in 0..=words.len() - width {
            let run = words[at..at + width].join(" ");
            if run.contains(|c: char| c.is_ascii_digit())
                && let Ok(date) = date(&run, language)
            {
                return Some((at, width, date));
            }
        }
    }
    None
}

/// A date in the calendar that its year tells: 13xx and 14xx are Hijri or Jalali years, by the language of who writes.
fn date(run: &str, language: Language) -> Result<Date, DateFault> {
    let other = match language {
        Language::Fa => Calendar::Jalali,
        Language::Ar | Language::Zh | Language::En => Calendar::UmmAlQura,
    };
    let run = run.trim_end_matches('.');
    calendar::parse(run, Calendar::Gregorian)
        .or_else(|fault| calendar::parse(run, other).map_err(|_| fault))
        .or_else(|fault| calendar::parse(run, Calendar::Jalali).map_err(|_| fault))
}

/// What is wrong with three neighbouring numbers, or one word of three, that were meant as a date.
fn date_fault(words: &[&str]) -> Option<DateFault> {
    let three = |run: &str| {
        let parts: Vec<_> = run.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
        parts.len() == 3 && parts.iter().all(|part| part.len() <= 4)
    };
    let singles = words.iter().map(|word| (*word).to_owned());
    let triples = words.windows(3).map(|three| three.join(" "));
    singles.chain(triples).filter(|run| three(run)).find_map(|run| calendar::parse(&run, Calendar::Gregorian).err())
}

/// Words for fields; the longer name first: "family name" is about the family name, "name" about the whole.
const NAMES: [(Field, &[&str]); 11] = [
    (Field::BirthDate, &["birth", "born", "birthday", "ميلاد", "مولد", "تولد", "出生", "生日"]),
    (Field::ExpiryDate, &["expir", "انتهاء", "صلاحيه", "انقضا", "有效期", "过期"]),
    (Field::IssueDate, &["issue date", "date of issue", "اصدار", "صدور", "签发日期"]),
    (Field::FamilyName, &["family name", "surname", "last name", "عائله", "لقب", "نام خانوادگي", "فاميل", "姓氏"]),
    (Field::GivenNames, &["first name", "given name", "الاسم الاول", "نام كوچك"]),
    (
        Field::DocumentNumber,
        &[
            "document number",
            "card number",
            "passport number",
            "رقم الوثيقه",
            "رقم الجواز",
            "رقم البطاقه",
            "شماره مدرك",
            "شماره گذرنامه",
            "证件号",
            "护照号",
        ],
    ),
    (
        Field::NationalId,
        &[
            "id number",
            "national id",
            "national number",
            "رقم الهويه",
            "رقم هويت",
            "رقمي القومي",
            "الرقم القومي",
            "كد ملي",
            "شماره ملي",
            "身份证号",
        ],
    ),
    (Field::Address, &["address", "عنوان", "ادرس", "نشاني", "地址", "住址"]),
    (Field::Nationality, &["nationality", "citizenship", "جنسيتي", "جنسيه", "تابعيت", "مليت", "国籍"]),
    (Field::Sex, &["gender", "sex", "نوع الجنس", "الجنس", "جنسيت", "性别"]),
    (Field::FullName, &["name", "اسم", "نام", "名字", "姓名"]),
];

/// The field that a message is about, if it names one.
pub fn field_named(text: &str) -> Option<Field> {
    let text = crate::base::arabic::fold(&digits::to_ascii(text)).to_lowercase();
    NAMES.iter().find(|(_, words)| words.iter().any(|word| text.contains(word))).map(|(field, _)| *field)
}

/// `F`, `M` or `X`, if the message is a word for one of them.
pub fn sex(text: &str) -> Option<&'static str> {
    let text = crate::base::arabic::fold(text).to_lowercase();
    let is = |words: &[&str]| words.iter().any(|word| text.trim() == *word);
    if is(&["f", "female", "woman", "انثي", "امراه", "زن", "مونث", "女", "女性"]) {
        Some("F")
    } else if is(&["m", "male", "man", "ذكر", "رجل", "مرد", "مذكر", "男", "男性"]) {
        Some("M")
    } else {
        is(&["x"]).then_some("X")
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const BOTH: [Scheme; 2] = [Scheme::EmiratesId, Scheme::Utopia];

    #[track_caller]
    fn finds(text: &str, language: Language) {
        let found = find(text, &BOTH, language);
        assert_eq!(
            found.number.as_ref().map(|(n, of)| (n.expose(), of.as_slice())),
            Some(("784197012345670", &[Scheme::EmiratesId][..])),
            "{text}"
        );
        assert_eq!(found.date, Some(date(1990, 8, 7)), "{text}");
    }

    #[test]
    fn a_number_and_a_date_are_found_in_one_message_in_any_dress() {
        finds("784-1970-1234567-0, born 7 Aug 1990", Language::En);
        finds("my number is 784 1970 1234567 0 and my birthday 1990-08-07.", Language::En);
        finds("رقمي ٧٨٤-١٩٧٠-١٢٣٤٥٦٧-٠ وتاريخ ميلادي ٧ أغسطس ١٩٩٠", Language::Ar);
        finds("شماره ۷۸۴۱۹۷۰۱۲۳۴۵۶۷۰ متولد ۱۶ مرداد ۱۳۶۹", Language::Fa);
        finds("号码784197012345670，1990年8月7日出生", Language::Zh);
    }

    #[test]
    fn a_wrong_digit_and_a_day_that_is_not_are_told() {
        let found = find("784197012345671", &BOTH, Language::En);
        assert_eq!(found.number_fault, Some(IdFault::WrongCheckDigit));
        assert_eq!(find("31/02/1990", &BOTH, Language::En).date_fault, Some(DateFault::NoSuchDay));
        assert_eq!(find("07/08/90", &BOTH, Language::En).date_fault, Some(DateFault::ShortYear));
    }

    #[test]
    fn words_without_values_hold_none() {
        for text in ["why do you ask", "I have 2 cards", "لماذا", "为什么要我的号码？", ""] {
            assert!(find(text, &BOTH, Language::En).is_empty(), "{text}");
        }
    }
}
