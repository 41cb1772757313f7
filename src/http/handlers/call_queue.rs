//! Calls, staff's side before they are held: on duty, who waits, the next one.

use actix_web::{HttpResponse, web};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::call_work::worked;
use crate::{
    base::ids::SessionId,
    flow::calls::{self, Presence},
    http::{
        body,
        caller::Staff,
        problem::Problem,
        view::{QueueView, WorkView},
    },
    staff::policy::route,
};

/// Whether a member of staff is there for calls.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PresenceRequest {
    /// Whether.
    on_duty: bool,
    /// In which languages; all if absent or empty.
    #[serde(default)]
    languages: Vec<String>,
}

/// Until when a member of staff counts as there.
#[derive(Serialize, ToSchema)]
pub struct PresenceView {
    /// Whether.
    on_duty: bool,
    /// RFC 3339; absent when away.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
}

/// Comes on duty, stays, or goes.
#[utoipa::path(put, path = "/v1/calls/presence", tag = "calls", request_body = PresenceRequest,
    responses((status = 200, body = PresenceView), (status = 422, body = Problem)))]
pub async fn presence(staff: Staff<route::SetPresence>, payload: web::Payload) -> Result<HttpResponse, Problem> {
    let (said, _): (PresenceRequest, _) = body::json(&staff.shared, payload).await?;
    let presence = if said.on_duty { Presence::OnDuty(said.languages) } else { Presence::Away };
    let until = calls::on_duty(&staff.shared.ctx, &staff.id, presence).await?;
    Ok(HttpResponse::Ok().json(PresenceView { on_duty: until.is_some(), until }))
}

/// Who waits for a call, the next one first.
#[utoipa::path(get, path = "/v1/calls", tag = "calls", responses((status = 200, body = QueueView)))]
pub async fn list(staff: Staff<route::ListCalls>) -> Result<HttpResponse, Problem> {
    let ctx = &staff.shared.ctx;
    let queue = calls::queue(ctx, &staff.id).await?;
    let view = QueueView::of(queue, ctx.now_ms(), ctx.limits.calls.here_s);
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(view))
}

/// Takes the next call whose language one speaks and whose applicant is there.
#[utoipa::path(post, path = "/v1/calls/next", tag = "calls",
    responses((status = 200, body = WorkView), (status = 204, description = "nobody waits")))]
pub async fn next(staff: Staff<route::TakeNextCall>) -> Result<HttpResponse, Problem> {
    match calls::next(&staff.shared.ctx, &staff.id).await? {
        Some((loaded, hold)) => worked(&staff.shared, &loaded, Some(hold)).await,
        None => Ok(HttpResponse::NoContent().finish()),
    }
}

/// Takes the call of this session.
#[utoipa::path(post, path = "/v1/reviews/{session}/call", tag = "calls", params(("session" = uuid::Uuid, Path)),
    responses((status = 200, body = WorkView), (status = 409, body = Problem)))]
pub async fn take(staff: Staff<route::TakeCall>, path: web::Path<String>) -> Result<HttpResponse, Problem> {
    let missing = |_| Problem::new(404, "not_found", "Not found").detail("no such session");
    let id: SessionId = path.parse().map_err(missing)?;
    let (loaded, hold) = calls::take(&staff.shared.ctx, &staff.id, id).await?;
    worked(&staff.shared, &loaded, Some(hold)).await
}
