//! The applicant's steps: consent, identification, document, profile, selfie, submission, withdrawal.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web};
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

use super::session;
use crate::{
    base::reading::Field,
    flow::{
        FlowError, Turn,
        consent::{self, Answer},
        document,
        identify::{self, Typed},
        ledger::Loaded,
        profile, selfie, submit,
    },
    http::{
        body,
        caller::OnSession,
        idempotent::once,
        problem::Problem,
        view::{Reader, SessionView},
    },
    identify::national_id::Scheme,
    session::event::Purpose,
    staff::policy::route,
};

/// Does `act` once under the request's key and answers with the session.
pub(super) async fn answer<R, A>(
    on: OnSession<R>,
    request: &HttpRequest,
    content: &[u8],
    act: impl FnOnce(Turn, Loaded) -> A,
) -> Result<HttpResponse, Problem>
where
    A: Future<Output = Result<Loaded, FlowError>>,
{
    let OnSession { mut turn, loaded, caller, shared, .. } = on;
    let done = once(&shared.ctx, request, &caller, content, |marked| {
        turn.idempotency = marked;
        act(turn, loaded)
    });
    Ok(session(&done.await?, Reader::of(&caller)))
}

/// What the applicant says to a purpose.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentRequest {
    /// `registry`, `document`, `biometric`, `recording` or `contact`.
    #[schema(value_type = String)]
    purpose: Purpose,
    /// Whether the applicant agrees; false takes an agreement back.
    granted: bool,
    /// The version of the text that was shown; needed to agree.
    text_version: Option<String>,
    /// BCP 47 language tag of the text that was shown; needed to agree.
    language: Option<String>,
}

/// Records what the applicant says to a purpose.
#[utoipa::path(post, path = "/v1/sessions/{session}/consents", tag = "steps", request_body = ConsentRequest,
    params(("session" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = SessionView), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn consent(
    on: OnSession<route::GiveConsent>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let (said, content): (ConsentRequest, _) = body::json(&on.shared, payload).await?;
    let ConsentRequest { purpose, granted, text_version, language } = said;
    let missing = |pointer| {
        let reason = "say which text the applicant has seen, and in which language";
        Problem::new(422, "bad_value", "A value is not taken").value(pointer, reason)
    };
    let given = if granted {
        let short = |text: &String| (1..=64).contains(&text.chars().count());
        Answer::Given {
            text_version: text_version.filter(short).ok_or_else(|| missing("/text_version"))?,
            language: language.filter(short).ok_or_else(|| missing("/language"))?,
        }
    } else {
        Answer::Refused
    };
    answer(on, &request, &content, async |turn, _| consent::consent(&turn, purpose, given).await).await
}

/// A national ID number and the date of birth that belongs to it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentificationRequest {
    /// The number's scheme.
    #[schema(value_type = String)]
    scheme: Scheme,
    /// The number, with or without separators, in any digits.
    number: String,
    /// `YYYY-MM-DD`.
    #[schema(value_type = String, format = Date)]
    birth_date: Date,
}

/// Asks the national registry; its answer fills the form.
#[utoipa::path(post, path = "/v1/sessions/{session}/identification", tag = "steps", request_body = IdentificationRequest,
    params(("session" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = SessionView), (status = 409, body = Problem), (status = 422, body = Problem),
              (status = 429, body = Problem)))]
pub async fn identify(
    on: OnSession<route::Identify>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let (said, content): (IdentificationRequest, _) = body::json(&on.shared, payload).await?;
    let IdentificationRequest { scheme, number, birth_date } = said;
    let typed = Typed { scheme, number, birth_date };
    answer(on, &request, &content, async |turn, loaded| identify::identify(&turn, &loaded, typed).await).await
}

/// Pictures of a document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the multipart body, which is read part by part")]
pub struct DocumentForm {
    /// The card's front, or a passport's data page: JPEG, PNG or WebP.
    #[schema(value_type = String, format = Binary)]
    front: Vec<u8>,
    /// The card's back.
    #[schema(value_type = Option<String>, format = Binary)]
    back: Option<Vec<u8>>,
}

/// Reads a photographed document; its text fills the form.
#[utoipa::path(post, path = "/v1/sessions/{session}/documents", tag = "steps",
    request_body(content = DocumentForm, content_type = "multipart/form-data"),
    params(("session" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = SessionView), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn document(
    on: OnSession<route::SendDocument>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let mut parts = body::parts(&on.shared, &request, payload, &["front", "back"]).await?;
    let content = joined(&parts);
    let pictures = document::Pictures { front: body::take(&mut parts, "front")?, back: parts.remove("back") };
    answer(on, &request, &content, async |turn, loaded| document::read(&turn, &loaded, pictures).await).await
}

/// Confirms or corrects what was read: values by field name.
#[utoipa::path(patch, path = "/v1/sessions/{session}/profile", tag = "steps", request_body = BTreeMap<String, String>,
    params(("session" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = SessionView), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn profile(
    on: OnSession<route::CorrectProfile>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let (typed, content): (BTreeMap<Field, String>, _) = body::json(&on.shared, payload).await?;
    answer(on, &request, &content, async |turn, _| profile::correct(&turn, typed).await).await
}

/// A selfie.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the multipart body, which is read part by part")]
pub struct SelfieForm {
    /// JPEG, PNG or WebP.
    #[schema(value_type = String, format = Binary)]
    image: Vec<u8>,
}

/// Matches a selfie to the portraits that are there.
#[utoipa::path(post, path = "/v1/sessions/{session}/selfie", tag = "steps",
    request_body(content = SelfieForm, content_type = "multipart/form-data"),
    params(("session" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = SessionView), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn selfie(
    on: OnSession<route::SendSelfie>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let mut parts = body::parts(&on.shared, &request, payload, &["image"]).await?;
    let content = joined(&parts);
    let image = body::take(&mut parts, "image")?;
    answer(on, &request, &content, async |turn, loaded| selfie::compare(&turn, &loaded, image).await).await
}

/// Hands the application in: it is decided, or referred to a person.
#[utoipa::path(post, path = "/v1/sessions/{session}/submission", tag = "steps",
    params(("session" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = SessionView), (status = 409, body = Problem)))]
pub async fn submit(on: OnSession<route::Submit>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    answer(on, &request, &[], async |turn, _| submit::submit(&turn).await).await
}

/// Ends the application.
#[utoipa::path(post, path = "/v1/sessions/{session}/withdrawal", tag = "steps",
    params(("session" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = SessionView), (status = 409, body = Problem)))]
pub async fn withdraw(on: OnSession<route::Withdraw>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    answer(on, &request, &[], async |turn, _| submit::withdraw(&turn).await).await
}

/// The decoded parts as one text to be hashed.
pub(super) fn joined(parts: &BTreeMap<&'static str, Vec<u8>>) -> Vec<u8> {
    body::joined(parts.iter().map(|(name, bytes)| (*name, bytes.as_slice())))
}
