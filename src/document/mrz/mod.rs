//! The machine readable zone (ICAO Doc 9303): found, read, decoded, checked.

pub mod check_digit;
mod decode;
pub mod format;
mod grid;
mod hypothesis;
mod locate;
pub mod parse;
mod reader;
pub mod recognise;
mod repair;
mod rows;
pub(in crate::document) mod states;
pub(in crate::document) mod zone;

pub use format::Format;
pub(in crate::document) use hypothesis::Hypothesis;
pub use reader::MrzReader;
pub use zone::Mrz;
