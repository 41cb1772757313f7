//! A back end binds a number to its session: from then on whoever writes from there is the session's applicant.

use sqlx::AnyConnection;

use super::kept;
use crate::{
    audit::leaf::Access,
    base::personal::Personal,
    contact::address::{Address, Kind},
    flow::{
        Ctx, FlowError, Turn,
        ledger::{self, Loaded},
        links::{note, written},
    },
    session::{
        refusal::Refusal,
        state::{State, Status},
    },
    storage::{
        whatsapp_inbox,
        whatsapp_threads::{self, Opening, ThreadRow},
    },
    whatsapp::{waiting::Waiting, window},
};

/// A number that is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// What became of the opening message.
    pub opening: Opening,
    /// Until when anything may be said, Unix milliseconds; absent while only templates may.
    pub window_ends_at_ms: Option<i64>,
}

/// Binds the number `to`, and has the person addressed. The same number again changes nothing, and says where it stands.
///
/// # Errors
///
/// [`FlowError::Refused`] when the session is over, [`FlowError::BadValue`] when `to` is no telephone number,
/// [`FlowError::NumberTaken`] when it is another open session's.
pub async fn bind(turn: &Turn, loaded: &Loaded, to: &Address) -> Result<Bound, FlowError> {
    let digits = match to.kind() {
        Kind::Phone => Personal::new(to.expose().trim_start_matches('+')),
        Kind::Email => return Err(no_number()),
    };
    turn.check_version(loaded)?;
    let state = &loaded.session.state;
    if !is_open(state) {
        return Err(Refusal::WrongStatus(state.status).into());
    }
    written(&turn.ctx, async |conn| try_bind(turn, loaded, &digits, conn).await).await?;
    super::serve(&turn.ctx, loaded.id).await?;
    let mut conn = turn.ctx.database.reader().await?;
    let thread = whatsapp_threads::by_session(&mut conn, loaded.id).await?.ok_or(FlowError::Erased)?;
    let now = turn.ctx.now_ms();
    let window_ends_at_ms = window::closes_at_ms(thread.heard_at_ms).filter(|ends| *ends > now);
    Ok(Bound { opening: thread.opening, window_ends_at_ms })
}

async fn try_bind(turn: &Turn, loaded: &Loaded, digits: &Personal, conn: &mut AnyConnection) -> Result<(), FlowError> {
    let (ctx, generation) = (&turn.ctx, loaded.session.state.generation);
    if let Some(thread) = whatsapp_threads::by_session(conn, loaded.id).await?
        && thread.generation == generation
        && thread.opening != Opening::Refused
        && kept::open_number(loaded, &thread)? == *digits
    {
        return Ok(());
    }
    let heard_at_ms = freed(ctx, conn, loaded, digits).await?;
    let thread = ThreadRow {
        session: loaded.id,
        number: kept::number(ctx, digits),
        sealed: kept::seal_number(ctx, loaded, digits)?,
        generation,
        bound_at_ms: ctx.now_ms(),
        opening: Opening::Waiting,
        heard_at_ms,
        told_version: i64::try_from(loaded.session.state.sequence).map_err(FlowError::internal)?,
        told_sequence: 0,
    };
    whatsapp_threads::bind(conn, &thread).await?;
    let name = kept::message(ctx, &format!("opening/{}", ctx.new_id()));
    let row = kept::row(ctx, &loaded.keys, (loaded.id, name), &Waiting::Opening)?;
    whatsapp_inbox::take(conn, &row).await?;
    note(ctx, conn, loaded.id, &turn.actor, &Access::NumberBound).await
}

/// Takes the number away from the session of `turn`: who has it is heard no more, and told nothing. Where none is bound there
/// is nothing to do.
///
/// # Errors
///
/// [`FlowError::VersionMoved`] when `If-Match` does not hold.
pub async fn unbind(turn: &Turn, loaded: &Loaded) -> Result<(), FlowError> {
    turn.check_version(loaded)?;
    written(&turn.ctx, async |conn| {
        if whatsapp_threads::release(conn, loaded.id).await? {
            whatsapp_inbox::abandon(conn, loaded.id).await?;
            note(&turn.ctx, conn, loaded.id, &turn.actor, &Access::NumberReleased).await?;
        }
        Ok(())
    })
    .await
}

/// Takes the number from a session that is over or was handed on since; when its person was last heard, which opens the
/// window whatever session they spoke in.
async fn freed(
    ctx: &Ctx,
    conn: &mut AnyConnection,
    loaded: &Loaded,
    digits: &Personal,
) -> Result<Option<i64>, FlowError> {
    let Some(thread) = kept::thread_of(ctx, conn, digits).await? else { return Ok(None) };
    if thread.session != loaded.id {
        let other = ledger::load(ctx, conn, thread.session).await?.session.state;
        if is_open(&other) && other.generation == thread.generation {
            return Err(FlowError::NumberTaken);
        }
        whatsapp_threads::release(conn, thread.session).await?;
        whatsapp_inbox::abandon(conn, thread.session).await?;
    }
    Ok(thread.heard_at_ms)
}

const fn is_open(state: &State) -> bool {
    match state.status {
        Status::InProgress | Status::AwaitingStaff => true,
        Status::Approved | Status::Declined | Status::Expired | Status::Withdrawn | Status::Erased => false,
    }
}

fn no_number() -> FlowError {
    let reason = "send a telephone number with the code of its country, such as +971 50 123 4567".to_owned();
    FlowError::BadValue { pointer: "/to".into(), reason }
}
