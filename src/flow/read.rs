//! Reading sessions: one, a list, and the answer that was given earlier under an idempotency key.

use super::{
    Ctx, FlowError, Turn,
    ledger::{self, Loaded},
};
use crate::{
    audit::leaf::{Access, Actor},
    base::ids::SessionId,
    session::Session,
    storage::sessions,
};

pub use crate::storage::sessions::{Filter, SessionRow};

/// Notes that the profile is looked at, before it is sent. An applicant's look at their own is none.
///
/// # Errors
///
/// As [`ledger::note_access`].
pub async fn note_look(turn: &Turn) -> Result<(), FlowError> {
    match turn.actor {
        Actor::Applicant | Actor::Service => Ok(()),
        Actor::BackEnd { .. } | Actor::Staff { .. } => {
            ledger::note_access(&turn.ctx, turn.session, &turn.actor, &Access::ProfileViewed).await
        }
    }
}

/// Sessions by time of start.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub async fn list(ctx: &Ctx, filter: &Filter, limit: i64) -> Result<Vec<SessionRow>, FlowError> {
    let mut conn = ctx.database.reader().await?;
    Ok(sessions::list(&mut conn, filter, limit).await?)
}

/// The session as it was at an earlier version: what was answered then is answered again.
///
/// # Errors
///
/// [`FlowError::NotFound`] when the session is gone.
pub async fn as_of(ctx: &Ctx, id: SessionId, version: i64) -> Result<Loaded, FlowError> {
    let mut conn = ctx.database.reader().await?;
    let mut loaded = ledger::load(ctx, &mut conn, id).await?;
    let history = ledger::history(ctx, &mut conn, id, version).await?;
    if let Some(last) = history.last() {
        loaded.updated_at_ms = last.leaf.at.as_millisecond();
    }
    let session = Session::replay(history.iter().map(|opened| &opened.happening));
    loaded.session = session.ok_or(FlowError::NotFound("session"))?;
    Ok(loaded)
}

/// The session as it is now, as long as the caller may see it.
///
/// # Errors
///
/// [`FlowError::NotFound`] when it is gone, [`FlowError::TokenReplaced`] or [`FlowError::NotClaimed`] when what gave the
/// permission no longer holds.
pub async fn again(turn: &Turn) -> Result<Loaded, FlowError> {
    let mut conn = turn.ctx.database.reader().await?;
    let loaded = ledger::load(&turn.ctx, &mut conn, turn.session).await?;
    turn.grounds.hold(&turn.ctx, &mut conn, &loaded).await?;
    Ok(loaded)
}
