//! Staff: the queue, a claim, a verdict, a second person, and a look at the evidence.

use ahlan::staff::caller::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    applicant::step,
    approval::{known_seed, service_with_person},
    pictures::Person,
    service::{Answer, Service},
};

impl Service {
    /// A session that waits for a person without one picture: its applicant agreed to nothing.
    pub async fn referred(&self) -> String {
        let session = self.session("document-only").await;
        for purpose in ["document", "biometric"] {
            let said = json!({ "purpose": purpose, "granted": false });
            self.json(&self.back_end, Method::POST, &format!("{session}/consents"), &said).await.good();
        }
        assert_eq!(self.submit(&session).await.good()["status"], "awaiting_staff");
        session
    }

    async fn claim(&self, token: &str, session: &str) -> Answer {
        self.post(token, &format!("{}/claim", review(session))).await
    }

    async fn verdict(&self, token: &str, session: &str, said: &Value) -> Answer {
        self.json(token, Method::POST, &format!("{}/verdict", review(session)), said).await
    }

    /// A walked session whose selfie is not the card's, so that a person must look.
    async fn walked_and_referred(&self, person: &Person) -> String {
        let session = self.walk("document-only", person).await;
        let typed = json!({ "full_name": "Boris Godunov" });
        self.json(&self.back_end, Method::PATCH, &format!("{session}/profile"), &typed).await.good();
        assert_eq!(self.submit(&session).await.good()["status"], "awaiting_staff");
        session
    }
}

fn review(session: &str) -> String {
    session.replace("/sessions/", "/reviews/")
}

#[actix_web::test]
async fn the_queue_holds_what_waits_the_oldest_first_and_nothing_else() {
    let service = Service::start().await;
    let first = service.referred().await;
    service.session("standard").await;
    service.clock.advance(1);
    let second = service.referred().await;
    let queue = service.get(&service.staff("layla", Role::Agent), "/v1/reviews").await.good();
    let ids: Vec<_> = queue["items"].as_array().expect("items").iter().map(|item| item["id"].clone()).collect();
    let id = |session: &str| json!(session.rsplit('/').next());
    assert_eq!(ids, [id(&first), id(&second)]);
    assert_eq!(queue["items"][0].get("profile"), None, "a list shows nothing personal");
}

#[actix_web::test]
async fn a_claimed_session_is_approved_or_declined_by_its_holder() {
    let service = Service::start().await;
    let layla = service.staff("layla", Role::Agent);
    for (word, status) in [("approve", "approved"), ("decline", "declined")] {
        let session = service.referred().await;
        service.claim(&layla, &session).await.good();
        let said = json!({ "verdict": word, "reason": "seen_in_branch" });
        let decided = service.verdict(&layla, &session, &said).await.good();
        assert_eq!(decided["status"], status);
        assert_eq!(decided["decision"]["staff_reason"], "seen_in_branch");
        assert_eq!(service.seen(&session).await["status"], status);
    }
}

#[actix_web::test]
async fn a_verdict_without_a_claim_is_refused() {
    let service = Service::start().await;
    let session = service.referred().await;
    let said = json!({ "verdict": "approve", "reason": "seen_in_branch" });
    for role in [Role::Agent, Role::Supervisor] {
        let layla = service.staff("layla", role);
        service.unchanged(&session, service.verdict(&layla, &session, &said)).await.is(403, "not_claimed");
    }
}

#[actix_web::test]
async fn a_session_that_somebody_holds_is_not_claimed_by_another_until_the_hold_runs_out() {
    let service = Service::start().await;
    let session = service.referred().await;
    let (layla, omar) = (service.staff("layla", Role::Agent), service.staff("omar", Role::Agent));
    service.claim(&layla, &session).await.good();
    service.unchanged(&session, service.claim(&omar, &session)).await.is(409, "busy");
    service.clock.advance(601);
    service.claim(&omar, &session).await.good();
    let said = json!({ "verdict": "approve", "reason": "seen_in_branch" });
    service.unchanged(&session, service.verdict(&layla, &session, &said)).await.is(403, "not_claimed");
}

#[actix_web::test]
async fn a_session_in_progress_cannot_be_claimed() {
    let service = Service::start().await;
    let session = service.session("standard").await;
    let layla = service.staff("layla", Role::Agent);
    service.unchanged(&session, service.claim(&layla, &session)).await.is(409, "not_now");
}

