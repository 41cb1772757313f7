//! What the machine makes of a finding: whether the step passed, is tried again, or goes to a person.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    after::{After, seal_readings},
    portraits,
};
use crate::{
    base::reading::{Reading, Source},
    face::{
        template::Distance,
        threshold::{self, Thresholds},
    },
    identify::national_id::Scheme,
    session::{
        Session,
        command::{
            Comparison, DocumentFinding, FaceFinding, IdentificationFinding, Likeness, SaltedReadings, StoredPicture,
        },
        event::{Event, Happening, Outcome, RegistryOutcome, SealedValue},
        journey::{Journey, SelfieRule, StepKind},
        reason::Reason,
        refusal::Refusal,
        state::{State, Step, StepStatus},
    },
};

pub(super) fn identification(session: &Session, journey: &Journey, finding: IdentificationFinding) -> Vec<Happening> {
    let step = session.state.step(StepKind::Identification);
    let (outcome, reasons) = of_registry(finding.registry, &step, journey.attempts(StepKind::Identification));
    let mut sealed: Vec<_> = finding.readings.iter().map(seal_readings).collect();
    let readings = sealed.first().map(SealedValue::commitment);
    sealed.extend(finding.photo.iter().map(StoredPicture::sealed_salt));
    let event = Event::IdentificationAnswered {
        scheme: finding.scheme,
        registry: finding.registry,
        outcome,
        reasons: reasons.clone(),
        photo: finding.photo.map(|photo| photo.picture),
        readings,
    };
    let mut after = After::new(session, journey);
    after.push(Happening { event, sealed });
    match finding.registry {
        RegistryOutcome::Unavailable => {
            let document_stands_in = journey.may_replace_identification(StepKind::Document)
                && session.state.step(StepKind::Document).status == StepStatus::Passed;
            if step.status.is_open() && document_stands_in {
                after.push(Event::IdentificationWaived { reasons });
            }
        }
        RegistryOutcome::Active | RegistryOutcome::Deceased | RegistryOutcome::Revoked | RegistryOutcome::NoMatch => {
            after.check_again();
            after.reopen_selfie();
        }
    }
    after.happenings
}

/// Whoever tries an identity again and again is not answered by the registry, and not shut out either: it may be the
/// person, whom somebody else has used up.
pub(super) fn barred(
    session: &Session,
    journey: &Journey,
    scheme: Scheme,
    readings: &SaltedReadings,
) -> Vec<Happening> {
    let sealed = seal_readings(readings);
    // It adds to what was known, as an outage does.
    let step = session.state.step(StepKind::Identification);
    let known = if step.status.is_open() { step.reasons } else { Vec::new() };
    let reasons: BTreeSet<_> = known.into_iter().chain([Reason::IdentityAttempts]).collect();
    let reasons = reasons.into_iter().collect();
    let event = Event::IdentificationBarred { scheme, reasons, readings: sealed.commitment() };
    let mut after = After::new(session, journey);
    after.push(Happening { event, sealed: vec![sealed] });
    after.check_again();
    after.happenings
}

fn of_registry(registry: RegistryOutcome, step: &Step, limit: u8) -> (Outcome, Vec<Reason>) {
    match registry {
        RegistryOutcome::Active => (Outcome::Passed, vec![]),
        RegistryOutcome::Deceased => (Outcome::Referred, vec![Reason::RegistryDeceased]),
        RegistryOutcome::Revoked => (Outcome::Referred, vec![Reason::RegistryRevoked]),
        RegistryOutcome::NoMatch => {
            let reasons = vec![Reason::RegistryNoMatch];
            (outcome_of(&reasons, step.attempts + 1, limit), reasons)
        }
        RegistryOutcome::Unavailable => {
            // An outage adds to what was known; it does not wash away that nobody matched before it.
            let known = if step.status.is_open() { step.reasons.as_slice() } else { &[] };
            let reasons: BTreeSet<_> = known.iter().copied().chain([Reason::RegistryUnavailable]).collect();
            (Outcome::Retry, reasons.into_iter().collect())
        }
    }
}

pub(super) fn document(session: &Session, journey: &Journey, finding: DocumentFinding) -> Vec<Happening> {
    let attempts = session.state.step(StepKind::Document).attempts + 1;
    let outcome = outcome_of(&finding.faults, attempts, journey.attempts(StepKind::Document));
    let mut sealed: Vec<_> = finding.readings.iter().map(seal_readings).collect();
    let readings = sealed.first().map(SealedValue::commitment);
    sealed.extend(finding.pictures.iter().map(StoredPicture::sealed_salt));
    let event = Event::DocumentRead {
        outcome,
        reasons: finding.faults,
        pictures: finding.pictures.into_iter().map(|stored| stored.picture).collect(),
        layout: finding.layout,
        readings,
    };
    let mut after = After::new(session, journey);
    after.push(Happening { event, sealed });
    let identification = session.state.step(StepKind::Identification);
    if outcome == Outcome::Passed
        && identification.status.is_open()
        && journey.may_replace_identification(StepKind::Document)
    {
        after.push(Event::IdentificationWaived { reasons: identification.reasons });
    }
    after.check_again();
    after.reopen_selfie();
    after.happenings
}

