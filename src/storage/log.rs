//! The one order of all events: leaves 0, 1, 2 … without holes, whatever the order of commits.

use sqlx::AnyConnection;

use super::StorageError;

/// Gives up to `limit` unsequenced events their place, oldest id first; how many it placed.
///
/// One sequencer calls this, under a lease. It sees committed events only, so an event that began earlier and committed
/// later simply comes later in the order; none is ever passed over.
///
/// # Errors
///
/// [`StorageError::Conflict`] when another sequencer placed meanwhile: nothing was written.
pub async fn sequence(conn: &mut AnyConnection, limit: i64) -> Result<usize, StorageError> {
    let waiting: Vec<(String,)> = sqlx::query_as("SELECT event_id FROM unsequenced ORDER BY event_id LIMIT $1")
        .bind(limit)
        .fetch_all(&mut *conn)
        .await?;
    let (mut next,): (i64,) = sqlx::query_as("SELECT CAST(COALESCE(MAX(leaf_index) + 1, 0) AS BIGINT) FROM log_leaves")
        .fetch_one(&mut *conn)
        .await?;
    for (event_id,) in &waiting {
        sqlx::query("INSERT INTO log_leaves (leaf_index, event_id) VALUES ($1, $2)")
            .bind(next)
            .bind(event_id)
            .execute(&mut *conn)
            .await?;
        sqlx::query("DELETE FROM unsequenced WHERE event_id = $1").bind(event_id).execute(&mut *conn).await?;
        next += 1;
    }
    Ok(waiting.len())
}

/// The ids of the leaves from `from` on, at most `limit`.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn leaves(conn: &mut AnyConnection, from: i64, limit: i64) -> Result<Vec<(i64, String)>, StorageError> {
    Ok(sqlx::query_as(
        "SELECT leaf_index, event_id FROM log_leaves WHERE leaf_index >= $1 ORDER BY leaf_index LIMIT $2",
    )
    .bind(from)
    .bind(limit)
    .fetch_all(conn)
    .await?)
}
