//! Contact: where a person can be reached, the code that proves it, and the port by which messages go there.

pub mod address;
pub mod channel;
pub mod code;
