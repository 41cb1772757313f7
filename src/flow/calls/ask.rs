//! The applicant asks for a call: at once where somebody is there, else for a time that is booked.

use jiff::Timestamp;

use super::booking;
use crate::{
    base::ids::CallId,
    flow::{Ctx, FlowError, Turn, ledger::Loaded},
    session::{
        command::{CallWish, Command},
        decide::may_call,
        refusal::Refusal,
    },
    storage::on_duty,
    video::call::CallReason,
};

/// A call as it is wished for.
#[derive(Debug)]
pub struct Wish {
    /// Why.
    pub reason: CallReason,
    /// In which language, a BCP 47 tag; the session's own if absent.
    pub language: Option<String>,
    /// For when; as soon as may be if absent.
    pub callback_at: Option<Timestamp>,
}

/// Puts the session into the queue, or books a callback.
///
/// # Errors
///
/// [`FlowError::BadValue`] for a language that nobody speaks, or a time that cannot be booked; otherwise as
/// [`Turn::record`].
pub async fn ask(turn: &Turn, loaded: &Loaded, wish: Wish) -> Result<Loaded, FlowError> {
    let ctx = &turn.ctx;
    may_call(&loaded.session.state, &loaded.journey, ctx.now_ms())?;
    // Before a time is looked for: nothing can be booked beside an open call.
    if loaded.session.state.open_call().is_some() {
        return Err(Refusal::CallOpen.into());
    }
    let recording = ctx.desk.checklist(&loaded.journey)?.terms.recording;
    let language = spoken(ctx, wish.language.as_deref().unwrap_or(&loaded.session.state.locale))?;
    let callback_at = when(ctx, &language, wish.callback_at).await?;
    let wish = CallWish {
        call: CallId::new(ctx.new_id()),
        reason: wish.reason,
        language,
        callback_at_ms: callback_at.map(Timestamp::as_millisecond),
        recording,
    };
    turn.record(Command::AskCall(wish), &[]).await
}

/// Calls an open call off.
///
/// # Errors
///
/// As [`Turn::record`].
pub async fn cancel(turn: &Turn, call: CallId) -> Result<Loaded, FlowError> {
    turn.record(Command::CancelCall { call }, &[]).await
}

fn spoken(ctx: &Ctx, tag: &str) -> Result<String, FlowError> {
    ctx.desk.spoken(tag).map(str::to_owned).ok_or_else(|| {
        let reason = format!("nobody speaks this language here; there are {}", ctx.desk.languages.join(", "));
        FlowError::BadValue { pointer: "/language".into(), reason }
    })
}

/// At once, where somebody on duty speaks the language in business hours; else the time that is wished for, or the next.
async fn when(ctx: &Ctx, language: &str, wish: Option<Timestamp>) -> Result<Option<Timestamp>, FlowError> {
    let mut conn = ctx.database.reader().await?;
    if let Some(wish) = wish {
        booking::check(ctx, &mut conn, wish).await?;
        return Ok(Some(wish));
    }
    let there = on_duty::speakers(&mut conn, language, ctx.now_ms()).await? > 0;
    if there && ctx.desk.hours.are_open(ctx.now()) {
        return Ok(None);
    }
    booking::next_free(ctx, &mut conn).await.map(Some)
}
