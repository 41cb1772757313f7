//! Links to the applicant's page: one use, one cookie, one session; and from a desktop to a phone.

use std::{fs, path::Path};

use ahlan::{
    staff::caller::Caller,
    storage::events::{self, Stream},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    applicant::frames_form,
    service::{Answer, Service, answer},
};

/// A browser: the cookie that it holds, and what it sends as our own page does.
pub struct Browser<'a> {
    service: &'a Service,
    pub cookie: String,
    /// The path of its session.
    pub session: String,
    /// The two digits that it shows, on a phone that waits.
    number: Option<String>,
}

impl Service {
    /// A new link to the session at this path; its code.
    pub async fn link(&self, session: &str) -> String {
        let made = self.post(&self.back_end_anew(), &format!("{session}/capture-links")).await;
        assert_eq!(made.status, 201);
        code(&made.good())
    }

    /// A fresh token of the back end, whose first one ends after fifteen minutes.
    fn back_end_anew(&self) -> String {
        self.token_of(&Caller::BackEnd { client_id: "test-app".parse().expect("a name") })
    }

    /// The kinds of what stands on the log of looks at this session, without those of its back end.
    async fn link_looks(&self, id: &str) -> Vec<String> {
        let mut conn = self.ctx.database.reader().await.expect("a connection");
        let rows = events::load(&mut conn, Stream::Access, id, 0, 100).await.expect("looks");
        let kind = |leaf: &str| {
            let leaf: Value = serde_json::from_str(leaf).expect("JSON");
            leaf["event"]["kind"].as_str().expect("a kind").to_owned()
        };
        rows.iter().map(|row| kind(&row.leaf)).collect()
    }

    /// Every byte that the service keeps.
    fn everything_stored(&self) -> Vec<u8> {
        files_below(self.folder.path()).iter().flat_map(|file| fs::read(file).expect("a file")).collect()
    }

    async fn exchange(&self, code: &str) -> Answer {
        let request = self.plain(Method::POST, "/v1/capture-links/exchange");
        answer(request.json(&json!({ "code": code }))).await
    }

    /// A browser that exchanged this code.
    pub async fn browser(&self, code: &str) -> Browser<'_> {
        let exchanged = self.exchange(code).await;
        let cookie =
            exchanged.headers["set-cookie"].to_str().expect("text").split(';').next().expect("a pair").to_owned();
        let seen = exchanged.good();
        let session = format!("/v1/sessions/{}", seen["session"].as_str().expect("an id"));
        Browser { service: self, cookie, session, number: seen["number"].as_str().map(str::to_owned) }
    }
}

impl Browser<'_> {
    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.service.plain(method, path).header("cookie", &self.cookie)
    }

    pub async fn ask(&self, method: Method, rest: &str) -> Answer {
        answer(self.request(method, &format!("{}{rest}", self.session)).header("ahlan-page", "1").body("{}")).await
    }

    /// Answers a challenge as the page does.
    pub async fn frames(&self, rest: &str, frames: &[Vec<u8>]) -> Answer {
        let request = self.request(Method::POST, &format!("{}{rest}", self.session)).header("ahlan-page", "1");
        answer(request.multipart(frames_form(frames))).await
    }

    async fn confirm(&self, link: &str, number: &str) -> Answer {
        let path = format!("{}/hand-overs/{link}/confirmation", self.session);
        let request = self.request(Method::POST, &path).header("ahlan-page", "1");
        answer(request.json(&json!({ "number": number }))).await
    }

    /// A link for a phone: its id and its code.
    async fn hand_over(&self) -> (String, String) {
        let made = self.ask(Method::POST, "/hand-overs").await.good();
        (made["id"].as_str().expect("an id").to_owned(), code(&made))
    }

    async fn status(&self, link: &str) -> String {
        let seen = self.ask(Method::GET, &format!("/hand-overs/{link}")).await.good();
        seen["status"].as_str().expect("a status").to_owned()
    }
}

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

fn code(made: &Value) -> String {
    made["url"].as_str().and_then(|url| url.split("/apply/#c=").nth(1)).expect("a code in the fragment").to_owned()
}

#[actix_web::test]
async fn a_link_is_exchanged_once_for_a_cookie_that_no_script_reads_and_no_other_site_sends() {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let code = service.link(&session).await;
    assert_eq!(code.len(), 22, "128 bits of base64url");
    let exchanged = service.exchange(&code).await;
    let cookie = exchanged.headers["set-cookie"].to_str().expect("text").to_owned();
    for part in ["HttpOnly", "SameSite=Strict", "Max-Age=7200", &format!("Path={session};")] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "by http a browser would drop it: {cookie}");
    assert_eq!(exchanged.headers["cache-control"], "no-store");
    assert_eq!(exchanged.good()["locale"], "en");
    service.exchange(&code).await.is(410, "link_spent");
}

