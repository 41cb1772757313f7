//! Who is told of status changes, and the notices on their way.

use sqlx::AnyConnection;

use super::StorageError;
use crate::base::ids::WebhookEndpointId;

/// An address that is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointRow {
    /// Its id.
    pub id: WebhookEndpointId,
    /// Where notices go.
    pub url: String,
    /// The signing secret, wrapped.
    pub secret: String,
    /// When its receiver said that it is gone, Unix milliseconds; absent while it is told.
    pub disabled_at_ms: Option<i64>,
}

/// A notice whose time has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Its id, the same at every try.
    pub message_id: String,
    /// What it says, JSON.
    pub payload: String,
    /// Tries so far.
    pub attempts: i64,
    /// The endpoint it goes to.
    pub endpoint: WebhookEndpointId,
    /// Whose that is.
    pub client: String,
    /// Where it goes.
    pub url: String,
    /// The signing secret, wrapped.
    pub secret: String,
}

/// Writes a new endpoint of `client`.
///
/// # Errors
///
/// [`StorageError::Conflict`] when the id is taken.
pub async fn insert_endpoint(
    conn: &mut AnyConnection,
    client: &str,
    endpoint: &EndpointRow,
    now_ms: i64,
) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO webhook_endpoints (endpoint_id, client_id, url, secret, created_at_ms) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(endpoint.id.to_string())
    .bind(client)
    .bind(&endpoint.url)
    .bind(&endpoint.secret)
    .bind(now_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// The endpoints of `client`.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when an id is not one.
pub async fn endpoints(conn: &mut AnyConnection, client: &str) -> Result<Vec<EndpointRow>, StorageError> {
    let rows: Vec<(String, String, String, Option<i64>)> = sqlx::query_as(
        "SELECT endpoint_id, url, secret, disabled_at_ms FROM webhook_endpoints
         WHERE client_id = $1 ORDER BY endpoint_id",
    )
    .bind(client)
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|(id, url, secret, disabled_at_ms)| Ok(EndpointRow { id: id_of(&id)?, url, secret, disabled_at_ms }))
        .collect()
}

/// Switches an endpoint off and drops its waiting notices; whether it was on.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn disable_endpoint(
    conn: &mut AnyConnection,
    id: WebhookEndpointId,
    now_ms: i64,
) -> Result<bool, StorageError> {
    let done = sqlx::query(
        "UPDATE webhook_endpoints SET disabled_at_ms = $1 WHERE endpoint_id = $2 AND disabled_at_ms IS NULL",
    )
    .bind(now_ms)
    .bind(id.to_string())
    .execute(&mut *conn)
    .await?;
    sqlx::query("DELETE FROM webhook_outbox WHERE endpoint_id = $1").bind(id.to_string()).execute(conn).await?;
    Ok(done.rows_affected() == 1)
}

fn id_of(text: &str) -> Result<WebhookEndpointId, StorageError> {
    text.parse().map_err(|_| StorageError::Corrupt { what: "webhook endpoint" })
}

/// Deletes an endpoint of `client` with its waiting notices; whether there was one.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn delete_endpoint(
    conn: &mut AnyConnection,
    client: &str,
    id: WebhookEndpointId,
) -> Result<bool, StorageError> {
    let done = sqlx::query("DELETE FROM webhook_endpoints WHERE client_id = $1 AND endpoint_id = $2")
        .bind(client)
        .bind(id.to_string())
        .execute(&mut *conn)
        .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query("DELETE FROM webhook_outbox WHERE endpoint_id = $1").bind(id.to_string()).execute(conn).await?;
    Ok(true)
}

/// Puts a notice into the outbox, to be sent at once.
///
/// # Errors
///
/// [`StorageError::Conflict`] when the id is taken.
pub async fn enqueue(
    conn: &mut AnyConnection,
    message_id: &str,
    endpoint: WebhookEndpointId,
    payload: &str,
    now_ms: i64,
) -> Result<(), StorageError> {
    sqlx::query("INSERT INTO webhook_outbox (message_id, endpoint_id, payload, next_at_ms) VALUES ($1, $2, $3, $4)")
        .bind(message_id)
        .bind(endpoint.to_string())
        .bind(payload)
        .bind(now_ms)
        .execute(conn)
        .await?;
    Ok(())
}

/// Notices whose time had come at `now_ms`, at most `limit`.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when an id is not one.
pub async fn due(conn: &mut AnyConnection, now_ms: i64, limit: i64) -> Result<Vec<Due>, StorageError> {
    let rows: Vec<(String, String, i64, String, String, String, String)> = sqlx::query_as(
        "SELECT o.message_id, o.payload, o.attempts, e.endpoint_id, e.client_id, e.url, e.secret
         FROM webhook_outbox o JOIN webhook_endpoints e ON e.endpoint_id = o.endpoint_id
         WHERE o.next_at_ms <= $1 AND e.disabled_at_ms IS NULL ORDER BY o.next_at_ms, o.message_id LIMIT $2",
    )
    .bind(now_ms)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|(message_id, payload, attempts, endpoint, client, url, secret)| {
            Ok(Due { message_id, payload, attempts, endpoint: id_of(&endpoint)?, client, url, secret })
        })
        .collect()
}

/// Takes a delivered notice out.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn delivered(conn: &mut AnyConnection, message_id: &str) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM webhook_outbox WHERE message_id = $1").bind(message_id).execute(conn).await?;
    Ok(())
}

/// Notes a failed try, and when the next one is; nothing when given up.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn failed(conn: &mut AnyConnection, message_id: &str, next_at_ms: Option<i64>) -> Result<(), StorageError> {
    sqlx::query("UPDATE webhook_outbox SET attempts = attempts + 1, next_at_ms = $1 WHERE message_id = $2")
        .bind(next_at_ms)
        .bind(message_id)
        .execute(conn)
        .await?;
    Ok(())
}

/// Wrapped signing secrets of all endpoints, by id after `after`, at most `limit`.
///
/// # Errors
///
/// [`StorageError::Corrupt`] when an id is not one.
pub async fn secrets(
    conn: &mut AnyConnection,
    after: Option<WebhookEndpointId>,
    limit: i64,
) -> Result<Vec<(WebhookEndpointId, String)>, StorageError> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT endpoint_id, secret FROM webhook_endpoints WHERE endpoint_id > $1 ORDER BY endpoint_id LIMIT $2",
    )
    .bind(after.map(|id| id.to_string()).unwrap_or_default())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|(id, secret)| Ok((id_of(&id)?, secret))).collect()
}

/// Puts `new` in the place of the wrapped secret `old`; whether that was still there.
///
/// # Errors
///
/// [`StorageError::Database`] when the database fails.
pub async fn rewrap(
    conn: &mut AnyConnection,
    id: WebhookEndpointId,
    old: &str,
    new: &str,
) -> Result<bool, StorageError> {
    let done = sqlx::query("UPDATE webhook_endpoints SET secret = $1 WHERE endpoint_id = $2 AND secret = $3")
        .bind(new)
        .bind(id.to_string())
        .bind(old)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}
