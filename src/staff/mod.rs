//! Staff: who calls, how they prove it, and what each may do.

pub mod caller;
pub mod page_secret;
pub mod policy;
pub mod secret;
pub mod token;
pub mod token_keys;
pub mod visit;
