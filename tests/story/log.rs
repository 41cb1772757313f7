//! The one order of all events.

use ahlan::storage::{
    StorageError,
    events::{self, Stream},
    log,
};

use crate::{
    engines::{Store, on_both},
    samples::{event, event_id, is_conflict},
};

on_both!(
    leaves_are_numbered_from_0_without_holes_across_streams,
    a_round_places_at_most_its_limit_and_an_idle_one_nothing,
    leaves_are_read_from_an_index_on_and_at_most_so_many,
    an_event_of_a_transaction_that_was_given_up_takes_no_place,
    of_two_sequencers_at_once_one_places_and_the_other_is_told,
);

async fn append(store: &Store, stream: Stream, n: u128) {
    let stream_id = n.to_string();
    store.write(async |tx| events::append(tx, stream, &stream_id, &[event(n, 1)]).await).await.expect("appends");
}

async fn sequence(store: &Store, limit: i64) -> usize {
    store.write(async |tx| log::sequence(tx, limit).await).await.expect("sequences")
}

async fn leaves(store: &Store, from: i64, limit: i64) -> Vec<(i64, String)> {
    store.read(async |c| log::leaves(c, from, limit).await).await
}

fn expected(places: &[(i64, u128)]) -> Vec<(i64, String)> {
    places.iter().map(|(index, n)| (*index, event_id(*n).to_string())).collect()
}

async fn leaves_are_numbered_from_0_without_holes_across_streams(store: Store) {
    append(&store, Stream::Session, 2).await;
    append(&store, Stream::Access, 1).await;
    assert_eq!(sequence(&store, 100).await, 2);
    append(&store, Stream::Config, 3).await;
    assert_eq!(sequence(&store, 100).await, 1);
    assert_eq!(leaves(&store, 0, 100).await, expected(&[(0, 1), (1, 2), (2, 3)]));
    assert_eq!(store.number("SELECT COUNT(*) FROM unsequenced").await, 0);
}

async fn a_round_places_at_most_its_limit_and_an_idle_one_nothing(store: Store) {
    for n in 1..=3 {
        append(&store, Stream::Session, n).await;
    }
    assert_eq!([sequence(&store, 2).await, sequence(&store, 2).await, sequence(&store, 2).await], [2, 1, 0]);
    assert_eq!(leaves(&store, 0, 100).await, expected(&[(0, 1), (1, 2), (2, 3)]));
}

async fn leaves_are_read_from_an_index_on_and_at_most_so_many(store: Store) {
    for n in 1..=4 {
        append(&store, Stream::Session, n).await;
    }
    sequence(&store, 100).await;
    assert_eq!(leaves(&store, 1, 2).await, expected(&[(1, 2), (2, 3)]));
    assert_eq!(leaves(&store, 4, 2).await, []);
}

async fn an_event_of_a_transaction_that_was_given_up_takes_no_place(store: Store) {
    let given_up = store
        .write(async |tx| {
            events::append(tx, Stream::Session, "s", &[event(1, 1)]).await?;
            Err::<(), _>(StorageError::Corrupt { what: "test" })
        })
        .await;
    assert!(given_up.is_err());
    append(&store, Stream::Session, 2).await;
    assert_eq!(sequence(&store, 100).await, 1);
    assert_eq!(leaves(&store, 0, 100).await, expected(&[(0, 2)]));
}

async fn of_two_sequencers_at_once_one_places_and_the_other_is_told(store: Store) {
    for n in 1..=50 {
        append(&store, Stream::Session, n).await;
    }
    let run = |store: Store| async move { store.write(async |tx| log::sequence(tx, 100).await).await };
    let (one, other) = tokio::join!(tokio::spawn(run(store.clone())), tokio::spawn(run(store.clone())));
    let rounds = [one.expect("runs"), other.expect("runs")];
    // SQLite lets the second wait, so it finds nothing left; on PostgreSQL it loses, unless it came too late to meet.
    let placed: usize = rounds.iter().filter_map(|round| round.as_ref().ok()).sum();
    assert_eq!(placed, 50, "{rounds:?}");
    assert!(rounds.iter().all(|round| round.is_ok() || is_conflict(round)), "{rounds:?}");
    let all: Vec<_> = (1..=50).map(|n| (i64::try_from(n).expect("small") - 1, n)).collect();
    assert_eq!(leaves(&store, 0, 100).await, expected(&all));
}
