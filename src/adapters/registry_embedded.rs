//! A registry of invented people in this process: for test sessions, never for live ones.

use async_trait::async_trait;

use super::registry_fixtures::{Fixtures, FixturesError};
use crate::{
    config::registry::EmbeddedRegistrySettings,
    identify::registry::{Answer, Query, Registry, Unavailable},
};

/// Invented people in this process.
#[derive(Debug)]
pub struct EmbeddedRegistry {
    people: Fixtures,
}

impl EmbeddedRegistry {
    /// A registry of `people`.
    pub const fn new(people: Fixtures) -> Self {
        Self { people }
    }

    /// The registry of the people that `settings` name.
    ///
    /// # Errors
    ///
    /// [`FixturesError`] when their file cannot be used.
    pub fn open(settings: &EmbeddedRegistrySettings) -> Result<Self, FixturesError> {
        let people = match &settings.people_file {
            Some(file) => Fixtures::load(file, settings.photo_folder.as_deref())?,
            None => Fixtures::built_in()?,
        };
        Ok(Self { people })
    }
}

#[async_trait]
impl Registry for EmbeddedRegistry {
    async fn look_up(&self, query: &Query) -> Result<Answer, Unavailable> {
        Ok(self.people.look_up(query))
    }

    fn is_sandbox(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::identify::{national_id::NationalId, scheme::Scheme};

    fn asked(text: &str, birth_date: jiff::civil::Date) -> Query {
        Query { number: NationalId::parse(Scheme::Utopia, text).expect("good"), birth_date }
    }

    #[tokio::test]
    async fn it_knows_its_people_and_answers_a_wrong_birth_date_like_an_unknown_number() {
        let registry = EmbeddedRegistry::open(&EmbeddedRegistrySettings::default()).expect("opens");
        let found = registry.look_up(&asked("199008070122", date(1990, 8, 7))).await.expect("answers");
        let Answer::Found(record) = found else { panic!("not found") };
        assert_eq!(record.names["en"].expose(), "Amal Nurani");
        assert_eq!(record.birth_date, Some(date(1990, 8, 7)));
        let wrong_day = registry.look_up(&asked("199008070122", date(1990, 8, 8))).await;
        assert_eq!(wrong_day, Ok(Answer::NoMatch));
        let stranger =
            crate::identify::generate::generate(Scheme::Utopia, date(1990, 8, 7), crate::identify::encoded::Sex::F, 99);
        let unknown = Query { number: stranger.expect("a number"), birth_date: date(1990, 8, 7) };
        assert_eq!(registry.look_up(&unknown).await, wrong_day);
        assert!(registry.is_sandbox());
    }
}
