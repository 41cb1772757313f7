//! A service for a test: its own folder, clock and randomness.

use std::{
    net::SocketAddr,
    num::NonZeroU32,
    path::Path,
    sync::{Arc, OnceLock},
};

use actix_web::web;
use ahlan::{
    app::{self, Engines},
    base::{
        clock::{Clock, FixedClock},
        randomness::{Randomness, SeededRandomness},
    },
    config::Config,
    flow::{Ctx, credentials, jobs},
    http::{self, Settings, Shared},
    staff::{
        caller::{Caller, Role},
        token_keys::TokenKey,
    },
    vault::{keys::WrappingKey, lookup_key::LookupKey},
};
use jiff::Timestamp;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// The day of every test.
pub const NOW: &str = "2026-11-21T09:00:00Z";

/// A running service.
pub struct Service {
    pub ctx: Arc<Ctx>,
    pub clock: Arc<FixedClock>,
    pub folder: tempfile::TempDir,
    /// Its database, where that is no file in the folder.
    url: Option<String>,
    pub address: SocketAddr,
    http: reqwest::Client,
    /// A token of the back end `test-app`.
    pub back_end: String,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    pub body: Value,
}

impl Answer {
    /// Claims that this is the problem `code` with `status`.
    #[track_caller]
    pub fn is(&self, status: u16, code: &str) {
        let was = (self.status.as_u16(), self.body["code"].as_str().unwrap_or_default());
        assert_eq!(was, (status, code), "{:#}", self.body);
        assert_eq!(self.headers["content-type"], "application/problem+json");
    }

    /// The answer, which must be one of success.
    #[track_caller]
    pub fn good(self) -> Value {
        assert!(self.status.is_success(), "{} {}", self.status, self.body);
        self.body
    }
}

/// The engines, loaded once for all services of the run: they keep nothing between two pictures.
pub fn engines() -> Engines {
    static ENGINES: OnceLock<Engines> = OnceLock::new();
    let load = || Engines::load(&Config::from_toml("[models]\nsessions = 2").expect("a configuration"));
    ENGINES.get_or_init(|| load().expect("run make setup first")).clone()
}

impl Service {
    /// A service whose registry holds `people` (JSON as in `fixtures/registry`).
    pub async fn start_with(people: &Value) -> Self {
        Self::start_changed(people, |_| {}).await
    }

    /// A service with the people that are built in.
    pub async fn start() -> Self {
        let text = std::fs::read_to_string("fixtures/registry/people.json").expect("the shipped people");
        Self::start_with(&serde_json::from_str(&text).expect("JSON")).await
    }

    /// A service whose configuration and door a test changes.
    pub async fn start_changed(people: &Value, change: impl FnOnce(&mut Settings)) -> Self {
        Self::start_on(None, people, change).await
    }

    /// A service on the database at this URL, or on a fresh SQLite file.
    pub async fn start_on(url: Option<String>, people: &Value, change: impl FnOnce(&mut Settings)) -> Self {
        Self::start_configured(url, people, "", change).await
    }

