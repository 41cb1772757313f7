//! What the known phrases teach: for each intent a weight of every word, pair of words and run of letters in them.
//!
//! A linear model (softmax regression), trained from the labelled file each time the program starts. There is nothing to
//! keep in step with the phrases, and nothing drawn at random: the same file gives the same weights.

use std::collections::{HashMap, HashSet};

use super::{intent::Intent, text::meant};
use crate::chat::language::Language;

/// How often all phrases are gone through.
const ROUNDS: usize = 25;

/// How far one phrase moves the weights.
const STEP: f32 = 0.3;

/// A feature of fewer phrases teaches their wording, not their meaning.
const FEWEST: usize = 2;

/// From phrase to phrase so far in the file, that neighbours of one intent do not follow each other. A prime.
const STRIDE: usize = 769;

/// Places of the intents.
const INTENTS: usize = Intent::ALL.len();

/// What was learned of one language.
pub(super) struct Learned {
    language: Language,
    places: HashMap<String, usize>,
    weights: Vec<[f32; INTENTS]>,
}

impl Learned {
    /// Learns from labelled phrases.
    pub(super) fn from(phrases: &[(Intent, &str)], language: Language) -> Self {
        let told: Vec<(usize, HashSet<String>)> =
            phrases.iter().map(|(intent, text)| (place(*intent), features(text, language))).collect();
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for feature in told.iter().flat_map(|(_, features)| features) {
            *counts.entry(feature).or_default() += 1;
        }
        let mut kept: Vec<&str> = counts.iter().filter(|(_, count)| **count >= FEWEST).map(|(name, _)| *name).collect();
        kept.sort_unstable();
        let places: HashMap<String, usize> =
            kept.iter().enumerate().map(|(at, name)| ((*name).to_owned(), at)).collect();
        let weights = vec![[0.0; INTENTS]; places.len()];
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

    /// How likely each intent is of `text`, `0.0 ..= 1.0`, together 1.0.
    pub(super) fn likely(&self, text: &str) -> impl Iterator<Item = (Intent, f32)> {
        let known = self.known(&features(text, self.language));
        Intent::ALL.into_iter().zip(self.shares(&known))
    }

    /// Places of the features that were learned of, in their order.
    fn known(&self, features: &HashSet<String>) -> Vec<usize> {
        let mut known: Vec<usize> = features.iter().filter_map(|feature| self.places.get(feature).copied()).collect();
        known.sort_unstable();
        known
    }

    fn shares(&self, features: &[usize]) -> [f32; INTENTS] {
        let scale = scale(features);
        let mut shares = [0.0; INTENTS];
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

fn place(intent: Intent) -> usize {
    Intent::ALL.iter().position(|one| *one == intent).unwrap_or_default()
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

    const PHRASES: [(Intent, &str); 8] = [
        (Intent::Why, "why do you need it"),
        (Intent::Why, "why is that needed"),
        (Intent::Why, "tell me why"),
        (Intent::Why, "what do you need it for"),
        (Intent::Thanks, "thank you very much"),
        (Intent::Thanks, "thanks a lot"),
        (Intent::Thanks, "many thanks"),
        (Intent::Thanks, "thank you so much"),
    ];

    fn best(learned: &Learned, text: &str) -> (Intent, f32) {
        learned.likely(text).max_by(|a, b| a.1.total_cmp(&b.1)).expect("an intent")
    }

    #[test]
    fn what_was_never_said_is_told_by_its_parts() {
        let learned = Learned::from(&PHRASES, Language::En);
        assert_eq!(best(&learned, "but why").0, Intent::Why);
        assert_eq!(best(&learned, "thank you for it").0, Intent::Thanks);
        let sum: f32 = learned.likely("but why").map(|(_, share)| share).sum();
        assert!((sum - 1.0).abs() < 1e-4, "{sum}");
    }

    #[test]
    fn the_same_phrases_teach_the_same_and_unknown_words_say_nothing() {
        let (one, two) = (Learned::from(&PHRASES, Language::En), Learned::from(&PHRASES, Language::En));
        let text = "why, thank you";
        assert!(one.likely(text).eq(two.likely(text)));
        let shares: Vec<_> = one.likely("zzz qqq").map(|(_, share)| share).collect();
        assert!(shares.iter().all(|share| (share - shares[0]).abs() < 1e-3), "{shares:?}");
    }
}
