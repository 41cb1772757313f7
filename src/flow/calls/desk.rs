//! What the bank says of its calls: hours, languages, checklists.

use std::collections::BTreeMap;

use crate::{
    chat::Calls,
    flow::FlowError,
    session::{journey::Journey, refusal::Refusal},
    video::{
        checklist::{Checklist, RecordingRule},
        hours::Hours,
    },
};

/// What the bank says of its calls.
#[derive(Debug)]
pub struct Desk {
    /// When staff is there.
    pub hours: Hours,
    /// In which languages, primary subtags of BCP 47.
    pub languages: Vec<String>,
    /// What is worked through, by name.
    pub checklists: BTreeMap<String, Checklist>,
}

impl Desk {
    /// The checklist of a journey's calls.
    ///
    /// # Errors
    ///
    /// [`Refusal::NoCall`] when the journey has none; internal when its checklist is gone since the session began.
    pub fn checklist(&self, journey: &Journey) -> Result<&Checklist, FlowError> {
        let rule = journey.call.as_ref().ok_or(Refusal::NoCall)?;
        let gone = || FlowError::internal(format!("the checklist {} is gone", rule.checklist));
        self.checklists.get(&rule.checklist).ok_or_else(gone)
    }

    /// What the conversation tells of a journey's calls. A journey that has none records none.
    pub fn told(&self, journey: &Journey) -> Calls<'_> {
        let recording = self.checklist(journey).map_or(RecordingRule::Never, |checklist| checklist.terms.recording);
        Calls { zone: self.hours.zone(), recording }
    }

    /// The language that is spoken for a tag: `ar` for `ar-AE`.
    pub fn spoken(&self, tag: &str) -> Option<&str> {
        let primary = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        self.languages.iter().map(String::as_str).find(|language| *language == primary)
    }
}
