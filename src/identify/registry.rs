//! The national registry, as a port.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::civil::Date;

use super::national_id::NationalId;
use crate::base::personal::Personal;

/// What the registry is asked: who has this number and was born on this day?
#[derive(Clone, Debug)]
pub struct Query {
    /// The number, already well formed.
    pub number: NationalId,
    /// Asked together with the number, so that a number alone opens nothing.
    pub birth_date: Date,
}

/// What the registry answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// One person has this number and this birth date.
    Found(Box<Record>),
    /// No such number, or another birth date: the registry's answer does not tell which, and neither do we.
    NoMatch,
}

/// What the registry holds of a person. A field it does not send is absent, never guessed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// Full names by BCP 47 language tag (`en`, `ar`, `fa`, `zh`), given names first.
    pub names: BTreeMap<String, Personal>,
    /// Date of birth.
    pub birth_date: Option<Date>,
    /// `F`, `M` or `X`.
    pub sex: Option<Personal>,
    /// ICAO 9303-3 three-letter code.
    pub nationality: Option<Personal>,
    /// Postal address, one line.
    pub address: Option<Personal>,
    /// Last day on which the identity document is good.
    pub document_expiry: Option<Date>,
    /// The registry's photograph, JPEG or PNG as it was sent.
    pub photo: Option<Vec<u8>>,
    /// Whether the number is in use.
    pub status: CivilStatus,
}

/// Whether a number is in use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CivilStatus {
    /// In use by a living person.
    #[default]
    Active,
    /// Its holder is registered as dead.
    Deceased,
    /// Withdrawn by the registry.
    Revoked,
}

/// The registry did not answer, answered too late, or answered with nonsense. Asking later may succeed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the registry is unavailable: {cause}")]
pub struct Unavailable {
    /// What went wrong, for the operator's log; never holds personal data.
    pub cause: String,
}

/// Looks people up.
#[async_trait]
pub trait Registry: Send + Sync {
    /// Who has this number and was born on this day.
    ///
    /// # Errors
    ///
    /// [`Unavailable`] within the adapter's time limit; never a guess.
    async fn look_up(&self, query: &Query) -> Result<Answer, Unavailable>;

    /// Whether its people are invented: a live journey refuses to start on such a registry.
    fn is_sandbox(&self) -> bool;
}
