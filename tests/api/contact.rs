//! The contact step over the API, with a gateway behind a socket.

use ahlan::staff::caller::Caller;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    applicant::step,
    gateway::Gateway,
    service::{Answer, Service, answer},
};

const PHONE: &str = "+971 50 123 4567";
const MAIL: &str = "layla.marker@example.com";

impl Service {
    /// A session of the journey that proves an address, with every agreement.
    pub async fn reachable(&self) -> String {
        let session = self.session("reachable").await;
        let said = json!({ "purpose": "contact", "granted": true, "text_version": "1", "language": "en" });
        self.json(&self.back_end, Method::POST, &format!("{session}/consents"), &said).await.good();
        session
    }

    pub async fn contact(&self, session: &str, address: &str) -> Answer {
        let body = json!({ "address": address });
        self.json(&self.back_end, Method::POST, &format!("{session}/contact"), &body).await
    }

    pub async fn types(&self, session: &str, code: &str) -> Answer {
        let body = json!({ "code": code });
        self.json(&self.back_end, Method::POST, &format!("{session}/contact/confirmation"), &body).await
    }
}

/// Another code than this one.
fn other(code: &str) -> String {
    let last = code.chars().last().and_then(|c| c.to_digit(10)).expect("a digit");
    format!("{}{}", &code[..5], (last + 1) % 10)
}

#[actix_web::test]
async fn a_code_goes_out_by_the_gateway_and_proves_the_address() {
    let gateway = Gateway::start();
    let service = gateway.service("").await;
    let session = service.reachable().await;
    assert_eq!(service.seen(&session).await["next"]["action"], "give_contact");
    let asked = service.contact(&session, PHONE).await.good();
    assert_eq!((&asked["next"]["action"], &asked["next"]["channel"]), (&json!("type_code"), &json!("phone")));
    let expected = json!({ "kind": "phone", "address": "+971501234567", "confirmed": false,
                           "code_expires_at": "2026-11-21T09:05:00Z", "tries_left": 5 });
    assert_eq!(asked["contact"], expected);
    let message = gateway.taken().pop().expect("a message");
    assert_eq!(
        (&message["to"], &message["kind"], &message["language"]),
        (&json!("+971501234567"), &json!("phone"), &json!("en"))
    );
    // In the digits of whoever types.
    let code = gateway.last_code().replace('0', "٠").replace('1', "۱");
    let done = service.types(&session, &code).await.good();
    assert_eq!((step(&done, "contact"), &done["contact"]["confirmed"]), ("passed", &json!(true)), "{done:#}");
    assert_eq!(done["contact"].get("tries_left"), None);
}

#[actix_web::test]
async fn an_applicant_sees_their_own_address_masked_and_the_code_never() {
    let gateway = Gateway::start();
    let service = gateway.service("").await;
    let session = service.reachable().await;
    service.contact(&session, MAIL).await.good();
    let tokens = service.post(&service.back_end, &format!("{session}/applicant-tokens")).await.good();
    let token = tokens["applicant_token"]["token"].as_str().expect("a token").to_owned();
    let seen = service.get(&token, &session).await.good();
    assert_eq!(seen["contact"]["address"], "l•••@example.com");
    for seen in [seen, service.seen(&session).await] {
        assert!(!seen.to_string().contains(&gateway.last_code()), "{seen:#}");
    }
}

#[actix_web::test]
async fn a_wrong_code_is_counted_and_the_fifth_uses_it_up() {
    let gateway = Gateway::start();
    let service = gateway.service("").await;
    let session = service.reachable().await;
    service.contact(&session, MAIL).await.good();
    let (right, wrong) = (gateway.last_code(), other(&gateway.last_code()));
    let seen = service.types(&session, &wrong).await.good();
    assert_eq!((step(&seen, "contact"), &seen["contact"]["tries_left"]), ("retry", &json!(4)));
    assert_eq!(seen["next"]["causes"][0]["code"], "code_wrong");
    for _ in 0..4 {
        service.types(&session, &wrong).await.good();
    }
    service.types(&session, &right).await.is(409, "no_code");
    assert_eq!(service.seen(&session).await["next"]["attempts_left"], 2);
}

