//! Steps out of order, twice and at once; limits of the moment. None of them costs an attempt or answers 500.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    num::NonZeroU32,
    time::Duration,
};

use ahlan::staff::caller::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    applicant::step,
    approval::{known_seed, service_with_person},
    pictures::plain_jpeg,
    service::{Answer, Service, answer},
};

#[actix_web::test]
async fn a_selfie_before_there_is_a_portrait_is_out_of_order() {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let answer = service.unchanged(&session, service.selfie(&session, plain_jpeg())).await;
    answer.is(409, "step_out_of_order");
    assert!(answer.body["detail"].as_str().expect("a detail").contains("document"));
}

#[actix_web::test]
async fn a_submission_names_the_steps_that_are_open() {
    let service = Service::start().await;
    let session = service.session("standard").await;
    let answer = service.unchanged(&session, service.submit(&session)).await;
    answer.is(409, "steps_open");
    assert!(answer.body["detail"].as_str().expect("a detail").contains("selfie"));
}

#[actix_web::test]
async fn a_step_that_the_journey_does_not_have_is_refused() {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let typed = json!({ "scheme": "utopia", "number": "1990-0807-012-2", "birth_date": "1990-08-07" });
    service.unchanged(&session, service.identify(&session, &typed)).await.is(409, "no_such_step");
}

#[actix_web::test]
async fn a_second_selfie_after_a_match_is_refused_and_so_is_every_step_after_the_end() {
    let (service, person) = service_with_person(known_seed()).await;
    let session = service.walk("document-only", &person).await;
    let selfie = person.selfie(&service.ctx.faces);
    service.unchanged(&session, service.selfie(&session, selfie)).await.is(409, "step_done");
    service.submit(&session).await.good();
    service.unchanged(&session, service.submit(&session)).await.is(409, "not_now");
    service.unchanged(&session, service.document(&session, &person)).await.is(409, "not_now");
}

impl Service {
    /// How often something happened in the session.
    async fn happened(&self, session: &str, kind: &str) -> usize {
        let path = session.replace("/v1/", "/v1/audit/");
        let events = self.get(&self.staff("omar", Role::Auditor), &format!("{path}/events")).await.good();
        let events = events.as_array().expect("events").clone();
        events.iter().filter(|event| event["leaf"]["event"]["kind"] == kind).count()
    }
}

/// How many answers were good; the others must be refusals that say what to do.
#[track_caller]
fn won(answers: &[Answer]) -> usize {
    for answer in answers.iter().filter(|answer| answer.status != StatusCode::OK) {
        assert_eq!(answer.status, StatusCode::CONFLICT, "{:#}", answer.body);
        assert!(["step_done", "conflict", "busy"].contains(&answer.body["code"].as_str().expect("a code")));
    }
    answers.iter().filter(|answer| answer.status == StatusCode::OK).count()
}

#[actix_web::test]
async fn of_selfies_sent_at_once_one_counts() {
    let (service, person) = service_with_person(known_seed()).await;
    let session = service.session("document-only").await;
    service.document(&session, &person).await.good();
    let selfie = || service.selfie(&session, person.selfie(&service.ctx.faces));
    let answers: [Answer; 3] = tokio::join!(selfie(), selfie(), selfie()).into();
    assert_eq!(won(&answers), 1);
    assert_eq!(service.happened(&session, "face_compared").await, 1);
    assert_eq!(step(&service.seen(&session).await, "selfie"), "passed");
}

#[actix_web::test]
async fn documents_sent_at_once_each_count_or_are_refused() {
    let (service, person) = service_with_person(known_seed()).await;
    let session = service.session("document-only").await;
    let document = || service.document(&session, &person);
    let answers: [Answer; 2] = tokio::join!(document(), document()).into();
    let won = won(&answers);
    assert!(won >= 1);
    assert_eq!(service.happened(&session, "document_read").await, won);
    assert_eq!(step(&service.seen(&session).await, "document"), "passed");
}

#[actix_web::test]
async fn of_submissions_sent_at_once_one_counts() {
    let (service, person) = service_with_person(known_seed()).await;
    let session = service.walk("document-only", &person).await;
    let answers: [Answer; 3] =
        tokio::join!(service.submit(&session), service.submit(&session), service.submit(&session)).into();
    let good: Vec<_> = answers.iter().filter(|answer| answer.status == StatusCode::OK).collect();
    assert_eq!(good.len(), 1);
    for answer in answers.iter().filter(|answer| answer.status != StatusCode::OK) {
        answer.is(409, "not_now");
    }
    assert_eq!(service.happened(&session, "decided").await, 1);
}

#[actix_web::test]
async fn a_turn_on_a_version_that_has_moved_is_refused() {
    let service = Service::start().await;
    let session = service.session("standard").await;
    let withdraw = async |version: &str| {
        let request = service.request(&service.back_end, Method::POST, &format!("{session}/withdrawal"));
        answer(request.header("if-match", version)).await
    };
    service.unchanged(&session, withdraw("\"1\"")).await.is(412, "version_moved");
    service.unchanged(&session, withdraw("1")).await.is(400, "bad_if_match");
    let seen = service.get(&service.back_end, &session).await;
    let current = seen.headers["etag"].to_str().expect("text").to_owned();
    assert_eq!(withdraw(&current).await.good()["status"], "withdrawn");
}

#[actix_web::test]
async fn a_session_whose_time_is_over_takes_no_step_and_says_so() {
    let mut service = Service::start().await;
    let session = service.session("registry-only").await;
    service.clock.advance(3600);
    let client_id = "test-app".parse().expect("a name");
    service.back_end = service.token_of(&ahlan::staff::caller::Caller::BackEnd { client_id });
    let typed = json!({ "scheme": "utopia", "number": "1990-0807-012-2", "birth_date": "1990-08-07" });
    service.unchanged(&session, service.identify(&session, &typed)).await.is(410, "session_expired");
    service.jobs().await;
    assert_eq!(service.seen(&session).await["status"], "expired");
}

