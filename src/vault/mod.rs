//! Vault: personal data sealed by category.
