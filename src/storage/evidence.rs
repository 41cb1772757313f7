//! Which pictures a session has; their sealed bytes are in the object store.

use sqlx::AnyConnection;

use super::StorageError;
use crate::{
    base::ids::{EvidenceId, SessionId},
    session::event::Shows,
};

/// Notes a stored picture.
///
/// # Errors
///
/// [`StorageError::Conflict`] when the id is taken.
pub async fn insert(
    conn: &mut AnyConnection,
    session: SessionId,
    evidence: EvidenceId,
    shows: Shows,
    size_bytes: usize,
    now_ms: i64,
) -> Result<(), StorageError> {
    let shows = serde_json::to_string(&shows).map_err(|_| StorageError::Corrupt { what: "evidence" })?;
    sqlx::query(
        "INSERT INTO evidence (evidence_id, session_id, shows, size_bytes, created_at_ms) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(evidence.to_string())
    .bind(session.to_string())
    .bind(shows.trim_matches('"'))
    .bind(i64::try_from(size_bytes).unwrap_or(i64::MAX))
    .bind(now_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// What a picture of `session` shows, if it has that picture.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when the row cannot be read.
pub async fn find(
    conn: &mut AnyConnection,
    session: SessionId,
    evidence: EvidenceId,
) -> Result<Option<Shows>, StorageError> {
    let row: Option<(String,)> =
        sqlx::query_as("SELECT shows FROM evidence WHERE session_id = $1 AND evidence_id = $2")
            .bind(session.to_string())
            .bind(evidence.to_string())
            .fetch_optional(conn)
            .await?;
    row.map(|(shows,)| read(shows)).transpose()
}

/// Every picture of `session`, and every piece of a recording, with what it shows.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when an id is not one.
pub async fn of_session(
    conn: &mut AnyConnection,
    session: SessionId,
) -> Result<Vec<(EvidenceId, Shows)>, StorageError> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT evidence_id, shows FROM evidence WHERE session_id = $1 ORDER BY evidence_id")
            .bind(session.to_string())
            .fetch_all(conn)
            .await?;
    rows.into_iter()
        .map(|(id, shows)| {
            let id = id.parse().map_err(|_| StorageError::Corrupt { what: "evidence id" })?;
            Ok((id, read(shows)?))
        })
        .collect()
}

/// Forgets that there was a picture.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn forget(conn: &mut AnyConnection, evidence: EvidenceId) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM evidence WHERE evidence_id = $1").bind(evidence.to_string()).execute(conn).await?;
    Ok(())
}

fn read(shows: String) -> Result<Shows, StorageError> {
    serde_json::from_value(shows.into()).map_err(|_| StorageError::Corrupt { what: "evidence" })
}
