//! What an inspection of the whole log asks: every leaf with its event, and what has no place or no counterpart.

use sqlx::AnyConnection;

use super::StorageError;

/// An event with everything the store says of its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// Its id.
    pub event_id: String,
    /// Its stream.
    pub stream: String,
    /// What the stream is about.
    pub stream_id: String,
    /// Its place in the stream.
    pub sequence: i64,
    /// The leaf's very bytes.
    pub leaf: String,
}

/// One place in the order, and the event that has it; nothing when there is no such event.
pub type Placed = (i64, String, Option<Logged>);

type PlacedRow = (i64, String, Option<String>, Option<String>, Option<i64>, Option<String>);

/// The places from `from` on, in order, at most `limit`.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn placed(conn: &mut AnyConnection, from: i64, limit: i64) -> Result<Vec<Placed>, StorageError> {
    let rows: Vec<PlacedRow> = sqlx::query_as(
        "SELECT l.leaf_index, l.event_id, e.stream, e.stream_id, e.sequence, e.leaf
         FROM log_leaves l LEFT JOIN events e ON e.event_id = l.event_id
         WHERE l.leaf_index >= $1 ORDER BY l.leaf_index LIMIT $2",
    )
    .bind(from)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    let placed = |(index, event_id, stream, stream_id, sequence, leaf): PlacedRow| {
        let event = stream.zip(stream_id).zip(sequence).zip(leaf);
        let logged = event.map(|(((stream, stream_id), sequence), leaf)| {
            let event_id = event_id.clone();
            Logged { event_id, stream, stream_id, sequence, leaf }
        });
        (index, event_id, logged)
    };
    Ok(rows.into_iter().map(placed).collect())
}

/// Events that still wait for their place, by id after `after`, at most `limit`.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn waiting(conn: &mut AnyConnection, after: &str, limit: i64) -> Result<Vec<Logged>, StorageError> {
    let rows: Vec<(String, String, String, i64, String)> = sqlx::query_as(
        "SELECT e.event_id, e.stream, e.stream_id, e.sequence, e.leaf
         FROM unsequenced u JOIN events e ON e.event_id = u.event_id
         WHERE u.event_id > $1 ORDER BY u.event_id LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    let logged = |(event_id, stream, stream_id, sequence, leaf)| Logged { event_id, stream, stream_id, sequence, leaf };
    Ok(rows.into_iter().map(logged).collect())
}

/// Events that have no place and wait for none; at most `limit` ids.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn lost(conn: &mut AnyConnection, limit: i64) -> Result<Vec<String>, StorageError> {
    ids(
        conn,
        "SELECT e.event_id FROM events e
         LEFT JOIN log_leaves l ON l.event_id = e.event_id LEFT JOIN unsequenced u ON u.event_id = e.event_id
         WHERE l.event_id IS NULL AND u.event_id IS NULL ORDER BY e.event_id LIMIT $1",
        limit,
    )
    .await
}

/// Ids that wait for a place and have one already, or that no event has; at most `limit`.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn wrongly_waiting(conn: &mut AnyConnection, limit: i64) -> Result<Vec<String>, StorageError> {
    ids(
        conn,
        "SELECT u.event_id FROM unsequenced u
         LEFT JOIN log_leaves l ON l.event_id = u.event_id LEFT JOIN events e ON e.event_id = u.event_id
         WHERE l.event_id IS NOT NULL OR e.event_id IS NULL ORDER BY u.event_id LIMIT $1",
        limit,
    )
    .await
}

/// Ids of sessions that have events and no snapshot; at most `limit`.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn without_snapshot(conn: &mut AnyConnection, limit: i64) -> Result<Vec<String>, StorageError> {
    ids(
        conn,
        "SELECT DISTINCT e.stream_id FROM events e LEFT JOIN sessions s ON s.session_id = e.stream_id
         WHERE e.stream = 'session' AND s.session_id IS NULL ORDER BY e.stream_id LIMIT $1",
        limit,
    )
    .await
}

/// Streams that are no session's and have a hole; at most `limit`, as stream and what it is about.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn holed(conn: &mut AnyConnection, limit: i64) -> Result<Vec<(String, String)>, StorageError> {
    Ok(sqlx::query_as(
        "SELECT e.stream, e.stream_id FROM events e LEFT JOIN sessions s ON s.session_id = e.stream_id
         WHERE s.session_id IS NULL GROUP BY e.stream, e.stream_id
         HAVING MIN(e.sequence) <> 1 OR MAX(e.sequence) <> COUNT(*) ORDER BY e.stream, e.stream_id LIMIT $1",
    )
    .bind(limit)
    .fetch_all(conn)
    .await?)
}

/// How many events have a place.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn size(conn: &mut AnyConnection) -> Result<i64, StorageError> {
    let (count,): (i64,) = sqlx::query_as("SELECT CAST(COUNT(*) AS BIGINT) FROM log_leaves").fetch_one(conn).await?;
    Ok(count)
}

async fn ids(conn: &mut AnyConnection, sql: &'static str, limit: i64) -> Result<Vec<String>, StorageError> {
    let rows: Vec<(String,)> = sqlx::query_as(sql).bind(limit).fetch_all(conn).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
