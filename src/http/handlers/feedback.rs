//! The question at the end.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::steps::answer;
use crate::{
    base::personal::Personal,
    flow::feedback,
    http::{body, caller::OnSession, problem::Problem, view::SessionView},
    staff::policy::route,
};

/// An answer to the question at the end.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FeedbackRequest {
    /// On the scale that stands in `next.alternatives`.
    score: u8,
    /// What else there is to say, at most 1000 characters.
    #[schema(value_type = Option<String>)]
    comment: Option<Personal>,
}

/// Answers the question at the end, once, after a decision.
#[utoipa::path(post, path = "/v1/sessions/{session}/feedback", tag = "steps", request_body = FeedbackRequest,
    params(("session" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = SessionView), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn give(
    on: OnSession<route::GiveFeedback>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let (said, content): (FeedbackRequest, _) = body::json(&on.shared, payload).await?;
    let FeedbackRequest { score, comment } = said;
    answer(on, &request, &content, async |turn, _| feedback::give(&turn, score, comment).await).await
}
