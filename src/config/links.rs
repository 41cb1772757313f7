//! `[links]`: links that open a session on the applicant's page, and the visits that they are exchanged for.

use serde::Deserialize;

use super::Invalid;

/// Links that open a session on the applicant's page.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Links {
    /// How long a back end's link can be exchanged, in seconds, `60 ..= 604 800`.
    pub life_s: i64,
    /// How long a desktop shows its QR code to a phone, in seconds, `30 ..= 3600`.
    pub hand_over_s: i64,
    /// How long a browser that was let in may stay, in seconds, `300 ..= 86 400`.
    pub visit_s: i64,
    /// Links of one session that are neither used nor over, `1 ..= 100`.
    pub open_per_session: u32,
    /// Tries to type a phone's two digits on the desktop, `1 ..= 10`: of ninety numbers, so few are guessed.
    pub number_tries: u8,
}

impl Links {
    pub(super) fn check(&self) -> Result<(), Invalid> {
        let ranges = [
            ("links.life_s", self.life_s, 60..=604_800, "must be 60 to 604800 (a week)"),
            ("links.hand_over_s", self.hand_over_s, 30..=3_600, "must be 30 to 3600 (an hour)"),
            ("links.visit_s", self.visit_s, 300..=86_400, "must be 300 to 86400 (a day)"),
            ("links.open_per_session", self.open_per_session.into(), 1..=100, "must be 1 to 100"),
            ("links.number_tries", self.number_tries.into(), 1..=10, "must be 1 to 10"),
        ];
        match ranges.into_iter().find(|(_, value, range, _)| !range.contains(value)) {
            Some((key, _, _, reason)) => Err(Invalid::new(key, reason)),
            None => Ok(()),
        }
    }
}
