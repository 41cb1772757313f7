//! The contact step: a code is sent to an address, and typed.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::steps::answer;
use crate::{
    chat::language::Language,
    contact::{address::Address, code::Code},
    flow::{Turn, contact, ledger::Loaded},
    http::{body, caller::OnSession, problem::Problem, view::SessionView},
    staff::policy::route,
};

/// Where the applicant can be reached.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactRequest {
    /// A telephone number with the code of its country, in any digits, or an e-mail address.
    #[schema(example = "+971 50 123 4567")]
    address: String,
}

/// Sends a six-digit code to the address. Only the newest code of a session counts.
#[utoipa::path(post, path = "/v1/sessions/{session}/contact", tag = "steps", request_body = ContactRequest,
    params(("session" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = SessionView), (status = 409, body = Problem), (status = 422, body = Problem),
              (status = 429, body = Problem), (status = 503, body = Problem)))]
pub async fn send(
    on: OnSession<route::SendCode>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let (said, content): (ContactRequest, _) = body::json(&on.shared, payload).await?;
    let address = Address::parse(&said.address).map_err(|fault| bad("/address", &fault.to_string()))?;
    let language = Language::of(&on.loaded.session.state.locale);
    let send = async |turn: Turn, loaded: Loaded| contact::send_code(&turn, &loaded, address, language).await;
    answer(on, &request, &content, send).await
}

/// The code as it was typed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeRequest {
    /// Six digits of any script.
    #[schema(example = "042917")]
    code: String,
}

/// Holds a code against the one that was sent. A wrong one is no error: the step says `retry`, and `contact` how many
/// tries are left.
#[utoipa::path(post, path = "/v1/sessions/{session}/contact/confirmation", tag = "steps", request_body = CodeRequest,
    params(("session" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = SessionView), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn confirm(
    on: OnSession<route::TypeCode>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let (said, content): (CodeRequest, _) = body::json(&on.shared, payload).await?;
    let code = typed(&said)?;
    answer(on, &request, &content, async |turn, loaded| contact::type_code(&turn, &loaded, &code).await).await
}

/// The code of a request.
pub(super) fn typed(said: &CodeRequest) -> Result<Code, Problem> {
    Code::parse(&said.code).ok_or_else(|| bad("/code", "a code has six digits"))
}

fn bad(pointer: &'static str, reason: &str) -> Problem {
    Problem::new(422, "bad_value", "A value is not taken").value(pointer, reason)
}
