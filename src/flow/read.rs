//! Reading sessions: one, a list, and the answer that was given earlier under an idempotency key.

use super::{
    Ctx, FlowError, Turn,
    ledger::{self, Loaded},
};
use crate::{
    audit::leaf::{Access, Actor, List},
    base::ids::SessionId,
    session::Session,
    staff::caller::Caller,
    storage::sessions,
};

pub use crate::storage::sessions::{Filter, SessionRow};

/// Notes that the profile is looked at, before it is sent. An applicant's look at their own is none.
///
/// # Errors
///
/// As [`ledger::note_access`].
pub async fn note_look(ctx: &Ctx, session: SessionId, caller: &Caller) -> Result<(), FlowError> {
    let actor = match caller {
        Caller::Applicant { .. } => return Ok(()),
        Caller::BackEnd { client_id } => Actor::BackEnd { id: client_id.to_string() },
        Caller::Staff { id, .. } => Actor::Staff { id: id.to_string() },
    };
    ledger::note_access(ctx, session, &actor, &Access::ProfileViewed).await
}

/// A page of a list.
#[derive(Debug)]
pub struct Listed {
    /// The sessions, by time of start.
    pub rows: Vec<SessionRow>,
    /// Whether more follow after the last of them.
    pub more: More,
}

/// Whether a list goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum More {
    /// It does.
    Follows,
    /// This is its end.
    Ends,
}

/// At most `most` sessions by time of start. What a member of staff reads is on the log before it is sent; a back end
/// reads what it wrote itself.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails; otherwise as [`ledger::note_list`].
pub async fn list(ctx: &Ctx, caller: &Caller, list: List, filter: &Filter, most: u8) -> Result<Listed, FlowError> {
    let mut conn = ctx.database.reader().await?;
    let mut rows = sessions::list(&mut conn, filter, i64::from(most) + 1).await?;
    drop(conn);
    let more = if rows.len() > usize::from(most) { More::Follows } else { More::Ends };
    rows.truncate(usize::from(most));
    match caller {
        Caller::Staff { id, .. } => ledger::note_list(ctx, id.as_str(), list, rows.len()).await?,
        Caller::BackEnd { .. } | Caller::Applicant { .. } => {}
    }
    Ok(Listed { rows, more })
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
