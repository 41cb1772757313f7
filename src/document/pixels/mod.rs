//! Picture operations the readers share: grey values, scaling, warping, morphology, blobs. Nothing here knows documents.

pub mod blobs;
pub mod grey;
pub mod morphology;
pub mod warp;
