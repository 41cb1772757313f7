//! What bounds a conversation by WhatsApp: the window, floods, lengths, outages, and its end.

use ahlan::staff::caller::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    gateway::Gateway,
    platform::{Platform, notification, signature},
    service::Service,
    whatsapp::{FROM, NUMBER, offered, template, words},
};

/// A service and a session whose person has been greeted: three messages.
pub async fn greeted(platform: &Platform, more: &str) -> (Service, String) {
    let service = platform.service(more).await;
    let session = greeted_by(&service, platform, "standard").await;
    (service, session)
}

/// The same in an application that lives for three days; its journey needs a gateway.
pub async fn greeted_for_days(platform: &Platform) -> (Service, String) {
    let service = Gateway::start().service(&platform.section("")).await;
    let session = greeted_by(&service, platform, "reachable").await;
    (service, session)
}

async fn greeted_by(service: &Service, platform: &Platform, journey: &str) -> String {
    let session = service.addressed(journey, "en").await;
    service.writes("1", "hello").await;
    service.rests(platform, 3).await;
    session
}

#[actix_web::test]
async fn after_a_day_only_the_template_goes_out_and_the_next_word_opens_the_window_again() {
    let platform = Platform::start();
    let (mut service, session) = greeted_for_days(&platform).await;
    // Brought a day late: the platform repeats for days.
    let late = service.brought(FROM, "2", "text", &json!({ "body": "why?" }));
    service.passes(24 * 3600).await;
    service.notified(&late).await.good();
    let taken = platform.wait_for(4).await;
    assert_eq!(template(&taken[3]), ("ahlan_waiting", "en"));
    assert_eq!(service.said(&session).await, 4, "the turn was taken all the same");
    service.writes("3", "why?").await;
    let taken = platform.wait_for(6).await;
    assert!(words(&taken[4]).contains("bank can reach you"), "{}", words(&taken[4]));
}

#[actix_web::test]
async fn a_window_that_the_platform_holds_closed_is_answered_by_the_template() {
    let platform = Platform::start();
    let (service, _) = greeted(&platform, "").await;
    platform.refuses(&[(400, 131_047)]);
    service.writes("2", "why?").await;
    let taken = platform.wait_for(4).await;
    assert_eq!(template(&taken[3]), ("ahlan_waiting", "en"));
    // The same, told only later.
    let status = |id: &str, state: &str, code: i64| {
        notification(json!({ "statuses": [{ "id": id, "status": state, "timestamp": "1", "recipient_id": FROM,
                                            "errors": [{ "code": code, "title": "no" }] }] }))
    };
    for _ in 0..2 {
        service.notified(&status("wamid.x", "failed", 131_047)).await.good();
    }
    let taken = platform.wait_for(5).await;
    assert_eq!(template(&taken[4]), ("ahlan_waiting", "en"));
    for (id, state, code) in [("wamid.y", "failed", 131_026), ("wamid.x", "delivered", 0), ("wamid.x", "read", 0)] {
        service.notified(&status(id, state, code)).await.good();
    }
    service.jobs().await;
    assert_eq!(platform.taken().len(), 5, "what cannot be mended is on the log alone");
}

#[actix_web::test]
async fn what_is_said_unasked_goes_out_too_as_words_or_as_the_template() {
    for (hours, expected) in [(60, "text"), (1, "template")] {
        let platform = Platform::start();
        let (mut service, _) = greeted_for_days(&platform).await;
        service.passes(hours * 3600).await;
        service.writes("2", "help").await;
        platform.wait_for(5).await;
        service.passes((70 - hours) * 3600).await;
        service.jobs().await;
        let told = platform.wait_for(6).await.remove(5);
        assert_eq!(told["type"], expected, "{told:#}");
        assert_eq!(words(&told).contains("ends in 2 hours"), expected == "text", "{}", words(&told));
    }
}

#[actix_web::test]
async fn a_flood_is_told_once_and_dropped_and_a_minute_later_all_is_well() {
    let platform = Platform::start();
    let (mut service, session) = greeted(&platform, "messages_per_minute = 4").await;
    for number in 2..12 {
        service.writes(&number.to_string(), "help").await;
    }
    service.jobs().await;
    let taken = platform.wait_for(8).await;
    let told = taken.iter().filter(|message| words(message).contains("too much at once")).count();
    assert_eq!((told, taken.len()), (1, 8), "the opening counts, too: two of ten are answered, one is told off");
    assert_eq!(service.said(&session).await, 6);
    service.passes(61).await;
    service.writes("12", "help").await;
    platform.wait_for(10).await;
}

