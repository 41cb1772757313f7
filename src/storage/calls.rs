//! The queue of video calls: each call's place, and who may be next.

use sqlx::AnyConnection;

use super::StorageError;
use crate::{
    base::ids::{CallId, SessionId},
    video::call::CallReason,
};

/// A call's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRow {
    /// The call.
    pub call: CallId,
    /// The session it belongs to.
    pub session: SessionId,
    /// BCP 47.
    pub language: String,
    /// Why it was asked for; nothing of one from before that was kept here.
    pub reason: Option<CallReason>,
    /// Higher first.
    pub priority: u8,
    /// From when it waits, Unix milliseconds.
    pub due_at_ms: i64,
    /// Whether that is a time that was booked.
    pub booked: bool,
}

/// Where a call in the queue stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Nobody holds it, or somebody is about to.
    Waiting,
    /// Two people see each other.
    Connected,
}

impl Phase {
    const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Connected => "connected",
        }
    }
}

/// A call in the queue, with who holds it and when its applicant was last there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queued {
    /// Its place.
    pub row: CallRow,
    /// Where it stands.
    pub phase: Phase,
    /// Who holds the case, for a call or a look.
    pub held_by: Option<String>,
    /// When the applicant's page was last heard of, Unix milliseconds.
    pub seen_at_ms: Option<i64>,
}

/// Puts a call into the queue.
///
/// # Errors
///
/// [`StorageError::Conflict`] when the session has an open one.
pub async fn insert(conn: &mut AnyConnection, row: &CallRow) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO video_calls (call_id, session_id, language, priority, due_at_ms, booked, reason, phase)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting')",
    )
    .bind(row.call.to_string())
    .bind(row.session.to_string())
    .bind(&row.language)
    .bind(i64::from(row.priority))
    .bind(row.due_at_ms)
    .bind(i64::from(row.booked))
    .bind(row.reason.map(CallReason::name))
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes where an open call stands now. Its place does not move.
///
/// # Errors
///
/// [`StorageError::Conflict`] when it is not open.
pub async fn move_to(conn: &mut AnyConnection, call: CallId, phase: Phase) -> Result<(), StorageError> {
    let done = sqlx::query("UPDATE video_calls SET phase = $1 WHERE call_id = $2 AND ended_at_ms IS NULL")
        .bind(phase.name())
        .bind(call.to_string())
        .execute(conn)
        .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
}

/// Takes a call out of the queue; once or again.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn end(
    conn: &mut AnyConnection,
    call: CallId,
    now_ms: i64,
    handled_ms: Option<i64>,
) -> Result<(), StorageError> {
    sqlx::query(
        "UPDATE video_calls SET phase = 'ended', ended_at_ms = $1, handled_ms = $2
         WHERE call_id = $3 AND ended_at_ms IS NULL",
    )
    .bind(now_ms)
    .bind(handled_ms)
    .bind(call.to_string())
    .execute(conn)
    .await?;
    Ok(())
}

type Row = (String, String, String, i64, i64, i64, Option<String>, String, Option<String>, Option<i64>);

/// Every open call with who holds it at `now_ms`, the next one first, at most `limit`.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when a row cannot be read.
pub async fn open(conn: &mut AnyConnection, now_ms: i64, limit: i64) -> Result<Vec<Queued>, StorageError> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT v.call_id, v.session_id, v.language, v.priority, v.due_at_ms, v.booked, v.reason, v.phase,
                c.staff_id, s.seen_at_ms
         FROM video_calls v
         LEFT JOIN claims c ON c.session_id = v.session_id AND c.expires_at_ms > $1
         LEFT JOIN call_seats s ON s.call_id = v.call_id AND s.side = 'applicant'
         WHERE v.phase IN ('waiting', 'connected')
         ORDER BY v.priority DESC, v.due_at_ms, v.call_id LIMIT $2",
    )
    .bind(now_ms)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(read).collect()
}

/// Who asks for the next call.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// Who.
    pub staff: &'a str,
    /// What they speak, `,ar,en,`; empty for all languages.
    pub languages: &'a str,
    /// Applicants who were last there before are not there, Unix milliseconds.
    pub seen_since_ms: i64,
}

/// The calls that could be taken at `now_ms`, the next one first, at most `limit`: due, in a language that is spoken, with
/// an applicant who is there, of a case that nobody else holds.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when a row cannot be read.
pub async fn free(
    conn: &mut AnyConnection,
    asking: Asking<'_>,
    now_ms: i64,
    limit: i64,
) -> Result<Vec<Queued>, StorageError> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT v.call_id, v.session_id, v.language, v.priority, v.due_at_ms, v.booked, v.reason, v.phase,
                c.staff_id, s.seen_at_ms
         FROM video_calls v
         JOIN call_seats s ON s.call_id = v.call_id AND s.side = 'applicant' AND s.seen_at_ms >= $1
         LEFT JOIN claims c ON c.session_id = v.session_id AND c.expires_at_ms > $2
         WHERE v.phase = 'waiting' AND v.due_at_ms <= $2 AND (c.staff_id IS NULL OR c.staff_id = $3)
           AND (CAST($4 AS TEXT) = '' OR $4 LIKE '%,' || v.language || ',%')
         ORDER BY v.priority DESC, v.due_at_ms, v.call_id LIMIT $5",
    )
    .bind(asking.seen_since_ms)
    .bind(now_ms)
    .bind(asking.staff)
    .bind(asking.languages)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(read).collect()
}