/// Sends the headers of a request, and the first byte of a body that is to follow.
fn begin_a_body(address: SocketAddr, session: &str, token: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).expect("a connection");
    let line = format!("POST {session}/consents HTTP/1.1\r\nhost: x\r\n");
    let headers = format!("authorization: Bearer {token}\r\ncontent-length: 100\r\n\r\n");
    stream.write_all(format!("{line}{headers}{{").as_bytes()).expect("sent");
    stream
}

#[actix_web::test]
async fn without_a_place_a_request_is_sent_away_at_once_and_costs_no_attempt() {
    let (service, person) = crate::approval::service_with_person_changed(known_seed(), |door| door.places = 1).await;
    let session = service.session("document-only").await;
    let before = service.seen(&session).await;
    // Someone else's body that never comes holds the only place.
    let slow = loop {
        let slow = begin_a_body(service.address, &session, &service.back_end);
        tokio::time::sleep(Duration::from_millis(50)).await;
        let answer = service.submit(&session).await;
        if answer.status == StatusCode::SERVICE_UNAVAILABLE {
            break slow;
        }
        // The question came in before the slow one and held the place itself.
        answer.is(409, "steps_open");
    };
    let refused = service.document(&session, &person).await;
    refused.is(503, "no_place");
    assert_eq!((&refused.headers["retry-after"], &refused.body["retryable"]), (&"1".parse().unwrap(), &json!(true)));
    drop(slow);
    let after = loop {
        let seen = service.get(&service.back_end, &session).await;
        if seen.status == StatusCode::OK {
            break seen.body;
        }
    };
    assert_eq!(after, before);
    let seen = service.document(&session, &person).await.good();
    assert_eq!(step(&seen, "document"), "passed");
}

#[actix_web::test]
async fn a_body_that_comes_too_slowly_is_given_up() {
    let service = Service::start_changed(&json!([]), |door| door.body_timeout_ms = 2_000).await;
    let session = service.session("document-only").await;
    let (address, token, path) = (service.address, service.back_end.clone(), session.clone());
    let slow = tokio::task::spawn_blocking(move || {
        let mut slow = begin_a_body(address, &path, &token);
        let mut answer = vec![0; 4096];
        let count = slow.read(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer[..count]).into_owned()
    });
    let answer = service.unchanged(&session, slow).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("body_too_slow"), "{answer}");
}

#[actix_web::test]
async fn a_caller_who_asks_too_often_is_told_to_wait_and_others_are_not() {
    let service = Service::start_changed(&json!([]), |door| door.rate_per_minute = NonZeroU32::new(6).unwrap()).await;
    let session = service.session("document-only").await;
    let sara = service.staff("sara", Role::Supervisor);
    let seen = async || service.get(&sara, &session).await.good();
    let before: Value = seen().await;
    let submissions = [service.submit(&session).await, service.submit(&session).await, service.submit(&session).await];
    let refused = submissions.last().expect("three");
    refused.is(429, "too_many_requests");
    assert!(refused.headers.contains_key("retry-after"));
    assert_eq!(seen().await, before);
}

#[actix_web::test]
async fn too_many_look_ups_under_one_identity_go_to_a_person_across_sessions() {
    let service = Service::start().await;
    let typed = json!({ "scheme": "utopia", "number": "1990-0807-012-2", "birth_date": "1990-08-07" });
    for _ in 0..10 {
        let session = service.session("standard").await;
        let seen = service.identify(&session, &typed).await.good();
        assert_eq!(step(&seen, "identification"), "passed");
    }
    let session = service.session("registry-only").await;
    let seen = service.identify(&session, &typed).await.good();
    assert_eq!(step(&seen, "identification"), "referred");
    let fields: Vec<_> = seen["profile"].as_array().expect("a profile").iter().map(|of| of["field"].clone()).collect();
    assert_eq!(fields, ["national_id", "birth_date"], "the registry was not asked: only what was typed is known");
    service.unchanged(&session, service.identify(&session, &typed)).await.is(409, "step_done");
    assert_eq!(service.submit(&session).await.good()["status"], "awaiting_staff");
    let staff = service.get(&service.staff("sara", Role::Supervisor), &session).await.good();
    let reasons = staff["decision"]["reason_codes"].as_array().expect("reasons").clone();
    assert!(reasons.contains(&json!("identity_attempts")), "{reasons:?}");

    // What a refusal costs is not counted, and yesterday's attempts are over.
    let mut service = service;
    service.clock.advance(24 * 3600);
    let client_id = "test-app".parse().expect("a name");
    service.back_end = service.token_of(&ahlan::staff::caller::Caller::BackEnd { client_id });
    let session = service.session("standard").await;
    assert_eq!(step(&service.identify(&session, &typed).await.good(), "identification"), "passed");
}

#[actix_web::test]
async fn a_consent_is_taken_back_while_a_person_is_awaited() {
    let service = Service::start().await;
    let session = service.referred().await;
    let consents = format!("{session}/consents");
    let said = json!({ "purpose": "biometric", "granted": false });
    let seen = service.json(&service.back_end, Method::POST, &consents, &said).await.good();
    assert_eq!(seen["status"], "awaiting_staff");
    let said = json!({ "purpose": "biometric", "granted": true, "text_version": "1", "language": "en" });
    let again = service.json(&service.back_end, Method::POST, &consents, &said);
    service.unchanged(&session, again).await.is(409, "not_now");
}
