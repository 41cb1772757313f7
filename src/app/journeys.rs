//! The journeys: read from their folder, and held against the models and against what was used before.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use super::{StartError, files::toml_files};
use crate::{
    face::template::ModelId,
    session::journey::Journey,
    storage::{Database, journeys},
};

/// The journeys with their text, by name.
pub(super) type Journeys = BTreeMap<String, (Journey, String)>;

/// The journeys of `folder`, whose thresholds must be for the descriptor `loaded`.
///
/// # Errors
///
/// [`StartError`] with the file, and the line where there is one.
pub(super) fn load(folder: &Path, loaded: ModelId) -> Result<Journeys, StartError> {
    let mut journeys = Journeys::new();
    for (path, text) in toml_files(folder)? {
        let journey = match Journey::parse(&text) {
            Ok(journey) => journey,
            Err(fault) => return Err(StartError::Text { path, reason: fault.to_string() }),
        };
        refuse_other_model(&path, &journey, loaded)?;
        if journeys.contains_key(&journey.name) {
            let reason = format!("another file has a journey of the name {}", journey.name);
            return Err(StartError::Text { path, reason });
        }
        journeys.insert(journey.name.clone(), (journey, text));
    }
    Ok(journeys)
}

/// Distances of one model say nothing about another's: thresholds go with the model they were set for.
fn refuse_other_model(path: &Path, journey: &Journey, loaded: ModelId) -> Result<(), StartError> {
    let loaded = loaded.to_string();
    match &journey.selfie {
        Some(rule) if !rule.model.eq_ignore_ascii_case(&loaded) => {
            Err(StartError::OtherModel { path: path.to_owned(), loaded })
        }
        Some(_) | None => Ok(()),
    }
}

/// Refuses a journey that has begun sessions under its name and version with another text: two applicants would have
/// been judged differently under one name.
///
/// # Errors
///
/// [`StartError::ChangedJourney`], and [`StartError::Store`] when the database fails.
pub(super) async fn refuse_changed(database: &Database, journeys: &Journeys, folder: &Path) -> Result<(), StartError> {
    let mut conn = database.reader().await?;
    for (journey, _) in journeys.values() {
        let used = journeys::hash_of(&mut conn, &journey.name, journey.version).await?;
        if used.is_some_and(|hash| hash != journey.hash) {
            let (path, name) = (PathBuf::from(folder), journey.name.clone());
            return Err(StartError::ChangedJourney { path, name, version: journey.version });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    const DESCRIPTOR: &str = "d0c6427c5b8f0ebdab7db584135e4e34acff2a84072855846a29b7e71d6581c0";

    fn descriptor() -> ModelId {
        let byte = |place| u8::from_str_radix(&DESCRIPTOR[2 * place..2 * place + 2], 16).expect("hexadecimal");
        ModelId::new(std::array::from_fn(byte))
    }

    fn copy_to(folder: &Path, name: &str, change: impl Fn(String) -> String) {
        let text = std::fs::read_to_string("fixtures/journeys/standard.toml").expect("shipped");
        std::fs::write(folder.join(name), change(text)).expect("written");
    }

    #[test]
    fn the_shipped_journeys_load_for_the_shipped_descriptor() {
        let journeys = load(Path::new("fixtures/journeys"), descriptor()).expect("load");
        assert_eq!(
            journeys.keys().collect::<Vec<_>>(),
            ["document-only", "reachable", "registry-only", "standard", "videoident"]
        );
    }

    #[test]
    fn thresholds_for_another_model_are_refused() {
        let error = load(Path::new("fixtures/journeys"), ModelId::new([7; 32])).expect_err("refused");
        assert!(error.to_string().contains("the thresholds are for another model"), "{error}");
    }

    #[test]
    fn two_journeys_of_one_name_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        copy_to(folder.path(), "a.toml", |text| text);
        copy_to(folder.path(), "b.toml", |text| text);
        let error = load(folder.path(), descriptor()).expect_err("refused").to_string();
        assert!(error.contains("b.toml: another file has a journey of the name standard"), "{error}");
    }

    #[test]
    fn a_fault_names_file_and_line() {
        let folder = tempfile::tempdir().expect("a folder");
        copy_to(folder.path(), "a.toml", |text| text.replace("version = 3", "version = \"two\""));
        let error = load(folder.path(), descriptor()).expect_err("refused").to_string();
        assert!(error.contains("a.toml: line 4:"), "{error}");
    }

    #[tokio::test]
    async fn a_journey_that_was_used_with_another_text_needs_a_new_version() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = format!("[database]\nurl = \"sqlite:{}/a.db?mode=rwc\"", folder.path().display());
        let config = Config::from_toml(&text).expect("reads");
        let database = crate::app::database(&config.database).await.expect("opens");
        copy_to(folder.path(), "a.toml", |text| text);
        let journeys = load(folder.path(), descriptor()).expect("loads");
        let (journey, text) = &journeys["standard"];
        let mut tx = database.begin().await.expect("begins");
        journeys::keep(&mut tx, &journey.hash, "standard", 3, text).await.expect("kept");
        tx.commit().await.expect("committed");
        refuse_changed(&database, &journeys, folder.path()).await.expect("the same text may start again");

        copy_to(folder.path(), "a.toml", |text| text.replace("attempts = 3", "attempts = 4"));
        let changed = load(folder.path(), descriptor()).expect("loads");
        let error = refuse_changed(&database, &changed, folder.path()).await.expect_err("refused");
        assert!(matches!(error, StartError::ChangedJourney { version: 3, .. }), "{error}");

        copy_to(folder.path(), "a.toml", |text| {
            text.replace("attempts = 3", "attempts = 4").replace("version = 3", "version = 4")
        });
        let raised = load(folder.path(), descriptor()).expect("loads");
        refuse_changed(&database, &raised, folder.path()).await.expect("a new version may start");
        database.close().await;
    }
}
