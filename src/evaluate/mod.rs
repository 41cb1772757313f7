//! Evaluate: how well documents are read, faces compared and living people told from attacks, on pictures whose truth is
//! known.
//!
//! [`csv`] reads a truth file; [`documents`], [`faces`] and [`liveness`] judge what was read or measured against the truth;
//! [`rate`] and [`det`] are the statistics; [`page`], [`document_page`], [`face_page`] and [`liveness_page`] make one
//! self-contained HTML file of it. Nothing here opens a file or runs a model: who calls brings readings and distances.

pub mod csv;
pub mod curve;
pub mod det;
pub mod document_page;
pub mod documents;
pub mod face_page;
pub mod faces;
pub mod liveness;
pub mod liveness_page;
pub mod page;
pub mod rate;
pub mod timing;
