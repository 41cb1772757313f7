//! Staff: the queue, a claim, a closer look, the history, a verdict.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    audit::EventView,
    session,
    sessions::{MOST, Page, bad_query},
    with_etag,
};
use crate::{
    base::ids::SessionId,
    flow::{
        inspect,
        review::{self, Said},
    },
    http::{
        body,
        caller::{OnSession, Staff},
        problem::Problem,
        view::{InspectionView, Reader, ReviewView, SessionView},
    },
    session::{command::Ruling, decision::Opinion, journey::StepKind, state::Wants},
    staff::{caller::Caller, policy::route},
};

/// Which queue, and where a page begins.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct QueueQuery {
    /// `decision`, which is the default, or `second_person`.
    #[param(value_type = Option<String>)]
    wants: Option<Wants>,
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<SessionId>,
}

/// Sessions that wait for staff, the oldest first, with who holds them.
#[utoipa::path(get, path = "/v1/reviews", tag = "reviews", params(QueueQuery), responses((status = 200, body = Page)))]
pub async fn queue(
    staff: Staff<route::ListReviews>,
    query: Result<web::Query<QueueQuery>, actix_web::Error>,
) -> Result<web::Json<Page>, Problem> {
    let QueueQuery { wants, cursor } = query.map_err(bad_query)?.into_inner();
    let (ctx, wants) = (&staff.shared.ctx, wants.unwrap_or(Wants::Decision));
    let waiting = review::queue(ctx, &staff.id, wants, cursor, i64::from(MOST) + 1).await?;
    let promise_s = ctx.limits.review_promise_s;
    let items = waiting.into_iter().map(|waiting| {
        let row = &waiting.row;
        let mut view = SessionView::brief(row.id, &row.state, row.updated_at_ms, Reader::Staff);
        view.review = ReviewView::of(&row.state, row.waits_since_ms, promise_s, waiting.hold);
        view
    });
    Ok(web::Json(Page::of(items.collect())))
}

/// Takes, or renews, the hold on a session.
#[utoipa::path(post, path = "/v1/reviews/{session}/claim", tag = "reviews", params(("session" = uuid::Uuid, Path)),
    responses((status = 200, body = SessionView), (status = 409, body = Problem)))]
pub async fn claim(staff: Staff<route::ClaimReview>, path: web::Path<String>) -> Result<HttpResponse, Problem> {
    let missing = |_| Problem::new(404, "not_found", "Not found").detail("no such session");
    let id: SessionId = path.parse().map_err(missing)?;
    let ctx = &staff.shared.ctx;
    let (loaded, hold) = review::claim(ctx, &staff.id, id).await?;
    let review = ReviewView::of(&loaded.session.state, loaded.waits_since_ms, ctx.limits.review_promise_s, Some(hold));
    Ok(with_etag(&loaded).json(SessionView { review, ..SessionView::of(&loaded, Reader::Staff) }))
}

/// What the engines see on the session's pictures: the zone with its check digits, and numbers with their limits.
#[utoipa::path(get, path = "/v1/reviews/{session}/inspection", tag = "reviews",
    params(("session" = uuid::Uuid, Path)),
    responses((status = 200, body = InspectionView), (status = 403, body = Problem), (status = 410, body = Problem)))]
pub async fn inspection(on: OnSession<route::InspectReview>) -> Result<HttpResponse, Problem> {
    let seen = inspect::inspect(&on.turn, &on.loaded).await?;
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(InspectionView::of(&seen)))
}

/// What happened to the session so far, without a personal value.
#[utoipa::path(get, path = "/v1/reviews/{session}/history", tag = "reviews", params(("session" = uuid::Uuid, Path)),
    responses((status = 200, body = Vec<EventView>), (status = 403, body = Problem)))]
pub async fn history(on: OnSession<route::ReadHistory>) -> Result<HttpResponse, Problem> {
    let events = review::history(&on.turn).await?;
    let views: Vec<_> = events.into_iter().map(EventView::clear).collect();
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(views))
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
pub async fn verdict(on: OnSession<route::GiveVerdict>, payload: web::Payload) -> Result<HttpResponse, Problem> {
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
