//! The journey as data: which steps, in which order, with how many attempts, judged by which numbers.

mod call;

use std::{collections::BTreeSet, fmt::Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use self::call::{CallApproval, CallRule};
use super::{event::Purpose, feedback::Survey, reason::Reason};
use crate::{base::region::Side, contact::address::Kind, face::threshold::Thresholds, identify::national_id::Scheme};

/// A step of a journey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// A national ID number, looked up in the registry.
    Identification,
    /// The document, photographed and read.
    Document,
    /// The selfie, compared with a portrait.
    Selfie,
    /// Moves before the camera that a photograph cannot make, by the person of the selfie.
    Liveness,
    /// A telephone or a mailbox, proved by a code that was sent there.
    Contact,
    /// Handing the application in.
    Submission,
}

impl StepKind {
    /// What the applicant must have agreed to first.
    pub const fn purpose(self) -> Option<Purpose> {
        match self {
            Self::Identification => Some(Purpose::Registry),
            Self::Document => Some(Purpose::Document),
            Self::Selfie | Self::Liveness => Some(Purpose::Biometric),
            Self::Contact => Some(Purpose::Contact),
            Self::Submission => None,
        }
    }

    /// The steps that an agreement opens.
    pub const fn opened_by(purpose: Purpose) -> &'static [Self] {
        match purpose {
            Purpose::Registry => &[Self::Identification],
            Purpose::Document => &[Self::Document],
            Purpose::Biometric => &[Self::Selfie, Self::Liveness],
            Purpose::Contact => &[Self::Contact],
            Purpose::Recording => &[],
        }
    }

    /// The portrait that the step brings.
    pub const fn portrait(self) -> Option<Portrait> {
        match self {
            Self::Identification => Some(Portrait::Registry),
            Self::Document => Some(Portrait::Document),
            Self::Selfie | Self::Liveness | Self::Contact | Self::Submission => None,
        }
    }

    /// The step's name, in the API and in journey files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identification => "identification",
            Self::Document => "document",
            Self::Selfie => "selfie",
            Self::Liveness => "liveness",
            Self::Contact => "contact",
            Self::Submission => "submission",
        }
    }
}

/// What a session remembers of its journey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JourneyRef {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: u32,
    /// SHA-256 of its text, hexadecimal: the session runs on by this text, whatever becomes of the file.
    pub hash: String,
    /// Its steps, in order.
    pub steps: Vec<StepKind>,
}

/// A validated journey.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Journey {
    /// Its name, as a session's start asks for it.
    pub name: String,
    /// Counted up with every change of content.
    pub version: u32,
    /// How long an application may take, in minutes, `1 ..= 43200` (30 days).
    pub expires_after_minutes: u32,
    /// The steps, in the order in which they are asked for; submission is the last.
    pub order: Vec<StepKind>,
    /// The identification step.
    pub identification: Option<IdentificationRule>,
    /// The document step.
    pub document: Option<DocumentRule>,
    /// The selfie step.
    pub selfie: Option<SelfieRule>,
    /// The liveness step.
    pub liveness: Option<LivenessRule>,
    /// Whether applicants may ask for a video call.
    pub call: Option<CallRule>,
    /// The contact step.
    pub contact: Option<ContactRule>,
    /// What the machine may decide.
    pub decision: DecisionRule,
    /// What is asked once it is decided; nothing without it.
    pub survey: Option<SurveyRule>,
    /// SHA-256 of the text, hexadecimal.
    #[serde(skip)]
    pub hash: String,
}

/// How the registry is asked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentificationRule {
    /// Answers that count, `1 ..= 10`; an outage is not one.
    pub attempts: u8,
    /// The number schemes that are taken.
    pub schemes: Vec<Scheme>,
    /// A step that may stand in for it.
    pub alternative: Option<StepKind>,
    /// What becomes of an application whose registry never answered.
    #[serde(default)]
    pub when_unavailable: WhenUnavailable,
}

/// What becomes of an application whose registry never answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhenUnavailable {
    /// A person decides.
    #[default]
    Refer,
    /// The alternative is enough.
    Accept,
}

