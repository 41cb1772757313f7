//! The chat by WhatsApp, with the platform behind sockets: its webhook, and what it is told.

use ahlan::staff::caller::Caller;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    approval::fresh_postgres,
    platform::{Platform, VERIFY_TOKEN, notification, signature},
    service::{Answer, Service},
};

/// The applicant's number, as a back end writes it and as the platform does.
pub const NUMBER: &str = "+971 50 555 0142";
pub const FROM: &str = "971505550142";

impl Service {
    /// A session with nothing agreed to; its path.
    pub async fn chatting(&self, journey: &str, locale: &str) -> String {
        let wish = json!({ "journey": journey, "mode": "test", "locale": locale });
        let started = self.json(&self.back_end, Method::POST, "/v1/sessions", &wish).await.good();
        format!("/v1/sessions/{}", started["session"]["id"].as_str().expect("an id"))
    }

    pub async fn binds(&self, session: &str, to: &str) -> Answer {
        self.json(&self.back_end, Method::PUT, &format!("{session}/whatsapp"), &json!({ "to": to })).await
    }

    /// A session whose person has been addressed.
    pub async fn addressed(&self, journey: &str, locale: &str) -> String {
        let session = self.chatting(journey, locale).await;
        assert_eq!(self.binds(&session, NUMBER).await.good()["opening"], "sent");
        session
    }

    /// The person writes.
    pub async fn writes(&self, id: &str, text: &str) {
        self.notified(&self.brought(FROM, id, "text", &json!({ "body": text }))).await.good();
    }

    /// The person presses a button, or picks a row.
    pub async fn presses(&self, id: &str, choice: &str) {
        let button = json!({ "type": "button_reply", "button_reply": { "id": choice, "title": "x" } });
        self.notified(&self.brought(FROM, id, "interactive", &button)).await.good();
    }

    /// The person sends a picture.
    pub async fn sends(&self, id: &str, media: &Value) {
        self.notified(&self.brought(FROM, id, "image", media)).await.good();
    }

    /// The thread's length.
    pub async fn said(&self, session: &str) -> usize {
        let thread = self.get(&self.back_end, &format!("{session}/messages")).await.good();
        thread["items"].as_array().expect("items").len()
    }

