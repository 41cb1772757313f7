//! Attempts under one identity, across sessions: the identity is a keyed hash.

use sqlx::AnyConnection;

use super::StorageError;

/// Notes an attempt.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn note(conn: &mut AnyConnection, attempt_id: &str, identity: &str, at_ms: i64) -> Result<(), StorageError> {
    sqlx::query("INSERT INTO identity_attempts (attempt_id, identity, at_ms) VALUES ($1, $2, $3)")
        .bind(attempt_id)
        .bind(identity)
        .bind(at_ms)
        .execute(conn)
        .await?;
    Ok(())
}

/// How many attempts there were after `since_ms`.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn since(conn: &mut AnyConnection, identity: &str, since_ms: i64) -> Result<i64, StorageError> {
    let (count,): (i64,) =
        sqlx::query_as("SELECT CAST(COUNT(*) AS BIGINT) FROM identity_attempts WHERE identity = $1 AND at_ms > $2")
            .bind(identity)
            .bind(since_ms)
            .fetch_one(conn)
            .await?;
    Ok(count)
}

/// Forgets attempts before `before_ms`: they no longer count.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn forget(conn: &mut AnyConnection, before_ms: i64) -> Result<u64, StorageError> {
    let done = sqlx::query("DELETE FROM identity_attempts WHERE at_ms <= $1").bind(before_ms).execute(conn).await?;
    Ok(done.rows_affected())
}

/// Takes an attempt back that turned out to cost nothing.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn take_back(conn: &mut AnyConnection, attempt_id: &str) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM identity_attempts WHERE attempt_id = $1").bind(attempt_id).execute(conn).await?;
    Ok(())
}
