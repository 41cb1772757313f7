//! `[limits]`: how often and how long.

use serde::Deserialize;

use super::Invalid;

/// How often and how long.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Look-ups under one identity within 24 hours, across sessions; at least 1.
    pub identity_attempts: u32,
    /// How long a claim on a session holds, in seconds, `60 ..= 86 400`.
    pub claim_s: i64,
    /// How long an Idempotency-Key is remembered, in seconds, `60 ..= 604 800`.
    pub idempotency_s: i64,
    /// How long a request may be in flight before its key is free again, in seconds, `5 ..= 3600`.
    pub in_flight_s: i64,
}

impl Limits {
    pub(super) fn check(&self) -> Result<(), Invalid> {
        if self.identity_attempts == 0 {
            return Err(Invalid::new("limits.identity_attempts", "must be at least 1"));
        }
        let ranges = [
            ("limits.claim_s", self.claim_s, 60..=86_400, "must be 60 to 86400 (a day)"),
            ("limits.idempotency_s", self.idempotency_s, 60..=604_800, "must be 60 to 604800 (a week)"),
            ("limits.in_flight_s", self.in_flight_s, 5..=3_600, "must be 5 to 3600 (an hour)"),
        ];
        match ranges.into_iter().find(|(_, value, range, _)| !range.contains(value)) {
            Some((key, _, _, reason)) => Err(Invalid::new(key, reason)),
            None => Ok(()),
        }
    }
}
