//! The main job: an application approved, by everything real.

use std::{
    io::Write,
    sync::atomic::{AtomicU32, Ordering},
};

use ahlan::{app, config::Config, http::Settings, staff::caller::Role};
use serde_json::json;

use crate::{
    applicant::step,
    pictures::Person,
    service::{Service, engines},
};

/// The seed of a test's person, the same in every run: how often a picture is misread is for the specimens to measure,
/// and no journey should hang on it. `AHLAN_SEED` takes another.
#[expect(clippy::disallowed_methods, reason = "a test is told its seed by the environment")]
pub fn known_seed() -> u64 {
    std::env::var("AHLAN_SEED").map_or(20_261_123, |seed| seed.parse().expect("a number"))
}

/// A person and a service whose registry knows them.
pub async fn service_with_person(seed: u64) -> (Service, Person) {
    service_with_person_changed(seed, |_| {}).await
}

/// The same behind a changed door.
pub async fn service_with_person_changed(seed: u64, change: impl FnOnce(&mut Settings)) -> (Service, Person) {
    let person = Person::new(&engines().faces, seed);
    (Service::start_changed(&json!([person.registered()]), change).await, person)
}

#[actix_web::test]
async fn a_good_application_is_approved_and_its_profile_is_whole() {
    let (service, person) = service_with_person(known_seed()).await;
    let session = service.walk("standard", &person).await;
    let before = service.seen(&session).await;
    for name in ["identification", "document", "selfie", "liveness"] {
        assert_eq!(step(&before, name), "passed", "{before:#}");
    }
    assert_eq!(before["next"]["action"], "submit");
    assert_eq!(before["progress"]["percent"], 80);
    let approved = service.submit(&session).await.good();
    let staff = service.get(&service.staff("sara", Role::Supervisor), &session).await.good();
    assert_eq!(approved["status"], "approved", "{:#}", staff["decision"]);
    let value = |name: &str| {
        let fields = approved["profile"].as_array().expect("a profile").clone();
        fields.into_iter().find(|field| field["field"] == name).map(|field| field["value"].clone())
    };
    assert_eq!(value("full_name"), Some(json!(person.holder.full_name)));
    assert_eq!(value("birth_date"), Some(json!(person.holder.birth_date)));
    assert_eq!(value("document_number"), Some(json!(person.holder.document_number)));
}

#[actix_web::test]
async fn the_applicants_own_token_sees_the_registrys_values_masked_until_the_face_has_matched() {
    let (service, person) = service_with_person(known_seed()).await;
    let session = service.session("standard").await;
    let tokens = service.post(&service.back_end, &format!("{session}/applicant-tokens")).await.good();
    let applicant = tokens["applicant_token"]["token"].as_str().expect("a token").to_owned();
    service.identify(&session, &person.typed()).await.good();
    let seen = service.get(&applicant, &session).await.good();
    let text = seen.to_string();
    assert!(!text.contains(&person.holder.full_name), "{seen:#}");
    assert!(!text.contains(&person.holder.address), "{seen:#}");
    assert_eq!(seen.get("evidence"), None);
    assert_eq!(seen.get("findings"), None);
    service.document(&session, &person).await.good();
    service.selfie(&session, person.selfie(&service.ctx.faces)).await.good();
    let seen = service.get(&applicant, &session).await.good().to_string();
    assert!(seen.contains(&person.holder.full_name) && seen.contains(&person.holder.address));
    assert!(!seen.contains("reason_codes") && !seen.contains("distance"));
}

/// A fresh database on the PostgreSQL server of the test run, if there is one; says so, past the harness's capture, if
/// there is none.
pub async fn fresh_postgres(story: &str) -> Option<String> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let Some((_, server)) = std::env::vars().find(|(name, _)| name == "TEST_DATABASE_URL") else {
        let line =
            format!("\napi: {story} was NOT run on PostgreSQL, TEST_DATABASE_URL is not set (make test sets it)\n");
        std::io::stderr().write_all(line.as_bytes()).expect("stderr");
        return None;
    };
    let name = format!("ahlan_api_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    sqlx::any::install_default_drivers();
    let mut maintenance = <sqlx::AnyConnection as sqlx::Connection>::connect(&server).await.expect("the server");
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::query(create).execute(&mut maintenance).await.expect("a database");
    let (server, _) = server.rsplit_once('/')?;
    Some(format!("{server}/{name}"))
}

#[actix_web::test]
async fn the_same_application_is_approved_on_postgresql() {
    let Some(url) = fresh_postgres("an approval").await else { return };
    let engine = app::face_engine(&Config::from_toml("").expect("defaults").models).expect("run make setup first");
    let person = Person::new(&engine, known_seed());
    let service = Service::start_on(Some(url), &json!([person.registered()]), |_| {}).await;
    let session = service.walk("standard", &person).await;
    assert_eq!(service.submit(&session).await.good()["status"], "approved");
    service.jobs().await;
    let id = session.rsplit('/').next().expect("an id").parse().expect("an id");
    let finding = ahlan::flow::audit::verify(&service.ctx, id).await.expect("a check");
    assert_eq!(finding.faults, Vec::<String>::new());
    service.ctx.database.close().await;
}
