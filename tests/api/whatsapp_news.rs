//! A session that goes on at another door: who speaks by WhatsApp hears of it unasked, once, within the window.

use ahlan::{
    flow::{jobs, whatsapp},
    staff::caller::Caller,
    storage::events::{self, Stream},
};
use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use crate::{
    pictures::{Person, plain_jpeg},
    platform::Platform,
    service::{Answer, Service, answer},
    whatsapp::{NUMBER, offered, words},
    whatsapp_limits::{greeted, greeted_for_days},
    whatsapp_pictures::{asked_for_card, link},
};

impl Service {
    /// The page's own token.
    fn page(&self, session: &str) -> String {
        let id = session.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
        self.token_of(&Caller::Applicant { session: id, generation: 1 })
    }

    /// Both sides of the card, from the page.
    async fn photographs(&self, session: &str, person: &Person) -> Value {
        let form = Form::new().part("front", Part::bytes(person.front())).part("back", Part::bytes(person.back()));
        let request = self.request(&self.page(session), Method::POST, &format!("{session}/documents"));
        answer(request.multipart(form)).await.good()
    }

    /// The person agrees on the page.
    async fn agrees(&self, session: &str, purpose: &str) {
        let said = json!({ "purpose": purpose, "granted": true, "text_version": "1", "language": "en" });
        self.json(&self.page(session), Method::POST, &format!("{session}/consents"), &said).await.good();
    }

    /// It is quiet for so long, and then the jobs have their round.
    async fn quiet(&mut self, seconds: i64) {
        self.passes(seconds).await;
        self.jobs().await;
    }

    async fn unbinds(&self, session: &str) -> Answer {
        answer(self.request(&self.back_end, Method::DELETE, &format!("{session}/whatsapp"))).await
    }
}

/// A service and a person who was sent the link to the camera: six messages.
async fn sent_to_the_page(platform: &Platform) -> (Service, Person, String) {
    let (service, person, session) = asked_for_card(platform, "").await;
    service.rests(platform, 6).await;
    link(&platform.taken()[5]);
    (service, person, session)
}

#[actix_web::test]
async fn what_was_done_on_the_page_is_told_unasked_once_with_the_next_question() {
    let platform = Platform::start();
    let (mut service, person, session) = sent_to_the_page(&platform).await;
    service.quiet(3).await;
    assert_eq!(platform.offered(), 6, "their own agreement was answered");
    service.photographs(&session, &person).await;
    service.jobs().await;
    assert_eq!(platform.offered(), 6, "the page may still be at it");
    let said = service.said(&session).await;
    service.quiet(3).await;
    let taken = platform.taken();
    assert_eq!(taken.len(), 8, "{taken:#?}");
    assert!(words(&taken[6]).contains("read your document"), "{}", words(&taken[6]));
    assert!(words(&taken[7]).contains(&person.holder.document_number), "{}", words(&taken[7]));
    assert_eq!(offered(&taken[7]), ["yes", "no"], "{:#}", taken[7]);
    assert_eq!(service.said(&session).await, said + 1, "it stands in the thread");
    for _ in 0..3 {
        service.quiet(60).await;
    }
    assert_eq!(platform.offered(), 8, "once");
    service.presses("3", "yes").await;
    service.rests(&platform, 9).await;
    assert_eq!(offered(&platform.taken()[8]), ["agree", "refuse", "why"]);
    service.presses("4", "agree").await;
    service.rests(&platform, 12).await;
    assert_ne!(link(&platform.taken()[11]), link(&taken[5]));
    service.quiet(60).await;
    assert_eq!(platform.offered(), 12, "a turn of theirs is answered by itself");
    assert_eq!(service.faults(&session).await, [""; 0]);
}

