//! The append-only table.

use ahlan::storage::{
    StorageError,
    database::Engine,
    events::{self, Stream},
    log,
};

use crate::{
    engines::{Store, on_both},
    samples::{event, is_conflict},
};

on_both!(
    events_are_read_in_their_order_byte_for_byte,
    events_are_read_from_a_sequence_on_and_at_most_so_many,
    streams_do_not_see_each_other,
    a_taken_sequence_is_a_conflict_and_leaves_nothing_behind,
    a_taken_event_id_is_a_conflict,
    an_event_cannot_be_changed,
    an_event_cannot_be_deleted,
    an_event_cannot_be_replaced,
    a_leaf_cannot_be_changed_deleted_or_replaced,
    a_guard_that_was_taken_away_is_back_after_connecting_again,
);

async fn append(store: &Store, stream: Stream, id: &str, n: u128, sequence: i64) -> Result<(), StorageError> {
    store.write(async |tx| events::append(tx, stream, id, &[event(n, sequence)]).await).await
}

/// Three events of one stream, the first two of them in the one order.
async fn three(store: &Store) {
    for (n, sequence) in [(11, 1), (12, 2), (13, 3)] {
        append(store, Stream::Session, "s", n, sequence).await.expect("appends");
    }
    store.write(async |tx| log::sequence(tx, 2).await).await.expect("sequences");
}

async fn unchanged(store: &Store) {
    let rows = store.read(async |c| events::load(c, Stream::Session, "s", 0, 100).await).await;
    assert_eq!(rows, [event(11, 1), event(12, 2), event(13, 3)]);
    assert_eq!(store.number("SELECT COUNT(*) FROM log_leaves").await, 2);
}

