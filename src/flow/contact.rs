//! An address is proved: a code is sent there, and typed by whoever can read it.

use super::{Ctx, FlowError, Turn, ledger::Loaded, tally};
use crate::{
    base::ids::SessionId,
    chat::{
        language::Language,
        letters::{Letter, write},
    },
    contact::{
        address::Address,
        channel::{Message, Undelivered},
        code::Code,
    },
    session::{
        command::{Command, SentCode, TypedCode},
        decide::{ready_for, ready_to_type},
        journey::StepKind,
    },
};

/// Of what there were too many codes within 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// For this session.
    Session,
    /// To this address, whoever asked for them.
    Address,
}

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
    let (for_session, to_address) = count(ctx, loaded.id, &address).await?;
    let code = Code::draw(ctx.randomness.as_ref());
    let sent_at_ms = ctx.now_ms();
    if let Err(fault) = send(ctx, &address, &code, language).await {
        tracing::warn!(cause = %fault, kind = address.kind().name(), "a code was not sent");
        tally::take_back(ctx, &for_session).await?;
        tally::take_back(ctx, &to_address).await?;
        return Err(match fault {
            Undelivered::Refused { .. } => FlowError::BadValue {
                pointer: "/address".into(),
                reason: "no message can be sent to this address: check it, or use another".into(),
            },
            Undelivered::Away => FlowError::ChannelAway,
        });
    }
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

async fn count(
    ctx: &Ctx,
    session: SessionId,
    address: &Address,
) -> Result<(tally::Counted, tally::Counted), FlowError> {
    let limits = ctx.limits.codes;
    let for_session = tally::count(ctx, "contact/session", session.to_string().as_bytes(), limits.per_session).await?;
    let for_session = for_session.ok_or(FlowError::TooManyCodes(Bound::Session))?;
    let value = address.counted_as();
    if let Some(to_address) = tally::count(ctx, "contact/address", value.as_bytes(), limits.per_address).await? {
        return Ok((for_session, to_address));
    }
    tally::take_back(ctx, &for_session).await?;
    Err(FlowError::TooManyCodes(Bound::Address))
}

async fn send(ctx: &Ctx, address: &Address, code: &Code, language: Language) -> Result<(), Undelivered> {
    let minutes = usize::try_from(ctx.limits.codes.life_s / 60).unwrap_or_default();
    let written = write(&Letter::Code { code, minutes }, language);
    let message = Message {
        id: ctx.new_id(),
        to: address.clone(),
        language: language.code(),
        subject: written.subject,
        text: written.text,
    };
    ctx.channel.send(&message).await
}
