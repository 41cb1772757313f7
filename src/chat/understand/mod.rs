//! Understanding: what a message is for, by the words in it. No outside service and no network: files of cues, and the
//! phrases that are known, by likeness to one of them and by what all of them teach.

mod cues;
mod dialects;
mod intent;
mod learned;
mod nearest;
mod text;

use std::sync::OnceLock;

pub use self::intent::{Certainty, Intent, Understood};
use self::{cues::Cues, learned::Learned, nearest::Phrases};
use super::language::Language;

/// What was heard must weigh at least this much.
const ENOUGH: f32 = 1.0;

/// What a full likeness to a known phrase weighs beside the cues.
const ALIKE: f32 = 6.0;

/// Likeness below this is chance, `0.0 ..= 1.0`: any two sentences share some letters.
const CHANCE: f32 = 0.35;

/// What a certainty of all that was learned weighs beside the cues.
const LEARNED: f32 = 6.0;

/// A share of what was learned below this is chance, `0.0 ..= 1.0`: some intent is always the likeliest.
const UNLEARNED: f32 = 0.25;

struct Knowledge {
    cues: Cues,
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
        let foreign = || language.others().filter_map(|other| weighed(text, other)).max_by(|a, b| a.1.total_cmp(&b.1));
        let intent = weighed(text, language).or_else(foreign).map(|(intent, _)| intent);
        intent.map(|intent| Understood { intent, certainty: Certainty::Likely })
    })
}

/// `text` as it is compared, for whole-message comparisons.
pub(super) fn same_words(one: &str, other: &str) -> bool {
    let plain = |text: &str| text::plain(text).split_whitespace().collect::<Vec<_>>().join(" ");
    plain(one) == plain(other)
}

/// The intent that the cues and the phrases of `language` speak for most; the earlier line of the cues where two weigh the
/// same.
fn weighed(text: &str, language: Language) -> Option<(Intent, f32)> {
    let said = text::meant(text, language);
    let Knowledge { cues, phrases, .. } = knowledge(language);
    let mut sums = cues.weigh(&said);
    let polite = sums.iter().copied().any(is_a_wish);
    let alike = phrases.likeness(text).into_iter().map(|(intent, alike)| (intent, (alike - CHANCE).max(0.0) * ALIKE));
    let share = |share: f32| (share - UNLEARNED).max(0.0) / (1.0 - UNLEARNED) * LEARNED;
    let learned = learned(language).likely(text).map(|(intent, likely)| (intent, share(likely)));
    for (intent, weight) in alike.chain(learned) {
        match sums.iter_mut().find(|(other, _)| *other == intent) {
            Some((_, sum)) => *sum += weight,
            None => sums.push((intent, weight)),
        }
    }
    // Thanks beside a wish are politeness: "skip it, thanks" is a wish.
    sums.retain(|(intent, _)| !(polite && *intent == Intent::Thanks));
    let mut best: Option<(Intent, f32)> = None;
    for (intent, weight) in sums {
        if best.is_none_or(|(_, most)| weight > most) {
            best = Some((intent, weight));
        }
    }
    best.filter(|(_, weight)| *weight >= ENOUGH)
}

/// Whether the cues speak clearly for something that is wished for.
fn is_a_wish((intent, weight): (Intent, f32)) -> bool {
    match intent {
        Intent::Back
        | Intent::Skip
        | Intent::Submit
        | Intent::Withdraw
        | Intent::Person
        | Intent::Language
        | Intent::No => weight >= 3.0,
        Intent::Answer
        | Intent::Correction
        | Intent::Why
        | Intent::Help
        | Intent::Status
        | Intent::Cancel
        | Intent::Yes
        | Intent::Thanks => false,
    }
}

fn knowledge(language: Language) -> &'static Knowledge {
    static ALL: [OnceLock<Knowledge>; 4] = [const { OnceLock::new() }; 4];
    ALL[language as usize].get_or_init(|| {
        let (cues, file) = files(language);
        let known = nearest::known(file);
        Knowledge {
            cues: Cues::parse(cues, language),
            phrases: Phrases::of(&known, language),
            learned: OnceLock::new(),
        }
    })
}

/// Learns every language now, which is else done when it is first spoken.
pub fn learn() {
    for language in Language::ALL {
        learned(language);
    }
}

fn learned(language: Language) -> &'static Learned {
    knowledge(language).learned.get_or_init(|| Learned::from(&nearest::known(files(language).1), language))
}

const fn files(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::Ar => (include_str!("ar.cues"), include_str!("../../../fixtures/chat/ar.tsv")),
        Language::Fa => (include_str!("fa.cues"), include_str!("../../../fixtures/chat/fa.tsv")),
        Language::Zh => (include_str!("zh.cues"), include_str!("../../../fixtures/chat/zh.tsv")),
        Language::En => (include_str!("en.cues"), include_str!("../../../fixtures/chat/en.tsv")),
    }
}
