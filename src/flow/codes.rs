//! A code on its way to an address: counted before it goes out, and given back where nobody is to blame.

use super::{Ctx, FlowError, tally};
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
};

/// Of what there were too many codes within 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// For this session, to prove an address.
    Session,
    /// For this session, in its calls.
    Calls,
    /// To this address, whoever asked for them.
    Address,
}

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Proving an address.
    Contact,
    /// A line of a call's checklist.
    Call,
}

impl Purpose {
    /// Under which name a session's codes are counted, and of what there are too many.
    const fn counted(self) -> (&'static str, Bound) {
        match self {
            Self::Contact => ("contact/session", Bound::Session),
            Self::Call => ("call/session", Bound::Calls),
        }
    }

    /// What brings it.
    const fn letter(self, code: &Code, minutes: usize) -> Letter<'_> {
        match self {
            Self::Contact => Letter::Code { code, minutes },
            Self::Call => Letter::CallCode { code, minutes },
        }
    }
}

/// Draws a code and sends it. An outage of the gateway costs nobody anything. The inner error is what the gateway refused
/// for good: whose mistake that is, the use case says.
///
/// # Errors
///
/// [`FlowError::TooManyCodes`] when no more are sent today, [`FlowError::ChannelAway`] when the gateway is not well.
pub(super) async fn send(
    ctx: &Ctx,
    session: SessionId,
    purpose: Purpose,
    address: &Address,
    language: Language,
) -> Result<Result<Code, Undeliverable>, FlowError> {
    let (for_session, to_address) = count(ctx, session, purpose, address).await?;
    let code = Code::draw(ctx.randomness.as_ref());
    let Err(fault) = bring(ctx, purpose, address, &code, language).await else { return Ok(Ok(code)) };
    tracing::warn!(cause = %fault, kind = address.kind().name(), "a code was not sent");
    tally::take_back(ctx, &for_session).await?;
    tally::take_back(ctx, &to_address).await?;
    match fault {
        Undelivered::Refused { .. } => Ok(Err(Undeliverable)),
        Undelivered::Away => Err(FlowError::ChannelAway),
    }
}

/// The gateway takes no message to this address, and would not later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Undeliverable;

async fn count(
    ctx: &Ctx,
    session: SessionId,
    purpose: Purpose,
    address: &Address,
) -> Result<(tally::Counted, tally::Counted), FlowError> {
    let limits = ctx.limits.codes;
    let (domain, bound) = purpose.counted();
    let for_session = tally::count(ctx, domain, session.to_string().as_bytes(), limits.per_session).await?;
    let for_session = for_session.ok_or(FlowError::TooManyCodes(bound))?;
    let value = address.counted_as();
    if let Some(to_address) = tally::count(ctx, "contact/address", value.as_bytes(), limits.per_address).await? {
        return Ok((for_session, to_address));
    }
    tally::take_back(ctx, &for_session).await?;
    Err(FlowError::TooManyCodes(Bound::Address))
}

async fn bring(
    ctx: &Ctx,
    purpose: Purpose,
    address: &Address,
    code: &Code,
    language: Language,
) -> Result<(), Undelivered> {
    let minutes = usize::try_from(ctx.limits.codes.life_s / 60).unwrap_or_default();
    let written = write(&purpose.letter(code, minutes), language);
    let message = Message {
        id: ctx.new_id(),
        to: address.clone(),
        language: language.code(),
        subject: written.subject,
        text: written.text,
    };
    ctx.channel.send(&message).await
}