#[actix_web::test]
async fn what_is_too_long_or_of_another_kind_is_told_so_and_what_needs_no_answer_gets_none() {
    let platform = Platform::start();
    let (service, session) = greeted(&platform, "").await;
    service.writes("2", &"a".repeat(2001)).await;
    for (id, kind) in [("3", "audio"), ("4", "location"), ("5", "sticker"), ("6", "something_new")] {
        service.notified(&service.brought(FROM, id, kind, &json!({ "id": "1" }))).await.good();
    }
    let taken = platform.wait_for(8).await;
    assert!(words(&taken[3]).contains("fewer words"), "{}", words(&taken[3]));
    assert!(taken[4..].iter().all(|message| words(message).contains("cannot use this kind")), "{taken:#?}");
    service.notified(&service.brought(FROM, "7", "reaction", &json!({ "emoji": "👍" }))).await.good();
    service.jobs().await;
    assert_eq!((platform.offered(), service.said(&session).await), (8, 2));
}

#[actix_web::test]
async fn a_notification_that_is_too_long_or_none_at_all_does_nothing() {
    let platform = Platform::start();
    let (service, session) = greeted(&platform, "notification_bytes = 65536").await;
    let long = service.brought(FROM, "2", "text", &json!({ "body": "a".repeat(70_000) })).to_string();
    service.unchanged(&session, service.delivered(&signature(&long), long.clone())).await.is(413, "body_too_long");
    for odd in ["", "[]", "{\"entry\": 7}", "not JSON"] {
        service.unchanged(&session, service.delivered(&signature(odd), odd.to_owned())).await.good();
    }
    assert_eq!((platform.offered(), service.said(&session).await), (3, 2));
}

#[actix_web::test]
async fn a_platform_that_is_not_well_is_tried_again_with_bounds_and_in_order() {
    let platform = Platform::start();
    let (mut service, session) = greeted(&platform, "").await;
    platform.refuses(&[(500, 131_000), (400, 130_429)]);
    service.writes("2", "why?").await;
    service.writes("3", "status").await;
    service.rests(&platform, 4).await;
    service.jobs().await;
    assert_eq!(platform.offered(), 4, "not again at once, and what came after it waits");
    service.passes(3).await;
    service.jobs().await;
    service.rests(&platform, 5).await;
    assert_eq!((platform.offered(), platform.taken().len()), (5, 3));
    service.passes(11).await;
    service.jobs().await;
    let taken = platform.wait_for(7).await;
    service.rests(&platform, 9).await;
    assert!(words(&taken[3]).contains("law") && words(&taken[5]).contains("steps done"), "{taken:#?}");
    assert_eq!(service.said(&session).await, 6, "each turn was taken once");

    platform.refuses(&[(503, 2); 7]);
    service.writes("4", "help").await;
    for tries in 1..=7 {
        service.rests(&platform, 9 + tries).await;
        service.passes(2401).await;
        service.jobs().await;
    }
    assert_eq!((platform.offered(), platform.taken().len()), (9 + 7, 7), "given up after seven");
}

#[actix_web::test]
async fn what_was_acknowledged_is_answered_by_whoever_comes_after_a_sudden_end() {
    let platform = Platform::start();
    let (service, session) = greeted(&platform, "").await;
    platform.hangs(true);
    service.writes("2", "why?").await;
    // The turn is taken, and its answer is on its way to a platform that says nothing: here the process ends.
    while service.said(&session).await < 4 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let after = service.restarted_with(&platform.section("")).await;
    platform.hangs(false);
    after.jobs().await;
    after.clock.advance(181);
    after.jobs().await;
    let taken = platform.wait_for(5).await;
    assert!(words(&taken[3]).contains("law"), "{}", words(&taken[3]));
}

#[actix_web::test]
async fn a_number_speaks_in_one_open_session_and_moves_on_when_that_is_over() {
    let platform = Platform::start();
    let (service, first) = greeted(&platform, "").await;
    let second = service.chatting("standard", "en").await;
    service.unchanged(&second, service.binds(&second, NUMBER)).await.is(409, "number_taken");
    service.post(&service.back_end, &format!("{first}/withdrawal")).await.good();
    service.writes("2", "hello?").await;
    service.jobs().await;
    assert_eq!(platform.offered(), 3, "an application that is ended answers nobody");
    let bound = service.binds(&second, NUMBER).await.good();
    assert_eq!((&bound["opening"], &bound["window_ends_at"]), (&json!("sent"), &json!("2026-11-22T09:00:00Z")));
    let taken = platform.wait_for(5).await;
    assert_eq!(offered(&taken[4]), ["agree", "refuse", "why"], "within the window the conversation begins by itself");
    service.binds(&first, NUMBER).await.is(409, "not_now");
    for bad in ["0505550142", "layla@example.com", "", "+97"] {
        service.binds(&second, bad).await.is(422, "bad_value");
    }
}

