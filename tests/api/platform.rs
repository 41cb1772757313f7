//! The WhatsApp Business platform as its documentation describes it, on a loopback port: takes messages, serves pictures,
//! and signs what it brings.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, http::StatusCode, web};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::service::{Answer, Service, answer};

/// The bank's number at the platform.
pub const PHONE_NUMBER_ID: &str = "106540352242922";
const APP_SECRET: &str = "the-apps-secret";
pub const VERIFY_TOKEN: &str = "meatyhamhock";
const ACCESS_TOKEN: &str = "EAAmarker1";

/// How long a message is waited for.
const PATIENCE: Duration = Duration::from_mins(2);

/// What the platform keeps.
#[derive(Default)]
struct Desk {
    /// Messages it took, in order.
    taken: Vec<Value>,
    /// How many were brought to it, taken or not.
    offered: usize,
    /// Errors it answers with next: status and code. Without one it takes what comes.
    faults: VecDeque<(u16, i64)>,
    /// Under which numbers those who were dialled will write, where it is another one.
    aliases: HashMap<String, String>,
    /// Pictures by id: the bytes, and the hash that is announced.
    media: HashMap<String, (Vec<u8>, String)>,
    /// Where pictures are said to lie, in place of here.
    elsewhere: Option<String>,
    /// Whether it hangs, and answers nobody.
    hangs: bool,
}

/// The platform.
#[derive(Clone)]
pub struct Platform {
    desk: Arc<Mutex<Desk>>,
    port: u16,
}

fn denied(request: &HttpRequest) -> Option<HttpResponse> {
    let token = request.headers().get("authorization").and_then(|value| value.to_str().ok());
    (token != Some(&format!("Bearer {ACCESS_TOKEN}"))).then(|| error(401, 190))
}

fn error(status: u16, code: i64) -> HttpResponse {
    let status = StatusCode::from_u16(status).expect("a status");
    HttpResponse::build(status).json(json!({ "error": { "message": "no", "type": "OAuthException", "code": code } }))
}

async fn take(request: HttpRequest, body: web::Json<Value>, desk: web::Data<Arc<Mutex<Desk>>>) -> HttpResponse {
    if let Some(denied) = denied(&request) {
        return denied;
    }
    if desk.lock().expect("a lock").hangs {
        std::future::pending::<()>().await;
    }
    let mut desk = desk.lock().expect("a lock");
    desk.offered += 1;
    if let Some((status, code)) = desk.faults.pop_front() {
        return error(status, code);
    }
    let to = body["to"].as_str().expect("a number").to_owned();
    let wa_id = desk.aliases.get(&to).cloned().unwrap_or_else(|| to.clone());
    desk.taken.push(body.into_inner());
    let id = format!("wamid.{}", BASE64.encode(format!("{to}/{}", desk.taken.len())));
    HttpResponse::Ok().json(json!({ "messaging_product": "whatsapp", "contacts": [{ "input": to, "wa_id": wa_id }],
                                    "messages": [{ "id": id }] }))
}

/// What the documentation asks of every message; the platform answers error 100 or 131009 to anything else.
fn check(message: &Value) {
    let within = |value: &Value, most: usize| {
        let length = value.as_str().expect("a text").encode_utf16().count();
        assert!((1..=most).contains(&length), "{length} of {most}: {message:#}");
    };
    assert_eq!((&message["messaging_product"], &message["recipient_type"]), (&json!("whatsapp"), &json!("individual")));
    assert!(message["to"].as_str().is_some_and(|to| to.bytes().all(|b| b.is_ascii_digit())), "{message:#}");
    let interactive = &message["interactive"];
    match message["type"].as_str().expect("a kind") {
        "text" => within(&message["text"]["body"], 4096),
        "template" => {
            within(&message["template"]["name"], 512);
            within(&message["template"]["language"]["code"], 15);
        }
        "interactive" if interactive["type"] == "button" => {
            within(&interactive["body"]["text"], 1024);
            let buttons = interactive["action"]["buttons"].as_array().expect("buttons");
            assert!((1..=3).contains(&buttons.len()), "{message:#}");
            for button in buttons {
                within(&button["reply"]["title"], 20);
                within(&button["reply"]["id"], 256);
            }
        }
        "interactive" if interactive["type"] == "list" => {
            within(&interactive["body"]["text"], 1024);
            within(&interactive["action"]["button"], 20);
            let sections = interactive["action"]["sections"].as_array().expect("sections");
            within(&sections[0]["title"], 24);
            let rows = sections[0]["rows"].as_array().expect("rows");
            assert!(sections.len() == 1 && (1..=10).contains(&rows.len()), "{message:#}");
            for row in rows {
                within(&row["title"], 24);
                within(&row["id"], 200);
                assert!(
                    row["description"].is_null()
                        || row["description"].as_str().is_some_and(|d| d.encode_utf16().count() <= 72)
                );
            }
        }
        other => panic!("no such kind: {other}"),
    }
}

