//! The chat by WebSocket: ordered, resumable, bounded, and the same thread as at the other doors.

use std::time::Duration;

use ahlan::staff::caller::Caller;
use futures_util::{SinkExt, StreamExt};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest, protocol::frame::coding::CloseCode},
};

use crate::service::Service;

/// A client's end of a connection.
struct Line(WebSocketStream<TcpStream>);

impl Service {
    /// Opens the thread of `session` after this place, with these headers.
    async fn line(&self, session: &str, after: i64, headers: &[(&'static str, &str)]) -> Result<Line, (u16, String)> {
        let url = format!("ws://{}{session}/messages/socket?after={after}", self.address);
        let mut request = url.into_client_request().expect("a request");
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().expect("a header"));
        }
        let stream = TcpStream::connect(self.address).await.expect("connects");
        match client_async(request, stream).await {
            Ok((line, _)) => Ok(Line(line)),
            Err(Error::Http(answer)) => {
                let status = answer.status().as_u16();
                let problem: Value =
                    serde_json::from_slice(answer.body().as_deref().unwrap_or_default()).unwrap_or_default();
                Err((status, problem["code"].as_str().unwrap_or_default().to_owned()))
            }
            Err(error) => panic!("{error}"),
        }
    }

    /// The same as this session's applicant.
    async fn applicants_line(&self, session: &str, after: i64) -> Line {
        let bearer = format!("Bearer {}", self.applicant(session));
        self.line(session, after, &[("authorization", &bearer)]).await.expect("a line")
    }

    fn applicant(&self, session: &str) -> String {
        let session = session.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
        self.token_of(&Caller::Applicant { session, generation: 1 })
    }
}

impl Line {
    async fn say(&mut self, frame: Value) {
        self.0.send(Message::text(frame.to_string())).await.expect("sent");
    }

    /// The next frame; what never comes fails the test instead of holding it up.
    async fn next(&mut self) -> Message {
        let next = timeout(Duration::from_secs(30), self.0.next()).await.expect("within half a minute");
        next.expect("still open").expect("a frame")
    }

    /// The next frame of JSON; pings are passed over.
    async fn hear(&mut self) -> Value {
        loop {
            match self.next().await {
                Message::Text(text) => return serde_json::from_str(&text).expect("JSON"),
                Message::Ping(_) | Message::Pong(_) => {}
                other @ (Message::Binary(_) | Message::Close(_) | Message::Frame(_)) => panic!("{other:?}"),
            }
        }
    }

    /// Frames up to the next one of this type, that one being the last.
    async fn hear_until(&mut self, kind: &str) -> Vec<Value> {
        let mut heard = vec![self.hear().await];
        while heard.last().expect("one")["type"] != kind {
            heard.push(self.hear().await);
        }
        heard
    }

    /// How the other end closes.
    async fn closed(&mut self) -> CloseCode {
        loop {
            if let Message::Close(reason) = self.next().await {
                return reason.expect("a reason").code;
            }
        }
    }
}

fn places(frames: &[Value]) -> Vec<i64> {
    frames
        .iter()
        .filter(|frame| frame["type"] == "entry")
        .map(|frame| frame["sequence"].as_i64().expect("a place"))
        .collect()
}

#[actix_web::test]
async fn entries_come_in_order_and_then_the_answer_and_the_thread_is_the_one_of_every_door() {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let mut line = service.applicants_line(&session, 0).await;
    line.say(json!({ "id": "1" })).await;
    let first = line.hear_until("answered").await;
    assert_eq!(places(&first), [1, 2]);
    line.say(json!({ "id": "2", "text": "why do you ask?" })).await;
    let second = line.hear_until("answered").await;
    assert_eq!(places(&second), [3, 4]);
    assert_eq!(second[0]["text"], "why do you ask?");
    let answered = second.last().expect("one");
    assert_eq!((&answered["id"], &answered["cursor"], &answered["language"]), (&json!("2"), &json!(4), &json!("en")));
    let thread = service.get(&service.back_end, &format!("{session}/messages")).await.good();
    for (frame, entry) in first
        .iter()
        .chain(&second)
        .filter(|frame| frame["type"] == "entry")
        .zip(thread["items"].as_array().expect("entries"))
    {
        let mut frame = frame.clone();
        frame.as_object_mut().expect("an object").remove("type");
        assert_eq!(&frame, entry);
    }
}

