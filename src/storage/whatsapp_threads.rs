//! Whose conversation a telephone number is by WhatsApp, and who deals with it.

use sqlx::AnyConnection;

use super::StorageError;
use crate::base::ids::SessionId;

/// A number and its session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreadRow {
    /// The session.
    pub session: SessionId,
    /// Keyed hash of the number's digits.
    pub number: String,
    /// The digits, sealed.
    pub sealed: String,
    /// The generation of the applicant's tokens when it was bound.
    pub generation: u32,
    /// When that was, Unix milliseconds.
    pub bound_at_ms: i64,
    /// What became of the opening message.
    pub opening: Opening,
    /// When the person's last message was sent, Unix milliseconds.
    pub heard_at_ms: Option<i64>,
    /// The session's version that the person was told of last.
    pub told_version: i64,
    /// The place in the thread of what they were told; 0 before anything.
    pub told_sequence: i64,
}

/// What became of the opening message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// It is to be sent.
    Waiting,
    /// The platform took it.
    Sent,
    /// The platform does not take it.
    Refused,
}

impl Opening {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Sent, Self::Refused];

    /// Its name in the store and the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Refused => "refused",
        }
    }
}

type Row = (String, String, String, i64, i64, String, Option<i64>, i64, i64);

/// The session of the number with this hash.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when the row cannot be read.
pub async fn by_number(conn: &mut AnyConnection, number: &str) -> Result<Option<ThreadRow>, StorageError> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT session_id, number, sealed, generation, bound_at_ms, opening, heard_at_ms, told_version, told_sequence
         FROM whatsapp_threads WHERE number = $1",
    )
    .bind(number)
    .fetch_optional(conn)
    .await?;
    row.map(thread).transpose()
}

/// The number of a session.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when the row cannot be read.
pub async fn by_session(conn: &mut AnyConnection, session: SessionId) -> Result<Option<ThreadRow>, StorageError> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT session_id, number, sealed, generation, bound_at_ms, opening, heard_at_ms, told_version, told_sequence
         FROM whatsapp_threads WHERE session_id = $1",
    )
    .bind(session.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(thread).transpose()
}

/// Binds a number to a session, in place of any number before. Who deals with what waits goes on.
///
/// # Errors
///
/// [`StorageError::Conflict`] when the number is another session's.
pub async fn bind(conn: &mut AnyConnection, row: &ThreadRow) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO whatsapp_threads (session_id, number, sealed, generation, bound_at_ms, opening, heard_at_ms,
                                       told_version, told_sequence, holder, held_until_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', 0)
         ON CONFLICT (session_id) DO UPDATE
         SET number = excluded.number, sealed = excluded.sealed, generation = excluded.generation,
             bound_at_ms = excluded.bound_at_ms, opening = excluded.opening, heard_at_ms = excluded.heard_at_ms,
             told_version = excluded.told_version, told_sequence = excluded.told_sequence",
    )
    .bind(row.session.to_string())
    .bind(&row.number)
    .bind(&row.sealed)
    .bind(i64::from(row.generation))
    .bind(row.bound_at_ms)
    .bind(row.opening.name())
    .bind(row.heard_at_ms)
    .bind(row.told_version)
    .bind(row.told_sequence)
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes the number of a session away; whether it had one.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn release(conn: &mut AnyConnection, session: SessionId) -> Result<bool, StorageError> {
    let release = sqlx::query("DELETE FROM whatsapp_threads WHERE session_id = $1").bind(session.to_string());
    Ok(release.execute(conn).await?.rows_affected() == 1)
}

