//! `[database]`: where the store is.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::Invalid;

/// Where the store is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite:FILE?mode=rwc` or `postgres://…`. A secret: it may hold a password.
    pub url: SecretString,
    /// Connections at most, at least 1.
    pub max_connections: u32,
}

impl Database {
    pub(super) fn check(&self) -> Result<(), Invalid> {
        let url = self.url.expose_secret();
        if !["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| url.starts_with(scheme)) {
            return Err(Invalid::new("database.url", "must begin with sqlite: or postgres:"));
        }
        // Each SQLite connection would open a memory of its own, and only one of them would get the tables.
        if url.contains(":memory:") || url.contains("mode=memory") {
            return Err(Invalid::new(
                "database.url",
                "must name a file: in memory every connection sees another store",
            ));
        }
        if self.max_connections == 0 {
            return Err(Invalid::new("database.max_connections", "must be at least 1"));
        }
        Ok(())
    }
}
