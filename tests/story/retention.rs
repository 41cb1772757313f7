//! What is kept longer than it may be.

use ahlan::{
    base::category::Category,
    session::{event::Shows, state::Status},
    storage::{data_keys, evidence, retention, sessions},
};

use crate::{
    engines::{Store, on_both},
    samples::{NOON, evidence_id, session, session_id},
};

on_both!(
    an_undecided_session_is_due_by_its_last_write_unless_it_is_in_progress,
    a_decided_session_is_due_by_its_decision_while_it_has_the_key,
    a_session_that_began_after_the_bound_is_not_looked_at,
    at_most_so_many_are_due_at_once,
    an_erasure_is_unfinished_until_its_objects_are_deleted,
);

/// The `n`th session, in `status`, last written and decided then.
async fn with(store: &Store, n: u128, status: Status, written: i64, decided: Option<i64>) {
    let mut row = session(n, "bank", NOON);
    row.state.status = status;
    row.updated_at_ms = written;
    row.decided_at_ms = decided;
    store.write(async |tx| sessions::insert(tx, &row).await).await.expect("a session");
    let read = store.read(async |c| sessions::load(c, session_id(n)).await).await;
    assert_eq!(read.map(|row| row.decided_at_ms), Some(decided));
}

async fn undecided(store: &Store, before: i64, limit: i64) -> Vec<ahlan::base::ids::SessionId> {
    let due = store.read(async |c| retention::undecided(c, before, limit).await).await;
    assert!(due.iter().all(|(_, version)| *version == session(1, "bank", NOON).state.sequence));
    due.into_iter().map(|(id, _)| id).collect()
}

async fn decided(store: &Store, category: Category, before: i64, limit: i64) -> Vec<ahlan::base::ids::SessionId> {
    let due = store.read(async |c| retention::decided(c, category, before, limit).await).await;
    due.into_iter().map(|(id, _)| id).collect()
}

async fn an_undecided_session_is_due_by_its_last_write_unless_it_is_in_progress(store: Store) {
    for (n, status) in (1..).zip(Status::ALL) {
        with(&store, n, status, NOON + 100 - i64::try_from(n).expect("small"), None).await;
    }
    let due = [Status::Withdrawn, Status::Expired, Status::AwaitingStaff];
    let place = |status: Status| 1 + Status::ALL.iter().position(|other| *other == status).expect("one") as u128;
    assert_eq!(undecided(&store, NOON + 100, 9).await, due.map(|status| session_id(place(status))));
    assert_eq!(undecided(&store, NOON + 50, 9).await, []);
}

async fn a_decided_session_is_due_by_its_decision_while_it_has_the_key(store: Store) {
    with(&store, 1, Status::Approved, NOON + 900, Some(NOON + 10)).await;
    with(&store, 2, Status::Declined, NOON + 900, Some(NOON + 20)).await;
    with(&store, 3, Status::Withdrawn, NOON, None).await;
    for n in 1..=3 {
        for category in [Category::Profile, Category::Picture] {
            let insert = async |tx: &mut _| data_keys::insert(tx, session_id(n), category, "wrapped").await;
            store.write(insert).await.expect("a key");
        }
    }
    let due = async |category, before| decided(&store, category, before, 9).await;
    assert_eq!(due(Category::Profile, NOON + 9).await, []);
    assert_eq!(due(Category::Profile, NOON + 10).await, [session_id(1)], "the last write does not count");
    assert_eq!(due(Category::Picture, NOON + 20).await, [session_id(1), session_id(2)]);
    assert_eq!(due(Category::Chat, NOON + 20).await, [], "without a key nothing is kept");
    let delete = async |tx: &mut _| data_keys::delete(tx, session_id(1), Category::Picture).await;
    store.write(delete).await.expect("erases");
    assert_eq!(due(Category::Picture, NOON + 20).await, [session_id(2)]);
}

async fn a_session_that_began_after_the_bound_is_not_looked_at(store: Store) {
    // The sample ids say that they were drawn at this time: one decided before it began is no real one.
    let drawn = 0x019a_0000_0000;
    with(&store, 1, Status::Approved, NOON, Some(drawn - 1)).await;
    let insert = async |tx: &mut _| data_keys::insert(tx, session_id(1), Category::Chat, "wrapped").await;
    store.write(insert).await.expect("a key");
    assert_eq!(decided(&store, Category::Chat, drawn - 1, 9).await, []);
    assert_eq!(decided(&store, Category::Chat, drawn, 9).await, [session_id(1)]);
}

async fn at_most_so_many_are_due_at_once(store: Store) {
    for n in 1..=3 {
        with(&store, n, Status::Expired, NOON + i64::try_from(n).expect("small"), None).await;
        with(&store, n + 10, Status::Approved, NOON, Some(NOON)).await;
        let insert = async |tx: &mut _| data_keys::insert(tx, session_id(n + 10), Category::Chat, "wrapped").await;
        store.write(insert).await.expect("a key");
    }
    assert_eq!(undecided(&store, NOON + 9, 2).await, [session_id(1), session_id(2)]);
    assert_eq!(decided(&store, Category::Chat, NOON, 2).await, [session_id(11), session_id(12)]);
}

async fn an_erasure_is_unfinished_until_its_objects_are_deleted(store: Store) {
    let (one, other) = (store.with_session(1).await, store.with_session(2).await);
    for (n, id) in [(1, one), (2, other)] {
        let insert = async |tx: &mut _| evidence::insert(tx, id, evidence_id(n), Shows::Selfie, 1, NOON).await;
        store.write(insert).await.expect("a picture");
        for _ in 0..2 {
            store.write(async |tx| retention::note_erasure(tx, id).await).await.expect("once or again");
        }
    }
    assert_eq!(store.read(async |c| retention::unfinished(c, 1).await).await, [one]);
    store.write(async |tx| evidence::forget(tx, evidence_id(1)).await).await.expect("forgets");
    store.write(async |tx| retention::finish(tx, one).await).await.expect("finishes");
    assert_eq!(store.read(async |c| retention::unfinished(c, 9).await).await, [other]);
    assert_eq!(store.read(async |c| evidence::of_session(c, one).await).await, []);
    assert_eq!(store.read(async |c| evidence::of_session(c, other).await).await, [(evidence_id(2), Shows::Selfie)]);
}
