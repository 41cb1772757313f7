//! What computes, and touches neither network nor clock nor database.
//!
//! A crate of its own, although its rooms lie beside the others, for one reason: a development build optimises it,
//! because the tests read real pictures, and leaves the rest alone, because nobody waits for the rest.

pub mod base;
pub mod chat;
pub mod contact;
pub mod document;
pub mod face;
pub mod identify;
pub mod session;
pub mod specimen;
pub mod video;
