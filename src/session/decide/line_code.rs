//! A line that nobody's word meets: a code goes to the address that was proved, and comes back from the applicant's page.

use super::call::{line_of, own_connection};
use crate::{
    session::{
        call::LineCode,
        command::{SentLineCode, TypedCode},
        event::{Event, Happening},
        refusal::Refusal,
        state::State,
    },
    video::{call::Found, checklist::Evidence},
};

/// Whether `by` may send a code for `line` now: asked before one goes out, and again when it is recorded.
///
/// # Errors
///
/// The [`Refusal`] that says why not.
pub fn ready_to_send(state: &State, by: &str, line: &str) -> Result<(), Refusal> {
    let (_, connection) = own_connection(state, by)?;
    let line = line_of(connection, line)?;
    if line.evidence != Evidence::Code {
        return Err(Refusal::NotByCode);
    }
    if connection.findings().get(&line.id) == Some(&Found::Met) {
        return Err(Refusal::NothingToDo);
    }
    if state.is_reachable() { Ok(()) } else { Err(Refusal::NoProvedAddress) }
}

/// The code that may be typed now: asked before what was typed is hashed, and again when it is held against the code.
///
/// # Errors
///
/// The [`Refusal`] that says why not.
pub fn ready_to_return(state: &State, now_ms: i64) -> Result<&LineCode, Refusal> {
    let connection = state.live_connection().ok_or(Refusal::CallNotConnected)?;
    let code = connection.code.as_ref().filter(|code| code.tries_left > 0).ok_or(Refusal::NoCode)?;
    if now_ms < code.expires_at_ms { Ok(code) } else { Err(Refusal::CodeExpired) }
}

/// A code is out. It takes the place of any before it, which no longer proves anything.
pub(super) fn sent(state: &State, sent: SentLineCode) -> Result<Vec<Happening>, Refusal> {
    ready_to_send(state, &sent.by, &sent.line)?;
    let (call, _) = own_connection(state, &sent.by)?;
    let SentLineCode { line, channel, code, sent_at_ms, expires_at_ms, tries, .. } = sent;
    Ok(vec![Event::LineCodeSent { call, line, channel, code, sent_at_ms, expires_at_ms, tries }.into()])
}

/// The code was typed, and its line is met; or another.
pub(super) fn typed(state: &State, typed: &TypedCode, now_ms: i64) -> Result<Vec<Happening>, Refusal> {
    let code = ready_to_return(state, now_ms)?;
    // A newer one was sent meanwhile: what was typed belongs to the one before.
    if typed.sent_at_ms != code.sent_at_ms {
        return Err(Refusal::InputReplaced);
    }
    let call = state.open_call().ok_or(Refusal::NoCall)?.id;
    let (found, tries_left) = if typed.hashes.contains(&code.code) {
        (Found::Met, code.tries_left)
    } else {
        (Found::NotMet, code.tries_left.saturating_sub(1))
    };
    let line = code.line.clone();
    Ok(vec![Event::LineCodeTyped { call, line, found, tries_left, typed_at_ms: now_ms }.into()])
}
