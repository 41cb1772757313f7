//! `[objects]`: where sealed pictures are.

use std::path::PathBuf;

use serde::Deserialize;

/// Where sealed pictures are.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objects {
    /// Their folder; made if it is missing.
    pub folder: PathBuf,
}
