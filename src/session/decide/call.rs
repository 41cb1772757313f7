//! The video call: asked for, connected, worked through, recorded, ended; and what it has to carry for an approval.

use super::alive;
use crate::{
    base::{category::Category, ids::CallId, personal::Personal},
    session::{
        call::{CallStage, Connection, Piece},
        command::{CallEnd, CallWish, LineAnswer, SaltedValue, SegmentFinding, StoredPicture},
        event::{Event, Happening, Purpose, SealedValue},
        journey::{CallApproval, Journey},
        refusal::Refusal,
        state::{State, Status},
    },
    video::{
        call::{CallOutcome, DropCause, Found},
        checklist::{ApprovedBy, Evidence, RecordingRule, Terms},
        plan::Line,
        work,
    },
};

/// The applicant asks: while a person is awaited, and one call at a time.
pub(super) fn ask(state: &State, journey: &Journey, wish: CallWish, now_ms: i64) -> Result<Vec<Happening>, Refusal> {
    may_call(state, journey, now_ms)?;
    if state.open_call().is_some() {
        return Err(Refusal::CallOpen);
    }
    needs_consent(state, wish.recording)?;
    let CallWish { call, reason, language, callback_at_ms, .. } = wish;
    Ok(vec![Event::CallAsked { call, reason, language, asked_at_ms: now_ms, callback_at_ms }.into()])
}

/// Whether a call may be asked for, or held, now.
///
/// # Errors
///
/// The [`Refusal`] that says why not.
pub fn may_call(state: &State, journey: &Journey, now_ms: i64) -> Result<(), Refusal> {
    alive(state, now_ms)?;
    if journey.call.is_none() {
        return Err(Refusal::NoCall);
    }
    if state.status == Status::AwaitingStaff { Ok(()) } else { Err(Refusal::WrongStatus(state.status)) }
}

fn needs_consent(state: &State, recording: RecordingRule) -> Result<(), Refusal> {
    let agreed = recording != RecordingRule::Demanded || state.agreed(Purpose::Recording);
    if agreed { Ok(()) } else { Err(Refusal::ConsentMissing(Purpose::Recording)) }
}

pub(super) fn cancel(state: &State, call: CallId, now_ms: i64) -> Result<Vec<Happening>, Refusal> {
    let open = state.open_call().filter(|open| open.id == call).ok_or(Refusal::NoCall)?;
    Ok(vec![ended(open.id, CallOutcome::Cancelled, None, now_ms)])
}

/// Two people see each other: what is asked was drawn just now.
pub(super) fn connect(
    state: &State,
    journey: &Journey,
    by: String,
    (terms, lines): (Terms, Vec<Line>),
    now_ms: i64,
) -> Result<Vec<Happening>, Refusal> {
    may_call(state, journey, now_ms)?;
    let call = state.open_call().ok_or(Refusal::NoCall)?;
    if call.stage == CallStage::Connected {
        return Err(Refusal::NothingToDo);
    }
    needs_consent(state, terms.recording)?;
    Ok(vec![Event::CallConnected { call: call.id, by, terms, lines, connected_at_ms: now_ms }.into()])
}

pub(super) fn drop_call(state: &State, because: DropCause, now_ms: i64) -> Result<Vec<Happening>, Refusal> {
    state.live_connection().ok_or(Refusal::CallNotConnected)?;
    let call = state.open_call().ok_or(Refusal::NoCall)?.id;
    Ok(vec![Event::CallDropped { call, because, dropped_at_ms: now_ms }.into()])
}

/// One line is answered; again, if it was before.
pub(super) fn answer(state: &State, answer: LineAnswer, now_ms: i64) -> Result<Vec<Happening>, Refusal> {
    let (call, connection) = own_connection(state, &answer.by)?;
    let line = line_of(connection, &answer.line)?;
    has_its_evidence(line, &answer)?;
    let mut sealed: Vec<_> = answer.snapshot.iter().map(StoredPicture::sealed_salt).collect();
    let value = answer.value.as_ref().map(|value| seal_value(&answer.line, value));
    let event = Event::ChecklistAnswered {
        call,
        line: answer.line,
        found: answer.found,
        value: value.as_ref().map(SealedValue::commitment),
        snapshot: answer.snapshot.map(|stored| stored.picture),
        answered_at_ms: now_ms,
    };
    sealed.extend(value);
    Ok(vec![Happening { event, sealed }])
}

/// The line of this name, once those before it are answered.
pub(super) fn line_of<'a>(connection: &'a Connection, name: &str) -> Result<&'a Line, Refusal> {
    let line = connection.lines.iter().find(|line| line.id == name).ok_or(Refusal::NoSuchLine)?;
    let before = work::waits_for(line, &connection.findings());
    if before.is_empty() {
        return Ok(line);
    }
    Err(Refusal::ChecklistOrder(before.into_iter().map(str::to_owned).collect()))
}

/// What is met is shown by the evidence of its line; what is not met needs none.
fn has_its_evidence(line: &Line, answer: &LineAnswer) -> Result<(), Refusal> {
    if answer.found == Found::NotMet {
        return Ok(());
    }
    let there = match line.evidence {
        Evidence::None | Evidence::TimeMark => true,
        Evidence::Value => answer.value.is_some(),
        Evidence::Snapshot => answer.snapshot.is_some(),
        // Only the applicant brings it, from their own page.
        Evidence::Code => false,
    };
    let known = |value: &SaltedValue| line.countries.iter().any(|country| value.text.expose() == country);
    let within = line.countries.is_empty() || answer.value.as_ref().is_some_and(known);
    match (there, within) {
        (false, _) => Err(Refusal::EvidenceMissing(line.evidence)),
        (true, false) => Err(Refusal::WrongCountry),
        (true, true) => Ok(()),
    }
}

