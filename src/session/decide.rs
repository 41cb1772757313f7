//! What a command makes of a session: the happenings to append, or why it may not be.
//!
//! Pure: the time is an argument, random bytes come with the command, and what is outside has already answered.

use std::collections::BTreeSet;

use super::{
    Session,
    command::{
        Command, Comparison, DocumentFinding, FaceFinding, IdentificationFinding, Likeness, Ruling, SaltedReadings,
        Start, StoredPicture,
    },
    cross_check::cross_check,
    decision::{Decider, Decision, Opinion, Verdict, by_machine},
    event::{
        Event, Happening, Mode, Outcome, PictureRef, Purpose, READINGS, RegistryOutcome, Reopening, SealedValue, Shows,
    },
    journey::{Journey, Portrait, StepKind, WhenUnavailable},
    reason::Reason,
    refusal::Refusal,
    state::{State, Status, Step, StepStatus},
};
use crate::{
    base::{category::Category, personal::Personal},
    face::{template::Distance, threshold},
};

/// The happenings that begin a session at `now_ms` (Unix milliseconds).
pub fn start(journey: &Journey, start: Start, now_ms: i64) -> Vec<Happening> {
    let started = Event::SessionStarted {
        mode: start.mode,
        journey: journey.reference(),
        locale: start.locale,
        reference: start.reference,
        client: start.client,
        started_at_ms: now_ms,
        expires_at_ms: now_ms + i64::from(journey.expires_after_minutes) * 60_000,
    };
    vec![started.into(), Event::ApplicantTokenIssued { generation: 1 }.into()]
}

/// What `command` makes of `session` at `now_ms` (Unix milliseconds).
///
/// # Errors
///
/// The [`Refusal`] that says why not; the session is as before.
pub fn decide(session: &Session, journey: &Journey, command: Command, now_ms: i64) -> Result<Vec<Happening>, Refusal> {
    let state = &session.state;
    match command {
        Command::Expire => expire(state, now_ms),
        Command::Withdraw => withdraw(state),
        Command::Erase { categories } => erase(state, &categories),
        Command::Decide { by, ruling, reason } => rule(state, by, ruling, reason),
        Command::Review { by, opinion, reason } => review(state, by, opinion, reason),
        Command::GiveConsent { purpose, text_version, language } => {
            in_progress(state, now_ms)?;
            Ok(vec![Event::ConsentGiven { purpose, text_version, language }.into()])
        }
        Command::RefuseConsent { purpose } => {
            in_progress(state, now_ms)?;
            Ok(refuse_consent(state, journey, purpose))
        }
        Command::RecordIdentification(finding) => {
            ready_for(state, journey, StepKind::Identification, now_ms)?;
            Ok(identification(session, journey, finding))
        }
        Command::RecordDocument(finding) => {
            ready_for(state, journey, StepKind::Document, now_ms)?;
            Ok(document(session, journey, finding))
        }
        Command::CorrectProfile { readings } => {
            in_progress(state, now_ms)?;
            Ok(correct(session, journey, &readings))
        }
        Command::RecordFace(finding) => {
            ready_for(state, journey, StepKind::Selfie, now_ms)?;
            face(state, journey, finding)
        }
        Command::Submit => {
            in_progress(state, now_ms)?;
            submit(state, journey)
        }
        Command::IssueApplicantToken => {
            alive(state, now_ms)?;
            Ok(vec![Event::ApplicantTokenIssued { generation: state.generation + 1 }.into()])
        }
    }
}

/// Whether `step` may be attempted now: asked before the work of a finding is done, and again when it is recorded.
///
/// # Errors
///
/// The [`Refusal`] that says why not.
pub fn ready_for(state: &State, journey: &Journey, kind: StepKind, now_ms: i64) -> Result<(), Refusal> {
    in_progress(state, now_ms)?;
    if !journey.order.contains(&kind) {
        return Err(Refusal::NoSuchStep(kind));
    }
    if let Some(purpose) = kind.purpose()
        && !state.agreed(purpose)
    {
        return Err(Refusal::ConsentMissing(purpose));
    }
    if kind == StepKind::Selfie {
        if portraits(state, journey).is_empty() {
            return Err(Refusal::StepFirst(portrait_step(state, journey)));
        }
        // One comparison settles the step: who could compare at will would find a picture that passes.
        if !state.step(kind).status.is_open() {
            return Err(Refusal::StepDone(kind));
        }
    }
    if state.step(kind).attempts >= journey.attempts(kind) {
        return Err(Refusal::NoAttemptLeft(kind));
    }
    Ok(())
}

