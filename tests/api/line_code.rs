//! A line of a call's checklist that a code meets: sent to the proved address, typed on the applicant's own page.

use ahlan::{flow::audit::verify, staff::caller::Role};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    calls::{Held, Page, webm},
    gateway::Gateway,
    service::{Answer, Service, answer},
};

/// Stands in the address, and must stand nowhere in clear.
const MAIL: &str = "layla.marker@example.com";

const LINE: &str = "tan_returned";

impl Service {
    /// A session of the journey whose calls send codes; it waits for a person.
    async fn identified_by_video(&self, gateway: &Gateway) -> String {
        let session = self.session("videoident").await;
        self.answers_consent(&session, "contact", true).await;
        self.contact(&session, MAIL).await.good();
        self.types(&session, &gateway.last_code()).await.good();
        self.waits(&session).await;
        session
    }

    /// Hands in what a person must look at, and agrees to be recorded.
    async fn waits(&self, session: &str) {
        for purpose in ["document", "biometric"] {
            self.answers_consent(session, purpose, false).await;
        }
        assert_eq!(self.submit(session).await.good()["status"], "awaiting_staff");
        self.answers_consent(session, "recording", true).await;
    }

    async fn answers_consent(&self, session: &str, purpose: &str, granted: bool) {
        let said = json!({ "purpose": purpose, "granted": granted, "text_version": "1", "language": "en" });
        self.json(&self.back_end, Method::POST, &format!("{session}/consents"), &said).await.good();
    }

    /// A connected call of `session` whose lines are answered up to the code.
    async fn up_to_the_code(&self, session: &str) -> (Page, Held) {
        let layla = self.on_duty("layla", &[]).await;
        self.ask(session, &json!({ "reason": "prefers_person" })).await.good();
        let mut page = self.applicants_page(session).await;
        page.hear_until("state").await;
        let held = self.take(&layla, session).await;
        let work = self.connect(&held).await;
        self.work(&held, &work["checklist"]["lines"]).await;
        (page, held)
    }

    async fn sends_code(&self, held: &Held) -> Answer {
        self.write(held, Method::POST, &format!("checklist/{LINE}/code"), &json!({})).await
    }

    /// The applicant types a code in the call.
    async fn gives_back(&self, session: &str, code: &str) -> Answer {
        let applicant = self.applicant_of(session);
        self.json(&applicant, Method::POST, &format!("{session}/video-calls/code"), &json!({ "code": code })).await
    }

    /// So many seconds pass, in which the call is held.
    async fn holds(&self, held: &Held, seconds: i64) {
        for _ in 0..seconds / 20 {
            self.clock.advance(20);
            self.write(held, Method::POST, "heartbeat", &json!({})).await.good();
        }
    }

    /// The line as staff sees it.
    async fn line_of_code(&self, held: &Held) -> Value {
        let work = self.get(&held.token, &format!("{}/call", held.review)).await.good();
        let lines = work["checklist"]["lines"].as_array().expect("lines");
        lines.iter().find(|line| line["line"] == LINE).expect("the line").clone()
    }
}

/// A service with a gateway, a session and a call up to the code.
async fn started(more: &str) -> (Gateway, Service, String, Page, Held) {
    let gateway = Gateway::start();
    let service = gateway.service(more).await;
    let session = service.identified_by_video(&gateway).await;
    let (page, held) = service.up_to_the_code(&session).await;
    (gateway, service, session, page, held)
}

/// Another code than this one.
fn other(code: &str) -> String {
    code.chars().map(|c| if c == '9' { '0' } else { '9' }).collect()
}

#[actix_web::test]
async fn the_code_comes_back_from_the_applicants_page_and_carries_the_approval() {
    let (gateway, service, session, mut page, held) = started("").await;
    let said = service.write(&held, Method::PUT, &format!("checklist/{LINE}"), &json!({ "found": "met" })).await;
    said.is(422, "evidence_missing");
    let work = service.sends_code(&held).await.good();
    let out = json!({ "line": LINE, "kind": "email", "sent_at": "2026-11-21T09:00:00Z",
                      "expires_at": "2026-11-21T09:05:00Z", "tries_left": 5 });
    assert_eq!(work["code"], out);
    let message = gateway.taken().pop().expect("a message");
    assert_eq!((&message["to"], &message["subject"]), (&json!(MAIL), &json!("The code for your video call")));
    while page.hear_until("state").await["call"]["code"] != out {}

    service.holds(&held, 20).await;
    let code = gateway.last_code().replace('0', "٠").replace('1', "۱");
    let back = service.gives_back(&session, &code).await.good();
    assert_eq!((&back["state"], back.get("code")), (&json!("connected"), None));
    let line = service.line_of_code(&held).await;
    assert_eq!((&line["found"], &line["answered_at"]), (&json!("met"), &json!("2026-11-21T09:00:20Z")));
    service.sends_code(&held).await.is(409, "nothing_to_do");

    service.segment(&held, 1, 0, webm(20)).await.good();
    let end = json!({ "outcome": "successful", "reason": "identity_clear" });
    service.write(&held, Method::POST, "end", &end).await.good();
    let verdict = json!({ "verdict": "approve", "reason": "seen" });
    let path = format!("{}/verdict", held.review);
    let approved = service.json(&held.token, Method::POST, &path, &verdict).await.good();
    assert_eq!(approved["status"], "approved");
    let id = session.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
    assert_eq!(verify(&service.ctx, id).await.expect("a finding").faults, [""; 0]);
}