/// How the document is read.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentRule {
    /// Pictures that count, `1 ..= 10`.
    pub attempts: u8,
    /// The sides an identity card must show; a passport has its front only.
    pub sides: Vec<Side>,
    /// Below this confidence, `0.0 ..= 1.0`, a printed field is not held against another source.
    pub min_confidence: f32,
}

/// How the selfie is judged.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SelfieRule {
    /// Pictures that count, `1 ..= 10`.
    pub attempts: u8,
    /// The portraits it is compared with; at least one of them must be there, and every one that is there must match.
    pub against: BTreeSet<Portrait>,
    /// SHA-256 of the descriptor model the thresholds were set for, hexadecimal.
    pub model: String,
    /// The distances that decide.
    pub thresholds: Thresholds,
}

/// How liveness is challenged. Whether two faces are one is judged by the selfie's thresholds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LivenessRule {
    /// Challenges that count, `1 ..= 10`: answered ones, and those whose time ran out.
    pub attempts: u8,
    /// Moves of a challenge, `2 ..= 4`.
    pub actions: u8,
    /// Time from the challenge to its frames, in seconds, `10 ..= 300`.
    pub seconds: u16,
}

/// How the person's address is proved. How long a code is good, and how often it may be mistyped or sent again, is the
/// installation's to say, the same for all journeys.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactRule {
    /// Codes that may be used up by typing others, `1 ..= 10`; one that was only not typed in time is none of them.
    pub attempts: u8,
    /// What may be proved; one address is enough.
    pub kinds: BTreeSet<Kind>,
}

/// A portrait that a selfie may be compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Portrait {
    /// The one printed on the document.
    Document,
    /// The registry's photograph.
    Registry,
}

/// What the machine may decide.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionRule {
    /// Reasons for which the machine declines; only those of [`Reason::may_decline`].
    #[serde(default)]
    pub decline: BTreeSet<Reason>,
}

/// What is asked once an application is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SurveyRule {
    /// Which question.
    pub kind: Survey,
}

/// What is wrong with a journey's text, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct JourneyFault {
    /// The line that is wrong, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

impl Journey {
    /// Reads and validates a journey.
    ///
    /// # Errors
    ///
    /// [`JourneyFault`] with the line that is wrong.
    pub fn parse(text: &str) -> Result<Self, JourneyFault> {
        let mut journey: Self = toml::from_str(text).map_err(|error| JourneyFault {
            line: error.span().map_or(1, |span| line_at(text, span.start)),
            message: error.message().to_owned(),
        })?;
        journey.hash = Sha256::digest(text).iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        match journey.first_fault() {
            None => Ok(journey),
            Some((table, key, message)) => Err(JourneyFault { line: line_of(text, table, key), message }),
        }
    }

    /// What is wrong with the checklist of its calls, which its `text` names.
    pub fn checklist_fault(text: &str, message: String) -> JourneyFault {
        JourneyFault { line: line_of(text, "call", "checklist"), message }
    }

    /// What a session remembers of it.
    pub fn reference(&self) -> JourneyRef {
        JourneyRef {
            name: self.name.clone(),
            version: self.version,
            hash: self.hash.clone(),
            steps: self.order.clone(),
        }
    }

    /// When an application ends by itself that an applicant may work on from `now_ms`; both in Unix milliseconds.
    pub fn expiry(&self, now_ms: i64) -> i64 {
        now_ms.saturating_add(i64::from(self.expires_after_minutes) * 60_000)
    }

    /// How often `step` may be tried.
    pub fn attempts(&self, step: StepKind) -> u8 {
        match step {
            StepKind::Identification => self.identification.as_ref().map_or(0, |rule| rule.attempts),
            StepKind::Document => self.document.as_ref().map_or(0, |rule| rule.attempts),
            StepKind::Selfie => self.selfie.as_ref().map_or(0, |rule| rule.attempts),
            StepKind::Liveness => self.liveness.as_ref().map_or(0, |rule| rule.attempts),
            StepKind::Contact => self.contact.as_ref().map_or(0, |rule| rule.attempts),
            StepKind::Submission => 1,
        }
    }

    /// Whether `step` may stand in for the identification.
    pub fn may_replace_identification(&self, step: StepKind) -> bool {
        self.identification.as_ref().is_some_and(|rule| rule.alternative == Some(step))
    }

