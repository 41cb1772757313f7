//! What is written beside the sessions' own streams: looks, and what became of accounts and of the configuration.

use std::time::Duration;

use sqlx::AnyConnection;

use crate::{
    audit::leaf::{Access, Actor, Leaf, List, VERSION},
    base::{
        ids::{EventId, SessionId},
        randomness::draw,
    },
    flow::{Ctx, FlowError},
    storage::{
        StorageError,
        events::{self, EventRow, Stream},
    },
};

/// How long a list that is read again and again counts as one look, in milliseconds: a token's life.
const ONE_LOOK_MS: i64 = 15 * 60 * 1000;

/// How many of somebody's last looks at lists are held against a new one; there are fewer kinds of lists.
const LAST_LOOKS: i64 = 5;

/// The row of one event, with its leaf made once and for all.
pub(in crate::flow) fn leaf_row<E: serde::Serialize>(
    ctx: &Ctx,
    stream: Stream,
    stream_id: &str,
    sequence: i64,
    actor: &Actor,
    event: &E,
    sealed: Option<String>,
) -> Result<EventRow, FlowError> {
    let event_id = EventId::new(ctx.new_id());
    let leaf = Leaf {
        v: VERSION,
        event_id,
        stream: stream.name().to_owned(),
        stream_id: stream_id.to_owned(),
        sequence,
        at: ctx.now(),
        actor: actor.clone(),
        event,
    };
    let leaf = serde_json::to_string(&leaf).map_err(FlowError::internal)?;
    Ok(EventRow { event_id, sequence, leaf, sealed })
}

/// Writes a look at a session's personal data down, in a transaction of its own, before anything is sent.
///
/// # Errors
///
/// [`FlowError::Busy`] when others keep looking at the same session at the same instant.
pub async fn note_access(ctx: &Ctx, id: SessionId, actor: &Actor, access: &Access) -> Result<(), FlowError> {
    alone(ctx, Stream::Access, &id.to_string(), actor, access).await
}

/// Writes down that a member of staff read a list of `shown` sessions. Lists have no session to stand under, so the
/// look stands under its reader, once in fifteen minutes; a search by reference every time, since it has an aim.
///
/// # Errors
///
/// As [`note_access`].
pub async fn note_list(ctx: &Ctx, staff: &str, list: List, shown: usize) -> Result<(), FlowError> {
    let stream_id = format!("staff/{staff}");
    if list != List::Search && looked_lately(ctx, &stream_id, list).await? {
        return Ok(());
    }
    let actor = Actor::Staff { id: staff.to_owned() };
    alone(ctx, Stream::Access, &stream_id, &actor, &Access::SessionsListed { list, shown }).await
}

async fn looked_lately(ctx: &Ctx, stream_id: &str, wanted: List) -> Result<bool, FlowError> {
    let mut conn = ctx.database.reader().await?;
    let last = events::last_sequence(&mut conn, Stream::Access, stream_id).await?;
    let rows = events::load(&mut conn, Stream::Access, stream_id, last - LAST_LOOKS, LAST_LOOKS).await?;
    let since = ctx.now_ms() - ONE_LOOK_MS;
    Ok(rows.iter().filter_map(|row| serde_json::from_str::<Leaf<Access>>(&row.leaf).ok()).any(|leaf| {
        let same = matches!(leaf.event, Access::SessionsListed { list, .. } if list == wanted);
        same && leaf.at.as_millisecond() > since
    }))
}

/// Appends one event to a stream that is no session's own, in the caller's transaction.
///
/// # Errors
///
/// [`FlowError::Busy`] when another event took the place meanwhile.
pub async fn note<E: serde::Serialize>(
    ctx: &Ctx,
    conn: &mut AnyConnection,
    stream: Stream,
    stream_id: &str,
    actor: &Actor,
    event: &E,
) -> Result<(), FlowError> {
    let sequence = events::last_sequence(conn, stream, stream_id).await? + 1;
    let row = leaf_row(ctx, stream, stream_id, sequence, actor, event, None)?;
    Ok(events::append(conn, stream, stream_id, &[row]).await?)
}

/// The same in a transaction of its own.
///
/// # Errors
///
/// [`FlowError::Busy`] when others keep writing to the same stream at the same instant.
pub async fn alone<E: serde::Serialize>(
    ctx: &Ctx,
    stream: Stream,
    stream_id: &str,
    actor: &Actor,
    event: &E,
) -> Result<(), FlowError> {
    for patience_ms in [0, 2, 5, 10, 20, 50, 100, 200] {
        // Others write at the same instant, a page that loads a session's pictures for one: in turn, then.
        let [jitter] = draw::<1>(ctx.randomness.as_ref());
        tokio::time::sleep(Duration::from_millis(patience_ms * (128 + u64::from(jitter)) / 256)).await;
        let mut tx = ctx.database.begin().await?;
        match note(ctx, &mut tx, stream, stream_id, actor, event).await {
            Ok(()) => return Ok(tx.commit().await.map_err(StorageError::from)?),
            Err(FlowError::Busy) => {}
            Err(error) => return Err(error),
        }
    }
    Err(FlowError::Busy)
}