#[actix_web::test]
async fn an_approval_is_refused_while_the_code_has_not_come_back() {
    let (_gateway, service, _session, _page, held) = started("").await;
    service.sends_code(&held).await.good();
    service.holds(&held, 20).await;
    service.segment(&held, 1, 0, webm(20)).await.good();
    let end = json!({ "outcome": "successful", "reason": "identity_clear" });
    service.write(&held, Method::POST, "end", &end).await.good();
    let verdict = json!({ "verdict": "approve", "reason": "seen" });
    let path = format!("{}/verdict", held.review);
    let refused = service.json(&held.token, Method::POST, &path, &verdict).await;
    refused.is(409, "checklist_open");
    assert!(refused.body["detail"].as_str().is_some_and(|detail| detail.ends_with(LINE)), "{:#}", refused.body);
}

#[actix_web::test]
async fn the_fifth_wrong_code_uses_it_up_and_another_is_sent() {
    let (gateway, service, session, _page, held) = started("").await;
    service.sends_code(&held).await.good();
    let first = gateway.last_code();
    for tries_left in (0..5).rev() {
        let seen = service.gives_back(&session, &other(&first)).await.good();
        assert_eq!(seen["code"]["tries_left"], tries_left);
    }
    service.unchanged(&session, service.gives_back(&session, &first)).await.is(409, "no_code");
    assert_eq!(service.line_of_code(&held).await["found"], Value::Null);
    service.sends_code(&held).await.good();
    service.gives_back(&session, &gateway.last_code()).await.good();
    assert_eq!(service.line_of_code(&held).await["found"], "met");
}

#[actix_web::test]
async fn a_code_ends_after_five_minutes() {
    let (gateway, service, session, _page, held) = started("").await;
    service.sends_code(&held).await.good();
    service.holds(&held, 300).await;
    service.gives_back(&session, &gateway.last_code()).await.is(409, "code_expired");
    service.sends_code(&held).await.good();
    service.gives_back(&session, &gateway.last_code()).await.good();
    assert_eq!(service.line_of_code(&held).await["found"], "met");
}

#[actix_web::test]
async fn nobody_else_returns_a_code_and_what_is_no_code_is_said() {
    let (gateway, service, session, _page, held) = started("").await;
    service.sends_code(&held).await.good();
    let code = json!({ "code": gateway.last_code() });
    let path = format!("{session}/video-calls/code");
    let another = service.session("videoident").await;
    let strangers = service.applicant_of(&another);
    service.json(&strangers, Method::POST, &path, &code).await.is(404, "not_found");
    service.json(&service.back_end, Method::POST, &path, &code).await.is(403, "forbidden");
    service.json(&held.token, Method::POST, &path, &code).await.is(403, "forbidden");
    service.gives_back(&another, &gateway.last_code()).await.is(409, "call_not_connected");
    service.gives_back(&session, "12345").await.is(422, "bad_value");
    assert_eq!(service.line_of_code(&held).await["found"], Value::Null);
}

#[actix_web::test]
async fn a_try_that_is_sent_twice_counts_once() {
    let (gateway, service, session, _page, held) = started("").await;
    service.sends_code(&held).await.good();
    let wrong = json!({ "code": other(&gateway.last_code()) });
    for _ in 0..2 {
        let path = format!("{session}/video-calls/code");
        let request = service.request(&service.applicant_of(&session), Method::POST, &path);
        let seen = answer(request.header("idempotency-key", "once").json(&wrong)).await.good();
        assert_eq!(seen["code"]["tries_left"], 4);
    }
}

