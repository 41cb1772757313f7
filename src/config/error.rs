//! What is wrong with the configuration, and where it was set.

use std::{borrow::Cow, path::PathBuf};

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file that was named is not there.
    #[error("there is no configuration file {}", .0.display())]
    NoFile(PathBuf),
    /// A setting cannot be read or is out of its range. Never quotes a secret.
    #[error("{key}: {reason} ({source_name})")]
    Setting {
        /// Its section and name, `http.listen`.
        key: String,
        /// What is wrong.
        reason: String,
        /// Where it was set: the file, or the environment variable.
        source_name: String,
    },
}

/// A value that reads well and cannot be.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Invalid {
    pub key: &'static str,
    pub reason: Cow<'static, str>,
}

impl Invalid {
    pub fn new(key: &'static str, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { key, reason: reason.into() }
    }
}
