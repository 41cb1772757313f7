//! What auditors read.

use actix_web::{HttpResponse, web};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::sessions::{Page, bad_query, page};
use crate::{
    audit::leaf::{Leaf, List},
    base::{category::Category, ids::SessionId},
    flow::{audit, ledger::Opened, read::Filter},
    http::{caller::Staff, problem::Problem},
    session::{event::Event, state::Status},
    staff::policy::route,
};

/// What auditors narrow sessions by.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct SessionsQuery {
    /// Only begun at or after, RFC 3339.
    #[param(value_type = Option<String>)]
    from: Option<Timestamp>,
    /// Only begun before, RFC 3339.
    #[param(value_type = Option<String>)]
    to: Option<Timestamp>,
    /// Only in this status.
    #[param(value_type = Option<String>)]
    status: Option<Status>,
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<SessionId>,
}

/// Sessions by time of start.
#[utoipa::path(get, path = "/v1/audit/sessions", tag = "audit", params(SessionsQuery),
    responses((status = 200, body = Page)))]
pub async fn sessions(
    staff: Staff<route::AuditSessions>,
    query: Result<web::Query<SessionsQuery>, actix_web::Error>,
) -> Result<web::Json<Page>, Problem> {
    let query = query.map_err(bad_query)?.into_inner();
    let filter = Filter {
        status: query.status.map(Status::name),
        from_ms: query.from.map(Timestamp::as_millisecond),
        to_ms: query.to.map(Timestamp::as_millisecond),
        after: query.cursor,
        ..Filter::default()
    };
    page(&staff.shared, &staff.caller, List::Audit, &filter).await.map(web::Json)
}

/// Which events, and what for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct EventsQuery {
    /// Why sealed values are opened; without it they stay sealed.
    purpose: Option<String>,
    /// Only after this sequence.
    after: Option<i64>,
}

/// One event: its leaf, and its sealed values as far as they were opened.
#[derive(Serialize, ToSchema)]
pub struct EventView {
    /// The clear part in its envelope.
    #[schema(value_type = Object)]
    leaf: Leaf<Event>,
    /// Opened values by name; only for a stated purpose.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Object>)]
    values: Vec<serde_json::Value>,
    /// Categories whose values are erased.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    erased: Vec<Category>,
}

/// The events of one session, in order. The look is on the log before they are sent.
#[utoipa::path(get, path = "/v1/audit/sessions/{session}/events", tag = "audit",
    params(("session" = uuid::Uuid, Path), EventsQuery),
    responses((status = 200, body = Vec<EventView>), (status = 404, body = Problem)))]
pub async fn events(
    staff: Staff<route::AuditEvents>,
    path: web::Path<String>,
    query: Result<web::Query<EventsQuery>, actix_web::Error>,
) -> Result<HttpResponse, Problem> {
    let missing = |_| Problem::new(404, "not_found", "Not found").detail("no such session");
    let id: SessionId = path.parse().map_err(missing)?;
    let EventsQuery { purpose, after } = query.map_err(bad_query)?.into_inner();
    let ctx = &staff.shared.ctx;
    let events = audit::events(ctx, &staff.id, id, purpose.as_deref(), after.unwrap_or(0)).await?;
    let stated = purpose.is_some();
    let views: Vec<_> = events.into_iter().map(|opened| view(opened, stated)).collect();
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(views))
}

impl EventView {
    /// The event without its sealed values.
    pub(super) fn clear(opened: Opened) -> Self {
        Self { leaf: opened.leaf, values: Vec::new(), erased: Vec::new() }
    }
}

fn view(opened: Opened, stated: bool) -> EventView {
    let value = |value: &crate::session::event::SealedValue| {
        let parsed: serde_json::Value = serde_json::from_str(value.json.expose()).unwrap_or_default();
        serde_json::json!({ "name": value.name, "salt": value.salt, "value": parsed })
    };
    EventView {
        values: opened.happening.sealed.iter().map(value).collect(),
        // Without a purpose no key was tried, so nothing can be said of erasure.
        erased: if stated { opened.erased } else { Vec::new() },
        leaf: opened.leaf,
    }
}
