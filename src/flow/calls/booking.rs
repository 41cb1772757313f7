//! Callbacks: which times can be booked, and the next that is free.

use jiff::{Timestamp, ToSpan};
use sqlx::AnyConnection;

use crate::{
    flow::{Ctx, FlowError},
    storage::calls,
};

/// Slots that are looked at for a free one: with an hour each, two months of working days.
const MOST_SLOTS: usize = 500;

/// The next time that can be booked, one slot from now at the earliest: staff has to come, and the applicant to be told.
///
/// # Errors
///
/// [`FlowError::BadValue`] when everything is booked.
pub(super) async fn next_free(ctx: &Ctx, conn: &mut AnyConnection) -> Result<Timestamp, FlowError> {
    let slot_minutes = ctx.limits.calls.slot_minutes;
    let from = ctx.now().checked_add(i64::from(slot_minutes).minutes()).map_err(FlowError::internal)?;
    let slots = ctx.desk.hours.slots(from, slot_minutes).take(MOST_SLOTS);
    for slot in slots.collect::<Vec<_>>() {
        if has_room(ctx, conn, slot).await? {
            return Ok(slot);
        }
    }
    let reason = "nobody is there in the next weeks, or everything is booked: ask again later".to_owned();
    Err(FlowError::BadValue { pointer: "/callback_at".into(), reason })
}

/// Whether `wish` can be booked: in business hours, at a slot's beginning, not past, not full.
///
/// # Errors
///
/// [`FlowError::BadValue`] naming the next that can.
pub(super) async fn check(ctx: &Ctx, conn: &mut AnyConnection, wish: Timestamp) -> Result<(), FlowError> {
    let first = ctx.desk.hours.slots(wish, ctx.limits.calls.slot_minutes).next();
    if first == Some(wish) && wish >= ctx.now() && has_room(ctx, conn, wish).await? {
        return Ok(());
    }
    let next = next_free(ctx, conn).await?;
    let reason = format!("this time cannot be booked; the next that can is {next}");
    Err(FlowError::BadValue { pointer: "/callback_at".into(), reason })
}

async fn has_room(ctx: &Ctx, conn: &mut AnyConnection, slot: Timestamp) -> Result<bool, FlowError> {
    Ok(calls::booked_for(conn, slot.as_millisecond()).await? < i64::from(ctx.limits.calls.per_slot))
}
