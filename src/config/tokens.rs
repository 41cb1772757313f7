//! `[tokens]` and `[webhooks]`: what the service says of itself to others, and where it may call.

use serde::Deserialize;

/// Access tokens.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tokens {
    /// Their `iss`; empty for `http.public_url` (see [`super::Config::issuer`]). The same for every replica.
    pub issuer: String,
}

/// Notices to back ends.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhooks {
    /// Whether they may go to this machine, also by `http`: for demos and sandboxes only.
    pub allow_loopback_http: bool,
}
