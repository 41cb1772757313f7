//! What a media server tells of the rooms of calls.

use actix_web::{HttpRequest, HttpResponse, http::header::AUTHORIZATION, web};

use crate::{
    flow::calls,
    http::{
        body::{self, LONGEST_JSON},
        problem::Problem,
        server::Shared,
    },
    video::room::Notice,
};

/// Takes a webhook of the media server: who came into a call's room, and who left. Its signature is the proof, in
/// `Authorization`.
#[utoipa::path(post, path = "/v1/calls/notices", tag = "calls",
    request_body(content = Vec<u8>, content_type = "application/webhook+json"),
    params(("Authorization" = String, Header)),
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub async fn hear(
    shared: web::Data<Shared>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let body = body::bytes(&shared, &request, payload, LONGEST_JSON).await?;
    let proof = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    calls::heard(&shared.ctx, Notice { proof, body: &body }).await?;
    Ok(HttpResponse::NoContent().finish())
}
