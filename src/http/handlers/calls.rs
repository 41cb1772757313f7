//! Calls, the applicant's side: ask for one, see where it stands, call it off.

use actix_web::{HttpRequest, HttpResponse, web};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    base::ids::CallId,
    flow::{
        Turn,
        calls::{self, Side, Wish},
        ledger::Loaded,
    },
    http::{body, caller::OnSession, idempotent::once, problem::Problem, server::Shared, view::CallView},
    staff::policy::route,
    video::call::CallReason,
};

/// What an applicant wishes for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallRequest {
    /// `automatic_way_failed`, `prefers_person` or `needs_help`.
    #[schema(value_type = String)]
    reason: CallReason,
    /// BCP 47 tag; the session's own if absent.
    language: Option<String>,
    /// For when, RFC 3339; as soon as may be if absent.
    #[schema(value_type = Option<String>, format = DateTime)]
    callback_at: Option<Timestamp>,
}

/// Asks for a call: a place in the queue, or a callback that is booked.
#[utoipa::path(post, path = "/v1/sessions/{session}/video-calls", tag = "calls", request_body = CallRequest,
    params(("session" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = CallView), (status = 403, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem)))]
pub async fn ask(
    on: OnSession<route::AskCall>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let (said, content): (CallRequest, _) = body::json(&on.shared, payload).await?;
    let wish = Wish { reason: said.reason, language: said.language, callback_at: said.callback_at };
    let OnSession { mut turn, loaded, caller, shared, .. } = on;
    let asked = once(&shared.ctx, &request, &caller, &content, async |marked| {
        turn.idempotency = marked;
        calls::ask(&turn, &loaded, wish).await
    });
    shown(&shared, &asked.await?).await
}

/// Where the session's last call stands.
#[utoipa::path(get, path = "/v1/sessions/{session}/video-calls", tag = "calls", params(("session" = uuid::Uuid, Path)),
    responses((status = 200, body = CallView), (status = 404, body = Problem)))]
pub async fn read(on: OnSession<route::ReadCall>) -> Result<HttpResponse, Problem> {
    shown(&on.shared, &on.loaded).await
}

/// Calls it off.
#[utoipa::path(delete, path = "/v1/sessions/{session}/video-calls/{call}", tag = "calls",
    params(("session" = uuid::Uuid, Path), ("call" = uuid::Uuid, Path)),
    responses((status = 200, body = CallView), (status = 409, body = Problem)))]
pub async fn cancel(on: OnSession<route::CancelCall>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let text = request.match_info().get("call").unwrap_or_default();
    let missing = |_| Problem::new(404, "not_found", "Not found").detail("no such call");
    let call: CallId = text.parse().map_err(missing)?;
    let turn: &Turn = &on.turn;
    shown(&on.shared, &calls::cancel(turn, call).await?).await
}

pub(super) async fn shown(shared: &Shared, loaded: &Loaded) -> Result<HttpResponse, Problem> {
    let ctx = &shared.ctx;
    let standing = calls::standing(ctx, loaded).await?;
    let view = CallView::of(&standing).entered_by(calls::entry(ctx, &standing, Side::Applicant)?);
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(view))
}
