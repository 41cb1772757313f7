//! Staff on duty for calls: a lease each, renewed by their page.

use sqlx::AnyConnection;

use super::StorageError;

/// Notes that `staff` is on duty until `until_ms`, for these languages (`,ar,en,`; empty for all).
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn arrive(conn: &mut AnyConnection, staff: &str, languages: &str, until_ms: i64) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO agents_on_duty (staff_id, languages, until_ms) VALUES ($1, $2, $3)
         ON CONFLICT (staff_id) DO UPDATE SET languages = excluded.languages, until_ms = excluded.until_ms",
    )
    .bind(staff)
    .bind(languages)
    .bind(until_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that `staff` is no longer on duty.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn leave(conn: &mut AnyConnection, staff: &str) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM agents_on_duty WHERE staff_id = $1").bind(staff).execute(conn).await?;
    Ok(())
}

/// How many are on duty at `now_ms` who speak `language`.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn speakers(conn: &mut AnyConnection, language: &str, now_ms: i64) -> Result<i64, StorageError> {
    let (count,): (i64,) = sqlx::query_as(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM agents_on_duty
         WHERE until_ms > $1 AND (languages = '' OR languages LIKE '%,' || CAST($2 AS TEXT) || ',%')",
    )
    .bind(now_ms)
    .bind(language)
    .fetch_one(conn)
    .await?;
    Ok(count)
}

/// The languages of `staff`, if they are on duty at `now_ms`.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn languages(conn: &mut AnyConnection, staff: &str, now_ms: i64) -> Result<Option<String>, StorageError> {
    let row: Option<(String,)> =
        sqlx::query_as("SELECT languages FROM agents_on_duty WHERE staff_id = $1 AND until_ms > $2")
            .bind(staff)
            .bind(now_ms)
            .fetch_optional(conn)
            .await?;
    Ok(row.map(|(languages,)| languages))
}

/// How many are on duty at `now_ms`.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn count(conn: &mut AnyConnection, now_ms: i64) -> Result<i64, StorageError> {
    let (count,): (i64,) = sqlx::query_as("SELECT CAST(COUNT(*) AS BIGINT) FROM agents_on_duty WHERE until_ms > $1")
        .bind(now_ms)
        .fetch_one(conn)
        .await?;
    Ok(count)
}
