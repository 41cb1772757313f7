//! Words of the Arabic dialects, as the written language has them: who learned one way of saying something knows it in all.
//!
//! Only what is weighed is said over in this way. What is certain stays word for word: a phrase that acts does so as it was
//! written.

use std::{collections::HashMap, sync::OnceLock};

use super::text::words;
use crate::chat::language::Language;

/// What follows a "ما" that is written in one with it; elsewhere a word may just begin so (ماذا, ماضي).
const DENIED: [&str; VERBS] = [
    "عرف",
    "بعرف",
    "اعرف",
    "فهمت",
    "فهم",
    "عندي",
    "عندنا",
    "في",
    "فيه",
    "بي",
    "ابي",
    "نبي",
    "ابغي",
    "بغي",
    "ابغا",
    "بغيت",
    "بدي",
    "ودي",
    "قدر",
    "اقدر",
    "قدرت",
    "بقدر",
    "اريد",
    "ريد",
    "احب",
    "حب",
    "اوافق",
    "كو",
    "معي",
    "معاي",
    "معايا",
    "لي",
    "عاد",
    "راح",
    "يهم",
    "يصير",
    "ينفع",
    "ارضي",
];
const VERBS: usize = 38;

/// What is denied by any word for "not" is denied by the same.
const ONE_DENIAL: [&str; 8] = ["اريد", "استطيع", "اعرف", "افهم", "اوافق", "اقبل", "احتاج", "عندي"];

/// Words that end in ش without denying anything.
const NO_DENIAL: [&str; 5] = ["ليش", "ايش", "مفتش", "مدهش", "مهمش"];

/// What is said for courtesy, whatever is wanted.
const COURTESIES: [&[&str]; 20] = [
    &["لو", "سمحت"],
    &["لو", "سمحتم"],
    &["لو", "سمحتوا"],
    &["لو", "سمحتي"],
    &["اذا", "سمحت"],
    &["من", "فضلك"],
    &["من", "فضلكم"],
    &["سلام", "عليكم"],
    &["صباح", "خير"],
    &["مسا", "خير"],
    &["بليز"],
    &["please"],
    &["رجا"],
    &["ارجوك"],
    &["ارجوكم"],
    &["مرحبا"],
    &["اهلا"],
    &["يا"],
    &["معليش"],
    &["معلش"],
];

/// `said`, each word of a dialect in the written language's stead, without courtesies.
pub(super) fn written(said: Vec<String>) -> Vec<String> {
    let mut apart: Vec<String> = Vec::new();
    for word in plainly(said) {
        let denied = apart.last().is_some_and(|before| before == "ما");
        match undenied(&word, denied) {
            Some(core) if denied => apart.push(core),
            Some(core) => apart.extend(["ما".to_owned(), core]),
            None => apart.push(word),
        }
    }
    let mut meant: Vec<String> = Vec::new();
    for word in apart {
        let word = one(&word).unwrap_or(word);
        if let Some(before) = meant.last_mut()
            && matches!(before.as_str(), "ما" | "ليس" | "لم" | "لست" | "ماني")
            && ONE_DENIAL.contains(&word.as_str())
        {
            "لا".clone_into(before);
        }
        meant.push(word);
    }
    meant
}

/// Without courtesies; as it is where it is nothing else.
fn plainly(said: Vec<String>) -> Vec<String> {
    let mut bare = Vec::new();
    let mut at = 0;
    while let Some(word) = said.get(at) {
        let rest = &said[at..];
        let here =
            |courtesy: &&&[&str]| rest.len() >= courtesy.len() && rest.iter().zip(**courtesy).all(|(a, b)| a == b);
        if let Some(courtesy) = COURTESIES.iter().find(here) {
            at += courtesy.len();
        } else {
            bare.push(word.clone());
            at += 1;
        }
    }
    if bare.is_empty() { said } else { bare }
}

/// The written word for one of a dialect, also with an "and" or a "so" written in one with it.
fn one(word: &str) -> Option<String> {
    let known = |word: &str| table().get(word).cloned();
    let joined = || word.strip_prefix(['و', 'ف']).filter(|rest| rest.chars().count() >= 3).and_then(known);
    known(word).or_else(joined)
}

/// The word that is denied by its ends, as in معرفش and مابغى; `after_ma` once the "ما" stands by itself, as in ما فهمتش.
fn undenied(word: &str, after_ma: bool) -> Option<String> {
    let length = word.chars().count();
    if let Some(rest) = word.strip_prefix("ما").filter(|rest| DENIED.contains(rest)) {
        return Some(whole(rest));
    }
    let core = word.strip_suffix('ش').filter(|_| !NO_DENIAL.contains(&word))?;
    match core.strip_prefix('م') {
        Some(rest) if length >= 5 => Some(whole(rest.strip_prefix('ا').unwrap_or(rest))),
        Some(_) | None => (after_ma && length >= 4).then(|| whole(core)),
    }
}

/// A verb whose first letter was lost to the "ما" before it: مابي is ما ابي.
fn whole(rest: &str) -> String {
    let whole = format!("ا{rest}");
    if !table().contains_key(rest) && table().contains_key(&whole) { whole } else { rest.to_owned() }
}

/// Every word of a dialect with the written one; where one stands twice, the first counts.
fn table() -> &'static HashMap<String, String> {
    static TABLE: OnceLock<HashMap<String, String>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = HashMap::new();
        for line in include_str!("ar.dialects").lines().filter(|line| !line.starts_with('#')) {
            let Some((written, spoken)) = line.split_once('|') else { continue };
            let Some(written) = words(written, Language::Ar).pop() else { continue };
            for word in words(spoken, Language::Ar).into_iter().chain([written.clone()]) {
                table.entry(word).or_insert_with(|| written.clone());
            }
        }
        table
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::understand::text::meant;

    fn same(one: &str, other: &str) {
        assert_eq!(meant(one, Language::Ar), meant(other, Language::Ar));
    }

    #[test]
    fn what_is_denied_in_any_dialect_is_denied_alike() {
        same("مش عايز", "لا أريد");
        same("مابي", "ما ابغى");
        same("معرفش", "ما بعرف");
        same("ما فهمتش", "لا أفهم");
        same("مو صحيح", "ليس صحيحة");
        assert_eq!(meant("ماذا ماضي مش ليش", Language::Ar), ["ماذا", "ماضي", "ليس", "لماذا"]);
    }

    #[test]
    fn one_question_is_one_whoever_asks_it() {
        for why in ["ليش", "ليه", "علاش", "لشو"] {
            same(why, "لماذا");
        }
        same("وين الموظف الحين", "فين موظف دلوقتي");
        same("وليش كذا", "فليه هيك");
        same("السلام عليكم، ليش لو سمحت؟", "لماذا");
        assert_eq!(meant("مرحبا", Language::Ar), ["مرحبا"]);
    }

    #[test]
    fn every_line_of_the_table_is_read_and_no_word_stands_for_two() {
        let mut seen = HashMap::new();
        for line in include_str!("ar.dialects").lines().filter(|line| !line.starts_with('#')) {
            let (written, spoken) = line.split_once('|').expect("a written word and spoken ones");
            assert_eq!(written.split_whitespace().count(), 1, "{line}");
            for word in spoken.split_whitespace() {
                let before = seen.insert(word, written.trim());
                assert!(before.is_none_or(|before| before == written.trim()), "{word}: {line}");
            }
        }
        assert!(table().len() > 200, "{}", table().len());
    }
}
