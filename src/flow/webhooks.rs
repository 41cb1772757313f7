//! Who is told of status changes: endpoints, and the notices in the outbox.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use sqlx::AnyConnection;

use super::{Ctx, FlowError, ledger};
use crate::{
    audit::leaf::{Actor, Change},
    base::{
        ids::{EventId, WebhookEndpointId},
        randomness::draw,
    },
    staff::caller::ClientId,
    storage::{
        StorageError,
        events::Stream,
        webhooks::{self, Due},
    },
    vault::keys::{DataKey, WrappedKey},
    webhooks::{
        address::WebhookAddress,
        schedule::{self, Jitter, Next},
        sender::{Notice, Undelivered},
        signature::{WebhookSecret, sign},
    },
};

pub use crate::storage::webhooks::EndpointRow;

/// Most endpoints of one client.
pub const MOST_ENDPOINTS: usize = 10;

/// Makes an endpoint; its signing secret is returned once. Only a wrapped key is stored, from which it follows.
///
/// # Errors
///
/// [`FlowError::BadValue`] when the address may not be told, or the client has its ten.
pub async fn create(ctx: &Ctx, client: &ClientId, url: &str) -> Result<(EndpointRow, WebhookSecret), FlowError> {
    let bad = |reason: String| FlowError::BadValue { pointer: "/url".into(), reason };
    let address = WebhookAddress::parse(url, ctx.reach).map_err(|fault| bad(fault.to_string()))?;
    let key = DataKey::generate(ctx.randomness.as_ref());
    let endpoint = EndpointRow {
        id: WebhookEndpointId::new(ctx.new_id()),
        url: address.as_str().to_owned(),
        secret: serde_json::to_string(&ctx.keyring.wrap(&key)).map_err(FlowError::internal)?,
        disabled_at_ms: None,
    };
    let mut tx = ctx.database.begin().await?;
    if webhooks::endpoints(&mut tx, client.as_str()).await?.len() >= MOST_ENDPOINTS {
        return Err(bad(format!("a client has at most {MOST_ENDPOINTS} endpoints, delete one first")));
    }
    webhooks::insert_endpoint(&mut tx, client.as_str(), &endpoint, ctx.now_ms()).await?;
    let change = Change::WebhookEndpointCreated { endpoint: endpoint.id.to_string() };
    note(ctx, &mut tx, client.as_str(), &Actor::BackEnd { id: client.to_string() }, &change).await?;
    tx.commit().await.map_err(StorageError::from)?;
    Ok((endpoint, secret_of(&key)?))
}

/// The endpoints of a client.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub async fn list(ctx: &Ctx, client: &ClientId) -> Result<Vec<EndpointRow>, FlowError> {
    let mut conn = ctx.database.reader().await?;
    Ok(webhooks::endpoints(&mut conn, client.as_str()).await?)
}

/// Deletes an endpoint and what waits for it.
///
/// # Errors
///
/// [`FlowError::NotFound`] when the client has no such endpoint.
pub async fn delete(ctx: &Ctx, client: &ClientId, id: WebhookEndpointId) -> Result<(), FlowError> {
    let mut tx = ctx.database.begin().await?;
    if !webhooks::delete_endpoint(&mut tx, client.as_str(), id).await? {
        return Err(FlowError::NotFound("webhook endpoint"));
    }
    let change = Change::WebhookEndpointDeleted { endpoint: id.to_string() };
    note(ctx, &mut tx, client.as_str(), &Actor::BackEnd { id: client.to_string() }, &change).await?;
    Ok(tx.commit().await.map_err(StorageError::from)?)
}

/// Sends what is due; how many were tried. One process does this at a time, under a lease: a receiver that gets a notice
/// twice all the same knows it again by its id.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub async fn deliver(ctx: &Ctx, limit: i64) -> Result<usize, FlowError> {
    let mut conn = ctx.database.reader().await?;
    let due = webhooks::due(&mut conn, ctx.now_ms(), limit).await?;
    drop(conn);
    for notice in &due {
        match signed(ctx, notice) {
            Ok(signed) => settle(ctx, notice, ctx.webhooks.send(&signed).await).await?,
            Err(error) => {
                tracing::error!(error = ?error, message = notice.message_id, "a notice cannot be signed");
                let mut tx = ctx.database.begin().await?;
                webhooks::failed(&mut tx, &notice.message_id, None).await?;
                tx.commit().await.map_err(StorageError::from)?;
            }
        }
    }
    Ok(due.len())
}

async fn settle(ctx: &Ctx, notice: &Due, sent: Result<(), Undelivered>) -> Result<(), FlowError> {
    let mut tx = ctx.database.begin().await?;
    match sent {
        Ok(()) => webhooks::delivered(&mut tx, &notice.message_id).await?,
        Err(Undelivered::Gone) => disable(ctx, &mut tx, notice).await?,
        Err(cause @ (Undelivered::Refused { .. } | Undelivered::TimedOut | Undelivered::Unreachable)) => {
            tracing::warn!(%cause, message = notice.message_id, "a notice was not delivered");
            let failed = u32::try_from(notice.attempts + 1).unwrap_or(u32::MAX);
            let [jitter] = draw::<1>(ctx.randomness.as_ref());
            let next = match schedule::after(failed, ctx.now(), Jitter(jitter)) {
                Next::GiveUp => None,
                Next::At(at) => Some(at.as_millisecond()),
            };
            webhooks::failed(&mut tx, &notice.message_id, next).await?;
        }
    }
    Ok(tx.commit().await.map_err(StorageError::from)?)
}

/// Standard Webhooks asks to disable an endpoint that answers 410 Gone, and to tell whose it is: its owner finds it
/// switched off in the list, the auditor in the log.
async fn disable(ctx: &Ctx, conn: &mut AnyConnection, notice: &Due) -> Result<(), FlowError> {
    if webhooks::disable_endpoint(conn, notice.endpoint, ctx.now_ms()).await? {
        tracing::warn!(endpoint = %notice.endpoint, "a receiver is gone, its endpoint is switched off");
        let change = Change::WebhookEndpointDisabled { endpoint: notice.endpoint.to_string() };
        note(ctx, conn, &notice.client, &Actor::Service, &change).await?;
    }
    Ok(())
}

/// Writes a change down under the client's account, in the transaction that makes it.
async fn note(
    ctx: &Ctx,
    conn: &mut AnyConnection,
    client: &str,
    actor: &Actor,
    change: &Change,
) -> Result<(), FlowError> {
    ledger::note(ctx, conn, Stream::Account, client, actor, change).await
}

fn signed(ctx: &Ctx, due: &Due) -> Result<Notice, FlowError> {
    let wrapped: WrappedKey = serde_json::from_str(&due.secret).map_err(FlowError::internal)?;
    let secret = secret_of(&ctx.keyring.unwrap(&wrapped).map_err(FlowError::internal)?)?;
    let id: EventId = due.message_id.parse().map_err(FlowError::internal)?;
    Ok(Notice {
        address: WebhookAddress::parse(&due.url, ctx.reach).map_err(FlowError::internal)?,
        headers: sign(&secret, id, ctx.now(), &due.payload).map_err(FlowError::internal)?,
        body: due.payload.clone(),
    })
}

fn secret_of(key: &DataKey) -> Result<WebhookSecret, FlowError> {
    let text = format!("whsec_{}", BASE64.encode(key.derive("webhook").as_slice()));
    WebhookSecret::parse(&text).map_err(FlowError::internal)
}
