//! A video call from both pages' ends: queue, lease, room, checklist, recording, verdict; and everything that goes wrong.

use ahlan::{
    flow::audit::verify,
    staff::caller::{Caller, Role},
};
use futures_util::{SinkExt, StreamExt};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest, protocol::frame::coding::CloseCode},
};

use crate::{
    pictures::plain_jpeg,
    service::{Answer, Service, answer},
};

/// Stands in what the pages say to each other, and must stand nowhere else.
const ADDRESS: &str = "203.0.113.77";

/// One page's end of a room.
pub struct Page(WebSocketStream<TcpStream>);

/// A call that an agent holds.
pub struct Held {
    pub review: String,
    pub token: String,
    pub fence: i64,
}

impl Service {
    /// A session that waits for a person, because its applicant agreed to nothing; its path.
    pub async fn awaiting(&self) -> String {
        let session = self.session("standard").await;
        for purpose in ["registry", "document", "biometric"] {
            let said = json!({ "purpose": purpose, "granted": false });
            self.json(&self.back_end, Method::POST, &format!("{session}/consents"), &said).await.good();
        }
        assert_eq!(self.submit(&session).await.good()["status"], "awaiting_staff");
        session
    }

    /// A member of staff on duty; their token.
    pub async fn on_duty(&self, name: &str, languages: &[&str]) -> String {
        let token = self.staff(name, Role::Agent);
        let said = json!({ "on_duty": true, "languages": languages });
        self.json(&token, Method::PUT, "/v1/calls/presence", &said).await.good();
        token
    }

    pub async fn ask(&self, session: &str, said: &Value) -> Answer {
        self.json(&self.back_end, Method::POST, &format!("{session}/video-calls"), said).await
    }

    pub async fn call(&self, session: &str) -> Value {
        self.get(&self.back_end, &format!("{session}/video-calls")).await.good()
    }

    pub fn applicant_of(&self, session: &str) -> String {
        let session = session.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
        self.token_of(&Caller::Applicant { session, generation: 1 })
    }

    async fn open(&self, path: &str, headers: &[(&'static str, String)]) -> Result<Page, (u16, String)> {
        let mut request = format!("ws://{}{path}", self.address).into_client_request().expect("a request");
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().expect("a header"));
        }
        let stream = TcpStream::connect(self.address).await.expect("connects");
        match client_async(request, stream).await {
            Ok((page, _)) => Ok(Page(page)),
            Err(Error::Http(answer)) => {
                let problem: Value =
                    serde_json::from_slice(answer.body().as_deref().unwrap_or_default()).unwrap_or_default();
                Err((answer.status().as_u16(), problem["code"].as_str().unwrap_or_default().to_owned()))
            }
            Err(error) => panic!("{error}"),
        }
    }

    /// The applicant's page in the room.
    pub async fn applicants_page(&self, session: &str) -> Page {
        let bearer = format!("Bearer {}", self.applicant_of(session));
        self.open(&format!("{session}/video-calls/socket"), &[("authorization", bearer)]).await.expect("a room")
    }

    /// Staff's page in the room, as a browser opens it.
    pub async fn staffs_page(&self, held: &Held) -> Result<Page, (u16, String)> {
        let offered = format!("ahlan.call.v1, ahlan.token.{}", held.token);
        let path = format!("{}/call/socket?fence={}", held.review, held.fence);
        self.open(&path, &[("sec-websocket-protocol", offered)]).await
    }

    /// A call whose applicant is in the room, taken by an agent: the session, the applicant's page, the hold.
    pub async fn taken(&self, agent: &str) -> (String, Page, Held) {
        let token = self.on_duty(agent, &[]).await;
        let session = self.awaiting().await;
        self.ask(&session, &json!({ "reason": "prefers_person" })).await.good();
        let mut page = self.applicants_page(&session).await;
        page.hear_until("state").await;
        let held = self.take(&token, &session).await;
        (session, page, held)
    }

    pub async fn take(&self, token: &str, session: &str) -> Held {
        let review = session.replace("/sessions/", "/reviews/");
        let call = self.post(token, &format!("{review}/call")).await.good();
        assert_eq!(call["state"], "ringing");
        Held { review, token: token.to_owned(), fence: call["fence"].as_i64().expect("a fence") }
    }

