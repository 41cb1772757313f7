//! What staff's console stands on: the two queues, who holds a case, a closer look at its pictures, its history.

use ahlan::staff::caller::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    approval::{known_seed, service_with_person},
    service::Service,
};

impl Service {
    /// Claims the session and says a verdict on it.
    async fn settled(&self, token: &str, session: &str, word: &str) -> Value {
        let review = session.replace("/sessions/", "/reviews/");
        self.post(token, &format!("{review}/claim")).await.good();
        let said = json!({ "verdict": word, "reason": "seen" });
        self.json(token, Method::POST, &format!("{review}/verdict"), &said).await.good()
    }

    /// The kinds of Layla's looks at the session that are on the log, in order.
    async fn kinds_of_looks(&self, session: &str) -> Vec<String> {
        let looks = self.looks(session.rsplit('/').next().expect("an id")).await;
        let hers = looks.iter().filter(|(actor, _)| actor["id"] == "layla");
        hers.map(|(_, event)| event["kind"].as_str().expect("a kind").to_owned()).collect()
    }
}

fn ids(page: &Value) -> Vec<&str> {
    page["items"].as_array().expect("items").iter().map(|item| item["id"].as_str().expect("an id")).collect()
}

#[actix_web::test]
async fn the_queue_tells_since_when_each_waits_until_when_a_look_is_promised_and_who_holds_it() {
    let service = Service::start().await;
    let session = service.referred().await;
    let layla = service.staff("layla", Role::Agent);
    let review = service.get(&layla, "/v1/reviews").await.good()["items"][0]["review"].clone();
    assert_eq!(
        review,
        json!({
            "wants": "decision", "waiting_since": "2026-11-21T09:00:00Z", "promised_by": "2026-11-21T09:15:00Z",
        })
    );
    let claim = format!("{}/claim", session.replace("/sessions/", "/reviews/"));
    let held = service.post(&layla, &claim).await.good()["review"].clone();
    assert_eq!((&held["held_by"], &held["held_until"]), (&json!("layla"), &json!("2026-11-21T09:10:00Z")));
    let omar = service.staff("omar", Role::Agent);
    assert_eq!(service.get(&omar, "/v1/reviews").await.good()["items"][0]["review"], held);
    service.clock.advance(601);
    assert_eq!(service.get(&omar, "/v1/reviews").await.good()["items"][0]["review"].get("held_by"), None);
}

#[actix_web::test]
async fn what_staff_decided_waits_for_a_second_person_until_one_confirmed() {
    let service = Service::start().await;
    let (layla, omar) = (service.staff("layla", Role::Agent), service.staff("omar", Role::Agent));
    let (session, other) = (service.referred().await, service.referred().await);
    let second = async || service.get(&omar, "/v1/reviews?wants=second_person").await.good();
    assert_eq!(ids(&second().await), Vec::<&str>::new());
    service.settled(&layla, &session, "approve").await;
    let waiting = second().await;
    assert_eq!(ids(&waiting), [session.rsplit('/').next().expect("an id")]);
    assert_eq!(waiting["items"][0]["decision"]["by"], json!({ "staff": "layla" }));
    assert_eq!(ids(&service.get(&omar, "/v1/reviews").await.good()), [other.rsplit('/').next().expect("an id")]);
    let confirmed = service.settled(&omar, &session, "confirm").await;
    assert_eq!(confirmed["decision"]["confirmed_by"], "omar");
    assert_eq!(ids(&second().await), Vec::<&str>::new());
}

/// An application that a typed name sent to staff: the service, the session's path and an agent's token.
async fn referred_by_name() -> (Service, String, String) {
    let (service, person) = service_with_person(known_seed()).await;
    let session = service.walk("document-only", &person).await;
    let typed = json!({ "full_name": "Boris Godunov" });
    service.json(&service.back_end, Method::PATCH, &format!("{session}/profile"), &typed).await.good();
    service.submit(&session).await.good();
    let layla = service.staff("layla", Role::Agent);
    (service, session, layla)
}

#[actix_web::test]
async fn a_closer_look_shows_the_zone_with_its_check_digits_and_numbers_with_their_limits() {
    let (service, session, layla) = referred_by_name().await;
    let review = session.replace("/sessions/", "/reviews/");
    service.get(&layla, &format!("{review}/inspection")).await.is(403, "not_claimed");
    service.post(&layla, &format!("{review}/claim")).await.good();
    let seen = service.get(&layla, &format!("{review}/inspection")).await.good();
    let lines: Vec<_> =
        seen["zone"]["lines"].as_array().expect("lines").iter().map(|l| l.as_str().expect("text")).collect();
    assert!(lines.len() == 3 && lines.iter().all(|line| line.len() == 30), "{lines:?}");
    let checks = seen["zone"]["checks"].as_array().expect("checks");
    assert_eq!(checks.len(), 4);
    for check in checks {
        let place = |name: &str| usize::try_from(check[name].as_u64().expect("a place")).expect("small") - 1;
        let printed = &lines[place("line")][place("column")..=place("column")];
        assert_eq!((check["found"].as_str(), &check["passed"]), (Some(printed), &json!(true)), "{check}");
    }
    let measured = seen["measured"].as_array().expect("numbers");
    for of in ["document_front", "document_back", "document_portrait", "selfie"] {
        let sharp = measured.iter().find(|one| one["of"] == of && one["name"] == "sharpness").expect("a sharpness");
        assert!(sharp["value"].as_f64() >= sharp["at_least"].as_f64() && sharp["good"] == true, "{sharp}");
    }
    assert_eq!(service.kinds_of_looks(&session).await, ["case_claimed", "profile_viewed"]);
}

#[actix_web::test]
async fn the_history_tells_what_happened_and_no_personal_value() {
    let (service, session, layla) = referred_by_name().await;
    let review = session.replace("/sessions/", "/reviews/");
    service.get(&layla, &format!("{review}/history")).await.is(403, "not_claimed");
    service.post(&layla, &format!("{review}/claim")).await.good();
    let history = service.get(&layla, &format!("{review}/history")).await.good();
    let kinds: Vec<_> = history
        .as_array()
        .expect("events")
        .iter()
        .map(|one| one["leaf"]["event"]["kind"].as_str().expect("a kind"))
        .collect();
    assert_eq!((kinds.first(), kinds.last()), (Some(&"session_started"), Some(&"decided")));
    assert!(kinds.contains(&"document_read") && kinds.contains(&"profile_corrected"), "{kinds:?}");
    assert!(!history.to_string().contains("Godunov"));
    assert_eq!(service.kinds_of_looks(&session).await, ["case_claimed", "events_viewed"]);
}