#[actix_web::test]
async fn a_step_is_sent_back_to_the_applicant() {
    let service = Service::start().await;
    let session = service.referred().await;
    let layla = service.staff("layla", Role::Agent);
    service.claim(&layla, &session).await.good();
    let said = json!({ "verdict": "send_back", "reason": "unclear" });
    service.unchanged(&session, service.verdict(&layla, &session, &said)).await.is(422, "bad_value");
    let said = json!({ "verdict": "send_back", "step": "document", "reason": "unclear" });
    let seen = service.verdict(&layla, &session, &said).await.good();
    assert_eq!((&seen["status"], step(&seen, "document")), (&json!("in_progress"), "pending"));
}

#[actix_web::test]
async fn a_reason_that_is_a_sentence_is_refused_since_it_may_name_the_person() {
    let service = Service::start().await;
    let session = service.referred().await;
    let layla = service.staff("layla", Role::Agent);
    service.claim(&layla, &session).await.good();
    let said = json!({ "verdict": "approve", "reason": "I know Amal Nurani" });
    service.unchanged(&session, service.verdict(&layla, &session, &said)).await.is(422, "bad_value");
}

#[actix_web::test]
async fn a_decision_is_confirmed_or_vetoed_by_a_second_person_only() {
    let service = Service::start().await;
    for (word, status) in [("confirm", "approved"), ("veto", "awaiting_staff")] {
        let (layla, omar) = (service.staff("layla", Role::Agent), service.staff("omar", Role::Supervisor));
        let session = service.referred().await;
        service.claim(&layla, &session).await.good();
        service.verdict(&layla, &session, &json!({ "verdict": "approve", "reason": "ok" })).await.good();
        let said = json!({ "verdict": word, "reason": "four_eyes" });
        service.claim(&layla, &session).await.good();
        service.unchanged(&session, service.verdict(&layla, &session, &said)).await.is(403, "second_person_needed");
        service.clock.advance(601);
        service.claim(&omar, &session).await.good();
        let seen = service.verdict(&omar, &session, &said).await.good();
        assert_eq!(seen["status"], status, "{word}");
    }
}

#[actix_web::test]
async fn staff_sees_pictures_and_the_look_is_on_the_log_before_the_first_byte() {
    let (service, person) = service_with_person(known_seed()).await;
    let session = service.walked_and_referred(&person).await;
    let layla = service.staff("layla", Role::Agent);
    let seen = service.claim(&layla, &session).await.good();
    let evidence = seen["evidence"].as_array().expect("evidence").clone();
    let front = evidence.iter().find(|e| e["shows"] == "document_front").expect("a front")["id"].as_str().unwrap();
    let path = format!("{session}/evidence/{front}");
    let looks = async || {
        let database = service.open_database().await;
        let rows: Vec<(String,)> = sqlx::query_as("SELECT leaf FROM events WHERE stream = 'access' ORDER BY sequence")
            .fetch_all(&database)
            .await
            .expect("rows");
        rows.into_iter().filter(|(leaf,)| leaf.contains("evidence_viewed") && leaf.contains(front)).count()
    };
    assert_eq!(looks().await, 0);
    let answer = service.request(&layla, Method::GET, &path).send().await.expect("an answer");
    assert_eq!(looks().await, 1, "the answer has begun, so the look must be written");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    assert_eq!(answer.bytes().await.expect("bytes"), person.front());
}

#[actix_web::test]
async fn a_picture_whose_look_cannot_be_written_down_is_not_shown() {
    let (service, person) = service_with_person(known_seed()).await;
    let session = service.walked_and_referred(&person).await;
    let sara = service.staff("sara", Role::Supervisor);
    let seen = service.get(&sara, &session).await.good();
    let path = format!("{session}/evidence/{}", seen["evidence"][0]["id"].as_str().expect("an id"));
    let database = service.open_database().await;
    sqlx::raw_sql(
        "CREATE TRIGGER full BEFORE INSERT ON events WHEN NEW.stream = 'access' BEGIN SELECT RAISE(ABORT, 'full'); END",
    )
    .execute(&database)
    .await
    .expect("a trigger");
    service.get(&sara, &path).await.is(500, "internal");
    sqlx::raw_sql("DROP TRIGGER full").execute(&database).await.expect("dropped");
    let shown = service.request(&sara, Method::GET, &path).send().await.expect("an answer");
    assert_eq!(shown.status(), StatusCode::OK);
}

#[actix_web::test]
async fn a_picture_of_another_session_is_no_picture_of_this_one() {
    let (service, person) = service_with_person(known_seed()).await;
    let session = service.walked_and_referred(&person).await;
    let other = service.session("document-only").await;
    let seen = service.seen(&session).await;
    let evidence = seen["evidence"][0]["id"].as_str().expect("an id");
    service.get(&service.back_end, &format!("{other}/evidence/{evidence}")).await.is(404, "not_found");
}

