//! What is kept longer than it may be.

use sqlx::AnyConnection;
use uuid::Uuid;

use super::StorageError;
use crate::base::{category::Category, ids::SessionId};

/// A session of which something is due, and the version that was looked at.
pub type Due = (SessionId, u64);

/// Sessions that nobody decided and that were last written at `before_ms` or earlier, at most `limit`. Those in progress
/// are left: they end by themselves.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when a row cannot be read.
pub async fn undecided(conn: &mut AnyConnection, before_ms: i64, limit: i64) -> Result<Vec<Due>, StorageError> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT session_id, version FROM sessions
         WHERE status IN ('awaiting_staff', 'expired', 'withdrawn') AND updated_at_ms <= $1
         ORDER BY updated_at_ms LIMIT $2",
    )
    .bind(before_ms)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(read).collect()
}

/// Sessions that were decided at `before_ms` or earlier and still have the key of `category`, at most `limit`.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when a row cannot be read.
pub async fn decided(
    conn: &mut AnyConnection,
    category: Category,
    before_ms: i64,
    limit: i64,
) -> Result<Vec<Due>, StorageError> {
    // What began later cannot have been decided by then: keys of younger sessions are not even looked at.
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT s.session_id, s.version FROM data_keys k JOIN sessions s ON s.session_id = k.session_id
         WHERE k.category = $1 AND k.session_id < $2 AND s.decided_at_ms <= $3 ORDER BY k.session_id LIMIT $4",
    )
    .bind(category.name())
    .bind(first_id_after(before_ms))
    .bind(before_ms)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(read).collect()
}

/// The lowest id that a session can have which began after `unix_ms`.
fn first_id_after(unix_ms: i64) -> String {
    let millis = u64::try_from(unix_ms.saturating_add(1)).unwrap_or(0);
    uuid_of(millis).hyphenated().to_string()
}

fn uuid_of(millis: u64) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid()
}

/// Notes that a session's objects are to be deleted; once is enough.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn note_erasure(conn: &mut AnyConnection, session: SessionId) -> Result<(), StorageError> {
    sqlx::query("INSERT INTO erasures (session_id) VALUES ($1) ON CONFLICT (session_id) DO NOTHING")
        .bind(session.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Sessions whose objects are still to be deleted, at most `limit`.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when an id is not one.
pub async fn unfinished(conn: &mut AnyConnection, limit: i64) -> Result<Vec<SessionId>, StorageError> {
    let rows: Vec<(String,)> = sqlx::query_as("SELECT session_id FROM erasures ORDER BY session_id LIMIT $1")
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(|(id,)| id.parse().map_err(|_| StorageError::Corrupt { what: "session id" })).collect()
}

/// Notes that a session's objects are deleted.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn finish(conn: &mut AnyConnection, session: SessionId) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM erasures WHERE session_id = $1").bind(session.to_string()).execute(conn).await?;
    Ok(())
}

fn read((id, version): (String, i64)) -> Result<Due, StorageError> {
    let corrupt = || StorageError::Corrupt { what: "session" };
    Ok((id.parse().map_err(|_| corrupt())?, u64::try_from(version).map_err(|_| corrupt())?))
}
