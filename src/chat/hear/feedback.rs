//! A score, and perhaps a word beside it.

use super::Hearing;
use crate::{
    base::{digits, personal::Personal},
    chat::{Act, choice::Choice},
};

impl Hearing<'_> {
    /// Takes a score where one is asked for: the first number in `text`, if it is on the scale. With words around it, all
    /// of it is kept as what was said beside the score.
    pub(super) fn takes_score(&mut self, text: &str) -> bool {
        let plain = digits::to_ascii(text);
        let first = plain.split(|c: char| !c.is_ascii_digit()).find(|run| !run.is_empty());
        let number: Option<u8> = first.and_then(|run| run.parse().ok());
        // What is offered is on the scale; and nobody answers a question that was not asked.
        let Some(score) = number.filter(|number| self.memory.offered.contains(&Choice::Score(*number))) else {
            return false;
        };
        let words = text.chars().any(char::is_alphabetic);
        self.act = Some(Act::GiveFeedback { score, comment: words.then(|| Personal::new(text.trim())) });
        true
    }

    pub(super) fn score(&mut self, score: u8) {
        self.act = Some(Act::GiveFeedback { score, comment: None });
    }
}
