//! `[limits]`: how often and how long.

use serde::Deserialize;

use super::Invalid;

/// How often and how long.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Look-ups under one identity within 24 hours, across sessions; at least 1.
    pub identity_attempts: u32,
    /// Frames that answer one liveness challenge, `3 ..= 30`; each takes some 10 ms.
    pub liveness_frames: usize,
    /// Bytes of one of them, as sent, `10 000 ..= 5 000 000`.
    pub liveness_frame_bytes: usize,
    /// Selfies whose templates wait in memory for the liveness check, `0 ..= 100 000`; each takes half a KiB, and one
    /// that is not there costs another look at the stored picture.
    pub recent_templates: usize,
    /// How long a claim on a session holds, in seconds, `60 ..= 86 400`.
    pub claim_s: i64,
    /// How long an application may wait for staff before the promise is broken, in seconds, `60 ..= 604 800`. The
    /// console shows the waiting time against it; nothing else happens.
    pub review_promise_s: i64,
    /// How long an Idempotency-Key is remembered, in seconds, `60 ..= 604 800`.
    pub idempotency_s: i64,
    /// How long a request may be in flight before its key is free again, in seconds, `5 ..= 3600`.
    pub in_flight_s: i64,
    /// Crops of one picture in which a machine readable zone is looked for, `1 ..= 100`; each takes some 20 ms.
    pub zone_looks: u32,
    /// Lines of print read of one document, `1 ..= 1000`; each takes some 20 ms.
    pub text_lines: u32,
}

impl Limits {
    pub(super) fn check(&self) -> Result<(), Invalid> {
        if self.identity_attempts == 0 {
            return Err(Invalid::new("limits.identity_attempts", "must be at least 1"));
        }
        let number = |size: usize| i64::try_from(size).unwrap_or(i64::MAX);
        let ranges = [
            ("limits.liveness_frames", number(self.liveness_frames), 3..=30, "must be 3 to 30"),
            (
                "limits.liveness_frame_bytes",
                number(self.liveness_frame_bytes),
                10_000..=5_000_000,
                "must be 10000 to 5000000 (5 MB)",
            ),
            ("limits.recent_templates", number(self.recent_templates), 0..=100_000, "must be 0 to 100000"),
            ("limits.claim_s", self.claim_s, 60..=86_400, "must be 60 to 86400 (a day)"),
            ("limits.review_promise_s", self.review_promise_s, 60..=604_800, "must be 60 to 604800 (a week)"),
            ("limits.idempotency_s", self.idempotency_s, 60..=604_800, "must be 60 to 604800 (a week)"),
            ("limits.in_flight_s", self.in_flight_s, 5..=3_600, "must be 5 to 3600 (an hour)"),
            ("limits.zone_looks", self.zone_looks.into(), 1..=100, "must be 1 to 100"),
            ("limits.text_lines", self.text_lines.into(), 1..=1_000, "must be 1 to 1000"),
        ];
        match ranges.into_iter().find(|(_, value, range, _)| !range.contains(value)) {
            Some((key, _, _, reason)) => Err(Invalid::new(key, reason)),
            None => Ok(()),
        }
    }
}
