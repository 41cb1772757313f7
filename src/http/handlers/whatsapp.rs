//! WhatsApp's door: the platform's webhook, and a back end that binds a number to its session.

use actix_web::{HttpRequest, HttpResponse, web};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    contact::address::Address,
    flow::whatsapp::{self, Bound, WhatsApp},
    http::{body, caller::OnSession, problem::Problem, server::Shared},
    staff::policy::route,
    whatsapp::notification,
};

/// Longest challenge that is given back, in characters; the platform's has ten digits.
const LONGEST_CHALLENGE: usize = 64;

/// The platform's question whether the webhook's address is ours.
#[derive(Deserialize, IntoParams)]
pub struct Handshake {
    /// `subscribe`.
    #[serde(rename = "hub.mode")]
    mode: String,
    /// The token that the operator typed at the platform.
    #[serde(rename = "hub.verify_token")]
    verify_token: String,
    /// What is to be given back.
    #[serde(rename = "hub.challenge")]
    challenge: String,
}

/// A telephone number.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberToBind {
    /// With the code of its country, in any digits.
    #[schema(example = "+971 50 123 4567")]
    to: String,
}

/// A number that is bound.
#[derive(Serialize, ToSchema)]
pub struct BoundView {
    /// The number, all but its last two digits hidden.
    to: String,
    /// What became of the message that addresses the person: `sent`, `waiting` to be tried again, or `refused` by the
    /// platform; then bind the number again, or another.
    opening: &'static str,
    /// Until when anything may be said: 24 hours after the person's last message, RFC 3339. Absent while only templates may.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    window_ends_at: Option<Timestamp>,
}

/// Proves the webhook's address to the platform.
#[utoipa::path(get, path = "/v1/whatsapp/webhook", tag = "whatsapp", params(Handshake),
    responses((status = 200, description = "the challenge, as text"), (status = 403, body = Problem),
        (status = 404, body = Problem)))]
pub async fn verify(
    shared: web::Data<Shared>,
    query: Result<web::Query<Handshake>, actix_web::Error>,
) -> Result<HttpResponse, Problem> {
    let whatsapp = opened(&shared)?;
    let bad = |error| Problem::new(422, "bad_value", "A value is not taken").detail(error);
    let Handshake { mode, verify_token, challenge } = query.map_err(bad)?.into_inner();
    let plain = challenge.len() <= LONGEST_CHALLENGE && challenge.bytes().all(|b| b.is_ascii_alphanumeric());
    if mode != "subscribe" || !whatsapp.verify_token.is(&verify_token) || !plain {
        return Err(Problem::new(403, "bad_verify_token", "The token is not the one that is configured"));
    }
    Ok(HttpResponse::Ok()
        .insert_header(("Content-Type", "text/plain; charset=utf-8"))
        .insert_header(("X-Content-Type-Options", "nosniff"))
        .body(challenge))
}

/// Takes a notification of the platform in. It is acknowledged once it is stored, and dealt with after that.
#[utoipa::path(post, path = "/v1/whatsapp/webhook", tag = "whatsapp",
    request_body(content = Object, description = "a notification of the WhatsApp Business platform"),
    params(("X-Hub-Signature-256" = String, Header)),
    responses((status = 200), (status = 403, body = Problem), (status = 404, body = Problem), (status = 413, body = Problem)))]
pub async fn receive(
    shared: web::Data<Shared>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let whatsapp = opened(&shared)?;
    let body = body::bytes(&shared, &request, payload, whatsapp.notification_bytes).await?;
    let signature = request.headers().get("x-hub-signature-256").and_then(|value| value.to_str().ok());
    if !signature.is_some_and(|signature| whatsapp.app_secret.signed(signature, &body)) {
        return Err(Problem::new(403, "bad_signature", "The signature is not good")
            .detail("sign the raw body under the app's secret: X-Hub-Signature-256"));
    }
    match notification::read(&body, &whatsapp.phone_number_id) {
        Ok(notification) => {
            for session in whatsapp::take(&shared.ctx, whatsapp, &notification).await? {
                actix_web::rt::spawn(serve(shared.clone(), session));
            }
        }
        // Signed, and of no shape that we know: it would be no other when it came again.
        Err(fault) => tracing::error!(cause = %fault, "a notification cannot be read"),
    }
    Ok(HttpResponse::Ok().finish())
}

/// After the acknowledgement: what fails here is taken up by the jobs.
async fn serve(shared: web::Data<Shared>, session: crate::base::ids::SessionId) {
    if let Err(error) = whatsapp::serve(&shared.ctx, session).await {
        tracing::error!(error = ?error, %session, "a conversation by WhatsApp could not be dealt with");
    }
}

/// Binds a telephone number to the session: who has it speaks there as the applicant, and is addressed by the approved
/// template. The same number again changes nothing, and tells where it stands.
#[utoipa::path(put, path = "/v1/sessions/{session}/whatsapp", tag = "whatsapp", request_body = NumberToBind,
    params(("session" = uuid::Uuid, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = BoundView), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn bind(on: OnSession<route::BindNumber>, payload: web::Payload) -> Result<HttpResponse, Problem> {
    opened(&on.shared)?;
    let (said, _): (NumberToBind, _) = body::json(&on.shared, payload).await?;
    let bad = |reason: String| Problem::new(422, "bad_value", "A value is not taken").value("/to", reason);
    let to = Address::parse(&said.to).map_err(|fault| bad(fault.to_string()))?;
    let Bound { opening, window_ends_at_ms } = whatsapp::bind(&on.turn, &on.loaded, &to).await?;
    let window_ends_at = window_ends_at_ms.and_then(|at| Timestamp::from_millisecond(at).ok());
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(BoundView {
        to: to.masked(),
        opening: opening.name(),
        window_ends_at,
    }))
}

/// Takes the number away from the session: who has it is heard no more, and told nothing. Again, or where none was bound, it
/// changes nothing. What was said stays in the thread.
#[utoipa::path(delete, path = "/v1/sessions/{session}/whatsapp", tag = "whatsapp",
    params(("session" = uuid::Uuid, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 204), (status = 404, body = Problem), (status = 412, body = Problem)))]
pub async fn unbind(on: OnSession<route::UnbindNumber>) -> Result<HttpResponse, Problem> {
    opened(&on.shared)?;
    whatsapp::unbind(&on.turn, &on.loaded).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The door, where it is open; where it is not, there is no such route.
fn opened(shared: &Shared) -> Result<&WhatsApp, Problem> {
    let shut = || Problem::new(404, "no_such_route", "No such route").detail("set whatsapp.enabled to open this door");
    shared.ctx.whatsapp.as_ref().ok_or_else(shut)
}
