//! No statement of the store without a story.

use std::{collections::BTreeSet, fs, path::Path};

/// `file::function` of every function of the store that runs SQL.
fn statements(storage: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(storage).expect("the store") {
        let path = entry.expect("an entry").path();
        let module = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("text");
        // Methods are indented: only the functions of a table's file are at the margin.
        let functions = text.lines().filter_map(|line| line.strip_prefix("pub async fn ")?.split('(').next());
        found.extend(functions.map(|function| format!("{module}::{function}")));
    }
    found
}

#[test]
fn every_statement_of_the_store_is_in_a_story() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let stories: String = fs::read_dir(root.join("tests/story"))
        .expect("the stories")
        .map(|entry| fs::read_to_string(entry.expect("an entry").path()).expect("text"))
        .collect();
    let statements = statements(&root.join("src/storage"));
    assert!(statements.len() >= 40, "{statements:?}");
    let missing: Vec<_> = statements.iter().filter(|statement| !stories.contains(&format!("{statement}("))).collect();
    assert!(missing.is_empty(), "no story tells of {missing:?}");
}
