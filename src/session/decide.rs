//! What a command makes of a session: the happenings to append, or why it may not be.
//!
//! Pure: the time is an argument, random bytes come with the command, and what is outside has already answered.

mod after;
mod call;
mod consent;
mod contact;
mod feedback;
mod findings;
mod line_code;
mod liveness;
mod ruling;

use std::collections::BTreeSet;

pub use self::{
    call::may_call,
    feedback::open_survey,
    line_code::{ready_to_return, ready_to_send},
};
use super::{
    Session,
    command::{Command, Start},
    event::{ErasedBecause, Event, Happening, PictureRef, Purpose, Shows},
    journey::{Journey, Portrait, StepKind},
    refusal::Refusal,
    state::{Challenge, CodeOut, State, Status, StepStatus},
};
use crate::base::{category::Category, ids::ChallengeId};

/// The happenings that begin a session at `now_ms` (Unix milliseconds).
pub fn start(journey: &Journey, start: Start, now_ms: i64) -> Vec<Happening> {
    let started = Event::SessionStarted {
        mode: start.mode,
        journey: journey.reference(),
        locale: start.locale,
        reference: start.reference,
        client: start.client,
        started_at_ms: now_ms,
        expires_at_ms: journey.expiry(now_ms),
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
        Command::Erase { categories, because } => erase(state, &categories, because),
        Command::Decide { by, ruling, reason } => ruling::rule(state, journey, by, ruling, reason, now_ms),
        Command::Review { by, opinion, reason } => ruling::review(state, by, opinion, reason),
        Command::GiveConsent { purpose, text_version, language } => {
            may_agree(state, purpose, now_ms)?;
            Ok(consent::give(session, journey, purpose, text_version, language))
        }
        Command::RefuseConsent { purpose } => {
            undecided(state, now_ms)?;
            Ok(consent::refuse(session, journey, purpose))
        }
        Command::RecordIdentification(finding) => {
            ready_for(state, journey, StepKind::Identification, now_ms)?;
            Ok(findings::identification(session, journey, finding))
        }
        Command::BarIdentification { scheme, readings } => {
            ready_for(state, journey, StepKind::Identification, now_ms)?;
            Ok(findings::barred(session, journey, scheme, &readings))
        }
        Command::RecordDocument(finding) => {
            ready_for(state, journey, StepKind::Document, now_ms)?;
            Ok(findings::document(session, journey, finding))
        }
        Command::CorrectProfile { readings } => {
            in_progress(state, now_ms)?;
            findings::correct(session, journey, readings)
        }
        Command::RecordFace(finding) => {
            ready_for(state, journey, StepKind::Selfie, now_ms)?;
            findings::face(state, journey, finding)
        }
        Command::AskLiveness { challenge, actions } => {
            ready_for(state, journey, StepKind::Liveness, now_ms)?;
            liveness::ask(session, journey, challenge, actions, now_ms)
        }
        Command::RecordLiveness(finding) => {
            ready_to_answer(state, journey, finding.challenge, now_ms)?;
            liveness::record(state, journey, finding)
        }
        Command::AskCall(wish) => call::ask(state, journey, wish, now_ms),
        Command::CancelCall { call } => call::cancel(state, call, now_ms),
        Command::ConnectCall { by, terms, lines } => call::connect(state, journey, by, (terms, lines), now_ms),
        Command::DropCall { because } => call::drop_call(state, because, now_ms),
        Command::AnswerLine(answer) => call::answer(state, answer, now_ms),
        Command::RecordLineCode(sent) => line_code::sent(state, sent),
        Command::TypeLineCode(typed) => line_code::typed(state, &typed, now_ms),
        Command::KeepSegment(finding) => call::keep_segment(state, finding, now_ms),
        Command::EndCall(end) => call::end(state, end, now_ms),
        Command::RecordCode(sent) => {
            ready_for(state, journey, StepKind::Contact, now_ms)?;
            contact::sent(journey, &sent)
        }
        Command::TypeCode(typed) => {
            let code = ready_to_type(state, journey, now_ms)?;
            contact::typed(session, journey, code, &typed)
        }
        Command::Submit => {
            in_progress(state, now_ms)?;
            ruling::submit(state, journey)
        }
        Command::RecordTold { what, by } => Ok(vec![Event::PersonTold { what, by }.into()]),
        Command::GiveFeedback(given) => feedback::give(state, journey, given),
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
    match kind {
        StepKind::Selfie if !can_be_faced(state, journey) => {
            return Err(Refusal::StepFirst(portrait_step(state, journey)));
        }
        StepKind::Liveness if state.face.is_none() => return Err(Refusal::StepFirst(StepKind::Selfie)),
        StepKind::Identification
        | StepKind::Document
        | StepKind::Selfie
        | StepKind::Liveness
        | StepKind::Contact
        | StepKind::Submission => {}
    }
    let step = state.step(kind);
    let settled = match kind {
        // One comparison settles the step: who could compare at will would find a picture that passes.
        // Nor is a proved address exchanged for another while nobody looks.
        StepKind::Selfie | StepKind::Liveness | StepKind::Contact => !step.status.is_open(),
        // What the registry says of a person is not washed away by asking about another.
        StepKind::Identification => step.status == StepStatus::Referred && step.attempts < journey.attempts(kind),
        StepKind::Document | StepKind::Submission => false,
    };
    if settled {
        return Err(Refusal::StepDone(kind));
    }
    if step.attempts >= journey.attempts(kind) {
        return Err(Refusal::NoAttemptLeft(kind));
    }
    Ok(())
}

/// Whether `challenge` may be answered now: asked before its frames are looked at, and again when what came of them is
/// recorded. One whose time has run out may be: the answer says that it came too late.
///
/// # Errors
///
/// The [`Refusal`] that says why not.
pub fn ready_to_answer<'a>(
    state: &'a State,
    journey: &Journey,
    challenge: ChallengeId,
    now_ms: i64,
) -> Result<&'a Challenge, Refusal> {
    in_progress(state, now_ms)?;
    let given = state.challenge.as_ref().filter(|given| given.id == challenge).ok_or(Refusal::NoSuchChallenge)?;
    if given.used {
        return Err(Refusal::ChallengeUsed);
    }
    ready_for(state, journey, StepKind::Liveness, now_ms)?;
    Ok(given)
}

