//! Calls in rooms of a media server: who is let in when, and what the server's notices do.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use jsonwebtoken::{EncodingKey, Header};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::service::{Answer, Service, answer};

const SECRET: &str = "a made-up secret that opens nothing";

const ROOMS: &str = "[rooms]\nkind = \"livekit\"\nurl = \"wss://media.bank.example\"\napi_key = \"ahlan-test\"\n\
    api_secret = \"a made-up secret that opens nothing\"\ntoken_s = 120\n";

impl Service {
    async fn with_media_server() -> Self {
        Self::start_configured(None, &json!([]), ROOMS, |_| {}).await
    }

    /// A notice of the media server under this secret.
    async fn notice(&self, secret: &str, body: &Value) -> Answer {
        let body = body.to_string();
        let now_s = self.ctx.now_ms() / 1000;
        let claims = json!({ "iss": "ahlan-test", "nbf": now_s, "exp": now_s + 300,
            "sha256": BASE64.encode(Sha256::digest(body.as_bytes())) });
        let key = EncodingKey::from_secret(secret.as_bytes());
        let proof = jsonwebtoken::encode(&Header::default(), &claims, &key).expect("signs");
        let request = self.plain(Method::POST, "/v1/calls/notices").header("authorization", proof);
        answer(request.header("content-type", "application/webhook+json").body(body)).await
    }

    /// Tells that the applicant's connection came or left.
    async fn moved(&self, call: &str, event: &str, connection: &str) {
        let participant = json!({ "sid": connection, "identity": format!("applicant:{call}") });
        let at = (self.ctx.now_ms() / 1000).to_string();
        let body = json!({ "event": event, "room": { "name": call }, "participant": participant, "createdAt": at });
        assert_eq!(self.notice(SECRET, &body).await.status.as_u16(), 204);
    }
}

/// What stands in a token; who signed it is asked in `tests/livekit.rs`.
fn claims(token: &Value) -> Value {
    let claims = token.as_str().and_then(|token| token.split('.').nth(1)).expect("a token");
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(claims).expect("base64");
    serde_json::from_slice(&bytes).expect("JSON")
}

#[actix_web::test]
async fn the_room_opens_when_the_call_is_taken_to_each_side_with_a_pass_of_its_own() {
    let service = Service::with_media_server().await;
    let token = service.on_duty("layla", &[]).await;
    let session = service.awaiting().await;
    let asked = service.ask(&session, &json!({ "reason": "prefers_person" })).await.good();
    let ways = |call: &Value| (call.get("media_server").is_some(), call.get("ice_servers").is_some());
    assert_eq!(ways(&asked), (false, false), "nobody has taken it");
    let mut page = service.applicants_page(&session).await;
    let shown = page.hear_until("state").await;
    let held = service.take(&token, &session).await;
    let (applicants, staffs) =
        (service.call(&session).await, service.get(&token, &format!("{}/call", held.review)).await.good());
    assert_eq!(
        (ways(&shown["call"]), ways(&applicants), ways(&staffs)),
        ((false, false), (true, false), (true, false))
    );
    for (side, call) in [("applicant", &applicants), ("staff", &staffs)] {
        let (server, id) = (&call["media_server"], call["call"].as_str().expect("an id"));
        assert_eq!((&server["url"], &server["room"]), (&json!("wss://media.bank.example"), &json!(id)));
        assert_eq!(server["enter_by"], "2026-11-21T09:02:00Z");
        let claims = claims(&server["token"]);
        assert_eq!((&claims["sub"], &claims["video"]["room"]), (&json!(format!("{side}:{id}")), &json!(id)));
    }
}

#[actix_web::test]
async fn who_left_the_media_server_is_not_there_until_they_come_back_and_the_call_goes_on() {
    let service = Service::with_media_server().await;
    let (session, _applicant, held) = service.taken("layla").await;
    let call = service.call(&session).await["call"].as_str().expect("an id").to_owned();
    let mut staff = service.staffs_page(&held).await.expect("a room");
    staff.hear_until("peer_joined").await;
    service.moved(&call, "participant_joined", "PA_one").await;
    service.moved(&call, "participant_left", "PA_one").await;
    staff.hear_until("peer_left").await;
    service.write(&held, Method::POST, "connection", &json!({})).await.is(409, "applicant_away");
    assert_eq!(service.call(&session).await["state"], "ringing");
    service.moved(&call, "participant_joined", "PA_one").await; // told again
    service.write(&held, Method::POST, "connection", &json!({})).await.is(409, "applicant_away");
    service.moved(&call, "participant_joined", "PA_two").await;
    staff.hear_until("peer_joined").await;
    assert_eq!(service.connect(&held).await["state"], "connected");
    service.moved(&call, "participant_connection_aborted", "PA_two").await;
    staff.hear_until("peer_left").await;
    let end = json!({ "outcome": "dropped", "reason": "line_lost" });
    assert_eq!(service.write(&held, Method::POST, "end", &end).await.good()["place"], 1);
}

#[actix_web::test]
async fn a_notice_that_the_media_server_did_not_sign_is_refused() {
    let service = Service::with_media_server().await;
    let body = json!({ "event": "participant_left" });
    service.notice("another secret that opens nothing, too", &body).await.is(401, "notice_unproved");
    service.anonymous(Method::POST, "/v1/calls/notices").await.is(401, "notice_unproved");
    service.notice(SECRET, &json!("hello")).await.is(400, "bad_notice");
    let long = json!({ "event": "x".repeat(65 << 10) });
    service.notice(SECRET, &long).await.is(413, "body_too_long");
    let plain = Service::start().await;
    plain.notice(SECRET, &body).await.is(404, "no_media_server");
}
