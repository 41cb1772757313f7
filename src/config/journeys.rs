//! `[journeys]` and `[layouts]`: the files that say how applications go and how documents look.

use std::path::PathBuf;

use serde::Deserialize;

/// Where the journeys are.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Journeys {
    /// Their folder; every `*.toml` in it is a journey.
    pub folder: PathBuf,
}

/// Where the layouts of documents are.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layouts {
    /// Their folder; every `*.toml` in it is a layout.
    pub folder: PathBuf,
}
