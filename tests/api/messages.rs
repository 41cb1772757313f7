//! The chat's door: a journey by messages alone, the thread by pages, and what it must not do.

use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use crate::{
    approval::{known_seed, service_with_person},
    pictures::{Person, plain_jpeg},
    service::{Answer, Service, answer},
};

impl Service {
    /// Starts a session with nothing agreed to; its path and the applicant's token.
    async fn begun(&self, journey: &str, locale: &str) -> (String, String) {
        let wish = json!({ "journey": journey, "mode": "test", "locale": locale });
        let started = self.json(&self.back_end, Method::POST, "/v1/sessions", &wish).await.good();
        let path = format!("/v1/sessions/{}", started["session"]["id"].as_str().expect("an id"));
        (path, started["applicant_token"]["token"].as_str().expect("a token").to_owned())
    }

    async fn send(&self, token: &str, path: &str, body: &Value) -> Answer {
        self.json(token, Method::POST, &format!("{path}/messages"), body).await
    }

    async fn says(&self, token: &str, path: &str, text: &str) -> Value {
        self.send(token, path, &json!({ "text": text })).await.good()
    }

    async fn picks(&self, token: &str, path: &str, choice: &str) -> Value {
        self.send(token, path, &json!({ "choice": choice })).await.good()
    }

