//! Staff: the queue, a claim, a verdict.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    session,
    sessions::{Page, bad_query, page},
};
use crate::{
    audit::leaf::List,
    base::ids::SessionId,
    flow::{
        read::Filter,
        review::{self, Said},
    },
    http::{
        body,
        caller::{ClaimReview, GiveVerdict, ListReviews, OnSession, Staff},
        problem::Problem,
        view::{Reader, SessionView},
    },
    session::{command::Ruling, decision::Opinion, journey::StepKind, state::Status},
    staff::caller::Caller,
};

/// Where a page begins.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct QueueQuery {
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<SessionId>,
}

/// Sessions that wait for a person, the oldest first.
#[utoipa::path(get, path = "/v1/reviews", tag = "reviews", params(QueueQuery), responses((status = 200, body = Page)))]
pub async fn queue(
    staff: Staff<ListReviews>,
    query: Result<web::Query<QueueQuery>, actix_web::Error>,
) -> Result<web::Json<Page>, Problem> {
    let after = query.map_err(bad_query)?.into_inner().cursor;
    let filter = Filter { status: Some(Status::AwaitingStaff.name()), after, ..Filter::default() };
    page(&staff.shared, &staff.caller, List::Reviews, &filter).await.map(web::Json)
}

/// Takes, or renews, the hold on a session.
#[utoipa::path(post, path = "/v1/reviews/{session}/claim", tag = "reviews", params(("session" = uuid::Uuid, Path)),
    responses((status = 200, body = SessionView), (status = 409, body = Problem)))]
pub async fn claim(staff: Staff<ClaimReview>, path: web::Path<String>) -> Result<HttpResponse, Problem> {
    let missing = |_| Problem::new(404, "not_found", "Not found").detail("no such session");
    let id: SessionId = path.parse().map_err(missing)?;
    Ok(session(&review::claim(&staff.shared.ctx, &staff.id, id).await?, Reader::Staff))
}

/// What a staff member says of a session they hold.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerdictRequest {
    /// What.
    verdict: Word,
    /// The step that goes back; needed with `send_back`.
    #[schema(value_type = Option<String>)]
    step: Option<StepKind>,
    /// Why: a code of the bank's catalogue.
    reason: String,
}

/// The words of a verdict.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// Of a session that waits: the applicant becomes a customer.
    Approve,
    /// Of a session that waits: the applicant does not.
    Decline,
    /// Of a session that waits: a step goes back to the applicant.
    SendBack,
    /// Of a decided session, by a second person: it stands.
    Confirm,
    /// Of a decided session, by a second person: it falls.
    Veto,
}

/// Records a verdict.
#[utoipa::path(post, path = "/v1/reviews/{session}/verdict", tag = "reviews", request_body = VerdictRequest,
    params(("session" = uuid::Uuid, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = SessionView), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn verdict(on: OnSession<GiveVerdict>, payload: web::Payload) -> Result<HttpResponse, Problem> {
    let (request, _): (VerdictRequest, _) = body::json(&on.shared, payload).await?;
    let missing =
        || Problem::new(422, "bad_value", "A value is not taken").value("/step", "name the step that goes back");
    let said = match request.verdict {
        Word::Approve => Said::Ruling(Ruling::Approve),
        Word::Decline => Said::Ruling(Ruling::Decline),
        Word::SendBack => Said::Ruling(Ruling::SendBack(request.step.ok_or_else(missing)?)),
        Word::Confirm => Said::Opinion(Opinion::Confirm),
        Word::Veto => Said::Opinion(Opinion::Veto),
    };
    let Caller::Staff { id, .. } = &on.caller else {
        return Err(Problem::new(403, "forbidden", "This caller may not do this"));
    };
    Ok(session(&review::verdict(&on.turn, id, said, request.reason).await?, Reader::Staff))
}
