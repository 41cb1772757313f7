//! `[models]`: the networks and the language data.

use std::{num::NonZeroUsize, path::PathBuf, thread};

use serde::Deserialize;

/// The networks and the language data.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Models {
    /// Their folder, as `make setup` fills it: `mrz/` and `cache/` are in it.
    pub folder: PathBuf,
    /// The file that describes the network that tells faces apart, from that folder or absolute.
    pub descriptor: PathBuf,
    /// Pictures looked at side by side; 0 for one a core.
    pub sessions: usize,
    /// The folder of Tesseract's `*.traineddata`.
    pub tesseract_data: PathBuf,
}

impl Models {
    /// Pictures looked at side by side, the cores counted.
    pub fn places(&self) -> NonZeroUsize {
        NonZeroUsize::new(self.sessions).unwrap_or_else(|| thread::available_parallelism().unwrap_or(NonZeroUsize::MIN))
    }
}
