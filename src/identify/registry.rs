//! The national registry, as a port.

use std::{
    collections::{BTreeMap, HashMap},
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
};

use async_trait::async_trait;
use jiff::civil::Date;

use super::national_id::{NationalId, Scheme};
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

/// A registry of invented people in memory, for tests. It can go down and come back.
#[derive(Default)]
pub struct FakeRegistry {
    people: HashMap<(Scheme, String), (Date, Record)>,
    down: AtomicBool,
    asked: AtomicUsize,
}

impl FakeRegistry {
    /// The registry with one more person; the same number again replaces its holder.
    #[must_use]
    pub fn with(mut self, number: &NationalId, birth_date: Date, record: Record) -> Self {
        self.people.insert((number.scheme(), number.expose().to_owned()), (birth_date, record));
        self
    }

    /// From now on every question fails.
    pub fn go_down(&self) {
        self.down.store(true, Ordering::SeqCst);
    }

    /// It answers again.
    pub fn come_back(&self) {
        self.down.store(false, Ordering::SeqCst);
    }

    /// How often it was asked, answered or not.
    pub fn times_asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Registry for FakeRegistry {
    async fn look_up(&self, query: &Query) -> Result<Answer, Unavailable> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if self.down.load(Ordering::SeqCst) {
            return Err(Unavailable { cause: "switched off by the test".to_owned() });
        }
        let key = (query.number.scheme(), query.number.expose().to_owned());
        Ok(match self.people.get(&key) {
            Some((born, record)) if *born == query.birth_date => Answer::Found(Box::new(record.clone())),
            Some(_) | None => Answer::NoMatch,
        })
    }

    fn is_sandbox(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::identify::{encoded::Sex, generate::generate};

    fn layla() -> (NationalId, Record) {
        let number = generate(Scheme::Utopia, date(1990, 8, 7), Sex::F, 1).expect("a number");
        let names = BTreeMap::from([("en".to_owned(), Personal::new("Layla Haddad"))]);
        (number, Record { names, birth_date: Some(date(1990, 8, 7)), ..Record::default() })
    }

    #[tokio::test]
    async fn a_wrong_birth_date_is_answered_like_an_unknown_number() {
        let (number, record) = layla();
        let registry = FakeRegistry::default().with(&number, date(1990, 8, 7), record.clone());
        let right = Query { number: number.clone(), birth_date: date(1990, 8, 7) };
        let wrong = Query { number, birth_date: date(1990, 7, 8) };
        let stranger = generate(Scheme::Utopia, date(1990, 8, 7), Sex::F, 2).expect("a number");
        let unknown = Query { number: stranger, birth_date: date(1990, 8, 7) };
        assert_eq!(registry.look_up(&right).await, Ok(Answer::Found(Box::new(record))));
        assert_eq!(registry.look_up(&wrong).await, Ok(Answer::NoMatch));
        assert_eq!(registry.look_up(&unknown).await, Ok(Answer::NoMatch));
    }

    #[tokio::test]
    async fn a_registry_that_is_down_answers_again_after_it_came_back() {
        let (number, record) = layla();
        let registry = FakeRegistry::default().with(&number, date(1990, 8, 7), record);
        let query = Query { number, birth_date: date(1990, 8, 7) };
        registry.go_down();
        assert!(registry.look_up(&query).await.is_err());
        registry.come_back();
        assert!(registry.look_up(&query).await.is_ok());
        assert_eq!(registry.times_asked(), 2);
    }
}
