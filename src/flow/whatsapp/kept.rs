//! Numbers and messages as they are kept: hashed, to be found; sealed, to be used.

use sqlx::AnyConnection;
use zeroize::Zeroizing;

use crate::{
    base::{category::Category, ids::SessionId, personal::Personal},
    flow::{
        Ctx, FlowError,
        ledger::{Keys, Loaded},
    },
    storage::{
        whatsapp_inbox::{self, InboxRow},
        whatsapp_threads::{self, ThreadRow},
    },
    vault::seal::{self, Nonce, Place, Sealed},
    whatsapp::waiting::Waiting,
};

/// Numbers are hashed apart from everything else.
const NUMBER: &str = "whatsapp/number";

/// So are the platform's ids of messages.
const MESSAGE: &str = "whatsapp/message";

/// The hash of a number, as it is written now.
pub(super) fn number(ctx: &Ctx, digits: &Personal) -> String {
    ctx.lookup.hash(NUMBER, digits.expose().as_bytes())
}

/// The conversation of a number, whichever search key was the current one when it was bound.
pub(super) async fn thread_of(
    ctx: &Ctx,
    conn: &mut AnyConnection,
    digits: &Personal,
) -> Result<Option<ThreadRow>, FlowError> {
    for hash in ctx.lookup.hashes(NUMBER, digits.expose().as_bytes()) {
        if let Some(thread) = whatsapp_threads::by_number(conn, &hash).await? {
            return Ok(Some(thread));
        }
    }
    Ok(None)
}

/// The hash of a message's name.
pub(super) fn message(ctx: &Ctx, name: &str) -> String {
    ctx.lookup.hash(MESSAGE, name.as_bytes())
}

/// A number, sealed under the session's profile key.
pub(super) fn seal_number(ctx: &Ctx, loaded: &Loaded, digits: &Personal) -> Result<String, FlowError> {
    let place = number_place(loaded.id);
    sealed(ctx, &loaded.keys, &place, digits.expose().as_bytes())
}

/// A number, opened.
pub(super) fn open_number(loaded: &Loaded, thread: &ThreadRow) -> Result<Personal, FlowError> {
    let bytes = opened(&loaded.keys, &number_place(loaded.id), &thread.sealed)?;
    Ok(Personal::new(std::str::from_utf8(&bytes).map_err(FlowError::internal)?))
}

/// Something that waits from now on, under the hash of its name.
pub(super) fn row(
    ctx: &Ctx,
    keys: &Keys,
    (session, message): (SessionId, String),
    waiting: &Waiting,
) -> Result<InboxRow, FlowError> {
    let now = ctx.now_ms();
    let json = Zeroizing::new(serde_json::to_vec(waiting).map_err(FlowError::internal)?);
    let waiting = sealed(ctx, keys, &message_place(session, &message), &json)?;
    Ok(InboxRow {
        message,
        session,
        waiting,
        sent_at_ms: now,
        taken_at_ms: now,
        place: 0,
        attempts: 0,
        next_at_ms: now,
        replies: 0,
    })
}

/// What a row is.
pub(super) fn open_row(keys: &Keys, row: &InboxRow) -> Result<Waiting, FlowError> {
    let json = opened(keys, &message_place(row.session, &row.message), &row.waiting)?;
    serde_json::from_slice(&json).map_err(FlowError::internal)
}

/// The chat said something unasked, at `sequence` of its thread: it goes out by WhatsApp too, where a number is bound. In the
/// transaction that wrote it.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub async fn remarked(ctx: &Ctx, conn: &mut AnyConnection, loaded: &Loaded, sequence: i64) -> Result<(), FlowError> {
    if ctx.whatsapp.is_none() || whatsapp_threads::by_session(conn, loaded.id).await?.is_none() {
        return Ok(());
    }
    let name = message(ctx, &format!("remark/{}/{sequence}", loaded.id));
    let row = row(ctx, &loaded.keys, (loaded.id, name), &Waiting::Remark { sequence })?;
    whatsapp_inbox::take(conn, &row).await?;
    Ok(())
}

/// What went on at another door stands at `sequence` of the thread, and is to be told: once, whoever puts it here. In the
/// transaction that noted it.
pub(super) async fn news(ctx: &Ctx, conn: &mut AnyConnection, loaded: &Loaded, sequence: i64) -> Result<(), FlowError> {
    let name = message(ctx, &format!("news/{}/{}", loaded.id, loaded.session.state.sequence));
    let row = row(ctx, &loaded.keys, (loaded.id, name), &Waiting::News { sequence })?;
    whatsapp_inbox::take(conn, &row).await?;
    Ok(())
}

/// Forgets number and messages of a session whose keys are destroyed.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub async fn closed(conn: &mut AnyConnection, session: SessionId) -> Result<(), FlowError> {
    whatsapp_threads::release(conn, session).await?;
    Ok(whatsapp_inbox::forget_session(conn, session).await?)
}

const fn number_place(session: SessionId) -> Place<'static> {
    Place { session, category: Category::Profile, sequence: 0, part: "whatsapp/number" }
}

const fn message_place(session: SessionId, message: &str) -> Place<'_> {
    Place { session, category: Category::Chat, sequence: 0, part: message }
}

fn sealed(ctx: &Ctx, keys: &Keys, place: &Place<'_>, value: &[u8]) -> Result<String, FlowError> {
    let nonce = Nonce::draw(ctx.randomness.as_ref());
    let seal = seal::seal(keys.of(place.category)?, place, nonce, value).map_err(FlowError::internal)?;
    Ok(seal.as_str().to_owned())
}

fn opened(keys: &Keys, place: &Place<'_>, text: &str) -> Result<Zeroizing<Vec<u8>>, FlowError> {
    let sealed = Sealed::from_stored(text.to_owned());
    seal::open(keys.of(place.category)?, place, &sealed).map_err(FlowError::internal)
}
