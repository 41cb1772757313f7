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
