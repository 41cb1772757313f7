//! What auditors read, and what the service finds when somebody else has written in its log.

use std::{fs, path::PathBuf};

use ahlan::{
    flow::audit::{verify, verify_log},
    staff::caller::Role,
};
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};

use crate::{
    approval::{known_seed, service_with_person},
    pictures::{Person, plain_jpeg},
    service::{NOW, Service},
};

impl Service {
    /// A connection of somebody else's to the database.
    pub async fn open_database(&self) -> SqlitePool {
        let options = SqliteConnectOptions::new().filename(self.folder.path().join("test.db"));
        SqlitePoolOptions::new().max_connections(1).connect_with(options).await.expect("opens")
    }

    /// Takes the database's guards away and does `change`, as somebody with the file would.
    pub async fn tamper(&self, change: &'static str) {
        let database = self.open_database().await;
        let guards = "DROP TRIGGER events_are_never_updated; DROP TRIGGER events_are_never_deleted;
                      DROP TRIGGER leaves_are_never_updated; DROP TRIGGER leaves_are_never_deleted;
                      PRAGMA foreign_keys = OFF;";
        sqlx::raw_sql(guards).execute(&database).await.expect("taken away");
        let done = sqlx::query(change).execute(&database).await.expect("changed");
        assert!(done.rows_affected() > 0, "nothing was changed");
    }

    /// What the audit finds wrong with a session.
    pub async fn faults(&self, session: &str) -> Vec<String> {
        let id = session.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
        verify(&self.ctx, id).await.expect("a finding").faults
    }

    async fn log_faults(&self) -> Vec<String> {
        verify_log(&self.ctx, |_| {}).await.expect("a finding").faults
    }

    async fn audited(&self, session: &str, query: &str) -> Vec<Value> {
        let path = session.replace("/v1/", "/v1/audit/");
        let events = self.get(&self.staff("omar", Role::Auditor), &format!("{path}/events{query}")).await.good();
        events.as_array().expect("events").clone()
    }
}

async fn decided() -> (Service, Person, String) {
    let (service, person) = service_with_person(known_seed()).await;
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
    let (service, person) = service_with_person(known_seed()).await;
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
    let (service, person) = service_with_person(known_seed()).await;
    let session = service.walk("standard", &person).await;
    let said = json!({ "purpose": "recording", "granted": false });
    service.json(&service.back_end, Method::POST, &format!("{session}/consents"), &said).await.good();
    service.seen(&session).await;
    service.seen(&session).await;
    if erased {
        service.post(&service.back_end, &format!("{session}/erasure")).await.good();
    }
    assert_eq!(service.faults(&session).await, [""; 0]);
    service.tamper(change).await;
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

/// A session with two pictures on which no document was found, and the files of its pictures.
async fn with_pictures() -> (Service, String, Vec<PathBuf>) {
    let service = Service::start().await;
    let session = service.session("document-only").await;
    let sent = [("front", plain_jpeg()), ("back", plain_jpeg())];
    service.pictures(&format!("{session}/documents"), &sent).await.good();
    assert_eq!(service.faults(&session).await, [""; 0]);
    let folder = service.folder.path().join("objects").join(session.rsplit('/').next().expect("an id"));
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<_> = entries.collect();
    files.sort();
    assert_eq!(files.len(), 2);
    (service, session, files)
}

/// The one fault, without the picture's id.
#[track_caller]
fn only(faults: &[String]) -> String {
    assert_eq!(faults.len(), 1, "{faults:?}");
    faults[0].split_whitespace().filter(|word| word.len() != 36).collect::<Vec<_>>().join(" ")
}

#[actix_web::test]
async fn a_picture_that_is_missing_from_the_store_is_found() {
    let (service, session, files) = with_pictures().await;
    fs::remove_file(&files[0]).expect("removed");
    assert_eq!(only(&service.faults(&session).await), "picture is missing from the object store");
}

#[actix_web::test]
async fn one_changed_bit_of_a_picture_is_found() {
    let (service, session, files) = with_pictures().await;
    let mut bytes = fs::read(&files[1]).expect("bytes");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&files[1], bytes).expect("written");
    assert_eq!(only(&service.faults(&session).await), "picture does not open");
}

#[actix_web::test]
async fn a_picture_in_the_place_of_another_is_found() {
    let (service, session, files) = with_pictures().await;
    fs::copy(&files[0], &files[1]).expect("copied");
    assert_eq!(only(&service.faults(&session).await), "picture does not open");
}

#[actix_web::test]
async fn a_picture_that_was_sealed_anew_by_who_has_the_keys_is_not_what_was_committed_to() {
    let (service, session, files) = with_pictures().await;
    let id = session.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
    let mut conn = service.ctx.database.reader().await.expect("a connection");
    let keys = ahlan::flow::ledger::Keys::load(&service.ctx, &mut conn, id).await.expect("keys");
    drop(conn);
    let part = files[0].file_name().expect("a name").to_str().expect("text");
    let category = ahlan::base::category::Category::Picture;
    let place = ahlan::vault::seal::Place { session: id, category, sequence: 0, part };
    let seed = ahlan::vault::stream::StreamSeed::draw(service.ctx.randomness.as_ref());
    let key = keys.of(category).expect("a key");
    let forged = ahlan::vault::stream::seal_object(key, &place, seed, b"another picture").expect("seals");
    fs::write(&files[0], forged.as_bytes()).expect("written");
    assert_eq!(only(&service.faults(&session).await), "picture is not what was committed to");
}

