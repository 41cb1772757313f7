//! Notices: one signed message for a change of status, tried again until it is taken.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU16, Ordering},
};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, http::StatusCode, web};
use ahlan::{app, staff::caller::Caller};
use jiff::Timestamp;
use reqwest::{
    Method,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use serde_json::{Value, json};
use standardwebhooks::Webhook;

use crate::service::{NOW, Service};

/// A receiver as an integrator would write it.
#[derive(Clone)]
struct Receiver {
    status: Arc<AtomicU16>,
    received: Arc<Mutex<Vec<Message>>>,
    address: String,
}

#[derive(Clone, Debug)]
struct Message {
    headers: HeaderMap,
    body: String,
}

impl Message {
    fn id(&self) -> &str {
        self.headers.get("webhook-id").and_then(|id| id.to_str().ok()).expect("an id")
    }
}

impl Receiver {
    fn start() -> Self {
        let (status, received) = (Arc::new(AtomicU16::new(204)), Arc::new(Mutex::new(Vec::new())));
        let shared = web::Data::new((Arc::clone(&status), Arc::clone(&received)));
        let server = HttpServer::new(move || App::new().app_data(shared.clone()).default_service(web::to(take)))
            .workers(1)
            .disable_signals()
            .bind(("127.0.0.1", 0))
            .expect("a free port");
        let address = format!("http://{}/notices", server.addrs()[0]);
        tokio::spawn(server.run());
        Self { status, received, address }
    }

    fn answers(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    fn received(&self) -> Vec<Message> {
        self.received.lock().expect("a lock").clone()
    }
}

type Desk = (Arc<AtomicU16>, Arc<Mutex<Vec<Message>>>);

async fn take(request: HttpRequest, body: String, desk: web::Data<Desk>) -> HttpResponse {
    let mut headers = HeaderMap::new();
    for (name, value) in request.headers() {
        let name = HeaderName::from_bytes(name.as_str().as_bytes()).expect("a name");
        headers.insert(name, HeaderValue::from_bytes(value.as_bytes()).expect("a value"));
    }
    desk.1.lock().expect("a lock").push(Message { headers, body });
    HttpResponse::new(StatusCode::from_u16(desk.0.load(Ordering::SeqCst)).expect("a status"))
}

impl Service {
    /// A service whose clock shows the time of day: the receiver's library compares it with its own.
    async fn start_at_the_time_of_day() -> Self {
        let mut service = Self::start().await;
        let began: Timestamp = NOW.parse().expect("a time");
        service.clock.advance(app::clock().now().as_second() - began.as_second());
        service.back_end = service.token_of(&Caller::BackEnd { client_id: "test-app".parse().expect("a name") });
        service
    }

    /// Tells `address` of changes; the secret.
    async fn tell(&self, address: &str) -> String {
        let wish = json!({ "url": address });
        let made = self.json(&self.back_end, Method::POST, "/v1/webhook-endpoints", &wish).await.good();
        made["secret"].as_str().expect("a secret").to_owned()
    }

    async fn withdrawn(&self) -> String {
        let wish = json!({ "journey": "standard", "mode": "test", "reference": "app-17" });
        let started = self.json(&self.back_end, Method::POST, "/v1/sessions", &wish).await.good();
        let session = format!("/v1/sessions/{}", started["session"]["id"].as_str().expect("an id"));
        self.post(&self.back_end, &format!("{session}/withdrawal")).await.good();
        session
    }
}

#[actix_web::test]
async fn a_change_of_status_is_told_once_and_signed() {
    let (service, receiver) = (Service::start_at_the_time_of_day().await, Receiver::start());
    let secret = service.tell(&receiver.address).await;
    let session = service.withdrawn().await;
    service.jobs().await;
    service.jobs().await;
    let received = receiver.received();
    assert_eq!(received.len(), 1);
    let webhook = Webhook::new(&secret).expect("a secret");
    webhook.verify(received[0].body.as_bytes(), &received[0].headers).expect("our signature");
    let other = Webhook::new("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD").expect("a secret");
    other.verify(received[0].body.as_bytes(), &received[0].headers).expect_err("another secret");
    let seen = service.seen(&session).await;
    let body: Value = serde_json::from_str(&received[0].body).expect("JSON");
    assert_eq!(
        body,
        json!({
            "type": "session.status_changed",
            "timestamp": service.ctx.now(),
            "data": { "session_id": seen["id"], "reference": "app-17", "status": "withdrawn", "version": seen["version"] },
        })
    );
}

#[actix_web::test]
async fn a_change_that_is_none_of_the_status_is_not_told() {
    let (service, receiver) = (Service::start().await, Receiver::start());
    service.tell(&receiver.address).await;
    service.session("standard").await;
    service.jobs().await;
    assert_eq!(receiver.received().len(), 0);
}

#[actix_web::test]
async fn a_receiver_that_fails_is_asked_again_after_the_schedule_under_the_same_id() {
    let (service, receiver) = (Service::start_at_the_time_of_day().await, Receiver::start());
    let secret = service.tell(&receiver.address).await;
    receiver.answers(500);
    service.withdrawn().await;
    let attempts = async |wait_s| {
        service.clock.advance(wait_s);
        service.jobs().await;
        receiver.received().len()
    };
    assert_eq!(attempts(0).await, 1);
    assert_eq!(attempts(4).await, 1, "five seconds have not passed");
    assert_eq!(attempts(3).await, 2);
    receiver.answers(204);
    assert_eq!(attempts(29).await, 2, "thirty seconds have not passed");
    assert_eq!(attempts(10).await, 3);
    assert_eq!(attempts(24 * 3600).await, 3, "it was taken");
    let received = receiver.received();
    assert!(received.iter().all(|message| message.id() == received[0].id() && message.body == received[0].body));
    for message in &received {
        let webhook = Webhook::new(&secret).expect("a secret");
        webhook.verify(message.body.as_bytes(), &message.headers).expect("our signature");
    }
}

impl Service {
    /// What became of the account of a client: who did what, in order.
    async fn account(&self, client: &str) -> Vec<(Value, Value)> {
        let database = self.open_database().await;
        let rows: Vec<(String,)> =
            sqlx::query_as("SELECT leaf FROM events WHERE stream = 'account' AND stream_id = $1 ORDER BY sequence")
                .bind(client)
                .fetch_all(&database)
                .await
                .expect("rows");
        let leaf = |(leaf,): (String,)| serde_json::from_str::<Value>(&leaf).expect("JSON");
        rows.into_iter().map(leaf).map(|leaf| (leaf["actor"]["kind"].clone(), leaf["event"].clone())).collect()
    }
}

#[actix_web::test]
async fn an_endpoint_whose_receiver_is_gone_is_switched_off_and_its_client_sees_it() {
    let (mut service, receiver, other) = (Service::start().await, Receiver::start(), Receiver::start());
    let wish = json!({ "url": receiver.address });
    let made = service.json(&service.back_end, Method::POST, "/v1/webhook-endpoints", &wish).await.good();
    service.tell(&other.address).await;
    receiver.answers(410);
    service.withdrawn().await;
    service.withdrawn().await;
    service.jobs().await;
    service.clock.advance(48 * 3600);
    receiver.answers(204);
    let client_id = "test-app".parse().expect("a name");
    service.back_end = service.token_of(&Caller::BackEnd { client_id });
    service.withdrawn().await;
    service.jobs().await;
    assert_eq!(receiver.received().len(), 1, "not even what was on its way");
    assert_eq!(other.received().len(), 3, "others are told as before");
    let listed = service.get(&service.back_end, "/v1/webhook-endpoints").await.good();
    assert_eq!((&listed[0]["id"], &listed[0]["disabled_at"]), (&made["id"], &json!(NOW)));
    assert_eq!(listed[1].get("disabled_at"), None);
    let event = |kind: &str| json!({ "kind": kind, "endpoint": made["id"] });
    let account = service.account("test-app").await;
    assert_eq!(account[0], (json!("back_end"), event("webhook_endpoint_created")));
    assert_eq!(account[2..], [(json!("service"), event("webhook_endpoint_disabled"))]);
    let path = format!("/v1/webhook-endpoints/{}", made["id"].as_str().expect("an id"));
    service.json(&service.back_end, Method::DELETE, &path, &json!({})).await.good();
    assert_eq!(service.account("test-app").await[3], (json!("back_end"), event("webhook_endpoint_deleted")));
}

#[actix_web::test]
async fn another_clients_changes_are_not_told_and_a_deleted_endpoint_hears_nothing() {
    let (service, receiver) = (Service::start().await, Receiver::start());
    let other = service.new_back_end("other-app").await;
    let wish = json!({ "url": receiver.address });
    let made = service.json(&other, Method::POST, "/v1/webhook-endpoints", &wish).await.good();
    service.withdrawn().await;
    service.jobs().await;
    assert_eq!(receiver.received().len(), 0);
    let path = format!("/v1/webhook-endpoints/{}", made["id"].as_str().expect("an id"));
    service.json(&service.back_end, Method::DELETE, &path, &json!({})).await.is(404, "not_found");
    let listed = service.get(&other, "/v1/webhook-endpoints").await.good();
    assert_eq!((&listed[0]["id"], listed[0].get("secret")), (&made["id"], None));
    service.json(&other, Method::DELETE, &path, &json!({})).await.good();
    assert_eq!(service.get(&other, "/v1/webhook-endpoints").await.good(), json!([]));
}

#[actix_web::test]
async fn an_address_that_is_not_secure_or_of_this_link_is_refused() {
    let service = Service::start().await;
    for address in ["ftp://bank.example/", "http://bank.example/", "https://169.254.169.254/", "x"] {
        let wish = json!({ "url": address });
        let answer = service.json(&service.back_end, Method::POST, "/v1/webhook-endpoints", &wish).await;
        answer.is(422, "bad_value");
    }
}
