//! Who falls silent is reminded, and who is about to run out of time is told: by the gateway and in the thread.

use ahlan::{
    flow::jobs,
    staff::caller::{Caller, Role},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{gateway::Gateway, service::Service};

const HOUR_S: i64 = 3600;

impl Service {
    /// A session whose person has proved a mailbox.
    async fn proved(&self, gateway: &Gateway) -> String {
        let session = self.reachable().await;
        self.contact(&session, "layla.marker@example.com").await.good();
        self.types(&session, &gateway.last_code()).await.good();
        session
    }

    /// Lets hours pass, and a round of jobs after them.
    async fn hours(&mut self, hours: i64) {
        self.clock.advance(hours * HOUR_S);
        let client_id = "test-app".parse().expect("a name");
        self.back_end = self.token_of(&Caller::BackEnd { client_id });
        self.jobs().await;
    }

    /// What the log says the person was told.
    async fn person_told(&self, session: &str) -> Vec<(Value, Value)> {
        let path = format!("{}/events", session.replace("/v1/", "/v1/audit/"));
        let events = self.get(&self.staff("omar", Role::Auditor), &path).await.good();
        let events = events.as_array().expect("events").iter().map(|event| event["leaf"]["event"].clone());
        events
            .filter(|event| event["kind"] == "person_told")
            .map(|event| (event["what"].clone(), event["by"].clone()))
            .collect()
    }
}

fn subjects(gateway: &Gateway) -> Vec<String> {
    gateway.taken().iter().map(|message| message["subject"].as_str().expect("a subject").to_owned()).collect()
}

#[actix_web::test]
async fn after_a_day_of_silence_one_reminder_goes_out_and_no_second() {
    let gateway = Gateway::start();
    let mut service = gateway.service("").await;
    let session = service.proved(&gateway).await;
    service.hours(23).await;
    assert_eq!(gateway.taken().len(), 1, "the code alone");
    service.hours(1).await;
    assert_eq!(subjects(&gateway), ["Your code", "Your application is waiting"]);
    let text = gateway.taken()[1]["text"].as_str().expect("a text").to_owned();
    assert!(text.contains("24 November 2026"), "{text}");
    service.hours(1).await;
    service.hours(30).await;
    assert_eq!(gateway.taken().len(), 2, "once is enough");
    assert_eq!(service.person_told(&session).await, [(json!("waiting"), json!(["email"]))]);
    assert_eq!(service.faults(&session).await, Vec::<String>::new());
}

#[actix_web::test]
async fn the_end_is_told_in_advance_by_mail_and_in_the_thread_in_the_persons_language() {
    let gateway = Gateway::start();
    let mut service = gateway.service("[reminders]\nmost = 0").await;
    let session = service.proved(&gateway).await;
    let messages = format!("{session}/messages");
    let say = json!({ "text": "بالعربية من فضلك" });
    service.json(&service.back_end, Method::POST, &messages, &say).await.good();
    service.hours(69).await;
    assert_eq!(gateway.taken().len(), 1);
    service.hours(1).await;
    assert_eq!(service.person_told(&session).await, [(json!("ending"), json!(["email", "thread"]))]);
    let mail = gateway.taken().pop().expect("a mail");
    assert!(mail["text"].as_str().is_some_and(|text| text.contains("ساعتين")), "{mail:#}");
    let thread = service.get(&service.back_end, &messages).await.good();
    let last = thread["items"].as_array().and_then(|items| items.last()).expect("a message");
    assert_eq!(last["from"], "service");
    let said = last["replies"][0]["text"].as_str().expect("words");
    assert!(said.contains("ساعتين"), "{last:#}");
    let asked = last["replies"].as_array().and_then(|replies| replies.last()).expect("a question");
    assert_eq!(asked["wants"], "card", "the question still stands: {last:#}");
    // The conversation goes on from there.
    let agreed = service.json(&service.back_end, Method::POST, &messages, &json!({ "text": "وقتي ضيق" })).await.good();
    assert_eq!(agreed["language"], "ar");
    service.hours(1).await;
    assert_eq!(gateway.taken().len(), 2, "told once");
    service.hours(1).await;
    assert_eq!(service.seen(&session).await["status"], "expired");
    assert_eq!(service.faults(&session).await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_call_that_was_booked_in_the_thread_is_told_of_ten_minutes_before_by_mail_and_in_the_thread() {
    let gateway = Gateway::start();
    let service = gateway.service("").await;
    let session = service.proved(&gateway).await;
    for purpose in ["document", "biometric"] {
        let said = json!({ "purpose": purpose, "granted": false });
        service.json(&service.back_end, Method::POST, &format!("{session}/consents"), &said).await.good();
    }
    assert_eq!(service.submit(&session).await.good()["status"], "awaiting_staff");
    let messages = format!("{session}/messages");
    for (said, heard) in [
        (json!({}), "Would you rather talk?"),
        (json!({ "choice": "call" }), "May the video call be recorded?"),
        (json!({ "choice": "refuse" }), "21 November 2026 at 09:15 (UTC+00:00)"),
    ] {
        let answer = service.json(&service.back_end, Method::POST, &messages, &said).await.good();
        let text = answer["replies"].to_string().replace(['\u{2068}', '\u{2069}'], "");
        assert!(text.contains(heard), "{answer:#}");
    }
    service.clock.advance(299);
    service.jobs().await;
    assert_eq!(gateway.taken().len(), 1, "the code alone");
    for _ in 0..2 {
        service.clock.advance(1);
        service.jobs().await;
    }
    assert_eq!(subjects(&gateway), ["Your code", "Your video call"]);
    let mail = gateway.taken().pop().expect("a mail");
    assert!(mail["text"].as_str().is_some_and(|text| text.contains("begins at 09:15 (UTC+00:00)")), "{mail:#}");
    assert_eq!(service.person_told(&session).await, [(json!("call_soon"), json!(["email", "thread"]))]);
    let thread = service.get(&service.back_end, &messages).await.good();
    let last = thread["items"].as_array().and_then(|items| items.last()).expect("a message");
    assert_eq!((&last["from"], &last["replies"][1]["wants"]), (&json!("service"), &json!("call")), "{last:#}");
    assert_eq!(service.faults(&session).await, Vec::<String>::new());
}

#[actix_web::test]
async fn who_acts_or_talks_has_not_fallen_silent() {
    let gateway = Gateway::start();
    let mut service = gateway.service("").await;
    let session = service.proved(&gateway).await;
    service.hours(20).await;
    let hello = json!({ "text": "thanks" });
    service.json(&service.back_end, Method::POST, &format!("{session}/messages"), &hello).await.good();
    service.hours(20).await;
    assert_eq!(gateway.taken().len(), 1);
    service.hours(4).await;
    assert_eq!(gateway.taken().len(), 2);
}

#[actix_web::test]
async fn nobody_is_told_anything_after_ending_erasing_or_taking_the_agreement_back() {
    let gateway = Gateway::start();
    let mut service = gateway.service("").await;
    let refuse = json!({ "purpose": "contact", "granted": false });
    for (path, body) in [("withdrawal", json!({})), ("erasure", json!({})), ("consents", refuse)] {
        let session = service.proved(&gateway).await;
        let before = gateway.taken().len();
        service.json(&service.back_end, Method::POST, &format!("{session}/{path}"), &body).await.good();
        service.hours(25).await;
        service.hours(46).await;
        assert_eq!(gateway.taken().len(), before, "{path}");
        assert_eq!(service.person_told(&session).await, [], "{path}");
    }
}

#[actix_web::test]
async fn a_message_that_did_not_go_out_is_tried_again_under_the_same_id() {
    let gateway = Gateway::start();
    let mut service = gateway.service("").await;
    let session = service.proved(&gateway).await;
    gateway.answers(500);
    service.hours(24).await;
    assert_eq!((gateway.offered().len(), service.person_told(&session).await.len()), (2, 0));
    service.jobs().await;
    assert_eq!(gateway.offered().len(), 2, "not again at once");
    gateway.answers(202);
    service.hours(1).await;
    let ids: Vec<_> = gateway.offered().iter().skip(1).map(|message| message["id"].clone()).collect();
    assert_eq!((ids.len(), &ids[0]), (2, &ids[1]));
    assert_eq!(service.person_told(&session).await.len(), 1);
}

#[actix_web::test]
async fn two_processes_tell_a_person_once() {
    let gateway = Gateway::start();
    let mut service = gateway.service("").await;
    let session = service.proved(&gateway).await;
    service.clock.advance(24 * HOUR_S);
    let rounds = ["one", "two", "three"].map(|holder| jobs::round(&service.ctx, holder));
    for round in futures_util::future::join_all(rounds).await {
        round.expect("a round");
    }
    service.hours(0).await;
    assert_eq!(gateway.offered().len(), 2);
    assert_eq!(service.person_told(&session).await.len(), 1);
}
