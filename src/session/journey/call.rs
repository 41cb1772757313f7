//! The journey's `[call]`: whether applicants may ask for a video call, and what becomes of it.

use serde::Deserialize;

/// How applicants are called.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallRule {
    /// The checklist that is worked through, by name.
    pub checklist: String,
    /// Before which other calls it comes, `0 ..= 9`, higher first.
    #[serde(default)]
    pub priority: u8,
    /// Whether staff may approve what was referred without a call.
    #[serde(default)]
    pub approval: CallApproval,
}

/// Whether staff may approve without a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallApproval {
    /// By the evidence there is. A call that was held must carry the approval, all the same.
    #[default]
    MayGoWithout,
    /// After a successful call alone.
    NeedsCall,
}

impl CallRule {
    /// Key and message of what is wrong.
    pub(super) fn fault(&self) -> Option<(&'static str, String)> {
        let name = !self.checklist.is_empty()
            && self.checklist.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_');
        if !name {
            return Some(("checklist", "the name of a checklist: a-z, 0-9, - and _".into()));
        }
        (self.priority > 9).then(|| ("priority", "must be 0 to 9".into()))
    }
}
