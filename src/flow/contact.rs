//! An address is proved: a code is sent there, and typed by whoever can read it.

use super::{
    FlowError, Turn,
    codes::{self, Purpose, Undeliverable},
    ledger::Loaded,
};
use crate::{
    base::ids::SessionId,
    chat::language::Language,
    contact::{address::Address, code::Code},
    session::{
        command::{Command, SentCode, TypedCode},
        decide::{ready_for, ready_to_type},
        journey::StepKind,
    },
};

/// Sends a code to `address` in `language`, and records that it was sent. An outage of the gateway costs nobody anything.
///
/// The message goes out first: a crash before the record leaves a code that opens nothing, never one that nobody was
/// sent. Only the newest code counts.
///
/// # Errors
///
/// [`FlowError::BadValue`] when the journey does not take such an address, [`FlowError::TooManyCodes`] when no more are
/// sent today, [`FlowError::ChannelAway`] when the gateway does not take it; otherwise as [`Turn::record`].
pub async fn send_code(
    turn: &Turn,
    loaded: &Loaded,
    address: Address,
    language: Language,
) -> Result<Loaded, FlowError> {
    let ctx = &turn.ctx;
    turn.check_version(loaded)?;
    ready_for(&loaded.session.state, &loaded.journey, StepKind::Contact, ctx.now_ms())?;
    check_kind(loaded, &address)?;
    let sent_at_ms = ctx.now_ms();
    let code = codes::send(ctx, loaded.id, Purpose::Contact, &address, language).await?;
    let code = code.map_err(|Undeliverable| FlowError::BadValue {
        pointer: "/address".into(),
        reason: "no message can be sent to this address: check it, or use another".into(),
    })?;
    let sent = SentCode {
        code: ctx.lookup.hash(DOMAIN, &bound(loaded.id, sent_at_ms, &address, &code)),
        address,
        salt: ctx.salt(),
        sent_at_ms,
        expires_at_ms: sent_at_ms.saturating_add(ctx.limits.codes.life_s * 1000),
        tries: ctx.limits.codes.tries,
    };
    turn.record(Command::RecordCode(sent), &[]).await
}

/// Holds what was typed against the code that was sent last.
///
/// # Errors
///
/// As [`Turn::record`]. A wrong code is none: the session says so.
pub async fn type_code(turn: &Turn, loaded: &Loaded, code: &Code) -> Result<Loaded, FlowError> {
    let ctx = &turn.ctx;
    let sent_at_ms = ready_to_type(&loaded.session.state, &loaded.journey, ctx.now_ms())?.sent_at_ms;
    let contact = loaded.session.profile.contact().ok_or(FlowError::Erased)?;
    let value = bound(loaded.id, sent_at_ms, &contact.address, code);
    let typed = TypedCode { sent_at_ms, hashes: ctx.lookup.hashes(DOMAIN, &value).collect() };
    turn.record(Command::TypeCode(typed), &[]).await
}

/// Codes are hashed apart from everything else.
const DOMAIN: &str = "contact/code";

/// What is hashed: a code is good for one session, one moment and one address, so no two hashes of it are alike.
fn bound(session: SessionId, sent_at_ms: i64, address: &Address, code: &Code) -> Vec<u8> {
    format!("{session}\n{sent_at_ms}\n{}\n{}", address.expose(), code.expose()).into_bytes()
}

fn check_kind(loaded: &Loaded, address: &Address) -> Result<(), FlowError> {
    let taken = loaded.journey.contact.as_ref().is_some_and(|rule| rule.kinds.contains(&address.kind()));
    if taken {
        return Ok(());
    }
    let reason = format!("this journey does not take an address of the kind {}", address.kind());
    Err(FlowError::BadValue { pointer: "/address".into(), reason })
}
