//! `[contact]`: codes that prove an address.

use serde::Deserialize;

use super::Invalid;

/// Codes that prove an address.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// How long a code is good, in seconds, `60 ..= 3600`.
    pub code_s: i64,
    /// How often it may be mistyped, `1 ..= 10`: of a million codes, so few are guessed.
    pub code_tries: u8,
    /// Codes sent for one session within 24 hours, `1 ..= 100`.
    pub codes_per_session: u32,
    /// Codes sent to one address within 24 hours, over all sessions, `1 ..= 100`: nobody is flooded.
    pub codes_per_address: u32,
}

impl Contact {
    pub(super) fn check(&self) -> Result<(), Invalid> {
        let ranges = [
            ("contact.code_s", self.code_s, 60..=3_600, "must be 60 to 3600 (an hour)"),
            ("contact.code_tries", self.code_tries.into(), 1..=10, "must be 1 to 10"),
            ("contact.codes_per_session", self.codes_per_session.into(), 1..=100, "must be 1 to 100"),
            ("contact.codes_per_address", self.codes_per_address.into(), 1..=100, "must be 1 to 100"),
        ];
        match ranges.into_iter().find(|(_, value, range, _)| !range.contains(value)) {
            Some((key, _, _, reason)) => Err(Invalid::new(key, reason)),
            None => Ok(()),
        }
    }
}
