//! Audit: the leaf, which is what the log will always have said.

pub mod leaf;
