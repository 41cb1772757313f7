//! How often something was done within 24 hours, across sessions, by a keyed hash of whom or what it was done to.

use super::{Ctx, FlowError};
use crate::storage::{StorageError, attempts};

/// How long what was done counts, in milliseconds.
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// One time that is counted.
#[derive(Debug)]
pub(super) struct Counted(String);

/// Counts one time more of `value` within `domain`, before the thing is done: whoever is cut off after it has had it.
/// Nothing where it would be more than `most`; that one is not counted.
///
/// It is committed before the sum is read: of requests side by side each sees the others, and none slips by.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub(super) async fn count(ctx: &Ctx, domain: &str, value: &[u8], most: u32) -> Result<Option<Counted>, FlowError> {
    let (now, counted) = (ctx.now_ms(), Counted(ctx.new_id().to_string()));
    let mut tx = ctx.database.begin().await?;
    attempts::note(&mut tx, &counted.0, &ctx.lookup.hash(domain, value), now).await?;
    tx.commit().await.map_err(StorageError::from)?;
    let mut conn = ctx.database.reader().await?;
    let mut sum = 0;
    // What was counted under an earlier search key counts too.
    for hash in ctx.lookup.hashes(domain, value) {
        sum += attempts::since(&mut conn, &hash, now - DAY_MS).await?;
    }
    drop(conn);
    if sum > i64::from(most) {
        take_back(ctx, &counted).await?;
        return Ok(None);
    }
    Ok(Some(counted))
}

/// What did not happen after all, by nobody's fault, costs nobody.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub(super) async fn take_back(ctx: &Ctx, counted: &Counted) -> Result<(), FlowError> {
    let mut tx = ctx.database.begin().await?;
    attempts::take_back(&mut tx, &counted.0).await?;
    Ok(tx.commit().await.map_err(StorageError::from)?)
}
