//! Browsers that were let into a session by a link.

use sqlx::AnyConnection;

use super::StorageError;
use crate::{
    base::ids::{CaptureLinkId, VisitId},
    staff::visit::{Reach, Visit},
};

/// A visit with what a hand-over asks of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisitRow {
    /// The visit.
    pub visit: Visit,
    /// The link it came by.
    pub link: CaptureLinkId,
    /// The two digits that a waiting phone shows, `10 ..= 99`.
    pub number: u8,
    /// Tries left to type them on the page that hands over.
    pub tries_left: u8,
}

/// Writes a new visit under the hash of its cookie.
///
/// # Errors
///
/// [`StorageError::Conflict`] when the hash is taken.
pub async fn insert(conn: &mut AnyConnection, cookie_hash: &str, row: &VisitRow) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO visits
             (visit_id, cookie_hash, link_id, session_id, generation, reach, number, tries_left, expires_at_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(row.visit.id.to_string())
    .bind(cookie_hash)
    .bind(row.link.to_string())
    .bind(row.visit.session.to_string())
    .bind(i64::from(row.visit.generation))
    .bind(row.visit.reach.name())
    .bind(i64::from(row.number))
    .bind(i64::from(row.tries_left))
    .bind(row.visit.expires_at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

type Row = (String, String, String, i64, String, i64, i64, i64);

/// The visit with this cookie's hash, if it has not ended at `now_ms`.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when an id is not one.
pub async fn by_cookie(
    conn: &mut AnyConnection,
    cookie_hash: &str,
    now_ms: i64,
) -> Result<Option<VisitRow>, StorageError> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT visit_id, link_id, session_id, generation, reach, number, tries_left, expires_at_ms
         FROM visits WHERE cookie_hash = $1 AND expires_at_ms > $2",
    )
    .bind(cookie_hash)
    .bind(now_ms)
    .fetch_optional(conn)
    .await?;
    row.map(visit).transpose()
}

/// The visit that came by this link, if it has not ended at `now_ms`.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when an id is not one.
pub async fn by_link(
    conn: &mut AnyConnection,
    link: CaptureLinkId,
    now_ms: i64,
) -> Result<Option<VisitRow>, StorageError> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT visit_id, link_id, session_id, generation, reach, number, tries_left, expires_at_ms
         FROM visits WHERE link_id = $1 AND expires_at_ms > $2",
    )
    .bind(link.to_string())
    .bind(now_ms)
    .fetch_optional(conn)
    .await?;
    row.map(visit).transpose()
}

/// How far a visit reaches at `now_ms`; nothing once it has ended.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when its reach is none.
pub async fn reach(conn: &mut AnyConnection, id: VisitId, now_ms: i64) -> Result<Option<Reach>, StorageError> {
    let row: Option<(String,)> = sqlx::query_as("SELECT reach FROM visits WHERE visit_id = $1 AND expires_at_ms > $2")
        .bind(id.to_string())
        .bind(now_ms)
        .fetch_optional(conn)
        .await?;
    row.map(|(reach,)| reach.parse().map_err(|_| StorageError::Corrupt { what: "reach" })).transpose()
}

/// Writes a visit's reach, its tries and its end, if it still reaches as far as `seen` says.
///
/// # Errors
///
/// [`StorageError::Conflict`] when somebody else changed it meanwhile.
pub async fn change(conn: &mut AnyConnection, seen: &VisitRow, now: &VisitRow) -> Result<(), StorageError> {
    let done = sqlx::query(
        "UPDATE visits SET reach = $1, tries_left = $2, expires_at_ms = $3
         WHERE visit_id = $4 AND reach = $5 AND tries_left = $6",
    )
    .bind(now.visit.reach.name())
    .bind(i64::from(now.tries_left))
    .bind(now.visit.expires_at_ms)
    .bind(seen.visit.id.to_string())
    .bind(seen.visit.reach.name())
    .bind(i64::from(seen.tries_left))
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
}

/// Leaves a visit its session's progress alone.
///
/// # Errors
///
/// [`StorageError::Conflict`] when it does not reach the whole session.
pub async fn step_back(conn: &mut AnyConnection, id: VisitId) -> Result<(), StorageError> {
    let done = sqlx::query("UPDATE visits SET reach = 'progress' WHERE visit_id = $1 AND reach = 'whole'")
        .bind(id.to_string())
        .execute(conn)
        .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
}

/// Forgets visits that ended before `before_ms`.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn forget(conn: &mut AnyConnection, before_ms: i64) -> Result<u64, StorageError> {
    let done = sqlx::query("DELETE FROM visits WHERE expires_at_ms <= $1").bind(before_ms).execute(conn).await?;
    Ok(done.rows_affected())
}

fn visit((id, link, session, generation, reach, number, tries, expires_at_ms): Row) -> Result<VisitRow, StorageError> {
    let corrupt = |what| StorageError::Corrupt { what };
    let visit = Visit {
        id: id.parse().map_err(|_| corrupt("visit id"))?,
        session: session.parse().map_err(|_| corrupt("session id"))?,
        generation: u32::try_from(generation).map_err(|_| corrupt("generation"))?,
        reach: reach.parse().map_err(|_| corrupt("reach"))?,
        expires_at_ms,
    };
    Ok(VisitRow {
        visit,
        link: link.parse().map_err(|_| corrupt("link id"))?,
        number: u8::try_from(number).map_err(|_| corrupt("number"))?,
        tries_left: u8::try_from(tries).map_err(|_| corrupt("tries"))?,
    })
}