    /// Waits until so many messages were brought to the platform, and nobody deals with anything.
    pub async fn rests(&self, platform: &Platform, offered: usize) {
        while platform.offered() < offered || self.is_dealing().await {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    }

    async fn is_dealing(&self) -> bool {
        let mut conn = self.ctx.database.reader().await.expect("a connection");
        let count = "SELECT CAST(COUNT(*) AS BIGINT) FROM whatsapp_threads WHERE held_until_ms > 0";
        let (held,): (i64,) = sqlx::query_as(count).fetch_one(&mut *conn).await.expect("a count");
        held > 0
    }

    /// Time passes, once nobody deals with anything: a leap would take a hold from whoever has it. The back end gets a token
    /// anew.
    pub async fn passes(&mut self, seconds: i64) {
        while self.is_dealing().await {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        self.clock.advance(seconds);
        self.back_end = self.token_of(&Caller::BackEnd { client_id: "test-app".parse().expect("a name") });
    }
}

/// The words of a message, wherever its kind has them.
pub fn words(message: &Value) -> String {
    let places = [&message["text"]["body"], &message["interactive"]["body"]["text"]];
    let text = places.into_iter().find_map(Value::as_str).unwrap_or_default();
    text.replace(['\u{2068}', '\u{2069}'], "")
}

/// What can be pressed under a message: ids.
pub fn offered(message: &Value) -> Vec<&str> {
    let action = &message["interactive"]["action"];
    let buttons = action["buttons"].as_array().into_iter().flatten().map(|button| &button["reply"]["id"]);
    let rows = action["sections"][0]["rows"].as_array().into_iter().flatten().map(|row| &row["id"]);
    buttons.chain(rows).map(|id| id.as_str().expect("an id")).collect()
}

/// The name and the language of a template.
pub fn template(message: &Value) -> (&str, &str) {
    let template = &message["template"];
    (template["name"].as_str().unwrap_or_default(), template["language"]["code"].as_str().unwrap_or_default())
}

#[actix_web::test]
async fn the_platform_proves_the_webhooks_address_by_the_token_and_nobody_else_does() {
    let service = Platform::start().service("").await;
    let ask = async |mode: &str, token: &str, challenge: &str| {
        let query = format!("hub.mode={mode}&hub.challenge={challenge}&hub.verify_token={token}");
        service.anonymous(Method::GET, &format!("/v1/whatsapp/webhook?{query}")).await
    };
    let proved = ask("subscribe", VERIFY_TOKEN, "1158201444").await;
    assert_eq!(proved.headers["content-type"], "text/plain; charset=utf-8");
    assert_eq!(proved.good(), json!(1_158_201_444));
    ask("subscribe", "another", "1158201444").await.is(403, "bad_verify_token");
    ask("unsubscribe", VERIFY_TOKEN, "1158201444").await.is(403, "bad_verify_token");
    ask("subscribe", VERIFY_TOKEN, "%3Cscript%3E").await.is(403, "bad_verify_token");
    service.anonymous(Method::GET, "/v1/whatsapp/webhook").await.is(422, "bad_value");
}

#[actix_web::test]
async fn without_the_setting_there_is_no_such_door() {
    let service = Service::start_with(&json!([])).await;
    let session = service.chatting("standard", "en").await;
    service.binds(&session, NUMBER).await.is(404, "no_such_route");
    let ask = format!("/v1/whatsapp/webhook?hub.mode=subscribe&hub.challenge=1&hub.verify_token={VERIFY_TOKEN}");
    service.anonymous(Method::GET, &ask).await.is(404, "no_such_route");
    service.notified(&notification(json!({}))).await.is(404, "no_such_route");
}

#[actix_web::test]
async fn a_person_is_addressed_by_a_template_and_their_first_word_opens_the_conversation() {
    let platform = Platform::start();
    let service = platform.service("").await;
    let session = service.chatting("standard", "zh-Hans").await;
    let bound = service.binds(&session, NUMBER).await.good();
    assert_eq!(bound, json!({ "to": "+••••••••••42", "opening": "sent" }));
    let taken = platform.taken();
    assert_eq!((taken.len(), template(&taken[0]), &taken[0]["to"]), (1, ("ahlan_opening", "zh_CN"), &json!(FROM)));
    assert_eq!(service.said(&session).await, 0, "nothing is said in the thread before the person says something");

    service.writes("1", "你好").await;
    let taken = platform.wait_for(3).await;
    assert!(words(&taken[1]).contains("秒"), "greeted: {}", words(&taken[1]));
    assert_eq!(offered(&taken[2]), ["agree", "refuse", "why"]);
    let again = service.binds(&session, "00971 50 555 0142").await.good();
    assert_eq!(again["window_ends_at"], "2026-11-22T09:00:00Z");
    assert_eq!(platform.offered(), 3, "the same number again sends nothing");
}

#[actix_web::test]
async fn a_wrong_signature_is_refused_and_does_nothing() {
    let platform = Platform::start();
    let service = platform.service("").await;
    let session = service.addressed("standard", "en").await;
    let body = service.brought(FROM, "1", "text", &json!({ "body": "hello" })).to_string();
    let spaced = body.replace("\":", "\": ");
    let good = signature(&body);
    for (signature, body) in [
        (signature("another body").as_str(), &body),
        ("", &body),
        (&good[7..], &body),
        (&good, &spaced),
        ("sha256=", &body),
    ] {
        service.unchanged(&session, service.delivered(signature, body.clone())).await.is(403, "bad_signature");
    }
    let unsigned = service.plain(Method::POST, "/v1/whatsapp/webhook").body(body.clone());
    crate::service::answer(unsigned).await.is(403, "bad_signature");
    assert_eq!((service.said(&session).await, platform.offered()), (0, 1));
    service.delivered(&good, body).await.good();
    platform.wait_for(3).await;
}

#[actix_web::test]
async fn a_message_that_is_brought_again_is_acknowledged_and_does_nothing() {
    let platform = Platform::start();
    let service = platform.service("").await;
    let session = service.addressed("standard", "en").await;
    service.writes("1", "hello").await;
    platform.wait_for(3).await;
    let agree = json!({ "type": "button_reply", "button_reply": { "id": "agree", "title": "I agree" } });
    let brought = service.brought(FROM, "2", "interactive", &agree);
    let both = futures_util::join!(service.notified(&brought), service.notified(&brought));
    both.0.good();
    both.1.good();
    platform.wait_for(5).await;
    let said = service.said(&session).await;
    for _ in 0..3 {
        service.unchanged(&session, service.notified(&brought)).await.good();
    }
    service.jobs().await;
    assert_eq!((service.said(&session).await, platform.offered()), (said, 5));
    assert_eq!(said, 4, "two turns");
}

#[actix_web::test]
async fn on_postgresql_a_conversation_runs_as_it_does_on_sqlite() {
    let Some(url) = fresh_postgres("a conversation by WhatsApp").await else { return };
    let platform = Platform::start();
    let mut service = platform.service_on(url).await;
    let session = service.addressed("standard", "en").await;
    let hello = service.brought(FROM, "1", "text", &json!({ "body": "hello" }));
    for answered in futures_util::future::join_all([(); 4].map(|()| service.notified(&hello))).await {
        // Who loses to another is told to come again, as the platform does.
        assert!(answered.status.is_success() || answered.body["code"] == "busy", "{}", answered.body);
    }
    platform.wait_for(3).await;
    platform.refuses(&[(500, 2)]);
    service.presses("2", "agree").await;
    service.writes("3", "why?").await;
    service.rests(&platform, 4).await;
    service.passes(3).await;
    service.jobs().await;
    platform.wait_for(7).await;
    service.rests(&platform, 8).await;
    assert_eq!((service.said(&session).await, platform.offered()), (6, 8));
    let other = service.chatting("standard", "en").await;
    service.binds(&other, NUMBER).await.is(409, "number_taken");
    service.ctx.database.close().await;
}

#[actix_web::test]
async fn a_number_that_nobody_bound_is_answered_by_nothing_and_kept_nowhere() {
    let platform = Platform::start();
    let service = platform.service("").await;
    service.addressed("standard", "en").await;
    let stranger = "971500000999";
    service.notified(&service.brought(stranger, "1", "text", &json!({ "body": "Zubaydah" }))).await.good();
    let mut nameless = service.brought(FROM, "2", "text", &json!({ "body": "hello" }));
    nameless["entry"][0]["changes"][0]["value"]["messages"][0].as_object_mut().expect("one").remove("from");
    service.notified(&nameless).await.good();
    let mut other = service.brought(FROM, "3", "text", &json!({ "body": "hello" }));
    other["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = json!("107");
    service.notified(&other).await.good();
    service.jobs().await;
    assert_eq!(platform.offered(), 1);
    let database = service.open_database().await;
    let kept: (i64,) =
        sqlx::query_as("SELECT COUNT(*) FROM whatsapp_inbox").fetch_one(&database).await.expect("a count");
    assert_eq!(kept.0, 1, "the opening alone");
}
