//! A truth file and the report that is made of it.

use std::{
    fs,
    io::Write,
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{app, evaluate::csv::Table};

/// The table in `path`.
pub fn open(path: &Path) -> Result<Table> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    Table::parse(&text).with_context(|| path.display().to_string())
}

/// Where a file lies that a truth file names: beside the truth file, unless its path is absolute.
pub fn beside(truth: &Path, named: &str) -> PathBuf {
    truth.parent().unwrap_or(Path::new("")).join(named)
}

/// Says on standard error which columns were not used: a field's name with a slip in it would be one.
pub fn tell_unused(columns: &[String]) {
    if !columns.is_empty() {
        eprintln!("columns without a meaning here: {}", columns.join(", "));
    }
}

/// The line under a report's heading.
pub fn under(truth: &Path, what: &str) -> String {
    format!("{what} of {}, {}, ahlan {}", truth.display(), app::clock().today(), env!("CARGO_PKG_VERSION"))
}

/// Writes a report that its owner alone may read: it may hold personal data.
pub fn write(path: &Path, html: &str) -> Result<()> {
    write_private(path, html.as_bytes())
}

/// Writes a file that its owner alone may read.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    let shown = || path.display().to_string();
    let mut file =
        fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path).with_context(shown)?;
    // The mode above is for a new file; one that was there keeps its own.
    file.set_permissions(fs::Permissions::from_mode(0o600)).with_context(shown)?;
    file.write_all(bytes).with_context(shown)
}