/// No statement of this list goes through, and the refusal names the guard.
async fn refused(store: &Store, statements: &[&'static str]) {
    for statement in statements {
        match store.run(statement).await {
            Err(StorageError::Database(sqlx::Error::Database(error))) => {
                assert!(error.message().contains("append-only"), "{statement}: {error}");
            }
            other => panic!("{statement}: {other:?}"),
        }
    }
    unchanged(store).await;
}

async fn events_are_read_in_their_order_byte_for_byte(store: Store) {
    let mut bare = event(2, 1);
    bare.sealed = None;
    // The later id first: order is by sequence.
    store.write(async |tx| events::append(tx, Stream::Session, "s", &[bare.clone()]).await).await.expect("appends");
    append(&store, Stream::Session, "s", 1, 2).await.expect("appends");
    let rows = store.read(async |c| events::load(c, Stream::Session, "s", 0, i64::MAX).await).await;
    assert_eq!(rows, [bare, event(1, 2)]);
}

async fn events_are_read_from_a_sequence_on_and_at_most_so_many(store: Store) {
    three(&store).await;
    let from = async |after, limit| {
        let rows = store.read(async |c| events::load(c, Stream::Session, "s", after, limit).await).await;
        rows.into_iter().map(|row| row.sequence).collect::<Vec<_>>()
    };
    assert_eq!(from(1, 100).await, [2, 3]);
    assert_eq!(from(0, 2).await, [1, 2]);
    assert_eq!(from(3, 100).await, [0; 0]);
}

async fn streams_do_not_see_each_other(store: Store) {
    let streams = [Stream::Session, Stream::Access, Stream::Account, Stream::Config];
    for (n, stream) in (1..).zip(streams) {
        append(&store, stream, "same", n, 1).await.expect("appends");
        append(&store, stream, "other", n + 10, 1).await.expect("appends");
    }
    append(&store, Stream::Access, "same", 30, 2).await.expect("appends");
    let last = async |stream, id: &str| store.read(async |c| events::last_sequence(c, stream, id).await).await;
    assert_eq!(last(Stream::Access, "same").await, 2);
    assert_eq!(last(Stream::Session, "same").await, 1);
    assert_eq!(last(Stream::Session, "never").await, 0);
    let rows = store.read(async |c| events::load(c, Stream::Account, "same", 0, 100).await).await;
    assert_eq!(rows, [event(3, 1)]);
    let newest = async |stream, id: &str| store.read(async |c| events::newest(c, stream, id).await).await;
    assert_eq!(newest(Stream::Access, "same").await, Some(event(30, 2)));
    assert_eq!(newest(Stream::Session, "same").await, Some(event(1, 1)));
    assert_eq!(newest(Stream::Session, "never").await, None);
}

async fn a_taken_sequence_is_a_conflict_and_leaves_nothing_behind(store: Store) {
    append(&store, Stream::Session, "s", 1, 1).await.expect("appends");
    let second = append(&store, Stream::Session, "s", 2, 1).await;
    assert!(is_conflict(&second), "{second:?}");
    let rows = store.read(async |c| events::load(c, Stream::Session, "s", 0, 100).await).await;
    assert_eq!(rows, [event(1, 1)]);
    assert_eq!(store.number("SELECT COUNT(*) FROM unsequenced").await, 1);
}

async fn a_taken_event_id_is_a_conflict(store: Store) {
    append(&store, Stream::Session, "s", 1, 1).await.expect("appends");
    let second = append(&store, Stream::Session, "s", 1, 2).await;
    assert!(is_conflict(&second), "{second:?}");
}

async fn an_event_cannot_be_changed(store: Store) {
    three(&store).await;
    refused(
        &store,
        &[
            "UPDATE events SET leaf = 'forged' WHERE sequence = 1",
            "UPDATE events SET sealed = NULL",
            "UPDATE events SET sequence = sequence + 100",
        ],
    )
    .await;
}

async fn an_event_cannot_be_deleted(store: Store) {
    three(&store).await;
    refused(&store, &["DELETE FROM events WHERE sequence = 3", "DELETE FROM events"]).await;
    if store.database.engine() == Engine::Postgres {
        refused(&store, &["TRUNCATE events CASCADE", "TRUNCATE log_leaves"]).await;
    }
}

/// An insert that gives way to nothing is the back door past both guards: SQLite's `OR REPLACE` deletes the old row,
/// and both engines' upsert changes it.
async fn an_event_cannot_be_replaced(store: Store) {
    three(&store).await;
    let upsert =
        "INSERT INTO events (event_id, stream, stream_id, sequence, leaf) VALUES ('x', 'session', 's', 1, 'forged')
                  ON CONFLICT (stream, stream_id, sequence) DO UPDATE SET leaf = excluded.leaf";
    refused(&store, &[upsert]).await;
    if store.database.engine() == Engine::Sqlite {
        let replace = "INSERT OR REPLACE INTO events (event_id, stream, stream_id, sequence, leaf)
                       VALUES ('x', 'session', 's', 3, 'forged')";
        let update = "UPDATE OR REPLACE events SET sequence = 1 WHERE sequence = 3";
        refused(&store, &[replace, update]).await;
    }
}

async fn a_leaf_cannot_be_changed_deleted_or_replaced(store: Store) {
    three(&store).await;
    refused(
        &store,
        &[
            "UPDATE log_leaves SET leaf_index = 7 WHERE leaf_index = 0",
            "DELETE FROM log_leaves WHERE leaf_index = 1",
            "DELETE FROM log_leaves",
        ],
    )
    .await;
    if store.database.engine() == Engine::Sqlite {
        let replace = "INSERT OR REPLACE INTO log_leaves (leaf_index, event_id)
                       SELECT 0, event_id FROM events WHERE sequence = 3";
        refused(&store, &[replace]).await;
    }
}

async fn a_guard_that_was_taken_away_is_back_after_connecting_again(store: Store) {
    three(&store).await;
    if store.database.engine() == Engine::Postgres {
        store.run("ALTER TABLE events DISABLE TRIGGER ALL").await.expect("switches the guard off");
    } else {
        store.run("DROP TRIGGER events_are_never_updated").await.expect("takes the guard away");
    }
    store.database.close().await;
    let url = secrecy::ExposeSecret::expose_secret(&store.url).to_owned();
    let again = Store::connect(&url).await;
    refused(&again, &["UPDATE events SET leaf = 'forged'", "DELETE FROM log_leaves"]).await;
    again.database.close().await;
}
