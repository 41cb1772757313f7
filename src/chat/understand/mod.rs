//! Understanding: what a message is for, by the phrases that are known: by likeness to one of them, and by what all of them
//! teach. No outside service, no network, and no rule of a language but its phrases.

mod dialects;
mod intent;
mod learned;
mod nearest;
mod text;

use std::sync::OnceLock;

pub use self::intent::{Certainty, Intent, Understood};
use self::{learned::Learned, nearest::Phrases};
use super::language::Language;

/// Likeness below this is chance, `0.0 ..= 1.0`: any two sentences share some letters.
const CHANCE: f32 = 0.35;

/// What speaks for an intent must come to this much, of 2: all of what was learned, and a phrase that is the same.
const ENOUGH: f32 = 0.5;

struct Knowledge {
    phrases: Phrases,
    /// Only once there is a message that no phrase is word for word: learning takes a moment.
    learned: OnceLock<Learned>,
}

/// What `text` is for, said in `language` or, failing that, in another; nothing when nothing speaks for anything.
///
/// An answer is never found here: what answers is for [`super::values`] and the question that stands to say.
pub fn understand(text: &str, language: Language) -> Option<Understood> {
    let exact = std::iter::once(language).chain(language.others()).find_map(|tried| {
        knowledge(tried).phrases.exact(text).map(|intent| Understood { intent, certainty: Certainty::Exact })
    });
    exact.or_else(|| {
        // A word can mean one thing in Arabic and another in Persian: the thread's own language has the first word.
        let own = || language.may_be_of(text).then(|| likeliest(text, language)).flatten();
        let foreign = || {
            let others = language.others().filter(|other| other.may_be_of(text));
            others.filter_map(|other| likeliest(text, other)).max_by(|a, b| a.1.total_cmp(&b.1))
        };
        let (intent, _) = own().or_else(foreign)?;
        Some(Understood { intent: intent?, certainty: Certainty::Likely })
    })
}

/// `text` as it is compared, for whole-message comparisons.
pub(super) fn same_words(one: &str, other: &str) -> bool {
    let plain = |text: &str| text::plain(text).split_whitespace().collect::<Vec<_>>().join(" ");
    plain(one) == plain(other)
}

/// The intent, or none, that the phrases of `language` speak for most, and how much, [`ENOUGH`] to 2; nothing where they have
/// nothing to say.
fn likeliest(text: &str, language: Language) -> Option<(Option<Intent>, f32)> {
    let alike = knowledge(language).phrases.likeness(text);
    let speaks = |(intent, share): (Option<Intent>, f32)| {
        let alike = alike.get(&intent).copied().unwrap_or_default();
        (intent, share + (alike - CHANCE).max(0.0) / (1.0 - CHANCE))
    };
    let best = learned(language).likely(text).map(speaks).max_by(|a, b| a.1.total_cmp(&b.1));
    best.filter(|(_, weight)| *weight >= ENOUGH)
}

fn knowledge(language: Language) -> &'static Knowledge {
    static ALL: [OnceLock<Knowledge>; 4] = [const { OnceLock::new() }; 4];
    ALL[language as usize].get_or_init(|| {
        let known = nearest::known(file(language));
        Knowledge { phrases: Phrases::of(&known, language), learned: OnceLock::new() }
    })
}

/// Learns every language now, which is else done when it is first spoken.
pub fn learn() {
    for language in Language::ALL {
        learned(language);
    }
}

fn learned(language: Language) -> &'static Learned {
    knowledge(language).learned.get_or_init(|| Learned::from(&nearest::known(file(language)), language))
}

const fn file(language: Language) -> &'static str {
    match language {
        Language::Ar => include_str!("../../../fixtures/chat/ar.tsv"),
        Language::Fa => include_str!("../../../fixtures/chat/fa.tsv"),
        Language::Zh => include_str!("../../../fixtures/chat/zh.tsv"),
        Language::En => include_str!("../../../fixtures/chat/en.tsv"),
    }
}