    /// Table, key and message of the first thing that is wrong.
    fn first_fault(&self) -> Option<(&'static str, &'static str, String)> {
        let present = [
            (StepKind::Identification, self.identification.is_some()),
            (StepKind::Document, self.document.is_some()),
            (StepKind::Selfie, self.selfie.is_some()),
            (StepKind::Liveness, self.liveness.is_some()),
            (StepKind::Contact, self.contact.is_some()),
        ];
        if self.order.last() != Some(&StepKind::Submission) {
            return Some(("", "order", "the last step must be submission".into()));
        }
        if self.order.iter().collect::<BTreeSet<_>>().len() != self.order.len() {
            return Some(("", "order", "a step stands twice".into()));
        }
        for (step, has_table) in present {
            if has_table != self.order.contains(&step) {
                let name = step.name();
                return Some(("", "order", format!("step {name} and table [{name}] go together")));
            }
            if has_table && !(1..=10).contains(&self.attempts(step)) {
                return Some((step.name(), "attempts", "attempts must be 1 to 10".into()));
            }
        }
        if !(1..=43_200).contains(&self.expires_after_minutes) {
            return Some(("", "expires_after_minutes", "must be 1 to 43200 (30 days)".into()));
        }
        self.identification_fault()
            .or_else(|| self.document_fault())
            .or_else(|| self.selfie_fault())
            .or_else(|| self.liveness_fault())
            .or_else(|| self.contact_fault())
            .or_else(|| self.decision_fault())
            .or_else(|| self.call.as_ref()?.fault().map(|(key, message)| ("call", key, message)))
    }

    fn decision_fault(&self) -> Option<(&'static str, &'static str, String)> {
        let wrong = self.decision.decline.iter().find(|reason| !reason.may_decline())?;
        Some(("decision", "decline", format!("a machine may not decline for {wrong:?}: it must go to a person")))
    }

    fn liveness_fault(&self) -> Option<(&'static str, &'static str, String)> {
        let rule = self.liveness.as_ref()?;
        if !(2..=4).contains(&rule.actions) {
            return Some(("liveness", "actions", "must be 2 to 4".into()));
        }
        if !(10..=300).contains(&rule.seconds) {
            return Some(("liveness", "seconds", "must be 10 to 300".into()));
        }
        let selfie_first = self.order.iter().take_while(|s| **s != StepKind::Liveness).any(|s| *s == StepKind::Selfie);
        (!selfie_first)
            .then(|| ("", "order", "liveness needs a selfie before it: its frames are held against it".into()))
    }

    fn contact_fault(&self) -> Option<(&'static str, &'static str, String)> {
        let none = self.contact.as_ref()?.kinds.is_empty();
        none.then(|| ("contact", "kinds", "name phone, email or both".into()))
    }

    fn identification_fault(&self) -> Option<(&'static str, &'static str, String)> {
        let rule = self.identification.as_ref()?;
        if rule.schemes.is_empty() {
            return Some(("identification", "schemes", "name at least one number scheme".into()));
        }
        match rule.alternative {
            None => None,
            Some(StepKind::Document) if self.document.is_some() => None,
            Some(_) => {
                Some(("identification", "alternative", "only a document step of this journey can stand in".into()))
            }
        }
    }

    fn document_fault(&self) -> Option<(&'static str, &'static str, String)> {
        let rule = self.document.as_ref()?;
        if !rule.sides.contains(&Side::Front) {
            return Some(("document", "sides", "the front must be among the sides".into()));
        }
        (!(0.0..=1.0).contains(&rule.min_confidence))
            .then(|| ("document", "min_confidence", "must be 0.0 to 1.0".into()))
    }

    fn selfie_fault(&self) -> Option<(&'static str, &'static str, String)> {
        let rule = self.selfie.as_ref()?;
        if rule.against.is_empty() {
            return Some(("selfie", "against", "name at least one portrait".into()));
        }
        if rule.model.len() != 64 || !rule.model.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Some(("selfie", "model", "the SHA-256 of the descriptor model, 64 hexadecimal digits".into()));
        }
        let Thresholds { match_at_most, refer_at_most } = rule.thresholds;
        if !(0.0 < match_at_most && match_at_most <= refer_at_most) {
            return Some(("selfie", "thresholds", "need 0 < match_at_most <= refer_at_most".into()));
        }
        let before = |step| self.order.iter().take_while(|s| **s != StepKind::Selfie).any(|s| *s == step);
        let missing = rule.against.iter().find(|portrait| match portrait {
            Portrait::Document => !before(StepKind::Document),
            Portrait::Registry => !before(StepKind::Identification),
        })?;
        Some(("selfie", "against", format!("no earlier step brings the portrait {missing:?}")))
    }
}

