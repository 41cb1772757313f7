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
