//! Reads a picture file as the service would take it.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use crate::base::picture::{Limits, Picture};

/// The picture in `path`, judged by the same limits as an upload.
pub fn open(path: &Path, limits: &Limits) -> Result<Picture> {
    let shown = || path.display().to_string();
    let bytes = fs::read(path).with_context(shown)?;
    Picture::decode(&bytes, limits).with_context(shown)
}