/// The line, from 1, of the byte at `offset`.
fn line_at(text: &str, offset: usize) -> usize {
    text.get(..offset).unwrap_or(text).matches('\n').count() + 1
}

/// The line, from 1, of `key` in `[table]`; the table's own line if the key is not there; the first line otherwise.
fn line_of(text: &str, table: &str, key: &str) -> usize {
    let header = format!("[{table}]");
    let (mut here, mut found) = (table.is_empty(), 1);
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with('[') {
            here = line.split('#').next().is_some_and(|table| table.trim_end() == header);
            if here {
                found = number + 1;
            }
        } else if here && line.split('=').next().is_some_and(|k| k.trim() == key) {
            return number + 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standard() -> String {
        std::fs::read_to_string("../fixtures/journeys/standard.toml").expect("the shipped journey")
    }

    fn fault(from: &str, to: &str) -> JourneyFault {
        let text = standard();
        assert!(text.contains(from), "the shipped journey no longer says {from}");
        Journey::parse(&text.replace(from, to)).expect_err("refused")
    }

    #[test]
    fn the_shipped_journeys_are_valid() {
        for name in ["standard", "document-only", "registry-only", "reachable", "videoident"] {
            let text = std::fs::read_to_string(format!("../fixtures/journeys/{name}.toml")).expect("shipped");
            let journey = Journey::parse(&text).unwrap_or_else(|fault| panic!("{name}: {fault}"));
            assert_eq!(journey.name, name);
        }
    }

    #[test]
    fn a_fault_names_its_line() {
        let text = standard();
        let line = text.lines().position(|l| l.starts_with("sides")).expect("a line") + 1;
        assert_eq!(fault("sides = [\"front\", \"back\"]", "sides = [\"back\"]").line, line);
        assert_eq!(fault("sides = [\"front\", \"back\"]", "sides = [\"top\"]").line, line);
        // Its table has a remark beside its name.
        let line = text.lines().position(|l| l.starts_with("checklist")).expect("a line") + 1;
        assert_eq!(fault("checklist = \"generic\"", "checklist = \"Generic!\"").line, line);
    }

    #[test]
    fn liveness_needs_a_selfie_before_it_and_its_numbers_are_bounded() {
        let standard = "\"selfie\", \"liveness\"";
        assert!(fault(standard, "\"liveness\", \"selfie\"").message.contains("a selfie before it"));
        assert!(fault("actions = 3", "actions = 1").message.contains("2 to 4"));
        assert!(fault("seconds = 60", "seconds = 9").message.contains("10 to 300"));
    }

    #[test]
    fn a_contact_step_names_what_it_proves() {
        let text = std::fs::read_to_string("../fixtures/journeys/reachable.toml").expect("the shipped journey");
        let with = |kinds: &str| Journey::parse(&text.replace("[\"phone\", \"email\"]", kinds));
        assert_eq!(with("[\"email\"]").expect("valid").contact.expect("a step").kinds, BTreeSet::from([Kind::Email]));
        let line = text.lines().position(|l| l.starts_with("kinds")).expect("a line") + 1;
        for (kinds, message) in [("[]", "name phone"), ("[\"pigeon\"]", "pigeon")] {
            let fault = with(kinds).expect_err("refused");
            assert_eq!((fault.line, fault.message.contains(message)), (line, true), "{fault}");
        }
    }

    #[test]
    fn a_key_nobody_knows_is_refused() {
        assert!(fault("[decision]", "[decision]\ndecline_low_scores = true").message.contains("decline_low_scores"));
    }

    #[test]
    fn a_journey_cannot_let_the_machine_decline_a_face() {
        let fault = fault("decline = [", "decline = [\"face_no_match\", ");
        assert!(fault.message.contains("must go to a person"), "{fault}");
    }
}
