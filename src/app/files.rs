//! Reads the text files of a folder.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::StartError;

/// The `*.toml` files of `folder`, by name, with their text.
///
/// # Errors
///
/// [`StartError`] when the folder or a file cannot be read, and when there is none.
pub(super) fn toml_files(folder: &Path) -> Result<Vec<(PathBuf, String)>, StartError> {
    let unusable = |source| StartError::Folder { path: folder.to_owned(), source };
    let entries = fs::read_dir(folder).map_err(unusable)?;
    let paths: io::Result<Vec<PathBuf>> = entries.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut paths = paths.map_err(unusable)?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    // The folder's own order differs between machines, and the first of two layouts that fit wins.
    paths.sort();
    if paths.is_empty() {
        return Err(StartError::EmptyFolder(folder.to_owned()));
    }
    let read = |path: PathBuf| match fs::read_to_string(&path) {
        Ok(text) => Ok((path, text)),
        Err(source) => Err(StartError::File { path, source }),
    };
    paths.into_iter().map(read).collect()
}
