//! Leases of single jobs, with a fence: of two that believe to hold one, the store knows which came later.

use sqlx::AnyConnection;

use super::StorageError;

/// Takes or renews a lease; the fence, or nothing while another holder's has not run out.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn take(
    conn: &mut AnyConnection,
    name: &str,
    holder: &str,
    now_ms: i64,
    until_ms: i64,
) -> Result<Option<i64>, StorageError> {
    let row: Option<(i64,)> = sqlx::query_as(
        "INSERT INTO leases (name, holder, fence, expires_at_ms) VALUES ($1, $2, 1, $3)
         ON CONFLICT (name) DO UPDATE
         SET holder = excluded.holder, expires_at_ms = excluded.expires_at_ms,
             fence = CASE WHEN leases.holder = excluded.holder THEN leases.fence ELSE leases.fence + 1 END
         WHERE leases.holder = excluded.holder OR leases.expires_at_ms <= $4
         RETURNING fence",
    )
    .bind(name)
    .bind(holder)
    .bind(until_ms)
    .bind(now_ms)
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|(fence,)| fence))
}

/// Whether `fence` is still the last one given out.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn is_current(conn: &mut AnyConnection, name: &str, fence: i64) -> Result<bool, StorageError> {
    let row: Option<(i64,)> =
        sqlx::query_as("SELECT fence FROM leases WHERE name = $1").bind(name).fetch_optional(conn).await?;
    Ok(row == Some((fence,)))
}