#[actix_web::test]
async fn where_the_service_is_reached_by_https_the_cookie_says_so() {
    let service =
        Service::start_changed(&json!([]), |settings| settings.public_url = "https://bank.example".into()).await;
    let session = service.session("document-only").await;
    let made = service.post(&service.back_end, &format!("{session}/capture-links")).await.good();
    assert!(made["url"].as_str().expect("an address").starts_with("https://bank.example/apply/#c="));
    let cookie = service.exchange(&code(&made)).await.headers["set-cookie"].to_str().expect("text").to_owned();
    assert!(cookie.starts_with("__Secure-ahlan_visit=") && cookie.ends_with("; Secure"), "{cookie}");
}

#[actix_web::test]
async fn opening_the_page_spends_nothing() {
    let service = Service::start().await;
    let code = service.link(&service.session("document-only").await).await;
    for _ in 0..3 {
        // A browser and a preview send no fragment; one that would put the code into the path finds nothing.
        assert_eq!(service.anonymous(Method::GET, "/apply/").await.status, 200);
        service.anonymous(Method::GET, &format!("/v1/capture-links/{code}")).await.is(404, "no_such_route");
    }
    assert_eq!(service.exchange(&code).await.status, 200);
}

#[actix_web::test]
async fn of_two_browsers_that_come_at_the_same_time_one_is_let_in() {
    let service = Service::start().await;
    let code = service.link(&service.session("document-only").await).await;
    let (one, other) = tokio::join!(service.exchange(&code), service.exchange(&code));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 410]);
}

#[actix_web::test]
async fn a_link_runs_out_and_dies_with_the_generation_it_was_made_under() {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let (late, replaced) = (service.link(&session).await, service.link(&session).await);
    service.post(&service.back_end, &format!("{session}/applicant-tokens")).await.good();
    service.exchange(&replaced).await.is(410, "link_ended");
    let good = service.link(&session).await;
    service.clock.advance(3600);
    service.exchange(&late).await.is(410, "link_ended");
    service.exchange(&good).await.is(410, "link_ended");
    for unknown in ["", "x", &"A".repeat(22), &"A".repeat(5000)] {
        service.exchange(unknown).await.is(404, "not_found");
    }
}

#[actix_web::test]
async fn what_ran_out_a_day_ago_is_forgotten() {
    let service = Service::start().await;
    let code = service.link(&service.session("document-only").await).await;
    service.clock.advance(90000);
    service.jobs().await;
    service.exchange(&code).await.is(404, "not_found");
}

#[actix_web::test]
async fn a_session_has_no_more_open_links_than_the_limit() {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let mut codes = Vec::new();
    for _ in 0..5 {
        codes.push(service.link(&session).await);
    }
    let path = format!("{session}/capture-links");
    let refused = service.post(&service.back_end, &path).await;
    assert_eq!(refused.headers["retry-after"], "60");
    refused.is(429, "too_many_links");
    service.browser(&codes[0]).await;
    assert_eq!(service.post(&service.back_end, &path).await.status, 201);
}

#[actix_web::test]
async fn by_its_cookie_a_page_does_what_the_applicant_may_and_on_its_own_session_alone() {
    let service = Service::start().await;
    let (session, other) = (service.session("document-only").await, service.session("document-only").await);
    let browser = service.browser(&service.link(&session).await).await;
    let seen = browser.ask(Method::GET, "").await.good();
    assert_eq!(seen["evidence"], Value::Null, "as the applicant sees it");
    assert!(browser.ask(Method::POST, "/messages").await.good()["replies"].is_array());
    browser.ask(Method::POST, "/applicant-tokens").await.is(403, "forbidden");
    browser.ask(Method::POST, "/capture-links").await.is(403, "forbidden");
    let strange = browser.request(Method::GET, &other).header("ahlan-page", "1");
    answer(strange).await.is(404, "not_found");
    let list = browser.request(Method::GET, "/v1/sessions").header("ahlan-page", "1");
    answer(list).await.is(401, "no_token");
}

#[actix_web::test]
async fn a_cookie_that_another_page_makes_the_browser_send_counts_for_nothing() {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let browser = service.browser(&service.link(&session).await).await;
    let path = format!("{session}/withdrawal");
    service
        .unchanged(&session, async {
            let forged = browser.request(Method::POST, &path);
            answer(forged).await.is(403, "not_from_the_page");
            let forged =
                browser.request(Method::POST, &path).header("ahlan-page", "1").header("sec-fetch-site", "cross-site");
            answer(forged).await.is(403, "not_from_the_page");
        })
        .await;
}

#[actix_web::test]
async fn a_visit_ends_with_its_time_and_with_its_generation() {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let browser = service.browser(&service.link(&session).await).await;
    let second = service.browser(&service.link(&session).await).await;
    assert_eq!(second.ask(Method::GET, "").await.status, 200, "two browsers may be in at once");
    service.clock.advance(7200);
    browser.ask(Method::GET, "").await.is(401, "visit_ended");
    let third = service.browser(&service.link(&session).await).await;
    service.post(&service.back_end_anew(), &format!("{session}/applicant-tokens")).await.good();
    third.ask(Method::GET, "").await.is(401, "token_replaced");
}

