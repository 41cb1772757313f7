//! What was answered under an Idempotency-Key.

use sqlx::AnyConnection;

use super::StorageError;
use crate::base::ids::SessionId;

/// Whose request it is: the caller, the route, and the keyed hash of the header's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The caller.
    pub caller: String,
    /// The route, with its session.
    pub route: String,
    /// Keyed hash of the header's value.
    pub key: String,
}

/// What is known of an earlier request under the same key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Keyed hash of its decoded content.
    pub content: String,
    /// The session and its version that was answered; absent while in flight.
    pub answer: Option<(SessionId, i64)>,
    /// When the lease or the record ends, Unix milliseconds.
    pub expires_at_ms: i64,
}

/// The earlier request, if there is one.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when the row cannot be read.
pub async fn find(conn: &mut AnyConnection, key: &Key) -> Result<Option<Record>, StorageError> {
    let row: Option<(String, Option<String>, Option<i64>, i64)> = sqlx::query_as(
        "SELECT content, session_id, sequence, expires_at_ms FROM idempotency
         WHERE caller = $1 AND route = $2 AND key = $3",
    )
    .bind(&key.caller)
    .bind(&key.route)
    .bind(&key.key)
    .fetch_optional(conn)
    .await?;
    let Some((content, session, sequence, expires_at_ms)) = row else { return Ok(None) };
    let session = session.map(|id| id.parse().map_err(|_| StorageError::Corrupt { what: "idempotency record" }));
    Ok(Some(Record { content, answer: session.transpose()?.zip(sequence), expires_at_ms }))
}

/// Marks a request as in flight until `until_ms`; a record or lease that has run out gives way.
///
/// # Errors
///
/// [`StorageError::Conflict`] when another request under the key is in flight or was answered.
pub async fn begin(
    conn: &mut AnyConnection,
    key: &Key,
    content: &str,
    now_ms: i64,
    until_ms: i64,
) -> Result<(), StorageError> {
    let done = sqlx::query(
        "INSERT INTO idempotency (caller, route, key, content, session_id, sequence, expires_at_ms)
         VALUES ($1, $2, $3, $4, NULL, NULL, $5)
         ON CONFLICT (caller, route, key) DO UPDATE
         SET content = excluded.content, session_id = NULL, sequence = NULL, expires_at_ms = excluded.expires_at_ms
         WHERE idempotency.expires_at_ms <= $6",
    )
    .bind(&key.caller)
    .bind(&key.route)
    .bind(&key.key)
    .bind(content)
    .bind(until_ms)
    .bind(now_ms)
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
}

/// Writes what was answered.
///
/// # Errors
///
/// [`StorageError::Conflict`] when the lease has gone to another request.
pub async fn answer(
    conn: &mut AnyConnection,
    key: &Key,
    content: &str,
    session: SessionId,
    sequence: u64,
    until_ms: i64,
) -> Result<(), StorageError> {
    let done = sqlx::query(
        "UPDATE idempotency SET session_id = $1, sequence = $2, expires_at_ms = $3
         WHERE caller = $4 AND route = $5 AND key = $6 AND content = $7 AND sequence IS NULL",
    )
    .bind(session.to_string())
    .bind(i64::try_from(sequence).unwrap_or(i64::MAX))
    .bind(until_ms)
    .bind(&key.caller)
    .bind(&key.route)
    .bind(&key.key)
    .bind(content)
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
}

/// Takes the mark of a refused or failed request away, so that it can be sent again.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn cancel(conn: &mut AnyConnection, key: &Key) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM idempotency WHERE caller = $1 AND route = $2 AND key = $3 AND sequence IS NULL")
        .bind(&key.caller)
        .bind(&key.route)
        .bind(&key.key)
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets records that ran out before `now_ms`.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn forget(conn: &mut AnyConnection, now_ms: i64) -> Result<u64, StorageError> {
    let done = sqlx::query("DELETE FROM idempotency WHERE expires_at_ms <= $1").bind(now_ms).execute(conn).await?;
    Ok(done.rows_affected())
}

/// Forgets the records of an erased session.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn forget_session(conn: &mut AnyConnection, session: SessionId) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM idempotency WHERE session_id = $1").bind(session.to_string()).execute(conn).await?;
    Ok(())
}