#[actix_web::test]
async fn quick_changes_are_told_by_one_answer_and_the_newest_question_has_its_link() {
    let platform = Platform::start();
    let (mut service, person, session) = sent_to_the_page(&platform).await;
    service.photographs(&session, &person).await;
    service.quiet(2).await;
    service.agrees(&session, "biometric").await;
    service.quiet(2).await;
    assert_eq!(platform.offered(), 6, "it has not stood still yet");
    service.quiet(1).await;
    assert_eq!(platform.taken().len(), 8, "{:#?}", platform.taken());
    service.selfie(&session, plain_jpeg()).await.good();
    service.quiet(3).await;
    let taken = platform.taken();
    assert_eq!(taken.len(), 11, "{taken:#?}");
    assert!(words(&taken[8]).contains("left"), "{}", words(&taken[8]));
    assert!(words(&taken[9]).contains("selfie"), "{}", words(&taken[9]));
    link(&taken[10]);
}

#[actix_web::test]
async fn an_answer_that_the_page_gave_goes_out_as_it_stands() {
    let platform = Platform::start();
    let (mut service, session) = greeted(&platform, "").await;
    let agree = json!({ "choice": "agree" });
    let replied =
        service.json(&service.page(&session), Method::POST, &format!("{session}/messages"), &agree).await.good();
    let said = service.said(&session).await;
    service.quiet(3).await;
    let taken = platform.taken();
    let texts = replied["replies"]
        .as_array()
        .expect("replies")
        .iter()
        .map(|reply| words(&json!({ "text": { "body": reply["text"] } })));
    assert_eq!(taken[3..].iter().map(words).collect::<Vec<_>>(), texts.collect::<Vec<_>>());
    assert_eq!(service.said(&session).await, said, "and is not said again");
}

#[actix_web::test]
async fn what_changes_nothing_to_say_is_not_told() {
    let platform = Platform::start();
    let (mut service, _, session) = sent_to_the_page(&platform).await;
    service.agrees(&session, "registry").await;
    let said = service.said(&session).await;
    service.quiet(3).await;
    assert_eq!((platform.offered(), service.said(&session).await), (6, said));
}

#[actix_web::test]
async fn outside_of_the_window_nothing_goes_out_not_even_a_template() {
    let platform = Platform::start();
    let (mut service, session) = greeted_for_days(&platform).await;
    service.passes(24 * 3600).await;
    service.agrees(&session, "contact").await;
    service.quiet(3).await;
    service.quiet(60).await;
    assert_eq!(platform.offered(), 3);
}

#[actix_web::test]
async fn of_many_who_look_at_the_same_time_one_tells() {
    let platform = Platform::start();
    let (mut service, person, session) = sent_to_the_page(&platform).await;
    service.photographs(&session, &person).await;
    service.passes(3).await;
    let looks = [(); 4].map(|()| async {
        // Without the lease: as if it had run out under each of them.
        whatsapp::tell_moved(&service.ctx, 9).await.expect("looks");
        whatsapp::serve_due(&service.ctx, 9).await.expect("serves");
    });
    futures_util::future::join_all(looks).await;
    service.rests(&platform, 8).await;
    service.jobs().await;
    assert_eq!(platform.offered(), 8);
}

#[actix_web::test]
async fn while_an_answer_to_the_person_waits_nothing_is_told_and_the_answer_is_enough() {
    let platform = Platform::start();
    let (mut service, person, session) = sent_to_the_page(&platform).await;
    platform.refuses(&[(500, 2)]);
    service.writes("3", "why?").await;
    service.rests(&platform, 7).await;
    service.photographs(&session, &person).await;
    service.quiet(1).await;
    assert_eq!(platform.offered(), 7, "the answer is put off, and nothing overtakes it");
    service.quiet(3).await;
    service.rests(&platform, 10).await;
    let taken = platform.taken();
    assert!(words(&taken[6]).contains("ID"), "their answer first: {}", words(&taken[6]));
    service.quiet(3).await;
    let taken = platform.taken();
    assert!(words(&taken[9]).contains("read your document"), "{taken:#?}");
    assert_eq!(taken.len(), 11);
}

#[actix_web::test]
async fn a_platform_that_is_not_well_is_told_later_and_once() {
    let platform = Platform::start();
    let (mut service, person, session) = sent_to_the_page(&platform).await;
    service.photographs(&session, &person).await;
    platform.refuses(&[(500, 131_000)]);
    service.quiet(3).await;
    assert_eq!((platform.offered(), platform.taken().len()), (7, 6));
    service.quiet(3).await;
    assert_eq!((platform.offered(), platform.taken().len()), (9, 8));
    service.quiet(60).await;
    assert_eq!(platform.offered(), 9);
}

