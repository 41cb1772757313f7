//! A member of staff takes a call: by compare-and-set, with a short lease and a fence.

use std::sync::Arc;

use sqlx::AnyConnection;

use super::CallFault;
use crate::{
    audit::leaf::{Access, Actor},
    base::ids::SessionId,
    flow::{
        Ctx, FlowError, Turn,
        ledger::{self, Loaded},
        turn::Grounds,
    },
    session::{
        command::Command,
        decide::{decide, may_call},
        refusal::Refusal,
    },
    staff::caller::StaffId,
    storage::{
        StorageError,
        calls::{self, Asking},
        claims::{self, Fenced, HeldFor},
        events::Stream,
        on_duty,
    },
    video::call::DropCause,
};

/// Calls that are tried before somebody is told that there is none: others take them at the same time.
const MOST_TRIED: i64 = 10;

/// A call that is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// The session it belongs to.
    pub session: SessionId,
    /// Named by every write.
    pub fence: i64,
    /// Until when, Unix milliseconds.
    pub until_ms: i64,
}

/// Takes the next call in a language that `staff` speaks and whose applicant is there; nothing where there is none.
///
/// # Errors
///
/// As [`take`].
pub async fn next(ctx: &Arc<Ctx>, staff: &StaffId) -> Result<Option<(Loaded, Hold)>, FlowError> {
    let now = ctx.now_ms();
    let mut conn = ctx.database.reader().await?;
    let languages = on_duty::languages(&mut conn, staff.as_str(), now).await?.unwrap_or_default();
    let asking =
        Asking { staff: staff.as_str(), languages: &languages, seen_since_ms: now - ctx.limits.calls.here_s * 1000 };
    let free = calls::free(&mut conn, asking, now, MOST_TRIED).await?;
    drop(conn);
    for call in free {
        match take(ctx, staff, call.row.session).await {
            Ok(taken) => return Ok(Some(taken)),
            // Somebody else was quicker, or the applicant called it off: the next one, then.
            Err(FlowError::Busy | FlowError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// Takes the call of a session; from oneself too, which is another tab. A connection that its holder lost ends by it.
///
/// # Errors
///
/// [`FlowError::Busy`] when somebody else holds the case.
pub async fn take(ctx: &Arc<Ctx>, staff: &StaffId, id: SessionId) -> Result<(Loaded, Hold), FlowError> {
    let now = ctx.now_ms();
    let until_ms = now + ctx.limits.calls.lease_s * 1000;
    let mut tx = ctx.database.begin().await?;
    let mut loaded = ledger::load(ctx, &mut tx, id).await?;
    may_call(&loaded.session.state, &loaded.journey, now)?;
    loaded.session.state.open_call().ok_or(Refusal::NoCall)?;
    let mut fence = claims::take_call(&mut tx, id, staff.as_str(), now, until_ms).await?;
    let lost = loaded.session.state.live_connection().is_some_and(|held| held.by != staff.as_str());
    if lost {
        let command = Command::DropCall { because: DropCause::StaffLost };
        let dropped = decide(&loaded.session, &loaded.journey, command, now)?;
        ledger::record(ctx, &mut tx, &mut loaded, &Actor::Service, &dropped).await?;
        fence = claims::take_call(&mut tx, id, staff.as_str(), now, until_ms).await?;
    }
    let actor = Actor::Staff { id: staff.to_string() };
    ledger::note(ctx, &mut tx, Stream::Access, &id.to_string(), &actor, &Access::CallTaken).await?;
    tx.commit().await.map_err(StorageError::from)?;
    Ok((loaded, Hold { session: id, fence, until_ms }))
}

/// Renews the lease of a call.
///
/// # Errors
///
/// [`CallFault::LeaseLost`] when it ran out, or was taken anew.
pub async fn heartbeat(turn: &Turn, staff: &StaffId, fence: i64) -> Result<Hold, FlowError> {
    let ctx = &turn.ctx;
    let until_ms = ctx.now_ms() + ctx.limits.calls.lease_s * 1000;
    let held = Fenced { staff: staff.as_str(), fence };
    let mut tx = ctx.database.begin().await?;
    claims::renew_call(&mut tx, turn.session, &held, ctx.now_ms(), until_ms).await.map_err(|error| match error {
        StorageError::Conflict => CallFault::LeaseLost.into(),
        StorageError::Corrupt { .. } | StorageError::Database(_) => FlowError::from(error),
    })?;
    tx.commit().await.map_err(StorageError::from)?;
    Ok(Hold { session: turn.session, fence, until_ms })
}

/// Whether `staff` still holds the call under `fence`.
///
/// # Errors
///
/// [`CallFault::LeaseLost`] when they do not.
pub(in crate::flow) async fn still_held(
    ctx: &Ctx,
    conn: &mut AnyConnection,
    session: SessionId,
    (staff, fence): (&str, i64),
) -> Result<(), FlowError> {
    match claims::held(conn, session, ctx.now_ms()).await? {
        Some((hold, current, HeldFor::Call)) if hold.staff == staff && current == fence => Ok(()),
        Some(_) | None => Err(CallFault::LeaseLost.into()),
    }
}

impl Turn {
    /// The same turn in a call: every write of it names the fence.
    #[must_use]
    pub fn in_call(self, staff: &StaffId, fence: i64) -> Self {
        Self { grounds: Grounds::Call { staff: staff.to_string(), fence }, ..self }
    }
}
