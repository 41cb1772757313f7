//! Tokens that prove nothing, or not enough.

use ahlan::staff::{caller::Caller, token::LONGEST_LIFE_S};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use reqwest::{Method, StatusCode};

use crate::service::Service;

async fn applicant_token(service: &Service, session: &str) -> String {
    let started = service.post(&service.back_end, &format!("{session}/applicant-tokens")).await.good();
    started["applicant_token"]["token"].as_str().expect("a token").to_owned()
}

#[actix_web::test]
async fn without_a_token_nobody_is_let_in() {
    let service = Service::start().await;
    let session = service.session("standard").await;
    let path = format!("{session}/withdrawal");
    let answer = service.unchanged(&session, service.anonymous(Method::POST, &path)).await;
    answer.is(401, "no_token");
    assert_eq!(answer.headers["www-authenticate"], "Bearer");
}

#[actix_web::test]
async fn an_expired_token_is_refused() {
    let mut service = Service::start().await;
    let session = service.session("standard").await;
    let before = service.seen(&session).await;
    let old = service.back_end.clone();
    service.clock.advance(LONGEST_LIFE_S);
    service.post(&old, &format!("{session}/withdrawal")).await.is(401, "bad_token");
    service.back_end = service.token_of(&Caller::BackEnd { client_id: "test-app".parse().expect("a name") });
    assert_eq!(service.seen(&session).await, before);
}

#[actix_web::test]
async fn an_unsigned_token_that_names_the_algorithm_none_is_refused() {
    let service = Service::start().await;
    let session = service.session("standard").await;
    let claims = service.back_end.split('.').nth(1).expect("claims");
    for algorithm in ["none", "None", "HS256"] {
        let head = BASE64.encode(format!(r#"{{"alg":"{algorithm}","typ":"at+jwt","kid":"test"}}"#));
        let (forged, path) = (format!("{head}.{claims}."), format!("{session}/withdrawal"));
        service.unchanged(&session, service.post(&forged, &path)).await.is(401, "bad_token");
    }
}

#[actix_web::test]
async fn a_token_with_a_changed_claim_is_refused() {
    let service = Service::start().await;
    let session = service.session("standard").await;
    let mut parts = service.back_end.split('.');
    let (head, claims, signature) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
    let text = String::from_utf8(BASE64.decode(claims).unwrap()).unwrap().replace("back-end", "staff");
    let forged = format!("{head}.{}.{signature}", BASE64.encode(text));
    let path = format!("{session}/withdrawal");
    service.unchanged(&session, service.post(&forged, &path)).await.is(401, "bad_token");
}

#[actix_web::test]
async fn another_sessions_applicant_is_told_that_there_is_no_such_session() {
    let service = Service::start().await;
    let (session, other) = (service.session("standard").await, service.session("standard").await);
    let token = applicant_token(&service, &other).await;
    service.get(&token, &other).await.good();
    for (method, path) in [(Method::GET, session.clone()), (Method::POST, format!("{session}/withdrawal"))] {
        let request = crate::service::answer(service.request(&token, method, &path));
        service.unchanged(&session, request).await.is(404, "not_found");
    }
}

#[actix_web::test]
async fn another_clients_session_and_one_that_never_was_answer_alike() {
    let service = Service::start().await;
    let session = service.session("standard").await;
    let other = service.new_back_end("other-app").await;
    let theirs = service.unchanged(&session, service.get(&other, &session)).await;
    theirs.is(404, "not_found");
    let none = service.get(&other, "/v1/sessions/01890a5d-ac96-774b-bcce-b302099a8057").await;
    assert_eq!((none.status, none.body), (theirs.status, theirs.body));
    assert_eq!(service.get(&other, "/v1/sessions").await.good()["items"], serde_json::json!([]));
}

#[actix_web::test]
async fn a_replaced_token_stops_working_at_once() {
    let service = Service::start().await;
    let session = service.session("standard").await;
    let first = applicant_token(&service, &session).await;
    let second = applicant_token(&service, &session).await;
    let path = format!("{session}/withdrawal");
    service.unchanged(&session, service.post(&first, &path)).await.is(401, "token_replaced");
    service.get(&second, &session).await.good();
}

#[actix_web::test]
async fn a_withdrawal_revokes_the_applicants_token() {
    let service = Service::start().await;
    let session = service.session("standard").await;
    let token = applicant_token(&service, &session).await;
    service.post(&token, &format!("{session}/withdrawal")).await.good();
    service.get(&token, &session).await.is(401, "token_replaced");
}

#[actix_web::test]
async fn a_wrong_secret_and_an_unknown_client_answer_alike() {
    let service = Service::start().await;
    let form = |client| format!("grant_type=client_credentials&client_id={client}&client_secret=wrong");
    let wrong = service.token(form("test-app")).await;
    wrong.is(401, "bad_credentials");
    let unknown = service.token(form("nobody")).await;
    assert_eq!((wrong.status, wrong.body), (unknown.status, unknown.body));
    let grant = service.token("grant_type=password&client_id=test-app&client_secret=wrong".to_owned()).await;
    grant.is(400, "unsupported_grant_type");
    assert_eq!(service.token("nonsense".to_owned()).await.status, StatusCode::BAD_REQUEST);
}
