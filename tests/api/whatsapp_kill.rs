//! What the platform was told is taken survives the sudden end of the process: the real program, killed.

use std::{
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use ahlan::app;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    platform::{Platform, message, signature},
    service::{Service, keys},
    whatsapp::{FROM, NUMBER, offered, words},
};

/// How long a start is waited for: the models are loaded.
const PATIENCE: Duration = Duration::from_mins(1);

/// `ahlan serve`.
struct Process {
    child: Child,
    address: String,
    http: reqwest::Client,
}

impl Process {
    async fn start(config: &Path, port: u16) -> Self {
        let program = Command::new(env!("CARGO_BIN_EXE_ahlan"))
            .arg("--config")
            .arg(config)
            .arg("serve")
            .stderr(Stdio::null())
            .spawn();
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let process = Self { child: program.expect("starts"), address: format!("http://127.0.0.1:{port}"), http };
        let begun = Instant::now();
        while process.http.get(format!("{}/health", process.address)).send().await.is_err() {
            assert!(begun.elapsed() < PATIENCE, "it does not start");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        process
    }

    async fn asks(&self, method: Method, path: &str, token: &str, body: &Value) -> Value {
        let request = self.http.request(method, format!("{}{path}", self.address)).bearer_auth(token).json(body);
        let answer = request.send().await.expect("an answer");
        assert!(answer.status().is_success(), "{}", answer.status());
        answer.json().await.expect("JSON")
    }

    /// Brings a message; whether it was acknowledged.
    async fn is_brought(&self, id: &str, text: &str) -> bool {
        let now = app::clock().now().as_second();
        let body = message((FROM, now), id, "text", &json!({ "body": text })).to_string();
        let request = self.http.post(format!("{}/v1/whatsapp/webhook", self.address));
        let answer = request.header("x-hub-signature-256", signature(&body)).body(body).send().await;
        answer.expect("an answer").status().is_success()
    }

    /// SIGKILL, by the process's own id.
    fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// A token of a back end that is made by the operator's own command.
async fn back_end(process: &Process, config: &Path) -> String {
    let made =
        Command::new(env!("CARGO_BIN_EXE_ahlan")).arg("--config").arg(config).args(["client", "add", "app"]).output();
    let made = String::from_utf8(made.expect("runs").stdout).expect("text");
    let secret = made.lines().find_map(|line| line.strip_prefix("client_secret=")).expect("a secret");
    let form = format!("grant_type=client_credentials&client_id=app&client_secret={secret}");
    let request = process.http.post(format!("{}/oauth/token", process.address)).body(form);
    let answer = request.header("content-type", "application/x-www-form-urlencoded").send().await.expect("an answer");
    let token: Value = answer.json().await.expect("JSON");
    token["access_token"].as_str().expect("a token").to_owned()
}

#[actix_web::test]
async fn every_acknowledged_message_is_answered_after_kill_9() {
    let (platform, folder) = (Platform::start(), tempfile::tempdir().expect("a folder"));
    let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
    let config = folder.path().join("ahlan.toml");
    let text = Service::configuration(folder.path(), None, &keys())
        + &platform.section("")
        + &format!("[http]\nlisten = \"127.0.0.1:{port}\"\n[limits]\nin_flight_s = 5\n");
    std::fs::write(&config, text.replace("timeout_ms = 2000", "timeout_ms = 1000")).expect("written");
    std::fs::write(folder.path().join("people.json"), "[]").expect("written");

    let process = Process::start(&config, port).await;
    let token = back_end(&process, &config).await;
    let wish = json!({ "journey": "document-only", "mode": "test" });
    let started = process.asks(Method::POST, "/v1/sessions", &token, &wish).await;
    let session = format!("/v1/sessions/{}", started["session"]["id"].as_str().expect("an id"));
    process.asks(Method::PUT, &format!("{session}/whatsapp"), &token, &json!({ "to": NUMBER })).await;
    assert!(process.is_brought("1", "hello").await);
    platform.wait_for(3).await;
    platform.hangs(true);
    assert!(process.is_brought("2", "I agree").await && process.is_brought("3", "why?").await);
    process.kill();
    platform.hangs(false);
    assert_eq!(platform.taken().len(), 3, "nothing was answered before the end");

    let _after = Process::start(&config, port).await;
    let taken = platform.wait_for(9).await;
    assert_eq!(offered(&taken[2]), ["agree", "refuse", "why"]);
    let said: Vec<_> = taken[3..].iter().map(words).collect();
    assert!(said.iter().any(|words| words.contains("you agree")), "{said:#?}");
    assert!(said.iter().any(|words| words.contains("valid ID document")), "{said:#?}");
}