#[actix_web::test]
async fn a_sudden_end_in_between_doubles_nothing() {
    let platform = Platform::start();
    let (mut service, person, session) = sent_to_the_page(&platform).await;
    service.photographs(&session, &person).await;
    service.passes(3).await;
    platform.hangs(true);
    let ctx = std::sync::Arc::clone(&service.ctx);
    let round = actix_web::rt::spawn(async move { jobs::round(&ctx, "test").await });
    let under_way = "SELECT CAST(COUNT(*) AS BIGINT) FROM whatsapp_inbox WHERE waiting IS NOT NULL AND replies = 1";
    let database = service.open_database().await;
    while sqlx::query_as::<_, (i64,)>(under_way).fetch_one(&database).await.expect("a count").0 == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    // The first message is with the platform, or it is not: here the process ends.
    round.abort();
    let after = service.restarted_with(&platform.section("")).await;
    platform.hangs(false);
    after.clock.advance(181);
    after.jobs().await;
    let taken = platform.taken();
    assert_eq!(taken.len(), 7, "{taken:#?}");
    assert_eq!(offered(&taken[6]), ["yes", "no"], "the next question, and not again what came before it");
    after.jobs().await;
    assert_eq!(platform.offered(), 7);
}

#[actix_web::test]
async fn the_end_is_told_to_whose_application_it_was_and_to_nobody_after_it_was_handed_on() {
    let platform = Platform::start();
    let (mut service, session) = greeted(&platform, "").await;
    service.post(&service.back_end, &format!("{session}/withdrawal")).await.good();
    service.quiet(3).await;
    let taken = platform.taken();
    assert_eq!(taken.len(), 4, "{taken:#?}");
    assert!(words(&taken[3]).contains("ended"), "{}", words(&taken[3]));
    service.writes("2", "hello?").await;
    service.quiet(60).await;
    assert_eq!(platform.offered(), 4, "who is told has no rights by it");

    let platform = Platform::start();
    let (mut service, session) = greeted(&platform, "").await;
    service.post(&service.back_end, &format!("{session}/applicant-tokens")).await.good();
    service.post(&service.back_end, &format!("{session}/withdrawal")).await.good();
    service.quiet(3).await;
    assert_eq!(platform.offered(), 3);
}

#[actix_web::test]
async fn a_number_that_is_unbound_is_neither_heard_nor_told_and_is_free_for_another_session() {
    let platform = Platform::start();
    let (mut service, session) = greeted(&platform, "").await;
    let other = service.chatting("standard", "en").await;
    let taken = service.binds(&other, NUMBER).await;
    assert!(taken.body["detail"].as_str().is_some_and(|detail| detail.contains("unbind it there")), "{}", taken.body);
    taken.is(409, "number_taken");
    service.unchanged(&session, service.unbinds(&session)).await.good();
    service.unbinds(&session).await.good();
    service.agrees(&session, "registry").await;
    service.writes("2", "hello?").await;
    service.quiet(3).await;
    assert_eq!((platform.offered(), service.said(&session).await), (3, 2));
    let id = session.rsplit('/').next().expect("an id");
    let mut conn = service.ctx.database.reader().await.expect("a connection");
    let rows = events::load(&mut conn, Stream::Access, id, 0, 100).await.expect("rows");
    drop(conn);
    assert_eq!(rows.iter().filter(|row| row.leaf.contains("\"kind\":\"number_released\"")).count(), 1);
    assert_eq!(service.binds(&other, NUMBER).await.good()["opening"], "sent");
    let stale = service.request(&service.back_end, Method::DELETE, &format!("{other}/whatsapp"));
    answer(stale.header("if-match", "\"99\"")).await.is(412, "version_moved");
    let shut = Service::start_with(&json!([])).await;
    let there = shut.chatting("standard", "en").await;
    shut.unbinds(&there).await.is(404, "no_such_route");
}
