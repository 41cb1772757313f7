//! Invented people, as the embedded and the reference registry hold them.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Component, Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use jiff::civil::Date;
use serde::Deserialize;

use crate::{
    base::personal::Personal,
    identify::{
        encoded::Sex,
        national_id::NationalId,
        registry::{Answer, CivilStatus, Query, Record},
        scheme::Scheme,
    },
};

/// The people that come with Ahlan.
const BUILT_IN: &str = include_str!("../../fixtures/registry/people.json");

/// Why invented people cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FixturesError {
    /// A file cannot be read.
    #[error("cannot read {}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Not the JSON of people.
    #[error("not a list of people: {0}")]
    Json(#[from] serde_json::Error),
    /// A person whose entry cannot be.
    #[error("person {place}: {reason}")]
    Person {
        /// From 1.
        place: usize,
        /// What is wrong.
        reason: String,
    },
}

/// Invented people by number.
#[derive(Clone, Default)]
pub struct Fixtures {
    people: HashMap<(Scheme, String), (Date, Record)>,
}

impl Fixtures {
    /// The people that come with Ahlan: citizens of Utopia and two with Emirates ID numbers.
    ///
    /// # Errors
    ///
    /// None, unless the file was broken before it was compiled in.
    pub fn built_in() -> Result<Self, FixturesError> {
        Self::from_json(BUILT_IN, None)
    }

    /// The people in `file`; their photo files are in `photos`.
    ///
    /// # Errors
    ///
    /// As [`Fixtures::from_json`], and [`FixturesError::File`].
    pub fn load(file: &Path, photos: Option<&Path>) -> Result<Self, FixturesError> {
        let text =
            std::fs::read_to_string(file).map_err(|source| FixturesError::File { path: file.to_owned(), source })?;
        Self::from_json(&text, photos)
    }

    /// The people in `json`; their photo files are in `photos`. Without that folder nobody has a photo from a file.
    ///
    /// # Errors
    ///
    /// [`FixturesError`], with the person's place in the list.
    pub fn from_json(json: &str, photos: Option<&Path>) -> Result<Self, FixturesError> {
        let people: Vec<Person> = serde_json::from_str(json)?;
        people.into_iter().enumerate().try_fold(Self::default(), |all, (index, person)| {
            let wrong = |reason: String| FixturesError::Person { place: index + 1, reason };
            let number =
                NationalId::parse(person.scheme, person.number.expose()).map_err(|fault| wrong(fault.to_string()))?;
            let photo = person.photo.as_ref().map(|photo| photo.bytes(photos)).transpose().map_err(wrong)?.flatten();
            let birth_date = person.birth_date;
            Ok(all.with(&number, birth_date, person.record(photo)))
        })
    }

    /// These people and one more; the same number again replaces its holder.
    #[must_use]
    pub fn with(mut self, number: &NationalId, birth_date: Date, record: Record) -> Self {
        let record = Record { birth_date: Some(birth_date), ..record };
        self.people.insert((number.scheme(), number.expose().to_owned()), (birth_date, record));
        self
    }

    /// Who has this number and was born on this day.
    pub fn look_up(&self, query: &Query) -> Answer {
        let key = (query.number.scheme(), query.number.expose().to_owned());
        match self.people.get(&key) {
            Some((born, record)) if *born == query.birth_date => Answer::Found(Box::new(record.clone())),
            Some(_) | None => Answer::NoMatch,
        }
    }

    /// How many people there are.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }
}

impl std::fmt::Debug for Fixtures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fixtures({} people)", self.people.len())
    }
}

/// A person as written in a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    scheme: Scheme,
    number: Personal,
    birth_date: Date,
    names: BTreeMap<String, Personal>,
    sex: Option<Sex>,
    nationality: Option<Personal>,
    address: Option<Personal>,
    document_expiry: Option<Date>,
    photo: Option<Photo>,
    status: Status,
}

/// A photo is a file's name, or the file itself in base64.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Photo {
    File(PathBuf),
    Base64(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Active,
    Deceased,
    Revoked,
}

impl Person {
    fn record(self, photo: Option<Vec<u8>>) -> Record {
        Record {
            names: self.names,
            birth_date: Some(self.birth_date),
            sex: self.sex.map(|sex| Personal::new(sex.letter())),
            nationality: self.nationality,
            address: self.address,
            document_expiry: self.document_expiry,
            photo,
            status: match self.status {
                Status::Active => CivilStatus::Active,
                Status::Deceased => CivilStatus::Deceased,
                Status::Revoked => CivilStatus::Revoked,
            },
        }
    }
}

impl Photo {
    fn bytes(&self, folder: Option<&Path>) -> Result<Option<Vec<u8>>, String> {
        match (self, folder) {
            (Self::Base64(text), _) => BASE64.decode(text).map(Some).map_err(|_| "photo.base64 is not base64".into()),
            (Self::File(_), None) => Ok(None),
            (Self::File(name), Some(folder)) => {
                if !name.components().all(|part| matches!(part, Component::Normal(_))) {
                    return Err("photo.file leads out of the photo folder".into());
                }
                let path = folder.join(name);
                std::fs::read(&path).map(Some).map_err(|error| format!("cannot read {}: {error}", path.display()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBER: &str = r#""scheme": "utopia", "number": "199008070122", "birth_date": "1990-08-07", "names": {}"#;

    fn read(photo: &str, folder: Option<&Path>) -> Result<Fixtures, FixturesError> {
        Fixtures::from_json(&format!(r#"[{{ {NUMBER}, "status": "active", "photo": {photo} }}]"#), folder)
    }

    fn photo(fixtures: &Fixtures) -> Option<Vec<u8>> {
        fixtures.people.values().next().expect("one person").1.photo.clone()
    }

    #[test]
    fn the_people_that_come_with_ahlan_cover_every_status_and_four_languages() {
        let fixtures = Fixtures::built_in().expect("reads");
        assert_eq!(fixtures.len(), 9);
        for status in [CivilStatus::Active, CivilStatus::Deceased, CivilStatus::Revoked] {
            assert!(fixtures.people.values().any(|(_, record)| record.status == status), "{status:?}");
        }
        for tag in ["en", "ar", "fa", "zh"] {
            assert!(fixtures.people.values().any(|(_, record)| record.names.contains_key(tag)), "{tag}");
        }
    }

    #[test]
    fn a_photo_comes_from_its_file_or_from_base64() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("a.jpg"), b"\xFF\xD8\xFFfile").expect("writes");
        let file = r#"{"file": "a.jpg"}"#;
        assert_eq!(photo(&read(file, Some(folder.path())).expect("reads")), Some(b"\xFF\xD8\xFFfile".to_vec()));
        assert_eq!(photo(&read(file, None).expect("reads")), None);
        assert_eq!(photo(&read(r#"{"base64": "/9j/"}"#, None).expect("reads")), Some(vec![0xFF, 0xD8, 0xFF]));
    }

    #[test]
    fn a_photo_outside_its_folder_and_a_wrong_number_are_refused_with_the_persons_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let outside = read(r#"{"file": "../a.jpg"}"#, Some(folder.path())).expect_err("refused");
        assert_eq!(outside.to_string(), "person 1: photo.file leads out of the photo folder");
        let json = format!(r#"[{{ {}, "status": "active" }}]"#, NUMBER.replace("0122", "0123"));
        let wrong = Fixtures::from_json(&json, None).expect_err("refused");
        assert!(wrong.to_string().starts_with("person 1: "), "{wrong}");
        assert!(!wrong.to_string().contains("1990"), "{wrong}");
    }
}
