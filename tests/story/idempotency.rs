//! What was answered under an Idempotency-Key.

use ahlan::storage::{
    StorageError,
    idempotency::{self, Key, Record},
};

use crate::{
    engines::{Store, on_both},
    samples::{NOON, is_conflict, session_id},
};

on_both!(
    a_key_is_marked_in_flight_and_then_answered,
    a_second_request_while_one_is_in_flight_is_a_conflict,
    a_second_request_after_the_answer_is_a_conflict,
    a_lease_that_ran_out_is_taken_over,
    whoever_lost_the_lease_to_other_content_cannot_answer,
    an_answer_is_given_once,
    a_cancelled_request_can_be_sent_again,
    an_answer_cannot_be_cancelled,
    keys_differ_by_caller_route_and_value,
    records_that_ran_out_are_forgotten,
    the_records_of_an_erased_session_are_forgotten,
    of_many_requests_under_one_key_one_begins,
);

fn key(value: &str) -> Key {
    Key { caller: "bank".into(), route: "POST /v1/sessions".into(), key: value.into() }
}

async fn begin(store: &Store, key: &Key, content: &str, now: i64) -> Result<(), StorageError> {
    store.write(async |tx| idempotency::begin(tx, key, content, now, now + 100).await).await
}

/// Answers with version 7 of the `n`th session, to be remembered until `until`.
async fn answer(store: &Store, key: &Key, content: &str, n: u128, until: i64) -> Result<(), StorageError> {
    store.write(async |tx| idempotency::answer(tx, key, content, session_id(n), 7, until).await).await
}

async fn find(store: &Store, key: &Key) -> Option<Record> {
    store.read(async |c| idempotency::find(c, key).await).await
}

async fn a_key_is_marked_in_flight_and_then_answered(store: Store) {
    let key = key("k");
    assert_eq!(find(&store, &key).await, None);
    begin(&store, &key, "content", NOON).await.expect("begins");
    let in_flight = Record { content: "content".into(), answer: None, expires_at_ms: NOON + 100 };
    assert_eq!(find(&store, &key).await, Some(in_flight.clone()));
    answer(&store, &key, "content", 1, NOON + 5000).await.expect("answers");
    let answered = Record { answer: Some((session_id(1), 7)), expires_at_ms: NOON + 5000, ..in_flight };
    assert_eq!(find(&store, &key).await, Some(answered));
}

async fn a_second_request_while_one_is_in_flight_is_a_conflict(store: Store) {
    begin(&store, &key("k"), "content", NOON).await.expect("begins");
    for content in ["content", "other"] {
        let second = begin(&store, &key("k"), content, NOON + 99).await;
        assert!(is_conflict(&second), "{second:?}");
    }
    let first = find(&store, &key("k")).await.expect("a record");
    assert_eq!((first.content.as_str(), first.expires_at_ms), ("content", NOON + 100));
}

async fn a_second_request_after_the_answer_is_a_conflict(store: Store) {
    begin(&store, &key("k"), "content", NOON).await.expect("begins");
    answer(&store, &key("k"), "content", 1, NOON + 5000).await.expect("answers");
    let second = begin(&store, &key("k"), "content", NOON + 4999).await;
    assert!(is_conflict(&second), "{second:?}");
    assert!(find(&store, &key("k")).await.expect("a record").answer.is_some());
}

async fn a_lease_that_ran_out_is_taken_over(store: Store) {
    begin(&store, &key("k"), "content", NOON).await.expect("begins");
    begin(&store, &key("k"), "other", NOON + 100).await.expect("takes over");
    let taken = Record { content: "other".into(), answer: None, expires_at_ms: NOON + 200 };
    assert_eq!(find(&store, &key("k")).await, Some(taken.clone()));
    // A record gives way too, and takes its answer with it.
    answer(&store, &key("k"), "other", 1, NOON + 300).await.expect("answers");
    begin(&store, &key("k"), "third", NOON + 300).await.expect("takes over");
    assert_eq!(
        find(&store, &key("k")).await,
        Some(Record { content: "third".into(), expires_at_ms: NOON + 400, ..taken })
    );
}

