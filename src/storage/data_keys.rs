//! The wrapped keys of each session's categories. Deleting one erases what it sealed.

use sqlx::AnyConnection;

use super::StorageError;
use crate::base::{category::Category, ids::SessionId};

/// Writes the wrapped key of one category.
///
/// # Errors
///
/// [`StorageError::Conflict`] when the session has a key of this category.
pub async fn insert(
    conn: &mut AnyConnection,
    session: SessionId,
    category: Category,
    wrapped: &str,
) -> Result<(), StorageError> {
    sqlx::query("INSERT INTO data_keys (session_id, category, wrapped) VALUES ($1, $2, $3)")
        .bind(session.to_string())
        .bind(category.name())
        .bind(wrapped)
        .execute(conn)
        .await?;
    Ok(())
}

/// The wrapped keys of a session, by the categories that are not erased.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when a category is not one.
pub async fn load(conn: &mut AnyConnection, session: SessionId) -> Result<Vec<(Category, String)>, StorageError> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT category, wrapped FROM data_keys WHERE session_id = $1 ORDER BY category")
            .bind(session.to_string())
            .fetch_all(conn)
            .await?;
    rows.into_iter()
        .map(|(name, wrapped)| {
            let category = Category::ALL.into_iter().find(|category| category.name() == name);
            category.map(|c| (c, wrapped)).ok_or(StorageError::Corrupt { what: "key category" })
        })
        .collect()
}

/// Destroys the key of one category.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn delete(conn: &mut AnyConnection, session: SessionId, category: Category) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM data_keys WHERE session_id = $1 AND category = $2")
        .bind(session.to_string())
        .bind(category.name())
        .execute(conn)
        .await?;
    Ok(())
}

/// Wrapped keys of all sessions in order, after the one of this session and category, at most `limit`.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when a row cannot be read.
pub async fn page(
    conn: &mut AnyConnection,
    after: Option<(SessionId, Category)>,
    limit: i64,
) -> Result<Vec<(SessionId, Category, String)>, StorageError> {
    let (session, category) = after.map_or_else(Default::default, |(id, of)| (id.to_string(), of.name()));
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT session_id, category, wrapped FROM data_keys
         WHERE (session_id, category) > ($1, $2) ORDER BY session_id, category LIMIT $3",
    )
    .bind(session)
    .bind(category)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|(id, name, wrapped)| {
            let id = id.parse().map_err(|_| StorageError::Corrupt { what: "session id" })?;
            let category = Category::ALL.into_iter().find(|category| category.name() == name);
            category.map(|c| (id, c, wrapped)).ok_or(StorageError::Corrupt { what: "key category" })
        })
        .collect()
}

/// Puts `new` in the place of the wrapped key `old`; whether that was still there. An erased key does not come back.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn rewrap(
    conn: &mut AnyConnection,
    session: SessionId,
    category: Category,
    old: &str,
    new: &str,
) -> Result<bool, StorageError> {
    let done =
        sqlx::query("UPDATE data_keys SET wrapped = $1 WHERE session_id = $2 AND category = $3 AND wrapped = $4")
            .bind(new)
            .bind(session.to_string())
            .bind(category.name())
            .bind(old)
            .execute(conn)
            .await?;
    Ok(done.rows_affected() == 1)
}

/// How many keys are there.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn count(conn: &mut AnyConnection) -> Result<i64, StorageError> {
    let (count,): (i64,) = sqlx::query_as("SELECT CAST(COUNT(*) AS BIGINT) FROM data_keys").fetch_one(conn).await?;
    Ok(count)
}