/// The current pictures that a selfie must be compared with.
pub fn portraits(state: &State, journey: &Journey) -> Vec<PictureRef> {
    let Some(rule) = &journey.selfie else { return Vec::new() };
    let shows = rule.against.iter().map(|portrait| match portrait {
        Portrait::Document => Shows::DocumentPortrait,
        Portrait::Registry => Shows::RegistryPhoto,
    });
    shows.filter_map(|shows| state.pictures.get(&shows).cloned()).collect()
}

/// The step that has yet to bring a portrait.
fn portrait_step(state: &State, journey: &Journey) -> StepKind {
    let open = |kind: &StepKind| *kind != StepKind::Selfie && state.step(*kind).status.is_open();
    journey.order.iter().copied().find(open).unwrap_or(StepKind::Document)
}

fn in_progress(state: &State, now_ms: i64) -> Result<(), Refusal> {
    if state.status != Status::InProgress {
        return Err(Refusal::WrongStatus(state.status));
    }
    alive(state, now_ms)
}

fn alive(state: &State, now_ms: i64) -> Result<(), Refusal> {
    match state.status {
        Status::InProgress if now_ms >= state.expires_at_ms => Err(Refusal::Expired),
        Status::InProgress | Status::AwaitingStaff | Status::Approved | Status::Declined => Ok(()),
        Status::Expired | Status::Withdrawn | Status::Erased => Err(Refusal::WrongStatus(state.status)),
    }
}

fn expire(state: &State, now_ms: i64) -> Result<Vec<Happening>, Refusal> {
    if state.status != Status::InProgress {
        return Err(Refusal::WrongStatus(state.status));
    }
    if now_ms < state.expires_at_ms { Err(Refusal::NothingToDo) } else { Ok(vec![Event::Expired.into()]) }
}

fn withdraw(state: &State) -> Result<Vec<Happening>, Refusal> {
    match state.status {
        Status::InProgress | Status::AwaitingStaff => Ok(vec![Event::Withdrawn.into()]),
        status => Err(Refusal::WrongStatus(status)),
    }
}

fn erase(state: &State, categories: &BTreeSet<Category>) -> Result<Vec<Happening>, Refusal> {
    let new: BTreeSet<_> = categories.difference(&state.erased).copied().collect();
    if new.is_empty() {
        return Err(Refusal::NothingToDo);
    }
    // Nobody decides over an application whose evidence is gone.
    let ends = matches!(state.status, Status::InProgress | Status::AwaitingStaff);
    let withdrawn = ends.then(|| Event::Withdrawn.into());
    Ok(withdrawn.into_iter().chain([Event::Erased { categories: new }.into()]).collect())
}

/// A refused purpose opens the staff alternative for its step, or the step that may stand in for it.
fn refuse_consent(state: &State, journey: &Journey, purpose: Purpose) -> Vec<Happening> {
    let mut happenings = vec![Event::ConsentRefused { purpose }.into()];
    if purpose == Purpose::Registry
        && journey.may_replace_identification(StepKind::Document)
        && state.step(StepKind::Identification).status != StepStatus::Passed
    {
        happenings.push(Event::IdentificationWaived { reasons: Vec::new() }.into());
    }
    happenings
}

fn identification(session: &Session, journey: &Journey, finding: IdentificationFinding) -> Vec<Happening> {
    let reasons = match finding.registry {
        RegistryOutcome::Active => vec![],
        RegistryOutcome::Deceased => vec![Reason::RegistryDeceased],
        RegistryOutcome::Revoked => vec![Reason::RegistryRevoked],
        RegistryOutcome::NoMatch => vec![Reason::RegistryNoMatch],
        RegistryOutcome::Unavailable => vec![Reason::RegistryUnavailable],
    };
    let attempts = session.state.step(StepKind::Identification).attempts + 1;
    let outcome = match finding.registry {
        RegistryOutcome::Active => Outcome::Passed,
        RegistryOutcome::Deceased | RegistryOutcome::Revoked => Outcome::Referred,
        RegistryOutcome::NoMatch if attempts < journey.attempts(StepKind::Identification) => Outcome::Retry,
        RegistryOutcome::NoMatch => Outcome::Referred,
        RegistryOutcome::Unavailable => Outcome::Retry,
    };
    let mut sealed: Vec<_> = finding.readings.iter().map(seal_readings).collect();
    sealed.extend(finding.photo.iter().map(seal_salt));
    let event = Event::IdentificationAnswered {
        scheme: finding.scheme,
        registry: finding.registry,
        outcome,
        reasons: reasons.clone(),
        photo: finding.photo.as_ref().map(|photo| photo.picture.clone()),
        readings: finding.readings.as_ref().map(|_| sealed[0].commitment()),
    };
    let mut after = After::new(session, journey);
    after.push(Happening { event, sealed });
    let document_stands_in = journey.may_replace_identification(StepKind::Document)
        && session.state.step(StepKind::Document).status == StepStatus::Passed;
    if outcome != Outcome::Passed && document_stands_in && finding.registry == RegistryOutcome::Unavailable {
        after.push(Event::IdentificationWaived { reasons }.into());
    }
    if finding.registry != RegistryOutcome::Unavailable {
        after.check_again();
        after.reopen_selfie();
    }
    after.happenings
}

