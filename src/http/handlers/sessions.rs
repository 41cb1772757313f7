//! Sessions: start, read, follow, list, hand off, erase.

use actix_web::{HttpRequest, HttpResponse, web};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::session;
use crate::{
    audit::leaf::List,
    base::{category::Category, ids::SessionId},
    flow::{
        erase,
        ledger::Loaded,
        read::{self, Filter, More},
        start, submit,
    },
    http::{
        body,
        caller::{Anyone, BackEnd, OnSession},
        idempotent::once,
        problem::Problem,
        server::Shared,
        stream,
        view::{Reader, SessionView},
    },
    session::{event::Mode, state::Status},
    staff::{caller::Caller, policy::route},
};

/// Most sessions of one page.
pub(super) const MOST: u8 = 100;

/// What a back end asks for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StartRequest {
    /// The journey's name.
    journey: String,
    /// `test` or `live`.
    #[schema(value_type = String)]
    mode: Mode,
    /// BCP 47 language tag of the applicant.
    #[serde(default = "english")]
    locale: String,
    /// The back end's own reference: never an ID number, phone number or e-mail address.
    reference: Option<String>,
}

fn english() -> String {
    "en".to_owned()
}

/// A new session, and what opens it for the applicant.
#[derive(Serialize, ToSchema)]
pub struct Started {
    /// The session.
    session: SessionView,
    /// The applicant's token.
    applicant_token: TokenView,
}

/// A token.
#[derive(Serialize, ToSchema)]
pub struct TokenView {
    /// A JWT.
    token: String,
    /// When it ends, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// Starts a session.
#[utoipa::path(post, path = "/v1/sessions", tag = "sessions", request_body = StartRequest,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = Started), (status = 422, body = Problem)))]
pub async fn start(
    back_end: BackEnd<route::StartSession>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let (wish, content): (StartRequest, _) = body::json(&back_end.shared, payload).await?;
    let ctx = &back_end.shared.ctx;
    let StartRequest { journey, mode, locale, reference } = wish;
    let wish = start::Request { journey, mode, locale, reference };
    let who = Caller::BackEnd { client_id: back_end.client.clone() };
    let loaded = once(ctx, &request, &who, &content, async |marked| {
        start::start(ctx, &back_end.client, wish, marked.as_ref()).await
    });
    let loaded = loaded.await?;
    Ok(HttpResponse::Created()
        .insert_header(("Location", format!("/v1/sessions/{}", loaded.id)))
        .insert_header(("ETag", format!("\"{}\"", loaded.session.state.sequence)))
        .insert_header(("Cache-Control", "no-store"))
        .json(started(&back_end.shared, &loaded)?))
}

/// Replaces the applicant's token; earlier ones stop working.
#[utoipa::path(post, path = "/v1/sessions/{session}/applicant-tokens", tag = "sessions",
    params(("session" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Started), (status = 409, body = Problem)))]
pub async fn hand_off(
    on: OnSession<route::IssueApplicantToken>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let OnSession { mut turn, shared, caller, .. } = on;
    let loaded = once(&shared.ctx, &request, &caller, &[], async |marked| {
        turn.idempotency = marked;
        submit::hand_off(&turn).await
    });
    let loaded = loaded.await?;
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(started(&shared, &loaded)?))
}

fn started(shared: &Shared, loaded: &Loaded) -> Result<Started, Problem> {
    let token = start::applicant_token(&shared.ctx, loaded)?;
    let applicant_token = TokenView { token: token.expose().to_owned(), expires_at: token.expires_at() };
    Ok(Started { session: SessionView::of(loaded, Reader::BackEnd), applicant_token })
}

/// Reads a session.
#[utoipa::path(get, path = "/v1/sessions/{session}", tag = "sessions", params(("session" = uuid::Uuid, Path)),
    responses((status = 200, body = SessionView), (status = 404, body = Problem)))]
pub async fn read(on: OnSession<route::ReadSession>) -> Result<HttpResponse, Problem> {
    read::note_look(&on.turn.ctx, on.turn.session, &on.caller).await?;
    Ok(session(&on.loaded, on.reader()))
}

/// Follows a session: server-sent events, one for each change; `Last-Event-ID` resumes.
#[utoipa::path(get, path = "/v1/sessions/{session}/events", tag = "sessions",
    params(("session" = uuid::Uuid, Path), ("Last-Event-ID" = Option<u64>, Header)),
    responses((status = 200, content_type = "text/event-stream"), (status = 404, body = Problem)))]