/// The code that may be typed now: asked before what was typed is hashed, and again when it is held against the code.
///
/// # Errors
///
/// The [`Refusal`] that says why not.
pub fn ready_to_type<'a>(state: &'a State, journey: &Journey, now_ms: i64) -> Result<&'a CodeOut, Refusal> {
    ready_for(state, journey, StepKind::Contact, now_ms)?;
    let code = state.open_code().ok_or(Refusal::NoCode)?;
    if now_ms < code.expires_at_ms { Ok(code) } else { Err(Refusal::CodeExpired) }
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

/// Whether there is a portrait to compare a selfie with.
pub fn can_be_faced(state: &State, journey: &Journey) -> bool {
    !portraits(state, journey).is_empty()
}

/// Whether the applicant can do the open step `kind`, now or once the steps before it are done.
pub fn can_be_done(state: &State, journey: &Journey, kind: StepKind) -> bool {
    match kind {
        StepKind::Selfie => can_be_faced(state, journey),
        // It is held against a selfie, and there is one or can still be one.
        StepKind::Liveness => {
            state.face.is_some() || (state.step(StepKind::Selfie).status.is_open() && can_be_faced(state, journey))
        }
        StepKind::Identification | StepKind::Document | StepKind::Contact | StepKind::Submission => true,
    }
}

/// The step that has yet to bring a portrait; the first that could have, if all of them are done.
fn portrait_step(state: &State, journey: &Journey) -> StepKind {
    let against = journey.selfie.as_ref().map(|rule| &rule.against);
    let brings: Vec<_> = journey
        .order
        .iter()
        .copied()
        .filter(|kind| against.is_some_and(|against| kind.portrait().is_some_and(|p| against.contains(&p))))
        .collect();
    let open = brings.iter().find(|kind| state.step(**kind).status.is_open());
    open.or(brings.first()).copied().unwrap_or(StepKind::Document)
}

fn in_progress(state: &State, now_ms: i64) -> Result<(), Refusal> {
    if state.status != Status::InProgress {
        return Err(Refusal::WrongStatus(state.status));
    }
    alive(state, now_ms)
}

/// Steps are agreed to while they are done; that a call is recorded, while a person is awaited too.
fn may_agree(state: &State, purpose: Purpose, now_ms: i64) -> Result<(), Refusal> {
    if purpose == Purpose::Recording { undecided(state, now_ms) } else { in_progress(state, now_ms) }
}

/// An agreement can be taken back as long as anything is still to be done with it.
fn undecided(state: &State, now_ms: i64) -> Result<(), Refusal> {
    if state.status == Status::AwaitingStaff { Ok(()) } else { in_progress(state, now_ms) }
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
        Status::Approved | Status::Declined | Status::Expired | Status::Withdrawn | Status::Erased => {
            Err(Refusal::WrongStatus(state.status))
        }
    }
}

fn erase(state: &State, categories: &BTreeSet<Category>, because: ErasedBecause) -> Result<Vec<Happening>, Refusal> {
    let new: BTreeSet<_> = categories.difference(&state.erased).copied().collect();
    if new.is_empty() {
        return Err(Refusal::NothingToDo);
    }
    // Nobody decides over an application whose evidence is gone.
    let ends = matches!(state.status, Status::InProgress | Status::AwaitingStaff);
    let withdrawn = ends.then(|| Event::Withdrawn.into());
    Ok(withdrawn.into_iter().chain([Event::Erased { categories: new, because }.into()]).collect())
}
