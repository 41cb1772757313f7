//! Who may import whom, held against every file of `src/`.

#![expect(clippy::expect_used, reason = "helpers of a test")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Each room, and the rooms of ours that it may import beside itself.
const ROOMS: [(&str, &[&str]); 21] = [
    ("base", &[]),
    ("config", &["base", "contact"]),
    ("contact", &["base"]),
    ("identify", &["base"]),
    ("document", &["base"]),
    ("face", &["base"]),
    ("video", &["base"]),
    ("session", &["base", "contact", "identify", "document", "face", "video"]),
    ("chat", &["base", "contact", "identify", "video", "session"]),
    ("whatsapp", &["base", "chat"]),
    ("audit", &["base"]),
    ("vault", &["base"]),
    ("staff", &["base"]),
    ("webhooks", &["base", "session"]),
    ("specimen", &["base", "identify", "document", "face"]),
    ("evaluate", &["base", "identify", "document", "face"]),
    ("storage", &["base", "identify", "document", "face", "video", "session", "audit", "vault", "staff", "webhooks"]),
    (
        "adapters",
        &["base", "config", "contact", "identify", "document", "face", "video", "vault", "webhooks", "whatsapp"],
    ),
    (
        "flow",
        &[
            "base", "contact", "identify", "document", "face", "video", "session", "chat", "audit", "vault", "staff",
            "webhooks", "whatsapp", "storage",
        ],
    ),
    (
        "http",
        &[
            "base", "config", "contact", "identify", "document", "face", "video", "session", "chat", "audit", "vault",
            "staff", "webhooks", "whatsapp", "flow",
        ],
    ),
    (
        "app",
        &[
            "base", "config", "contact", "identify", "document", "face", "video", "session", "audit", "vault", "staff",
            "webhooks", "whatsapp", "storage", "adapters", "flow", "specimen",
        ],
    ),
];

/// The command line may import every room but the adapters; it gets those from `app`.
const CLI: (&str, &str) = ("cli", "adapters");

/// Rooms that compute, and the crates that would let them do more than that.
const PURE: [&str; 10] =
    ["base", "contact", "identify", "document", "face", "video", "session", "chat", "whatsapp", "evaluate"];
const OUTSIDE: [&str; 5] = ["sqlx", "actix", "reqwest", "ort", "tonic"];

#[test]
fn every_room_imports_only_the_rooms_that_it_may() {
    let faults: Vec<String> =
        sources().iter().flat_map(|(room, path, text)| imports_against_the_rule(room, path, text)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_computes_knows_no_database_network_or_model_runtime() {
    let mut faults = Vec::new();
    for (room, path, text) in sources() {
        if PURE.contains(&room.as_str()) {
            let code = without_comments(&text);
            let named = OUTSIDE.iter().filter(|name| names(&code, name));
            faults.extend(named.map(|name| format!("{}: {room} may not use {name}", path.display())));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_table_is_read_as_it_is_written() {
    let text =
        "use crate::{\n    base::ids,\n    storage::{self, log},\n};\nuse crate::adapters::onnx; // crate::http\n";
    assert_eq!(rooms_named(text), BTreeSet::from(["base", "storage", "adapters"].map(str::to_owned)));
    assert_eq!(imports_against_the_rule("flow", Path::new("f.rs"), text), ["f.rs: flow may not import adapters"]);
    assert!(names("use ort::session;", "ort") && names("actix_web::App", "actix") && !names("sort::x", "ort"));
}

fn imports_against_the_rule(room: &str, path: &Path, text: &str) -> Vec<String> {
    let allowed = |other: &str| match ROOMS.iter().find(|(name, _)| *name == room) {
        Some((_, rooms)) => rooms.contains(&other),
        // The roots name their rooms with `mod`, not `crate::`; the command line has a rule of its own.
        None => room == CLI.0 && other != CLI.1,
    };
    let known = |name: &str| name == CLI.0 || ROOMS.iter().any(|(room, _)| *room == name);
    let wrong = rooms_named(text).into_iter().filter(|other| other != room && known(other) && !allowed(other));
    wrong.map(|other| format!("{}: {room} may not import {other}", path.display())).collect()
}

/// The names right after `crate::`, also those in a group's first level.
fn rooms_named(text: &str) -> BTreeSet<String> {
    let code = without_comments(text);
    let mut found = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        let Some(group) = rest.strip_prefix('{') else {
            found.insert(word(rest));
            continue;
        };
        let mut depth = 0;
        let ends = |c: char| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            depth < 0
        };
        let end = group.find(ends).unwrap_or(group.len());
        let mut depth = 0;
        let items = group[..end].split(|c: char| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            depth == 0 && c == ','
        });
        found.extend(items.map(|item| word(item.trim())));
    }
    found.remove("");
    found
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// Whether a path in `code` begins with the crate `name`, or one whose name goes on after it (`actix_web`).
fn names(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let before = code[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':');
        let rest = code[at + name.len()..].trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
        before && rest.starts_with("::")
    })
}

fn without_comments(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

/// Each file's room, path and text.
fn sources() -> Vec<(String, PathBuf, String)> {
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut files) = (vec![house.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let inside = path.strip_prefix(&house).expect("inside").to_owned();
                let first = inside.iter().next().expect("a name").to_string_lossy();
                let room = first.trim_end_matches(".rs").to_owned();
                files.push((room, inside, fs::read_to_string(&path).expect("text")));
            }
        }
    }
    assert!(files.len() > 100, "only {} files were found", files.len());
    files
}
