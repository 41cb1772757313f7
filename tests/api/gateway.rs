//! A message gateway as a bank would have one: takes JSON over HTTP, keeps it, and knows a message again by its id.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU16, Ordering},
};

use actix_web::{App, HttpResponse, HttpServer, http::StatusCode, web};
use serde_json::{Value, json};

use crate::service::Service;

/// The gateway.
#[derive(Clone)]
pub struct Gateway {
    status: Arc<AtomicU16>,
    taken: Arc<Mutex<Vec<Value>>>,
    offered: Arc<Mutex<Vec<Value>>>,
    port: u16,
}

type Desk = (Arc<AtomicU16>, Arc<Mutex<Vec<Value>>>, Arc<Mutex<Vec<Value>>>);

async fn take(body: web::Json<Value>, desk: web::Data<Desk>) -> HttpResponse {
    let status = StatusCode::from_u16(desk.0.load(Ordering::SeqCst)).expect("a status");
    desk.2.lock().expect("a lock").push(body.clone());
    let mut taken = desk.1.lock().expect("a lock");
    if status.is_success() && taken.iter().all(|message| message["id"] != body["id"]) {
        taken.push(body.into_inner());
    }
    HttpResponse::new(status)
}

impl Gateway {
    pub fn start() -> Self {
        let status = Arc::new(AtomicU16::new(202));
        let [taken, offered] = std::array::from_fn(|_| Arc::new(Mutex::new(Vec::new())));
        let shared = web::Data::new((Arc::clone(&status), Arc::clone(&taken), Arc::clone(&offered)));
        let server = HttpServer::new(move || App::new().app_data(shared.clone()).default_service(web::to(take)))
            .workers(1)
            .disable_signals()
            .bind(("127.0.0.1", 0))
            .expect("a free port");
        let port = server.addrs()[0].port();
        tokio::spawn(server.run());
        Self { status, taken, offered, port }
    }

    /// From now on it answers with this status.
    pub fn answers(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    /// What it took, in order.
    pub fn taken(&self) -> Vec<Value> {
        self.taken.lock().expect("a lock").clone()
    }

    /// What was brought to it, taken or not.
    pub fn offered(&self) -> Vec<Value> {
        self.offered.lock().expect("a lock").clone()
    }

    /// The six digits of the last message.
    pub fn last_code(&self) -> String {
        let text = self.taken().last().expect("a message")["text"].as_str().expect("a text").to_owned();
        text.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 6).expect("a code").to_owned()
    }

    /// A service that sends by it; `more` stands in its `[channel]`, and sections after it.
    pub async fn service(&self, more: &str) -> Service {
        let channel = format!("[channel]\nkind = \"http\"\nurl = \"http://127.0.0.1:{}/send\"\n{more}\n", self.port);
        Service::start_configured(None, &json!([]), &channel, |_| {}).await
    }
}
