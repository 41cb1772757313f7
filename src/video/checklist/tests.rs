use super::*;

fn shipped(name: &str) -> String {
    std::fs::read_to_string(format!("../fixtures/checklists/{name}.toml")).expect("shipped")
}

/// The fault of a shipped checklist with one text exchanged, and the line in which the exchanged text stands.
fn fault(name: &str, from: &str, to: &str) -> (ChecklistFault, usize) {
    let text = shipped(name);
    assert!(text.contains(from), "{name} no longer says {from}");
    let changed = text.replacen(from, to, 1);
    let line = line_at(&changed, changed.find(to).expect("exchanged"));
    (Checklist::parse(&changed).expect_err("refused"), line)
}

#[test]
fn the_shipped_checklists_are_valid_and_speak_four_languages() {
    for name in ["generic", "vcip-in", "videoident-de"] {
        let checklist = Checklist::parse(&shipped(name)).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        assert_eq!(checklist.terms.name, name);
        for item in &checklist.items {
            for text in std::iter::once(&item.text).chain(item.from.iter().map(|choice| &choice.text)) {
                assert_eq!(text.len(), LANGUAGES.len(), "{name}: {}", item.id);
            }
        }
    }
}

#[test]
fn a_cycle_of_after_is_refused_at_its_line() {
    let (fault, line) = fault("generic", "mandatory = true", "mandatory = true\nafter = [\"document_shown\"]");
    assert!(fault.message.contains("goes round in a circle"), "{fault}");
    assert_eq!(fault.line, line + 1);
}

#[test]
fn an_item_that_waits_for_one_that_is_not_there_is_refused_at_its_line() {
    let (fault, line) = fault("generic", "after = [\"person_seen\"]", "after = [\"nobody_seen\"]");
    assert_eq!((fault.line, fault.message.as_str()), (line, "there is no item nobody_seen"));
}

#[test]
fn an_unknown_kind_of_item_is_refused_at_its_line() {
    let (fault, line) = fault("generic", "kind = \"confirm\"", "kind = \"handshake\"");
    assert!(fault.line == line && fault.message.contains("handshake"), "{fault}");
}

#[test]
fn a_language_that_is_not_there_is_refused() {
    let (fault, _) = fault("generic", "zh = ", "xx = ");
    assert!(fault.message.contains("no language xx"), "{fault}");
}

#[test]
fn no_more_features_are_drawn_than_there_are_kinds() {
    let (fault, line) = fault("videoident-de", "draw = 3", "draw = 5");
    assert!(fault.line == line && fault.message.contains("draw 1 to 4"), "{fault}");
}

#[test]
fn uninterrupted_without_a_recording_is_refused() {
    let (fault, _) = fault("videoident-de", "recording = \"demanded\"", "recording = \"offered\"");
    assert!(fault.message.contains("must be demanded"), "{fault}");
}

#[test]
fn a_code_confirms_and_neither_asks_nor_locates() {
    for kind in ["kind = \"question\"\nmandatory = true", "kind = \"feature\"\nmandatory = true"] {
        let text = shipped("videoident-de").replace(kind, &format!("{kind}\nevidence = \"code\""));
        let text = text.replace("evidence = \"code\"\nevidence = \"snapshot\"", "evidence = \"code\"");
        let fault = Checklist::parse(&text).expect_err("refused");
        assert!(fault.message.contains("kind = \"confirm\""), "{fault}");
    }
    let (fault, _) = fault("vcip-in", "evidence = \"value\"", "evidence = \"code\"");
    assert!(fault.message.contains("kind = \"confirm\""), "{fault}");
}

#[test]
fn a_checklist_that_sends_codes_says_so() {
    let sends = |name: &str| Checklist::parse(&shipped(name)).expect("valid").sends_codes();
    assert_eq!(["generic", "vcip-in", "videoident-de"].map(sends), [false, false, true]);
}