    /// The same with more in its configuration.
    pub async fn start_configured(
        url: Option<String>,
        people: &Value,
        more: &str,
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("people.json"), people.to_string()).expect("written");
        let keys = keys();
        let clock = Arc::new(FixedClock::at(NOW.parse::<Timestamp>().expect("a time")));
        let random = Arc::new(SeededRandomness::new(11));
        let mut service = Self::start_in(folder, url, (&keys, more), clock, random, change).await;
        service.back_end = service.new_back_end("test-app").await;
        service
    }

    /// The same service again, after a restart under these wrapping, token and search keys.
    pub async fn restarted(self, keys: &[String; 3]) -> Self {
        self.ctx.database.close().await;
        let random = Arc::clone(&self.ctx.randomness);
        let restarted = Self::start_in(self.folder, self.url, (keys, ""), self.clock, random, |_| {}).await;
        Self { back_end: self.back_end, ..restarted }
    }

    /// The same service again, under the same keys and with this more in its configuration.
    pub async fn restarted_with(self, more: &str) -> Self {
        self.ctx.database.close().await;
        let random = Arc::clone(&self.ctx.randomness);
        let restarted = Self::start_in(self.folder, self.url, (&keys(), more), self.clock, random, |_| {}).await;
        Self { back_end: self.back_end, ..restarted }
    }

    /// The configuration of a service that keeps everything in `folder`.
    pub fn configuration(folder: &Path, url: Option<&str>, keys: &[String; 3]) -> String {
        let folder = folder.display();
        let file = format!("sqlite:{folder}/test.db?mode=rwc");
        let [wrapping, token, search] = keys;
        format!(
            "[database]\nurl = \"{}\"\n[objects]\nfolder = \"{folder}/objects\"\n\
             [keys]\nwrapping = \"{wrapping}\"\ntoken = \"{token}\"\nsearch = \"{search}\"\n\
             [webhooks]\nallow_loopback_http = true\n[models]\nsessions = 2\n\
             [registry]\nkind = \"embedded\"\npeople_file = \"{folder}/people.json\"\n",
            url.unwrap_or(&file),
        )
    }

    async fn start_in(
        folder: tempfile::TempDir,
        url: Option<String>,
        (keys, more): (&[String; 3], &str),
        clock: Arc<FixedClock>,
        random: Arc<dyn Randomness>,
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        let config = Config::from_toml(&(Self::configuration(folder.path(), url.as_deref(), keys) + more));
        let config = config.expect("a configuration");
        let time = Arc::clone(&clock) as Arc<dyn Clock>;
        let ctx = app::compose_around(&config, time, random, || Ok(engines())).await.expect("a service");
        let mut settings = Settings {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            places: 64,
            byte_budget: 256 << 20,
            public_url: "http://127.0.0.1".to_owned(),
            longest_visit_s: 7200,
            head_timeout_ms: 20_000,
            body_timeout_ms: 20_000,
            max_sockets: 64,
            sockets_per_session: 8,
            rate_per_minute: NonZeroU32::MAX,
            workers: 1,
        };
        change(&mut settings);
        let (server, address) =
            http::bind(web::Data::new(Shared::new(Arc::clone(&ctx), settings))).expect("a free port");
        tokio::spawn(server);
        // Drawing pictures stops the test's only thread for longer than the service keeps an idle connection: a client
        // that took such a connection up again would find it closed.
        let http = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().expect("a client");
        Self { ctx, clock, folder, url, address, http, back_end: String::new() }
    }

    /// A token of a new back end.
    pub async fn new_back_end(&self, name: &str) -> String {
        let secret = self.new_client(name).await;
        let form = format!("grant_type=client_credentials&client_id={name}&client_secret={secret}");
        let answer = self.token(form).await.good();
        answer["access_token"].as_str().expect("a token").to_owned()
    }

    /// The secret of a new client.
    pub async fn new_client(&self, name: &str) -> String {
        let now = self.ctx.clock.now().as_millisecond();
        let client = name.parse().expect("a name");
        let random = self.ctx.randomness.as_ref();
        let secret = credentials::add_client(&self.ctx.database, random, &client, now).await.expect("a client");
        secret.expose().to_owned()
    }

    /// Asks for a token.
    pub async fn token(&self, form: String) -> Answer {
        let request = self.http.post(format!("http://{}/oauth/token", self.address));
        answer(request.header("content-type", "application/x-www-form-urlencoded").body(form)).await
    }

    /// A token of a staff member.
    pub fn staff(&self, name: &str, role: Role) -> String {
        self.token_of(&Caller::Staff { id: name.parse().expect("a name"), roles: [role].into() })
    }

    /// A token of anybody.
    pub fn token_of(&self, caller: &Caller) -> String {
        let token = self.ctx.tokens.issue(caller, self.ctx.clock.now(), self.ctx.randomness.as_ref());
        token.expect("a token").expose().to_owned()
    }

    /// A request with a token.
    pub fn request(&self, token: &str, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, format!("http://{}{path}", self.address)).bearer_auth(token)
    }

    /// A request without a token, to be sent with something else.
    pub fn plain(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, format!("http://{}{path}", self.address))
    }

    /// A request without a token.
    pub async fn anonymous(&self, method: Method, path: &str) -> Answer {
        answer(self.http.request(method, format!("http://{}{path}", self.address))).await
    }

    /// Sends JSON.
    pub async fn json(&self, token: &str, method: Method, path: &str, body: &Value) -> Answer {
        answer(self.request(token, method, path).json(body)).await
    }

    /// Asks.
    pub async fn get(&self, token: &str, path: &str) -> Answer {
        answer(self.request(token, Method::GET, path)).await
    }

    /// Sends nothing.
    pub async fn post(&self, token: &str, path: &str) -> Answer {
        answer(self.request(token, Method::POST, path)).await
    }

    /// A new session of `journey` that has agreed to everything; its path.
    pub async fn session(&self, journey: &str) -> String {
        let wish = json!({ "journey": journey, "mode": "test" });
        let started = self.json(&self.back_end, Method::POST, "/v1/sessions", &wish).await.good();
        let path = format!("/v1/sessions/{}", started["session"]["id"].as_str().expect("an id"));
        for purpose in ["registry", "document", "biometric"] {
            let said = json!({ "purpose": purpose, "granted": true, "text_version": "1", "language": "en" });
            self.json(&self.back_end, Method::POST, &format!("{path}/consents"), &said).await.good();
        }
        path
    }

    /// The session as its back end sees it.
    pub async fn seen(&self, path: &str) -> Value {
        self.get(&self.back_end, path).await.good()
    }

    /// Does `act`, and claims that the session is afterwards as it was before.
    pub async fn unchanged<T>(&self, path: &str, act: impl Future<Output = T>) -> T {
        let before = self.seen(path).await;
        let done = act.await;
        let after = self.seen(path).await;
        for part in ["status", "version", "steps", "next", "profile"] {
            assert_eq!(before[part], after[part], "{part}");
        }
        done
    }

    /// One round of what happens without a request.
    pub async fn jobs(&self) {
        jobs::round(&self.ctx, "test").await.expect("a round");
    }
}

/// Wrapping, token and search keys of every service, unless a test changes them.
pub fn keys() -> [String; 3] {
    let random = SeededRandomness::new(7);
    let wrapping = WrappingKey::generate("test", &random).expect("a key");
    let token = TokenKey::generate("test", &random).expect("a key");
    let search = LookupKey::generate("test", &random).expect("a key");
    [wrapping.to_text().to_string(), token.to_text().to_string(), search.to_text().to_string()]
}

/// Sends a request and reads the answer.
pub async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.expect("an answer");
    let (status, headers) = (response.status(), response.headers().clone());
    let text = response.text().await.expect("text");
    Answer { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) }
}
