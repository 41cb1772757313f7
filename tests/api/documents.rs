//! Documents that are pictures, but not good enough.

use ahlan::staff::caller::Role;
use serde_json::{Value, json};

use crate::{
    applicant::step,
    approval::{known_seed, service_with_person},
    pictures::Person,
    service::{Service, engines},
};

/// The codes of why the step is asked again.
fn causes(seen: &Value) -> Vec<&str> {
    let causes = seen["next"]["causes"].as_array().expect("causes");
    causes.iter().map(|cause| cause["code"].as_str().expect("a code")).collect()
}

#[actix_web::test]
async fn an_expired_document_is_asked_again_and_declined_after_the_last_attempt() {
    let person = Person::expired(&engines().faces, known_seed());
    let service = Service::start_with(&json!([])).await;
    let session = service.session("document-only").await;
    for left in [2, 1] {
        let seen = service.document(&session, &person).await.good();
        assert_eq!((step(&seen, "document"), causes(&seen)), ("retry", vec!["document_expired"]));
        assert_eq!(seen["next"]["attempts_left"], left);
    }
    let seen = service.document(&session, &person).await.good();
    assert_eq!(step(&seen, "document"), "referred");
    service.unchanged(&session, service.document(&session, &person)).await.is(409, "no_attempt_left");
    service.selfie(&session, person.selfie(&service.ctx.faces)).await.good();
    let declined = service.submit(&session).await.good();
    assert_eq!(declined["status"], "declined");
    assert_eq!(declined["decision"]["reason_codes"], Value::Null, "the back end learns no reasons");
    let staff = service.get(&service.staff("sara", Role::Supervisor), &session).await.good();
    assert_eq!(staff["decision"]["reason_codes"], json!(["document_expired"]));
}

#[actix_web::test]
async fn a_blurred_picture_costs_one_attempt_says_why_and_a_sharp_one_passes() {
    let (service, person) = service_with_person(known_seed()).await;
    let session = service.session("document-only").await;
    let sent = [("front", person.blurred_front()), ("back", person.back())];
    let seen = service.pictures(&format!("{session}/documents"), &sent).await.good();
    assert_eq!((step(&seen, "document"), causes(&seen)), ("retry", vec!["picture_blurred"]));
    assert_eq!(seen["next"]["attempts_left"], 2);
    assert!(seen["next"]["causes"][0]["advice"].as_str().expect("advice").contains("Hold still"));
    let seen = service.document(&session, &person).await.good();
    assert_eq!(step(&seen, "document"), "passed", "{:#}", seen["next"]);
}

#[actix_web::test]
async fn a_card_without_its_back_is_asked_for_both_sides() {
    let (service, person) = service_with_person(known_seed()).await;
    let session = service.session("document-only").await;
    let seen = service.pictures(&format!("{session}/documents"), &[("front", person.front())]).await.good();
    assert_eq!((step(&seen, "document"), causes(&seen)), ("retry", vec!["side_missing"]));
    assert_eq!(seen["next"]["sides"], json!(["front", "back"]));
}

#[actix_web::test]
async fn a_picture_without_a_document_is_asked_again() {
    let (service, person) = service_with_person(known_seed()).await;
    let session = service.session("document-only").await;
    let selfie = person.selfie(&service.ctx.faces);
    let sent = [("front", selfie), ("back", person.back())];
    let seen = service.pictures(&format!("{session}/documents"), &sent).await.good();
    assert_eq!(step(&seen, "document"), "retry");
    assert!(!causes(&seen).is_empty() && !causes(&seen).contains(&"document_expired"), "{:?}", causes(&seen));
}
