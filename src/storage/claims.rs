//! Which staff member holds which waiting session: leases, renewed by claiming again.

use std::collections::BTreeMap;

use sqlx::AnyConnection;

use super::StorageError;
use crate::base::ids::SessionId;

/// Takes or renews the hold on a session.
///
/// # Errors
///
/// [`StorageError::Conflict`] when somebody else's hold has not run out.
pub async fn claim(
    conn: &mut AnyConnection,
    session: SessionId,
    staff: &str,
    now_ms: i64,
    until_ms: i64,
) -> Result<(), StorageError> {
    let done = sqlx::query(
        "INSERT INTO claims (session_id, staff_id, expires_at_ms) VALUES ($1, $2, $3)
         ON CONFLICT (session_id) DO UPDATE SET staff_id = excluded.staff_id, expires_at_ms = excluded.expires_at_ms
         WHERE claims.staff_id = excluded.staff_id OR claims.expires_at_ms <= $4",
    )
    .bind(session.to_string())
    .bind(staff)
    .bind(until_ms)
    .bind(now_ms)
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
}

/// Who holds a session at `now_ms`.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn holder(conn: &mut AnyConnection, session: SessionId, now_ms: i64) -> Result<Option<String>, StorageError> {
    let row: Option<(String,)> =
        sqlx::query_as("SELECT staff_id FROM claims WHERE session_id = $1 AND expires_at_ms > $2")
            .bind(session.to_string())
            .bind(now_ms)
            .fetch_optional(conn)
            .await?;
    Ok(row.map(|(staff,)| staff))
}

/// A hold that has not run out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Who.
    pub staff: String,
    /// Until when, Unix milliseconds.
    pub until_ms: i64,
}

/// Every hold that has not run out at `now_ms`.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when an id is not one.
pub async fn holds(conn: &mut AnyConnection, now_ms: i64) -> Result<BTreeMap<SessionId, Hold>, StorageError> {
    let rows: Vec<(String, String, i64)> =
        sqlx::query_as("SELECT session_id, staff_id, expires_at_ms FROM claims WHERE expires_at_ms > $1")
            .bind(now_ms)
            .fetch_all(conn)
            .await?;
    let read = |(id, staff, until_ms): (String, String, i64)| {
        let id = id.parse().map_err(|_| StorageError::Corrupt { what: "session id" })?;
        Ok((id, Hold { staff, until_ms }))
    };
    rows.into_iter().map(read).collect()
}

/// Lets a session go.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn release(conn: &mut AnyConnection, session: SessionId) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM claims WHERE session_id = $1").bind(session.to_string()).execute(conn).await?;
    Ok(())
}
