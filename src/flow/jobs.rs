//! What happens without a request: expiry, retention, reminders, the one order, forgetting. One process at a time, under fenced leases.

use std::sync::Arc;

use super::{
    Ctx, FlowError, Turn, calls, links,
    reminders::remind,
    retention::sweep,
    turn::Grounds,
    webhooks::deliver,
    whatsapp::{serve_due, tell_moved},
};
use crate::{
    audit::leaf::Actor,
    base::ids::SessionId,
    session::command::Command,
    storage::{StorageError, attempts, calls as queue, idempotency, leases, log, sessions, whatsapp_inbox},
};

/// How long a lease is held, in milliseconds; a process that dies is replaced after it.
const LEASE_MS: i64 = 15_000;

/// After this long no further notice is begun in a round, in milliseconds.
const ROUND_MS: i64 = 5_000;

/// How long a call that ended says how long calls take, in milliseconds: a month.
const REMEMBERED_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// Most things one round does of each kind.
const BATCH: i64 = 100;

/// One round of everything, as `holder` (a name of this process). Rounds are meant to follow each other every second.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub async fn round(ctx: &Arc<Ctx>, holder: &str) -> Result<(), FlowError> {
    sequence(ctx, holder).await?;
    if lease(ctx, "sweeper", holder).await?.is_some() {
        expire(ctx).await?;
        calls::sweep(ctx, BATCH).await?;
        sweep(ctx, BATCH).await?;
        forget(ctx).await?;
    }
    remind_all(ctx, holder).await?;
    notify(ctx, holder).await?;
    if lease(ctx, "whatsapp", holder).await?.is_some() {
        tell_moved(ctx, BATCH).await?;
    }
    serve_due(ctx, BATCH).await
}

/// Sends notices one by one, renewing the lease before each: a slow receiver must not let the lease run out. A round ends
/// after a while, so that the other jobs have their turn.
async fn notify(ctx: &Ctx, holder: &str) -> Result<(), FlowError> {
    let end = ctx.now_ms() + ROUND_MS;
    while lease(ctx, "webhooks", holder).await?.is_some() && deliver(ctx, 1).await? > 0 && ctx.now_ms() < end {}
    Ok(())
}

/// Tells people one by one, renewing the lease before each: a slow gateway must not let the lease run out, or another
/// process would tell them, too.
async fn remind_all(ctx: &Arc<Ctx>, holder: &str) -> Result<(), FlowError> {
    let end = ctx.now_ms() + ROUND_MS;
    while lease(ctx, "reminders", holder).await?.is_some() && remind(ctx, 1).await? > 0 && ctx.now_ms() < end {}
    Ok(())
}

/// Gives events their place in the one order, as long as there are any.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub async fn sequence(ctx: &Ctx, holder: &str) -> Result<(), FlowError> {
    let Some(fence) = lease(ctx, "sequencer", holder).await? else { return Ok(()) };
    loop {
        let mut tx = ctx.database.begin().await?;
        // A sequencer that slept past its lease finds a newer fence and writes nothing.
        if !leases::is_current(&mut tx, "sequencer", fence).await? {
            return Ok(());
        }
        let placed = log::sequence(&mut tx, BATCH).await?;
        tx.commit().await.map_err(StorageError::from)?;
        if placed == 0 {
            return Ok(());
        }
    }
}

/// Ends the sessions whose time has run out.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub async fn expire(ctx: &Arc<Ctx>) -> Result<(), FlowError> {
    let mut conn = ctx.database.reader().await?;
    let overdue = sessions::overdue(&mut conn, ctx.now_ms(), BATCH).await?;
    drop(conn);
    for session in overdue {
        let turn = Turn::of_service(ctx, session);
        match turn.record(Command::Expire, &[]).await {
            // Handed in or withdrawn in the same instant: then it did not expire.
            Ok(_) | Err(FlowError::Refused(_)) => {}
            // One that cannot be ended must not keep the others alive.
            Err(error) => tracing::error!(error = ?error, %session, "a session could not be ended"),
        }
    }
    Ok(())
}

async fn forget(ctx: &Ctx) -> Result<(), FlowError> {
    let now = ctx.now_ms();
    let mut tx = ctx.database.begin().await?;
    attempts::forget(&mut tx, now - 24 * 60 * 60 * 1000).await?;
    idempotency::forget(&mut tx, now).await?;
    links::forget(&mut tx, now).await?;
    if let Some(whatsapp) = &ctx.whatsapp {
        whatsapp_inbox::forget(&mut tx, now - whatsapp.terms.remembered_ms).await?;
    }
    queue::forget(&mut tx, now - REMEMBERED_MS).await?;
    Ok(tx.commit().await.map_err(StorageError::from)?)
}

async fn lease(ctx: &Ctx, name: &str, holder: &str) -> Result<Option<i64>, FlowError> {
    let now = ctx.now_ms();
    let mut tx = ctx.database.begin().await?;
    let fence = leases::take(&mut tx, name, holder, now, now + LEASE_MS).await?;
    tx.commit().await.map_err(StorageError::from)?;
    Ok(fence)
}

impl Turn {
    /// The service's own turn, for what happens without a request.
    pub(super) fn of_service(ctx: &Arc<Ctx>, session: SessionId) -> Self {
        Self {
            ctx: Arc::clone(ctx),
            session,
            actor: Actor::Service,
            grounds: Grounds::Role,
            if_match: None,
            idempotency: None,
        }
    }
}
