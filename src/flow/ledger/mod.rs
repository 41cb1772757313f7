//! Between a session and its rows: sealing what happened on the way in, opening it on the way out.

mod calls;
mod history;
mod keys;
mod notes;
mod seals;

use std::collections::BTreeSet;

use sqlx::AnyConnection;

pub(super) use self::notes::leaf_row;
use self::seals::{open_profile, seal_profile, seal_values};
pub use self::{
    history::{Opened, history, open_event},
    keys::Keys,
    notes::{alone, note, note_access, note_list},
};
use super::{Ctx, FlowError, whatsapp};
use crate::{
    audit::leaf::Actor,
    base::{category::Category, ids::SessionId},
    session::{
        Session,
        event::{Event, Happening},
        journey::Journey,
        reminder,
        state::{State, Status},
    },
    storage::{
        StorageError, claims, data_keys,
        events::{self, Stream},
        idempotency, journeys, reminders, retention,
        sessions::{self, SessionRow},
        webhooks,
    },
};

/// A session as the store has it.
#[derive(Debug)]
pub struct Loaded {
    /// Its id.
    pub id: SessionId,
    /// What it is.
    pub session: Session,
    /// The journey it began with.
    pub journey: Journey,
    /// The keys that are not destroyed.
    pub keys: Keys,
    /// When it was last written, Unix milliseconds.
    pub updated_at_ms: i64,
    /// When it was decided, Unix milliseconds; absent while it is not.
    pub decided_at_ms: Option<i64>,
    /// Since when it waits for what it wants of staff, Unix milliseconds; absent while it wants nothing.
    pub waits_since_ms: Option<i64>,
}

/// The session with this id.
///
/// # Errors
///
/// [`FlowError::NotFound`] when there is none.
pub async fn load(ctx: &Ctx, conn: &mut AnyConnection, id: SessionId) -> Result<Loaded, FlowError> {
    let row = sessions::load(conn, id).await?.ok_or(FlowError::NotFound("session"))?;
    let keys = Keys::load(ctx, conn, id).await?;
    let journey = journey(ctx, conn, &row.state).await?;
    let profile = open_profile(&row, &keys)?;
    let SessionRow { state, updated_at_ms, decided_at_ms, waits_since_ms, .. } = row;
    let session = Session { state, profile };
    Ok(Loaded { id, session, journey, keys, updated_at_ms, decided_at_ms, waits_since_ms })
}

/// The journey a session began with, also after its file is gone.
async fn journey(ctx: &Ctx, conn: &mut AnyConnection, state: &State) -> Result<Journey, FlowError> {
    if let Some((journey, _)) = ctx.journeys.get(&state.journey.name).filter(|(j, _)| j.hash == state.journey.hash) {
        return Ok(journey.clone());
    }
    let text = journeys::text(conn, &state.journey.hash).await?;
    let text = text.ok_or(StorageError::Corrupt { what: "journey" })?;
    Journey::parse(&text).map_err(FlowError::internal)
}

/// Writes a new session with its first happenings.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub async fn create(
    ctx: &Ctx,
    conn: &mut AnyConnection,
    id: SessionId,
    actor: &Actor,
    happenings: &[Happening],
    (journey, text): &(Journey, String),
) -> Result<Loaded, FlowError> {
    journeys::keep(conn, &journey.hash, &journey.name, journey.version, text).await?;
    let session = Session::replay(happenings).ok_or_else(|| FlowError::internal("a session begins with a start"))?;
    let (keys, updated_at_ms) = (Keys::default(), ctx.now_ms());
    let journey = journey.clone();
    let mut loaded = Loaded { id, session, journey, keys, updated_at_ms, decided_at_ms: None, waits_since_ms: None };
    sessions::insert(conn, &snapshot(&loaded, None)).await?;
    loaded.keys = Keys::create(ctx, conn, id).await?;
    for (sequence, happening) in (1..).zip(happenings) {
        append(ctx, conn, &loaded, sequence, actor, happening).await?;
    }
    plan(ctx, conn, &loaded, None).await?;
    Ok(loaded)
}

fn snapshot(loaded: &Loaded, profile: Option<String>) -> SessionRow {
    SessionRow {
        id: loaded.id,
        state: loaded.session.state.clone(),
        profile,
        updated_at_ms: loaded.updated_at_ms,
        decided_at_ms: loaded.decided_at_ms,
        waits_since_ms: loaded.waits_since_ms,
    }
}

