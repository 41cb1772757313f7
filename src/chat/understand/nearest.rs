//! The phrases that are known: a whole message that is one of them is certain, one that is like one of them is likely.

use std::collections::{HashMap, HashSet};

use super::{
    intent::Intent,
    text::{meant, words},
};
use crate::chat::language::Language;

/// Known phrases of one language.
pub(super) struct Phrases {
    language: Language,
    all: Vec<(Intent, HashSet<String>)>,
    exact: HashMap<String, Intent>,
}

impl Phrases {
    /// Of labelled phrases.
    pub(super) fn of(known: &[(Intent, &str)], language: Language) -> Self {
        let mut phrases = Self { language, all: Vec::new(), exact: HashMap::new() };
        for (intent, text) in known {
            phrases.all.push((*intent, grams(&meant(text, language).join(" "))));
            phrases.exact.insert(words(text, language).join(" "), *intent);
        }
        phrases
    }

    /// The intent of the phrase that `text` is, word for word.
    pub(super) fn exact(&self, text: &str) -> Option<Intent> {
        self.exact.get(&words(text, self.language).join(" ")).copied()
    }

    /// How like its most similar known phrase `text` is, for each intent, `0.0 ..= 1.0`.
    pub(super) fn likeness(&self, text: &str) -> Vec<(Intent, f32)> {
        let said = grams(&meant(text, self.language).join(" "));
        let mut most: Vec<(Intent, f32)> = Vec::new();
        for (intent, known) in &self.all {
            let alike = overlap(known.intersection(&said).count(), known.len(), said.len());
            match most.iter_mut().find(|(other, _)| other == intent) {
                Some((_, best)) => *best = best.max(alike),
                None => most.push((*intent, alike)),
            }
        }
        most
    }
}

/// The phrases of a labelled file: intent, `tuned` or `held_out`, text, parted by tabs. What is held out is not known here,
/// and what answers is told by its values, not by its phrase.
pub(super) fn known(file: &str) -> Vec<(Intent, &str)> {
    file.lines()
        .filter_map(|line| {
            let mut cells = line.split('\t');
            let (Some(name), Some("tuned"), Some(text)) = (cells.next(), cells.next(), cells.next()) else {
                return None;
            };
            Some((Intent::named(name).filter(|intent| *intent != Intent::Answer)?, text))
        })
        .collect()
}

/// Dice's coefficient: twice what is shared over what there is.
#[expect(clippy::cast_precision_loss, reason = "counts of letters in one message")]
fn overlap(shared: usize, one: usize, other: usize) -> f32 {
    2.0 * shared as f32 / (one + other).max(1) as f32
}

/// Pairs of neighbouring letters, with the ends marked.
fn grams(text: &str) -> HashSet<String> {
    let letters: Vec<char> = format!(" {text} ").chars().collect();
    letters.windows(2).map(|pair| pair.iter().collect()).collect()
}
