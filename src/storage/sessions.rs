//! Snapshots of sessions: one row each, written in the transaction of the events it stands for.

use sqlx::AnyConnection;

use super::StorageError;
use crate::{
    base::ids::SessionId,
    session::state::{State, Wants},
};

/// One snapshot.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionRow {
    /// Its id.
    pub id: SessionId,
    /// Its state, from clear parts alone.
    pub state: State,
    /// Its profile, sealed; absent once erased or while nothing is known.
    pub profile: Option<String>,
    /// When it was last written, Unix milliseconds.
    pub updated_at_ms: i64,
    /// When it was decided, Unix milliseconds; absent while it is not.
    pub decided_at_ms: Option<i64>,
    /// Since when it waits for what it wants of staff, Unix milliseconds; absent while it wants nothing.
    pub waits_since_ms: Option<i64>,
}

type Columns = (String, String, Option<String>, i64, Option<i64>, Option<i64>);

/// The session, if there is one.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when the row cannot be read.
pub async fn load(conn: &mut AnyConnection, id: SessionId) -> Result<Option<SessionRow>, StorageError> {
    let row: Option<Columns> = sqlx::query_as(
        "SELECT session_id, state, profile, updated_at_ms, decided_at_ms, waits_since_ms FROM sessions
         WHERE session_id = $1",
    )
    .bind(id.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(read).transpose()
}

/// Writes a new session.
///
/// # Errors
///
/// [`StorageError::Conflict`] when the id is taken.
pub async fn insert(conn: &mut AnyConnection, row: &SessionRow) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO sessions (session_id, client_id, reference, status, journey_hash, version, state, profile,
                               started_at_ms, updated_at_ms, expires_at_ms, wants,
                               decided_at_ms, waits_since_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(row.id.to_string())
    .bind(&row.state.client)
    .bind(&row.state.reference)
    .bind(row.state.status.name())
    .bind(&row.state.journey.hash)
    .bind(version(&row.state))
    .bind(json(&row.state)?)
    .bind(&row.profile)
    .bind(row.state.started_at_ms)
    .bind(row.updated_at_ms)
    .bind(row.state.expires_at_ms)
    .bind(row.state.wants().map(Wants::name))
    .bind(row.decided_at_ms)
    .bind(row.waits_since_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes `row` unless someone wrote after the version `seen`.
///
/// # Errors
///
/// [`StorageError::Conflict`] when the version has moved on.
pub async fn update(conn: &mut AnyConnection, row: &SessionRow, seen: u64) -> Result<(), StorageError> {
    let done = sqlx::query(
        "UPDATE sessions SET status = $1, version = $2, state = $3, profile = $4, updated_at_ms = $5, wants = $6,
                             decided_at_ms = $7, waits_since_ms = $8
         WHERE session_id = $9 AND version = $10",
    )
    .bind(row.state.status.name())
    .bind(version(&row.state))
    .bind(json(&row.state)?)
    .bind(&row.profile)
    .bind(row.updated_at_ms)
    .bind(row.state.wants().map(Wants::name))
    .bind(row.decided_at_ms)
    .bind(row.waits_since_ms)
    .bind(row.id.to_string())
    .bind(i64::try_from(seen).unwrap_or(i64::MAX))
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
}

/// What a list is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only this client's; absent for auditors and staff.
    pub client: Option<String>,
    /// Only with this reference.
    pub reference: Option<String>,
    /// Only in this status.
    pub status: Option<&'static str>,
    /// Only waiting for this to be done by staff.
    pub wants: Option<Wants>,
    /// Only begun at or after, Unix milliseconds.
    pub from_ms: Option<i64>,
    /// Only begun before, Unix milliseconds.
    pub to_ms: Option<i64>,
    /// Only written at or after, Unix milliseconds.
    pub updated_after_ms: Option<i64>,
    /// Only after this id: the cursor.
    pub after: Option<SessionId>,
}

/// Sessions by id, which is by time of start; at most `limit`.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when a row cannot be read.
pub async fn list(conn: &mut AnyConnection, filter: &Filter, limit: i64) -> Result<Vec<SessionRow>, StorageError> {
    // Typed casts: PostgreSQL cannot infer the type of a bare parameter that is only compared with NULL.
    let rows: Vec<Columns> = sqlx::query_as(
        "SELECT session_id, state, profile, updated_at_ms, decided_at_ms, waits_since_ms FROM sessions
         WHERE (CAST($1 AS TEXT) IS NULL OR client_id = $1)
           AND (CAST($2 AS TEXT) IS NULL OR reference = $2)
           AND (CAST($3 AS TEXT) IS NULL OR status = $3)
           AND (CAST($4 AS BIGINT) IS NULL OR started_at_ms >= $4)
           AND (CAST($5 AS BIGINT) IS NULL OR started_at_ms < $5)
           AND (CAST($6 AS BIGINT) IS NULL OR updated_at_ms >= $6)
           AND (CAST($7 AS TEXT) IS NULL OR session_id > $7)
           AND (CAST($8 AS TEXT) IS NULL OR wants = $8)
         ORDER BY session_id LIMIT $9",
    )
    .bind(&filter.client)
    .bind(&filter.reference)
    .bind(filter.status)
    .bind(filter.from_ms)
    .bind(filter.to_ms)
    .bind(filter.updated_after_ms)
    .bind(filter.after.map(|id| id.to_string()))
    .bind(filter.wants.map(Wants::name))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(read).collect()
}

/// Sessions in progress whose time had run out at `now_ms`, at most `limit`.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when an id is not one.
pub async fn overdue(conn: &mut AnyConnection, now_ms: i64, limit: i64) -> Result<Vec<SessionId>, StorageError> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "SELECT session_id FROM sessions WHERE status = 'in_progress' AND expires_at_ms <= $1
         ORDER BY expires_at_ms LIMIT $2",
    )
    .bind(now_ms)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|(id,)| id.parse().map_err(|_| StorageError::Corrupt { what: "session id" })).collect()
}

fn read(
    (id, state, profile, updated_at_ms, decided_at_ms, waits_since_ms): Columns,
) -> Result<SessionRow, StorageError> {
    Ok(SessionRow {
        id: id.parse().map_err(|_| StorageError::Corrupt { what: "session id" })?,
        state: serde_json::from_str(&state).map_err(|_| StorageError::Corrupt { what: "session state" })?,
        profile,
        updated_at_ms,
        decided_at_ms,
        waits_since_ms,
    })
}

fn version(state: &State) -> i64 {
    i64::try_from(state.sequence).unwrap_or(i64::MAX)
}

fn json(state: &State) -> Result<String, StorageError> {
    serde_json::to_string(state).map_err(|_| StorageError::Corrupt { what: "session state" })
}