pub async fn follow(on: OnSession<route::FollowSession>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    read::note_look(&on.turn.ctx, on.turn.session, &on.caller).await?;
    let seen = request.headers().get("last-event-id").and_then(|value| value.to_str().ok()?.parse().ok());
    let reader = on.reader();
    Ok(stream::changes(on.turn, reader, seen.unwrap_or(0)))
}

/// What a list is narrowed by.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    /// Only with this reference.
    reference: Option<String>,
    /// Only in this status.
    #[param(value_type = Option<String>)]
    status: Option<Status>,
    /// Only changed at or after, RFC 3339.
    #[param(value_type = Option<String>)]
    updated_after: Option<Timestamp>,
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<SessionId>,
}

/// A page of sessions.
#[derive(Serialize, ToSchema)]
pub struct Page {
    /// The sessions, by time of start.
    items: Vec<SessionView>,
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    next_cursor: Option<SessionId>,
}

/// Lists sessions: a back end its own, a supervisor all.
#[utoipa::path(get, path = "/v1/sessions", tag = "sessions", params(ListQuery),
    responses((status = 200, body = Page)))]
pub async fn list(
    anyone: Anyone<route::ListSessions>,
    query: Result<web::Query<ListQuery>, actix_web::Error>,
) -> Result<web::Json<Page>, Problem> {
    let query = query.map_err(bad_query)?.into_inner();
    let client = match &anyone.caller {
        Caller::BackEnd { client_id } => Some(client_id.to_string()),
        Caller::Staff { .. } => None,
        // The policy table gives applicants no list; a filter that matches nothing keeps it so.
        Caller::Applicant { .. } => Some(String::new()),
    };
    let filter = Filter {
        client,
        reference: query.reference,
        status: query.status.map(Status::name),
        updated_after_ms: query.updated_after.map(Timestamp::as_millisecond),
        after: query.cursor,
        ..Filter::default()
    };
    let list = if filter.reference.is_some() { List::Search } else { List::Sessions };
    page(&anyone.shared, &anyone.caller, list, &filter).await.map(web::Json)
}

/// One page of the sessions that `filter` leaves.
pub(super) async fn page(shared: &Shared, caller: &Caller, list: List, filter: &Filter) -> Result<Page, Problem> {
    let read::Listed { rows, more } = read::list(&shared.ctx, caller, list, filter, MOST).await?;
    let next_cursor = match more {
        More::Follows => rows.last().map(|row| row.id),
        More::Ends => None,
    };
    let view = |row: &read::SessionRow| SessionView::brief(row.id, &row.state, row.updated_at_ms, Reader::of(caller));
    Ok(Page { items: rows.iter().map(view).collect(), next_cursor })
}

impl Page {
    /// A page of `items`, of which one more than [`MOST`] was asked for.
    pub(super) fn of(mut items: Vec<SessionView>) -> Self {
        let more = items.len() > usize::from(MOST);
        items.truncate(usize::from(MOST));
        let next_cursor = if more { items.last().map(|item| item.id) } else { None };
        Self { items, next_cursor }
    }
}

pub(super) fn bad_query(error: actix_web::Error) -> Problem {
    Problem::new(400, "bad_query", "The query is not good").detail(error)
}

/// What an erasure left.
#[derive(Serialize, ToSchema)]
pub struct Erased {
    /// The session after.
    session: SessionView,
    /// What stays because a law keeps it.
    kept: Vec<Kept>,
}

/// Something that a law keeps.
#[derive(Serialize, ToSchema)]
pub struct Kept {
    /// Which category of personal data.
    #[schema(value_type = String)]
    category: Category,
    /// Until when, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
}

/// Erases what no law keeps: its keys are destroyed.
#[utoipa::path(post, path = "/v1/sessions/{session}/erasure", tag = "sessions", params(("session" = uuid::Uuid, Path)),
    responses((status = 200, body = Erased), (status = 409, body = Problem)))]
pub async fn erase(mut on: OnSession<route::Erase>) -> Result<HttpResponse, Problem> {
    let done = erase::erase(&mut on.turn, &on.loaded).await?;
    let kept = done.kept.into_iter().map(|(category, until)| Kept { category, until }).collect();
    let session = SessionView::of(&done.loaded, Reader::of(&on.caller));
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(Erased { session, kept }))
}
