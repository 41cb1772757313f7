//! The API's own description: OpenAPI 3.1, and pages to read it, both offline.

use actix_web::{HttpResponse, dev::HttpServiceFactory};
use utoipa::OpenApi;
use utoipa_swagger_ui::SwaggerUi;

use super::{handlers, problem::Problem};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Ahlan",
        description = "Digital onboarding for banks behind one session API.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    paths(
        handlers::health,
        handlers::oauth::token,
        handlers::sessions::start,
        handlers::sessions::list,
        handlers::sessions::read,
        handlers::sessions::follow,
        handlers::steps::consent,
        handlers::steps::identify,
        handlers::steps::document,
        handlers::steps::profile,
        handlers::steps::selfie,
        handlers::liveness::start,
        handlers::liveness::answer,
        handlers::contact::send,
        handlers::contact::confirm,
        handlers::messages::converse,
        handlers::messages::thread,
        handlers::socket::open,
        handlers::whatsapp::bind,
        handlers::whatsapp::unbind,
        handlers::whatsapp::verify,
        handlers::whatsapp::receive,
        handlers::calls::ask,
        handlers::calls::read,
        handlers::calls::cancel,
        handlers::call_code::give_back,
        handlers::call_room::join,
        handlers::steps::submit,
        handlers::steps::withdraw,
        handlers::feedback::give,
        handlers::sessions::erase,
        handlers::sessions::hand_off,
        handlers::links::make,
        handlers::links::exchange,
        handlers::links::hand_over,
        handlers::links::follow,
        handlers::links::confirm,
        handlers::evidence::look,
        handlers::evidence::recordings,
        handlers::reviews::queue,
        handlers::reviews::claim,
        handlers::reviews::inspection,
        handlers::reviews::history,
        handlers::reviews::verdict,
        handlers::call_queue::presence,
        handlers::call_queue::list,
        handlers::call_queue::next,
        handlers::call_queue::take,
        handlers::call_notice::hear,
        handlers::call_work::read,
        handlers::call_room::join_as_staff,
        handlers::call_work::hold,
        handlers::call_work::connect,
        handlers::call_work::answer,
        handlers::call_work::snapshot,
        handlers::call_code::send,
        handlers::call_work::segment,
        handlers::call_work::end,
        handlers::webhooks::create,
        handlers::webhooks::list,
        handlers::webhooks::delete,
        handlers::audit::sessions,
        handlers::audit::events,
    ),
    components(schemas(Problem))
)]
struct Document;

/// The description as it stands in `openapi.json`.
///
/// # Errors
///
/// When it cannot be written as JSON.
pub fn document() -> serde_json::Result<String> {
    Document::openapi().to_pretty_json()
}

/// Answers with the description.
pub async fn serve() -> HttpResponse {
    HttpResponse::Ok().json(Document::openapi())
}

/// Leads who left the last slash out to the pages: their own links are relative to it.
pub async fn to_pages() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header(("Location", "/docs/")).finish()
}

/// The readable pages at `/docs/`.
pub fn pages() -> impl HttpServiceFactory {
    SwaggerUi::new("/docs/{_:.*}").config(utoipa_swagger_ui::Config::from("/openapi.json"))
}
