//! The code of a line in a call: staff has it sent, the applicant types it.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{
    call_work::{line, worked},
    calls::shown,
    contact::{CodeRequest, typed},
};
use crate::{
    flow::calls,
    http::{
        body,
        caller::{InCall, OnSession},
        idempotent::once,
        problem::Problem,
        view::{CallView, WorkView},
    },
    staff::policy::route,
};

/// Sends a six-digit code for the line to the address that the applicant has proved; again, if one was sent before. Only
/// the newest counts.
#[utoipa::path(post, path = "/v1/reviews/{session}/call/checklist/{line}/code", tag = "calls",
    params(("session" = uuid::Uuid, Path), ("line" = String, Path), ("Ahlan-Fence" = i64, Header)),
    responses((status = 200, body = WorkView), (status = 404, body = Problem), (status = 409, body = Problem),
              (status = 429, body = Problem), (status = 503, body = Problem)))]
pub async fn send(call: InCall<route::SendLineCode>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let InCall { on, staff, .. } = call;
    worked(&on.shared, &calls::send_code(&on.turn, &on.loaded, &staff, line(&request)).await?, None).await
}

/// Holds a code against the one that was sent for a line. A wrong one is no error: `code` stays, with a try less. Once it
/// is gone from the answer, the line is met.
#[utoipa::path(post, path = "/v1/sessions/{session}/video-calls/code", tag = "calls", request_body = CodeRequest,
    params(("session" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = CallView), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn give_back(
    on: OnSession<route::TypeLineCode>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let (said, content): (CodeRequest, _) = body::json(&on.shared, payload).await?;
    let code = typed(&said)?;
    let OnSession { mut turn, loaded, caller, shared, .. } = on;
    let after = once(&shared.ctx, &request, &caller, &content, async |marked| {
        turn.idempotency = marked;
        calls::return_code(turn, &loaded, &code).await
    });
    shown(&shared, &after.await?).await
}
