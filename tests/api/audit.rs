//! What auditors read, and what the service finds when somebody else has written in its log.

use ahlan::{flow::audit::verify, staff::caller::Role};
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};

use crate::{
    approval::{fresh_seed, service_with_person},
    pictures::Person,
    service::{NOW, Service},
};

impl Service {
    /// A connection of somebody else's to the database.
    pub async fn open_database(&self) -> SqlitePool {
        let options = SqliteConnectOptions::new().filename(self.folder.path().join("test.db"));
        SqlitePoolOptions::new().max_connections(1).connect_with(options).await.expect("opens")
    }

    async fn faults(&self, session: &str) -> Vec<String> {
        let id = session.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
        verify(&self.ctx, id).await.expect("a finding").faults
    }

    async fn audited(&self, session: &str, query: &str) -> Vec<Value> {
        let path = session.replace("/v1/", "/v1/audit/");
        let events = self.get(&self.staff("omar", Role::Auditor), &format!("{path}/events{query}")).await.good();
        events.as_array().expect("events").clone()
    }
}

async fn decided() -> (Service, Person, String) {
    let (service, person) = service_with_person(fresh_seed()).await;
    let session = service.walk("standard", &person).await;
    assert_eq!(service.submit(&session).await.good()["status"], "approved");
    (service, person, session)
}

#[actix_web::test]
async fn auditors_list_sessions_by_status_and_time() {
    let service = Service::start().await;
    let first = service.session("standard").await;
    service.post(&service.back_end, &format!("{first}/withdrawal")).await.good();
    service.clock.advance(600);
    service.session("standard").await;
    let auditor = service.staff("omar", Role::Auditor);
    let count = async |query: &str| {
        let list = service.get(&auditor, &format!("/v1/audit/sessions?{query}")).await.good();
        list["items"].as_array().expect("items").len()
    };
    assert_eq!(count("").await, 2);
    assert_eq!(count("status=withdrawn").await, 1);
    assert_eq!(count("status=approved").await, 0);
    assert_eq!(count("from=2026-11-21T09:05:00Z").await, 1);
    assert_eq!(count("to=2026-11-21T09:05:00Z").await, 1);
    assert_eq!(count(&format!("from={NOW}&to=2026-11-22T00:00:00Z&status=in_progress")).await, 1);
    service.get(&auditor, "/v1/audit/sessions?from=yesterday").await.is(400, "bad_query");
}

#[actix_web::test]
async fn events_come_in_order_without_holes_and_without_values() {
    let (service, person, session) = decided().await;
    let events = service.audited(&session, "").await;
    let sequences: Vec<_> = events.iter().map(|event| event["leaf"]["sequence"].as_i64().expect("a number")).collect();
    assert_eq!(sequences, (1..).take(events.len()).collect::<Vec<i64>>());
    let kinds: Vec<_> = events.iter().map(|event| event["leaf"]["event"]["kind"].as_str().expect("a kind")).collect();
    assert_eq!((kinds[0], *kinds.last().expect("some")), ("session_started", "decided"));
    let text = json!(events).to_string();
    for value in [&person.holder.full_name, &person.holder.national_id, &person.holder.document_number] {
        assert!(!text.contains(value.as_str()));
    }
    assert!(events.iter().all(|event| event.get("values").is_none()));
    assert_eq!(service.audited(&session, "?after=3").await[0]["leaf"]["sequence"], 4);
}

#[actix_web::test]
async fn values_are_opened_for_a_stated_purpose_which_is_written_down_first() {
    let (service, person, session) = decided().await;
    let text = json!(service.audited(&session, "?purpose=complaint-17").await).to_string();
    assert!(text.contains(&person.holder.full_name));
    let database = service.open_database().await;
    let looks: Vec<(String,)> =
        sqlx::query_as("SELECT leaf FROM events WHERE stream = 'access' ORDER BY sequence DESC LIMIT 1")
            .fetch_all(&database)
            .await
            .expect("rows");
    let look: Value = serde_json::from_str(&looks[0].0).expect("JSON");
    assert_eq!(look["event"], json!({ "kind": "events_viewed", "purpose": "complaint-17" }));
    assert_eq!(look["actor"], json!({ "kind": "staff", "id": "omar" }));
    let path = session.replace("/v1/", "/v1/audit/");
    let answer = service.get(&service.staff("omar", Role::Auditor), &format!("{path}/events?purpose=")).await;
    answer.is(422, "bad_value");
}