async fn whoever_lost_the_lease_to_other_content_cannot_answer(store: Store) {
    begin(&store, &key("k"), "content", NOON).await.expect("begins");
    begin(&store, &key("k"), "other", NOON + 100).await.expect("takes over");
    let late = answer(&store, &key("k"), "content", 1, NOON + 5000).await;
    assert!(is_conflict(&late), "{late:?}");
    answer(&store, &key("k"), "other", 2, NOON + 5000).await.expect("answers");
}

async fn an_answer_is_given_once(store: Store) {
    let never = answer(&store, &key("k"), "content", 1, NOON).await;
    assert!(is_conflict(&never), "{never:?}");
    begin(&store, &key("k"), "content", NOON).await.expect("begins");
    answer(&store, &key("k"), "content", 1, NOON + 5000).await.expect("answers");
    let again = answer(&store, &key("k"), "content", 2, NOON + 9000).await;
    assert!(is_conflict(&again), "{again:?}");
    assert_eq!(find(&store, &key("k")).await.expect("a record").answer, Some((session_id(1), 7)));
}

async fn a_cancelled_request_can_be_sent_again(store: Store) {
    begin(&store, &key("k"), "content", NOON).await.expect("begins");
    store.write(async |tx| idempotency::cancel(tx, &key("k")).await).await.expect("cancels");
    assert_eq!(find(&store, &key("k")).await, None);
    begin(&store, &key("k"), "content", NOON).await.expect("begins again");
}

async fn an_answer_cannot_be_cancelled(store: Store) {
    begin(&store, &key("k"), "content", NOON).await.expect("begins");
    answer(&store, &key("k"), "content", 1, NOON + 5000).await.expect("answers");
    store.write(async |tx| idempotency::cancel(tx, &key("k")).await).await.expect("runs");
    assert!(find(&store, &key("k")).await.is_some());
}

async fn keys_differ_by_caller_route_and_value(store: Store) {
    let keys =
        [key("k"), key("l"), Key { caller: "rival".into(), ..key("k") }, Key { route: "elsewhere".into(), ..key("k") }];
    for (n, key) in (1..).zip(&keys) {
        begin(&store, key, "content", NOON).await.expect("begins");
        answer(&store, key, "content", n, NOON + 5000).await.expect("answers");
    }
    for (n, key) in (1..).zip(&keys) {
        assert_eq!(find(&store, key).await.expect("a record").answer, Some((session_id(n), 7)));
    }
}

async fn records_that_ran_out_are_forgotten(store: Store) {
    begin(&store, &key("lease"), "content", NOON).await.expect("begins");
    begin(&store, &key("record"), "content", NOON).await.expect("begins");
    answer(&store, &key("record"), "content", 1, NOON + 5000).await.expect("answers");
    let forget = async |now| store.write(async |tx| idempotency::forget(tx, now).await).await.expect("forgets");
    assert_eq!([forget(NOON + 99).await, forget(NOON + 100).await, forget(NOON + 4999).await], [0, 1, 0]);
    assert!(find(&store, &key("record")).await.is_some());
    assert_eq!(forget(NOON + 5000).await, 1);
}

async fn the_records_of_an_erased_session_are_forgotten(store: Store) {
    for (value, n) in [("a", 1), ("b", 1), ("c", 2)] {
        begin(&store, &key(value), "content", NOON).await.expect("begins");
        answer(&store, &key(value), "content", n, NOON + 5000).await.expect("answers");
    }
    store.write(async |tx| idempotency::forget_session(tx, session_id(1)).await).await.expect("forgets");
    assert_eq!(find(&store, &key("a")).await, None);
    assert_eq!(find(&store, &key("b")).await, None);
    assert!(find(&store, &key("c")).await.is_some());
}

async fn of_many_requests_under_one_key_one_begins(store: Store) {
    let asking: Vec<_> = (0..20)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { begin(&store, &key("k"), "content", NOON).await })
        })
        .collect();
    let mut begun = 0;
    for asked in asking {
        match asked.await.expect("asks") {
            Ok(()) => begun += 1,
            lost => assert!(is_conflict(&lost), "{lost:?}"),
        }
    }
    assert_eq!(begun, 1);
}
