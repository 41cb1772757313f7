//! Calls whose people are gone: back into the queue, or ended as missed. Nobody has to notice.

use std::sync::Arc;

use crate::{
    base::ids::SessionId,
    flow::{Ctx, FlowError, Turn, turn::Grounds},
    session::command::{CallEnd, Command},
    storage::calls,
    video::call::{CallOutcome, DropCause},
};

/// The reason code under which the service itself ends a call.
const NOBODY_CAME: &str = "applicant_away";

/// Gives calls back whose member of staff is lost, and ends those whose applicant has not been there for long.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub async fn sweep(ctx: &Arc<Ctx>, most: i64) -> Result<(), FlowError> {
    let now = ctx.now_ms();
    let mut conn = ctx.database.reader().await?;
    let lost = calls::lost(&mut conn, now, most).await?;
    let since = now - ctx.limits.calls.absent_s * 1000;
    let deserted = calls::deserted(&mut conn, now, since, most).await?;
    drop(conn);
    for session in lost {
        settle(ctx, session, Command::DropCall { because: DropCause::StaffLost }).await;
    }
    for session in deserted {
        let end = CallEnd {
            by: String::new(), // nobody: the service itself, as the actor of the event says
            outcome: CallOutcome::Missed,
            reason: NOBODY_CAME.to_owned(),
            again: None,
        };
        settle(ctx, session, Command::EndCall(end)).await;
    }
    Ok(())
}

async fn settle(ctx: &Arc<Ctx>, session: SessionId, command: Command) {
    // Asked again in the transaction: somebody may have taken the call since it was found.
    let turn = Turn { grounds: Grounds::NoHolder, ..Turn::of_service(ctx, session) };
    match turn.record(command, &[]).await {
        // Ended or taken anew in the same instant: then there is nothing to settle.
        Ok(_) | Err(FlowError::Refused(_)) => {}
        // One that cannot be settled must not keep the others.
        Err(error) => tracing::error!(error = ?error, %session, "a call could not be settled"),
    }
}
