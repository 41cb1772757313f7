//! The chat's own stream of events: every message sealed under the session's chat key, in order, beside the session's.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use sqlx::AnyConnection;
use zeroize::Zeroizing;

use super::{
    Ctx, FlowError,
    ledger::{Keys, Loaded, leaf_row},
};
use crate::{
    audit::leaf::{Actor, Leaf},
    base::{category::Category, commitment::Commitment, ids::SessionId, personal::Personal},
    chat::{
        Turned, Wants,
        language::Language,
        spoken::{RepliedValues, SaidValues, SealedMessage, Spoken},
    },
    session::{command::StoredPicture, event::SealedValue, next_step::next_step},
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

/// One message at `sequence`, to be appended; `clear` makes the clear part around the commitment. The salt of a picture
/// that it brought and `held` is sealed beside it, under the picture's key: who erases pictures erases it with them.
///
/// # Errors
///
/// [`FlowError::Erased`] when a key that is needed is destroyed.
pub(super) fn message<V: Serialize>(
    ctx: &Ctx,
    loaded: &Loaded,
    (sequence, actor): (i64, &Actor),
    values: &V,
    held: Option<&StoredPicture>,
    clear: impl FnOnce(Commitment) -> Spoken,
) -> Result<EventRow, FlowError> {
    let salt = ctx.salt();
    let json = Personal::new(serde_json::to_string(values).map_err(FlowError::internal)?);
    let spoken = clear(Commitment::to(json.expose().as_bytes(), &salt));
    let mut sealed = BTreeMap::new();
    let mut seal = |category, part: Vec<u8>| {
        let nonce = Nonce::draw(ctx.randomness.as_ref());
        let place = place(loaded.id, category, sequence)?;
        let seal = seal::seal(loaded.keys.of(category)?, &place, nonce, &part).map_err(FlowError::internal)?;
        sealed.insert(category, seal);
        Ok::<_, FlowError>(())
    };
    seal(Category::Chat, serde_json::to_vec(&SealedMessage { salt, json }).map_err(FlowError::internal)?)?;
    if let Some(held) = held {
        seal(Category::Picture, serde_json::to_vec(&held.sealed_salt()).map_err(FlowError::internal)?)?;
    }
    let sealed = serde_json::to_string(&sealed).map_err(FlowError::internal)?;
    leaf_row(ctx, Stream::Chat, &loaded.id.to_string(), sequence, actor, &spoken, Some(sealed))
}

/// Appends messages.
///
/// # Errors
///
/// [`FlowError::Busy`] when a place is taken.
pub(super) async fn append(
    conn: &mut AnyConnection,
    session: SessionId,
    messages: &[EventRow],
) -> Result<(), FlowError> {
    Ok(events::append(conn, Stream::Chat, &session.to_string(), messages).await?)
}

/// What is kept of what the chat turned to say, by the session as it is then.
///
/// # Errors
///
/// [`FlowError::Internal`] when the next step is no JSON.
pub(super) fn replied(loaded: &Loaded, turned: Turned) -> Result<(Language, RepliedValues), FlowError> {
    let Turned { memory, replies, progress, language } = turned;
    let state = &loaded.session.state;
    let next = serde_json::to_value(next_step(state, &loaded.journey)).map_err(FlowError::internal)?;
    Ok((language, RepliedValues { replies, progress, next, version: state.sequence, memory }))
}

/// What the chat says at `sequence`, to be appended.
///
/// # Errors
///
/// As [`message`].
pub(super) fn reply(
    ctx: &Ctx,
    loaded: &Loaded,
    sequence: i64,
    language: Language,
    values: &RepliedValues,
) -> Result<EventRow, FlowError> {
    let wants = values.replies.last().map_or(Wants::Nothing, |reply| reply.wants);
    let percent = values.progress.percent;
    let clear = |sealed| Spoken::Replied { language, wants, percent, sealed };
    message(ctx, loaded, (sequence, &Actor::Service), values, None, clear)
}

/// The last place in the thread; 0 before anything is said.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub(super) async fn last(conn: &mut AnyConnection, session: SessionId) -> Result<i64, FlowError> {
    Ok(events::last_sequence(conn, Stream::Chat, &session.to_string()).await?)
}

/// The last message in the thread.
///
/// # Errors
///
/// As [`load`].
pub(super) async fn newest(
    conn: &mut AnyConnection,
    session: SessionId,
    keys: &Keys,
) -> Result<Option<Entry>, FlowError> {
    let row = events::newest(conn, Stream::Chat, &session.to_string()).await?;
    row.map(|row| open(session, keys, &row)).transpose()
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
    let Opened { leaf, message, .. } = open_row(session, keys, row)?;
    let values = message.map(|message| match &leaf.event {
        Spoken::Said { .. } => Ok(Values::Said(parsed(&message)?)),
        Spoken::Replied { .. } => Ok::<_, FlowError>(Values::Replied(Box::new(parsed(&message)?))),
    });
    Ok(Entry { sequence: row.sequence, at: leaf.at, spoken: leaf.event, values: values.transpose()? })
}

/// One row of the thread, opened as far as keys are left.
pub(super) struct Opened {
    /// The envelope and the clear part.
    pub leaf: Leaf<Spoken>,
    /// What was said, with the random bytes of its commitment.
    pub message: Option<SealedMessage>,
    /// The salt of the picture that it held.
    pub salt: Option<SealedValue>,
}

/// Opens one row.
///
/// # Errors
///
/// [`FlowError::Internal`] when the leaf is not one, or a seal whose key is there does not open.
pub(super) fn open_row(session: SessionId, keys: &Keys, row: &EventRow) -> Result<Opened, FlowError> {
    let leaf = serde_json::from_str(&row.leaf).map_err(FlowError::internal)?;
    let sealed: BTreeMap<Category, Sealed> = match &row.sealed {
        Some(json) => serde_json::from_str(json).map_err(FlowError::internal)?,
        None => BTreeMap::new(),
    };
    let opened = |category| {
        let (Ok(key), Some(seal)) = (keys.of(category), sealed.get(&category)) else { return Ok(None) };
        let place = place(session, category, row.sequence)?;
        seal::open(key, &place, seal).map(Some).map_err(FlowError::internal)
    };
    Ok(Opened { leaf, message: parts(opened(Category::Chat)?)?, salt: parts(opened(Category::Picture)?)? })
}

fn parts<V: DeserializeOwned>(bytes: Option<Zeroizing<Vec<u8>>>) -> Result<Option<V>, FlowError> {
    bytes.map(|bytes| serde_json::from_slice(&bytes)).transpose().map_err(FlowError::internal)
}

fn parsed<V: DeserializeOwned>(message: &SealedMessage) -> Result<V, FlowError> {
    serde_json::from_str(message.json.expose()).map_err(FlowError::internal)
}

fn place(session: SessionId, category: Category, sequence: i64) -> Result<Place<'static>, FlowError> {
    let sequence = u64::try_from(sequence).map_err(FlowError::internal)?;
    Ok(Place { session, category, sequence, part: "message" })
}
