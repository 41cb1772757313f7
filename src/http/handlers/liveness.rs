//! Liveness: a challenge is asked for, and answered with frames.

use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::ToSchema;

use super::steps::answer as once;
use crate::{
    base::ids::ChallengeId,
    flow::liveness,
    http::{
        body::{self, frames::frames},
        caller::OnSession,
        problem::Problem,
        view::SessionView,
    },
    staff::policy::route,
};

/// Gives a challenge: what is to be done, in order, and until when. It stands in the answer under `liveness`.
#[utoipa::path(post, path = "/v1/sessions/{session}/liveness", tag = "steps",
    params(("session" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = SessionView), (status = 409, body = Problem)))]
pub async fn start(on: OnSession<route::StartLiveness>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    once(on, &request, &[], async |turn, loaded| liveness::ask(&turn, &loaded).await).await
}

/// Frames of a person who follows a challenge.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the multipart body, which is read part by part")]
pub struct FramesForm {
    /// When each frame was taken: a JSON array of whole milliseconds, rising, as many as there are frames.
    #[schema(example = "[0,400,800]")]
    times: String,
    /// The frames in the order they were taken, not mirrored, each a part named `frame`: JPEG, PNG or WebP.
    #[schema(value_type = Vec<String>, format = Binary)]
    frame: Vec<Vec<u8>>,
}

/// Answers a challenge, once: the frames are judged on the spot.
#[utoipa::path(post, path = "/v1/sessions/{session}/liveness/{challenge}/frames", tag = "steps",
    request_body(content = FramesForm, content_type = "multipart/form-data"),
    params(("session" = uuid::Uuid, Path), ("challenge" = uuid::Uuid, Path),
           ("Idempotency-Key" = Option<String>, Header), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = SessionView), (status = 404, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem)))]
pub async fn answer(
    on: OnSession<route::AnswerLiveness>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let sent = frames(&on.shared, &request, payload).await?;
    let times = format!("{:?}", sent.times_ms);
    let pictures = sent.pictures.iter().map(|bytes| ("frame", bytes.as_slice()));
    let content = body::joined(pictures.chain([("times", times.as_bytes())]));
    let challenge = path_id(&request)?;
    once(on, &request, &content, async |turn, loaded| liveness::answer(&turn, &loaded, challenge, sent).await).await
}

fn path_id(request: &HttpRequest) -> Result<ChallengeId, Problem> {
    let text = request.match_info().get("challenge").unwrap_or_default();
    text.parse().map_err(|_| Problem::new(404, "not_found", "Not found").detail("no such challenge"))
}
