//! What waits to be dealt with in conversations by WhatsApp, and what was.

use sqlx::AnyConnection;

use super::StorageError;
use crate::base::ids::SessionId;

/// Something that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxRow {
    /// Keyed hash of the platform's id.
    pub message: String,
    /// The session.
    pub session: SessionId,
    /// What it is, sealed.
    pub waiting: String,
    /// When the person sent it, Unix milliseconds.
    pub sent_at_ms: i64,
    /// When it was taken, Unix milliseconds.
    pub taken_at_ms: i64,
    /// Its place within its notification.
    pub place: i64,
    /// Tries that failed.
    pub attempts: i64,
    /// Not before this is it tried again, Unix milliseconds.
    pub next_at_ms: i64,
    /// Messages of the answer that went out.
    pub replies: i64,
}

/// Takes something in; whether it is new. What was taken before stays as it is.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn take(conn: &mut AnyConnection, row: &InboxRow) -> Result<bool, StorageError> {
    let done = sqlx::query(
        "INSERT INTO whatsapp_inbox (message, session_id, waiting, sent_at_ms, taken_at_ms, place, attempts, next_at_ms,
                                     replies)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (message) DO NOTHING",
    )
    .bind(&row.message)
    .bind(row.session.to_string())
    .bind(&row.waiting)
    .bind(row.sent_at_ms)
    .bind(row.taken_at_ms)
    .bind(row.place)
    .bind(row.attempts)
    .bind(row.next_at_ms)
    .bind(row.replies)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How much was taken for a session after `since_ms`.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn since(conn: &mut AnyConnection, session: SessionId, since_ms: i64) -> Result<i64, StorageError> {
    let (count,): (i64,) = sqlx::query_as(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM whatsapp_inbox WHERE session_id = $1 AND taken_at_ms > $2",
    )
    .bind(session.to_string())
    .bind(since_ms)
    .fetch_one(conn)
    .await?;
    Ok(count)
}

type Row = (String, String, i64, i64, i64, i64, i64, i64);

/// What is next in a session: what was sent first, also where it has to wait for its time.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn next(conn: &mut AnyConnection, session: SessionId) -> Result<Option<InboxRow>, StorageError> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT message, waiting, sent_at_ms, taken_at_ms, place, attempts, next_at_ms, replies FROM whatsapp_inbox
         WHERE session_id = $1 AND waiting IS NOT NULL ORDER BY sent_at_ms, taken_at_ms, place, message LIMIT 1",
    )
    .bind(session.to_string())
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|(message, waiting, sent_at_ms, taken_at_ms, place, attempts, next_at_ms, replies)| InboxRow {
        message,
        session,
        waiting,
        sent_at_ms,
        taken_at_ms,
        place,
        attempts,
        next_at_ms,
        replies,
    }))
}

/// Sessions in which something is due at `now_ms`, at most `limit`.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when an id is not one.
pub async fn due(conn: &mut AnyConnection, now_ms: i64, limit: i64) -> Result<Vec<SessionId>, StorageError> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "SELECT session_id FROM whatsapp_inbox WHERE waiting IS NOT NULL AND next_at_ms <= $1
         GROUP BY session_id ORDER BY MIN(next_at_ms), session_id LIMIT $2",
    )
    .bind(now_ms)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|(id,)| id.parse().map_err(|_| StorageError::Corrupt { what: "session id" })).collect()
}

/// Notes how many messages of the answer went out.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn replied(conn: &mut AnyConnection, message: &str, replies: i64) -> Result<(), StorageError> {
    sqlx::query("UPDATE whatsapp_inbox SET replies = $1 WHERE message = $2")
        .bind(replies)
        .bind(message)
        .execute(conn)
        .await?;
    Ok(())
}

/// Puts it off after a try that failed.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn put_off(conn: &mut AnyConnection, message: &str, next_at_ms: i64) -> Result<(), StorageError> {
    sqlx::query("UPDATE whatsapp_inbox SET attempts = attempts + 1, next_at_ms = $1 WHERE message = $2")
        .bind(next_at_ms)
        .bind(message)
        .execute(conn)
        .await?;
    Ok(())
}

/// It is dealt with: what it was is no longer kept, that it was is.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn done(conn: &mut AnyConnection, message: &str) -> Result<(), StorageError> {
    sqlx::query("UPDATE whatsapp_inbox SET waiting = NULL WHERE message = $1").bind(message).execute(conn).await?;
    Ok(())
}

/// Nothing waits any more in a session whose number is another's now; what was taken is known all the same.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn abandon(conn: &mut AnyConnection, session: SessionId) -> Result<(), StorageError> {
    sqlx::query("UPDATE whatsapp_inbox SET waiting = NULL WHERE session_id = $1")
        .bind(session.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets what was taken before `before_ms`.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn forget(conn: &mut AnyConnection, before_ms: i64) -> Result<u64, StorageError> {
    let done = sqlx::query("DELETE FROM whatsapp_inbox WHERE taken_at_ms <= $1").bind(before_ms).execute(conn).await?;
    Ok(done.rows_affected())
}

/// Forgets what was taken for a session.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn forget_session(conn: &mut AnyConnection, session: SessionId) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM whatsapp_inbox WHERE session_id = $1").bind(session.to_string()).execute(conn).await?;
    Ok(())
}
