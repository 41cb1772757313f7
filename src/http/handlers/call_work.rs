//! Calls, staff's side while they are held: heartbeat, connection, checklist, recording, end.

use actix_web::{HttpRequest, HttpResponse, web};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    base::personal::Personal,
    flow::{
        calls::{self, Ending, Hold, Said, Sent, Side},
        ledger::Loaded,
    },
    http::{
        body,
        caller::{InCall, OnSession},
        problem::Problem,
        server::Shared,
        view::{SegmentView, WorkView},
    },
    staff::policy::route,
    video::call::{CallOutcome, Found},
};

/// The call of this session as it is worked in.
#[utoipa::path(get, path = "/v1/reviews/{session}/call", tag = "calls", params(("session" = uuid::Uuid, Path)),
    responses((status = 200, body = WorkView), (status = 404, body = Problem)))]
pub async fn read(on: OnSession<route::ReadCallWork>) -> Result<HttpResponse, Problem> {
    worked(&on.shared, &on.loaded, None).await
}

/// Renews the lease.
#[utoipa::path(post, path = "/v1/reviews/{session}/call/heartbeat", tag = "calls",
    params(("session" = uuid::Uuid, Path), ("Ahlan-Fence" = i64, Header)),
    responses((status = 200, body = WorkView), (status = 409, body = Problem)))]
pub async fn hold(call: InCall<route::HoldCall>) -> Result<HttpResponse, Problem> {
    let InCall { on, staff, fence } = call;
    let hold = calls::heartbeat(&on.turn, &staff, fence).await?;
    worked(&on.shared, &on.loaded, Some(hold)).await
}

/// Applicant and staff see each other: the time counts, and what is asked is drawn.
#[utoipa::path(post, path = "/v1/reviews/{session}/call/connection", tag = "calls",
    params(("session" = uuid::Uuid, Path), ("Ahlan-Fence" = i64, Header)),
    responses((status = 200, body = WorkView), (status = 409, body = Problem)))]
pub async fn connect(call: InCall<route::ConnectCall>) -> Result<HttpResponse, Problem> {
    let InCall { on, staff, .. } = call;
    worked(&on.shared, &calls::connect(&on.turn, &on.loaded, &staff).await?, None).await
}

/// What is found about a line.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerRequest {
    /// `met` or `not_met`.
    #[schema(value_type = String)]
    found: Found,
    /// Where the line wants one: 1 to 200 characters, sealed.
    #[schema(value_type = Option<String>)]
    value: Option<Personal>,
}

/// Answers a line of the checklist.
#[utoipa::path(put, path = "/v1/reviews/{session}/call/checklist/{line}", tag = "calls", request_body = AnswerRequest,
    params(("session" = uuid::Uuid, Path), ("line" = String, Path), ("Ahlan-Fence" = i64, Header)),
    responses((status = 200, body = WorkView), (status = 404, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem)))]
pub async fn answer(
    call: InCall<route::AnswerLine>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let InCall { on, staff, .. } = call;
    let (said, _): (AnswerRequest, _) = body::json(&on.shared, payload).await?;
    let said = Said { found: said.found, value: said.value };
    worked(&on.shared, &calls::answer(&on.turn, &staff, line(&request), said).await?, None).await
}

/// A picture of the call.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the multipart body, which is read part by part")]
pub struct SnapshotForm {
    /// JPEG, PNG or WebP.
    #[schema(value_type = String, format = Binary)]
    image: Vec<u8>,
}

/// Answers a line with a picture of the call.
#[utoipa::path(put, path = "/v1/reviews/{session}/call/checklist/{line}/snapshot", tag = "calls",
    request_body(content = SnapshotForm, content_type = "multipart/form-data"),
    params(("session" = uuid::Uuid, Path), ("line" = String, Path), ("Ahlan-Fence" = i64, Header)),
    responses((status = 200, body = WorkView), (status = 404, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem)))]
pub async fn snapshot(
    call: InCall<route::SendSnapshot>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let InCall { on, staff, .. } = call;
    let mut parts = body::parts(&on.shared, &request, payload, &["image"]).await?;
    let image = body::take(&mut parts, "image")?;
    let after = calls::snapshot(&on.turn, &on.loaded, &staff, line(&request), &image).await?;
    worked(&on.shared, &after, None).await
}

