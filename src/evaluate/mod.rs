//! Evaluate: how well documents are read and faces compared on pictures whose truth is known.
//!
//! [`csv`] reads a truth file; [`documents`] and [`faces`] judge what was read or measured against it; [`rate`] and
//! [`det`] are the statistics; [`page`], [`document_page`] and [`face_page`] make one self-contained HTML file of it.
//! Nothing here opens a file or runs a model: who calls brings readings and distances.

pub mod csv;
pub mod curve;
pub mod det;
pub mod document_page;
pub mod documents;
pub mod face_page;
pub mod faces;
pub mod page;
pub mod rate;
pub mod timing;
