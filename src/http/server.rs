//! The server: shared state, the route table, limits around it.

use std::{net::SocketAddr, num::NonZeroU32, sync::Arc, time::Duration};

use actix_web::{App, HttpResponse, HttpServer, dev::Server, middleware::from_fn, web};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use tokio::sync::Semaphore;

use super::{admission, handlers, openapi, pages, problem::Problem, sockets::Sockets};
use crate::flow::Ctx;

/// What the door needs to know.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Requests served at once.
    pub places: usize,
    /// Bytes of uploads in memory at once.
    pub byte_budget: usize,
    /// How others reach the service; stands in links.
    pub public_url: String,
    /// How long a page's cookie may live, in seconds.
    pub longest_visit_s: i64,
    /// Longest wait for a request's line and headers, in milliseconds.
    pub head_timeout_ms: u64,
    /// Longest wait for a request's body, in milliseconds.
    pub body_timeout_ms: u64,
    /// Connections that stay open at once, in all.
    pub max_sockets: usize,
    /// The same of one session.
    pub sockets_per_session: usize,
    /// Requests of one caller in a minute.
    pub rate_per_minute: NonZeroU32,
    /// Threads that answer requests.
    pub workers: usize,
}

/// What every request shares.
pub struct Shared {
    /// What the use cases work with.
    pub ctx: Arc<Ctx>,
    /// What the door was told.
    pub settings: Settings,
    /// Places that are free.
    pub places: Arc<Semaphore>,
    /// Kibibytes of uploads that are free.
    pub budget: Arc<Semaphore>,
    /// Connections that stay open.
    pub sockets: Sockets,
    /// Requests of each caller in the last minute.
    pub rate: DefaultKeyedRateLimiter<String>,
}

impl Shared {
    /// Shared state of one server.
    pub fn new(ctx: Arc<Ctx>, settings: Settings) -> Self {
        Self {
            ctx,
            places: Arc::new(Semaphore::new(settings.places)),
            budget: Arc::new(Semaphore::new(settings.byte_budget / 1024)),
            sockets: Sockets::new(settings.max_sockets, settings.sockets_per_session),
            rate: RateLimiter::keyed(Quota::per_minute(settings.rate_per_minute)),
            settings,
        }
    }
}

