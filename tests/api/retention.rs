//! What may no longer be kept is erased by itself, on both engines.

use std::path::Path;

use ahlan::{
    flow::{audit::verify, retention},
    staff::caller::{Caller, Role},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{approval::fresh_postgres, pictures::plain_jpeg, service::Service};

const DAY_S: i64 = 24 * 3600;

/// Tells each story on SQLite, and on PostgreSQL where the run has a server.
macro_rules! on_both {
    ($($story:ident),+ $(,)?) => {$(
        mod $story {
            #[actix_web::test]
            async fn on_sqlite() {
                super::$story(super::fresh(None).await).await;
            }

            #[actix_web::test]
            async fn on_postgres() {
                let Some(url) = super::fresh_postgres(stringify!($story)).await else { return };
                super::$story(super::fresh(Some(url)).await).await;
            }
        }
    )+};
}

on_both!(
    an_undecided_application_is_erased_in_time_and_not_before,
    a_decided_application_loses_each_category_in_its_time_counted_from_the_decision,
    what_is_written_between_the_look_and_the_erasure_is_not_erased,
    objects_that_an_erasure_could_not_delete_are_deleted_by_a_later_round,
);

async fn fresh(url: Option<String>) -> Service {
    let people = std::fs::read_to_string("fixtures/registry/people.json").expect("the shipped people");
    Service::start_on(url, &serde_json::from_str(&people).expect("JSON"), |_| {}).await
}

impl Service {
    /// Lets days pass, and a round of jobs after them.
    async fn days(&mut self, days: i64) {
        self.clock.advance(days * DAY_S);
        let client_id = "test-app".parse().expect("a name");
        self.back_end = self.token_of(&Caller::BackEnd { client_id });
        self.jobs().await;
    }

    /// The session's events of one kind.
    async fn told(&self, session: &str, kind: &str) -> Vec<Value> {
        let path = format!("{}/events", session.replace("/v1/", "/v1/audit/"));
        let events = self.get(&self.staff("omar", Role::Auditor), &path).await.good();
        let events = events.as_array().expect("events").iter().map(|event| &event["leaf"]);
        events.filter(|leaf| leaf["event"]["kind"] == kind).cloned().collect()
    }

    async fn is_consistent(&self, session: &str) {
        let id = session.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
        assert_eq!(verify(&self.ctx, id).await.expect("a finding").faults, [""; 0]);
    }

    fn objects(&self) -> usize {
        files(&self.folder.path().join("objects"))
    }

    async fn with_pictures(&self) -> String {
        let session = self.session("document-only").await;
        let sent = [("front", plain_jpeg()), ("back", plain_jpeg())];
        self.pictures(&format!("{session}/documents"), &sent).await.good();
        session
    }
}

fn files(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
}

async fn an_undecided_application_is_erased_in_time_and_not_before(mut service: Service) {
    let withdrawn = service.with_pictures().await;
    service.post(&service.back_end, &format!("{withdrawn}/withdrawal")).await.good();
    let expired = service.with_pictures().await;
    let waiting = service.referred().await;
    assert_eq!(service.objects(), 4);
    service.days(1).await;
    assert_eq!(service.seen(&expired).await["status"], "expired");
    service.days(88).await;
    for session in [&withdrawn, &expired, &waiting] {
        assert_ne!(service.seen(session).await["status"], "erased");
    }
    service.days(1).await;
    assert_eq!(service.seen(&withdrawn).await["status"], "erased");
    assert_eq!(service.seen(&waiting).await["status"], "erased");
    assert_eq!(service.seen(&expired).await["status"], "expired", "its last write was a day later");
    service.days(1).await;
    assert_eq!(service.seen(&expired).await["status"], "erased");
    assert_eq!(service.objects(), 0);
    let erased = service.told(&expired, "erased").await;
    assert_eq!(
        (&erased[0]["event"]["because"], &erased[0]["actor"]["kind"]),
        (&json!("time_ran_out"), &json!("service"))
    );
    assert_eq!(service.told(&waiting, "withdrawn").await.len(), 1, "nobody decides over what is gone");
    for session in [&withdrawn, &expired, &waiting] {
        service.is_consistent(session).await;
    }
}

async fn a_decided_application_loses_each_category_in_its_time_counted_from_the_decision(mut service: Service) {
    let session = service.referred().await;
    let (layla, omar) = (service.staff("layla", Role::Agent), service.staff("omar", Role::Supervisor));
    let review = session.replace("/sessions/", "/reviews/");
    service.post(&layla, &format!("{review}/claim")).await.good();
    let approve = json!({ "verdict": "approve", "reason": "ok" });
    service.json(&layla, Method::POST, &format!("{review}/verdict"), &approve).await.good();
    service.clock.advance(601);
    service.post(&omar, &format!("{review}/claim")).await.good();
    let confirm = json!({ "verdict": "confirm", "reason": "ok" });
    service.json(&omar, Method::POST, &format!("{review}/verdict"), &confirm).await.good();
    let erased = async |service: &Service| {
        let events = service.told(&session, "erased").await;
        events.into_iter().map(|leaf| leaf["event"]["categories"].clone()).collect::<Vec<_>>()
    };
    service.clock.advance(-601);
    service.days(29).await;
    assert_eq!(erased(&service).await, [Value::Null; 0]);
    service.days(1).await;
    assert_eq!(erased(&service).await, [json!(["template"])], "from the decision, not from the confirmation");
    service.days(1825 - 30 - 1).await;
    assert_eq!(erased(&service).await.len(), 1);
    assert_eq!(service.seen(&session).await["status"], "approved");
    service.days(1).await;
    let rest = json!(["profile", "picture", "chat", "recording"]);
    assert_eq!(erased(&service).await, [json!(["template"]), rest]);
    let seen = service.seen(&session).await;
    assert_eq!((&seen["status"], &seen["decision"]["verdict"]), (&json!("erased"), &json!("approve")));
    service.is_consistent(&session).await;
}

async fn what_is_written_between_the_look_and_the_erasure_is_not_erased(mut service: Service) {
    let session = service.referred().await;
    service.days(89).await;
    service.clock.advance(DAY_S);
    let client_id = "test-app".parse().expect("a name");
    service.back_end = service.token_of(&Caller::BackEnd { client_id });
    let sweep = retention::sweep(&service.ctx, 100);
    let path = format!("{session}/applicant-tokens");
    let write = async { service.post(&service.back_end, &path).await };
    let (swept, written) = tokio::join!(sweep, write);
    // Whichever came first: it is erased and the write refused, or the write counts and it has its time again.
    let status = service.seen(&session).await["status"].clone();
    let expected = if swept.expect("a sweep") == 1 { "erased" } else { "awaiting_staff" };
    assert_eq!(status, expected);
    assert!(status == "erased" || written.status.is_success(), "{}", written.body);
    service.is_consistent(&session).await;
}

async fn objects_that_an_erasure_could_not_delete_are_deleted_by_a_later_round(service: Service) {
    let session = service.with_pictures().await;
    let folder = service.folder.path().join("objects").join(session.rsplit('/').next().expect("an id"));
    let aside = service.folder.path().join("aside");
    // A store that is away: a file stands where the session's folder was, so nothing can be deleted below it.
    std::fs::rename(&folder, &aside).expect("moved");
    std::fs::write(&folder, b"in the way").expect("written");
    service.post(&service.back_end, &format!("{session}/erasure")).await.is(500, "internal");
    assert_eq!(service.seen(&session).await["status"], "erased", "the keys are destroyed all the same");
    std::fs::remove_file(&folder).expect("removed");
    std::fs::rename(&aside, &folder).expect("moved back");
    assert_eq!(service.objects(), 2);
    service.jobs().await;
    assert_eq!(service.objects(), 0);
    service.is_consistent(&session).await;
}
