//! Between a session and its rows: sealing what happened on the way in, opening it on the way out.

use std::{collections::BTreeMap, time::Duration};

use sqlx::AnyConnection;
use zeroize::Zeroizing;

use super::{Ctx, FlowError};
use crate::{
    audit::leaf::{Access, Actor, Leaf, VERSION},
    base::{
        category::Category,
        ids::{EventId, SessionId, WebhookEndpointId},
        randomness::draw,
    },
    session::{
        Session,
        event::{Event, Happening, SealedValue},
        journey::Journey,
        profile::Profile,
        state::{State, Status},
    },
    storage::{
        StorageError, claims, data_keys,
        events::{self, EventRow, Stream},
        idempotency, journeys,
        sessions::{self, SessionRow},
        webhooks,
    },
    vault::{
        keys::{DataKey, WrappedKey},
        seal::{self, Nonce, Place, Sealed},
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
}

/// The keys of one session.
#[derive(Debug, Default)]
pub struct Keys(BTreeMap<Category, DataKey>);

impl Keys {
    /// The key of `category`.
    ///
    /// # Errors
    ///
    /// [`FlowError::Erased`] when it is destroyed.
    pub fn of(&self, category: Category) -> Result<&DataKey, FlowError> {
        self.0.get(&category).ok_or(FlowError::Erased)
    }

    /// Draws a key of every category for a new session and stores them wrapped.
    ///
    /// # Errors
    ///
    /// [`FlowError::Busy`] when the session has keys already.
    pub async fn create(ctx: &Ctx, conn: &mut AnyConnection, id: SessionId) -> Result<Self, FlowError> {
        let mut keys = BTreeMap::new();
        for category in Category::ALL {
            let key = DataKey::generate(ctx.randomness.as_ref());
            let wrapped = serde_json::to_string(&ctx.keyring.wrap(&key)).map_err(FlowError::internal)?;
            data_keys::insert(conn, id, category, &wrapped).await?;
            keys.insert(category, key);
        }
        Ok(Self(keys))
    }

    /// The keys of a session, unwrapped.
    ///
    /// # Errors
    ///
    /// [`FlowError::Internal`] when a key was wrapped by a key the service no longer has.
    pub async fn load(ctx: &Ctx, conn: &mut AnyConnection, id: SessionId) -> Result<Self, FlowError> {
        let mut keys = BTreeMap::new();
        for (category, wrapped) in data_keys::load(conn, id).await? {
            let wrapped: WrappedKey = serde_json::from_str(&wrapped).map_err(FlowError::internal)?;
            keys.insert(category, ctx.keyring.unwrap(&wrapped).map_err(FlowError::internal)?);
        }
        Ok(Self(keys))
    }
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
    Ok(Loaded { id, session: Session { state: row.state, profile }, journey, keys, updated_at_ms: row.updated_at_ms })
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

fn open_profile(row: &SessionRow, keys: &Keys) -> Result<Profile, FlowError> {
    let (Some(sealed), Ok(key)) = (&row.profile, keys.of(Category::Profile)) else { return Ok(Profile::default()) };
    let json = seal::open(key, &profile_place(row.id, row.state.sequence), &Sealed::from_stored(sealed.clone()))
        .map_err(FlowError::internal)?;
    serde_json::from_slice(&json).map_err(FlowError::internal)
}

fn seal_profile(ctx: &Ctx, loaded: &Loaded) -> Result<Option<String>, FlowError> {
    let Ok(key) = loaded.keys.of(Category::Profile) else { return Ok(None) };
    let json = Zeroizing::new(serde_json::to_vec(&loaded.session.profile).map_err(FlowError::internal)?);
    let place = profile_place(loaded.id, loaded.session.state.sequence);
    let sealed = seal::seal(key, &place, Nonce::draw(ctx.randomness.as_ref()), &json).map_err(FlowError::internal)?;
    Ok(Some(sealed.as_str().to_owned()))
}

const fn profile_place(session: SessionId, sequence: u64) -> Place<'static> {
    Place { session, category: Category::Profile, sequence, part: "profile" }
}

const fn event_place(session: SessionId, category: Category, sequence: u64) -> Place<'static> {
    Place { session, category, sequence, part: "event" }
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
    let mut loaded =
        Loaded { id, session, journey: journey.clone(), keys: Keys::default(), updated_at_ms: ctx.now_ms() };
    let row = |loaded: &Loaded, profile| SessionRow {
        id,
        state: loaded.session.state.clone(),
        profile,
        updated_at_ms: loaded.updated_at_ms,
    };
    sessions::insert(conn, &row(&loaded, None)).await?;
    loaded.keys = Keys::create(ctx, conn, id).await?;
    for (sequence, happening) in (1..).zip(happenings) {
        append(ctx, conn, &loaded, sequence, actor, happening).await?;
    }
    Ok(loaded)
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
    for happening in happenings {
        loaded.session.apply(happening);
        append(ctx, conn, loaded, loaded.session.state.sequence, actor, happening).await?;
        if let Event::Erased { categories } = &happening.event {
            for category in categories {
                data_keys::delete(conn, loaded.id, *category).await?;
                loaded.keys.0.remove(category);
            }
            idempotency::forget_session(conn, loaded.id).await?;
        }
    }
    loaded.updated_at_ms = ctx.now_ms();
    let row = SessionRow {
        id: loaded.id,
        state: loaded.session.state.clone(),
        profile: seal_profile(ctx, loaded)?,
        updated_at_ms: loaded.updated_at_ms,
    };
    sessions::update(conn, &row, seen).await?;
    if loaded.session.state.status != status {
        notify(ctx, conn, loaded).await?;
        if status == Status::AwaitingStaff {
            claims::release(conn, loaded.id).await?;
        }
    }
    Ok(())
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
    let row = leaf_row(ctx, Stream::Session, loaded.id, sequence, actor, &happening.event, sealed)?;
    Ok(events::append(conn, Stream::Session, &loaded.id.to_string(), &row).await?)
}

