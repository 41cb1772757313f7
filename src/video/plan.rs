//! What one call asks: the checklist's items, with questions and features drawn.
//!
//! Drawn by the service when the call connects, so that neither page nor agent chooses, and nobody can prepare.

use std::collections::BTreeSet;

use rand::{SeedableRng, rngs::StdRng, seq::SliceRandom};
use serde::{Deserialize, Serialize};

use super::checklist::{Checklist, Choice, Evidence, FeatureKind, Item, ItemKind};

/// One line to answer in a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The item's id; of what was drawn `item.choice`.
    pub id: String,
    /// What it is.
    pub kind: ItemKind,
    /// Whether an approval needs it.
    pub mandatory: bool,
    /// What is kept of it.
    pub evidence: Evidence,
    /// Lines that must be answered before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<String>,
    /// Countries that the value must be one of; empty where any value is taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
}

/// The lines of one call, drawn by 32 random bytes.
pub fn draw(checklist: &Checklist, random: [u8; 32]) -> Vec<Line> {
    let mut random = StdRng::from_seed(random);
    let ids: Vec<(&Item, Vec<String>)> = checklist.items.iter().map(|item| (item, ids_of(item, &mut random))).collect();
    let lines_of = |name: &String| {
        let of = ids.iter().find(|(item, _)| item.id == *name);
        of.map(|(_, lines)| lines.clone()).unwrap_or_default()
    };
    let mut lines = Vec::new();
    for (item, of) in &ids {
        let after: Vec<String> = item.after.iter().flat_map(lines_of).collect();
        lines.extend(of.iter().map(|id| Line {
            id: id.clone(),
            kind: item.kind,
            mandatory: item.mandatory,
            evidence: item.evidence,
            after: after.clone(),
            countries: item.countries.clone(),
        }));
    }
    lines
}

/// The ids of the lines that an item becomes.
fn ids_of(item: &Item, random: &mut StdRng) -> Vec<String> {
    let named = |choice: &Choice| format!("{}.{}", item.id, choice.id);
    match item.kind {
        ItemKind::Confirm | ItemKind::Location => vec![item.id.clone()],
        ItemKind::Question => shuffled(&item.from, random).into_iter().take(item.draw).map(named).collect(),
        ItemKind::Feature => {
            let mut kinds: BTreeSet<FeatureKind> = BTreeSet::new();
            let other = |choice: &&Choice| choice.of.is_some_and(|kind| kinds.insert(kind));
            shuffled(&item.from, random).into_iter().filter(other).take(item.draw).map(named).collect()
        }
    }
}

fn shuffled<'a>(all: &'a [Choice], random: &mut StdRng) -> Vec<&'a Choice> {
    let mut order: Vec<&Choice> = all.iter().collect();
    order.shuffle(random);
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped(name: &str) -> Checklist {
        let text = std::fs::read_to_string(format!("../fixtures/checklists/{name}.toml")).expect("shipped");
        Checklist::parse(&text).expect("valid")
    }

    fn drawn(name: &str, seed: u8) -> Vec<Line> {
        draw(&shipped(name), [seed; 32])
    }

    fn ids(lines: &[Line], kind: ItemKind) -> Vec<&str> {
        lines.iter().filter(|line| line.kind == kind).map(|line| line.id.as_str()).collect()
    }

    #[test]
    fn three_optical_features_are_drawn_and_no_two_of_one_kind() {
        let checklist = shipped("videoident-de");
        let item = checklist.items.iter().find(|item| item.kind == ItemKind::Feature).expect("features");
        let mut seen = BTreeSet::new();
        for seed in 0..=255 {
            let lines = draw(&checklist, [seed; 32]);
            let kinds: BTreeSet<_> = ids(&lines, ItemKind::Feature)
                .iter()
                .map(|id| {
                    let name = id.strip_prefix("optical_features.").expect("of the item");
                    seen.insert(name.to_owned());
                    item.from.iter().find(|choice| choice.id == name).and_then(|choice| choice.of).expect("a kind")
                })
                .collect();
            assert_eq!(kinds.len(), 3);
        }
        assert_eq!(seen.len(), item.from.len(), "every feature is drawn sometimes");
    }

    #[test]
    fn questions_come_in_an_order_that_the_bytes_choose() {
        let orders: BTreeSet<Vec<String>> = (0..=255)
            .map(|seed| ids(&drawn("vcip-in", seed), ItemKind::Question).into_iter().map(str::to_owned).collect())
            .collect();
        assert!(orders.len() > 50, "{}", orders.len());
        assert_eq!(drawn("vcip-in", 3), drawn("vcip-in", 3));
    }

    #[test]
    fn what_comes_after_drawn_lines_comes_after_each_of_them() {
        let text = shipped_with_last_after_questions();
        let lines = draw(&Checklist::parse(&text).expect("valid"), [1; 32]);
        let last = lines.iter().find(|line| line.id == "goodbye").expect("the last");
        let questions = ids(&lines, ItemKind::Question);
        assert!(questions.len() >= 3);
        assert_eq!(last.after, questions);
    }

    fn shipped_with_last_after_questions() -> String {
        let text = std::fs::read_to_string("../fixtures/checklists/vcip-in.toml").expect("shipped");
        let last = "\n[[item]]\nid = \"goodbye\"\nkind = \"confirm\"\nmandatory = false\nafter = [\"questions\"]\n\
                    text = { en = \"Say goodbye\" }\n";
        text + last
    }
}