#[actix_web::test]
async fn a_good_session_is_consistent_before_and_after_erasure() {
    let (service, person) = service_with_person(fresh_seed()).await;
    let session = service.walk("standard", &person).await;
    assert_eq!(service.faults(&session).await, [""; 0]);
    service.post(&service.back_end, &format!("{session}/erasure")).await.good();
    assert_eq!(service.faults(&session).await, [""; 0]);
    let opened = service.audited(&session, "?purpose=after").await;
    assert!(!json!(opened).to_string().contains(&person.holder.full_name));
    assert!(opened.iter().any(|event| event["erased"] == json!(["profile", "picture"])), "{:#}", json!(opened));
}

#[actix_web::test]
async fn the_log_is_append_only_for_everybody_who_leaves_its_guards_alone() {
    let service = Service::start().await;
    service.session("standard").await;
    let database = service.open_database().await;
    for change in ["UPDATE events SET leaf = '{}'", "DELETE FROM events"] {
        let error = sqlx::query(change).execute(&database).await.expect_err("refused").to_string();
        assert!(error.contains("append-only"), "{error}");
    }
}

/// What is found after somebody took the guards away and did `change`.
async fn found_after(change: &'static str, erased: bool) -> Vec<String> {
    let (service, person) = service_with_person(fresh_seed()).await;
    let session = service.walk("standard", &person).await;
    let said = json!({ "purpose": "recording", "granted": false });
    service.json(&service.back_end, Method::POST, &format!("{session}/consents"), &said).await.good();
    service.seen(&session).await;
    service.seen(&session).await;
    if erased {
        service.post(&service.back_end, &format!("{session}/erasure")).await.good();
    }
    assert_eq!(service.faults(&session).await, [""; 0]);
    let database = service.open_database().await;
    let guards = "DROP TRIGGER events_are_never_updated; DROP TRIGGER events_are_never_deleted;
                  PRAGMA foreign_keys = OFF;";
    sqlx::raw_sql(guards).execute(&database).await.expect("taken away");
    let done = sqlx::query(change).execute(&database).await.expect("changed");
    assert!(done.rows_affected() > 0, "nothing was changed");
    service.faults(&session).await
}

const DELETED: &str = "DELETE FROM events WHERE stream = 'session' AND sequence = 4";
const REWRITTEN: &str = "UPDATE events SET leaf = replace(leaf, '\"outcome\":\"passed\"', '\"outcome\":\"referred\"')
                         WHERE leaf LIKE '%document_read%'";
const SWAPPED: &str =
    "UPDATE events SET sealed = (SELECT sealed FROM events WHERE leaf LIKE '%identification_answered%')
                       WHERE leaf LIKE '%document_read%'";
const LOOK_DELETED: &str = "DELETE FROM events WHERE stream = 'access' AND sequence = 1";

#[actix_web::test]
async fn a_deleted_event_is_found() {
    assert!(found_after(DELETED, false).await.contains(&"the session stream has a hole".to_owned()));
}

#[actix_web::test]
async fn a_deleted_event_is_found_after_erasure_too() {
    assert!(found_after(DELETED, true).await.contains(&"the session stream has a hole".to_owned()));
}

#[actix_web::test]
async fn a_deleted_look_is_found() {
    assert_eq!(found_after(LOOK_DELETED, false).await, ["the access stream has a hole"]);
}

#[actix_web::test]
async fn a_rewritten_outcome_is_found() {
    assert_eq!(found_after(REWRITTEN, false).await, ["the snapshot is not what the events make"]);
}

#[actix_web::test]
async fn a_rewritten_outcome_is_found_after_erasure_too() {
    assert_eq!(found_after(REWRITTEN, true).await, ["the snapshot is not what the events make"]);
}

#[actix_web::test]
async fn a_swapped_sealed_value_is_found() {
    let found = found_after(SWAPPED, false).await;
    assert!(found.iter().any(|fault| fault.contains("cannot be opened")), "{found:?}");
}
