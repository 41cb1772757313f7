//! `[reminders]`: what applicants are told unasked.

use serde::Deserialize;

use super::Invalid;

/// What applicants are told unasked.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reminders {
    /// Silence before somebody is reminded, and between two reminders, in seconds, `60 ..= 2 592 000`.
    pub silence_s: i64,
    /// Reminders of one session, `0 ..= 10`; 0 for none.
    pub most: u8,
    /// How long before an application ends that is told, in seconds, `0 ..= 604 800`; 0 for never.
    pub before_end_s: i64,
    /// How long before a call that was booked its person is told, in seconds, `0 ..= 86 400`; 0 for never.
    pub before_call_s: i64,
    /// How long is waited before a message that did not go out is tried again, in seconds, `10 ..= 86 400`.
    pub again_s: i64,
}

impl Reminders {
    pub(super) fn check(&self) -> Result<(), Invalid> {
        let ranges = [
            ("reminders.silence_s", self.silence_s, 60..=2_592_000, "must be 60 to 2592000 (30 days)"),
            ("reminders.most", self.most.into(), 0..=10, "must be 0 to 10"),
            ("reminders.before_end_s", self.before_end_s, 0..=604_800, "must be 0 to 604800 (a week)"),
            ("reminders.before_call_s", self.before_call_s, 0..=86_400, "must be 0 to 86400 (a day)"),
            ("reminders.again_s", self.again_s, 10..=86_400, "must be 10 to 86400 (a day)"),
        ];
        match ranges.into_iter().find(|(_, value, range, _)| !range.contains(value)) {
            Some((key, _, _, reason)) => Err(Invalid::new(key, reason)),
            None => Ok(()),
        }
    }
}
