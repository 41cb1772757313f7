//! The way into a call's room, and what its keeper tells of who came and left.

use super::{CallFault, Stage, Standing};
use crate::{
    flow::{Ctx, FlowError},
    storage::{StorageError, call_media},
    video::room::{Entry, Notice, Side},
};

/// What `side` is given to enter the room of a call; nothing once it is over. A media server's room is opened to nobody
/// before somebody has taken the call.
///
/// # Errors
///
/// [`FlowError::Internal`] when a pass cannot be signed.
pub fn entry(ctx: &Ctx, standing: &Standing, side: Side) -> Result<Option<Entry>, FlowError> {
    let taken = match standing.stage {
        Stage::Waiting { .. } | Stage::Booked => false,
        Stage::Ringing | Stage::Connected => true,
        Stage::Ended(_) => return Ok(None),
    };
    let entry = ctx.rooms.entry(standing.call.id, side, ctx.now_ms()).map_err(FlowError::internal)?;
    Ok(match entry {
        Entry::PeerToPeer(_) => Some(entry),
        Entry::MediaServer(_) => taken.then_some(entry),
    })
}

/// Takes in what the keeper of rooms tells. Who left there is no longer in the room for the other side, as when their socket
/// ends, until they come back; the call itself goes on, and keeps its place.
///
/// # Errors
///
/// [`CallFault::Notice`] when it is not the keeper's word.
pub async fn heard(ctx: &Ctx, notice: Notice<'_>) -> Result<(), FlowError> {
    let Some(movement) = ctx.rooms.hear(notice, ctx.now_ms()).map_err(CallFault::Notice)? else { return Ok(()) };
    let mut tx = ctx.database.begin().await?;
    call_media::note(&mut tx, &movement).await?;
    Ok(tx.commit().await.map_err(StorageError::from)?)
}
