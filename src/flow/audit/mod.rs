//! What auditors read, and what the service can prove of its own log.

mod log;
mod pictures;
mod thread;
mod verify;

pub use self::{
    log::{LogFinding, log_size, verify_log},
    verify::{Finding, verify},
};
use super::{
    Ctx, FlowError,
    ledger::{self, Keys, Opened},
};
use crate::{
    audit::leaf::{Access, Actor},
    base::ids::SessionId,
    staff::caller::StaffId,
    storage::{
        events::{self, Stream},
        sessions::{self, Filter, SessionRow},
    },
};

/// Longest stated purpose, in characters.
pub const LONGEST_PURPOSE: usize = 200;

/// Most events of one answer.
pub const MOST_EVENTS: i64 = 1000;

/// Sessions by time of start, for the service's own checks; what auditors list goes by [`super::read::list`].
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub async fn sessions(ctx: &Ctx, filter: &Filter, limit: i64) -> Result<Vec<SessionRow>, FlowError> {
    let mut conn = ctx.database.reader().await?;
    Ok(sessions::list(&mut conn, filter, limit).await?)
}

/// The events of one session, in order. Sealed values are opened only for a stated purpose; the look is on the log
/// before they are returned.
///
/// # Errors
///
/// [`FlowError::NotFound`] when there is no such session, [`FlowError::BadValue`] when the purpose is too long.
pub async fn events(
    ctx: &Ctx,
    auditor: &StaffId,
    id: SessionId,
    purpose: Option<&str>,
    after: i64,
) -> Result<Vec<Opened>, FlowError> {
    if let Some(purpose) = purpose
        && !(1..=LONGEST_PURPOSE).contains(&purpose.chars().count())
    {
        let reason = "state a purpose of 1 to 200 characters".to_owned();
        return Err(FlowError::BadValue { pointer: "/purpose".into(), reason });
    }
    let mut conn = ctx.database.reader().await?;
    sessions::load(&mut conn, id).await?.ok_or(FlowError::NotFound("session"))?;
    let keys = match purpose {
        Some(_) => Keys::load(ctx, &mut conn, id).await?,
        None => Keys::default(),
    };
    let rows = events::load(&mut conn, Stream::Session, &id.to_string(), after, MOST_EVENTS).await?;
    drop(conn);
    let actor = Actor::Staff { id: auditor.to_string() };
    ledger::note_access(ctx, id, &actor, &Access::EventsViewed { purpose: purpose.map(str::to_owned) }).await?;
    rows.iter().map(|row| ledger::open_event(id, &keys, row)).collect()
}
