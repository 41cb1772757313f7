//! Staff: the queue, a claim, a verdict.

use super::{
    Ctx, FlowError, Turn,
    ledger::{self, Loaded},
};
use crate::{
    audit::leaf::{Access, Actor},
    base::ids::SessionId,
    session::{
        command::{Command, Ruling},
        decision::Opinion,
        state::Status,
    },
    staff::caller::StaffId,
    storage::{StorageError, claims, events::Stream},
};

/// Longest reason code a staff member may give, in characters.
pub const LONGEST_REASON: usize = 64;

/// Takes, or renews, the hold on a session; a decided one too, for the second person's look. The answer shows the case,
/// so the look is committed with the hold, before the first byte is sent.
///
/// # Errors
///
/// [`FlowError::Busy`] when somebody else holds it.
pub async fn claim(ctx: &Ctx, staff: &StaffId, id: SessionId) -> Result<Loaded, FlowError> {
    let mut tx = ctx.database.begin().await?;
    let loaded = ledger::load(ctx, &mut tx, id).await?;
    let status = loaded.session.state.status;
    if status != Status::AwaitingStaff && !status.is_decided() {
        return Err(crate::session::refusal::Refusal::WrongStatus(status).into());
    }
    let now = ctx.now_ms();
    claims::claim(&mut tx, id, staff.as_str(), now, now + ctx.limits.claim_s * 1000).await?;
    let actor = Actor::Staff { id: staff.to_string() };
    ledger::note(ctx, &mut tx, Stream::Access, &id.to_string(), &actor, &Access::CaseClaimed).await?;
    tx.commit().await.map_err(StorageError::from)?;
    Ok(loaded)
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
    let plain = reason.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if reason.is_empty() || reason.len() > LONGEST_REASON || !plain {
        // A sentence may name the person; a code cannot. It stands in clear, in the log, for ever.
        let reason = "a code of your catalogue: 1 to 64 of a-z, 0-9 and _".to_owned();
        return Err(FlowError::BadValue { pointer: "/reason".into(), reason });
    }
    let by = staff.to_string();
    let command = match said {
        Said::Ruling(ruling) => Command::Decide { by, ruling, reason },
        Said::Opinion(opinion) => Command::Review { by, opinion, reason },
    };
    turn.record(command, &[]).await
}
