//! The chat's own stream of events: every message sealed under the session's chat key, in order, beside the session's.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use sqlx::AnyConnection;

use super::{
    Ctx, FlowError,
    ledger::{Keys, Loaded, leaf_row},
};
use crate::{
    audit::leaf::{Actor, Leaf},
    base::{category::Category, commitment::Commitment, ids::SessionId, personal::Personal},
    chat::spoken::{RepliedValues, SaidValues, SealedMessage, Spoken},
    storage::events::{self, EventRow, Stream},
    vault::seal::{self, Nonce, Place, Sealed},
};

/// One message as it was kept.
#[derive(Debug)]
pub struct Entry {
    /// Its place in the thread, from 1.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// The clear part.
    pub spoken: Spoken,
    /// The sealed part, as long as the chat's key is there.
    pub values: Option<Values>,
}

/// The sealed part of a message.
#[derive(Debug)]
pub enum Values {
    /// Of the person.
    Said(SaidValues),
    /// Of the chat.
    Replied(Box<RepliedValues>),
}

/// Appends one message at `sequence`; `clear` makes the clear part around the commitment.
///
/// # Errors
///
/// [`FlowError::Busy`] when the place is taken, [`FlowError::Erased`] when the chat's key is destroyed.
pub(super) async fn append<V: Serialize>(
    ctx: &Ctx,
    conn: &mut AnyConnection,
    loaded: &Loaded,
    (sequence, actor): (i64, &Actor),
    values: &V,
    clear: impl FnOnce(Commitment) -> Spoken,
) -> Result<(), FlowError> {
    let salt = ctx.salt();
    let json = Personal::new(serde_json::to_string(values).map_err(FlowError::internal)?);
    let spoken = clear(Commitment::to(json.expose().as_bytes(), &salt));
    let message = serde_json::to_vec(&SealedMessage { salt, json }).map_err(FlowError::internal)?;
    let place = place(loaded.id, sequence)?;
    let nonce = Nonce::draw(ctx.randomness.as_ref());
    let seal = seal::seal(loaded.keys.of(Category::Chat)?, &place, nonce, &message).map_err(FlowError::internal)?;
    let sealed = serde_json::to_string(&BTreeMap::from([(Category::Chat, seal)])).map_err(FlowError::internal)?;
    let row = leaf_row(ctx, Stream::Chat, &loaded.id.to_string(), sequence, actor, &spoken, Some(sealed))?;
    Ok(events::append(conn, Stream::Chat, &loaded.id.to_string(), &row).await?)
}

/// The last place in the thread; 0 before anything is said.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub(super) async fn last(conn: &mut AnyConnection, session: SessionId) -> Result<i64, FlowError> {
    Ok(events::last_sequence(conn, Stream::Chat, &session.to_string()).await?)
}

/// The messages after `after`, oldest first, at most `limit`.
///
/// # Errors
///
/// [`FlowError::Internal`] when a message whose key is there does not open.
pub(super) async fn load(
    conn: &mut AnyConnection,
    session: SessionId,
    keys: &Keys,
    after: i64,
    limit: i64,
) -> Result<Vec<Entry>, FlowError> {
    let rows = events::load(conn, Stream::Chat, &session.to_string(), after, limit).await?;
    rows.iter().map(|row| open(session, keys, row)).collect()
}

fn open(session: SessionId, keys: &Keys, row: &EventRow) -> Result<Entry, FlowError> {
    let leaf: Leaf<Spoken> = serde_json::from_str(&row.leaf).map_err(FlowError::internal)?;
    let values = match (keys.of(Category::Chat), &row.sealed) {
        (Ok(key), Some(sealed)) => {
            let mut sealed: BTreeMap<Category, Sealed> = serde_json::from_str(sealed).map_err(FlowError::internal)?;
            let missing = || FlowError::internal("a message without its seal");
            let seal = sealed.remove(&Category::Chat).ok_or_else(missing)?;
            let bytes = seal::open(key, &place(session, row.sequence)?, &seal).map_err(FlowError::internal)?;
            let message: SealedMessage = serde_json::from_slice(&bytes).map_err(FlowError::internal)?;
            Some(match &leaf.event {
                Spoken::Said { .. } => Values::Said(parsed(&message)?),
                Spoken::Replied { .. } => Values::Replied(Box::new(parsed(&message)?)),
            })
        }
        (Ok(_) | Err(_), _) => None,
    };
    Ok(Entry { sequence: row.sequence, at: leaf.at, spoken: leaf.event, values })
}

fn parsed<V: DeserializeOwned>(message: &SealedMessage) -> Result<V, FlowError> {
    serde_json::from_str(message.json.expose()).map_err(FlowError::internal)
}

fn place(session: SessionId, sequence: i64) -> Result<Place<'static>, FlowError> {
    let sequence = u64::try_from(sequence).map_err(FlowError::internal)?;
    Ok(Place { session, category: Category::Chat, sequence, part: "message" })
}
