//! What can go wrong when specimens are made.

use std::path::PathBuf;

use super::{fonts::FontsMissing, layout::BadLayout};

/// No specimen could be made.
#[derive(Debug, thiserror::Error)]
pub enum SpecimenError {
    /// A font is not installed.
    #[error(transparent)]
    Fonts(#[from] FontsMissing),
    /// A layout file in this build is broken.
    #[error(transparent)]
    Layout(#[from] BadLayout),
    /// The portrait is no picture, or a picture could not be encoded.
    #[error("{0}")]
    Picture(#[from] image::ImageError),
    /// A file could not be read or written.
    #[error("{}: {cause}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// Why not.
        #[source]
        cause: std::io::Error,
    },
}
