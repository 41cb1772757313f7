//! Staff: who calls, how they prove it, and what each may do.

pub mod caller;
pub mod policy;
pub mod secret;
pub mod token;
pub mod token_keys;
