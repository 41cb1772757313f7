//! The same request sent twice has one effect.

use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use crate::{
    approval::{known_seed, service_with_person},
    pictures::plain_jpeg,
    service::{Answer, Service, answer},
};

impl Service {
    async fn keyed(&self, path: &str, key: &str, body: &Value) -> Answer {
        let request = self.request(&self.back_end, Method::POST, path).header("idempotency-key", key);
        answer(request.json(body)).await
    }
}

/// Someone whom the shipped registry knows.
fn amal() -> Value {
    json!({ "scheme": "utopia", "number": "1990-0807-012-2", "birth_date": "1990-08-07" })
}

#[actix_web::test]
async fn the_same_key_and_content_give_the_same_answer_and_one_effect() {
    let service = Service::start().await;
    let session = service.session("standard").await;
    let path = format!("{session}/identification");
    let first = service.keyed(&path, "one", &amal()).await.good();
    let again = service.unchanged(&session, service.keyed(&path, "one", &amal())).await.good();
    assert_eq!(again, first);
    // What came after does not change what was answered then.
    let said = json!({ "purpose": "recording", "granted": false });
    service.json(&service.back_end, Method::POST, &format!("{session}/consents"), &said).await.good();
    assert_eq!(service.keyed(&path, "one", &amal()).await.good(), first);
}

#[actix_web::test]
async fn spaces_between_values_are_not_other_content() {
    let service = Service::start().await;
    let session = service.session("standard").await;
    let path = format!("{session}/identification");
    let first = service.keyed(&path, "one", &amal()).await.good();
    let spread = serde_json::to_string_pretty(&amal()).expect("JSON");
    let request = service.request(&service.back_end, Method::POST, &path).header("idempotency-key", "one");
    assert_eq!(answer(request.body(spread)).await.good(), first);
}

#[actix_web::test]
async fn the_same_key_with_other_content_is_refused() {
    let service = Service::start().await;
    let session = service.session("standard").await;
    let path = format!("{session}/identification");
    service.keyed(&path, "one", &amal()).await.good();
    let tariq = json!({ "scheme": "utopia", "number": "1985-0314-411-6", "birth_date": "1985-03-14" });
    service.unchanged(&session, service.keyed(&path, "one", &tariq)).await.is(422, "idempotency_key_reused");
}

#[actix_web::test]
async fn the_same_key_on_another_session_is_another_key() {
    let service = Service::start().await;
    for _ in 0..2 {
        let session = service.session("standard").await;
        let seen = service.keyed(&format!("{session}/identification"), "one", &amal()).await.good();
        assert!(session.ends_with(seen["id"].as_str().expect("an id")));
    }
}

#[actix_web::test]
async fn a_refused_request_frees_its_key() {
    let (service, person) = service_with_person(known_seed()).await;
    let session = service.session("document-only").await;
    let selfie = person.selfie(&service.ctx.faces);
    let send = async || {
        let form = Form::new().part("image", Part::bytes(selfie.clone()));
        let request = service.request(&service.back_end, Method::POST, &format!("{session}/selfie"));
        answer(request.header("idempotency-key", "one").multipart(form)).await
    };
    service.unchanged(&session, send()).await.is(409, "step_out_of_order");
    service.document(&session, &person).await.good();
    // The boundary between the parts differs from request to request; only what was sent counts.
    let first = send().await.good();
    assert_eq!(service.unchanged(&session, send()).await.good(), first);
}

#[actix_web::test]
async fn a_start_with_the_same_key_gives_the_same_session_and_a_fresh_token() {
    let service = Service::start().await;
    let wish = json!({ "journey": "standard", "mode": "test", "reference": "app-1" });
    let first = service.keyed("/v1/sessions", "one", &wish).await.good();
    let again = service.keyed("/v1/sessions", "one", &wish).await.good();
    assert_eq!(again["session"], first["session"]);
    let token = |started: &Value| started["applicant_token"]["token"].as_str().expect("a token").to_owned();
    assert_ne!(token(&again), token(&first));
    let path = format!("/v1/sessions/{}", first["session"]["id"].as_str().expect("an id"));
    service.get(&token(&again), &path).await.good();
    let list = service.get(&service.back_end, "/v1/sessions").await.good();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1));
    let other = json!({ "journey": "standard", "mode": "test", "reference": "app-2" });
    service.keyed("/v1/sessions", "one", &other).await.is(422, "idempotency_key_reused");
}

#[actix_web::test]
async fn a_key_that_is_too_long_is_refused() {
    let service = Service::start().await;
    let session = service.session("standard").await;
    for key in ["", &"k".repeat(256)] {
        let path = format!("{session}/identification");
        service.unchanged(&session, service.keyed(&path, key, &amal())).await.is(400, "bad_idempotency_key");
    }
}

#[actix_web::test]
async fn a_key_whose_picture_was_not_taken_is_free_for_a_better_one() {
    let (service, person) = service_with_person(known_seed()).await;
    let session = service.session("document-only").await;
    let send = async |front: Vec<u8>| {
        let form = Form::new().part("front", Part::bytes(front)).part("back", Part::bytes(person.back()));
        let request = service.request(&service.back_end, Method::POST, &format!("{session}/documents"));
        answer(request.header("idempotency-key", "one").multipart(form)).await
    };
    service.unchanged(&session, send(plain_jpeg()[..40].to_vec())).await.is(422, "picture_damaged");
    send(person.front()).await.good();
}