#[actix_web::test]
async fn after_a_drop_the_thread_goes_on_from_the_cursor_and_a_message_sent_again_counts_once() {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let mut line = service.applicants_line(&session, 0).await;
    line.say(json!({ "id": "hello" })).await;
    line.hear_until("answered").await;
    line.say(json!({ "id": "why", "text": "why?" })).await;
    drop(line);
    let mut line = service.applicants_line(&session, 2).await;
    line.say(json!({ "id": "why", "text": "why?" })).await;
    let heard = line.hear_until("answered").await;
    assert_eq!(places(&heard), [3, 4]);
    line.say(json!({ "id": "why", "text": "something else" })).await;
    let refused = line.hear().await;
    assert_eq!((&refused["id"], &refused["problem"]["code"]), (&json!("why"), &json!("idempotency_key_reused")));
    // At the other door, too, the same message is the same.
    let again = service.request(&service.applicant(&session), Method::POST, &format!("{session}/messages"));
    let again =
        again.header("idempotency-key", "why").json(&json!({ "text": "why?" })).send().await.expect("an answer");
    assert_eq!(again.json::<Value>().await.expect("JSON")["cursor"], 4);
}

#[actix_web::test]
async fn two_tabs_hear_the_same_in_the_same_order() {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let mut one = service.applicants_line(&session, 0).await;
    let mut other = service.applicants_line(&session, 0).await;
    one.say(json!({ "id": "a" })).await;
    one.hear_until("answered").await;
    other.say(json!({ "id": "b", "text": "help" })).await;
    let heard = other.hear_until("answered").await;
    assert_eq!(places(&heard), [1, 2, 3, 4]);
    let seen = [one.hear().await, one.hear().await];
    assert_eq!(places(&seen), [3, 4]);
    assert_eq!(seen[1], heard[3]);
}

#[actix_web::test]
async fn a_token_of_another_session_and_none_at_all_are_refused_before_a_frame_is_heard() {
    let service = Service::start().await;
    let (session, other) = (service.session("document-only").await, service.session("document-only").await);
    let bearer = format!("Bearer {}", service.applicant(&other));
    let refused = |result: Result<Line, _>| result.map(|_| ()).expect_err("refused");
    let strange = service.line(&session, 0, &[("authorization", &bearer)]).await;
    assert_eq!(refused(strange), (404, "not_found".to_owned()));
    assert_eq!(refused(service.line(&session, 0, &[]).await), (401, "no_token".to_owned()));
    let plain = service.get(&service.back_end, &format!("{session}/messages/socket")).await;
    plain.is(426, "upgrade_needed");
}

#[actix_web::test]
async fn a_page_comes_by_its_cookie_from_its_own_origin_alone() {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let cookie = service.browser(&service.link(&session).await).await.cookie;
    let own = format!("http://{}", service.address);
    let mut line = service.line(&session, 0, &[("cookie", &cookie), ("origin", &own)]).await.expect("a line");
    line.say(json!({ "id": "1" })).await;
    assert_eq!(places(&line.hear_until("answered").await), [1, 2]);
    for headers in [&[("cookie", cookie.as_str()), ("origin", "http://evil.example")][..], &[("cookie", &cookie)]] {
        let refused = service.line(&session, 0, headers).await.map(|_| ()).expect_err("refused");
        assert_eq!(refused, (403, "not_from_the_page".to_owned()));
    }
}