fn document(session: &Session, journey: &Journey, finding: DocumentFinding) -> Vec<Happening> {
    let attempts = session.state.step(StepKind::Document).attempts + 1;
    let outcome = outcome_of(&finding.faults, attempts, journey.attempts(StepKind::Document));
    let mut sealed: Vec<_> = finding.readings.iter().map(seal_readings).collect();
    let readings = sealed.first().map(SealedValue::commitment);
    sealed.extend(finding.pictures.iter().map(seal_salt));
    let event = Event::DocumentRead {
        outcome,
        reasons: finding.faults,
        pictures: finding.pictures.iter().map(|stored| stored.picture.clone()).collect(),
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
        after.push(Event::IdentificationWaived { reasons: identification.reasons }.into());
    }
    after.check_again();
    after.reopen_selfie();
    after.happenings
}

fn correct(session: &Session, journey: &Journey, readings: &SaltedReadings) -> Vec<Happening> {
    let sealed = seal_readings(readings);
    let event = Event::ProfileCorrected { fields: readings.fields(), readings: sealed.commitment() };
    let mut after = After::new(session, journey);
    after.push(Happening { event, sealed: vec![sealed] });
    after.check_again();
    after.happenings
}

fn face(state: &State, journey: &Journey, finding: FaceFinding) -> Result<Vec<Happening>, Refusal> {
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
    let (outcome, reasons) = match &finding.comparison {
        Some(comparison) => judge(comparison, &rule.thresholds),
        None => (outcome_of(&finding.faults, attempts, rule.attempts), finding.faults),
    };
    let sealed = vec![seal_salt(&finding.selfie)];
    let (inputs, distances) = finding.comparison.map(|c| (c.inputs, c.distances)).unzip();
    let event = Event::FaceCompared {
        outcome,
        reasons,
        selfie: finding.selfie.picture,
        inputs,
        distances: distances.unwrap_or_default(),
    };
    Ok(vec![Happening { event, sealed }])
}

/// The worst of all comparisons decides; whether it is one picture is asked before any threshold.
fn judge(comparison: &Comparison, thresholds: &threshold::Thresholds) -> (Outcome, Vec<Reason>) {
    match comparison.likeness {
        Likeness::SamePicture => return (Outcome::Referred, vec![Reason::SelfieIsDocument]),
        Likeness::DifferentPictures => {}
    }
    let worst = comparison.distances.values().copied().fold(f32::NEG_INFINITY, f32::max);
    match thresholds.judge(Distance(worst)) {
        threshold::Verdict::Match if !comparison.distances.is_empty() => (Outcome::Passed, vec![]),
        threshold::Verdict::Match | threshold::Verdict::Unclear => (Outcome::Referred, vec![Reason::FaceUnclear]),
        threshold::Verdict::NoMatch => (Outcome::Referred, vec![Reason::FaceNoMatch]),
    }
}

fn submit(state: &State, journey: &Journey) -> Result<Vec<Happening>, Refusal> {
    let open = state.open_steps();
    if !open.is_empty() {
        return Err(Refusal::StepsOpen(open));
    }
    let decision = by_machine(&standing_reasons(state, journey), &journey.decision.decline);
    Ok(vec![Event::Submitted.into(), Event::Decided { decision }.into()])
}

/// Everything that speaks against an approval by machine.
fn standing_reasons(state: &State, journey: &Journey) -> BTreeSet<Reason> {
    let mut reasons: BTreeSet<Reason> = state.check_reasons.iter().copied().collect();
    for kind in &journey.order {
        let step = state.step(*kind);
        reasons.extend(step.reasons.iter().filter(|reason| weighs(**reason, journey)));
        let agreed = kind.purpose().is_none_or(|purpose| state.agreed(purpose));
        if !agreed && step.status != StepStatus::Waived {
            reasons.insert(Reason::ConsentRefused);
        }
    }
    match state.mode {
        Mode::Test => {}
        // No journey has a liveness step yet, so no live application is approved by the machine.
        Mode::Live => {
            reasons.insert(Reason::LivenessMissing);
        }
    }
    reasons
}