#[actix_web::test]
async fn tries_side_by_side_are_all_counted() {
    let gateway = Gateway::start();
    let service = gateway.service("").await;
    let session = service.reachable().await;
    service.contact(&session, MAIL).await.good();
    let wrong = other(&gateway.last_code());
    let tries = futures_util::future::join_all((0..12).map(|_| service.types(&session, &wrong))).await;
    let taken = tries.iter().filter(|answer| answer.status.is_success()).count();
    assert!(taken <= 5, "{taken} of a code's five tries were taken");
    let seen = service.seen(&session).await;
    assert_eq!(5 - taken as u64, seen["contact"]["tries_left"].as_u64().unwrap_or(0), "{:#}", seen["contact"]);
}

#[actix_web::test]
async fn a_code_ends_after_five_minutes_and_costs_no_attempt() {
    let gateway = Gateway::start();
    let service = gateway.service("").await;
    let session = service.reachable().await;
    service.contact(&session, MAIL).await.good();
    let first = gateway.last_code();
    service.clock.advance(300);
    service.unchanged(&session, service.types(&session, &first)).await.is(409, "code_expired");
    service.contact(&session, MAIL).await.good();
    if gateway.last_code() != first {
        let seen = service.types(&session, &first).await.good();
        assert_eq!(step(&seen, "contact"), "retry", "an earlier code opens nothing");
    }
    let seen = service.types(&session, &gateway.last_code()).await.good();
    assert_eq!(step(&seen, "contact"), "passed");
}

#[actix_web::test]
async fn codes_are_limited_for_a_session_and_for_an_address_over_a_day() {
    let gateway = Gateway::start();
    let mut service = gateway.service("[contact]\ncodes_per_session = 2\ncodes_per_address = 3").await;
    let session = service.reachable().await;
    for _ in 0..2 {
        service.contact(&session, MAIL).await.good();
    }
    let refused = service.contact(&session, PHONE).await;
    refused.is(429, "too_many_codes");
    assert_eq!(refused.headers["retry-after"], "86400");
    let another = service.reachable().await;
    service.contact(&another, MAIL).await.good();
    let flooded = service.contact(&another, &MAIL.to_uppercase()).await;
    flooded.is(429, "too_many_codes");
    assert!(flooded.body["detail"].as_str().is_some_and(|detail| detail.contains("use another")), "{:#}", flooded.body);
    service.contact(&another, PHONE).await.good();
    assert_eq!(gateway.taken().len(), 4);
    service.clock.advance(24 * 60 * 60 + 1);
    let client_id = "test-app".parse().expect("a name");
    service.back_end = service.token_of(&Caller::BackEnd { client_id });
    service.contact(&session, MAIL).await.good();
}

#[actix_web::test]
async fn a_gateway_that_is_away_costs_nothing_and_one_that_refuses_names_the_address() {
    let gateway = Gateway::start();
    let service = gateway.service("[contact]\ncodes_per_session = 1").await;
    let session = service.reachable().await;
    gateway.answers(500);
    let away = service.unchanged(&session, service.contact(&session, MAIL)).await;
    away.is(503, "channel_unavailable");
    assert_eq!(away.body["retryable"], true);
    gateway.answers(400);
    let refused = service.contact(&session, MAIL).await;
    refused.is(422, "bad_value");
    assert_eq!(refused.body["errors"][0]["pointer"], "/address");
    gateway.answers(202);
    service.contact(&session, MAIL).await.good();
}

#[actix_web::test]
async fn the_same_key_sends_one_code() {
    let gateway = Gateway::start();
    let service = gateway.service("").await;
    let session = service.reachable().await;
    let send = async || {
        let request = service.request(&service.back_end, Method::POST, &format!("{session}/contact"));
        answer(request.header("idempotency-key", "one").json(&json!({ "address": MAIL }))).await.good()
    };
    let (first, again) = (send().await, send().await);
    assert_eq!((&first["version"], gateway.taken().len()), (&again["version"], 1));
}

