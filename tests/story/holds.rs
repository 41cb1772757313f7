//! What is held for a time: a staff member's claim on a session, a process's lease of a job.

use ahlan::storage::{claims, leases};

use crate::{
    engines::{Store, on_both},
    samples::{NOON, is_conflict, session_id},
};

on_both!(
    a_claim_is_taken_renewed_and_let_go,
    a_claim_of_somebody_else_is_refused_until_it_runs_out,
    a_claim_holds_until_its_last_millisecond,
    a_claim_on_no_session_is_refused,
    holds_are_the_claims_that_have_not_run_out,
    a_lease_is_taken_and_renewed_under_one_fence,
    a_lease_that_ran_out_goes_to_the_next_under_a_higher_fence,
    leases_of_different_jobs_are_apart,
    of_many_processes_one_gets_the_lease,
);

async fn a_claim_is_taken_renewed_and_let_go(store: Store) {
    let id = store.with_session(1).await;
    let holder = async |now| store.read(async |c| claims::holder(c, id, now).await).await;
    assert_eq!(holder(NOON).await, None);
    store.write(async |tx| claims::claim(tx, id, "amna", NOON, NOON + 100).await).await.expect("takes");
    store.write(async |tx| claims::claim(tx, id, "amna", NOON + 50, NOON + 150).await).await.expect("renews");
    assert_eq!(holder(NOON + 149).await.as_deref(), Some("amna"));
    store.write(async |tx| claims::release(tx, id).await).await.expect("lets go");
    assert_eq!(holder(NOON + 50).await, None);
    store.write(async |tx| claims::claim(tx, id, "badr", NOON + 51, NOON + 150).await).await.expect("takes");
}

async fn a_claim_of_somebody_else_is_refused_until_it_runs_out(store: Store) {
    let id = store.with_session(1).await;
    let claim =
        async |staff: &str, now| store.write(async |tx| claims::claim(tx, id, staff, now, now + 100).await).await;
    let holder = async |now| store.read(async |c| claims::holder(c, id, now).await).await;
    claim("amna", NOON).await.expect("takes");
    let refused = claim("badr", NOON + 99).await;
    assert!(is_conflict(&refused), "{refused:?}");
    assert_eq!(holder(NOON + 99).await.as_deref(), Some("amna"));
    claim("badr", NOON + 100).await.expect("has run out");
    assert_eq!(holder(NOON + 100).await.as_deref(), Some("badr"));
    let refused = claim("amna", NOON + 101).await;
    assert!(is_conflict(&refused), "{refused:?}");
}

async fn a_claim_holds_until_its_last_millisecond(store: Store) {
    let id = store.with_session(1).await;
    store.write(async |tx| claims::claim(tx, id, "amna", NOON, NOON + 100).await).await.expect("takes");
    let holder = async |now| store.read(async |c| claims::holder(c, id, now).await).await;
    assert_eq!((holder(NOON + 99).await.as_deref(), holder(NOON + 100).await), (Some("amna"), None));
}

async fn a_claim_on_no_session_is_refused(store: Store) {
    let claim = store.write(async |tx| claims::claim(tx, session_id(9), "amna", NOON, NOON + 100).await).await;
    assert!(claim.is_err(), "{claim:?}");
}

async fn holds_are_the_claims_that_have_not_run_out(store: Store) {
    let (one, two) = (store.with_session(1).await, store.with_session(2).await);
    for (id, staff, until) in [(one, "amna", NOON + 100), (two, "badr", NOON + 200)] {
        store.write(async |tx| claims::claim(tx, id, staff, NOON, until).await).await.expect("takes");
    }
    let holds = async |now| store.read(async |c| claims::holds(c, now).await).await;
    let both = holds(NOON + 99).await;
    assert_eq!((both.len(), both[&one].staff.as_str(), both[&one].until_ms), (2, "amna", NOON + 100));
    assert_eq!(holds(NOON + 100).await.into_keys().collect::<Vec<_>>(), [two]);
}

async fn take(store: &Store, name: &str, holder: &str, now: i64) -> Option<i64> {
    store.write(async |tx| leases::take(tx, name, holder, now, now + 100).await).await.expect("asks")
}

async fn is_current(store: &Store, name: &str, fence: i64) -> bool {
    store.read(async |c| leases::is_current(c, name, fence).await).await
}

async fn a_lease_is_taken_and_renewed_under_one_fence(store: Store) {
    assert!(!is_current(&store, "sweeper", 1).await);
    assert_eq!(take(&store, "sweeper", "a", NOON).await, Some(1));
    assert_eq!(take(&store, "sweeper", "a", NOON + 50).await, Some(1));
    assert_eq!(take(&store, "sweeper", "b", NOON + 149).await, None, "renewed until 150");
    assert!(is_current(&store, "sweeper", 1).await);
}

async fn a_lease_that_ran_out_goes_to_the_next_under_a_higher_fence(store: Store) {
    take(&store, "sweeper", "a", NOON).await.expect("free");
    assert_eq!(take(&store, "sweeper", "b", NOON + 100).await, Some(2));
    assert!(!is_current(&store, "sweeper", 1).await);
    assert!(is_current(&store, "sweeper", 2).await);
    assert_eq!(take(&store, "sweeper", "a", NOON + 150).await, None);
    assert_eq!(take(&store, "sweeper", "a", NOON + 200).await, Some(3));
}

async fn leases_of_different_jobs_are_apart(store: Store) {
    assert_eq!(take(&store, "sweeper", "a", NOON).await, Some(1));
    assert_eq!(take(&store, "webhooks", "b", NOON).await, Some(1));
    assert_eq!(take(&store, "sweeper", "b", NOON).await, None);
}

async fn of_many_processes_one_gets_the_lease(store: Store) {
    let asking: Vec<_> = (0..20)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move { take(&store, "sequencer", &n.to_string(), NOON).await })
        })
        .collect();
    let mut fences = Vec::new();
    for asked in asking {
        fences.extend(asked.await.expect("asks"));
    }
    assert_eq!(fences, [1]);
}