pub(super) fn correct(
    session: &Session,
    journey: &Journey,
    mut readings: SaltedReadings,
) -> Result<Vec<Happening>, Refusal> {
    if readings.readings.is_empty() {
        return Err(Refusal::NothingToDo);
    }
    // Whatever the caller says of its origin: what an applicant sends was typed, and never stands for the registry.
    let typed = |reading: Reading| Reading { source: Source::Typed, confidence: 1.0, region: None, ..reading };
    readings.readings = readings.readings.into_iter().map(typed).collect();
    let sealed = seal_readings(&readings);
    let event = Event::ProfileCorrected { fields: readings.fields(), readings: sealed.commitment() };
    let mut after = After::new(session, journey);
    after.push(Happening { event, sealed: vec![sealed] });
    after.check_again();
    Ok(after.happenings)
}

pub(super) fn face(state: &State, journey: &Journey, finding: FaceFinding) -> Result<Vec<Happening>, Refusal> {
    let rule = journey.selfie.as_ref().ok_or(Refusal::NoSuchStep(StepKind::Selfie))?;
    if let Some(comparison) = &finding.comparison {
        // All that is current, and nothing that is not: a card swapped during the comparison does not pass.
        let current = portraits(state, journey);
        let same = comparison.inputs.against.iter().collect::<BTreeSet<_>>() == current.iter().collect();
        let mine = comparison.inputs.selfie == finding.selfie.picture.commitment;
        if !(same && mine && comparison.inputs.model == rule.model) {
            return Err(Refusal::InputReplaced);
        }
    }
    let attempts = state.step(StepKind::Selfie).attempts + 1;
    let (outcome, reasons) = of_face(&finding, attempts, rule);
    let sealed = vec![finding.selfie.sealed_salt()];
    let (inputs, distances) = finding.comparison.map(|c| (c.inputs, c.distances)).unzip();
    let mut distances: BTreeMap<_, _> = distances.unwrap_or_default();
    distances.retain(|_, distance| distance.is_finite()); // JSON has no other numbers; a missing one never passes
    let event = Event::FaceCompared { outcome, reasons, selfie: finding.selfie.picture, inputs, distances };
    Ok(vec![Happening { event, sealed }])
}

/// A selfie with faults is taken again; one without is judged, and passes only by a comparison.
fn of_face(finding: &FaceFinding, attempts: u8, rule: &SelfieRule) -> (Outcome, Vec<Reason>) {
    if !finding.faults.is_empty() {
        return (outcome_of(&finding.faults, attempts, rule.attempts), finding.faults.clone());
    }
    let reason = match &finding.comparison {
        Some(comparison) => judge(comparison, rule.thresholds),
        None => Some(Reason::FaceUnclear),
    };
    reason.map_or((Outcome::Passed, vec![]), |reason| (Outcome::Referred, vec![reason]))
}

/// What speaks against a match. The worst of all comparisons decides; whether it is one picture is asked before any
/// threshold.
fn judge(comparison: &Comparison, thresholds: Thresholds) -> Option<Reason> {
    match comparison.likeness {
        Likeness::SamePicture => return Some(Reason::SelfieIsDocument),
        Likeness::DifferentPictures => {}
    }
    let against = &comparison.inputs.against;
    let verdicts: Vec<_> = against
        .iter()
        .filter_map(|portrait| comparison.distances.get(&portrait.shows))
        .map(|distance| thresholds.judge(Distance(*distance)))
        .collect();
    if verdicts.contains(&threshold::Verdict::NoMatch) {
        Some(Reason::FaceNoMatch)
    } else if verdicts.is_empty() || verdicts.len() < against.len() || verdicts.contains(&threshold::Verdict::Unclear) {
        Some(Reason::FaceUnclear)
    } else {
        None
    }
}

/// A step without faults passed; with faults it is tried again, until no attempt is left and a person looks at it.
fn outcome_of(faults: &[Reason], attempts: u8, limit: u8) -> Outcome {
    match faults {
        [] => Outcome::Passed,
        _ if attempts < limit => Outcome::Retry,
        _ => Outcome::Referred,
    }
}
