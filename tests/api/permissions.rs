//! The policy table, walked over HTTP: every route, asked by every kind of caller.

use ahlan::staff::{
    caller::Caller,
    policy::{Access, Party, Route, cell},
};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::service::Service;

/// A request of the route on `session` (its path).
fn request(route: Route, session: &str) -> (Method, String) {
    let id = session.rsplit('/').next().expect("an id");
    let on = |rest: &str| format!("{session}/{rest}");
    let post = |path: String| (Method::POST, path);
    let get = |path: String| (Method::GET, path);
    match route {
        Route::Token => post("/oauth/token".to_owned()),
        Route::StartSession => post("/v1/sessions".to_owned()),
        Route::ListSessions => get("/v1/sessions".to_owned()),
        Route::ReadSession => get(session.to_owned()),
        Route::FollowSession => get(on("events")),
        Route::GiveConsent => post(on("consents")),
        Route::Identify => post(on("identification")),
        Route::SendDocument => post(on("documents")),
        Route::CorrectProfile => (Method::PATCH, on("profile")),
        Route::SendSelfie => post(on("selfie")),
        Route::StartLiveness => post(on("liveness")),
        Route::AnswerLiveness => post(on(&format!("liveness/{id}/frames"))),
        Route::SendCode => post(on("contact")),
        Route::TypeCode => post(on("contact/confirmation")),
        Route::Converse => post(on("messages")),
        Route::ConverseLive => get(on("messages/socket")),
        Route::ReadMessages => get(on("messages")),
        Route::BindNumber => (Method::PUT, on("whatsapp")),
        Route::UnbindNumber => (Method::DELETE, on("whatsapp")),
        Route::VerifyWhatsApp => get("/v1/whatsapp/webhook".to_owned()),
        Route::ReceiveWhatsApp => post("/v1/whatsapp/webhook".to_owned()),
        Route::AskCall => post(on("video-calls")),
        Route::ReadCall => get(on("video-calls")),
        Route::CancelCall => (Method::DELETE, on(&format!("video-calls/{id}"))),
        Route::TypeLineCode => post(on("video-calls/code")),
        Route::JoinCall => get(on("video-calls/socket")),
        Route::Submit => post(on("submission")),
        Route::Withdraw => post(on("withdrawal")),
        Route::GiveFeedback => post(on("feedback")),
        Route::Erase => post(on("erasure")),
        Route::IssueApplicantToken => post(on("applicant-tokens")),
        Route::MakeCaptureLink => post(on("capture-links")),
        Route::ExchangeCaptureLink => post("/v1/capture-links/exchange".to_owned()),
        Route::HandOver => post(on("hand-overs")),
        Route::FollowHandOver => get(on(&format!("hand-overs/{id}"))),
        Route::ConfirmHandOver => post(on(&format!("hand-overs/{id}/confirmation"))),
        Route::SeeEvidence => get(on(&format!("evidence/{id}"))),
        Route::ListRecordings => get(on("recordings")),
        Route::ListReviews => get("/v1/reviews".to_owned()),
        Route::ClaimReview => post(format!("/v1/reviews/{id}/claim")),
        Route::InspectReview => get(format!("/v1/reviews/{id}/inspection")),
        Route::ReadHistory => get(format!("/v1/reviews/{id}/history")),
        Route::GiveVerdict => post(format!("/v1/reviews/{id}/verdict")),
        Route::SetPresence => (Method::PUT, "/v1/calls/presence".to_owned()),
        Route::ListCalls => get("/v1/calls".to_owned()),
        Route::TakeNextCall => post("/v1/calls/next".to_owned()),
        Route::HearNotice => post("/v1/calls/notices".to_owned()),
        Route::TakeCall => post(format!("/v1/reviews/{id}/call")),
        Route::ReadCallWork => get(format!("/v1/reviews/{id}/call")),
        Route::JoinCallAsStaff => get(format!("/v1/reviews/{id}/call/socket")),
        Route::HoldCall => post(format!("/v1/reviews/{id}/call/heartbeat")),
        Route::ConnectCall => post(format!("/v1/reviews/{id}/call/connection")),
        Route::AnswerLine => (Method::PUT, format!("/v1/reviews/{id}/call/checklist/face")),
        Route::SendSnapshot => (Method::PUT, format!("/v1/reviews/{id}/call/checklist/face/snapshot")),
        Route::SendLineCode => post(format!("/v1/reviews/{id}/call/checklist/face/code")),
        Route::SendSegment => (Method::PUT, format!("/v1/reviews/{id}/call/recording/1")),
        Route::EndCall => post(format!("/v1/reviews/{id}/call/end")),
        Route::CreateWebhookEndpoint => post("/v1/webhook-endpoints".to_owned()),
        Route::ListWebhookEndpoints => get("/v1/webhook-endpoints".to_owned()),
        Route::DeleteWebhookEndpoint => (Method::DELETE, format!("/v1/webhook-endpoints/{id}")),
        Route::AuditSessions => get("/v1/audit/sessions".to_owned()),
        Route::AuditEvents => get(format!("/v1/audit/sessions/{id}/events")),
        Route::Health => get("/health".to_owned()),
        Route::OpenApi => get("/openapi.json".to_owned()),
        Route::Pages => get("/console/".to_owned()),
    }
}

