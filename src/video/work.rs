//! How far the work on a call's lines is.

use std::collections::BTreeMap;

use super::{call::Found, plan::Line};

/// What was found, by line.
pub type Findings = BTreeMap<String, Found>;

/// The mandatory lines that are open, or not as they must be: while there is one, nobody approves.
pub fn open<'a>(lines: &'a [Line], found: &Findings) -> Vec<&'a str> {
    let is_open = |line: &&Line| line.mandatory && found.get(&line.id) != Some(&Found::Met);
    lines.iter().filter(is_open).map(|line| line.id.as_str()).collect()
}

/// The lines that must be answered before `line`, and are not.
pub fn waits_for<'a>(line: &'a Line, found: &Findings) -> Vec<&'a str> {
    line.after.iter().filter(|before| !found.contains_key(*before)).map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::video::checklist::{Evidence, ItemKind};

    fn line(id: &str, mandatory: bool, after: &[&str]) -> Line {
        Line {
            id: id.into(),
            kind: ItemKind::Confirm,
            mandatory,
            evidence: Evidence::None,
            after: after.iter().map(|id| (*id).to_owned()).collect(),
            countries: vec![],
        }
    }

    #[test]
    fn a_mandatory_line_is_open_until_it_is_met() {
        let lines = [line("face", true, &[]), line("small_talk", false, &[])];
        let found = |found: Found| Findings::from([("face".to_owned(), found)]);
        assert_eq!(open(&lines, &Findings::new()), ["face"]);
        assert_eq!(open(&lines, &found(Found::NotMet)), ["face"]);
        assert!(open(&lines, &found(Found::Met)).is_empty());
    }

    #[test]
    fn a_line_waits_for_those_before_it_whatever_was_found() {
        let last = line("last", true, &["one", "two"]);
        let found = Findings::from([("one".to_owned(), Found::NotMet)]);
        assert_eq!(waits_for(&last, &found), ["two"]);
    }
}