#[actix_web::test]
async fn a_picture_that_is_still_stored_after_its_erasure_is_found() {
    let (service, session, files) = with_pictures().await;
    let kept = fs::read(&files[0]).expect("bytes");
    service.post(&service.back_end, &format!("{session}/erasure")).await.good();
    assert_eq!(service.faults(&session).await, [""; 0]);
    assert!(!files[0].exists());
    fs::write(&files[0], kept).expect("written");
    assert_eq!(only(&service.faults(&session).await), "picture is still stored, though its key is gone");
}

#[actix_web::test]
async fn a_picture_that_no_event_tells_of_or_that_is_no_longer_kept_is_found() {
    let (service, session, _) = with_pictures().await;
    let database = service.open_database().await;
    let moved = "UPDATE evidence SET evidence_id = '01890a5d-ac96-774b-bcce-b302099a8057'
                 WHERE evidence_id = (SELECT MIN(evidence_id) FROM evidence)";
    sqlx::query(moved).execute(&database).await.expect("changed");
    let faults = service.faults(&session).await;
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert_eq!(faults[0], "picture 01890a5d-ac96-774b-bcce-b302099a8057 is kept, but no event tells of it");
    assert!(faults[1].ends_with("is no longer kept"), "{faults:?}");
}

#[actix_web::test]
async fn a_key_that_is_gone_without_an_erasure_is_found_and_so_is_one_that_came_back() {
    let (service, session, _) = with_pictures().await;
    let database = service.open_database().await;
    let kept = "CREATE TABLE aside AS SELECT * FROM data_keys WHERE category = 'chat'";
    sqlx::raw_sql(kept).execute(&database).await.expect("kept");
    sqlx::raw_sql("DELETE FROM data_keys WHERE category = 'chat'").execute(&database).await.expect("deleted");
    assert_eq!(service.faults(&session).await, ["the key of chat is gone without an erasure"]);
    service.post(&service.back_end, &format!("{session}/erasure")).await.good();
    sqlx::raw_sql("INSERT INTO data_keys SELECT * FROM aside").execute(&database).await.expect("put back");
    assert_eq!(service.faults(&session).await, ["the key of chat is still there after its erasure"]);
}

/// What is found in a session and in the whole log after somebody took the guards away and did `change`.
async fn found_in_the_log_after(change: &'static str) -> (Vec<String>, Vec<String>) {
    let service = Service::start().await;
    let session = service.session("standard").await;
    service.seen(&session).await;
    service.get(&service.staff("sara", Role::Supervisor), "/v1/sessions").await.good();
    service.jobs().await;
    assert_eq!((service.faults(&session).await, service.log_faults().await), (vec![], vec![]));
    service.tamper(change).await;
    (service.faults(&session).await, service.log_faults().await)
}

#[actix_web::test]
async fn a_look_that_was_put_on_somebody_else_is_found() {
    let change = "UPDATE events SET leaf = replace(leaf, '\"stream\":\"access\"', '\"stream\":\"session\"')
                  WHERE leaf LIKE '%profile_viewed%'";
    let (session, log) = found_in_the_log_after(change).await;
    assert_eq!(session, ["look 1 does not say where it stands"]);
    assert_eq!(log.len(), 1, "{log:?}");
    assert!(log[0].ends_with("does not say where it stands"), "{log:?}");
}

#[actix_web::test]
async fn a_look_that_was_made_unreadable_is_found() {
    let change = "UPDATE events SET leaf = replace(leaf, 'profile_viewed', 'nothing_viewed')
                  WHERE leaf LIKE '%profile_viewed%'";
    let (session, log) = found_in_the_log_after(change).await;
    assert_eq!(session, ["look 1 cannot be read"]);
    assert!(log[0].ends_with("cannot be read"), "{log:?}");
}

#[actix_web::test]
async fn the_last_look_deleted_leaves_its_place_behind() {
    let (session, log) = found_in_the_log_after("DELETE FROM events WHERE leaf LIKE '%profile_viewed%'").await;
    assert_eq!(session, [""; 0], "a stream without its end only seems shorter");
    assert_eq!(log.len(), 1, "{log:?}");
    assert!(log[0].starts_with("leaf ") && log[0].ends_with("which is gone"), "{log:?}");
}

#[actix_web::test]
async fn a_deleted_place_is_a_hole_and_its_event_has_no_place() {
    let (_, log) = found_in_the_log_after("DELETE FROM log_leaves WHERE leaf_index = 2").await;
    assert_eq!(log.len(), 2, "{log:?}");
    assert_eq!(log[0], "the log has a hole before leaf 3");
    assert!(log[1].ends_with("has no place in the log, and waits for none"), "{log:?}");
}

#[actix_web::test]
async fn a_session_that_was_taken_out_leaves_its_events_behind() {
    let service = Service::start().await;
    let session = service.session("standard").await;
    let database = service.open_database().await;
    sqlx::raw_sql("PRAGMA foreign_keys = OFF; DELETE FROM sessions").execute(&database).await.expect("deleted");
    let id = session.rsplit('/').next().expect("an id");
    assert_eq!(service.log_faults().await, [format!("session {id} has events, but its snapshot is gone")]);
}
