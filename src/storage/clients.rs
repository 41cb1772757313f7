//! Back ends that may call.

use sqlx::AnyConnection;

use super::StorageError;

/// Writes a new client.
///
/// # Errors
///
/// [`StorageError::Conflict`] when the id is taken.
pub async fn insert(
    conn: &mut AnyConnection,
    client: &str,
    secret_hash: &str,
    now_ms: i64,
) -> Result<(), StorageError> {
    sqlx::query("INSERT INTO clients (client_id, secret_hash, created_at_ms) VALUES ($1, $2, $3)")
        .bind(client)
        .bind(secret_hash)
        .bind(now_ms)
        .execute(conn)
        .await?;
    Ok(())
}

/// The hash of a client's secret, if there is such a client.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn secret_hash(conn: &mut AnyConnection, client: &str) -> Result<Option<String>, StorageError> {
    let row: Option<(String,)> = sqlx::query_as("SELECT secret_hash FROM clients WHERE client_id = $1")
        .bind(client)
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|(hash,)| hash))
}
