//! Liveness over the API: frames made by turning the portrait on a mesh, judged by the real networks.

use ahlan::{face::liveness::challenge::Move, specimen::jpeg, staff::caller::Role};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    applicant::step,
    approval::known_seed,
    pictures::{Person, acted, actor, plain_jpeg, stranger},
    service::{Answer, Service},
};

/// A session of the standard journey with nothing left to do but the liveness check.
async fn matched() -> (Service, String) {
    let service = Service::start().await;
    let session = service.to_liveness().await;
    (service, session)
}

impl Service {
    /// A session that stands at the liveness check.
    async fn to_liveness(&self) -> String {
        let person = Person::new(&self.ctx.faces, known_seed());
        let session = self.session("standard").await;
        self.document(&session, &person).await.good();
        self.selfie(&session, person.selfie(&self.ctx.faces)).await.good();
        session
    }

    /// The causes that the next step names.
    async fn causes(&self, session: &str) -> Vec<String> {
        let next = self.seen(session).await["next"].clone();
        let causes = next["causes"].as_array().expect("causes").iter();
        causes.map(|cause| cause["code"].as_str().expect("a code").to_owned()).collect()
    }

    /// Answers a new challenge with what `made` makes of it, which must fail.
    async fn fails(&self, session: &str, made: impl FnOnce(&[Move]) -> Vec<Vec<u8>>) -> Vec<String> {
        let (challenge, moves) = self.challenge(session).await;
        let seen = self.frames(session, &challenge, &made(&moves)).await.good();
        assert_eq!(step(&seen, "liveness"), "retry", "{:#}", seen["next"]);
        self.causes(session).await
    }
}

#[actix_web::test]
async fn a_person_who_follows_the_challenge_passes_and_leaves_a_frame_of_each_kind_for_staff() {
    let (service, session) = matched().await;
    let seen = service.seen(&session).await;
    assert_eq!((&seen["next"]["action"], seen.get("liveness")), (&json!("prove_liveness"), None));
    let seen = service.lives(&session).await;
    assert_eq!(step(&seen, "liveness"), "passed", "{:#}", seen["next"]);
    assert_eq!(seen.get("liveness"), None, "a challenge that is used up is not shown");
    let kinds: Vec<_> =
        seen["evidence"].as_array().expect("evidence").iter().map(|kept| kept["shows"].clone()).collect();
    for kind in ["liveness_straight", "liveness_blink"] {
        assert!(kinds.contains(&json!(kind)), "{kinds:?}");
    }
    assert!(!kinds.contains(&json!("liveness_wrong")));
}

#[actix_web::test]
async fn long_after_the_selfie_its_stored_picture_is_looked_at_again() {
    let (service, session) = matched().await;
    service.clock.advance(11 * 60); // what the service remembers of a selfie it forgets after ten minutes
    let seen = service.lives(&session).await;
    assert_eq!(step(&seen, "liveness"), "passed", "{:#}", seen["next"]);
}

#[actix_web::test]
async fn a_page_leads_its_person_through_the_check_by_its_cookie_alone() {
    let (service, session) = matched().await;
    let page = service.browser(&service.link(&session).await).await;
    let asked = page.ask(Method::POST, "/liveness").await.good();
    let moves: Vec<Move> = serde_json::from_value(asked["liveness"]["actions"].clone()).expect("moves");
    let rest = format!("/liveness/{}/frames", asked["liveness"]["challenge"].as_str().expect("an id"));
    let seen = page.frames(&rest, &acted(&service.ctx.faces, &moves)).await.good();
    assert_eq!(step(&seen, "liveness"), "passed", "{:#}", seen["next"]);
    assert_eq!(seen.get("evidence"), None, "the page gets no picture back");
}

#[actix_web::test]
async fn a_challenge_has_a_deadline_and_its_moves_and_is_seen_again_while_it_is_open() {
    let (service, session) = matched().await;
    let (challenge, moves) = service.challenge(&session).await;
    assert_eq!(moves.len(), 3);
    let seen = service.seen(&session).await;
    assert_eq!(seen["liveness"]["challenge"], json!(challenge));
    assert_eq!(seen["liveness"]["expires_at"], "2026-11-21T09:01:00Z");
    let path = format!("{session}/liveness");
    service.unchanged(&session, service.post(&service.back_end, &path)).await.is(409, "challenge_open");
}

#[actix_web::test]
async fn a_still_photograph_fails_and_so_do_other_moves_and_another_person_and_a_person_decides() {
    let (service, session) = matched().await;
    let engine = service.ctx.faces.clone();
    let still = jpeg(actor(&engine).still(), 88).expect("a frame");
    assert_eq!(service.fails(&session, |_| vec![still; 9]).await, ["action_missing"]);
    let backwards = |moves: &[Move]| acted(&engine, &moves.iter().rev().copied().collect::<Vec<_>>());
    let told = service.fails(&session, |moves| {
        // What reads the same backwards is done in yet another order.
        let other: Vec<_> =
            moves.iter().map(|made| if *made == Move::Blink { Move::TurnLeft } else { Move::Blink }).collect();
        if moves.iter().eq(moves.iter().rev()) { acted(&engine, &other) } else { backwards(moves) }
    });
    assert_eq!(told.await, ["wrong_order"]);
    let (challenge, moves) = service.challenge(&session).await;
    let mut frames = acted(&engine, &moves);
    frames[4] = stranger(&engine);
    let seen = service.frames(&session, &challenge, &frames).await.good();
    assert_eq!(step(&seen, "liveness"), "referred", "three challenges are all there are");
    let submitted = service.submit(&session).await.good();
    assert_eq!(submitted["status"], "awaiting_staff");
    let staff = service.get(&service.staff("sara", Role::Supervisor), &session).await.good();
    let codes = staff["decision"]["reason_codes"].as_array().expect("codes");
    assert!(codes.contains(&json!("another_person")), "{codes:?}");
    let wrong = staff["evidence"].as_array().expect("evidence").iter().find(|kept| kept["shows"] == "liveness_wrong");
    assert!(wrong.is_some(), "the frame that was wrong is there for who decides");
}

