//! The languages the chat speaks, as equals.

use serde::{Deserialize, Serialize};

/// A language of the chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Arabic.
    Ar,
    /// Persian.
    Fa,
    /// Chinese, written in simplified characters.
    Zh,
    /// English.
    En,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 4] = [Self::Ar, Self::Fa, Self::Zh, Self::En];

    /// The primary subtag of BCP 47.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ar => "ar",
            Self::Fa => "fa",
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// The language of a BCP 47 tag: by its primary subtag; English when the chat does not speak it.
    pub fn of(tag: &str) -> Self {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        Self::ALL.into_iter().find(|language| language.code() == primary).unwrap_or(Self::En)
    }

    /// Its name in itself, as the buttons say it.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Ar => "العربية",
            Self::Fa => "فارسی",
            Self::Zh => "中文",
            Self::En => "English",
        }
    }

    /// Whether `text` may be in it: some of its letters are of its script, or it has none.
    pub fn may_be_of(self, text: &str) -> bool {
        let own = |c: char| match self {
            Self::Ar | Self::Fa => {
                matches!(c, '\u{0600}'..='\u{06FF}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}')
            }
            Self::Zh => matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}'),
            Self::En => c.is_ascii_alphabetic() || matches!(c, '\u{FF21}'..='\u{FF5A}'),
        };
        text.chars().any(own) || !text.chars().any(char::is_alphabetic)
    }

    /// The other languages, in the order in which their words are tried.
    pub fn others(self) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |other| *other != self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_may_be_in_the_languages_of_its_letters() {
        let may = |text: &str| Language::ALL.map(|language| language.may_be_of(text));
        assert_eq!(may("راهنما help"), [true, true, false, true]);
        assert_eq!(may("帮助"), [false, false, true, false]);
        assert_eq!(may("👍 123"), [true; 4]);
    }

    #[test]
    fn a_tag_is_known_by_its_primary_subtag_and_an_unknown_one_is_english() {
        assert_eq!(Language::of("ar-AE"), Language::Ar);
        assert_eq!(Language::of("zh-Hans-CN"), Language::Zh);
        assert_eq!(Language::of("FA"), Language::Fa);
        assert_eq!(Language::of("tlh"), Language::En);
        assert_eq!(Language::of(""), Language::En);
    }
}
