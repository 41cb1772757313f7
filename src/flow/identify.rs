//! A national ID number and a birth date fill the form from the registry.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{
    Ctx, FlowError, Turn, evidence,
    ledger::Loaded,
    tally::{self, Counted},
};
use crate::{
    base::{
        personal::Personal,
        picture::Picture,
        reading::{Field, Reading, Source},
    },
    identify::{
        national_id::NationalId,
        registry::{Answer, CivilStatus, Query, Record},
        scheme::Scheme,
    },
    session::{
        command::{Command, IdentificationFinding, SaltedReadings},
        decide::ready_for,
        event::{RegistryOutcome, Shows},
        journey::StepKind,
    },
};

/// What the applicant typed.
#[derive(Debug)]
pub struct Typed {
    /// The number's scheme.
    pub scheme: Scheme,
    /// The number.
    pub number: String,
    /// Asked together with the number, so that a number alone opens nothing.
    pub birth_date: Date,
}

/// Asks the registry, and records what it says. An outage is recorded too: the journey's alternative opens. An identity
/// that was tried too often today is not asked about again: a person looks at it.
///
/// # Errors
///
/// [`FlowError::BadNumber`] and [`FlowError::BadValue`] before anybody is asked; otherwise as [`Turn::record`].
pub async fn identify(turn: &Turn, loaded: &Loaded, typed: Typed) -> Result<Loaded, FlowError> {
    let ctx = &turn.ctx;
    let Typed { scheme, number, birth_date } = typed;
    let number = NationalId::parse_on(scheme, &number, ctx.clock.today())?;
    if birth_date > ctx.clock.today() {
        let reason = "the birth date is in the future".to_owned();
        return Err(FlowError::BadValue { pointer: "/birth_date".into(), reason });
    }
    let taken = loaded.journey.identification.as_ref().is_some_and(|rule| rule.schemes.contains(&scheme));
    if loaded.journey.identification.is_some() && !taken {
        let reason = "this journey does not take numbers of this scheme".to_owned();
        return Err(FlowError::BadValue { pointer: "/scheme".into(), reason });
    }
    turn.check_version(loaded)?;
    ready_for(&loaded.session.state, &loaded.journey, StepKind::Identification, ctx.now_ms())?;
    let mut readings = vec![
        reading(Field::NationalId, number.expose(), Source::Typed),
        reading(Field::BirthDate, &birth_date.to_string(), Source::Typed),
    ];
    let Some(attempt) = begin_attempt(ctx, &number).await? else {
        let readings = SaltedReadings { readings, salt: ctx.salt() };
        return turn.record(Command::BarIdentification { scheme, readings }, &[]).await;
    };
    let answer = ctx.registry.look_up(&Query { number: number.clone(), birth_date }).await;
    let (registry, record) = match answer {
        Ok(Answer::Found(record)) => (outcome(record.status), Some(*record)),
        Ok(Answer::NoMatch) => (RegistryOutcome::NoMatch, None),
        Err(unavailable) => {
            tracing::warn!(cause = %unavailable.cause, "registry unavailable");
            // An outage costs nobody an attempt.
            tally::take_back(ctx, &attempt).await?;
            (RegistryOutcome::Unavailable, None)
        }
    };
    let mut kept = None;
    if let Some(record) = record {
        readings.extend(held(&record, &number));
        if let Some(photo) = record.photo {
            kept = keep_photo(ctx, loaded, &photo).await?;
        }
    }
    let known = (registry != RegistryOutcome::Unavailable).then(|| SaltedReadings { readings, salt: ctx.salt() });
    let (photo, evidence) = kept.map(|kept| (kept.stored, kept.evidence)).unzip();
    let finding = IdentificationFinding { scheme, registry, readings: known, photo };
    turn.record(Command::RecordIdentification(finding), evidence.as_slice()).await
}

/// Counts an attempt under the identity before the registry is asked. Nothing when there were too many today.
async fn begin_attempt(ctx: &Ctx, number: &NationalId) -> Result<Option<Counted>, FlowError> {
    let domain = format!("identity/{}", number.scheme().name());
    tally::count(ctx, &domain, number.expose().as_bytes(), ctx.limits.identity_attempts).await
}

/// A registry's photograph that is no picture is left out: the registry's mistake is not the applicant's.
async fn keep_photo(ctx: &Ctx, loaded: &Loaded, photo: &[u8]) -> Result<Option<evidence::Kept>, FlowError> {
    let (bytes, limits) = (photo.to_vec(), crate::base::picture::Limits { min_side: 1, ..ctx.limits.picture });
    match ctx.cpu.run(move || Picture::decode(&bytes, &limits)).await? {
        Ok(_) => evidence::keep(ctx, loaded, Shows::RegistryPhoto, photo).await.map(Some),
        Err(fault) => {
            tracing::warn!(code = fault.code(), "the registry's photograph is not usable");
            Ok(None)
        }
    }
}

const fn outcome(status: CivilStatus) -> RegistryOutcome {
    match status {
        CivilStatus::Active => RegistryOutcome::Active,
        CivilStatus::Deceased => RegistryOutcome::Deceased,
        CivilStatus::Revoked => RegistryOutcome::Revoked,
    }
}

/// What the registry holds, as readings.
fn held(record: &Record, number: &NationalId) -> Vec<Reading> {
    let mut readings = vec![reading(Field::NationalId, number.expose(), Source::Registry)];
    let mut push = |field, value: Option<&str>| {
        readings.extend(value.map(|value| reading(field, value, Source::Registry)));
    };
    let (latin, native) = names(&record.names);
    push(Field::FullName, latin);
    push(Field::FullNameNative, native);
    push(Field::BirthDate, record.birth_date.map(|date| date.to_string()).as_deref());
    push(Field::Sex, record.sex.as_ref().map(Personal::expose));
    push(Field::Nationality, record.nationality.as_ref().map(Personal::expose));
    push(Field::Address, record.address.as_ref().map(Personal::expose));
    push(Field::ExpiryDate, record.document_expiry.map(|date| date.to_string()).as_deref());
    readings
}

/// The Latin name, and the first of the others.
fn names(names: &BTreeMap<String, Personal>) -> (Option<&str>, Option<&str>) {
    let is_latin = |tag: &str| tag == "en" || tag.ends_with("-Latn") || tag.starts_with("en-");
    let find = |latin: bool| names.iter().find(|(tag, _)| is_latin(tag) == latin).map(|(_, name)| name.expose());
    (find(true), find(false))
}

fn reading(field: Field, value: &str, source: Source) -> Reading {
    Reading { field, value: Personal::new(value), source, confidence: 1.0, region: None }
}