/// The route table.
pub fn routes(cfg: &mut web::ServiceConfig) {
    use handlers::{
        audit, call_code, call_room, calls, contact, evidence, feedback, links, liveness, messages, oauth, reviews,
        sessions, socket, steps, webhooks, whatsapp,
    };
    let session = web::scope("/sessions/{session}")
        .route("", web::get().to(sessions::read))
        .route("/events", web::get().to(sessions::follow))
        .route("/consents", web::post().to(steps::consent))
        .route("/identification", web::post().to(steps::identify))
        .route("/documents", web::post().to(steps::document))
        .route("/profile", web::patch().to(steps::profile))
        .route("/selfie", web::post().to(steps::selfie))
        .route("/liveness", web::post().to(liveness::start))
        .route("/liveness/{challenge}/frames", web::post().to(liveness::answer))
        .route("/contact", web::post().to(contact::send))
        .route("/contact/confirmation", web::post().to(contact::confirm))
        .route("/messages", web::post().to(messages::converse))
        .route("/messages", web::get().to(messages::thread))
        .route("/messages/socket", web::get().to(socket::open))
        .route("/whatsapp", web::put().to(whatsapp::bind))
        .route("/whatsapp", web::delete().to(whatsapp::unbind))
        .route("/video-calls", web::post().to(calls::ask))
        .route("/video-calls", web::get().to(calls::read))
        .route("/video-calls/socket", web::get().to(call_room::join))
        .route("/video-calls/code", web::post().to(call_code::give_back))
        .route("/video-calls/{call}", web::delete().to(calls::cancel))
        .route("/submission", web::post().to(steps::submit))
        .route("/feedback", web::post().to(feedback::give))
        .route("/withdrawal", web::post().to(steps::withdraw))
        .route("/erasure", web::post().to(sessions::erase))
        .route("/applicant-tokens", web::post().to(sessions::hand_off))
        .route("/capture-links", web::post().to(links::make))
        .route("/hand-overs", web::post().to(links::hand_over))
        .route("/hand-overs/{link}", web::get().to(links::follow))
        .route("/hand-overs/{link}/confirmation", web::post().to(links::confirm))
        .route("/evidence/{evidence}", web::get().to(evidence::look))
        .route("/recordings", web::get().to(evidence::recordings));
    let v1 = web::scope("/v1")
        .wrap(from_fn(admission::admit))
        .route("/sessions", web::post().to(sessions::start))
        .route("/sessions", web::get().to(sessions::list))
        .route("/capture-links/exchange", web::post().to(links::exchange))
        .route("/reviews", web::get().to(reviews::queue))
        .route("/reviews/{session}/claim", web::post().to(reviews::claim))
        .route("/reviews/{session}/inspection", web::get().to(reviews::inspection))
        .route("/reviews/{session}/history", web::get().to(reviews::history))
        .route("/reviews/{session}/verdict", web::post().to(reviews::verdict))
        .configure(call_routes)
        .route("/webhook-endpoints", web::post().to(webhooks::create))
        .route("/webhook-endpoints", web::get().to(webhooks::list))
        .route("/webhook-endpoints/{endpoint}", web::delete().to(webhooks::delete))
        .route("/whatsapp/webhook", web::get().to(whatsapp::verify))
        .route("/whatsapp/webhook", web::post().to(whatsapp::receive))
        .route("/audit/sessions", web::get().to(audit::sessions))
        .route("/audit/sessions/{session}/events", web::get().to(audit::events))
        .service(session);
    cfg.route("/health", web::get().to(handlers::health))
        .route("/openapi.json", web::get().to(openapi::serve))
        .route("/docs", web::get().to(openapi::to_pages))
        .route("/oauth/token", web::post().to(oauth::token))
        .service(v1)
        .service(openapi::pages())
        .configure(pages::routes)
        .default_service(web::to(nowhere));
}

/// Staff's side of calls.
fn call_routes(cfg: &mut web::ServiceConfig) {
    use handlers::{call_code, call_notice, call_queue, call_room, call_work};
    cfg.route("/calls", web::get().to(call_queue::list))
        .route("/calls/presence", web::put().to(call_queue::presence))
        .route("/calls/next", web::post().to(call_queue::next))
        .route("/calls/notices", web::post().to(call_notice::hear))
        .route("/reviews/{session}/call", web::post().to(call_queue::take))
        .route("/reviews/{session}/call", web::get().to(call_work::read))
        .route("/reviews/{session}/call/socket", web::get().to(call_room::join_as_staff))
        .route("/reviews/{session}/call/heartbeat", web::post().to(call_work::hold))
        .route("/reviews/{session}/call/connection", web::post().to(call_work::connect))
        .route("/reviews/{session}/call/checklist/{line}", web::put().to(call_work::answer))
        .route("/reviews/{session}/call/checklist/{line}/snapshot", web::put().to(call_work::snapshot))
        .route("/reviews/{session}/call/checklist/{line}/code", web::post().to(call_code::send))
        .route("/reviews/{session}/call/recording/{number}", web::put().to(call_work::segment))
        .route("/reviews/{session}/call/end", web::post().to(call_work::end));
}

/// Binds the port and starts to answer. The future ends after a graceful stop.
///
/// # Errors
///
/// When the port is taken.
pub fn bind(shared: web::Data<Shared>) -> std::io::Result<(Server, SocketAddr)> {
    let Settings { listen, workers, head_timeout_ms, .. } = shared.settings.clone();
    let server = HttpServer::new(move || App::new().app_data(shared.clone()).configure(routes))
        .workers(workers.max(1))
        .client_request_timeout(Duration::from_millis(head_timeout_ms))
        .shutdown_timeout(10)
        .disable_signals()
        .bind(listen)?;
    let bound = server.addrs().first().copied().unwrap_or(listen);
    Ok((server.run(), bound))
}

async fn nowhere() -> Result<HttpResponse, Problem> {
    Err(Problem::new(404, "no_such_route", "No such route").detail("the routes are listed at /docs/"))
}