#[actix_web::test]
async fn without_a_proved_address_no_code_goes_out() {
    let gateway = Gateway::start();
    let service = gateway.service("").await;
    let session = service.session("videoident").await;
    service.answers_consent(&session, "contact", false).await;
    service.waits(&session).await;
    let (_page, held) = service.up_to_the_code(&session).await;
    service.sends_code(&held).await.is(409, "no_proved_address");
    assert_eq!(gateway.offered().len(), 0);
    service.write(&held, Method::PUT, &format!("checklist/{LINE}"), &json!({ "found": "not_met" })).await.good();
}

#[actix_web::test]
async fn the_gateway_and_the_days_limit_are_told_of_and_a_failure_costs_nothing() {
    let (gateway, service, _session, _page, held) = started("[contact]\ncodes_per_session = 1").await;
    gateway.answers(503);
    service.sends_code(&held).await.is(503, "channel_unavailable");
    gateway.answers(422);
    service.sends_code(&held).await.is(409, "undeliverable");
    gateway.answers(202);
    service.sends_code(&held).await.good();
    let refused = service.sends_code(&held).await;
    refused.is(429, "too_many_codes");
    assert!(refused.body["detail"].as_str().is_some_and(|said| said.contains("another day")), "{:#}", refused.body);
}

#[actix_web::test]
async fn once_the_call_is_no_longer_held_neither_side_writes() {
    let (gateway, service, session, _page, held) = started("").await;
    service.sends_code(&held).await.good();
    let code = gateway.last_code();
    // The lease has run out, and nobody has swept the call up yet.
    service.clock.advance(31);
    service.unchanged(&session, service.gives_back(&session, &code)).await.is(409, "call_not_connected");
    service.sends_code(&held).await.is(409, "lease_lost");
    // Another has it, whose connection is not this one.
    let omar = service.on_duty("omar", &[]).await;
    let taken = service.take(&omar, &session).await;
    service.gives_back(&session, &code).await.is(409, "call_not_connected");
    service.connect(&taken).await;
    service.gives_back(&session, &code).await.is(409, "no_code");
    service.sends_code(&held).await.is(409, "lease_lost");
    let early = service.sends_code(&taken).await;
    early.is(409, "checklist_order");
    assert_eq!(gateway.taken().len(), 2, "one proved the address, one went out in the call");
}

#[actix_web::test]
async fn tries_side_by_side_are_all_counted() {
    let (gateway, service, session, _page, held) = started("").await;
    service.sends_code(&held).await.good();
    let wrong = other(&gateway.last_code());
    let tries = futures_util::future::join_all((0..12).map(|_| service.gives_back(&session, &wrong))).await;
    let taken = tries.iter().filter(|answer| answer.status.is_success()).count();
    assert!(taken <= 5, "{taken} of a code's five tries were taken");
    let left = service.call(&session).await["code"]["tries_left"].as_u64();
    assert_eq!(left, Some(5 - taken as u64));
}

#[actix_web::test]
async fn another_tab_of_the_same_person_takes_the_call_and_leaves_the_code_good() {
    let (gateway, service, session, _page, held) = started("").await;
    service.sends_code(&held).await.good();
    let newer = service.post(&held.token, &format!("{}/call", held.review)).await.good();
    let newer = Held { fence: newer["fence"].as_i64().expect("a fence"), ..held };
    service.gives_back(&session, &gateway.last_code()).await.good();
    assert_eq!(service.line_of_code(&newer).await["found"], "met");
}

#[actix_web::test]
async fn auditors_see_what_was_sent_and_what_came_back_and_neither_address_nor_code() {
    let (gateway, service, session, _page, held) = started("").await;
    service.sends_code(&held).await.good();
    let code = gateway.last_code();
    service.gives_back(&session, &other(&code)).await.good();
    service.gives_back(&session, &code).await.good();
    let id = session.rsplit('/').next().expect("an id");
    let auditor = service.staff("noor", Role::Auditor);
    let log = service.get(&auditor, &format!("/v1/audit/sessions/{id}/events")).await.good();
    assert_eq!(service.faults(&session).await, Vec::<String>::new());
    let kinds = log.as_array().expect("events").iter().map(|event| event["leaf"]["event"]["kind"].as_str());
    let of_codes: Vec<&str> = kinds.flatten().filter(|kind| kind.starts_with("line_code_")).collect();
    assert_eq!(of_codes, ["line_code_sent", "line_code_typed", "line_code_typed"], "{log:#}");
    let text = log.to_string();
    for marker in ["layla.marker", &code] {
        assert!(!text.contains(marker), "{marker} stands in {log:#}");
        for file in ["test.db", "test.db-wal"] {
            let bytes = std::fs::read(service.folder.path().join(file)).expect("a file");
            assert!(!bytes.windows(marker.len()).any(|window| window == marker.as_bytes()), "{marker} in {file}");
        }
    }
}