/// A token of the party, on the session if that is what it has.
fn token(service: &Service, party: Party, session: &str) -> Option<String> {
    match party {
        Party::Nobody => None,
        Party::BackEnd => Some(service.back_end.clone()),
        Party::Applicant => {
            let session = session.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
            Some(service.token_of(&Caller::Applicant { session, generation: 1 }))
        }
        Party::Staff(role) => Some(service.staff("sara", role)),
    }
}

/// What came of it: status, and the problem's code. A stream of events is not waited for.
async fn asked(service: &Service, token: Option<String>, method: Method, path: &str) -> (StatusCode, String) {
    let request = match token {
        Some(token) => service.request(&token, method, path),
        None => reqwest::Client::builder()
            .no_proxy()
            .build()
            .expect("a client")
            .request(method, format!("http://{}{path}", service.address)),
    };
    let response = request.body("{}").send().await.expect("an answer");
    let status = response.status();
    if status.is_success() {
        return (status, String::new());
    }
    let problem: Value = response.json().await.expect("a problem");
    (status, problem["code"].as_str().expect("a code").to_owned())
}

#[actix_web::test]
async fn every_route_lets_in_whom_the_table_says_and_nobody_else() {
    let service = Service::start().await;
    let mut wrong = Vec::new();
    for route in Route::ALL.iter().copied() {
        for party in Party::ALL {
            let session = service.session("document-only").await;
            let (method, path) = request(route, &session);
            let (status, code) = asked(&service, token(&service, party, &session), method, &path).await;
            let right = match (cell(route, party), party) {
                (Access::Never, Party::Nobody) => (status.as_u16(), code.as_str()) == (401, "no_token"),
                (Access::Never, _) => (status.as_u16(), code.as_str()) == (403, "forbidden"),
                // Nobody has claimed the session, and that alone keeps them out.
                (Access::Claimed, _) => (status.as_u16(), code.as_str()) == (403, "not_claimed"),
                (Access::Own | Access::Any, _) => {
                    let kept_out = status == StatusCode::FORBIDDEN && code == "forbidden";
                    let token_route = route == Route::Token;
                    status.as_u16() < 500 && !kept_out && (token_route || status != StatusCode::UNAUTHORIZED)
                }
            };
            if !right {
                wrong.push(format!("{route:?} by {party:?} ({:?}): {status} {code}", cell(route, party)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[actix_web::test]
async fn what_is_forbidden_leaves_the_session_as_it_was() {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    service
        .unchanged(&session, async {
            for route in Route::ALL.iter().copied() {
                for party in Party::ALL.into_iter().filter(|party| cell(route, *party) == Access::Never) {
                    let (method, path) = request(route, &session);
                    asked(&service, token(&service, party, &session), method, &path).await;
                }
            }
        })
        .await;
}

#[actix_web::test]
async fn every_route_of_the_table_is_described_and_every_described_one_is_in_the_table() {
    let described: Value = serde_json::from_str(&ahlan::http::openapi().expect("JSON")).expect("JSON");
    let described: usize = described["paths"]
        .as_object()
        .expect("paths")
        .values()
        .map(|item| item.as_object().expect("an item").len())
        .sum();
    // The description does not describe itself, nor the pages that people see.
    assert_eq!(described, Route::ALL.len() - 2);
}
