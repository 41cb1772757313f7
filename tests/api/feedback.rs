//! The question at the end, over the API and in the chat.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    approval::known_seed,
    gateway::Gateway,
    pictures::Person,
    service::{Answer, Service, answer},
};

const COMMENT: &str = "Zqxvw at the branch was kind";

impl Service {
    async fn rates(&self, session: &str, body: &Value) -> Answer {
        self.json(&self.back_end, Method::POST, &format!("{session}/feedback"), body).await
    }

    /// A session of the journey that asks at its end, with nothing left to do but handing in.
    async fn to_the_end(&self, gateway: &Gateway) -> String {
        let person = Person::new(&self.ctx.faces, known_seed());
        let session = self.reachable().await;
        self.contact(&session, "layla@example.com").await.good();
        self.types(&session, &gateway.last_code()).await.good();
        self.document(&session, &person).await.good();
        self.selfie(&session, person.selfie(&self.ctx.faces)).await.good();
        session
    }
}

#[actix_web::test]
async fn after_the_decision_the_question_is_asked_and_answered_once() {
    let gateway = Gateway::start();
    let service = gateway.service("").await;
    let session = service.to_the_end(&gateway).await;
    service.unchanged(&session, service.rates(&session, &json!({ "score": 9 }))).await.is(409, "not_now");
    let decided = service.submit(&session).await.good();
    assert_eq!((&decided["status"], &decided["next"]["action"]), (&json!("approved"), &json!("finished")));
    let asked = json!([{ "action": "give_feedback", "survey": "nps", "lowest": 0, "highest": 10 }]);
    assert_eq!(decided["next"]["alternatives"], asked);
    for (bad, code) in
        [(json!({ "score": 11 }), "off_the_scale"), (json!({ "score": 9, "comment": "a".repeat(1001) }), "bad_value")]
    {
        service.unchanged(&session, service.rates(&session, &bad)).await.is(422, code);
    }
    let rate = async || {
        let request = service.request(&service.back_end, Method::POST, &format!("{session}/feedback"));
        answer(request.header("idempotency-key", "one").json(&json!({ "score": 9, "comment": COMMENT }))).await.good()
    };
    let given = rate().await;
    assert_eq!((&given["feedback"], &given["status"]), (&json!({ "survey": "nps", "score": 9 }), &json!("approved")));
    assert_eq!(given["next"]["alternatives"], json!([]));
    assert_eq!(rate().await["version"], given["version"], "the same key, the same answer");
    service.rates(&session, &json!({ "score": 1 })).await.is(409, "feedback_given");
    assert_eq!(service.faults(&session).await, Vec::<String>::new());
    for file in ["test.db", "test.db-wal"] {
        let bytes = std::fs::read(service.folder.path().join(file)).expect("a file");
        assert!(!bytes.windows(5).any(|window| window == b"Zqxvw"), "the comment stands in {file}");
    }
}

#[actix_web::test]
async fn the_chat_asks_it_with_the_decision_and_takes_a_number_with_words() {
    let gateway = Gateway::start();
    let service = gateway.service("").await;
    let session = service.to_the_end(&gateway).await;
    let say = async |body: Value| {
        service.json(&service.back_end, Method::POST, &format!("{session}/messages"), &body).await.good()
    };
    say(json!({})).await;
    let decided = say(json!({ "choice": "submit" })).await;
    let asked = decided["replies"].as_array().and_then(|replies| replies.last()).expect("a question").clone();
    assert_eq!(
        (&asked["wants"], asked["choices"].as_array().map(Vec::len)),
        (&json!("score"), Some(11)),
        "{decided:#}"
    );
    let thanked = say(json!({ "text": "10, that was quick" })).await;
    assert_eq!(thanked["next"]["alternatives"], json!([]), "{thanked:#}");
    assert_eq!(service.seen(&session).await["feedback"]["score"], 10);
}

#[actix_web::test]
async fn a_journey_that_asks_nothing_takes_no_answer() {
    let service = Service::start_with(&json!([])).await;
    let session = service.session("document-only").await;
    service.rates(&session, &json!({ "score": 9 })).await.is(409, "no_survey");
}