#[actix_web::test]
async fn a_frame_without_a_face_is_told() {
    let (service, session) = matched().await;
    let engine = service.ctx.faces.clone();
    let told = service.fails(&session, |moves| {
        let mut frames = acted(&engine, moves);
        frames[3] = plain_jpeg();
        frames
    });
    assert_eq!(told.await, ["face_lost"]);
}

#[actix_web::test]
async fn a_challenge_is_answered_once_also_by_the_same_frames() {
    let (service, session) = matched().await;
    let (challenge, moves) = service.challenge(&session).await;
    let frames = acted(&service.ctx.faces, &moves);
    service.frames(&session, &challenge, &frames).await.good();
    let again = service.frames(&session, &challenge, &frames);
    service.unchanged(&session, again).await.is(409, "challenge_used");
}

#[actix_web::test]
async fn of_answers_sent_at_once_one_counts() {
    let (service, session) = matched().await;
    let (challenge, moves) = service.challenge(&session).await;
    let frames = acted(&service.ctx.faces, &moves);
    let answer = || service.frames(&session, &challenge, &frames);
    let answers: [Answer; 3] = tokio::join!(answer(), answer(), answer()).into();
    let won = answers.iter().filter(|answer| answer.status == StatusCode::OK).count();
    assert_eq!(won, 1, "{answers:#?}");
    for lost in answers.iter().filter(|answer| answer.status != StatusCode::OK) {
        let code = lost.body["code"].as_str().expect("a code");
        assert!(["challenge_used", "busy"].contains(&code), "{code}");
    }
    assert_eq!(step(&service.seen(&session).await, "liveness"), "passed");
}

#[actix_web::test]
async fn a_challenge_whose_time_has_run_out_fails_whatever_is_sent() {
    let (service, session) = matched().await;
    let (challenge, moves) = service.challenge(&session).await;
    service.clock.advance(60);
    let seen = service.frames(&session, &challenge, &acted(&service.ctx.faces, &moves)).await.good();
    assert_eq!(step(&seen, "liveness"), "retry");
    assert_eq!(service.causes(&session).await, ["too_slow"]);
    assert_eq!(step(&service.lives(&session).await, "liveness"), "passed");
}

#[actix_web::test]
async fn frames_that_are_older_than_their_challenge_fail() {
    let (service, session) = matched().await;
    let (challenge, moves) = service.challenge(&session).await;
    let frames = acted(&service.ctx.faces, &moves);
    let times: Vec<_> = (0..frames.len()).map(|number| number * 400).collect();
    let path = format!("{session}/liveness/{challenge}/frames");
    let mut sent: Vec<_> = vec![("times", format!("{times:?}").into_bytes())];
    sent.extend(frames.into_iter().map(|frame| ("frame", frame)));
    service.pictures(&path, &sent).await.good();
    assert_eq!(service.causes(&session).await, ["frames_too_old"]);
}

#[actix_web::test]
async fn another_sessions_challenge_does_not_exist() {
    let (service, session) = matched().await;
    let (challenge, moves) = service.challenge(&session).await;
    let other = service.to_liveness().await;
    let frames = acted(&service.ctx.faces, &moves);
    service.unchanged(&other, service.frames(&other, &challenge, &frames)).await.is(404, "not_found");
    service.unchanged(&session, service.frames(&session, "not-an-id", &frames)).await.is(404, "not_found");
}

#[actix_web::test]
async fn frames_that_cannot_be_taken_cost_no_attempt_and_the_answer_says_what_to_send() {
    let (service, session) = matched().await;
    let (challenge, _) = service.challenge(&session).await;
    let path = format!("{session}/liveness/{challenge}/frames");
    let mut large = plain_jpeg();
    large.resize((512 << 10) + 1, 0);
    let frame = || ("frame", plain_jpeg());
    let times = |text: &str| ("times", text.as_bytes().to_vec());
    let many: Vec<_> = std::iter::once(times("[0]")).chain((0..13).map(|_| frame())).collect();
    for (sent, code, pointer) in [
        (many, "too_many_frames", "frame"),
        (vec![times("[0,90]"), frame(), ("frame", large)], "picture_too_many_bytes", "frame/1"),
        (vec![times("[0,90]"), frame(), ("frame", b"no picture".to_vec())], "not_a_picture", "frame/1"),
        (vec![times("[0,90]"), frame()], "bad_value", "times"),
        (vec![times("[90,0]"), frame(), frame()], "bad_value", "times"),
        (vec![times("soon"), frame()], "bad_value", "times"),
        (vec![frame()], "part_missing", "times"),
        (vec![times("[]")], "part_missing", "frame"),
        (vec![times("[0]"), ("picture", plain_jpeg())], "unknown_part", "picture"),
    ] {
        let answer = service.unchanged(&session, service.pictures(&path, &sent)).await;
        answer.is(422, code);
        assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{code}");
    }
    let open = service.seen(&session).await["liveness"]["challenge"].clone();
    assert_eq!(open, Value::String(challenge), "it still waits for its frames");
}
