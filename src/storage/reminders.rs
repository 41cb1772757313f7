//! When somebody is to be told something: a plan a session.

use sqlx::AnyConnection;

use super::StorageError;
use crate::base::ids::SessionId;

/// Plans that the person of `session` is told something at `due_at_ms`, in place of any plan before.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn plan(conn: &mut AnyConnection, session: SessionId, due_at_ms: i64) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO reminders (session_id, due_at_ms) VALUES ($1, $2)
         ON CONFLICT (session_id) DO UPDATE SET due_at_ms = excluded.due_at_ms",
    )
    .bind(session.to_string())
    .bind(due_at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives a plan up.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn give_up(conn: &mut AnyConnection, session: SessionId) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM reminders WHERE session_id = $1").bind(session.to_string()).execute(conn).await?;
    Ok(())
}

/// Sessions whose plan is due at `now_ms`, the earliest first, at most `limit`.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when an id is not one.
pub async fn due(conn: &mut AnyConnection, now_ms: i64, limit: i64) -> Result<Vec<SessionId>, StorageError> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "SELECT session_id FROM reminders WHERE due_at_ms <= $1 ORDER BY due_at_ms, session_id LIMIT $2",
    )
    .bind(now_ms)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|(id,)| id.parse().map_err(|_| StorageError::Corrupt { what: "session id" })).collect()
}