#[actix_web::test]
async fn what_is_no_address_or_no_code_is_refused_and_nothing_is_sent() {
    let gateway = Gateway::start();
    let service = gateway.service("").await;
    let session = service.reachable().await;
    for bad in ["0501234567", "layla@example", "", "a@b.example\r\nBcc: c@d.example", "+971<script>"] {
        service.unchanged(&session, service.contact(&session, bad)).await.is(422, "bad_value");
    }
    service.types(&session, "12345").await.is(422, "bad_value");
    service.types(&session, "123456").await.is(409, "no_code");
    assert_eq!(gateway.taken(), Vec::<Value>::new());
    let unasked = service.session("reachable").await;
    service.contact(&unasked, MAIL).await.is(403, "consent_missing");
}

#[actix_web::test]
async fn without_a_channel_a_journey_that_needs_one_does_not_start() {
    let service = Service::start_with(&json!([])).await;
    let start = |mode: &str| json!({ "journey": "reachable", "mode": mode });
    let refused = service.json(&service.back_end, Method::POST, "/v1/sessions", &start("test")).await;
    refused.is(422, "bad_value");
    let reason = refused.body["errors"][0]["reason"].as_str().expect("a reason").to_owned();
    assert!(reason.contains("no channel carries it: set [channel]"), "{reason}");

    let gateway = Gateway::start();
    let only_mail = gateway.service("carries = [\"email\"]").await;
    only_mail.json(&only_mail.back_end, Method::POST, "/v1/sessions", &start("test")).await.is(422, "bad_value");
    let sandbox = gateway.service("sandbox = true").await;
    sandbox.json(&sandbox.back_end, Method::POST, "/v1/sessions", &start("test")).await.good();
    let live = sandbox.json(&sandbox.back_end, Method::POST, "/v1/sessions", &start("live")).await;
    live.is(422, "bad_value");
    assert_eq!(live.body["errors"][0]["pointer"], "/mode");
}

#[actix_web::test]
async fn the_chat_sends_the_code_in_its_own_language() {
    let gateway = Gateway::start();
    let service = gateway.service("").await;
    let session = service.reachable().await;
    let say = async |body: Value| {
        service.json(&service.back_end, Method::POST, &format!("{session}/messages"), &body).await.good()
    };
    say(json!({ "text": "بالعربية من فضلك" })).await;
    let asked = say(json!({ "text": "٠٠٩٧١ ٥٠ ١٢٣ ٤٥٦٧" })).await;
    assert_eq!(
        asked["replies"].as_array().and_then(|all| all.last()).map(|last| &last["wants"]),
        Some(&json!("code")),
        "{asked:#}"
    );
    let message = gateway.taken().pop().expect("a message");
    assert_eq!((&message["language"], &message["subject"]), (&json!("ar"), &json!("رمزك")));
    let done = say(json!({ "text": format!("الرمز {}", gateway.last_code()) })).await;
    assert_eq!(done["next"]["action"], "photograph_document", "{done:#}");
}

#[actix_web::test]
async fn the_log_tells_what_was_sent_and_holds_neither_address_nor_code_in_clear() {
    let gateway = Gateway::start();
    let service = gateway.service("").await;
    let session = service.reachable().await;
    service.contact(&session, MAIL).await.good();
    service.types(&session, &gateway.last_code()).await.good();
    let id = session.rsplit('/').next().expect("an id");
    let auditor = service.staff("amal", ahlan::staff::caller::Role::Auditor);
    let log = service.get(&auditor, &format!("/v1/audit/sessions/{id}/events")).await.good();
    assert_eq!(service.faults(&session).await, Vec::<String>::new());
    let text = log.to_string();
    assert!(text.contains("code_sent") && text.contains("code_typed"), "{log:#}");
    for marker in ["layla.marker", &gateway.last_code()] {
        assert!(!text.contains(marker), "{marker} stands in {log:#}");
        for file in ["test.db", "test.db-wal"] {
            let bytes = std::fs::read(service.folder.path().join(file)).expect("a file");
            assert!(!bytes.windows(marker.len()).any(|window| window == marker.as_bytes()), "{marker} in {file}");
        }
    }
}
