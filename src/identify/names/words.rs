//! A name as words: folded, without honorifics, particles hung on the word that they belong to.

use any_ascii::any_ascii;
use unicode_normalization::UnicodeNormalization;

use crate::base::arabic::fold;

/// What hangs on the next word. Latin, then Arabic (folded).
const PARTICLES: [&str; 19] = [
    "al", "el", "bin", "ben", "ibn", "bint", "binti", "abu", "abou", "bu", "bou", "umm", "um", "ال", "بن", "ابن",
    "بنت", "ابو", "بو",
];

/// The article before a sun letter, as it is heard: `ash-Shamsi`.
const SUN_ARTICLES: [&str; 9] = ["as", "ash", "an", "ar", "ad", "at", "az", "adh", "ath"];

/// Titles that stand in front of a name and are no part of it.
const HONORIFICS: [&str; 23] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "prof",
    "eng",
    "sheikh",
    "shaikh",
    "haji",
    "hajji",
    "hajj",
    "sir",
    "madam",
    "الشيخ",
    "دكتور",
    "الدكتور",
    "المهندس",
    "الحاج",
    "حاج",
    "اقاي",
    "خانم",
    "دكتر",
];

/// The second half of names such as Salah al-Din.
const DIN: [&str; 8] = ["din", "deen", "eddin", "eddine", "uddin", "uddeen", "aldin", "الدين"];

/// The beginnings of servant-of names written in one word; what follows is the attribute.
const SERVANT: [&str; 8] = ["abdul", "abdel", "abdal", "abdol", "abdur", "abdus", "abdil", "عبدال"];

/// Arabic names that are not written as they are heard: Taha, Yasin, Amr, Dawud.
const IRREGULAR: [(&str, &str); 4] = [("طه", "طاها"), ("يس", "ياسين"), ("عمرو", "عمر"), ("داود", "داوود")];

/// The lengths at which a machine readable zone cuts names off: a field of 30 or of 39 characters (ICAO 9303-5 and
/// 9303-4), of which fillers may have been dropped.
const CUT_OFF: [std::ops::RangeInclusive<usize>; 2] = [28..=31, 37..=39];

/// What stands behind so many characters is not read, so that a comparison's time is bounded.
const MOST_CHARACTERS: usize = 200;

/// A name as it was written, in words.
pub struct Name {
    words: Vec<String>,
    /// Whether its length is that of a full field.
    cut_off: bool,
}

/// One word with what hangs on it.
pub struct Token {
    /// The word's forms, with its particles first: `almansoori`, `mansoori`. At least one.
    pub forms: Vec<String>,
    /// Whether its end may have been cut off.
    pub cut_off: bool,
}

impl Name {
    /// Reads a name of any script.
    pub fn read(text: &str) -> Self {
        let folded = fold(&text.nfkc().take(MOST_CHARACTERS).collect::<String>());
        let plain: String = folded.chars().flat_map(plain).collect();
        let mut words: Vec<String> = plain.split_whitespace().map(str::to_owned).collect();
        while words.len() > 2 && HONORIFICS.contains(&words[0].as_str()) {
            words.remove(0);
        }
        let length = folded.trim().chars().count();
        Self { words, cut_off: CUT_OFF.iter().any(|range| range.contains(&length)) }
    }

    /// The words, Han characters as they are, everything else in small Latin or folded Arabic letters.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The words with particles hung on, servant-of names grown together.
    pub fn tokens(&self) -> Vec<Token> {
        let mut tokens: Vec<Token> = Vec::new();
        let mut words = self.words.iter().map(String::as_str).peekable();
        let mut hanging = String::new();
        while let Some(word) = words.next() {
            let next = words.peek().copied();
            if next.is_some() && is_particle(word, next) {
                hanging.push_str(word);
            } else if let Some(attribute) = next.filter(|_| matches!(word, "abd" | "عبد") || SERVANT.contains(&word))
            {
                words.next();
                let attribute = match words.peek() {
                    Some(after) if is_particle(attribute, Some(after)) => words.next().unwrap_or(attribute),
                    Some(_) | None => attribute,
                };
                tokens.push(token(
                    &std::mem::take(&mut hanging),
                    &servant(without_article(attribute).unwrap_or(attribute)),
                ));
            } else if let Some(before) = tokens.last_mut().filter(|_| DIN.contains(&word)) {
                hanging.clear();
                let din = if word == "الدين" { "دين" } else { "din" };
                before.forms.iter_mut().for_each(|form| form.push_str(din));
            } else {
                tokens.push(token(&std::mem::take(&mut hanging), word));
            }
        }
        if let Some(last) = tokens.last_mut().filter(|_| self.cut_off) {
            last.cut_off = true;
            // Abdulhadi, cut off at the article.
            let bare = last.forms.iter().any(|form| SERVANT.contains(&form.as_str()));
            last.forms.extend(bare.then(|| servant("")));
        }
        tokens
    }
}