/// Appends `happenings` to a loaded session and writes its snapshot.
///
/// # Errors
///
/// [`FlowError::Busy`] when another request wrote meanwhile: the caller loads again and decides again.
pub async fn record(
    ctx: &Ctx,
    conn: &mut AnyConnection,
    loaded: &mut Loaded,
    actor: &Actor,
    happenings: &[Happening],
) -> Result<(), FlowError> {
    let (seen, status) = (loaded.session.state.sequence, loaded.session.state.status);
    let wanted = loaded.session.state.wants();
    let planned = due(ctx, loaded);
    for happening in happenings {
        let open = loaded.session.state.open_call().map(|call| call.id);
        loaded.session.apply(happening);
        append(ctx, conn, loaded, loaded.session.state.sequence, actor, happening).await?;
        // On the heap: few happenings are of calls, and every use case carries this future.
        Box::pin(calls::follow(ctx, conn, loaded, open, happening)).await?;
        if let Event::Erased { categories, .. } = &happening.event {
            destroy(conn, loaded, categories).await?;
        }
    }
    loaded.updated_at_ms = ctx.now_ms();
    loaded.decided_at_ms = decided_at(loaded, happenings);
    // What is written while it waits, a call for one, does not let it wait anew.
    let wants = loaded.session.state.wants();
    if wants != wanted {
        loaded.waits_since_ms = wants.map(|_| loaded.updated_at_ms);
    }
    let profile = seal_profile(ctx, loaded)?;
    sessions::update(conn, &snapshot(loaded, profile), seen).await?;
    plan(ctx, conn, loaded, planned).await?;
    if loaded.session.state.status != status {
        notify(ctx, conn, loaded).await?;
        if status == Status::AwaitingStaff {
            claims::release(conn, loaded.id).await?;
        }
    }
    Ok(())
}

/// When the person is to be told something next, if nothing happens before.
fn due(ctx: &Ctx, loaded: &Loaded) -> Option<i64> {
    let next = reminder::next(&loaded.session.state, loaded.updated_at_ms, &ctx.limits.patience);
    next.map(|reminder| reminder.at_ms)
}

/// Every write is a sign of life: what was planned before it is planned anew.
async fn plan(ctx: &Ctx, conn: &mut AnyConnection, loaded: &Loaded, planned: Option<i64>) -> Result<(), FlowError> {
    match due(ctx, loaded) {
        same if same == planned => Ok(()),
        Some(due) => Ok(reminders::plan(conn, loaded.id, due).await?),
        None => Ok(reminders::give_up(conn, loaded.id).await?),
    }
}

/// Destroys the keys of `categories`, and notes that objects are to follow them.
async fn destroy(
    conn: &mut AnyConnection,
    loaded: &mut Loaded,
    categories: &BTreeSet<Category>,
) -> Result<(), FlowError> {
    for category in categories {
        data_keys::delete(conn, loaded.id, *category).await?;
        loaded.keys.forget(*category);
    }
    if categories.contains(&Category::Picture) || categories.contains(&Category::Recording) {
        retention::note_erasure(conn, loaded.id).await?;
    }
    whatsapp::closed(conn, loaded.id).await?;
    Ok(idempotency::forget_session(conn, loaded.id).await?)
}

/// When the decision that stands was made: now, if one was; before, if it still stands.
fn decided_at(loaded: &Loaded, happenings: &[Happening]) -> Option<i64> {
    let status = loaded.session.state.status;
    let decides = happenings.iter().any(|happening| matches!(happening.event, Event::Decided { .. }));
    match status {
        Status::Approved | Status::Declined if decides => Some(loaded.updated_at_ms),
        // Erased or not: a decision, once made, was made then.
        Status::Approved | Status::Declined | Status::Erased => loaded.decided_at_ms,
        Status::InProgress | Status::AwaitingStaff | Status::Expired | Status::Withdrawn => None,
    }
}

async fn append(
    ctx: &Ctx,
    conn: &mut AnyConnection,
    loaded: &Loaded,
    sequence: u64,
    actor: &Actor,
    happening: &Happening,
) -> Result<(), FlowError> {
    let sealed = seal_values(ctx, loaded, sequence, &happening.sealed)?;
    let sequence = i64::try_from(sequence).map_err(FlowError::internal)?;
    let stream_id = loaded.id.to_string();
    let row = leaf_row(ctx, Stream::Session, &stream_id, sequence, actor, &happening.event, sealed)?;
    Ok(events::append(conn, Stream::Session, &stream_id, &[row]).await?)
}

/// One notice for each endpoint of the client that is told, in the same transaction.
async fn notify(ctx: &Ctx, conn: &mut AnyConnection, loaded: &Loaded) -> Result<(), FlowError> {
    let state = &loaded.session.state;
    let told = webhooks::endpoints(conn, &state.client).await?;
    for endpoint in told.iter().filter(|endpoint| endpoint.disabled_at_ms.is_none()) {
        let payload = serde_json::json!({
            "type": "session.status_changed",
            "timestamp": ctx.now(),
            "data": {
                "session_id": loaded.id,
                "reference": state.reference,
                "status": state.status,
                "version": state.sequence,
            },
        });
        let message_id = ctx.new_id().to_string();
        webhooks::enqueue(conn, &message_id, endpoint.id, &payload.to_string(), ctx.now_ms()).await?;
    }
    Ok(())
}
