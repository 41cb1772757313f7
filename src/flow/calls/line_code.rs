//! The code of a line: staff has it sent, the applicant types it on their own page, and nobody reads it aloud.

use super::CallFault;
use crate::{
    base::ids::{CallId, SessionId},
    chat::language::Language,
    contact::code::Code,
    flow::{
        Ctx, FlowError, Turn,
        codes::{self, Purpose, Undeliverable},
        ledger::Loaded,
        turn::Grounds,
    },
    session::{
        command::{Command, SentLineCode, TypedCode},
        decide::{ready_to_return, ready_to_send},
        refusal::Refusal,
    },
    staff::caller::StaffId,
    storage::claims::{self, HeldFor},
};

/// Sends a code for `line` to the address that was proved, in the language of the session. Only the newest one counts.
///
/// As with the code that proves an address, the message goes out before the record.
///
/// # Errors
///
/// [`FlowError::TooManyCodes`] when no more are sent today, [`FlowError::ChannelAway`] when the gateway is not well,
/// [`CallFault::Undeliverable`] when it takes nothing to this address; otherwise as [`Turn::record`].
pub async fn send_code(turn: &Turn, loaded: &Loaded, staff: &StaffId, line: String) -> Result<Loaded, FlowError> {
    let ctx = &turn.ctx;
    turn.check_version(loaded)?;
    let state = &loaded.session.state;
    ready_to_send(state, staff.as_str(), &line)?;
    let call = state.open_call().ok_or(Refusal::NoCall)?.id;
    let address = &loaded.session.profile.contact().ok_or(FlowError::Erased)?.address;
    let sent_at_ms = ctx.now_ms();
    let code = codes::send(ctx, loaded.id, Purpose::Call, address, Language::of(&state.locale)).await?;
    let code = code.map_err(|Undeliverable| CallFault::Undeliverable)?;
    let sent = SentLineCode {
        by: staff.to_string(),
        channel: address.kind(),
        code: ctx.lookup.hash(DOMAIN, &bound(loaded.id, call, &line, sent_at_ms, &code)),
        line,
        sent_at_ms,
        expires_at_ms: sent_at_ms.saturating_add(ctx.limits.codes.life_s * 1000),
        tries: ctx.limits.codes.tries,
    };
    turn.record(Command::RecordLineCode(sent), &[]).await
}

/// Holds what the applicant typed against the code that was sent last. A wrong code is no error: the call says so.
///
/// # Errors
///
/// [`Refusal::CallNotConnected`] when the call is over, or whoever held it no longer does; otherwise as [`Turn::record`].
pub async fn return_code(turn: Turn, loaded: &Loaded, code: &Code) -> Result<Loaded, FlowError> {
    let ctx = &turn.ctx;
    let state = &loaded.session.state;
    let out = ready_to_return(state, ctx.now_ms())?;
    let call = state.open_call().ok_or(Refusal::NoCall)?.id;
    let value = bound(loaded.id, call, &out.line, out.sent_at_ms, code);
    let typed = TypedCode { sent_at_ms: out.sent_at_ms, hashes: ctx.lookup.hashes(DOMAIN, &value).collect() };
    let turn = Turn { grounds: Grounds::InHeldCall(Box::new(turn.grounds.clone())), ..turn };
    turn.record(Command::TypeLineCode(typed), &[]).await
}

/// Whether the call is still held by whom it was connected with. A lease that ran out is no hold, though nobody has
/// dropped the call yet.
///
/// # Errors
///
/// [`Refusal::CallNotConnected`] when it is not.
pub(in crate::flow) async fn is_held(
    ctx: &Ctx,
    conn: &mut sqlx::AnyConnection,
    loaded: &Loaded,
) -> Result<(), FlowError> {
    let connection = loaded.session.state.live_connection().ok_or(Refusal::CallNotConnected)?;
    match claims::held(conn, loaded.id, ctx.now_ms()).await? {
        Some((hold, _, HeldFor::Call)) if hold.staff == connection.by => Ok(()),
        Some(_) | None => Err(Refusal::CallNotConnected.into()),
    }
}

/// Codes of calls are hashed apart from everything else.
const DOMAIN: &str = "call/code";

/// What is hashed: a code is good for one line of one call at one moment.
fn bound(session: SessionId, call: CallId, line: &str, sent_at_ms: i64, code: &Code) -> Vec<u8> {
    format!("{session}\n{call}\n{line}\n{sent_at_ms}\n{}", code.expose()).into_bytes()
}
