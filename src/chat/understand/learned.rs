//! What the known phrases teach: for each intent a weight of every word, pair of words and run of letters in them.
//!
//! A linear model (softmax regression), trained from the labelled file each time the program starts. There is nothing to
//! keep in step with the phrases, and nothing drawn at random: the same file gives the same weights.

use std::collections::{HashMap, HashSet};

use super::{intent::Intent, nearest::Phrase, text::meant};
use crate::chat::language::Language;

/// How often all phrases are gone through.
const ROUNDS: usize = 25;

/// How far one phrase moves the weights.
const STEP: f32 = 0.3;

/// A feature of fewer phrases teaches their wording, not their meaning.
const FEWEST: usize = 3;

/// From phrase to phrase so far in the file, that neighbours of one intent do not follow each other. A prime.
const STRIDE: usize = 769;

/// Places of the intents; the last is for what is none of them.
const PLACES: usize = Intent::ALL.len() + 1;

/// What was learned of one language.
pub(super) struct Learned {
    language: Language,
    places: HashMap<String, usize>,
    weights: Vec<[f32; PLACES]>,
}

impl Learned {
    /// Learns from labelled phrases.
    pub(super) fn from(phrases: &[Phrase<'_>], language: Language) -> Self {
        let told: Vec<(usize, HashSet<String>)> =
            phrases.iter().map(|phrase| (place(phrase.intent), features(phrase.text, language))).collect();
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for feature in told.iter().flat_map(|(_, features)| features) {
            *counts.entry(feature).or_default() += 1;
        }
        let mut kept: Vec<&str> = counts.iter().filter(|(_, count)| **count >= FEWEST).map(|(name, _)| *name).collect();
        kept.sort_unstable();
        let places: HashMap<String, usize> =
            kept.iter().enumerate().map(|(at, name)| ((*name).to_owned(), at)).collect();
        let weights = vec![[0.0; PLACES]; places.len()];
        let mut learned = Self { language, places, weights };
        let lessons: Vec<(usize, Vec<usize>)> =
            told.iter().map(|(intent, features)| (*intent, learned.known(features))).collect();
        for round in 0..ROUNDS {
            for turn in 0..lessons.len() {
                let (intent, features) = &lessons[(turn * STRIDE + round) % lessons.len()];
                learned.take(*intent, features);
            }
        }
        learned
    }

    /// How likely each intent is of `text`, and none, `0.0 ..= 1.0`, together 1.0.
    pub(super) fn likely(&self, text: &str) -> impl Iterator<Item = (Option<Intent>, f32)> {
        let known = self.known(&features(text, self.language));
        Intent::ALL.into_iter().map(Some).chain([None]).zip(self.shares(&known))
    }

    /// Places of the features that were learned of, in their order.
    fn known(&self, features: &HashSet<String>) -> Vec<usize> {
        let mut known: Vec<usize> = features.iter().filter_map(|feature| self.places.get(feature).copied()).collect();
        known.sort_unstable();
        known
    }

    fn shares(&self, features: &[usize]) -> [f32; PLACES] {
        let scale = scale(features);
        let mut shares = [0.0; PLACES];
        for feature in features {
            for (share, weight) in shares.iter_mut().zip(&self.weights[*feature]) {
                *share += weight * scale;
            }
        }
        let most = shares.iter().copied().fold(f32::MIN, f32::max);
        let sum: f32 = shares.iter().map(|share| (share - most).exp()).sum();
        shares.map(|share| (share - most).exp() / sum)
    }

    /// One step towards `intent` for a phrase with these features.
    fn take(&mut self, intent: usize, features: &[usize]) {
        let (scale, shares) = (scale(features), self.shares(features));
        for feature in features {
            for (at, (weight, share)) in self.weights[*feature].iter_mut().zip(shares).enumerate() {
                let target = if at == intent { 1.0 } else { 0.0 };
                *weight += STEP * (target - share) * scale;
            }
        }
    }
}

/// Long phrases do not weigh more than short ones.
#[expect(clippy::cast_precision_loss, reason = "counts of features of one message")]
fn scale(features: &[usize]) -> f32 {
    1.0 / (features.len().max(1) as f32).sqrt()
}

fn place(intent: Option<Intent>) -> usize {
    let named = intent.and_then(|intent| Intent::ALL.iter().position(|one| *one == intent));
    named.unwrap_or(PLACES - 1)
}

/// Words, pairs of neighbouring words, and runs of three and four letters across them; of Chinese runs of one to three
/// characters, which are its words.
fn features(text: &str, language: Language) -> HashSet<String> {
    let said = meant(text, language);
    let line: Vec<char> = format!(" {} ", said.join(" ")).chars().collect();
    let mut found = HashSet::new();
    let runs: &[usize] = match language {
        Language::Zh => &[1, 2, 3],
        Language::Ar | Language::Fa | Language::En => {
            let ends = |word: Option<&String>, end: &str| word.map_or(end.to_owned(), Clone::clone);
            for at in 0..=said.len() {
                let before = ends(at.checked_sub(1).and_then(|before| said.get(before)), "^");
                let here = ends(said.get(at), "$");
                found.insert(format!("{before} {here}"));
            }
            found.extend(said.iter().map(|word| format!("={word}")));
            &[3, 4]
        }
    };
    for length in runs {
        found.extend(line.windows(*length).map(|run| run.iter().collect::<String>()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHRASES: [(Option<Intent>, &str); 10] = [
        (Some(Intent::Why), "why do you need it"),
        (Some(Intent::Why), "why is that needed"),
        (Some(Intent::Why), "tell me why"),
        (Some(Intent::Why), "what do you need it for"),
        (Some(Intent::Thanks), "thank you very much"),
        (Some(Intent::Thanks), "thanks a lot"),
        (Some(Intent::Thanks), "many thanks"),
        (Some(Intent::Thanks), "thank you so much"),
        (None, "it rains in the mountains"),
        (None, "they say it rains"),
    ];

    fn learned() -> Learned {
        Learned::from(&PHRASES.map(|(intent, text)| Phrase { intent, text, plain: false }), Language::En)
    }

    fn best(learned: &Learned, text: &str) -> Option<Intent> {
        learned.likely(text).max_by(|a, b| a.1.total_cmp(&b.1)).expect("an intent").0
    }

    #[test]
    fn what_was_never_said_is_told_by_its_parts() {
        let learned = learned();
        assert_eq!(best(&learned, "but why do you need this"), Some(Intent::Why));
        assert_eq!(best(&learned, "thanks so much for it"), Some(Intent::Thanks));
        assert_eq!(best(&learned, "tomorrow it rains"), None);
        let sum: f32 = learned.likely("but why").map(|(_, share)| share).sum();
        assert!((sum - 1.0).abs() < 1e-4, "{sum}");
    }

    #[test]
    fn the_same_phrases_teach_the_same_and_unknown_words_say_nothing() {
        let (one, two) = (learned(), learned());
        let text = "why, thank you";
        assert!(one.likely(text).eq(two.likely(text)));
        let shares: Vec<_> = one.likely("zzz qqq").map(|(_, share)| share).collect();
        assert!(shares.iter().all(|share| (share - shares[0]).abs() < 1e-3), "{shares:?}");
    }
}
