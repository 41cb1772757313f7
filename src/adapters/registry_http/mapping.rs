//! From the registry's JSON to a record, by the pointers in the configuration.
//!
//! What is not there is absent; what is there and cannot be read makes the answer useless, for a guess about a
//! person is worse than none. No cause repeats a value.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::Value;

use super::{dates::DateFormat, pointer::Pointer};
use crate::{
    adapters::{
        Misconfigured,
        registry_call::Fault,
        registry_field::{self, NotAPhoto},
    },
    base::personal::Personal,
    config::registry::{FieldPointers, HttpRegistrySettings, SexWord, StatusWord},
    identify::registry::{Answer, CivilStatus, Query, Record},
};

/// Where everything is in an answer.
#[derive(Debug)]
pub struct Mapping {
    dates: DateFormat,
    names: BTreeMap<String, Vec<Pointer>>,
    birth_date: Option<Pointer>,
    sex: Option<Pointer>,
    nationality: Option<Pointer>,
    address: Vec<Pointer>,
    document_expiry: Option<Pointer>,
    photo: Option<Pointer>,
    status: Option<Pointer>,
    sex_words: BTreeMap<String, SexWord>,
    nationality_words: BTreeMap<String, String>,
    status_words: BTreeMap<String, StatusWord>,
    errors: Option<Pointer>,
    error_code: Option<Pointer>,
    not_found_codes: Vec<String>,
}

impl Mapping {
    pub fn new(settings: &HttpRegistrySettings, dates: DateFormat) -> Result<Self, Misconfigured> {
        let FieldPointers { names, address, .. } = &settings.fields;
        let fields = &settings.fields;
        Ok(Self {
            dates,
            names: names
                .iter()
                .map(|(tag, parts)| Ok((tag.clone(), pointers("fields.names", parts)?)))
                .collect::<Result<_, Misconfigured>>()?,
            birth_date: Pointer::parse("fields.birth_date", &fields.birth_date)?,
            sex: Pointer::parse("fields.sex", &fields.sex)?,
            nationality: Pointer::parse("fields.nationality", &fields.nationality)?,
            address: pointers("fields.address", address)?,
            document_expiry: Pointer::parse("fields.document_expiry", &fields.document_expiry)?,
            photo: Pointer::parse("fields.photo", &fields.photo)?,
            status: Pointer::parse("fields.status", &fields.status)?,
            sex_words: fields.sex_words.clone(),
            nationality_words: fields.nationality_words.clone(),
            status_words: fields.status_words.clone(),
            errors: Pointer::parse("not_found.errors", &settings.not_found.errors)?,
            error_code: Pointer::parse("not_found.code", &settings.not_found.code)?,
            not_found_codes: settings.not_found.codes.clone(),
        })
    }

    /// Whether answers hold the birth date, so that it can be compared here.
    pub const fn checks_birth_date(&self) -> bool {
        self.birth_date.is_some()
    }

    /// What `document` answers to `query`.
    pub fn read(&self, document: &Value, query: &Query) -> Result<Answer, Fault> {
        if let Some(answer) = self.read_errors(document)? {
            return Ok(answer);
        }
        if !document.is_object() {
            return Err(Fault::sick("the answer is not a JSON object"));
        }
        let birth_date = self.read_birth_date(document)?;
        if birth_date.is_some_and(|born| born != query.birth_date) {
            return Ok(Answer::NoMatch);
        }
        Ok(Answer::Found(Box::new(Record { birth_date, ..self.read_record(document)? })))
    }

    /// The answer that an `errors` array gives, if there is one with something in it.
    fn read_errors(&self, document: &Value) -> Result<Option<Answer>, Fault> {
        let errors = match self.errors.as_ref().and_then(|pointer| pointer.find(document)) {
            None => return Ok(None),
            Some(Value::Array(errors)) if errors.is_empty() => return Ok(None),
            Some(Value::Array(errors)) => errors,
            Some(_) => return Err(Fault::sick("the answer's errors are not an array")),
        };
        let is_not_found = |error: &Value| {
            let code = self.error_code.as_ref().and_then(|pointer| pointer.find(error)).and_then(Value::as_str);
            code.is_some_and(|code| self.not_found_codes.iter().any(|known| known == code))
        };
        // One that we do not know beside one that we know may say that the search itself failed.
        if errors.iter().all(is_not_found) {
            return Ok(Some(Answer::NoMatch));
        }
        Err(Fault::refusal("the answer holds an error whose code is not in not_found.codes"))
    }

