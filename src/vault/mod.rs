//! Vault: personal data sealed by category.
//!
//! Every session has one random 256-bit [`keys::DataKey`] per category ([`crate::base::category`]), stored only wrapped
//! by the service's [`keys::Keyring`]. Values are sealed by [`seal`], pictures and recordings by [`stream`]; erasing a category
//! is destroying its key. Identifiers that must be found again are hashed by [`lookup_key`].

pub mod keys;
pub mod lookup_key;
mod mac;
pub mod object_store;
pub mod seal;
pub mod stream;
