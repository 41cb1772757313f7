//! Links to the applicant's page: made, exchanged for a cookie, handed over from a desktop to a phone.

use actix_web::{HttpResponse, web};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    base::ids::{CaptureLinkId, SessionId},
    flow::{
        hand_over::{self, HandOver as State},
        links::{self, LinkFault, Made},
    },
    http::{
        body,
        caller::OnSession,
        problem::Problem,
        server::{Settings, Shared},
        visit::set_cookie,
    },
    staff::{policy::route, visit::Visit},
};

/// A link to the applicant's page.
#[derive(Serialize, ToSchema)]
pub struct LinkView {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    id: CaptureLinkId,
    /// The address to open, with a one-use code in its fragment. Shown once: a hash of it is kept.
    url: String,
    /// When it runs out, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

impl LinkView {
    fn of(made: &Made, settings: &Settings) -> Self {
        let url = links::address(&settings.public_url, &made.code);
        Self { id: made.id, url, expires_at: made.expires_at }
    }
}

/// A link's code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExchangeRequest {
    /// What stands after `#c=`.
    code: String,
}

/// What a link was exchanged for; the cookie comes as a header.
#[derive(Serialize, ToSchema)]
pub struct ExchangeView {
    /// The session.
    #[schema(value_type = String, format = Uuid)]
    session: SessionId,
    /// Its language, a BCP 47 tag.
    locale: String,
    /// When the visit ends, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// On a phone that a desktop hands over to: two digits to show, which are typed there. Until then every route of the
    /// session answers 403 `hand_over_waiting`.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
}

/// How far a hand-over has come.
#[derive(Serialize, ToSchema)]
pub struct HandOverView {
    /// `open`, `scanned`, `done`, `refused` or `ended`.
    status: &'static str,
    /// Until when it can be ended well, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// The number that a phone shows.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberRequest {
    /// Its two digits, in any script.
    number: String,
}

/// Makes a link to the applicant's page.
#[utoipa::path(post, path = "/v1/sessions/{session}/capture-links", tag = "pages",
    params(("session" = uuid::Uuid, Path)),
    responses((status = 201, body = LinkView), (status = 429, body = Problem)))]
pub async fn make(on: OnSession<route::MakeCaptureLink>) -> Result<HttpResponse, Problem> {
    let made = links::make(&on.turn, &on.loaded).await?;
    Ok(created(&LinkView::of(&made, &on.shared.settings)))
}

/// Exchanges a link's code, once, for the cookie of one session. Opening the link spends nothing: a preview fetches the
/// page alone.
#[utoipa::path(post, path = "/v1/capture-links/exchange", tag = "pages", request_body = ExchangeRequest,
    responses((status = 200, body = ExchangeView), (status = 404, body = Problem), (status = 410, body = Problem)))]
pub async fn exchange(shared: web::Data<Shared>, payload: web::Payload) -> Result<HttpResponse, Problem> {
    let (request, _): (ExchangeRequest, _) = body::json(&shared, payload).await?;
    let opened = links::exchange(&shared.ctx, &request.code).await?;
    let now_ms = shared.ctx.now_ms();
    let expires_at = Timestamp::from_millisecond(opened.visit.expires_at_ms).unwrap_or(Timestamp::MAX);
    Ok(HttpResponse::Ok()
        .insert_header(("Cache-Control", "no-store"))
        .insert_header(("Set-Cookie", set_cookie(&shared.settings, &opened, now_ms)))
        .json(ExchangeView {
            session: opened.visit.session,
            locale: opened.locale,
            expires_at,
            number: opened.number.map(|number| number.to_string()),
        }))
}

/// Makes the link that a desktop shows to a phone.
#[utoipa::path(post, path = "/v1/sessions/{session}/hand-overs", tag = "pages", params(("session" = uuid::Uuid, Path)),
    responses((status = 201, body = LinkView), (status = 409, body = Problem), (status = 429, body = Problem)))]
pub async fn hand_over(on: OnSession<route::HandOver>) -> Result<HttpResponse, Problem> {
    let made = hand_over::begin(&on.turn, &on.loaded, page(on.visit)?).await?;
    Ok(created(&LinkView::of(&made, &on.shared.settings)))
}

/// How far a hand-over has come.
#[utoipa::path(get, path = "/v1/sessions/{session}/hand-overs/{link}", tag = "pages",
    params(("session" = uuid::Uuid, Path), ("link" = uuid::Uuid, Path)),
    responses((status = 200, body = HandOverView), (status = 404, body = Problem)))]
pub async fn follow(
    on: OnSession<route::FollowHandOver>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (state, expires_at) = hand_over::follow(&on.turn, page(on.visit)?, link(&path.1)?).await?;
    let status = match state {
        State::Open => "open",
        State::Scanned => "scanned",
        State::Done => "done",
        State::Refused => "refused",
        State::Ended => "ended",
    };
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(HandOverView { status, expires_at }))
}

/// Takes the two digits that the phone shows: the phone has the session then, and this page its progress alone.
#[utoipa::path(post, path = "/v1/sessions/{session}/hand-overs/{link}/confirmation", tag = "pages",
    params(("session" = uuid::Uuid, Path), ("link" = uuid::Uuid, Path)), request_body = NumberRequest,
    responses((status = 204), (status = 410, body = Problem), (status = 422, body = Problem)))]
pub async fn confirm(
    on: OnSession<route::ConfirmHandOver>,
    path: web::Path<(String, String)>,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let (request, _): (NumberRequest, _) = body::json(&on.shared, payload).await?;
    hand_over::confirm(&on.turn, page(on.visit)?, link(&path.1)?, &request.number).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn created(view: &LinkView) -> HttpResponse {
    HttpResponse::Created().insert_header(("Cache-Control", "no-store")).json(view)
}

/// The visit of the page that asks; who comes with a token has none.
fn page(visit: Option<Visit>) -> Result<Visit, Problem> {
    visit.ok_or_else(|| Problem::from(crate::flow::FlowError::from(LinkFault::NoPage)))
}

fn link(id: &str) -> Result<CaptureLinkId, Problem> {
    id.parse().map_err(|_| Problem::new(404, "not_found", "Not found").detail("no such hand-over"))
}
