//! Every setting, a struct per section, with its default.

pub mod registry;