async fn describe(
    request: HttpRequest,
    path: web::Path<(String, String)>,
    desk: web::Data<Arc<Mutex<Desk>>>,
) -> HttpResponse {
    if let Some(denied) = denied(&request) {
        return denied;
    }
    assert!(request.query_string().contains(&format!("phone_number_id={PHONE_NUMBER_ID}")));
    let desk = desk.lock().expect("a lock");
    let id = &path.1;
    let Some((bytes, hash)) = desk.media.get(id) else { return error(404, 100) };
    let here = format!("http://{}/files/{id}/bytes", request.connection_info().host());
    // The hash in hexadecimal and the size as a text, as the media's own address gives them.
    let hash = hexadecimal(&BASE64.decode(hash).expect("base64"));
    HttpResponse::Ok()
        .json(json!({ "messaging_product": "whatsapp", "id": id, "mime_type": "image/jpeg", "sha256": hash,
        "file_size": bytes.len().to_string(), "url": desk.elsewhere.clone().unwrap_or(here) }))
}

async fn serve(request: HttpRequest, path: web::Path<String>, desk: web::Data<Arc<Mutex<Desk>>>) -> HttpResponse {
    let desk = desk.lock().expect("a lock");
    match (denied(&request), desk.media.get(path.as_str())) {
        (Some(denied), _) => denied,
        (None, Some((bytes, _))) => HttpResponse::Ok().content_type("image/jpeg").body(bytes.clone()),
        (None, None) => HttpResponse::NotFound().finish(),
    }
}

impl Platform {
    pub fn start() -> Self {
        let desk = Arc::new(Mutex::new(Desk::default()));
        let shared = web::Data::new(Arc::clone(&desk));
        let server = HttpServer::new(move || {
            App::new()
                .app_data(shared.clone())
                .route(&format!("/v25.0/{PHONE_NUMBER_ID}/messages"), web::post().to(take))
                .route("/{version}/{media}", web::get().to(describe))
                .route("/files/{media}/bytes", web::get().to(serve))
        });
        let server = server.workers(1).disable_signals().bind(("127.0.0.1", 0)).expect("a free port");
        let port = server.addrs()[0].port();
        tokio::spawn(server.run());
        Self { desk, port }
    }

    /// The section of the configuration that opens the door to here.
    pub fn section(&self, more: &str) -> String {
        format!(
            "[whatsapp]\nenabled = true\ngraph_url = \"http://127.0.0.1:{}\"\nphone_number_id = \"{PHONE_NUMBER_ID}\"\n\
             verify_token = \"{VERIFY_TOKEN}\"\napp_secret = \"{APP_SECRET}\"\naccess_token = \"{ACCESS_TOKEN}\"\n\
             opening_template = \"ahlan_opening\"\nwaiting_template = \"ahlan_waiting\"\ntimeout_ms = 2000\n{more}\n",
            self.port
        )
    }

    /// A service with this door; `more` stands in its `[whatsapp]`, and sections after it.
    pub async fn service(&self, more: &str) -> Service {
        self.service_of(&json!([]), more).await
    }

    /// The same, whose registry holds `people`.
    pub async fn service_of(&self, people: &Value, more: &str) -> Service {
        Service::start_configured(None, people, &self.section(more), |_| {}).await
    }

    /// A service with this door on the database at this URL.
    pub async fn service_on(&self, url: String) -> Service {
        Service::start_configured(Some(url), &json!([]), &self.section(""), |_| {}).await
    }

