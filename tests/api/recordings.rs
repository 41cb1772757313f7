//! What is on record of a call, as whoever checks it sees it: the pieces in order, what is missing, and every look logged.

use ahlan::staff::caller::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    calls::{Held, webm},
    service::Service,
};

impl Service {
    async fn agrees_to_recording(&self, session: &str) {
        let agreed = json!({ "purpose": "recording", "granted": true, "text_version": "1", "language": "en" });
        self.json(&self.back_end, Method::POST, &format!("{session}/consents"), &agreed).await.good();
    }

    async fn end(&self, held: &Held, outcome: &str) {
        let end = json!({ "outcome": outcome, "reason": "line_lost" });
        self.write(held, Method::POST, "end", &end).await.good();
    }

    async fn recordings(&self, token: &str, session: &str) -> Value {
        self.get(token, &format!("{session}/recordings")).await.good()
    }
}

fn spans(recording: &Value, of: &str, names: [&str; 2]) -> Vec<[i64; 2]> {
    let spans = recording[of].as_array().expect("a list").iter();
    spans.map(|one| names.map(|name| one[name].as_i64().expect("a number"))).collect()
}

#[actix_web::test]
async fn every_connection_is_there_with_its_pieces_in_order_and_what_is_missing() {
    let service = Service::start().await;
    let (session, _applicant, held) = service.taken("layla").await;
    let hala = service.staff("hala", Role::Supervisor);
    assert_eq!(service.recordings(&hala, &session).await, json!([]));
    service.agrees_to_recording(&session).await;
    service.connect(&held).await;
    service.clock.advance(8);
    service.segment(&held, 1, 0, webm(7)).await.good();
    service.end(&held, "dropped").await;

    let held = service.take(&held.token, &session).await;
    service.connect(&held).await;
    service.clock.advance(29);
    service.segment(&held, 1, 0, webm(10)).await.good();
    service.segment(&held, 2, 10_000, webm(5)).await.good();
    service.segment(&held, 3, 20_000, webm(5)).await.good();
    service.end(&held, "successful").await;

    let recordings = service.recordings(&hala, &session).await;
    let [first, second] = recordings.as_array().expect("a list").as_slice() else { panic!("{recordings:#}") };
    assert_eq!(first["call"], second["call"], "it dropped, and was taken up again");
    assert_eq!((&first["lasted_ms"], &first["recorded_ms"], &first["gaps"]), (&json!(8000), &json!(7000), &json!([])));
    assert_eq!((&second["lasted_ms"], &second["recorded_ms"]), (&json!(29_000), &json!(20_000)));
    let pieces = spans(second, "pieces", ["begins_ms", "duration_ms"]);
    assert_eq!(pieces, [[0, 10_000], [10_000, 5000], [20_000, 5000]]);
    assert_eq!(spans(second, "gaps", ["begins_ms", "ends_ms"]), [[15_000, 20_000], [25_000, 29_000]]);
}

#[actix_web::test]
async fn who_checks_the_case_can_play_it_and_each_piece_is_a_look_on_the_log() {
    let service = Service::start().await;
    let (session, _applicant, held) = service.taken("layla").await;
    service.agrees_to_recording(&session).await;
    service.connect(&held).await;
    service.clock.advance(10);
    service.segment(&held, 1, 0, webm(9)).await.good();
    service.end(&held, "successful").await;
    let decline = json!({ "verdict": "decline", "reason": "doubts_remain" });
    service.json(&held.token, Method::POST, &format!("{}/verdict", held.review), &decline).await.good();

    let omar = service.staff("omar", Role::Agent);
    let list = format!("{session}/recordings");
    service.get(&omar, &list).await.is(403, "not_claimed");
    service.post(&omar, &format!("{}/claim", held.review)).await.good();
    let noor = service.staff("noor", Role::Auditor);
    for token in [&service.staff("hala", Role::Supervisor), &noor, &omar] {
        let recordings = service.recordings(token, &session).await;
        let piece = format!("{session}/evidence/{}", recordings[0]["pieces"][0]["evidence"].as_str().expect("an id"));
        let answer = service.request(token, Method::GET, &piece).send().await.expect("an answer");
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["content-type"]),
            (200, &"video/webm".parse().expect("a header"))
        );
        assert_eq!(answer.bytes().await.expect("bytes"), webm(9));
    }
    let looks = service.looks(session.rsplit('/').next().expect("an id")).await;
    let by = |name: &str| -> Vec<_> {
        looks.iter().filter(|(actor, _)| actor["id"] == name).map(|(_, event)| event["kind"].clone()).collect()
    };
    for name in ["hala", "noor"] {
        assert_eq!(by(name), ["events_viewed", "evidence_viewed"], "{name}");
    }
    assert_eq!(by("omar"), ["case_claimed", "events_viewed", "evidence_viewed"], "the second person");
}

#[actix_web::test]
async fn a_recording_that_is_erased_is_gone() {
    let service = Service::start().await;
    let (session, _applicant, held) = service.taken("layla").await;
    service.agrees_to_recording(&session).await;
    service.connect(&held).await;
    service.clock.advance(10);
    service.segment(&held, 1, 0, webm(9)).await.good();
    service.end(&held, "unsuccessful").await;
    service.post(&service.back_end, &format!("{session}/erasure")).await.good();
    let hala = service.staff("hala", Role::Supervisor);
    service.get(&hala, &format!("{session}/recordings")).await.is(410, "erased");
}
