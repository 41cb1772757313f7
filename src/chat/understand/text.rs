//! A text in the form in which it is compared: small letters, ASCII digits, Arabic letters folded, words apart.

use unicode_normalization::UnicodeNormalization;

use super::dialects;
use crate::{
    base::{arabic, digits},
    chat::language::Language,
};

/// The words of `text`; of Chinese, which parts none, the whole without signs.
///
/// Apostrophes and Arabic vowel signs go, other signs part words. Arabic words lose the article and the particles written
/// in one with them; Persian `می` and `نمی` join the verb that they belong to, as half of all writers do anyway.
pub(super) fn words(text: &str, language: Language) -> Vec<String> {
    let plain = plain(text);
    match language {
        Language::Zh => vec![plain.split_whitespace().collect()],
        Language::En => plain.split_whitespace().map(str::to_owned).collect(),
        Language::Ar => plain.split_whitespace().map(stem_arabic).collect(),
        Language::Fa => join_persian(&plain),
    }
}

/// The words of `text` as their meaning is weighed: of Arabic, those of the dialects as the written language has them.
pub(super) fn meant(text: &str, language: Language) -> Vec<String> {
    let said = words(text, language);
    match language {
        Language::Ar => dialects::written(said),
        Language::Fa | Language::Zh | Language::En => said,
    }
}

/// Small letters, ASCII digits, folded Arabic letters, spaces for signs; a letter that is drawn out (`nooo`, `شكراااا`) once.
pub(super) fn plain(text: &str) -> String {
    let compatible: String = text.nfkc().collect();
    let folded = arabic::fold(&digits::to_ascii(&compatible)).to_lowercase();
    let spaced = folded
        .chars()
        .filter(|c| !matches!(c, '\'' | '’' | '‘' | '`' | '´'))
        .map(|c| if c.is_alphanumeric() || is_emoji(c) { c } else { ' ' });
    undrawn(spaced)
}

/// A thumb up is a word: pictographs, dingbats, arrows and other symbols that stand for something by themselves. A colour of
/// skin does not.
const fn is_emoji(c: char) -> bool {
    let colour = matches!(c, '\u{1F3FB}'..='\u{1F3FF}');
    !colour
        && matches!(c, '\u{1F300}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{2190}'..='\u{21FF}' | '\u{2B00}'..='\u{2BFF}')
}

/// From this many of one letter in a row on, one is meant. Digits are counted, not drawn out.
const DRAWN: usize = 3;

fn undrawn(letters: impl Iterator<Item = char>) -> String {
    let mut text = String::new();
    let mut run: (char, usize) = (' ', 0);
    for letter in letters {
        run = if letter == run.0 { (letter, run.1 + 1) } else { (letter, 1) };
        text.push(letter);
        if (letter.is_alphabetic() || is_emoji(letter)) && run.1 >= DRAWN {
            // The second goes with the third; every further one by itself.
            let many = if run.1 == DRAWN { 2 } else { 1 };
            for _ in 0..many {
                text.pop();
            }
        }
    }
    text
}

/// Without the article and a particle before it, where enough of a word is left; letters that only dialects have, and an alef
/// that is written twice, as the alphabet has them.
fn stem_arabic(word: &str) -> String {
    const HEADS: [&str; 8] = ["وال", "بال", "فال", "كال", "هال", "عال", "لل", "ال"];
    let word = word.replace(['چ', 'گ'], "ك").replace('ڤ', "ف").replace('پ', "ب").replace("اا", "ا");
    let bare = HEADS.iter().find_map(|head| word.strip_prefix(head)).filter(|rest| rest.chars().count() >= 2);
    bare.map_or_else(|| word.clone(), str::to_owned)
}

fn join_persian(plain: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut waits = None;
    for word in plain.split_whitespace() {
        match (waits.take(), word) {
            (None, "مي" | "نمي") => waits = Some(word),
            (None, word) => words.push(word.to_owned()),
            (Some(head), word) => words.push(format!("{head}{word}")),
        }
    }
    words.extend(waits.map(str::to_owned));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_utterance_are_one() {
        assert_eq!(words("Don’t  STOP!", Language::En), words("dont stop", Language::En));
        assert_eq!(words("أُريدُ المُوَظَّف", Language::Ar), words("اريد موظف", Language::Ar));
        assert_eq!(words("نمی‌خواهم", Language::Fa), words("نميخواهم", Language::Fa));
        assert_eq!(words("Nooooo, pleaseee 1000", Language::En), ["no", "please", "1000"]);
        assert_eq!(words("شكراااا", Language::Ar), words("شكرا", Language::Ar));
        assert_eq!(words("شلونچ", Language::Ar), words("شلونك", Language::Ar));
        assert_eq!(words("👍🏽 ✔️", Language::En), ["👍", "✔"]);
        assert_eq!(words("❌❌❌", Language::En), ["❌"]);
        assert_eq!(words("转 人工，谢谢！", Language::Zh), words("转人工谢谢", Language::Zh));
    }
}
