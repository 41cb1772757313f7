//! The handlers: each extracts, calls one use case and answers.

pub mod audit;
pub mod call_code;
pub mod call_notice;
pub mod call_queue;
pub mod call_room;
pub mod call_work;
pub mod calls;
pub mod contact;
pub mod evidence;
pub mod feedback;
pub mod links;
pub mod liveness;
pub mod messages;
pub mod oauth;
pub mod reviews;
pub mod sessions;
pub mod socket;
pub mod steps;
pub mod webhooks;
pub mod whatsapp;

use actix_web::{HttpResponse, HttpResponseBuilder, web};

use super::{
    problem::Problem,
    server::Shared,
    view::{Reader, SessionView},
};
use crate::flow::ledger::Loaded;

/// Whether the service can work: its database answers.
#[utoipa::path(get, path = "/health", tag = "service", responses((status = 200), (status = 503, body = Problem)))]
pub async fn health(shared: web::Data<Shared>) -> Result<HttpResponse, Problem> {
    let away = |_| Problem::new(503, "no_database", "The database does not answer").retry_after(5);
    shared.ctx.database.reader().await.map_err(away)?;
    Ok(HttpResponse::Ok().json(serde_json::json!({ "status": "ok" })))
}

/// A session with its ETag.
fn session(loaded: &Loaded, reader: Reader) -> HttpResponse {
    with_etag(loaded).json(SessionView::of(loaded, reader))
}

fn with_etag(loaded: &Loaded) -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response
        .insert_header(("ETag", format!("\"{}\"", loaded.session.state.sequence)))
        .insert_header(("Cache-Control", "no-store"));
    response
}
