//! Staff: the queue, a claim, a case's history, a verdict.

use super::{
    Ctx, FlowError, Turn,
    ledger::{self, Keys, Loaded, Opened},
};
use crate::{
    audit::leaf::{Access, Actor, List},
    base::ids::SessionId,
    session::{
        command::{Command, Ruling},
        decision::Opinion,
        state::{Status, Wants},
    },
    staff::caller::StaffId,
    storage::{
        StorageError,
        claims::{self, HeldFor},
        events::{self, Stream},
        sessions::{self, Filter, SessionRow},
    },
};

pub use crate::storage::claims::Hold;

/// Longest reason code a staff member may give, in characters.
pub const LONGEST_REASON: usize = 64;

/// A session in the queue.
#[derive(Debug)]
pub struct Waiting {
    /// The session.
    pub row: SessionRow,
    /// Who is at it.
    pub hold: Option<Hold>,
}

/// Sessions that wait for staff to do what they want, by time of start. That `staff` read them is on the log.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails; otherwise as [`ledger::note_list`].
pub async fn queue(
    ctx: &Ctx,
    staff: &StaffId,
    wants: Wants,
    after: Option<SessionId>,
    limit: i64,
) -> Result<Vec<Waiting>, FlowError> {
    let filter = Filter { wants: Some(wants), after, ..Filter::default() };
    let mut conn = ctx.database.reader().await?;
    let rows = sessions::list(&mut conn, &filter, limit).await?;
    let mut holds = claims::holds(&mut conn, ctx.now_ms()).await?;
    drop(conn);
    ledger::note_list(ctx, staff.as_str(), List::Reviews, rows.len()).await?;
    Ok(rows.into_iter().map(|row| Waiting { hold: holds.remove(&row.id), row }).collect())
}

/// Takes, or renews, the hold on a session; a decided one too, for the second person's look. The answer shows the case,
/// so the look is committed with the hold, before the first byte is sent.
///
/// # Errors
///
/// [`FlowError::Busy`] when somebody else holds it.
pub async fn claim(ctx: &Ctx, staff: &StaffId, id: SessionId) -> Result<(Loaded, Hold), FlowError> {
    let mut tx = ctx.database.begin().await?;
    let loaded = ledger::load(ctx, &mut tx, id).await?;
    let status = loaded.session.state.status;
    if status != Status::AwaitingStaff && !status.is_decided() {
        return Err(crate::session::refusal::Refusal::WrongStatus(status).into());
    }
    let now = ctx.now_ms();
    let hold = Hold { staff: staff.to_string(), until_ms: now + ctx.limits.claim_s * 1000 };
    let hold = match claims::claim(&mut tx, id, staff.as_str(), now, hold.until_ms).await {
        Ok(()) => hold,
        // In one's own call the case is held by the call's lease, which no look makes longer.
        Err(StorageError::Conflict) => own_call(claims::held(&mut tx, id, now).await?, staff)?,
        Err(error @ (StorageError::Corrupt { .. } | StorageError::Database(_))) => return Err(error.into()),
    };
    let actor = Actor::Staff { id: staff.to_string() };
    ledger::note(ctx, &mut tx, Stream::Access, &id.to_string(), &actor, &Access::CaseClaimed).await?;
    tx.commit().await.map_err(StorageError::from)?;
    Ok((loaded, hold))
}

fn own_call(held: Option<(Hold, i64, HeldFor)>, staff: &StaffId) -> Result<Hold, FlowError> {
    match held {
        Some((own, _, HeldFor::Call)) if own.staff == staff.as_str() => Ok(own),
        Some(_) | None => Err(FlowError::Busy),
    }
}

/// Most events of one history.
const MOST_EVENTS: i64 = 1000;

/// What happened to the session so far, in clear parts alone: no key is tried. The look is on the log.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub async fn history(turn: &Turn) -> Result<Vec<Opened>, FlowError> {
    let mut conn = turn.ctx.database.reader().await?;
    let rows = events::load(&mut conn, Stream::Session, &turn.session.to_string(), 0, MOST_EVENTS).await?;
    drop(conn);
    ledger::note_access(&turn.ctx, turn.session, &turn.actor, &Access::EventsViewed { purpose: None }).await?;
    let none = Keys::default();
    rows.iter().map(|row| ledger::open_event(turn.session, &none, row)).collect()
}

/// Whether `reason` is a code: a sentence may name the person; a code cannot. It stands in clear, in the log, for ever.
///
/// # Errors
///
/// [`FlowError::BadValue`] when it is none.
pub(super) fn check_reason(reason: &str) -> Result<(), FlowError> {
    let plain = reason.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if (1..=LONGEST_REASON).contains(&reason.len()) && plain {
        return Ok(());
    }
    let reason = "a code of your catalogue: 1 to 64 of a-z, 0-9 and _".to_owned();
    Err(FlowError::BadValue { pointer: "/reason".into(), reason })
}

/// What a staff member says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Of a session that waits: the decision, or a step that goes back.
    Ruling(Ruling),
    /// Of a decided session: that the decision stands, or falls.
    Opinion(Opinion),
}

/// Records what a staff member says of a session they hold.
///
/// # Errors
///
/// [`FlowError::BadValue`] when the reason is no code; otherwise as [`Turn::record`].
pub async fn verdict(turn: &Turn, staff: &StaffId, said: Said, reason: String) -> Result<Loaded, FlowError> {
    check_reason(&reason)?;
    let by = staff.to_string();
    let command = match said {
        Said::Ruling(ruling) => Command::Decide { by, ruling, reason },
        Said::Opinion(opinion) => Command::Review { by, opinion, reason },
    };
    turn.record(command, &[]).await
}
