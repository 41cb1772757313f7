//! The tables' history: one file a step, in order, compiled in.
//!
//! A list by hand, not the library's macro: the macro would build both database drivers a second time, for the
//! compiler's own use. A test holds the list against the folder.

use std::num::ParseIntError;

use sqlx::{
    SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};

macro_rules! step {
    ($version:literal, $name:literal) => {
        ($version, $name, include_str!(concat!("../../migrations/", $version, "_", $name, ".sql")))
    };
}

/// Version (a time, year to second), name and text of each step, the oldest first.
const STEPS: [(&str, &str, &str); 14] = [
    step!("20261121090000", "create_events"),
    step!("20261121090100", "create_sessions"),
    step!("20261121090200", "create_callers"),
    step!("20261121090300", "create_webhooks"),
    step!("20261122020000", "add_wants_to_sessions"),
    step!("20261122090000", "add_retention"),
    step!("20261122090100", "disable_webhook_endpoints"),
    step!("20261122110000", "create_capture_links"),
    step!("20261122130000", "create_video_calls"),
    step!("20261122140000", "create_reminders"),
    step!("20261122150000", "create_whatsapp"),
    step!("20261122170000", "create_call_media"),
    step!("20261122170100", "add_reason_to_video_calls"),
    step!("20261122193000", "add_told_to_whatsapp_threads"),
];

/// What brings an older database, or an empty one, up to date.
///
/// # Errors
///
/// The parser's, when a version is no number; a test holds all of them.
pub fn migrator() -> Result<Migrator, ParseIntError> {
    let migration = |(version, name, text): (&str, &str, &'static str)| {
        let description = name.replace('_', " ").into();
        Ok(Migration::new(version.parse()?, description, MigrationType::Simple, text.into_sql_str(), false))
    };
    Ok(Migrator::with_migrations(STEPS.into_iter().map(migration).collect::<Result<_, _>>()?))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn every_file_of_the_folder_is_a_step_and_the_steps_are_in_order() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let mut files: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.file_type().unwrap().is_file())
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect();
        files.sort();
        let steps: Vec<String> = STEPS.iter().map(|(version, name, _)| format!("{version}_{name}.sql")).collect();
        assert_eq!(steps, files);
        assert_eq!(migrator().unwrap().iter().count(), files.len());
    }
}
