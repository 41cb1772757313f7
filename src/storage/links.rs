//! Links that open a session on a page, until they are spent or run out.

use sqlx::AnyConnection;

use super::StorageError;
use crate::base::ids::{CaptureLinkId, SessionId, VisitId};

/// A link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkRow {
    /// Its id.
    pub id: CaptureLinkId,
    /// The session that it opens.
    pub session: SessionId,
    /// The generation of the applicant's tokens when it was made.
    pub generation: u32,
    /// The visit that hands over by it; absent where a back end made it.
    pub from_visit: Option<VisitId>,
    /// When it runs out, Unix milliseconds.
    pub expires_at_ms: i64,
    /// When it was spent, Unix milliseconds.
    pub spent_at_ms: Option<i64>,
}

/// Writes a new link under the hash of its code.
///
/// # Errors
///
/// [`StorageError::Conflict`] when the hash is taken.
pub async fn insert(conn: &mut AnyConnection, code_hash: &str, link: &LinkRow) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO capture_links (link_id, code_hash, session_id, generation, from_visit, expires_at_ms)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(link.id.to_string())
    .bind(code_hash)
    .bind(link.session.to_string())
    .bind(i64::from(link.generation))
    .bind(link.from_visit.map(|visit| visit.to_string()))
    .bind(link.expires_at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

type Row = (String, String, i64, Option<String>, i64, Option<i64>);

/// The link with this code's hash.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when an id is not one.
pub async fn by_code(conn: &mut AnyConnection, code_hash: &str) -> Result<Option<LinkRow>, StorageError> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT link_id, session_id, generation, from_visit, expires_at_ms, spent_at_ms
         FROM capture_links WHERE code_hash = $1",
    )
    .bind(code_hash)
    .fetch_optional(conn)
    .await?;
    row.map(link).transpose()
}

/// The link with this id.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when an id is not one.
pub async fn by_id(conn: &mut AnyConnection, id: CaptureLinkId) -> Result<Option<LinkRow>, StorageError> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT link_id, session_id, generation, from_visit, expires_at_ms, spent_at_ms
         FROM capture_links WHERE link_id = $1",
    )
    .bind(id.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(link).transpose()
}

/// Spends a link, once.
///
/// # Errors
///
/// [`StorageError::Conflict`] when it is spent already.
pub async fn spend(conn: &mut AnyConnection, id: CaptureLinkId, now_ms: i64) -> Result<(), StorageError> {
    let done = sqlx::query("UPDATE capture_links SET spent_at_ms = $1 WHERE link_id = $2 AND spent_at_ms IS NULL")
        .bind(now_ms)
        .bind(id.to_string())
        .execute(conn)
        .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
}

/// How many links of a session could still be exchanged at `now_ms`.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn open(conn: &mut AnyConnection, session: SessionId, now_ms: i64) -> Result<i64, StorageError> {
    let (count,): (i64,) = sqlx::query_as(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM capture_links
         WHERE session_id = $1 AND spent_at_ms IS NULL AND expires_at_ms > $2",
    )
    .bind(session.to_string())
    .bind(now_ms)
    .fetch_one(conn)
    .await?;
    Ok(count)
}

/// Forgets links that ran out before `before_ms`.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn forget(conn: &mut AnyConnection, before_ms: i64) -> Result<u64, StorageError> {
    let done = sqlx::query("DELETE FROM capture_links WHERE expires_at_ms <= $1").bind(before_ms).execute(conn).await?;
    Ok(done.rows_affected())
}

fn link((id, session, generation, from_visit, expires_at_ms, spent_at_ms): Row) -> Result<LinkRow, StorageError> {
    let corrupt = |what| move |_| StorageError::Corrupt { what };
    Ok(LinkRow {
        id: id.parse().map_err(corrupt("link id"))?,
        session: session.parse().map_err(corrupt("session id"))?,
        generation: u32::try_from(generation).map_err(|_| StorageError::Corrupt { what: "generation" })?,
        from_visit: from_visit.map(|visit| visit.parse()).transpose().map_err(corrupt("visit id"))?,
        expires_at_ms,
        spent_at_ms,
    })
}