#[actix_web::test]
async fn what_is_not_taken_is_told_and_the_conversation_goes_on() {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let mut line = service.applicants_line(&session, 0).await;
    let long = "x".repeat(2001);
    for bad in [
        json!("hello"),
        json!({ "text": "no id" }),
        json!({ "id": "", "text": "x" }),
        json!({ "id": "1", "text": long }),
        json!({ "id": "2", "text": "a", "choice": "yes" }),
        json!({ "id": "3", "choice": "nonsense" }),
        json!({ "id": "4", "more": 1 }),
    ] {
        line.say(bad.clone()).await;
        let told = line.hear().await;
        assert_eq!((&told["type"], &told["problem"]["status"]), (&json!("problem"), &json!(422)), "{bad}");
    }
    line.say(json!({ "id": "5" })).await;
    assert_eq!(places(&line.hear_until("answered").await), [1, 2], "nothing of it stands in the thread");
}

#[actix_web::test]
async fn binary_and_oversized_frames_are_told_what_is_wrong_and_end_the_connection() {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let mut line = service.applicants_line(&session, 0).await;
    line.0.send(Message::binary(vec![0xFF, 0xD8])).await.expect("sent");
    assert_eq!(line.hear().await["problem"]["code"], "no_binary_frames");
    assert_eq!(line.closed().await, CloseCode::Unsupported);
    let mut line = service.applicants_line(&session, 0).await;
    line.say(json!({ "id": "1", "text": "x".repeat(20_000) })).await;
    assert_eq!(line.hear().await["problem"]["code"], "frame_too_long");
    assert_eq!(line.closed().await, CloseCode::Size);
}

#[actix_web::test]
async fn a_flood_is_held_back_and_then_ended() {
    let limit = |settings: &mut ahlan::http::Settings| {
        settings.rate_per_minute = std::num::NonZeroU32::new(20).expect("a number");
    };
    let service = Service::start_changed(&json!([]), limit).await;
    let session = service.session("document-only").await;
    let mut line = service.applicants_line(&session, 0).await;
    let mut codes = Vec::new();
    for number in 0..30 {
        line.say(json!({ "id": number.to_string(), "text": "help" })).await;
    }
    let close = loop {
        match line.0.next().await.expect("a close frame").expect("a frame") {
            Message::Text(text) => {
                let frame: Value = serde_json::from_str(&text).expect("JSON");
                codes.extend(frame["problem"]["code"].as_str().map(str::to_owned));
            }
            Message::Close(reason) => break reason.expect("a reason").code,
            Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
        }
    };
    assert_eq!(codes, vec!["too_many_requests"; 10]);
    assert_eq!(close, CloseCode::Policy);
}

#[actix_web::test]
async fn a_token_that_is_replaced_ends_the_connection() {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let mut line = service.applicants_line(&session, 0).await;
    service.post(&service.back_end, &format!("{session}/applicant-tokens")).await.good();
    line.say(json!({ "id": "1", "text": "hello" })).await;
    assert_eq!(line.hear().await["problem"]["code"], "token_replaced");
    assert_eq!(line.closed().await, CloseCode::Policy);
}

#[actix_web::test]
async fn a_session_has_no_more_connections_than_the_limit_and_a_closed_one_makes_room() {
    let service = Service::start_changed(&json!([]), |settings| settings.sockets_per_session = 2).await;
    let session = service.session("document-only").await;
    let bearer = format!("Bearer {}", service.applicant(&session));
    let headers = [("authorization", bearer.as_str())];
    let mut first = service.applicants_line(&session, 0).await;
    let _second = service.applicants_line(&session, 0).await;
    let refused = service.line(&session, 0, &headers).await.map(|_| ()).expect_err("refused");
    assert_eq!(refused, (429, "too_many_sockets".to_owned()));
    first.0.close(None).await.expect("closes");
    assert_eq!(first.closed().await, CloseCode::Normal);
    // The place is free once the service has let go of it.
    for _ in 0..50 {
        if service.line(&session, 0, &headers).await.is_ok() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the place did not become free");
}
