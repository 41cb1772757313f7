//! Cues: words that speak for an intent, a file for each language.
//!
//! A line is `intent weight | pattern | pattern …` and counts once, however many of its patterns occur. A pattern is words
//! that follow each other; `*` ends a word's beginning, `_` stands for up to three words between, `^` and `$` for the
//! message's beginning and end. Of Chinese, a pattern is characters that occur, and `_` parts those that follow later.

use super::{
    intent::Intent,
    text::{meant, words},
};
use crate::chat::language::Language;

/// Longest gap that `_` leaps over, in words.
const LEAP: usize = 3;

/// From this length on an English word may have one wrong letter. Arabic and Persian words differ by less.
const FORGIVEN: usize = 6;

/// The cues of one language.
pub(super) struct Cues {
    language: Language,
    lines: Vec<Line>,
}

struct Line {
    intent: Intent,
    weight: f32,
    patterns: Vec<Vec<Part>>,
}

#[derive(Debug, PartialEq)]
enum Part {
    Word(String),
    Beginning(String),
    Leap,
    Start,
    End,
}

impl Cues {
    /// Reads a file; lines that begin with `#` are remarks.
    pub(super) fn parse(file: &str, language: Language) -> Self {
        let lines = file.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        Self { language, lines: lines.filter_map(|line| Line::parse(line, language)).collect() }
    }

    /// What speaks for each intent in a message of these words.
    pub(super) fn weigh(&self, said: &[String]) -> Vec<(Intent, f32)> {
        let mut sums: Vec<(Intent, f32)> = Vec::new();
        for line in &self.lines {
            if line.patterns.iter().any(|pattern| self.occurs(pattern, said)) {
                match sums.iter_mut().find(|(intent, _)| *intent == line.intent) {
                    Some((_, sum)) => *sum += line.weight,
                    None => sums.push((line.intent, line.weight)),
                }
            }
        }
        sums
    }

    fn occurs(&self, pattern: &[Part], said: &[String]) -> bool {
        match self.language {
            Language::Zh => said.first().is_some_and(|text| occurs_in_text(pattern, text)),
            Language::Ar | Language::Fa | Language::En => {
                (0..=said.len()).any(|start| occurs_at(pattern, said, start, 0))
            }
        }
    }
}

impl Line {
    fn parse(line: &str, language: Language) -> Option<Self> {
        let mut cells = line.split('|').map(str::trim);
        let mut head = cells.next()?.split_whitespace();
        let intent = Intent::named(head.next()?)?;
        let weight = head.next()?.parse().ok()?;
        let patterns = cells.filter(|cell| !cell.is_empty()).map(|cell| parts(cell, language)).collect();
        Some(Self { intent, weight, patterns })
    }
}

/// A pattern's words in the form in which messages are compared.
fn parts(pattern: &str, language: Language) -> Vec<Part> {
    let mut parts = Vec::new();
    let spread = pattern.replace('^', " ^ ").replace('$', " $ ").replace('_', " _ ");
    let mut plain: Vec<&str> = Vec::new();
    let flush = |plain: &mut Vec<&str>, parts: &mut Vec<Part>| {
        // Together, since words can belong together; a beginning is taken as it stands.
        parts.extend(meant(&plain.join(" "), language).into_iter().filter(|word| !word.is_empty()).map(Part::Word));
        plain.clear();
    };
    for word in spread.split_whitespace() {
        let special = match word {
            "^" => Some(Part::Start),
            "$" => Some(Part::End),
            "_" => Some(Part::Leap),
            beginning => beginning
                .strip_suffix('*')
                .map(|stem| Part::Beginning(words(stem, language).into_iter().collect::<String>())),
        };
        match special {
            Some(part) => {
                flush(&mut plain, &mut parts);
                parts.push(part);
            }
            None => plain.push(word),
        }
    }
    flush(&mut plain, &mut parts);
    parts
}

fn occurs_at(pattern: &[Part], said: &[String], at: usize, skipped: usize) -> bool {
    let Some((part, rest)) = pattern.split_first() else { return true };
    match part {
        Part::Start => at == 0 && occurs_at(rest, said, at, 0),
        Part::End => at == said.len() && occurs_at(rest, said, at, 0),
        Part::Leap => {
            occurs_at(rest, said, at, 0)
                || (skipped < LEAP && at < said.len() && occurs_at(pattern, said, at + 1, skipped + 1))
        }
        Part::Word(word) => said.get(at).is_some_and(|heard| same(word, heard)) && occurs_at(rest, said, at + 1, 0),
        Part::Beginning(stem) => {
            said.get(at).is_some_and(|heard| heard.starts_with(stem.as_str())) && occurs_at(rest, said, at + 1, 0)
        }
    }
}

/// The same word, or a long one with one letter wrong, missing, too many or in the other's place.
fn same(word: &str, heard: &str) -> bool {
    let english = word.is_ascii() && word.len() >= FORGIVEN;
    word == heard || (english && strsim::osa_distance(word, heard) <= 1)
}

fn occurs_in_text(pattern: &[Part], text: &str) -> bool {
    let (mut from, mut bound) = (0, false);
    for part in pattern {
        match part {
            Part::Start => bound = true,
            Part::Leap => bound = false,
            Part::End => {
                if from != text.len() {
                    return false;
                }
            }
            Part::Word(run) | Part::Beginning(run) => {
                let found = if bound {
                    text[from..].starts_with(run.as_str()).then_some(0)
                } else {
                    text[from..].find(run.as_str())
                };
                let Some(at) = found else { return false };
                from += at + run.len();
                bound = false;
            }
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(pattern: &str, said: &str, language: Language) -> bool {
        let cues = Cues::parse(&format!("why 1 | {pattern}"), language);
        !cues.weigh(&meant(said, language)).is_empty()
    }

    #[test]
    fn a_pattern_finds_words_beginnings_gaps_and_ends() {
        assert!(hits("why", "But why?", Language::En));
        assert!(hits("need _ number", "why do you need my ID number", Language::En));
        assert!(!hits("need _ number", "need a b c d number", Language::En));
        assert!(hits("correct*", "that needs correcting", Language::En));
        assert!(hits("^no$", "No.", Language::En) && !hits("^no$", "no idea", Language::En));
        assert!(hits("withdraw", "please witdhraw it", Language::En));
        assert!(hits("为什么", "请问为什么要自拍", Language::Zh));
        assert!(hits("不_申请", "我不想继续申请了", Language::Zh));
        assert!(hits("^好$", "好！", Language::Zh) && !hits("^好$", "不好", Language::Zh));
        assert!(hits("موظف", "أريد الموظف", Language::Ar) && hits("موظف", "ولا موظفين هنا", Language::Ar));
        assert!(hits("لا أريد حساب", "ما ابي حساب", Language::Ar));
        assert!(hits("نمی‌خواهم", "نميخواهم", Language::Fa));
    }
}