    fn read_birth_date(&self, document: &Value) -> Result<Option<Date>, Fault> {
        let Some(pointer) = &self.birth_date else { return Ok(None) };
        match self.date(Some(pointer), document)? {
            Some(date) => Ok(Some(date)),
            None => Err(nonsense(pointer, "is missing")),
        }
    }

    fn read_record(&self, document: &Value) -> Result<Record, Fault> {
        let mut names = BTreeMap::new();
        for (tag, parts) in &self.names {
            if let Some(name) = joined(parts, " ", document)? {
                names.insert(tag.clone(), name);
            }
        }
        Ok(Record {
            names,
            birth_date: None,
            sex: self.read_sex(document)?,
            nationality: self.read_nationality(document)?,
            address: joined(&self.address, ", ", document)?,
            document_expiry: self.date(self.document_expiry.as_ref(), document)?,
            photo: self.read_photo(document)?,
            status: self.read_status(document)?,
        })
    }

    fn read_sex(&self, document: &Value) -> Result<Option<Personal>, Fault> {
        let Some((pointer, text)) = text(self.sex.as_ref(), document)? else { return Ok(None) };
        let letter = match self.sex_words.get(text) {
            Some(SexWord::F) => "F",
            Some(SexWord::M) => "M",
            Some(SexWord::X) => "X",
            None => return Err(nonsense(pointer, "is a word that fields.sex_words does not know")),
        };
        Ok(Some(Personal::new(letter)))
    }

    fn read_nationality(&self, document: &Value) -> Result<Option<Personal>, Fault> {
        let Some((pointer, text)) = text(self.nationality.as_ref(), document)? else { return Ok(None) };
        let code = self.nationality_words.get(text).map_or(text, String::as_str);
        if registry_field::is_state_code(code) {
            Ok(Some(Personal::new(code)))
        } else {
            Err(nonsense(pointer, "is neither a three-letter code nor in fields.nationality_words"))
        }
    }

    fn read_photo(&self, document: &Value) -> Result<Option<Vec<u8>>, Fault> {
        let Some((pointer, text)) = text(self.photo.as_ref(), document)? else { return Ok(None) };
        match registry_field::from_base64(text) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(NotAPhoto) => Err(nonsense(pointer, "is not the base64 of a JPEG or PNG file")),
        }
    }

    fn read_status(&self, document: &Value) -> Result<CivilStatus, Fault> {
        let Some(pointer) = &self.status else { return Ok(CivilStatus::Active) };
        let Some((_, text)) = text(Some(pointer), document)? else { return Err(nonsense(pointer, "is missing")) };
        match self.status_words.get(text) {
            Some(StatusWord::Active) => Ok(CivilStatus::Active),
            Some(StatusWord::Deceased) => Ok(CivilStatus::Deceased),
            Some(StatusWord::Revoked) => Ok(CivilStatus::Revoked),
            None => Err(nonsense(pointer, "is a word that fields.status_words does not know")),
        }
    }

    fn date(&self, pointer: Option<&Pointer>, document: &Value) -> Result<Option<Date>, Fault> {
        let Some((pointer, text)) = text(pointer, document)? else { return Ok(None) };
        match self.dates.read(text) {
            Some(date) => Ok(Some(date)),
            None => Err(nonsense(pointer, "is not a date in date_format")),
        }
    }
}

fn pointers(setting: &'static str, written: &[String]) -> Result<Vec<Pointer>, Misconfigured> {
    written.iter().filter_map(|one| Pointer::parse(setting, one).transpose()).collect()
}

/// The text that `pointer` finds; blank text counts as none.
fn text<'p, 'd>(pointer: Option<&'p Pointer>, document: &'d Value) -> Result<Option<(&'p Pointer, &'d str)>, Fault> {
    let Some(pointer) = pointer else { return Ok(None) };
    match pointer.find(document) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.trim()).filter(|text| !text.is_empty()).map(|text| (pointer, text))),
        Some(_) => Err(nonsense(pointer, "is not a text")),
    }
}

fn joined(parts: &[Pointer], between: &str, document: &Value) -> Result<Option<Personal>, Fault> {
    let mut texts = Vec::new();
    for part in parts {
        texts.extend(text(Some(part), document)?.map(|(_, text)| text));
    }
    Ok(if texts.is_empty() { None } else { Some(Personal::new(texts.join(between))) })
}

fn nonsense(pointer: &Pointer, what: &str) -> Fault {
    Fault::sick(format!("{} of the answer {what}", pointer.written()))
}