impl Service {
    /// What was looked at under `stream_id`: actor and event, in order.
    pub async fn looks(&self, stream_id: &str) -> Vec<(Value, Value)> {
        let database = self.open_database().await;
        let rows: Vec<(String,)> =
            sqlx::query_as("SELECT leaf FROM events WHERE stream = 'access' AND stream_id = $1 ORDER BY sequence")
                .bind(stream_id)
                .fetch_all(&database)
                .await
                .expect("rows");
        let leaf = |(leaf,): (String,)| serde_json::from_str::<Value>(&leaf).expect("JSON");
        rows.into_iter().map(leaf).map(|leaf| (leaf["actor"].clone(), leaf["event"].clone())).collect()
    }
}

fn id(session: &str) -> &str {
    session.rsplit('/').next().expect("an id")
}

#[actix_web::test]
async fn the_answer_to_a_claim_shows_the_case_so_the_look_is_on_the_log() {
    let service = Service::start().await;
    let session = service.referred().await;
    let (layla, omar) = (service.staff("layla", Role::Agent), service.staff("omar", Role::Agent));
    service.claim(&layla, &session).await.good();
    service.claim(&omar, &session).await.is(409, "busy");
    let expected = (json!({ "kind": "staff", "id": "layla" }), json!({ "kind": "case_claimed" }));
    assert_eq!(service.looks(id(&session)).await, [expected], "and who was refused has seen nothing");
}

#[actix_web::test]
async fn a_claim_whose_look_cannot_be_written_down_is_no_claim_and_shows_nothing() {
    let service = Service::start().await;
    let session = service.referred().await;
    let (layla, omar) = (service.staff("layla", Role::Agent), service.staff("omar", Role::Agent));
    let database = service.open_database().await;
    let full =
        "CREATE TRIGGER full BEFORE INSERT ON events WHEN NEW.stream = 'access' BEGIN SELECT RAISE(ABORT, 'full'); END";
    sqlx::raw_sql(full).execute(&database).await.expect("a trigger");
    service.claim(&layla, &session).await.is(500, "internal");
    sqlx::raw_sql("DROP TRIGGER full").execute(&database).await.expect("dropped");
    service.claim(&omar, &session).await.good();
}

#[actix_web::test]
async fn lists_that_staff_read_are_on_the_log_once_in_a_quarter_of_an_hour_and_searches_each_time() {
    let service = Service::start().await;
    service.referred().await;
    let read = async |path: &str| {
        // A token lives as long as the look.
        service.get(&service.staff("sara", Role::Supervisor), path).await.good();
        let looks = service.looks("staff/sara").await;
        looks.into_iter().map(|(_, event)| (event["list"].clone(), event["shown"].clone())).collect::<Vec<_>>()
    };
    let (queue, search, all) =
        ((json!("reviews"), json!(1)), (json!("search"), json!(0)), (json!("sessions"), json!(1)));
    for _ in 0..3 {
        assert_eq!(read("/v1/reviews").await, std::slice::from_ref(&queue));
    }
    read("/v1/sessions?reference=app-9").await;
    read("/v1/sessions?reference=app-9").await;
    let seen = vec![queue.clone(), search.clone(), search, all];
    assert_eq!(read("/v1/sessions").await, seen);
    service.clock.advance(15 * 60);
    assert_eq!(read("/v1/reviews").await, [seen, vec![queue]].concat());
    let auditor = service.staff("omar", Role::Auditor);
    service.get(&auditor, "/v1/audit/sessions").await.good();
    let list = json!({ "kind": "sessions_listed", "list": "audit", "shown": 1 });
    assert_eq!(service.looks("staff/omar").await[0].1, list);
}

#[actix_web::test]
async fn an_answer_that_is_given_again_under_its_key_is_a_look() {
    let service = Service::start().await;
    let wish = json!({ "journey": "standard", "mode": "test" });
    let start = async || {
        let request = service.request(&service.back_end, Method::POST, "/v1/sessions").json(&wish);
        crate::service::answer(request.header("idempotency-key", "one")).await.good()["session"]["id"].clone()
    };
    let started = start().await;
    let id = started.as_str().expect("an id");
    assert_eq!(service.looks(id).await, [], "the start itself says who had the answer");
    assert_eq!(start().await, started);
    let back_end = json!({ "kind": "back_end", "id": "test-app" });
    assert_eq!(service.looks(id).await, [(back_end, json!({ "kind": "profile_viewed" }))]);
}
