//! What the chat remembers from turn to turn, beside the session itself. It is sealed with the reply that it follows from.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{choice::Choice, language::Language};
use crate::{
    base::{ids::EvidenceId, personal::Personal, reading::Field},
    identify::national_id::Scheme,
    session::journey::StepKind,
};

/// What the chat remembers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// The language that was chosen; until then the session's.
    pub language: Option<Language>,
    /// The question that stands, if it is not the next step's own.
    pub pending: Pending,
    /// The choices under the last reply.
    pub offered: Vec<Choice>,
    /// Messages in a row that were not understood.
    pub misunderstood: u8,
    /// Failed tries in a row at the step that is asked for.
    pub failures: u8,
    /// The step whose tries are counted.
    pub failing: Option<StepKind>,
    /// The percentage that was told last.
    pub percent: usize,
    /// A step that the person wants to do instead of the one that comes first, or again.
    pub detour: Option<StepKind>,
    /// The card's front, sealed and stored, while its back is waited for.
    pub card_front: Option<EvidenceId>,
    /// Whether the person has been greeted.
    pub greeted: bool,
    /// Whether the person was sent to the liveness check, which is made at a door of its own.
    #[serde(default)]
    pub proving: bool,
}

/// A question that is not the next step's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "question", rename_all = "snake_case")]
pub enum Pending {
    /// None: what the next step asks for.
    #[default]
    Nothing,
    /// The number is known, the date of birth is not.
    BirthDate {
        /// Its scheme.
        scheme: Scheme,
        /// The number.
        number: Personal,
    },
    /// The date of birth is known, the number is not.
    Number {
        /// The date.
        birth_date: Date,
    },
    /// The number could be of several schemes.
    WhichScheme {
        /// The number.
        number: Personal,
        /// The date of birth, if it is known.
        birth_date: Option<Date>,
        /// The schemes.
        schemes: Vec<Scheme>,
    },
    /// "I read … Right?", before the registry is asked.
    Identity {
        /// The number's scheme.
        scheme: Scheme,
        /// The number.
        number: Personal,
        /// The date of birth.
        birth_date: Date,
    },
    /// "I read your document: … Right?"
    Profile,
    /// What is wrong?
    WhichField,
    /// How should it be?
    Value {
        /// The field.
        field: Field,
    },
    /// Where to go back to?
    BackTo,
    /// Stop for now, or for good?
    Cancel,
    /// Really for good?
    Withdraw,
    /// Shall staff take the step over?
    Person,
    /// To which other address shall the code go?
    Address,
    /// May the call that is wished for be recorded?
    Recording,
    /// Which language?
    Language,
    /// What can be done here, as a list to choose from.
    Menu,
}

impl Pending {
    /// Whether it belongs to the identification.
    pub(super) const fn is_identity(&self) -> bool {
        match self {
            Self::BirthDate { .. } | Self::Number { .. } | Self::WhichScheme { .. } | Self::Identity { .. } => true,
            Self::Nothing
            | Self::Profile
            | Self::WhichField
            | Self::Value { .. }
            | Self::BackTo
            | Self::Cancel
            | Self::Withdraw
            | Self::Person
            | Self::Address
            | Self::Recording
            | Self::Language
            | Self::Menu => false,
        }
    }
}