    /// A write in a call, under its fence.
    pub async fn write(&self, held: &Held, method: Method, rest: &str, body: &Value) -> Answer {
        let request = self.request(&held.token, method, &format!("{}/call/{rest}", held.review));
        answer(request.header("ahlan-fence", held.fence).json(body)).await
    }

    /// Connects, once the applicant's page has said again that it is there: the clock of a test moves by leaps.
    pub async fn connect(&self, held: &Held) -> Value {
        for _ in 0..100 {
            let answer = self.write(held, Method::POST, "connection", &json!({})).await;
            if answer.body["code"] != "applicant_away" {
                return answer.good();
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("the applicant's page did not come back");
    }

    pub async fn segment(&self, held: &Held, number: u32, begins_ms: i64, bytes: Vec<u8>) -> Answer {
        let path = format!("{}/call/recording/{number}?begins_ms={begins_ms}", held.review);
        let request = self.request(&held.token, Method::PUT, &path).header("ahlan-fence", held.fence);
        answer(request.header("content-type", "video/webm").body(bytes)).await
    }

    /// Answers every line with whatever it wants, but those that wait for a code.
    pub async fn work(&self, held: &Held, lines: &Value) {
        for line in lines.as_array().expect("lines") {
            let path = format!("checklist/{}", line["line"].as_str().expect("a name"));
            if line["evidence"] == "snapshot" {
                let form = reqwest::multipart::Form::new()
                    .part("image", reqwest::multipart::Part::bytes(plain_jpeg()).file_name("a.jpg"));
                let path = format!("{}/call/{path}/snapshot", held.review);
                let request = self.request(&held.token, Method::PUT, &path).header("ahlan-fence", held.fence);
                answer(request.multipart(form)).await.good();
            } else if line["evidence"] != "code" {
                let value = (line["evidence"] == "value").then_some("T220001293");
                self.write(held, Method::PUT, &path, &json!({ "found": "met", "value": value })).await.good();
            }
        }
    }
}

impl Page {
    async fn say(&mut self, frame: &Value) {
        self.0.send(Message::text(frame.to_string())).await.expect("sent");
    }

    pub async fn next(&mut self) -> Message {
        let next = tokio::time::timeout(std::time::Duration::from_secs(20), self.0.next());
        next.await.expect("within 20 seconds").expect("still open").expect("a frame")
    }

    /// Frames up to the next one of this type, and that one.
    pub async fn hear_until(&mut self, kind: &str) -> Value {
        loop {
            if let Message::Text(text) = self.next().await {
                let frame: Value = serde_json::from_str(&text).expect("JSON");
                if frame["type"] == kind {
                    return frame;
                }
            }
        }
    }

    /// Frames up to a state of this name.
    pub async fn hear_state(&mut self, state: &str) -> Value {
        loop {
            let frame = self.hear_until("state").await;
            if frame["call"]["state"] == state {
                return frame["call"].clone();
            }
        }
    }

    async fn closed(&mut self) -> CloseCode {
        loop {
            if let Message::Close(reason) = self.next().await {
                return reason.expect("a reason").code;
            }
        }
    }
}

fn sdp() -> String {
    format!(
        "v=0\r\no=- 1 2 IN IP4 {ADDRESS}\r\ns=-\r\nt=0 0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 {ADDRESS}\r\n\
         a=ice-ufrag:F7gI\r\na=ice-pwd:x9cml/YzichV2+XlhiMu8g\r\na=fingerprint:sha-256 D2:FA:0E\r\na=mid:0\r\n"
    )
}

/// A piece of WebM whose blocks are a second apart, `seconds` long.
pub fn webm(seconds: u16) -> Vec<u8> {
    let mut bytes = vec![0x1A, 0x45, 0xDF, 0xA3, 0x87, 0x42, 0x82, 0x84];
    bytes.extend(b"webm");
    bytes.extend([0x18, 0x53, 0x80, 0x67, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
    for second in 0..=u32::from(seconds) {
        bytes.extend([0x1F, 0x43, 0xB6, 0x75, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xE7, 0x84]);
        bytes.extend((second * 1000).to_be_bytes());
        bytes.extend([0xA3, 0x86, 0x81, 0, 0, 0x80, 1, 2]);
    }
    bytes
}

#[actix_web::test]
async fn a_call_goes_from_the_queue_to_the_verdict() {
    let service = Service::start().await;
    let layla = service.on_duty("layla", &["en"]).await;
    let session = service.awaiting().await;
    let seen = service.seen(&session).await;
    assert_eq!(seen["next"]["alternatives"], json!([{ "action": "ask_for_call" }]));
    let agreed = json!({ "purpose": "recording", "granted": true, "text_version": "1", "language": "en" });
    service.json(&service.back_end, Method::POST, &format!("{session}/consents"), &agreed).await.good();
    let asked = service.ask(&session, &json!({ "reason": "automatic_way_failed" })).await.good();
    let waits = (&asked["state"], &asked["place"], &asked["estimate_s"], &asked["recording"]);
    assert_eq!(waits, (&json!("waiting"), &json!(1), &json!(420), &json!("offered")));
    assert_eq!(service.post(&layla, "/v1/calls/next").await.status.as_u16(), 204, "the applicant is not there yet");

    let mut applicant = service.applicants_page(&session).await;
    assert_eq!(applicant.hear_state("waiting").await["place"], 1);
    let queue = service.get(&layla, "/v1/calls").await.good();
    assert_eq!(queue["items"][0]["reason"], "automatic_way_failed");
    assert_eq!((&queue["items"][0]["applicant_here"], &queue["agents"]), (&json!(true), &json!(1)));
    let taken = service.post(&layla, "/v1/calls/next").await.good();
    assert_eq!((&taken["state"], &taken["checklist"]), (&json!("ringing"), &Value::Null));
    let review = session.replace("/sessions/", "/reviews/");
    let held = Held { review: review.clone(), token: layla.clone(), fence: taken["fence"].as_i64().expect("a fence") };
    applicant.hear_state("ringing").await;

    let mut staff = service.staffs_page(&held).await.expect("a room");
    staff.hear_until("peer_joined").await;
    applicant.hear_until("peer_joined").await;
    staff.say(&json!({ "type": "offer", "sdp": sdp() })).await;
    assert_eq!(applicant.hear_until("offer").await["sdp"], sdp());
    applicant.say(&json!({ "type": "answer", "sdp": sdp() })).await;
    let way = format!("candidate:1 1 udp 2122260223 {ADDRESS} 46243 typ host");
    let candidate =
        json!({ "type": "candidate", "candidate": { "candidate": way, "sdpMid": "0", "sdpMLineIndex": 0 } });
    applicant.say(&candidate).await;
    assert_eq!(staff.hear_until("answer").await["sdp"], sdp());
    assert_eq!(staff.hear_until("candidate").await["candidate"]["candidate"], way);

    let work = service.connect(&held).await;
    assert_eq!(work["state"], "connected");
    assert!(work["checklist"]["lines"][0]["text"]["zh"].is_string(), "{work:#}");
    applicant.hear_state("connected").await;
    service.work(&held, &work["checklist"]["lines"]).await;
    service.clock.advance(25);
    let kept = service.segment(&held, 1, 0, webm(24)).await.good();
    assert_eq!((&kept["duration_ms"], &kept["gaps"], &kept["number"]), (&json!(24_000), &json!(0), &json!(1)));
    assert_eq!(service.segment(&held, 1, 0, webm(24)).await.good(), kept, "sent again, answered as before");
    let verdict = json!({ "verdict": "approve", "reason": "seen" });
    service.json(&layla, Method::POST, &format!("{review}/verdict"), &verdict).await.is(409, "call_open");
    let end = json!({ "outcome": "successful", "reason": "identity_clear" });
    assert_eq!(service.write(&held, Method::POST, "end", &end).await.good()["outcome"], "successful");
    assert_eq!(applicant.hear_state("ended").await["outcome"], "successful");

    let piece = service.get(&layla, &session).await.good()["evidence"].clone();
    let piece = piece.as_array().expect("evidence").iter().find(|one| one["shows"] == "call_segment").expect("one");
    let path = format!("{session}/evidence/{}", piece["id"].as_str().expect("an id"));
    let bytes = service.request(&layla, Method::GET, &path).send().await.expect("an answer");
    assert_eq!(bytes.headers()["content-type"], "video/webm");
    assert_eq!(bytes.bytes().await.expect("bytes"), webm(24));
    let approved = service.json(&layla, Method::POST, &format!("{review}/verdict"), &verdict).await.good();
    assert_eq!(approved["status"], "approved");
    let id = session.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
    assert_eq!(verify(&service.ctx, id).await.expect("a finding").faults, [""; 0]);
    let files = std::fs::read_dir(service.folder.path()).expect("a folder");
    for file in files.map(|file| file.expect("a file").path()).filter(|path| path.is_file()) {
        let bytes = std::fs::read(&file).expect("bytes");
        assert!(!bytes.windows(ADDRESS.len()).any(|part| part == ADDRESS.as_bytes()), "{}", file.display());
    }
}

#[actix_web::test]
async fn without_anybody_on_duty_a_callback_is_booked_and_it_can_be_called_off() {
    let service = Service::start().await;
    let session = service.awaiting().await;
    let past = json!({ "reason": "needs_help", "callback_at": "2026-11-21T08:00:00Z" });
    let refused = service.ask(&session, &past).await;
    refused.is(422, "bad_value");
    assert!(refused.body["errors"][0]["reason"].as_str().expect("a reason").contains("2026-11-21T09:15:00Z"));
    let booked = service.ask(&session, &json!({ "reason": "needs_help" })).await.good();
    assert_eq!((&booked["state"], &booked["callback_at"]), (&json!("booked"), &json!("2026-11-21T09:15:00Z")));
    service.ask(&session, &json!({ "reason": "needs_help" })).await.is(409, "call_open");
    let call = format!("{session}/video-calls/{}", booked["call"].as_str().expect("an id"));
    service.json(&service.back_end, Method::DELETE, &call, &json!({})).await.good();
    assert_eq!(service.call(&session).await["outcome"], "cancelled");
    let later = json!({ "reason": "needs_help", "callback_at": "2026-11-22T10:15:00Z" });
    assert_eq!(service.ask(&session, &later).await.good()["state"], "booked");
}

#[actix_web::test]
async fn who_asks_for_a_call_does_not_wait_anew_for_a_verdict() {
    let service = Service::start().await;
    let session = service.awaiting().await;
    service.clock.advance(60);
    service.ask(&session, &json!({ "reason": "needs_help" })).await.good();
    let queue = service.get(&service.staff("layla", Role::Agent), "/v1/reviews").await.good();
    assert_eq!(queue["items"][0]["review"]["waiting_since"], "2026-11-21T09:00:00Z");
}

#[actix_web::test]
async fn a_language_that_is_not_there_is_refused_with_those_that_are() {
    let service = Service::start().await;
    let session = service.awaiting().await;
    let refused = service.ask(&session, &json!({ "reason": "needs_help", "language": "fi" })).await;
    refused.is(422, "bad_value");
    assert_eq!(refused.body["errors"][0]["pointer"], "/language");
    let layla = service.staff("layla", Role::Agent);
    let wish = json!({ "on_duty": true, "languages": ["fi"] });
    service.json(&layla, Method::PUT, "/v1/calls/presence", &wish).await.is(422, "bad_value");
}

#[actix_web::test]
async fn when_an_agents_tab_dies_the_call_is_back_at_its_place_and_another_takes_over() {
    let service = Service::start().await;
    let (session, mut applicant, held) = service.taken("layla").await;
    service.connect(&held).await;
    applicant.hear_state("connected").await;
    let omar = service.on_duty("omar", &[]).await;
    service.post(&omar, &format!("{}/call", held.review)).await.is(409, "busy");
    service.clock.advance(20);
    service.write(&held, Method::POST, "heartbeat", &json!({})).await.good();
    service.clock.advance(20);
    service.jobs().await;
    assert_eq!(service.call(&session).await["state"], "connected", "the heartbeat held it");
    service.clock.advance(11);
    service.jobs().await;
    assert_eq!(applicant.hear_state("waiting").await["place"], 1);
    service.write(&held, Method::POST, "heartbeat", &json!({})).await.is(409, "lease_lost");
    let taken = service.take(&omar, &session).await;
    assert!(taken.fence > held.fence);
    service.write(&held, Method::PUT, "checklist/person_seen", &json!({ "found": "met" })).await.is(409, "lease_lost");
    assert_eq!(service.staffs_page(&held).await.err(), Some((409, "lease_lost".to_owned())));
    assert_eq!(service.connect(&taken).await["checklist"]["lines"][0]["found"], Value::Null, "it begins anew");
}

#[actix_web::test]
async fn of_two_tabs_the_newer_takes_over_and_the_older_is_told() {
    let service = Service::start().await;
    let (session, mut applicant, held) = service.taken("layla").await;
    let mut staff = service.staffs_page(&held).await.expect("a room");
    staff.hear_until("peer_joined").await;
    let mut second = service.applicants_page(&session).await;
    applicant.hear_until("taken_over").await;
    assert_eq!(applicant.closed().await, CloseCode::Policy);
    second.hear_until("peer_joined").await;
    staff.hear_until("peer_left").await;
    staff.hear_until("peer_joined").await;

    let newer = service.take(&held.token, &session).await;
    staff.hear_until("lease_lost").await;
    assert_eq!(staff.closed().await, CloseCode::Policy);
    service.write(&held, Method::POST, "heartbeat", &json!({})).await.is(409, "lease_lost");
    service.write(&newer, Method::POST, "heartbeat", &json!({})).await.good();
}

#[actix_web::test]
async fn nonsense_binary_oversized_frames_and_floods_are_refused() {
    let service = Service::start().await;
    let (session, mut applicant, held) = service.taken("layla").await;
    let mut staff = service.staffs_page(&held).await.expect("a room");
    staff.hear_until("peer_joined").await;
    staff.say(&json!({ "type": "offer", "sdp": "make me a sandwich" })).await;
    assert_eq!(staff.hear_until("problem").await["problem"]["code"], "bad_signal");
    for _ in 0..9 {
        staff.say(&json!({ "type": "fire" })).await;
    }
    assert_eq!(staff.closed().await, CloseCode::Policy);
    applicant.0.send(Message::binary(vec![1, 2, 3])).await.expect("sent");
    assert_eq!(applicant.hear_until("problem").await["problem"]["code"], "no_binary_frames");
    assert_eq!(applicant.closed().await, CloseCode::Unsupported);
    let mut again = service.applicants_page(&session).await;
    again.hear_until("state").await;
    again.0.send(Message::text("x".repeat(65 << 10))).await.expect("sent");
    assert_eq!(again.hear_until("problem").await["problem"]["code"], "frame_too_long");
    assert_eq!(again.closed().await, CloseCode::Size);
}

#[actix_web::test]
async fn nobody_else_comes_into_the_room() {
    let service = Service::start().await;
    let (session, _applicant, held) = service.taken("layla").await;
    let other = service.awaiting().await;
    let bearer = format!("Bearer {}", service.applicant_of(&other));
    let room = format!("{session}/video-calls/socket");
    assert_eq!(service.open(&room, &[("authorization", bearer)]).await.err(), Some((404, "not_found".to_owned())));
    let bearer = format!("Bearer {}", service.applicant_of(&other));
    let none = service.open(&format!("{other}/video-calls/socket"), &[("authorization", bearer)]).await;
    assert_eq!(none.err(), Some((409, "no_call".to_owned())));
    let omar = Held { token: service.staff("omar", Role::Agent), ..held };
    assert_eq!(service.staffs_page(&omar).await.err(), Some((409, "lease_lost".to_owned())));
    let unnamed = service.post(&service.staff("layla", Role::Agent), &format!("{}/call/heartbeat", omar.review)).await;
    unnamed.is(400, "no_fence");
}

#[actix_web::test]
async fn a_recording_needs_consent_order_and_a_size_that_can_be() {
    let service = Service::start().await;
    let (session, _applicant, held) = service.taken("layla").await;
    service.connect(&held).await;
    service.clock.advance(10);
    service.segment(&held, 1, 0, webm(9)).await.is(403, "consent_missing");
    let agreed = json!({ "purpose": "recording", "granted": true, "text_version": "1", "language": "en" });
    service.json(&service.back_end, Method::POST, &format!("{session}/consents"), &agreed).await.good();
    service.segment(&held, 2, 0, webm(9)).await.is(422, "segment_misplaced");
    service.segment(&held, 1, 0, webm(29)).await.is(422, "segment_misplaced");
    service.segment(&held, 1, 0, b"no film at all".to_vec()).await.is(422, "not_a_recording");
    service.segment(&held, 1, 0, webm(4)).await.good();
    service.segment(&held, 1, 0, webm(5)).await.is(409, "segment_taken");
    let gap = service.segment(&held, 2, 7_000, webm(2)).await.good();
    assert_eq!((&gap["gaps"], &gap["recorded_ms"]), (&json!(1), &json!(6_000)));
    // Two gigabytes are announced and none is sent: the answer comes by the headers.
    let path = format!("{}/call/recording/3?begins_ms=9000", held.review);
    let head = format!(
        "PUT {path} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {}\r\nahlan-fence: {}\r\ncontent-length: 2147483648\r\n\r\n",
        held.token, held.fence
    );
    let mut stream = TcpStream::connect(service.address).await.expect("connects");
    tokio::io::AsyncWriteExt::write_all(&mut stream, head.as_bytes()).await.expect("sent");
    let mut said = [0; 12];
    tokio::io::AsyncReadExt::read_exact(&mut stream, &mut said).await.expect("an answer");
    assert_eq!(&said, b"HTTP/1.1 413");
}

#[actix_web::test]
async fn a_call_that_its_applicant_leaves_keeps_its_place_or_ends_as_missed() {
    let mut service = Service::start().await;
    let (session, applicant, held) = service.taken("layla").await;
    service.connect(&held).await;
    drop(applicant);
    let end = json!({ "outcome": "dropped", "reason": "gone" });
    service.write(&held, Method::POST, "end", &end).await.good();
    assert_eq!(service.call(&session).await["state"], "waiting");
    service.clock.advance(7_201);
    service.jobs().await;
    let client_id = "test-app".parse().expect("a name");
    service.back_end = service.token_of(&Caller::BackEnd { client_id });
    assert_eq!(service.call(&session).await["outcome"], "missed");
    assert_eq!(service.seen(&session).await["status"], "awaiting_staff", "a person still looks at it");
}

#[actix_web::test]
async fn another_time_is_booked_by_who_holds_the_call() {
    let service = Service::start().await;
    let (session, _applicant, held) = service.taken("layla").await;
    let wrong = json!({ "outcome": "rescheduled", "reason": "no_card", "callback_at": "2026-11-23T10:07:00Z" });
    service.write(&held, Method::POST, "end", &wrong).await.is(422, "bad_value");
    let end = json!({ "outcome": "rescheduled", "reason": "no_card", "callback_at": "2026-11-23T10:15:00Z" });
    service.write(&held, Method::POST, "end", &end).await.good();
    let call = service.call(&session).await;
    assert_eq!((&call["state"], &call["callback_at"]), (&json!("booked"), &json!("2026-11-23T10:15:00Z")));
}

#[actix_web::test]
async fn erasing_an_application_ends_its_call_and_takes_its_recording() {
    let service = Service::start().await;
    let (session, mut applicant, held) = service.taken("layla").await;
    let agreed = json!({ "purpose": "recording", "granted": true, "text_version": "1", "language": "en" });
    service.json(&service.back_end, Method::POST, &format!("{session}/consents"), &agreed).await.good();
    service.connect(&held).await;
    service.clock.advance(10);
    service.segment(&held, 1, 0, webm(9)).await.good();
    service.post(&service.back_end, &format!("{session}/erasure")).await.good();
    applicant.hear_until("problem").await;
    assert_eq!(applicant.closed().await, CloseCode::Policy, "the token is of an earlier generation");
    service.jobs().await;
    let id = session.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
    assert_eq!(verify(&service.ctx, id).await.expect("a finding").faults, [""; 0]);
    let objects = service.folder.path().join("objects").join(session.rsplit('/').next().expect("an id"));
    let left = std::fs::read_dir(objects).map_or(0, std::iter::Iterator::count);
    assert_eq!(left, 0);
}
