//! Keys that are changed while the service has something to keep: by the operator's own commands, over restarts.

use std::{path::Path, process::Command};

use ahlan::flow::audit::{verify, verify_log};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    pictures::plain_jpeg,
    service::{Service, answer},
};

/// Runs `ahlan` with a configuration file, and gives what it prints.
fn ahlan(config: &Path, command: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_ahlan")).arg("--config").arg(config).args(command).output();
    let output = output.expect("runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// The values of the three environment lines: wrapping, token, search.
fn values(lines: &str) -> [String; 3] {
    let values: Vec<_> =
        lines.lines().filter_map(|line| line.split_once('=')).map(|(_, keys)| keys.to_owned()).collect();
    values.try_into().expect("three lines")
}

impl Service {
    fn configure(&self, keys: &[String; 3]) -> std::path::PathBuf {
        let path = self.folder.path().join("ahlan.toml");
        std::fs::write(&path, Self::configuration(self.folder.path(), None, keys)).expect("written");
        path
    }

    /// The ids of the wrapping keys under which anything is stored.
    async fn wrapped_by(&self) -> Vec<String> {
        let database = self.open_database().await;
        let rows: Vec<(String,)> =
            sqlx::query_as("SELECT wrapped FROM data_keys UNION SELECT secret FROM webhook_endpoints")
                .fetch_all(&database)
                .await
                .expect("rows");
        let id = |(text,): (String,)| serde_json::from_str::<Value>(&text).expect("JSON")["key_id"].to_string();
        let mut ids: Vec<_> = rows.into_iter().map(id).collect();
        ids.sort();
        ids.dedup();
        ids
    }

    async fn start_under_key(&self) -> Value {
        let wish = json!({ "journey": "standard", "mode": "test" });
        let request = self.request(&self.back_end, Method::POST, "/v1/sessions").json(&wish);
        answer(request.header("idempotency-key", "one")).await.good()["session"]["id"].clone()
    }
}

#[actix_web::test]
async fn keys_are_rotated_and_what_was_sealed_before_opens_after() {
    let service = Service::start().await;
    let first = values(&ahlan(&service.configure(&Default::default()), &["keys", "init"]));
    let mut service = service.restarted(&first).await;
    service.back_end =
        service.token_of(&ahlan::staff::caller::Caller::BackEnd { client_id: "test-app".parse().unwrap() });
    let session = service.session("standard").await;
    let typed = json!({ "scheme": "utopia", "number": "1990-0807-012-2", "birth_date": "1990-08-07" });
    service.identify(&session, &typed).await.good();
    let sent = [("front", plain_jpeg()), ("back", plain_jpeg())];
    service.pictures(&format!("{session}/documents"), &sent).await.good();
    let before = service.seen(&session).await;
    let started = service.start_under_key().await;
    let wish = json!({ "url": "https://bank.example/hooks" });
    service.json(&service.back_end, Method::POST, "/v1/webhook-endpoints", &wish).await.good();
    let old = service.wrapped_by().await;
    assert_eq!(old.len(), 1);

    // Rotated: old tokens, seals and hashes are still good, new ones are made with the new keys.
    let both = values(&ahlan(&service.configure(&first), &["keys", "rotate"]));
    for (both, first) in both.iter().zip(&first) {
        assert!(both.ends_with(&format!(",{first}")), "the old key stands behind the new one");
    }
    let service = service.restarted(&both).await;
    assert_eq!(service.seen(&session).await, before, "by the old token, too");
    let picture = format!("{session}/evidence/{}", before["evidence"][0]["id"].as_str().expect("an id"));
    let sees = async |service: &Service| {
        let answer = service.request(&service.back_end, Method::GET, &picture).send().await.expect("an answer");
        assert_eq!(answer.bytes().await.expect("bytes"), plain_jpeg());
    };
    sees(&service).await;
    assert_eq!(service.start_under_key().await, started, "an Idempotency-Key is known again");
    service.session("standard").await;
    assert_eq!(service.wrapped_by().await.len(), 2);

    // Wrapped anew: the old keys are needed no more.
    let told = ahlan(&service.configure(&both), &["keys", "rewrap"]);
    assert!(told.contains("secrets of webhook endpoints were wrapped anew"), "{told}");
    let newer = service.wrapped_by().await;
    assert_eq!(newer.len(), 1);
    assert_ne!(newer, old);
    let alone = both.clone().map(|keys| keys.split(',').next().expect("a key").to_owned());
    let mut service = service.restarted(&alone).await;
    service.back_end =
        service.token_of(&ahlan::staff::caller::Caller::BackEnd { client_id: "test-app".parse().unwrap() });
    assert_eq!(service.seen(&session).await["profile"], before["profile"]);
    sees(&service).await;
    let id = session.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
    assert_eq!(verify(&service.ctx, id).await.expect("a finding").faults, [""; 0]);
    service.jobs().await;
    assert_eq!(verify_log(&service.ctx, |_| {}).await.expect("a finding").faults, [""; 0]);
}

#[actix_web::test]
async fn attempts_under_an_identity_count_over_a_rotation() {
    let service = Service::start().await;
    let first = values(&ahlan(&service.configure(&Default::default()), &["keys", "init"]));
    let typed = json!({ "scheme": "utopia", "number": "1990-0807-012-2", "birth_date": "1990-08-07" });
    let enter = |mut service: Service| {
        let client_id = "test-app".parse().expect("a name");
        service.back_end = service.token_of(&ahlan::staff::caller::Caller::BackEnd { client_id });
        service
    };
    let service = enter(service.restarted(&first).await);
    for _ in 0..10 {
        service.identify(&service.session("standard").await, &typed).await.good();
    }
    let both = values(&ahlan(&service.configure(&first), &["keys", "rotate"]));
    let service = enter(service.restarted(&both).await);
    let seen = service.identify(&service.session("standard").await, &typed).await.good();
    assert_eq!(crate::applicant::step(&seen, "identification"), "referred");
}
