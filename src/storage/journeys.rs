//! The text of every journey a session began with.

use sqlx::AnyConnection;

use super::StorageError;

/// Keeps a journey's text.
///
/// # Errors
///
/// [`StorageError::Conflict`] when the same name and version was used with another text.
pub async fn keep(
    conn: &mut AnyConnection,
    hash: &str,
    name: &str,
    version: u32,
    text: &str,
) -> Result<(), StorageError> {
    // Conflict with any key does nothing: naming one, PostgreSQL would let the other fail when two first sessions of a
    // journey meet. Who did not write looks whether this very text is there.
    let done =
        sqlx::query("INSERT INTO journeys (hash, name, version, text) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING")
            .bind(hash)
            .bind(name)
            .bind(i64::from(version))
            .bind(text)
            .execute(&mut *conn)
            .await?;
    if done.rows_affected() == 1 || self::text(conn, hash).await?.is_some() {
        Ok(())
    } else {
        Err(StorageError::Conflict)
    }
}

/// The text with this hash, if a session ever began with it.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn text(conn: &mut AnyConnection, hash: &str) -> Result<Option<String>, StorageError> {
    let row: Option<(String,)> =
        sqlx::query_as("SELECT text FROM journeys WHERE hash = $1").bind(hash).fetch_optional(conn).await?;
    Ok(row.map(|(text,)| text))
}

/// The hash of the text with which sessions began under this name and version, if any did.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn hash_of(conn: &mut AnyConnection, name: &str, version: u32) -> Result<Option<String>, StorageError> {
    let row: Option<(String,)> = sqlx::query_as("SELECT hash FROM journeys WHERE name = $1 AND version = $2")
        .bind(name)
        .bind(i64::from(version))
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|(hash,)| hash))
}
