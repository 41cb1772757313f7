//! Who is in a call's room on a media server, by what that server told.

use sqlx::AnyConnection;

use super::StorageError;
use crate::video::room::{Movement, Step};

/// Notes who came or left, in whatever order and however often it is told: a connection that left does not come again, and
/// one that came earlier than the one that is noted counts no more. Of a call that is not open nothing is noted.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn note(conn: &mut AnyConnection, movement: &Movement) -> Result<(), StorageError> {
    let sql = match movement.step {
        Step::Came => {
            "INSERT INTO call_media (call_id, side, connection, here, at_ms)
             SELECT call_id, $2, $3, 1, $4 FROM video_calls WHERE call_id = $1 AND ended_at_ms IS NULL
             ON CONFLICT (call_id, side) DO UPDATE SET connection = excluded.connection, here = 1, at_ms = excluded.at_ms
             WHERE call_media.connection <> excluded.connection AND call_media.at_ms <= excluded.at_ms"
        }
        Step::Left => {
            "INSERT INTO call_media (call_id, side, connection, here, at_ms)
             SELECT call_id, $2, $3, 0, $4 FROM video_calls WHERE call_id = $1 AND ended_at_ms IS NULL
             ON CONFLICT (call_id, side) DO UPDATE SET here = 0, at_ms = excluded.at_ms
             WHERE call_media.connection = excluded.connection"
        }
    };
    sqlx::query(sql)
        .bind(movement.call.to_string())
        .bind(movement.side.name())
        .bind(&movement.connection)
        .bind(movement.at_ms)
        .execute(conn)
        .await?;
    Ok(())
}