    async fn shows(&self, token: &str, path: &str, parts: &[(&'static str, Vec<u8>)]) -> Answer {
        let form = parts.iter().fold(Form::new(), |form, (name, bytes)| form.part(*name, Part::bytes(bytes.clone())));
        answer(self.request(token, Method::POST, &format!("{path}/messages")).multipart(form)).await
    }
}

/// Everything that an answer says.
fn said(answered: &Value) -> String {
    let replies = answered["replies"].as_array().expect("replies");
    let texts: Vec<_> = replies.iter().map(|reply| reply["text"].as_str().expect("a text")).collect();
    texts.join("\n").replace(['\u{2068}', '\u{2069}'], "")
}

/// The choices under the last reply.
fn offered(answered: &Value) -> Vec<&str> {
    let last = answered["replies"].as_array().and_then(|replies| replies.last()).expect("a reply");
    last["choices"].as_array().expect("choices").iter().map(|choice| choice["id"].as_str().expect("an id")).collect()
}

fn card(person: &Person) -> [(&'static str, Vec<u8>); 2] {
    [("card", person.front()), ("card_back", person.back())]
}

#[actix_web::test]
async fn a_person_becomes_a_customer_by_messages_alone() {
    let (service, person) = service_with_person(known_seed()).await;
    let (card, selfie) = (card(&person), person.selfie(&service.ctx.faces));
    let (path, token) = service.begun("standard", "ar").await;
    let opened = service.send(&token, &path, &json!({})).await.good();
    assert_eq!(opened["language"], "ar");
    service.picks(&token, &path, "agree").await;
    let typed = person.typed();
    let number =
        format!("{} {}", typed["number"].as_str().expect("a number"), typed["birth_date"].as_str().expect("one"));
    let read = service.says(&token, &path, &number).await;
    assert!(offered(&read).contains(&"yes"), "{read:#}");
    let hit = service.says(&token, &path, "نعم").await;
    assert!(said(&hit).contains('•'), "masked until the face has matched: {}", said(&hit));
    service.picks(&token, &path, "yes").await;
    service.says(&token, &path, "أوافق").await;
    let read = service.shows(&token, &path, &card).await.good();
    assert_eq!(read["progress"]["percent"], 40, "{read:#}");
    service.picks(&token, &path, "yes").await;
    service.picks(&token, &path, "agree").await;
    let smiled = service.shows(&token, &path, &[("selfie", selfie)]).await.good();
    assert_eq!(smiled["next"]["action"], "prove_liveness", "{smiled:#}");
    assert_eq!(smiled["replies"][1]["wants"], "liveness", "{smiled:#}");
    service.lives(&path).await;
    let back = service.send(&token, &path, &json!({})).await.good();
    assert_eq!(back["next"]["action"], "submit", "{back:#}");
    let asked = service.says(&token, &path, "أظن أنني انتهيت").await;
    assert_eq!(service.seen(&path).await["status"], "in_progress", "only the button's own words act: {asked:#}");
    let done = service.says(&token, &path, "قدم الطلب").await;
    assert_eq!(service.seen(&path).await["status"], "approved", "{done:#}");
    assert_eq!(done["progress"]["percent"], 100);
    assert_eq!(service.faults(&path).await, [""; 0]);
}

#[actix_web::test]
async fn the_thread_is_read_by_pages_and_taken_up_at_any_door() {
    let service = Service::start().await;
    let (path, token) = service.begun("standard", "en").await;
    service.send(&token, &path, &json!({})).await.good();
    service.says(&token, &path, "why?").await;
    let last = service.says(&token, &path, "help").await;
    let (mut after, mut all) = (0, Vec::new());
    loop {
        let page = service.get(&token, &format!("{path}/messages?after={after}&limit=2")).await.good();
        all.extend(page["items"].as_array().expect("items").clone());
        after = page["cursor"].as_i64().expect("a cursor");
        if page["more"] == false {
            break;
        }
    }
    let from: Vec<_> = all.iter().map(|item| item["from"].as_str().expect("who")).collect();
    assert_eq!(from, ["applicant", "service"].repeat(3));
    assert_eq!((all[2]["text"].as_str(), after), (Some("why?"), last["cursor"].as_i64().expect("a cursor")));
    assert_eq!(all[5]["replies"], last["replies"]);
    // What the back end does at another door, the chat knows.
    let agreed = json!({ "purpose": "registry", "granted": true, "text_version": "1", "language": "en" });
    service.json(&service.back_end, Method::POST, &format!("{path}/consents"), &agreed).await.good();
    assert_eq!(service.send(&token, &path, &json!({})).await.good()["next"]["action"], "identify");
}

#[actix_web::test]
async fn nothing_that_is_said_stands_in_the_store_in_clear() {
    let service = Service::start().await;
    let (path, token) = service.begun("standard", "en").await;
    service.picks(&token, &path, "go_on").await;
    service.says(&token, &path, "my maiden name was Zubaydah").await;
    let bytes = std::fs::read_dir(service.folder.path()).expect("the folder");
    for file in bytes.filter_map(Result::ok).filter(|file| file.file_name().to_string_lossy().starts_with("test.db")) {
        let stored = std::fs::read(file.path()).expect("a file");
        assert!(!stored.windows(8).any(|window| window == b"Zubaydah"), "{:?}", file.file_name());
    }
    let id = path.rsplit('/').next().expect("an id");
    let mut conn = service.ctx.database.reader().await.expect("a connection");
    let rows = ahlan::storage::events::load(&mut conn, ahlan::storage::events::Stream::Chat, id, 0, 100).await;
    let leaf = &rows.expect("rows")[2].leaf;
    assert!(leaf.contains("\"kind\":\"said\"") && leaf.contains("\"sealed\""), "{leaf}");
}

#[actix_web::test]
async fn an_erased_thread_shows_when_and_who_but_not_what() {
    let service = Service::start().await;
    let (path, token) = service.begun("standard", "en").await;
    service.says(&token, &path, "why?").await;
    service.post(&service.back_end, &format!("{path}/erasure")).await.good();
    let page = service.get(&service.back_end, &format!("{path}/messages")).await.good();
    let items = page["items"].as_array().expect("items");
    assert_eq!(items.len(), 2);
    assert!(items.iter().all(|item| item["erased"] == true && item["text"].is_null() && item["replies"].is_null()));
    service.send(&service.back_end, &path, &json!({ "text": "hello" })).await.is(410, "erased");
}

#[actix_web::test]
async fn the_same_key_and_message_have_one_answer_and_one_effect() {
    let service = Service::start().await;
    let (path, token) = service.begun("standard", "en").await;
    service.send(&token, &path, &json!({})).await.good();
    let send = async |body: Value| {
        let request = service.request(&token, Method::POST, &format!("{path}/messages"));
        answer(request.header("idempotency-key", "one").json(&body)).await
    };
    let first = send(json!({ "choice": "agree" })).await.good();
    let again = service.unchanged(&path, send(json!({ "choice": "agree" }))).await.good();
    assert_eq!(again, first);
    send(json!({ "choice": "refuse" })).await.is(422, "idempotency_key_reused");
    let thread = service.get(&token, &format!("{path}/messages")).await.good();
    assert_eq!(thread["items"].as_array().map(Vec::len), Some(4));
}

#[actix_web::test]
async fn an_act_and_the_thread_are_written_together_or_not_at_all() {
    let service = Service::start().await;
    let (path, token) = service.begun("standard", "en").await;
    service.send(&token, &path, &json!({})).await.good();
    let alter = async |sql: &'static str| {
        let mut tx = service.ctx.database.begin().await.expect("a transaction");
        sqlx::raw_sql(sql).execute(&mut *tx).await.expect("altered");
        tx.commit().await.expect("committed");
    };
    alter(
        "CREATE TRIGGER full BEFORE INSERT ON events WHEN NEW.stream = 'chat' BEGIN SELECT RAISE(ABORT, 'no room'); END",
    )
    .await;
    let agree = json!({ "choice": "agree" });
    service.unchanged(&path, service.send(&token, &path, &agree)).await.is(500, "internal");
    alter("DROP TRIGGER full").await;
    let agreed = service.send(&token, &path, &agree).await.good();
    assert_eq!(agreed["next"]["action"], "identify", "{agreed:#}");
    assert_eq!(agreed["cursor"], 4);
}

#[actix_web::test]
async fn what_is_not_a_message_is_refused_and_changes_nothing() {
    let service = Service::start().await;
    let (path, token) = service.begun("standard", "en").await;
    let both = json!({ "text": "a", "choice": "yes" });
    for bad in [both, json!({ "text": "" }), json!({ "text": "a".repeat(2001) }), json!({ "choice": "become_admin" })] {
        service.unchanged(&path, service.send(&token, &path, &bad)).await.is(422, "bad_value");
    }
    service.unchanged(&path, service.shows(&token, &path, &[("passport", plain_jpeg())])).await.is(422, "unknown_part");
    let (other, _) = service.begun("standard", "en").await;
    service.send(&token, &other, &json!({ "text": "hello" })).await.is(404, "not_found");
    assert_eq!(service.get(&token, &format!("{path}/messages")).await.good()["items"], json!([]));
}

#[actix_web::test]
async fn a_lone_front_is_kept_sealed_until_its_back_comes() {
    let (service, person) = service_with_person(known_seed()).await;
    let (path, token) = service.begun("document-only", "en").await;
    service.send(&token, &path, &json!({})).await.good();
    service.picks(&token, &path, "agree").await;
    let front = service.shows(&token, &path, &[("card", person.front())]).await.good();
    assert_eq!(front["replies"][0]["wants"], "card_back", "{front:#}");
    assert_eq!(service.faults(&path).await, [""; 0], "the thread tells of the picture that is held");
    let read = service.shows(&token, &path, &[("card", person.back())]).await.good();
    assert_eq!(service.seen(&path).await["steps"][0]["status"], "passed", "{read:#}");
    assert_eq!(service.faults(&path).await, [""; 0]);
    service.post(&service.back_end, &format!("{path}/erasure")).await.good();
    assert_eq!(service.faults(&path).await, [""; 0]);
    let folder = service.folder.path().join("objects").join(path.rsplit('/').next().expect("an id"));
    assert_eq!(std::fs::read_dir(folder).map_or(0, Iterator::count), 0, "what was held is erased with the others");
}

/// What is found in a thread of three turns, the last with a picture that is held, after somebody took the guards away and did `change`.
async fn found_after(change: &'static str) -> Vec<String> {
    let service = Service::start().await;
    let (path, token) = service.begun("document-only", "en").await;
    service.send(&token, &path, &json!({})).await.good();
    service.picks(&token, &path, "agree").await;
    service.shows(&token, &path, &[("card", plain_jpeg())]).await.good();
    assert_eq!(service.faults(&path).await, [""; 0]);
    service.tamper(change).await;
    service.faults(&path).await
}

#[actix_web::test]
async fn a_message_that_was_taken_out_is_found() {
    let change = "DELETE FROM events WHERE stream = 'chat' AND sequence = 2";
    assert_eq!(found_after(change).await, ["the chat stream has a hole"]);
}

#[actix_web::test]
async fn a_message_put_in_the_place_of_another_is_found() {
    let change = "UPDATE events SET sealed = (SELECT sealed FROM events WHERE stream = 'chat' AND sequence = 2)
                  WHERE stream = 'chat' AND sequence = 1";
    assert_eq!(found_after(change).await, ["message 1 cannot be opened"]);
}

#[actix_web::test]
async fn a_message_without_its_words_is_found() {
    let change = "UPDATE events SET sealed = NULL WHERE stream = 'chat' AND sequence = 1";
    assert_eq!(found_after(change).await, ["message 1 has lost its sealed part"]);
}

#[actix_web::test]
async fn a_changed_commitment_of_a_message_is_found() {
    let change = "UPDATE events SET leaf = (SELECT substr(e.leaf, 1, instr(e.leaf, '\"sealed\":\"') + 9)
                      || (CASE substr(e.leaf, instr(e.leaf, '\"sealed\":\"') + 10, 1) WHEN '0' THEN '1' ELSE '0' END)
                      || substr(e.leaf, instr(e.leaf, '\"sealed\":\"') + 11)
                      FROM events AS e WHERE e.event_id = events.event_id)
                  WHERE stream = 'chat' AND sequence = 1";
    assert_eq!(found_after(change).await, ["message 1 is not what was committed to"]);
}

#[actix_web::test]
async fn a_held_picture_that_the_thread_no_longer_tells_of_is_found() {
    let change = "UPDATE events SET leaf = replace(leaf, '\"held\":[', '\"withheld\":[')
                  WHERE stream = 'chat' AND sequence = 5";
    let found = found_after(change).await;
    assert!(found.len() == 1 && found[0].ends_with("is kept, but no event tells of it"), "{found:?}");
}

#[actix_web::test]
async fn a_picture_that_is_none_costs_no_attempt() {
    let service = Service::start().await;
    let (path, token) = service.begun("document-only", "en").await;
    service.send(&token, &path, &json!({})).await.good();
    service.picks(&token, &path, "agree").await;
    let parts = [("card", b"no picture".to_vec()), ("card_back", b"none either".to_vec())];
    let told = service.unchanged(&path, service.shows(&token, &path, &parts)).await.good();
    assert!(said(&told).contains("cannot use that file"), "{}", said(&told));
}

#[actix_web::test]
async fn a_look_of_the_back_end_is_on_the_log_and_the_applicants_own_is_not() {
    let service = Service::start().await;
    let (path, token) = service.begun("standard", "en").await;
    service.says(&token, &path, "help").await;
    let looks = async || {
        let id = path.rsplit('/').next().expect("an id");
        let mut conn = service.ctx.database.reader().await.expect("a connection");
        let rows = ahlan::storage::events::load(&mut conn, ahlan::storage::events::Stream::Access, id, 0, 100).await;
        rows.expect("rows").iter().filter(|row| row.leaf.contains("messages_viewed")).count()
    };
    service.get(&token, &format!("{path}/messages")).await.good();
    assert_eq!(looks().await, 0);
    service.get(&service.back_end, &format!("{path}/messages")).await.good();
    assert_eq!(looks().await, 1);
}
