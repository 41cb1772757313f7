//! A text in the form in which it is compared: small letters, ASCII digits, Arabic letters folded, words apart.

use unicode_normalization::UnicodeNormalization;

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

/// Small letters, ASCII digits, folded Arabic letters, spaces for signs.
pub(super) fn plain(text: &str) -> String {
    let compatible: String = text.nfkc().collect();
    let folded = arabic::fold(&digits::to_ascii(&compatible)).to_lowercase();
    folded
        .chars()
        .filter(|c| !matches!(c, '\'' | '’' | '‘' | '`' | '´'))
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect()
}

/// Without the article and a particle before it, where enough of a word is left.
fn stem_arabic(word: &str) -> String {
    const HEADS: [&str; 6] = ["وال", "بال", "فال", "كال", "لل", "ال"];
    let bare = HEADS.iter().find_map(|head| word.strip_prefix(head)).filter(|rest| rest.chars().count() >= 2);
    bare.unwrap_or(word).to_owned()
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
        assert_eq!(words("转 人工，谢谢！", Language::Zh), words("转人工谢谢", Language::Zh));
    }
}