#[actix_web::test]
async fn who_writes_under_another_number_than_was_dialled_is_known() {
    let platform = Platform::start();
    platform.knows("5511987654321", "551187654321");
    let service = platform.service("").await;
    let session = service.chatting("standard", "en").await;
    service.binds(&session, "+55 11 98765 4321").await.good();
    service.notified(&service.brought("551187654321", "1", "text", &json!({ "body": "oi" }))).await.good();
    let taken = platform.wait_for(3).await;
    assert_eq!(taken[2]["to"], "5511987654321");
}

#[actix_web::test]
async fn who_cannot_be_addressed_is_told_to_the_back_end_and_may_be_tried_again() {
    let platform = Platform::start();
    let service = platform.service("").await;
    let session = service.chatting("standard", "en").await;
    platform.refuses(&[(400, 131_026), (500, 131_000)]);
    assert_eq!(service.binds(&session, NUMBER).await.good()["opening"], "refused");
    assert_eq!(service.binds(&session, NUMBER).await.good()["opening"], "waiting");
    service.clock.advance(3);
    service.jobs().await;
    assert_eq!(service.binds(&session, NUMBER).await.good()["opening"], "sent");
    assert_eq!((platform.offered(), platform.taken().len()), (3, 1));
}

#[actix_web::test]
async fn a_renewed_token_and_an_erasure_end_the_conversation_and_leave_no_number_behind() {
    let platform = Platform::start();
    let (service, session) = greeted(&platform, "").await;
    service.post(&service.back_end, &format!("{session}/applicant-tokens")).await.good();
    service.writes("2", "hello?").await;
    service.jobs().await;
    service.rests(&platform, 3).await;
    assert_eq!((platform.offered(), service.said(&session).await), (3, 2), "access was handed on");
    assert_eq!(service.binds(&session, NUMBER).await.good()["opening"], "sent");
    platform.wait_for(4).await;
    service.post(&service.back_end, &format!("{session}/erasure")).await.good();
    let database = service.open_database().await;
    for table in ["whatsapp_threads", "whatsapp_inbox"] {
        let count = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        let (left,): (i64,) = sqlx::query_as(count).fetch_one(&database).await.expect("a count");
        assert_eq!(left, 0, "{table}");
    }
}

#[actix_web::test]
async fn nothing_of_a_conversation_stands_in_clear_in_the_store() {
    let platform = Platform::start();
    let (service, session) = greeted(&platform, "").await;
    platform.refuses(&[(500, 2)]);
    service.writes("2", "my maiden name was Zubaydah").await;
    service.rests(&platform, 4).await;
    let files = std::fs::read_dir(service.folder.path()).expect("the folder").filter_map(Result::ok);
    let of_platform = service.brought(FROM, "2", "text", &Value::Null);
    let wamid = of_platform["entry"][0]["changes"][0]["value"]["messages"][0]["id"].as_str().expect("an id").to_owned();
    for file in files.filter(|file| file.file_name().to_string_lossy().starts_with("test.db")) {
        let stored = std::fs::read(file.path()).expect("a file");
        for marker in ["Zubaydah", FROM, "505550142", "Layla Marker", "EAAmarker1", &wamid] {
            let found = stored.windows(marker.len()).any(|window| window == marker.as_bytes());
            assert!(!found, "{marker} stands in {:?}", file.file_name());
        }
    }
    let id = session.rsplit('/').next().expect("an id");
    let mut conn = service.ctx.database.reader().await.expect("a connection");
    let rows = ahlan::storage::events::load(&mut conn, ahlan::storage::events::Stream::Access, id, 0, 100).await;
    assert!(rows.expect("rows").iter().any(|row| row.leaf.contains("\"kind\":\"number_bound\"")));
    let staff = service.staff("sara", Role::Supervisor);
    service
        .json(&staff, Method::PUT, &format!("{session}/whatsapp"), &json!({ "to": NUMBER }))
        .await
        .is(403, "forbidden");
}
