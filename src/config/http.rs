//! `[http]`: where and how much is answered.

use std::{net::SocketAddr, time::Duration};

use serde::Deserialize;
use url::Url;

use super::Invalid;

/// Where and how much is answered.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// Where to listen. Behind a proxy that ends TLS keep it on loopback.
    pub listen: SocketAddr,
    /// How others reach the service, `http://…` or `https://…`; stands in tokens and links.
    pub public_url: String,
    /// Requests below `/v1` at once, with or without a body, at least 1; more are told to come back.
    pub max_places: usize,
    /// Bytes of uploads in memory at once, over all requests.
    pub byte_budget: usize,
    /// Longest wait for a request's line and headers, in milliseconds, `100 ..= 600 000`.
    pub head_timeout_ms: u64,
    /// Longest wait for a whole body, in milliseconds, `100 ..= 600 000`.
    pub body_timeout_ms: u64,
    /// `WebSockets` open at once, at least 1; more are told to come back.
    pub max_sockets: usize,
    /// `WebSockets` of one session open at once, at least 1.
    pub sockets_per_session: usize,
    /// Requests, and messages by WebSocket, of one caller in a minute, at least 1.
    pub rate_per_minute: u32,
    /// Threads that answer; 0 for one a core.
    pub workers: usize,
}

impl Http {
    /// Longest wait for a whole body.
    pub const fn body_timeout(&self) -> Duration {
        Duration::from_millis(self.body_timeout_ms)
    }

    pub(super) fn check(&self, largest_picture: usize) -> Result<(), Invalid> {
        let public = Url::parse(&self.public_url).ok();
        if !public.is_some_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host()) {
            return Err(Invalid::new("http.public_url", "must be http:// or https:// and a host"));
        }
        if self.max_places == 0 {
            return Err(Invalid::new("http.max_places", "must be at least 1"));
        }
        // One upload must fit, or it would wait for room that never comes.
        if self.byte_budget < largest_picture {
            return Err(Invalid::new("http.byte_budget", "must hold at least one picture of pictures.max_bytes"));
        }
        if !(100..=600_000).contains(&self.head_timeout_ms) {
            return Err(Invalid::new("http.head_timeout_ms", "must be 100 to 600000"));
        }
        if !(100..=600_000).contains(&self.body_timeout_ms) {
            return Err(Invalid::new("http.body_timeout_ms", "must be 100 to 600000"));
        }
        if self.max_sockets == 0 {
            return Err(Invalid::new("http.max_sockets", "must be at least 1"));
        }
        if self.sockets_per_session == 0 {
            return Err(Invalid::new("http.sockets_per_session", "must be at least 1"));
        }
        if self.rate_per_minute == 0 {
            return Err(Invalid::new("http.rate_per_minute", "must be at least 1"));
        }
        Ok(())
    }
}
