//! When somebody is to be told something.

use ahlan::{base::ids::SessionId, storage::reminders};

use crate::{
    engines::{Store, on_both},
    samples::{NOON, session_id},
};

on_both!(
    plans_are_due_in_their_order_and_at_their_time,
    a_session_has_one_plan_and_the_last_one_holds,
    a_plan_that_is_given_up_is_never_due,
);

async fn plan(store: &Store, n: u128, at: i64) {
    store.write(async |tx| reminders::plan(tx, session_id(n), at).await).await.expect("planned");
}

async fn due(store: &Store, now: i64, limit: i64) -> Vec<SessionId> {
    store.read(async |c| reminders::due(c, now, limit).await).await
}

async fn plans_are_due_in_their_order_and_at_their_time(store: Store) {
    for (n, at) in [(1, NOON + 2), (2, NOON + 1), (3, NOON + 9)] {
        store.with_session(n).await;
        plan(&store, n, at).await;
    }
    assert_eq!(due(&store, NOON, 9).await, []);
    assert_eq!(due(&store, NOON + 2, 9).await, [session_id(2), session_id(1)]);
    assert_eq!(due(&store, NOON + 9, 1).await, [session_id(2)]);
}

async fn a_session_has_one_plan_and_the_last_one_holds(store: Store) {
    store.with_session(1).await;
    plan(&store, 1, NOON).await;
    plan(&store, 1, NOON + 5).await;
    assert_eq!(due(&store, NOON + 4, 9).await, []);
    assert_eq!(due(&store, NOON + 5, 9).await, [session_id(1)]);
}

async fn a_plan_that_is_given_up_is_never_due(store: Store) {
    store.with_session(1).await;
    plan(&store, 1, NOON).await;
    store.write(async |tx| reminders::give_up(tx, session_id(1)).await).await.expect("given up");
    assert_eq!(due(&store, i64::MAX, 9).await, []);
    store.write(async |tx| reminders::give_up(tx, session_id(1)).await).await.expect("nothing to give up");
}