fn leaf_row<E: serde::Serialize>(
    ctx: &Ctx,
    stream: Stream,
    session: SessionId,
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
        stream_id: session.to_string(),
        sequence,
        at: ctx.now(),
        actor: actor.clone(),
        event,
    };
    let leaf = serde_json::to_string(&leaf).map_err(FlowError::internal)?;
    Ok(EventRow { event_id, sequence, leaf, sealed })
}

/// The sealed part: one seal a category, so that erasing one leaves the others.
fn seal_values(ctx: &Ctx, loaded: &Loaded, sequence: u64, values: &[SealedValue]) -> Result<Option<String>, FlowError> {
    let mut sealed = BTreeMap::new();
    for category in Category::ALL {
        let of: Vec<_> = values.iter().filter(|value| value.category == category).collect();
        if of.is_empty() {
            continue;
        }
        let json = Zeroizing::new(serde_json::to_vec(&of).map_err(FlowError::internal)?);
        let place = event_place(loaded.id, category, sequence);
        let nonce = Nonce::draw(ctx.randomness.as_ref());
        let seal = seal::seal(loaded.keys.of(category)?, &place, nonce, &json).map_err(FlowError::internal)?;
        sealed.insert(category, seal);
    }
    if sealed.is_empty() {
        return Ok(None);
    }
    serde_json::to_string(&sealed).map(Some).map_err(FlowError::internal)
}

/// One stored event with its sealed part opened as far as keys are left.
#[derive(Debug)]
pub struct Opened {
    /// The envelope.
    pub leaf: Leaf<Event>,
    /// What happened, with the values that could be opened.
    pub happening: Happening,
    /// The categories whose seals could not be opened because their keys are destroyed.
    pub erased: Vec<Category>,
}

/// Opens one event of a session.
///
/// # Errors
///
/// [`FlowError::Internal`] when the leaf is not one, or a seal whose key is there does not open.
pub fn open_event(session: SessionId, keys: &Keys, row: &EventRow) -> Result<Opened, FlowError> {
    let leaf: Leaf<Event> = serde_json::from_str(&row.leaf).map_err(FlowError::internal)?;
    let sealed: BTreeMap<Category, Sealed> = match &row.sealed {
        Some(json) => serde_json::from_str(json).map_err(FlowError::internal)?,
        None => BTreeMap::new(),
    };
    let sequence = u64::try_from(row.sequence).map_err(FlowError::internal)?;
    let (mut values, mut erased) = (Vec::new(), Vec::new());
    for (category, seal) in sealed {
        let Ok(key) = keys.of(category) else {
            erased.push(category);
            continue;
        };
        let json = seal::open(key, &event_place(session, category, sequence), &seal).map_err(FlowError::internal)?;
        let opened: Vec<SealedValue> = serde_json::from_slice(&json).map_err(FlowError::internal)?;
        values.extend(opened);
    }
    let happening = Happening { event: leaf.event.clone(), sealed: values };
    Ok(Opened { leaf, happening, erased })
}

/// Every event of a session up to `through`, opened as far as keys are left.
///
/// # Errors
///
/// As [`open_event`].
pub async fn history(
    ctx: &Ctx,
    conn: &mut AnyConnection,
    id: SessionId,
    through: i64,
) -> Result<Vec<Opened>, FlowError> {
    let keys = Keys::load(ctx, conn, id).await?;
    let rows = events::load(conn, Stream::Session, &id.to_string(), 0, through).await?;
    rows.iter().map(|row| open_event(id, &keys, row)).collect()
}

/// Writes a look at personal data down, in a transaction of its own, before anything is sent.
///
/// # Errors
///
/// [`FlowError::Busy`] when others keep looking at the same session at the same instant.
pub async fn note_access(ctx: &Ctx, id: SessionId, actor: &Actor, access: &Access) -> Result<(), FlowError> {
    for patience_ms in [0, 2, 5, 10, 20, 50, 100, 200] {
        // Others look at the same session at the same instant, a page that loads its pictures for one: in turn, then.
        let [jitter] = draw::<1>(ctx.randomness.as_ref());
        tokio::time::sleep(Duration::from_millis(patience_ms * (128 + u64::from(jitter)) / 256)).await;
        let mut tx = ctx.database.begin().await?;
        let stream_id = id.to_string();
        let sequence = events::last_sequence(&mut tx, Stream::Access, &stream_id).await? + 1;
        let row = leaf_row(ctx, Stream::Access, id, sequence, actor, access, None)?;
        match events::append(&mut tx, Stream::Access, &stream_id, &row).await {
            Ok(()) => {
                tx.commit().await.map_err(StorageError::from)?;
                return Ok(());
            }
            Err(StorageError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(FlowError::Busy)
}

/// One notice for each endpoint of the client, in the same transaction.
async fn notify(ctx: &Ctx, conn: &mut AnyConnection, loaded: &Loaded) -> Result<(), FlowError> {
    let state = &loaded.session.state;
    for endpoint in webhooks::endpoints(conn, &state.client).await? {
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
        let endpoint: WebhookEndpointId = endpoint.id;
        let message_id = ctx.new_id().to_string();
        webhooks::enqueue(conn, &message_id, endpoint, &payload.to_string(), ctx.now_ms()).await?;
    }
    Ok(())
}