fn weighs(reason: Reason, journey: &Journey) -> bool {
    let accepted = journey.identification.as_ref().map(|rule| rule.when_unavailable) == Some(WhenUnavailable::Accept);
    !(reason == Reason::RegistryUnavailable && accepted)
}

fn rule(state: &State, by: String, ruling: Ruling, reason: String) -> Result<Vec<Happening>, Refusal> {
    if state.status != Status::AwaitingStaff {
        return Err(Refusal::WrongStatus(state.status));
    }
    let verdict = match ruling {
        Ruling::Approve => Verdict::Approve,
        Ruling::Decline => Verdict::Decline,
        Ruling::SendBack(StepKind::Submission) => return Err(Refusal::NoSuchStep(StepKind::Submission)),
        Ruling::SendBack(step) if !state.steps.contains_key(&step) => return Err(Refusal::NoSuchStep(step)),
        Ruling::SendBack(step) => {
            let because = Reopening::SentBack;
            return Ok(vec![Event::StepReopened { step, because, becomes: StepStatus::Pending }.into()]);
        }
    };
    let reasons = state.decision.as_ref().map(|referral| referral.reasons.clone()).unwrap_or_default();
    let decision = Decision { verdict, by: Decider::Staff(by), reasons, staff_reason: Some(reason) };
    Ok(vec![Event::Decided { decision }.into()])
}

fn review(state: &State, by: String, opinion: Opinion, reason: String) -> Result<Vec<Happening>, Refusal> {
    let decision = state.decision.as_ref().filter(|_| state.status.is_decided());
    let decision = decision.ok_or(Refusal::WrongStatus(state.status))?;
    if decision.by == Decider::Staff(by.clone()) {
        return Err(Refusal::SamePerson);
    }
    Ok(vec![Event::Reviewed { by, opinion, reason }.into()])
}

/// A step without faults passed; with faults it is tried again, until no attempt is left and a person looks at it.
fn outcome_of(faults: &[Reason], attempts: u8, limit: u8) -> Outcome {
    match faults {
        [] => Outcome::Passed,
        _ if attempts < limit => Outcome::Retry,
        _ => Outcome::Referred,
    }
}

fn seal_readings(salted: &SaltedReadings) -> SealedValue {
    // A list of strings, numbers and enums: serialising it cannot fail.
    let json = serde_json::to_string(&salted.readings).unwrap_or_default();
    SealedValue { category: Category::Profile, name: READINGS.to_owned(), salt: salted.salt, json: Personal::new(json) }
}

fn seal_salt(stored: &StoredPicture) -> SealedValue {
    SealedValue {
        category: Category::Picture,
        name: stored.picture.evidence.to_string(),
        salt: stored.salt,
        json: Personal::new(""),
    }
}

/// The session as the happenings so far leave it, so that what follows from them is judged on the new state.
struct After<'a> {
    session: Session,
    journey: &'a Journey,
    happenings: Vec<Happening>,
}

impl<'a> After<'a> {
    fn new(session: &Session, journey: &'a Journey) -> Self {
        Self { session: session.clone(), journey, happenings: Vec::new() }
    }

    fn push(&mut self, happening: Happening) {
        self.session.apply(&happening);
        self.happenings.push(happening);
    }

    /// Holds the sources against each other, now that one of them has changed.
    fn check_again(&mut self) {
        let min_confidence = self.journey.document.as_ref().map_or(0.0, |rule| rule.min_confidence);
        let (checks, reasons) = cross_check(&self.session.profile, min_confidence);
        let reasons: Vec<_> = reasons.into_iter().collect();
        let state = &self.session.state;
        if checks != state.checks || reasons != state.check_reasons {
            self.push(Event::CrossChecked { checks, reasons }.into());
        }
    }

    /// A face comparison whose pictures are no longer the current ones does not stand.
    fn reopen_selfie(&mut self) {
        let state = &self.session.state;
        let step: Step = state.step(StepKind::Selfie);
        let Some(face) = &state.face else { return };
        let current = portraits(state, self.journey);
        let stands = face.inputs.against.iter().collect::<BTreeSet<_>>() == current.iter().collect();
        if stands {
            return;
        }
        let left = step.attempts < self.journey.attempts(StepKind::Selfie);
        let becomes = if left { StepStatus::Pending } else { StepStatus::Referred };
        let because = Reopening::InputReplaced;
        self.push(Event::StepReopened { step: StepKind::Selfie, because, becomes }.into());
    }
}
