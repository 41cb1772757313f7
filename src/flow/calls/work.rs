//! The work in a call: connected, the checklist answered line by line, ended.

use jiff::Timestamp;

use super::{CallFault, Side, booking, is_there};
use crate::{
    base::{ids::CallId, personal::Personal, randomness::draw},
    flow::{FlowError, Turn, evidence, ledger::Loaded, review::check_reason},
    session::{
        command::{CallEnd, Command, LineAnswer, SaltedValue},
        event::Shows,
        refusal::Refusal,
    },
    staff::caller::StaffId,
    video::{
        call::{CallOutcome, DropCause, Found},
        plan,
    },
};

/// Longest value of a line, in characters.
const LONGEST_VALUE: usize = 200;

/// What a member of staff says of a line.
#[derive(Debug)]
pub struct Said {
    /// Met or not.
    pub found: Found,
    /// The value, where the line wants one.
    pub value: Option<Personal>,
}

/// How a member of staff ends a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// For good.
    Over(CallOutcome),
    /// The applicant is gone, and keeps the place.
    Dropped,
    /// Another time was agreed; the next free one where none is named.
    Rescheduled(Option<Timestamp>),
}

/// Applicant and staff see each other: from here on the time counts. What is asked is drawn now.
///
/// # Errors
///
/// [`CallFault::ApplicantAway`] when the applicant is not in the room; otherwise as [`Turn::record`].
pub async fn connect(turn: &Turn, loaded: &Loaded, staff: &StaffId) -> Result<Loaded, FlowError> {
    let ctx = &turn.ctx;
    let call = loaded.session.state.open_call().ok_or(Refusal::NoCall)?;
    if !is_there(ctx, call.id, Side::Applicant).await? {
        return Err(CallFault::ApplicantAway.into());
    }
    let checklist = ctx.desk.checklist(&loaded.journey)?;
    let lines = plan::draw(checklist, draw(ctx.randomness.as_ref()));
    let command = Command::ConnectCall { by: staff.to_string(), terms: checklist.terms.clone(), lines };
    turn.record(command, &[]).await
}

/// Answers a line. A value is sealed with the recording it belongs to.
///
/// # Errors
///
/// [`FlowError::BadValue`] for a value that is none; otherwise as [`Turn::record`].
pub async fn answer(turn: &Turn, staff: &StaffId, line: String, said: Said) -> Result<Loaded, FlowError> {
    let good = |value: &Personal| {
        let text = value.expose();
        (1..=LONGEST_VALUE).contains(&text.chars().count()) && !text.chars().any(char::is_control)
    };
    if said.value.as_ref().is_some_and(|value| !good(value)) {
        let reason = format!("one line of 1 to {LONGEST_VALUE} characters");
        return Err(FlowError::BadValue { pointer: "/value".into(), reason });
    }
    let value = said.value.map(|text| SaltedValue { text, salt: turn.ctx.salt() });
    let by = staff.to_string();
    turn.record(Command::AnswerLine(LineAnswer { by, line, found: said.found, value, snapshot: None }), &[]).await
}

/// Answers a line with a picture of the call: it is met, and this shows it.
///
/// # Errors
///
/// [`FlowError::BadPicture`] when it is none; otherwise as [`Turn::record`].
pub async fn snapshot(
    turn: &Turn,
    loaded: &Loaded,
    staff: &StaffId,
    line: String,
    image: &[u8],
) -> Result<Loaded, FlowError> {
    // Asked before the work is done, and again when it is recorded.
    let connection = loaded.session.state.live_connection().ok_or(Refusal::CallNotConnected)?;
    if !connection.lines.iter().any(|drawn| drawn.id == line) {
        return Err(Refusal::NoSuchLine.into());
    }
    evidence::decode(&turn.ctx, "image", image).await?;
    let kept = evidence::keep(&turn.ctx, loaded, Shows::CallSnapshot, image).await?;
    let snapshot = Some(kept.stored);
    let answer = LineAnswer { by: staff.to_string(), line, found: Found::Met, value: None, snapshot };
    turn.record(Command::AnswerLine(answer), &[kept.evidence]).await
}

/// Ends a call, or gives it back to the queue.
///
/// # Errors
///
/// [`FlowError::BadValue`] when the reason is no code, or the time cannot be booked; otherwise as [`Turn::record`].
pub async fn end(turn: &Turn, staff: &StaffId, ending: Ending, reason: String) -> Result<Loaded, FlowError> {
    check_reason(&reason)?;
    let by = staff.to_string();
    let (outcome, again) = match ending {
        Ending::Dropped => {
            return turn.record(Command::DropCall { because: DropCause::ApplicantLost }, &[]).await;
        }
        Ending::Over(outcome) => (outcome, None),
        Ending::Rescheduled(wish) => {
            let at = callback(turn, wish).await?;
            (CallOutcome::Rescheduled, Some((CallId::new(turn.ctx.new_id()), at.as_millisecond())))
        }
    };
    turn.record(Command::EndCall(CallEnd { by, outcome, reason, again }), &[]).await
}

async fn callback(turn: &Turn, wish: Option<Timestamp>) -> Result<Timestamp, FlowError> {
    let mut conn = turn.ctx.database.reader().await?;
    match wish {
        Some(wish) => booking::check(&turn.ctx, &mut conn, wish).await.map(|()| wish),
        None => booking::next_free(&turn.ctx, &mut conn).await,
    }
}