#[actix_web::test]
async fn a_phone_is_let_in_once_its_number_is_typed_and_the_desktop_keeps_the_progress_alone() {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let desktop = service.browser(&service.link(&session).await).await;
    let (link, code) = desktop.hand_over().await;
    assert_eq!(desktop.status(&link).await, "open");
    let phone = service.browser(&code).await;
    assert_eq!(desktop.status(&link).await, "scanned");
    phone.ask(Method::GET, "").await.is(403, "hand_over_waiting");
    phone.ask(Method::POST, "/messages").await.is(403, "hand_over_waiting");
    let number = phone.number.clone().expect("two digits");
    // Typed as an Arabic keyboard types it.
    let typed: String = number.chars().filter_map(|c| char::from_u32(c as u32 - '0' as u32 + '٠' as u32)).collect();
    assert_eq!(desktop.confirm(&link, &typed).await.status, 204);
    assert!(phone.ask(Method::POST, "/messages").await.good()["replies"].is_array());
    let seen = desktop.ask(Method::GET, "").await.good();
    assert_eq!(
        (seen["status"].as_str(), &seen["profile"], &seen["next"]),
        (Some("in_progress"), &Value::Null, &Value::Null)
    );
    for (method, rest) in [(Method::POST, "/messages"), (Method::GET, "/messages"), (Method::POST, "/withdrawal")] {
        desktop.ask(method, rest).await.is(403, "handed_over");
    }
    desktop.ask(Method::POST, "/hand-overs").await.is(403, "handed_over");
}

#[actix_web::test]
async fn a_number_that_is_typed_wrong_too_often_lets_nobody_in_and_the_desktop_may_begin_again() {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let desktop = service.browser(&service.link(&session).await).await;
    let (link, code) = desktop.hand_over().await;
    desktop.confirm(&link, "47").await.is(410, "link_ended");
    let phone = service.browser(&code).await;
    let wrong = if phone.number.as_deref() == Some("10") { "11" } else { "10" };
    for _ in 0..2 {
        desktop.confirm(&link, wrong).await.is(422, "wrong_number");
    }
    desktop.confirm(&link, wrong).await.is(403, "hand_over_refused");
    desktop.confirm(&link, phone.number.as_deref().expect("digits")).await.is(403, "hand_over_refused");
    assert_eq!(desktop.status(&link).await, "refused");
    phone.ask(Method::GET, "").await.is(403, "hand_over_refused");
    let (_, code) = desktop.hand_over().await;
    assert!(service.browser(&code).await.number.is_some());
}

#[actix_web::test]
async fn a_hand_over_ends_after_five_minutes_and_belongs_to_the_page_that_began_it() {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let desktop = service.browser(&service.link(&session).await).await;
    let other = service.browser(&service.link(&session).await).await;
    let (link, code) = desktop.hand_over().await;
    other.ask(Method::GET, &format!("/hand-overs/{link}")).await.is(404, "not_found");
    let phone = service.browser(&code).await;
    other.confirm(&link, phone.number.as_deref().expect("digits")).await.is(404, "not_found");
    service.clock.advance(300);
    assert_eq!(desktop.status(&link).await, "ended");
    desktop.confirm(&link, phone.number.as_deref().expect("digits")).await.is(410, "link_ended");
    phone.ask(Method::GET, "").await.is(401, "visit_ended");
}

#[actix_web::test]
async fn a_phone_stays_no_longer_than_the_page_that_let_it_in_would_have() {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let desktop = service.browser(&service.link(&session).await).await;
    service.clock.advance(7080);
    let (link, code) = desktop.hand_over().await;
    let phone = service.browser(&code).await;
    desktop.confirm(&link, phone.number.as_deref().expect("digits")).await;
    assert_eq!(phone.ask(Method::GET, "").await.status, 200);
    service.clock.advance(120);
    phone.ask(Method::GET, "").await.is(401, "visit_ended");
}

#[actix_web::test]
async fn who_comes_with_a_token_has_no_page_to_hand_over() {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let id = session.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
    let token = service.token_of(&Caller::Applicant { session: id, generation: 1 });
    service.post(&token, &format!("{session}/hand-overs")).await.is(409, "no_page");
}

#[actix_web::test]
async fn links_stand_on_the_log_and_neither_code_nor_cookie_stands_in_the_store() {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let code = service.link(&session).await;
    let desktop = service.browser(&code).await;
    let (link, second) = desktop.hand_over().await;
    let phone = service.browser(&second).await;
    desktop.confirm(&link, phone.number.as_deref().expect("digits")).await;
    let id = session.rsplit('/').next().expect("an id");
    let kinds = service.link_looks(id).await;
    assert_eq!(kinds, ["link_made", "link_opened", "link_made", "link_opened", "handed_over"]);
    let cookies = [&desktop, &phone].map(|browser| browser.cookie.split_once('=').expect("a pair").1.to_owned());
    let stored = service.everything_stored();
    for secret in [code, second].iter().chain(&cookies) {
        assert!(!stored.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret}");
    }
}