/// Notes that the person sent something at `at_ms`; the latest counts, whatever comes in first.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn heard(conn: &mut AnyConnection, session: SessionId, at_ms: i64) -> Result<(), StorageError> {
    sqlx::query(
        "UPDATE whatsapp_threads SET heard_at_ms = $1
         WHERE session_id = $2 AND (heard_at_ms IS NULL OR heard_at_ms < $1)",
    )
    .bind(at_ms)
    .bind(session.to_string())
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that the person was answered at `sequence` of the thread, by what the session was at `version`. Nothing they know
/// is taken from them.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn told(
    conn: &mut AnyConnection,
    session: SessionId,
    version: i64,
    sequence: i64,
) -> Result<(), StorageError> {
    sqlx::query(
        "UPDATE whatsapp_threads
         SET told_version = CASE WHEN told_version > $1 THEN told_version ELSE $1 END, told_sequence = $2
         WHERE session_id = $3 AND told_sequence <= $2",
    )
    .bind(version)
    .bind(sequence)
    .bind(session.to_string())
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that the person hears of `version` at `sequence` of the thread, if `seen` is still what they know.
///
/// # Errors
///
/// [`StorageError::Conflict`] when they know something else meanwhile: whoever told it was first.
pub async fn catch_up(
    conn: &mut AnyConnection,
    seen: &ThreadRow,
    version: i64,
    sequence: i64,
) -> Result<(), StorageError> {
    let done = sqlx::query(
        "UPDATE whatsapp_threads SET told_version = $1, told_sequence = $2
         WHERE session_id = $3 AND told_version = $4 AND told_sequence = $5",
    )
    .bind(version)
    .bind(sequence)
    .bind(seen.session.to_string())
    .bind(seen.told_version)
    .bind(seen.told_sequence)
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
}

/// Sessions that have gone on since the person was told something, and then stood still since `still_since_ms`; whose person
/// was heard after `heard_after_ms`, and waits for no answer. At most `limit`, longest still first.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when an id is not one.
pub async fn moved(
    conn: &mut AnyConnection,
    still_since_ms: i64,
    heard_after_ms: i64,
    limit: i64,
) -> Result<Vec<SessionId>, StorageError> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "SELECT whatsapp_threads.session_id FROM whatsapp_threads
         JOIN sessions ON sessions.session_id = whatsapp_threads.session_id
         WHERE whatsapp_threads.heard_at_ms > $1 AND sessions.version > whatsapp_threads.told_version
           AND sessions.updated_at_ms <= $2
           AND NOT EXISTS (SELECT 1 FROM whatsapp_inbox WHERE whatsapp_inbox.session_id = whatsapp_threads.session_id
                           AND whatsapp_inbox.waiting IS NOT NULL)
         ORDER BY sessions.updated_at_ms, whatsapp_threads.session_id LIMIT $3",
    )
    .bind(heard_after_ms)
    .bind(still_since_ms)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|(id,)| id.parse().map_err(|_| StorageError::Corrupt { what: "session id" })).collect()
}

/// Notes what became of the opening message, and the hash of the number under which the person will write.
///
/// # Errors
///
/// [`StorageError::Conflict`] when that number is another session's.
pub async fn opened(
    conn: &mut AnyConnection,
    session: SessionId,
    opening: Opening,
    number: &str,
) -> Result<(), StorageError> {
    sqlx::query("UPDATE whatsapp_threads SET opening = $1, number = $2 WHERE session_id = $3")
        .bind(opening.name())
        .bind(number)
        .bind(session.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes that the opening message was tried often enough, if it was not sent.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn gave_up(conn: &mut AnyConnection, session: SessionId) -> Result<(), StorageError> {
    sqlx::query("UPDATE whatsapp_threads SET opening = 'refused' WHERE session_id = $1 AND opening = 'waiting'")
        .bind(session.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes what waits in a conversation in hand until `until_ms`, or goes on with it; whether nobody else has it.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn hold(
    conn: &mut AnyConnection,
    session: SessionId,
    holder: &str,
    now_ms: i64,
    until_ms: i64,
) -> Result<bool, StorageError> {
    let done = sqlx::query(
        "UPDATE whatsapp_threads SET holder = $1, held_until_ms = $2
         WHERE session_id = $3 AND (holder = $1 OR held_until_ms <= $4)",
    )
    .bind(holder)
    .bind(until_ms)
    .bind(session.to_string())
    .bind(now_ms)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives it out of the hand.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn let_go(conn: &mut AnyConnection, session: SessionId, holder: &str) -> Result<(), StorageError> {
    sqlx::query("UPDATE whatsapp_threads SET held_until_ms = 0 WHERE session_id = $1 AND holder = $2")
        .bind(session.to_string())
        .bind(holder)
        .execute(conn)
        .await?;
    Ok(())
}

fn thread(
    (session, number, sealed, generation, bound_at_ms, opening, heard_at_ms, told_version, told_sequence): Row,
) -> Result<ThreadRow, StorageError> {
    let corrupt = |what| StorageError::Corrupt { what };
    Ok(ThreadRow {
        session: session.parse().map_err(|_| corrupt("session id"))?,
        number,
        sealed,
        generation: u32::try_from(generation).map_err(|_| corrupt("generation"))?,
        bound_at_ms,
        opening: Opening::ALL.into_iter().find(|known| known.name() == opening).ok_or(corrupt("opening"))?,
        heard_at_ms,
        told_version,
        told_sequence,
    })
}