/// Where a piece lies.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct SegmentQuery {
    /// Milliseconds from the connection to the piece's beginning, by the page's clock.
    begins_ms: i64,
}

/// Keeps the next piece of the recording.
#[utoipa::path(put, path = "/v1/reviews/{session}/call/recording/{number}", tag = "calls",
    request_body(content = Vec<u8>, content_type = "video/webm"),
    params(("session" = uuid::Uuid, Path), ("number" = u32, Path), SegmentQuery, ("Ahlan-Fence" = i64, Header)),
    responses((status = 200, body = SegmentView), (status = 403, body = Problem), (status = 409, body = Problem),
              (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn segment(
    call: InCall<route::SendSegment>,
    request: HttpRequest,
    query: Result<web::Query<SegmentQuery>, actix_web::Error>,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let InCall { on, staff, .. } = call;
    let bad = |error| Problem::new(422, "bad_value", "A value is not taken").detail(error);
    let begins_ms = query.map_err(bad)?.begins_ms;
    let number = request.match_info().get("number").and_then(|text| text.parse().ok());
    let number =
        number.ok_or_else(|| Problem::new(404, "not_found", "Not found").detail("pieces have numbers from 1"))?;
    let bytes = body::bytes(&on.shared, &request, payload, on.shared.ctx.limits.calls.segment_bytes).await?;
    let kept = calls::keep_segment(&on.turn, &on.loaded, &staff, Sent { number, begins_ms, bytes }).await?;
    Ok(HttpResponse::Ok().json(SegmentView::of(kept)))
}

/// How a call ends.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndRequest {
    /// `successful`, `unsuccessful`, `missed`, `rescheduled`, or `dropped`, which gives it back to the queue.
    outcome: Word,
    /// Why: a code of the bank's catalogue.
    reason: String,
    /// With `rescheduled`: for when, RFC 3339; the next free time if absent.
    #[schema(value_type = Option<String>, format = DateTime)]
    callback_at: Option<Timestamp>,
}

/// The words of an end.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// What was to be settled is settled.
    Successful,
    /// It is not.
    Unsuccessful,
    /// The applicant was not there.
    Missed,
    /// Another time was agreed.
    Rescheduled,
    /// The applicant is gone, and keeps the place.
    Dropped,
}

/// Ends a call. The case stays with who held it.
#[utoipa::path(post, path = "/v1/reviews/{session}/call/end", tag = "calls", request_body = EndRequest,
    params(("session" = uuid::Uuid, Path), ("Ahlan-Fence" = i64, Header)),
    responses((status = 200, body = WorkView), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn end(call: InCall<route::EndCall>, payload: web::Payload) -> Result<HttpResponse, Problem> {
    let InCall { on, staff, .. } = call;
    let (said, _): (EndRequest, _) = body::json(&on.shared, payload).await?;
    let ending = match said.outcome {
        Word::Successful => Ending::Over(CallOutcome::Successful),
        Word::Unsuccessful => Ending::Over(CallOutcome::Unsuccessful),
        Word::Missed => Ending::Over(CallOutcome::Missed),
        Word::Rescheduled => Ending::Rescheduled(said.callback_at),
        Word::Dropped => Ending::Dropped,
    };
    worked(&on.shared, &calls::end(&on.turn, &staff, ending, said.reason).await?, None).await
}

pub(super) fn line(request: &HttpRequest) -> String {
    request.match_info().get("line").unwrap_or_default().to_owned()
}

/// The call as it is worked in, with the lease that was just given.
pub(super) async fn worked(shared: &Shared, loaded: &Loaded, hold: Option<Hold>) -> Result<HttpResponse, Problem> {
    let ctx = &shared.ctx;
    let standing = calls::standing(ctx, loaded).await?;
    let mut view = WorkView::of(loaded.id.to_string(), &standing, &ctx.desk);
    if standing.call.is_open() {
        view.applicant_here = calls::is_there(ctx, standing.call.id, Side::Applicant).await?;
        view.call = view.call.entered_by(calls::entry(ctx, &standing, Side::Staff)?);
    }
    if let Some(hold) = hold {
        view = view.held(hold);
    }
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(view))
}
