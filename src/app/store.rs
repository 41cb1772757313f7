//! The database, and the folder that its file is in.

use std::{
    fs,
    path::{Path, PathBuf},
};

use secrecy::ExposeSecret;

use super::StartError;
use crate::{config::database as settings, storage::Database};

/// Opens the database; the folder of an SQLite file is made if it is missing.
///
/// # Errors
///
/// [`StartError::Folder`] when the folder cannot be made, [`StartError::Database`] when the database does not open.
pub async fn database(settings: &settings::Database) -> Result<Database, StartError> {
    if let Some(file) = sqlite_file(settings.url.expose_secret()) {
        make_folder_of(&file)?;
    }
    Database::connect(&settings.url, settings.max_connections).await.map_err(StartError::Database)
}

/// The file an SQLite address names: `sqlite:FILE?…` or `sqlite://FILE?…`.
fn sqlite_file(url: &str) -> Option<PathBuf> {
    let rest = url.strip_prefix("sqlite:")?;
    let path = rest.strip_prefix("//").unwrap_or(rest);
    Some(PathBuf::from(path.split('?').next().unwrap_or(path)))
}

/// Only the service's own user may look into a folder that is made here.
fn make_folder_of(file: &Path) -> Result<(), StartError> {
    let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder).map_err(|source| StartError::Folder { path: folder.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn the_file_of_an_address_is_found_and_a_server_has_none() {
        assert_eq!(sqlite_file("sqlite:data/a.db?mode=rwc"), Some("data/a.db".into()));
        assert_eq!(sqlite_file("sqlite:///var/lib/a.db"), Some("/var/lib/a.db".into()));
        assert_eq!(sqlite_file("postgres://h/d"), None);
    }

    #[tokio::test]
    async fn the_first_start_makes_the_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("new/deep/a.db");
        let text = format!("[database]\nurl = \"sqlite:{}?mode=rwc\"", file.display());
        let database = database(&Config::from_toml(&text).expect("reads").database).await.expect("opens");
        assert!(file.is_file());
        database.close().await;
    }
}
