//! What earlier wrapping keys wrapped is wrapped anew by the current one, so that the earlier ones can go.

use super::{Ctx, FlowError, ledger};
use crate::{
    audit::leaf::{Actor, Change},
    storage::{StorageError, data_keys, events::Stream, webhooks},
    vault::keys::WrappedKey,
};

/// Keys taken up in one transaction.
const BATCH: i64 = 200;

/// What became of the stored keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rewrapped {
    /// Keys of sessions that were under an earlier wrapping key.
    pub data_keys: u64,
    /// Signing secrets of webhook endpoints that were.
    pub secrets: u64,
}

/// How many stored keys [`rewrap`] will look at.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub async fn stored_keys(ctx: &Ctx) -> Result<u64, FlowError> {
    let mut conn = ctx.database.reader().await?;
    Ok(data_keys::count(&mut conn).await?.unsigned_abs())
}

/// Wraps every stored key by the current wrapping key, batch by batch, beside a running service; writes down that it was
/// done. `seen` hears how many data keys were looked at.
///
/// # Errors
///
/// [`FlowError::Internal`] when a key was wrapped by a wrapping key that is not configured. What was done until then is
/// done, and the command can be given again.
pub async fn rewrap(ctx: &Ctx, seen: impl Fn(u64)) -> Result<Rewrapped, FlowError> {
    let mut done = Rewrapped::default();
    let mut after = None;
    loop {
        let mut tx = ctx.database.begin().await?;
        let page = data_keys::page(&mut tx, after, BATCH).await?;
        for (session, category, old) in &page {
            if let Some(new) = anew(ctx, old)? {
                done.data_keys += u64::from(data_keys::rewrap(&mut tx, *session, *category, old, &new).await?);
            }
        }
        tx.commit().await.map_err(StorageError::from)?;
        seen(page.len() as u64);
        let Some((session, category, _)) = page.last() else { break };
        after = Some((*session, *category));
    }
    done.secrets = rewrap_secrets(ctx).await?;
    let change = Change::KeysRewrapped {
        key_id: ctx.keyring.current_id().to_owned(),
        data_keys: done.data_keys,
        secrets: done.secrets,
    };
    ledger::alone(ctx, Stream::Config, "keys", &Actor::Operator, &change).await?;
    Ok(done)
}

async fn rewrap_secrets(ctx: &Ctx) -> Result<u64, FlowError> {
    let (mut done, mut after) = (0, None);
    loop {
        let mut tx = ctx.database.begin().await?;
        let page = webhooks::secrets(&mut tx, after, BATCH).await?;
        for (endpoint, old) in &page {
            if let Some(new) = anew(ctx, old)? {
                done += u64::from(webhooks::rewrap(&mut tx, *endpoint, old, &new).await?);
            }
        }
        tx.commit().await.map_err(StorageError::from)?;
        let Some((endpoint, _)) = page.last() else { return Ok(done) };
        after = Some(*endpoint);
    }
}

/// The stored key wrapped by the current wrapping key; nothing when it is already.
fn anew(ctx: &Ctx, stored: &str) -> Result<Option<String>, FlowError> {
    let wrapped: WrappedKey = serde_json::from_str(stored).map_err(FlowError::internal)?;
    let Some(new) = ctx.keyring.rotate(&wrapped).map_err(FlowError::internal)? else { return Ok(None) };
    serde_json::to_string(&new).map(Some).map_err(FlowError::internal)
}