fn seal_value(line: &str, value: &SaltedValue) -> SealedValue {
    // A string: serialising it cannot fail.
    let json = serde_json::to_string(&value.text).unwrap_or_default();
    let name = format!("line/{line}");
    SealedValue { category: Category::Recording, name, salt: value.salt, json: Personal::new(json) }
}

/// A piece of the recording; the pause before it, where there is one, is an event of its own.
pub(super) fn keep_segment(state: &State, finding: SegmentFinding, now_ms: i64) -> Result<Vec<Happening>, Refusal> {
    let (call, connection) = own_connection(state, &finding.by)?;
    if connection.terms.recording == RecordingRule::Never {
        return Err(Refusal::NoRecording);
    }
    if !state.agreed(Purpose::Recording) {
        return Err(Refusal::ConsentMissing(Purpose::Recording));
    }
    let segment = finding.segment;
    let before = connection.recorded;
    let recorded = before.with(&segment, connection.lasted_ms(now_ms)).map_err(Refusal::Misplaced)?;
    let gap = before
        .gap_before(&segment)
        .map(|missing_ms| Event::RecordingGap { call, before_segment: segment.number, missing_ms }.into());
    let piece = Piece {
        object: finding.stored.picture.clone(),
        sha256: finding.sha256,
        size_bytes: segment.size_bytes,
        begins_ms: segment.begins_ms,
        duration_ms: segment.span.duration_ms,
    };
    let event = Event::RecordingKept { call, number: segment.number, piece, recorded };
    let kept = Happening { event, sealed: vec![finding.stored.sealed_salt()] };
    Ok(gap.into_iter().chain([kept]).collect())
}

/// A member of staff ends the call. Nobody settles what they have not seen: without a connection it was missed, or is put
/// off.
pub(super) fn end(state: &State, end: CallEnd, now_ms: i64) -> Result<Vec<Happening>, Refusal> {
    let call = state.open_call().ok_or(Refusal::NoCall)?;
    if call.stage == CallStage::Connected {
        own_connection(state, &end.by)?;
    } else if matches!(end.outcome, CallOutcome::Successful | CallOutcome::Unsuccessful) {
        return Err(Refusal::CallNotConnected);
    }
    let mut happenings = vec![ended(call.id, end.outcome, Some(end.reason), now_ms)];
    if let Some((new, callback_at_ms)) = end.again {
        let (reason, language) = (call.reason, call.language.clone());
        let callback_at_ms = Some(callback_at_ms);
        happenings.push(Event::CallAsked { call: new, reason, language, asked_at_ms: now_ms, callback_at_ms }.into());
    }
    Ok(happenings)
}

/// Whether `by` may approve, as far as calls go.
pub(super) fn carries_approval(state: &State, journey: &Journey, by: &str) -> Result<(), Refusal> {
    let Some(rule) = &journey.call else { return Ok(()) };
    let held = state.call.as_deref().and_then(|call| Some((call, call.connection.as_ref()?)));
    let Some((call, connection)) = held else {
        return match rule.approval {
            CallApproval::MayGoWithout => Ok(()),
            CallApproval::NeedsCall => Err(Refusal::CallMissing),
        };
    };
    let open = work::open(&connection.lines, &connection.findings());
    if !open.is_empty() {
        return Err(Refusal::ChecklistOpen(open.into_iter().map(str::to_owned).collect()));
    }
    if call.stage != CallStage::Ended(CallOutcome::Successful) {
        return Err(Refusal::CallMissing);
    }
    is_on_record(connection)?;
    confirmed_by_another(state, by)
}

/// Four eyes, where the checklist demands them: nobody who held a call of this application.
pub(super) fn confirmed_by_another(state: &State, by: &str) -> Result<(), Refusal> {
    let connection = state.call.as_deref().and_then(|call| call.connection.as_ref());
    let demanded = connection.is_some_and(|held| held.terms.approved_by == ApprovedBy::AnotherPerson);
    if demanded && state.callers.contains(by) { Err(Refusal::SamePerson) } else { Ok(()) }
}

fn is_on_record(connection: &Connection) -> Result<(), Refusal> {
    let Connection { terms, recorded, ended_at_ms, .. } = connection;
    if terms.recording != RecordingRule::Demanded {
        return Ok(());
    }
    let lasted_ms = connection.lasted_ms(ended_at_ms.unwrap_or(connection.connected_at_ms));
    if !recorded.is_enough(lasted_ms) {
        return Err(Refusal::RecordingTooShort);
    }
    if terms.uninterrupted && recorded.gaps > 0 { Err(Refusal::RecordingInterrupted) } else { Ok(()) }
}

/// The call and its connection, if `by` holds it.
pub(super) fn own_connection<'a>(state: &'a State, by: &str) -> Result<(CallId, &'a Connection), Refusal> {
    let connection = state.live_connection().filter(|connection| connection.by == by);
    let call = state.open_call().ok_or(Refusal::NoCall)?;
    connection.map(|connection| (call.id, connection)).ok_or(Refusal::CallNotConnected)
}

fn ended(call: CallId, outcome: CallOutcome, reason: Option<String>, ended_at_ms: i64) -> Happening {
    Event::CallEnded { call, outcome, reason, ended_at_ms }.into()
}
