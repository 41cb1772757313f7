//! The thread as it stands, and what is said in it unasked.

use sqlx::AnyConnection;

use super::{
    Ctx, FlowError, Turn,
    chat::{TRIES, situation},
    chat_log::{self, Values},
    ledger::Loaded,
    whatsapp,
};
use crate::{
    chat::{self, Turned, letters::Letter, memory::Memory},
    storage::StorageError,
};

/// A thread as it stands: when somebody spoke last in it, and what is remembered.
#[derive(Debug)]
pub(super) struct Standing {
    /// When, Unix milliseconds.
    pub at_ms: i64,
    /// What the last answer left.
    pub memory: Memory,
}

/// The thread of a session; nothing where none was begun, or it is erased.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub(super) async fn standing(turn: &Turn, loaded: &Loaded) -> Result<Option<Standing>, FlowError> {
    let mut conn = turn.ctx.database.reader().await?;
    let entry = chat_log::newest(&mut conn, loaded.id, &loaded.keys).await?;
    Ok(entry.and_then(|entry| match entry.values? {
        Values::Replied(values) => Some(Standing { at_ms: entry.at.as_millisecond(), memory: values.memory }),
        Values::Said(_) => None,
    }))
}

/// Says in the thread, unasked, what `letter` says.
///
/// # Errors
///
/// [`FlowError::Busy`] when turns of the person keep taking the place.
pub(super) async fn remark(
    turn: &Turn,
    loaded: &Loaded,
    memory: &Memory,
    letter: &Letter<'_>,
) -> Result<(), FlowError> {
    let ctx = &turn.ctx;
    let turned = chat::remark(&situation(ctx, loaded), memory, letter);
    for _ in 0..TRIES {
        let mut tx = ctx.database.begin().await?;
        let sequence = chat_log::last(&mut tx, loaded.id).await? + 1;
        match append(ctx, &mut tx, loaded, sequence, &turned).await {
            Ok(()) => {
                whatsapp::remarked(ctx, &mut tx, loaded, sequence).await?;
                return Ok(tx.commit().await.map_err(StorageError::from)?);
            }
            Err(FlowError::Busy) => {}
            Err(error) => return Err(error),
        }
    }
    Err(FlowError::Busy)
}

/// Writes what is said unasked at `sequence` of the thread.
///
/// # Errors
///
/// [`FlowError::Busy`] when the place is taken.
pub(super) async fn append(
    ctx: &Ctx,
    conn: &mut AnyConnection,
    loaded: &Loaded,
    sequence: i64,
    turned: &Turned,
) -> Result<(), FlowError> {
    let (language, values) = chat_log::replied(loaded, turned.clone())?;
    chat_log::append(conn, loaded.id, &[chat_log::reply(ctx, loaded, sequence, language, &values)?]).await
}
