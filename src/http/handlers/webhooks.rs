//! Who is told of status changes.

use actix_web::{HttpResponse, web};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    base::ids::WebhookEndpointId,
    flow::webhooks,
    http::{body, caller::BackEnd, problem::Problem},
    staff::policy::route,
};

/// An address that should be told.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndpointRequest {
    /// An https address.
    url: String,
}

/// An address that is told.
#[derive(Serialize, ToSchema)]
pub struct EndpointView {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    id: WebhookEndpointId,
    /// Where notices go.
    url: String,
    /// Since when nothing is sent there, RFC 3339: the receiver answered 410 Gone. Make a new endpoint to be told again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    disabled_at: Option<Timestamp>,
    /// The signing secret of Standard Webhooks; shown once.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

/// Makes an endpoint; its secret is shown once.
#[utoipa::path(post, path = "/v1/webhook-endpoints", tag = "webhooks", request_body = EndpointRequest,
    responses((status = 201, body = EndpointView), (status = 422, body = Problem)))]
pub async fn create(
    back_end: BackEnd<route::CreateWebhookEndpoint>,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let (request, _): (EndpointRequest, _) = body::json(&back_end.shared, payload).await?;
    let (row, secret) = webhooks::create(&back_end.shared.ctx, &back_end.client, &request.url).await?;
    let secret = Some(secret.expose().to_owned());
    Ok(HttpResponse::Created().insert_header(("Cache-Control", "no-store")).json(EndpointView {
        disabled_at: None,
        id: row.id,
        url: row.url,
        secret,
    }))
}

/// Lists the client's endpoints.
#[utoipa::path(get, path = "/v1/webhook-endpoints", tag = "webhooks",
    responses((status = 200, body = Vec<EndpointView>)))]
pub async fn list(back_end: BackEnd<route::ListWebhookEndpoints>) -> Result<web::Json<Vec<EndpointView>>, Problem> {
    let rows = webhooks::list(&back_end.shared.ctx, &back_end.client).await?;
    let view = |row: webhooks::EndpointRow| EndpointView {
        id: row.id,
        url: row.url,
        disabled_at: row.disabled_at_ms.and_then(|at| Timestamp::from_millisecond(at).ok()),
        secret: None,
    };
    Ok(web::Json(rows.into_iter().map(view).collect()))
}

/// Deletes an endpoint, and what waits for it.
#[utoipa::path(delete, path = "/v1/webhook-endpoints/{endpoint}", tag = "webhooks",
    params(("endpoint" = uuid::Uuid, Path)), responses((status = 204), (status = 404, body = Problem)))]
pub async fn delete(
    back_end: BackEnd<route::DeleteWebhookEndpoint>,
    path: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let missing = |_| Problem::new(404, "not_found", "Not found").detail("no such webhook endpoint");
    let id: WebhookEndpointId = path.parse().map_err(missing)?;
    webhooks::delete(&back_end.shared.ctx, &back_end.client, id).await?;
    Ok(HttpResponse::NoContent().finish())
}
