//! A call's room: who sits on each side, and what they say to each other until they see each other.

use sqlx::AnyConnection;

use super::StorageError;
use crate::base::ids::CallId;
pub use crate::video::room::Side;

/// Who sits on a side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seated {
    /// Their connection's id.
    pub seat: String,
    /// When they were last heard of, Unix milliseconds.
    pub seen_at_ms: i64,
}

/// Sits down on a side, in place of whoever sat there.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn sit(conn: &mut AnyConnection, call: CallId, side: Side, seat: &Seated) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO call_seats (call_id, side, seat, seen_at_ms) VALUES ($1, $2, $3, $4)
         ON CONFLICT (call_id, side) DO UPDATE SET seat = excluded.seat, seen_at_ms = excluded.seen_at_ms",
    )
    .bind(call.to_string())
    .bind(side.name())
    .bind(&seat.seat)
    .bind(seat.seen_at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that whoever sits in `seat` is still there.
///
/// # Errors
///
/// [`StorageError::Conflict`] when another connection sits there by now, or the room is cleared.
pub async fn stay(conn: &mut AnyConnection, call: CallId, side: Side, seat: &Seated) -> Result<(), StorageError> {
    let done = sqlx::query("UPDATE call_seats SET seen_at_ms = $1 WHERE call_id = $2 AND side = $3 AND seat = $4")
        .bind(seat.seen_at_ms)
        .bind(call.to_string())
        .bind(side.name())
        .bind(&seat.seat)
        .execute(conn)
        .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
}

/// Gets up, unless another connection sits there by now.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn rise(conn: &mut AnyConnection, call: CallId, side: Side, seat: &str) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM call_seats WHERE call_id = $1 AND side = $2 AND seat = $3")
        .bind(call.to_string())
        .bind(side.name())
        .bind(seat)
        .execute(conn)
        .await?;
    Ok(())
}

/// Who sits on a side.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn seated(conn: &mut AnyConnection, call: CallId, side: Side) -> Result<Option<Seated>, StorageError> {
    let row: Option<(String, i64)> =
        sqlx::query_as("SELECT seat, seen_at_ms FROM call_seats WHERE call_id = $1 AND side = $2")
            .bind(call.to_string())
            .bind(side.name())
            .fetch_optional(conn)
            .await?;
    Ok(row.map(|(seat, seen_at_ms)| Seated { seat, seen_at_ms }))
}

/// The connection that sits on a side, was heard of since `since_ms`, and has not left the media server by what that told.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn present(
    conn: &mut AnyConnection,
    call: CallId,
    side: Side,
    since_ms: i64,
) -> Result<Option<String>, StorageError> {
    let row: Option<(String,)> = sqlx::query_as(
        "SELECT s.seat FROM call_seats s
         LEFT JOIN call_media m ON m.call_id = s.call_id AND m.side = s.side AND m.here = 0
         WHERE s.call_id = $1 AND s.side = $2 AND s.seen_at_ms >= $3 AND m.connection IS NULL",
    )
    .bind(call.to_string())
    .bind(side.name())
    .bind(since_ms)
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|(seat,)| seat))
}

/// Leaves a sealed message for a side.
///
/// # Errors
///
/// [`StorageError::Conflict`] when another one took the number meanwhile.
pub async fn say(conn: &mut AnyConnection, call: CallId, to: Side, sealed: &str) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO call_signals (call_id, number, to_side, sealed)
         SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3 FROM call_signals WHERE call_id = $1",
    )
    .bind(call.to_string())
    .bind(to.name())
    .bind(sealed)
    .execute(conn)
    .await?;
    Ok(())
}

/// The messages for a side after the number `after`, in order, at most `limit`.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn said(
    conn: &mut AnyConnection,
    call: CallId,
    to: Side,
    after: i64,
    limit: i64,
) -> Result<Vec<(i64, String)>, StorageError> {
    Ok(sqlx::query_as(
        "SELECT number, sealed FROM call_signals WHERE call_id = $1 AND to_side = $2 AND number > $3
         ORDER BY number LIMIT $4",
    )
    .bind(call.to_string())
    .bind(to.name())
    .bind(after)
    .bind(limit)
    .fetch_all(conn)
    .await?)
}

/// The number of the last message of a call; 0 where there is none.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn last(conn: &mut AnyConnection, call: CallId) -> Result<i64, StorageError> {
    let (last,): (i64,) =
        sqlx::query_as("SELECT CAST(COALESCE(MAX(number), 0) AS BIGINT) FROM call_signals WHERE call_id = $1")
            .bind(call.to_string())
            .fetch_one(conn)
            .await?;
    Ok(last)
}

/// Clears the room of a call that is over: nobody sits there, nothing was said.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn clear(conn: &mut AnyConnection, call: CallId) -> Result<(), StorageError> {
    for sql in [
        "DELETE FROM call_signals WHERE call_id = $1",
        "DELETE FROM call_seats WHERE call_id = $1",
        "DELETE FROM call_media WHERE call_id = $1",
    ] {
        sqlx::query(sql).bind(call.to_string()).execute(&mut *conn).await?;
    }
    Ok(())
}