/// How many calls of the same language come before `row`, of those that nobody has taken at `now_ms`.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn ahead(conn: &mut AnyConnection, row: &CallRow, now_ms: i64) -> Result<i64, StorageError> {
    let (count,): (i64,) = sqlx::query_as(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM video_calls v
         LEFT JOIN claims c ON c.session_id = v.session_id AND c.expires_at_ms > $1 AND c.purpose = 'call'
         WHERE v.phase = 'waiting' AND c.staff_id IS NULL AND v.due_at_ms <= $1 AND v.language = $2
           AND (v.priority > $3 OR (v.priority = $3
                AND (v.due_at_ms < $4 OR (v.due_at_ms = $4 AND v.call_id < $5))))",
    )
    .bind(now_ms)
    .bind(&row.language)
    .bind(i64::from(row.priority))
    .bind(row.due_at_ms)
    .bind(row.call.to_string())
    .fetch_one(conn)
    .await?;
    Ok(count)
}

/// Connected calls whose member of staff was not heard of for the time of a lease, at most `limit`.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when an id is not one.
pub async fn lost(conn: &mut AnyConnection, now_ms: i64, limit: i64) -> Result<Vec<SessionId>, StorageError> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "SELECT v.session_id FROM video_calls v
         LEFT JOIN claims c ON c.session_id = v.session_id AND c.expires_at_ms > $1 AND c.purpose = 'call'
         WHERE v.phase = 'connected' AND c.staff_id IS NULL ORDER BY v.call_id LIMIT $2",
    )
    .bind(now_ms)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|(id,)| session_id(&id)).collect()
}

/// Waiting calls that were due, and whose applicant was last there, before `before_ms`; at most `limit`. Nobody holds them
/// at `now_ms`.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when an id is not one.
pub async fn deserted(
    conn: &mut AnyConnection,
    now_ms: i64,
    before_ms: i64,
    limit: i64,
) -> Result<Vec<SessionId>, StorageError> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "SELECT v.session_id FROM video_calls v
         LEFT JOIN call_seats s ON s.call_id = v.call_id AND s.side = 'applicant' AND s.seen_at_ms >= $1
         LEFT JOIN claims c ON c.session_id = v.session_id AND c.expires_at_ms > $2 AND c.purpose = 'call'
         WHERE v.phase = 'waiting' AND v.due_at_ms < $1 AND s.seat IS NULL AND c.staff_id IS NULL
         ORDER BY v.due_at_ms LIMIT $3",
    )
    .bind(before_ms)
    .bind(now_ms)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|(id,)| session_id(&id)).collect()
}

/// How long the last calls were, in milliseconds, the newest first, at most `limit`.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn handled(conn: &mut AnyConnection, limit: i64) -> Result<Vec<i64>, StorageError> {
    let rows: Vec<(i64,)> = sqlx::query_as(
        "SELECT handled_ms FROM video_calls WHERE ended_at_ms IS NOT NULL AND handled_ms IS NOT NULL
         ORDER BY ended_at_ms DESC LIMIT $1",
    )
    .bind(limit)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|(ms,)| ms).collect())
}

/// How many open calls are booked for exactly this time.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn booked_for(conn: &mut AnyConnection, at_ms: i64) -> Result<i64, StorageError> {
    let (count,): (i64,) = sqlx::query_as(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM video_calls WHERE phase = 'waiting' AND booked = 1 AND due_at_ms = $1",
    )
    .bind(at_ms)
    .fetch_one(conn)
    .await?;
    Ok(count)
}

/// Forgets calls that ended before `before_ms`; the events stay.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn forget(conn: &mut AnyConnection, before_ms: i64) -> Result<u64, StorageError> {
    let done = sqlx::query("DELETE FROM video_calls WHERE ended_at_ms <= $1").bind(before_ms).execute(conn).await?;
    Ok(done.rows_affected())
}

fn read(
    (call, session, language, priority, due_at_ms, booked, reason, phase, held_by, seen): Row,
) -> Result<Queued, StorageError> {
    let corrupt = |what| StorageError::Corrupt { what };
    Ok(Queued {
        row: CallRow {
            call: call.parse().map_err(|_| corrupt("call id"))?,
            session: session_id(&session)?,
            language,
            reason: reason.map(|name| CallReason::named(&name).ok_or(corrupt("reason of a call"))).transpose()?,
            priority: u8::try_from(priority).map_err(|_| corrupt("priority"))?,
            due_at_ms,
            booked: booked == 1,
        },
        phase: match phase.as_str() {
            "waiting" => Phase::Waiting,
            "connected" => Phase::Connected,
            _ => return Err(corrupt("phase of a call")),
        },
        held_by,
        seen_at_ms: seen,
    })
}

fn session_id(text: &str) -> Result<SessionId, StorageError> {
    text.parse().map_err(|_| StorageError::Corrupt { what: "session id" })
}
