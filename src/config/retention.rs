//! `[retention]`: how long what is kept.

use serde::Deserialize;

use super::Invalid;

/// How long each category of personal data is kept, in days, each `1 ..= 36 500`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Names, numbers, dates, addresses of a decided application, from the decision. Five years: FATF recommendation 11.
    pub profile_days: i64,
    /// Its pictures.
    pub picture_days: i64,
    /// What a face recogniser made of its faces.
    pub template_days: i64,
    /// What was said in its chat.
    pub chat_days: i64,
    /// Its recorded calls.
    pub recording_days: i64,
    /// Everything of an application that nobody decided, from its last write.
    pub undecided_days: i64,
}

impl Retention {
    pub(super) fn check(&self) -> Result<(), Invalid> {
        let days = [
            ("retention.profile_days", self.profile_days),
            ("retention.picture_days", self.picture_days),
            ("retention.template_days", self.template_days),
            ("retention.chat_days", self.chat_days),
            ("retention.recording_days", self.recording_days),
            ("retention.undecided_days", self.undecided_days),
        ];
        match days.into_iter().find(|(_, days)| !(1..=36_500).contains(days)) {
            Some((key, _)) => Err(Invalid::new(key, "must be 1 to 36500")),
            None => Ok(()),
        }
    }
}