fn token(hanging: &str, word: &str) -> Token {
    let whole = match SERVANT.iter().find_map(|start| word.strip_prefix(start)) {
        Some(attribute) if attribute.chars().count() >= 2 => servant(attribute),
        Some(_) | None => {
            IRREGULAR.iter().find(|(written, _)| *written == word).map_or(word, |(_, heard)| heard).to_owned()
        }
    };
    let mut forms = vec![format!("{hanging}{whole}")];
    if !hanging.is_empty() {
        forms.push(whole.clone());
    }
    if let Some(bare) = without_article(&whole) {
        forms.push(bare.to_owned());
    }
    Token { forms, cut_off: false }
}

/// Servant of `attribute`, as one word.
fn servant(attribute: &str) -> String {
    let abd = if attribute.is_ascii() { "abd" } else { "عبد" };
    format!("{abd}{attribute}")
}

/// The word behind an article that is written in one with it.
fn without_article(word: &str) -> Option<&str> {
    let bare = ["al", "el", "ال"].iter().find_map(|article| word.strip_prefix(article))?;
    (bare.chars().count() >= 2).then_some(bare)
}

fn is_particle(word: &str, next: Option<&str>) -> bool {
    let before_sun_letter = || SUN_ARTICLES.contains(&word) && next.is_some_and(|next| next.starts_with(&word[1..]));
    PARTICLES.contains(&word) || before_sun_letter()
}

/// A character as it is compared: Arabic and Han as they are, Latin and what can be spelt in Latin without accents and
/// small, apostrophes dropped, every other sign a space.
fn plain(c: char) -> impl Iterator<Item = char> {
    let spelt = match c {
        '\'' | '’' | '‘' | 'ʻ' | 'ʼ' | 'ʿ' | 'ʾ' | '`' | '´' => String::new(),
        'ا'..='ي' | 'پ' | 'چ' | 'ژ' | 'ڤ' | 'گ' => c.to_string(),
        _ if is_han(c) => c.to_string(),
        _ if c.is_alphabetic() => any_ascii(c.encode_utf8(&mut [0; 4])).to_lowercase(),
        // A combining accent that NFKC could not compose.
        '\u{0300}'..='\u{036F}' => String::new(),
        _ => " ".to_owned(),
    };
    spelt.chars().filter(|c| !c.is_ascii_digit()).collect::<Vec<_>>().into_iter()
}

/// Whether `c` is a Han character (CJK Unified Ideographs, extension A, compatibility).
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
}

#[cfg(test)]
mod tests {
    use super::Name;

    fn first_forms(text: &str) -> Vec<String> {
        Name::read(text).tokens().into_iter().map(|token| token.forms[0].clone()).collect()
    }

    #[test]
    fn servant_of_names_are_one_word_however_they_are_spaced() {
        for text in ["Abdul Rahman", "Abd al-Rahman", "Abdulrahman", "Abd ar-Rahman", "Abdur Rahman"] {
            assert_eq!(first_forms(text), ["abdrahman"], "{text}");
        }
        assert_eq!(first_forms("عبد الرحمن"), first_forms("عَبْدُالرَّحْمٰن"));
    }

    #[test]
    fn particles_hang_on_their_word_and_titles_go() {
        assert_eq!(Name::read("Al Mansoori").tokens()[0].forms, ["almansoori", "mansoori"]);
        assert_eq!(first_forms("Dr. Salah al-Din Younis"), ["salahdin", "younis"]);
        assert_eq!(first_forms("Sheikh Al"), ["sheikh", "al"], "a name of two words keeps both");
    }
}
