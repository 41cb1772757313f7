//! The phrases that are known: a whole message that is a plain one of them is certain, one that is like one is likely.

use std::collections::{HashMap, HashSet};

use super::{
    intent::Intent,
    text::{meant, words},
};
use crate::chat::language::Language;

/// A phrase of a labelled file.
pub(super) struct Phrase<'f> {
    /// What it is for; `None` is small talk, other business, noise.
    pub intent: Option<Intent>,
    /// How it is written.
    pub text: &'f str,
    /// Whether it means just this, whatever was asked.
    pub plain: bool,
}

/// The phrases of a labelled file: intent, part, text, parted by tabs. Known are `tuned` ones, which are plain, and `taught`
/// ones; what is held out is not, and what answers is told by its values, not by its phrase.
pub(super) fn known(file: &str) -> Vec<Phrase<'_>> {
    file.lines()
        .filter_map(|line| {
            let mut cells = line.split('\t');
            let (Some(name), Some(part @ ("tuned" | "taught")), Some(text)) =
                (cells.next(), cells.next(), cells.next())
            else {
                return None;
            };
            let intent = Intent::named(name);
            (intent != Some(Intent::Answer)).then_some(Phrase { intent, text, plain: part == "tuned" })
        })
        .collect()
}

/// Known phrases of one language.
pub(super) struct Phrases {
    language: Language,
    /// Of each phrase what it is for and how many pairs of letters it has.
    all: Vec<(Option<Intent>, usize)>,
    /// The phrases, by their places in `all`, that a pair of letters stands in.
    with: HashMap<String, Vec<usize>>,
    plain: HashMap<String, Intent>,
}

impl Phrases {
    /// Of labelled phrases.
    pub(super) fn of(known: &[Phrase<'_>], language: Language) -> Self {
        let mut phrases = Self { language, all: Vec::new(), with: HashMap::new(), plain: HashMap::new() };
        for Phrase { intent, text, plain } in known {
            let pairs = pairs(&meant(text, language).join(" "));
            let place = phrases.all.len();
            phrases.all.push((*intent, pairs.len()));
            for pair in pairs {
                phrases.with.entry(pair).or_default().push(place);
            }
            if let (Some(intent), true) = (intent, plain) {
                phrases.plain.insert(words(text, language).join(" "), *intent);
            }
        }
        phrases
    }

    /// The intent of the plain phrase that `text` is, word for word.
    pub(super) fn exact(&self, text: &str) -> Option<Intent> {
        self.plain.get(&words(text, self.language).join(" ")).copied()
    }

    /// How like its most similar phrase for `intent` `text` is, `0.0 ..= 1.0`, for each intent that there is a phrase for.
    pub(super) fn likeness(&self, text: &str) -> HashMap<Option<Intent>, f32> {
        let said = pairs(&meant(text, self.language).join(" "));
        let mut shared = vec![0; self.all.len()];
        for place in said.iter().filter_map(|pair| self.with.get(pair)).flatten() {
            shared[*place] += 1;
        }
        let mut most = HashMap::new();
        for ((intent, known), shared) in self.all.iter().zip(shared) {
            let best: &mut f32 = most.entry(*intent).or_default();
            *best = best.max(overlap(shared, *known, said.len()));
        }
        most
    }
}

/// Dice's coefficient: twice what is shared over what there is.
#[expect(clippy::cast_precision_loss, reason = "counts of letters in one message")]
fn overlap(shared: usize, one: usize, other: usize) -> f32 {
    2.0 * shared as f32 / (one + other).max(1) as f32
}

/// Pairs of neighbouring letters, with the ends marked.
fn pairs(text: &str) -> HashSet<String> {
    let letters: Vec<char> = format!(" {text} ").chars().collect();
    letters.windows(2).map(|pair| pair.iter().collect()).collect()
}