    /// The next messages are answered by these statuses and codes.
    pub fn refuses(&self, faults: &[(u16, i64)]) {
        self.with(|desk| desk.faults.extend(faults));
    }

    /// Who is dialled as `dialled` writes as `writes`.
    pub fn knows(&self, dialled: &str, writes: &str) {
        self.with(|desk| desk.aliases.insert(dialled.to_owned(), writes.to_owned()));
    }

    /// Answers nobody any more, or again.
    pub fn hangs(&self, hangs: bool) {
        self.with(|desk| desk.hangs = hangs);
    }

    /// Pictures are said to lie at `address`.
    pub fn leads_to(&self, address: &str) {
        self.with(|desk| desk.elsewhere = Some(address.to_owned()));
    }

    /// Keeps a picture that somebody sends; what stands in the notification.
    pub fn uploads(&self, id: &str, picture: &[u8]) -> Value {
        let hash = BASE64.encode(Sha256::digest(picture));
        self.with(|desk| desk.media.insert(id.to_owned(), (picture.to_vec(), hash.clone())));
        json!({ "mime_type": "image/jpeg", "sha256": hash, "id": id })
    }

    /// The same picture's bytes are others from now on.
    pub fn damages(&self, id: &str) {
        self.with(|desk| desk.media.get_mut(id).expect("a picture").0.push(0));
    }

    /// Every message that it took, each as the documentation wants it.
    pub fn taken(&self) -> Vec<Value> {
        let taken = self.with(|desk| desk.taken.clone());
        taken.iter().for_each(check);
        taken
    }

    /// How many were brought to it, taken or not.
    pub fn offered(&self) -> usize {
        self.with(|desk| desk.offered)
    }

    /// Waits until it took so many messages in all; those.
    #[track_caller]
    pub fn wait_for(&self, count: usize) -> impl Future<Output = Vec<Value>> {
        let (platform, caller) = (self.clone(), std::panic::Location::caller());
        async move {
            let begun = std::time::Instant::now();
            while platform.with(|desk| desk.taken.len()) < count {
                assert!(begun.elapsed() < PATIENCE, "{caller}: {count} messages, not {:#?}", platform.taken());
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            platform.taken()
        }
    }

    fn with<T>(&self, work: impl FnOnce(&mut Desk) -> T) -> T {
        work(&mut self.desk.lock().expect("a lock"))
    }
}

/// The signature of a body, as the platform sends it.
pub fn signature(body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(APP_SECRET.as_bytes()).expect("a key");
    mac.update(body.as_bytes());
    format!("sha256={}", hexadecimal(&mac.finalize().into_bytes()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// A notification with one value.
pub fn notification(value: Value) -> Value {
    let mut value = value;
    value["messaging_product"] = json!("whatsapp");
    value["metadata"] = json!({ "display_phone_number": "15550783881", "phone_number_id": PHONE_NUMBER_ID });
    json!({ "object": "whatsapp_business_account",
            "entry": [{ "id": "102290129340398", "changes": [{ "field": "messages", "value": value }] }] })
}

impl Service {
    /// Brings a notification, signed.
    pub async fn notified(&self, notification: &Value) -> Answer {
        let body = notification.to_string();
        self.delivered(&signature(&body), body).await
    }

    /// Brings a body under this signature.
    pub async fn delivered(&self, signature: &str, body: String) -> Answer {
        let request = self.plain(Method::POST, "/v1/whatsapp/webhook").header("x-hub-signature-256", signature);
        answer(request.header("content-type", "application/json").body(body)).await
    }

    /// A message of `kind`, sent just now.
    pub fn brought(&self, from: &str, id: &str, kind: &str, content: &Value) -> Value {
        message((from, self.ctx.clock.now().as_second()), id, kind, content)
    }
}

/// A message of `kind` that somebody sent at this second, as the platform brings it.
pub fn message((from, at): (&str, i64), id: &str, kind: &str, content: &Value) -> Value {
    notification(json!({
        "contacts": [{ "profile": { "name": "Layla Marker" }, "wa_id": from }],
        "messages": [{ "from": from, "id": format!("wamid.{}", BASE64.encode(format!("{from}/{id}"))),
                       "timestamp": at.to_string(), "type": kind, kind: content }],
    }))
}
