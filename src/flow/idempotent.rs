//! An idempotency key: new, in flight, or answered before.

use super::{Ctx, FlowError, turn::Marked};
use crate::{
    base::ids::SessionId,
    storage::{StorageError, idempotency},
};

/// What a key turned out to be.
#[derive(Clone, Debug)]
pub enum Begun {
    /// New: marked as in flight.
    New(Marked),
    /// Answered before: the session and its version that was answered.
    Answered(SessionId, i64),
}

/// Looks a key up and marks it as in flight if it is new. Only keyed hashes of key and content are stored.
///
/// # Errors
///
/// [`FlowError::KeyReused`] when it came with other content, [`FlowError::InFlight`] while it is being answered.
pub async fn begin(ctx: &Ctx, caller: String, route: String, key: &str, content: &[u8]) -> Result<Begun, FlowError> {
    let named = |hash| idempotency::Key { caller: caller.clone(), route: route.clone(), key: hash };
    let keys = ctx.lookup.hashes("idempotency/key", key.as_bytes()).map(named);
    let now = ctx.now_ms();
    let mut tx = ctx.database.begin().await?;
    // The record may have been written under an earlier search key: then its content was, too.
    for (key, content) in keys.zip(ctx.lookup.hashes("idempotency/content", content)) {
        if let Some(record) = idempotency::find(&mut tx, &key).await?.filter(|record| record.expires_at_ms > now) {
            return match record.answer {
                _ if record.content != content => Err(FlowError::KeyReused),
                Some((session, version)) => Ok(Begun::Answered(session, version)),
                None => Err(FlowError::InFlight),
            };
        }
    }
    let content = ctx.lookup.hash("idempotency/content", content);
    let key = named(ctx.lookup.hash("idempotency/key", key.as_bytes()));
    let until = now + ctx.limits.in_flight_s * 1000;
    idempotency::begin(&mut tx, &key, &content, now, until).await.map_err(|error| match error {
        StorageError::Conflict => FlowError::InFlight,
        StorageError::Corrupt { .. } | StorageError::Database(_) => error.into(),
    })?;
    tx.commit().await.map_err(StorageError::from)?;
    Ok(Begun::New(Marked { key, content }))
}

/// Frees a key whose request was refused or failed: nothing was written, so it may be sent again.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub async fn cancel(ctx: &Ctx, marked: &Marked) -> Result<(), FlowError> {
    let mut tx = ctx.database.begin().await?;
    idempotency::cancel(&mut tx, &marked.key).await?;
    Ok(tx.commit().await.map_err(StorageError::from)?)
}
