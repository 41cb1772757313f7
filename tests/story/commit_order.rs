//! PostgreSQL runs transactions side by side, so they may commit in the opposite order of their start. (SQLite has one
//! writer at a time: there the order of commits is the order of starts.)

use ahlan::storage::{
    events::{self, Stream},
    leases, log,
};

use crate::{
    engines::{Store, on_postgres},
    samples::{NOON, event, event_id, is_conflict},
};

async fn sequence(store: &Store) -> usize {
    store.write(async |tx| log::sequence(tx, 100).await).await.expect("sequences")
}

async fn leaves(store: &Store) -> Vec<(i64, String)> {
    store.read(async |c| log::leaves(c, 0, 100).await).await
}

fn expected(events: &[u128]) -> Vec<(i64, String)> {
    (0..).zip(events.iter().map(|n| event_id(*n).to_string())).collect()
}

#[tokio::test]
async fn an_event_that_began_first_and_committed_last_is_not_passed_over() {
    on_postgres(|store| async move {
        let mut early = store.database.begin().await.expect("begins");
        events::append(&mut early, Stream::Session, "a", &[event(1, 1)]).await.expect("appends");
        let mut late = store.database.begin().await.expect("begins");
        events::append(&mut late, Stream::Session, "b", &[event(2, 1)]).await.expect("appends");

        late.commit().await.expect("commits");
        assert_eq!(sequence(&store).await, 1, "the open transaction's event is not there yet");
        assert_eq!(leaves(&store).await, expected(&[2]));

        early.commit().await.expect("commits");
        assert_eq!(sequence(&store).await, 1);
        assert_eq!(leaves(&store).await, expected(&[2, 1]));
        assert_eq!(store.number("SELECT COUNT(*) FROM unsequenced").await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_event_that_commits_while_the_sequencer_runs_is_not_passed_over() {
    on_postgres(|store| async move {
        let mut early = store.database.begin().await.expect("begins");
        events::append(&mut early, Stream::Session, "a", &[event(1, 1)]).await.expect("appends");
        let later = event(2, 1);
        store.write(async |tx| events::append(tx, Stream::Session, "b", &[later]).await).await.expect("appends");

        let mut sequencer = store.database.begin().await.expect("begins");
        assert_eq!(log::sequence(&mut sequencer, 100).await.expect("sequences"), 1);
        early.commit().await.expect("commits");
        sequencer.commit().await.expect("commits");

        assert_eq!(sequence(&store).await, 1);
        assert_eq!(leaves(&store).await, expected(&[2, 1]));
    })
    .await;
}

#[tokio::test]
async fn a_sequencer_that_slept_past_its_lease_writes_nothing() {
    on_postgres(|store| async move {
        let taken = async |holder: &str, now| {
            store.write(async |tx| leases::take(tx, "sequencer", holder, now, now + 1000).await).await.expect("takes")
        };
        let stale = taken("a", NOON).await.expect("free");
        store.write(async |tx| events::append(tx, Stream::Session, "s", &[event(1, 1)]).await).await.expect("appends");

        // Still the holder when it looks; then it sleeps, another takes the lease and places the event.
        let mut sleeper = store.database.begin().await.expect("begins");
        assert!(leases::is_current(&mut sleeper, "sequencer", stale).await.expect("looks"));
        let fresh = taken("b", NOON + 1000).await.expect("run out");
        assert_eq!((fresh, sequence(&store).await), (stale + 1, 1));
        assert_eq!(log::sequence(&mut sleeper, 100).await.expect("finds nothing left"), 0);
        assert!(!leases::is_current(&mut sleeper, "sequencer", stale).await.expect("looks"));
        drop(sleeper);
        assert_eq!(leaves(&store).await, expected(&[1]));
    })
    .await;
}

#[tokio::test]
async fn of_two_sequencers_that_took_the_same_events_the_second_to_commit_loses_all() {
    on_postgres(|store| async move {
        for n in [1, 2] {
            let row = event(n, i64::try_from(n).expect("small"));
            store.write(async |tx| events::append(tx, Stream::Session, "s", &[row]).await).await.expect("appends");
        }
        let mut first = store.database.begin().await.expect("begins");
        assert_eq!(log::sequence(&mut first, 100).await.expect("sequences"), 2);
        let second = tokio::spawn({
            let store = store.clone();
            async move { store.write(async |tx| log::sequence(tx, 100).await).await }
        });
        // The second has read the same events by now and waits for the first one's leaves.
        while store.number("SELECT COUNT(*) FROM pg_locks WHERE NOT granted").await == 0 {
            tokio::task::yield_now().await;
        }
        first.commit().await.expect("commits");
        let second = second.await.expect("runs");
        assert!(is_conflict(&second), "{second:?}");
        assert_eq!(leaves(&store).await, expected(&[1, 2]));
    })
    .await;
}
