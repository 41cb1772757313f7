//! Which staff member holds which waiting session: leases, renewed by claiming again.

use std::collections::BTreeMap;

use sqlx::AnyConnection;

use super::StorageError;
use crate::base::ids::SessionId;

/// Takes or renews the hold on a session, for a look. One's own call is not made a look by it: its lease stays short.
///
/// # Errors
///
/// [`StorageError::Conflict`] when somebody else's hold has not run out, or one's own call.
pub async fn claim(
    conn: &mut AnyConnection,
    session: SessionId,
    staff: &str,
    now_ms: i64,
    until_ms: i64,
) -> Result<(), StorageError> {
    let done = sqlx::query(
        "INSERT INTO claims (session_id, staff_id, expires_at_ms, fence, purpose) VALUES ($1, $2, $3, 1, 'review')
         ON CONFLICT (session_id) DO UPDATE
         SET staff_id = excluded.staff_id, expires_at_ms = excluded.expires_at_ms, purpose = 'review',
             fence = CASE WHEN claims.staff_id = excluded.staff_id AND claims.expires_at_ms > $4
                          THEN claims.fence ELSE claims.fence + 1 END
         WHERE (claims.staff_id = excluded.staff_id AND claims.purpose = 'review') OR claims.expires_at_ms <= $4",
    )
    .bind(session.to_string())
    .bind(staff)
    .bind(until_ms)
    .bind(now_ms)
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
}

/// Takes the hold on a session for a call: the fence. From oneself too, which is another tab.
///
/// # Errors
///
/// [`StorageError::Conflict`] when somebody else's hold has not run out.
pub async fn take_call(
    conn: &mut AnyConnection,
    session: SessionId,
    staff: &str,
    now_ms: i64,
    until_ms: i64,
) -> Result<i64, StorageError> {
    let row: Option<(i64,)> = sqlx::query_as(
        "INSERT INTO claims (session_id, staff_id, expires_at_ms, fence, purpose) VALUES ($1, $2, $3, 1, 'call')
         ON CONFLICT (session_id) DO UPDATE
         SET staff_id = excluded.staff_id, expires_at_ms = excluded.expires_at_ms, purpose = 'call',
             fence = claims.fence + 1
         WHERE claims.staff_id = excluded.staff_id OR claims.expires_at_ms <= $4
         RETURNING fence",
    )
    .bind(session.to_string())
    .bind(staff)
    .bind(until_ms)
    .bind(now_ms)
    .fetch_optional(conn)
    .await?;
    row.map(|(fence,)| fence).ok_or(StorageError::Conflict)
}

/// Renews the hold of a call, as it was taken.
///
/// # Errors
///
/// [`StorageError::Conflict`] when it ran out, or was taken anew.
pub async fn renew_call(
    conn: &mut AnyConnection,
    session: SessionId,
    held: &Fenced<'_>,
    now_ms: i64,
    until_ms: i64,
) -> Result<(), StorageError> {
    let done = sqlx::query(
        "UPDATE claims SET expires_at_ms = $1
         WHERE session_id = $2 AND staff_id = $3 AND fence = $4 AND purpose = 'call' AND expires_at_ms > $5",
    )
    .bind(until_ms)
    .bind(session.to_string())
    .bind(held.staff)
    .bind(held.fence)
    .bind(now_ms)
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
}

/// Makes the hold of a call that ended one for a look, if there is one: who held the call goes on with the case.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn after_call(
    conn: &mut AnyConnection,
    session: SessionId,
    now_ms: i64,
    until_ms: i64,
) -> Result<(), StorageError> {
    sqlx::query(
        "UPDATE claims SET expires_at_ms = $1, purpose = 'review'
         WHERE session_id = $2 AND purpose = 'call' AND expires_at_ms > $3",
    )
    .bind(until_ms)
    .bind(session.to_string())
    .bind(now_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// Who holds something, and since which taking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fenced<'a> {
    /// Who.
    pub staff: &'a str,
    /// The fence that they were given.
    pub fence: i64,
}

/// What a hold is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldFor {
    /// A look at the case, and a verdict.
    Review,
    /// A call.
    Call,
}

/// The hold on a session at `now_ms`, with its fence.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when the row cannot be read.
pub async fn held(
    conn: &mut AnyConnection,
    session: SessionId,
    now_ms: i64,
) -> Result<Option<(Hold, i64, HeldFor)>, StorageError> {
    let row: Option<(String, i64, i64, String)> = sqlx::query_as(
        "SELECT staff_id, expires_at_ms, fence, purpose FROM claims WHERE session_id = $1 AND expires_at_ms > $2",
    )
    .bind(session.to_string())
    .bind(now_ms)
    .fetch_optional(conn)
    .await?;
    let read = |(staff, until_ms, fence, purpose): (String, i64, i64, String)| {
        let held_for = match purpose.as_str() {
            "review" => HeldFor::Review,
            "call" => HeldFor::Call,
            _ => return Err(StorageError::Corrupt { what: "purpose of a claim" }),
        };
        Ok((Hold { staff, until_ms }, fence, held_for))
    };
    row.map(read).transpose()
}

/// Who holds a session at `now_ms`.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn holder(conn: &mut AnyConnection, session: SessionId, now_ms: i64) -> Result<Option<String>, StorageError> {
    let row: Option<(String,)> =
        sqlx::query_as("SELECT staff_id FROM claims WHERE session_id = $1 AND expires_at_ms > $2")
            .bind(session.to_string())
            .bind(now_ms)
            .fetch_optional(conn)
            .await?;
    Ok(row.map(|(staff,)| staff))
}

/// A hold that has not run out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Who.
    pub staff: String,
    /// Until when, Unix milliseconds.
    pub until_ms: i64,
}

/// Every hold that has not run out at `now_ms`.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when an id is not one.
pub async fn holds(conn: &mut AnyConnection, now_ms: i64) -> Result<BTreeMap<SessionId, Hold>, StorageError> {
    let rows: Vec<(String, String, i64)> =
        sqlx::query_as("SELECT session_id, staff_id, expires_at_ms FROM claims WHERE expires_at_ms > $1")
            .bind(now_ms)
            .fetch_all(conn)
            .await?;
    let read = |(id, staff, until_ms): (String, String, i64)| {
        let id = id.parse().map_err(|_| StorageError::Corrupt { what: "session id" })?;
        Ok((id, Hold { staff, until_ms }))
    };
    rows.into_iter().map(read).collect()
}

/// Lets a session go. Its fence stays, so that it never counts back.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn release(conn: &mut AnyConnection, session: SessionId) -> Result<(), StorageError> {
    sqlx::query("UPDATE claims SET expires_at_ms = 0 WHERE session_id = $1")
        .bind(session.to_string())
        .execute(conn)
        .await?;
    Ok(())
}
