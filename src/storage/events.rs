//! The append-only table of everything that happened.

use sqlx::{AnyConnection, AssertSqlSafe};

use super::StorageError;
use crate::base::ids::EventId;

/// What an event is about. Only `Session` moves a session's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// What happened in a session.
    Session,
    /// Who looked at its personal data.
    Access,
    /// What was said in its chat.
    Chat,
    /// Accounts of clients and staff.
    Account,
    /// The service's configuration.
    Config,
}

impl Stream {
    /// Every stream.
    pub const ALL: [Self; 5] = [Self::Session, Self::Access, Self::Chat, Self::Account, Self::Config];

    /// The stream's name in the store.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Access => "access",
            Self::Chat => "chat",
            Self::Account => "account",
            Self::Config => "config",
        }
    }
}

/// One stored event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// Its id.
    pub event_id: EventId,
    /// Its place in its stream, from 1.
    pub sequence: i64,
    /// The clear part, the leaf's very bytes.
    pub leaf: String,
    /// The sealed part, JSON.
    pub sealed: Option<String>,
}

/// Appends events to one stream, and notes that they have no place in the one order yet. Together, because every statement
/// costs as much as the sealing of a message.
///
/// # Errors
///
/// [`StorageError::Conflict`] when a sequence is taken: another request appended meanwhile.
pub async fn append(
    conn: &mut AnyConnection,
    stream: Stream,
    stream_id: &str,
    rows: &[EventRow],
) -> Result<(), StorageError> {
    if rows.is_empty() {
        return Ok(());
    }
    let into_events = format!(
        "INSERT INTO events (event_id, stream, stream_id, sequence, leaf, sealed) VALUES {}",
        places(rows.len(), 6)
    );
    let into_unsequenced = format!("INSERT INTO unsequenced (event_id) VALUES {}", places(rows.len(), 1));
    let mut events = sqlx::query(AssertSqlSafe(into_events));
    let mut unsequenced = sqlx::query(AssertSqlSafe(into_unsequenced));
    for row in rows {
        let event_id = row.event_id.to_string();
        events = events.bind(event_id.clone()).bind(stream.name()).bind(stream_id);
        events = events.bind(row.sequence).bind(&row.leaf).bind(&row.sealed);
        unsequenced = unsequenced.bind(event_id);
    }
    events.execute(&mut *conn).await?;
    unsequenced.execute(conn).await?;
    Ok(())
}

/// `($1, $2), ($3, $4)`: places for so many rows of so many columns.
fn places(rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let names = (1..=columns).map(|column| format!("${}", row * columns + column));
        format!("({})", names.collect::<Vec<_>>().join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

/// The events of one stream after `after`, oldest first, at most `limit`.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when an id is not one.
pub async fn load(
    conn: &mut AnyConnection,
    stream: Stream,
    stream_id: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<EventRow>, StorageError> {
    let rows: Vec<(String, i64, String, Option<String>)> = sqlx::query_as(
        "SELECT event_id, sequence, leaf, sealed FROM events
         WHERE stream = $1 AND stream_id = $2 AND sequence > $3 ORDER BY sequence LIMIT $4",
    )
    .bind(stream.name())
    .bind(stream_id)
    .bind(after)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(read).collect()
}

/// The newest event of a stream.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when its id is not one.
pub async fn newest(
    conn: &mut AnyConnection,
    stream: Stream,
    stream_id: &str,
) -> Result<Option<EventRow>, StorageError> {
    let row = sqlx::query_as(
        "SELECT event_id, sequence, leaf, sealed FROM events
         WHERE stream = $1 AND stream_id = $2 ORDER BY sequence DESC LIMIT 1",
    )
    .bind(stream.name())
    .bind(stream_id)
    .fetch_optional(conn)
    .await?;
    row.map(read).transpose()
}

fn read((id, sequence, leaf, sealed): (String, i64, String, Option<String>)) -> Result<EventRow, StorageError> {
    let event_id = id.parse().map_err(|_| StorageError::Corrupt { what: "event id" })?;
    Ok(EventRow { event_id, sequence, leaf, sealed })
}

/// The last sequence of a stream; 0 when it has no event.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn last_sequence(conn: &mut AnyConnection, stream: Stream, stream_id: &str) -> Result<i64, StorageError> {
    let (last,): (i64,) = sqlx::query_as(
        "SELECT CAST(COALESCE(MAX(sequence), 0) AS BIGINT) FROM events WHERE stream = $1 AND stream_id = $2",
    )
    .bind(stream.name())
    .bind(stream_id)
    .fetch_one(conn)
    .await?;
    Ok(last)
}
