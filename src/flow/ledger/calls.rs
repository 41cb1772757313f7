//! A call's place in the queue, kept beside its events: written in their transaction, so the two never differ.

use sqlx::AnyConnection;

use super::Loaded;
use crate::{
    base::ids::CallId,
    flow::{Ctx, FlowError, calls::row},
    session::{
        event::{Event, Happening},
        state::Status,
    },
    storage::{
        calls::{self, Phase},
        claims, rooms,
    },
};

/// Follows one happening that is applied to `loaded`; `open` is the call that was open before it.
///
/// # Errors
///
/// [`FlowError::Busy`] when another request moved the call meanwhile.
pub(super) async fn follow(
    ctx: &Ctx,
    conn: &mut AnyConnection,
    loaded: &Loaded,
    open: Option<CallId>,
    happening: &Happening,
) -> Result<(), FlowError> {
    let state = &loaded.session.state;
    if let Some(ended) = open.filter(|open| state.open_call().is_none_or(|call| call.id != *open)) {
        let held = state.call.as_ref().filter(|call| call.id == ended).and_then(|call| call.connection.as_ref());
        let handled_ms = held.map(|connection| connection.lasted_ms(ctx.now_ms()));
        calls::end(conn, ended, ctx.now_ms(), handled_ms).await?;
        rooms::clear(conn, ended).await?;
        if state.status == Status::AwaitingStaff {
            // Who held the call goes on with the case.
            let until_ms = ctx.now_ms() + ctx.limits.claim_s * 1000;
            claims::after_call(conn, loaded.id, ctx.now_ms(), until_ms).await?;
        }
    }
    if let (Event::CallAsked { .. }, Some(call)) = (&happening.event, state.open_call()) {
        calls::insert(conn, &row(loaded, call)?).await?;
    }
    if let Event::CallConnected { call, .. } = &happening.event {
        calls::move_to(conn, *call, Phase::Connected).await?;
    }
    if let Event::CallDropped { call, .. } = &happening.event {
        calls::move_to(conn, *call, Phase::Waiting).await?;
        claims::release(conn, loaded.id).await?;
    }
    Ok(())
}
