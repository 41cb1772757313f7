//! Many at once: read-then-write transactions, and processes that start together.

use std::sync::Arc;

use ahlan::storage::{
    StorageError,
    database::Engine,
    events::{self, Stream},
    sessions,
};
use secrecy::ExposeSecret;
use sqlx::AnyConnection;
use tokio::sync::Barrier;

use crate::{
    engines::{Store, on_both, on_postgres, on_sqlite, sqlite_url},
    samples::{NOON, event, is_conflict, session, session_id},
};

/// Transactions side by side.
const MANY: u32 = 40;

on_both!(
    forty_read_then_write_transactions_all_succeed_when_only_conflicts_are_tried_again,
    forty_appends_to_one_stream_make_no_hole,
    of_two_that_read_the_same_version_one_writes,
    every_connection_is_set_up,
);

/// One turn on the session, as the service takes it: read, append the next event, write the snapshot.
async fn turn(store: &Store, n: u32) -> Result<(), StorageError> {
    let mut tx = store.database.begin().await?;
    let mut row = sessions::load(&mut tx, session_id(1)).await?.expect("a session");
    let seen = row.state.sequence;
    row.state.sequence += 1;
    let sequence = i64::try_from(row.state.sequence).expect("small");
    events::append(&mut tx, Stream::Session, "s", &[event(u128::from(n), sequence)]).await?;
    row.updated_at_ms += 1;
    sessions::update(&mut tx, &row, seen).await?;
    tx.commit().await?;
    Ok(())
}

async fn forty_read_then_write_transactions_all_succeed_when_only_conflicts_are_tried_again(store: Store) {
    let first = session(1, "bank", NOON);
    let begun = i64::try_from(first.state.sequence).expect("small");
    store.write(async |tx| sessions::insert(tx, &first).await).await.expect("inserts");
    let together = Arc::new(Barrier::new(MANY as usize));
    let turns: Vec<_> = (1..=MANY)
        .map(|n| {
            let (store, together) = (store.clone(), Arc::clone(&together));
            tokio::spawn(async move {
                together.wait().await;
                let mut lost = 0;
                loop {
                    match turn(&store, n).await {
                        Err(StorageError::Conflict) => lost += 1,
                        done => break done.map(|()| lost),
                    }
                }
            })
        })
        .collect();
    let mut lost = 0;
    for turn in turns {
        lost += turn.await.expect("runs").expect("nothing but conflicts");
    }
    // SQLite's transactions wait for the one write lock before they read, so none of them loses.
    assert!(store.database.engine() == Engine::Postgres || lost == 0, "{lost} lost on SQLite");
    let row = store.read(async |c| sessions::load(c, session_id(1)).await).await.expect("a session");
    assert_eq!(row.state.sequence, first.state.sequence + u64::from(MANY));
    assert_eq!(row.updated_at_ms, NOON + i64::from(MANY));
    let events = store.read(async |c| events::load(c, Stream::Session, "s", 0, i64::MAX).await).await;
    let sequences: Vec<_> = events.iter().map(|event| event.sequence).collect();
    assert_eq!(sequences, (begun + 1..=begun + i64::from(MANY)).collect::<Vec<_>>());
}

async fn append_next(conn: &mut AnyConnection, n: u32) -> Result<(), StorageError> {
    let next = events::last_sequence(conn, Stream::Access, "s").await? + 1;
    events::append(conn, Stream::Access, "s", &[event(u128::from(n), next)]).await
}

async fn forty_appends_to_one_stream_make_no_hole(store: Store) {
    let appends: Vec<_> = (1..=MANY)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                loop {
                    let done = store.write(async |tx| append_next(tx, n).await).await;
                    if !is_conflict(&done) {
                        break done;
                    }
                }
            })
        })
        .collect();
    for append in appends {
        append.await.expect("runs").expect("nothing but conflicts");
    }
    let events = store.read(async |c| events::load(c, Stream::Access, "s", 0, i64::MAX).await).await;
    let sequences: Vec<_> = events.iter().map(|event| event.sequence).collect();
    assert_eq!(sequences, (1..=i64::from(MANY)).collect::<Vec<_>>());
}

async fn of_two_that_read_the_same_version_one_writes(store: Store) {
    let row = session(1, "bank", NOON);
    store.write(async |tx| sessions::insert(tx, &row).await).await.expect("inserts");
    let update = |store: Store, client: &'static str| {
        let mut row = row.clone();
        async move {
            let seen = row.state.sequence;
            row.state.sequence += 1;
            row.state.locale = client.into();
            store.write(async |tx| sessions::update(tx, &row, seen).await).await
        }
    };
    let (one, other) =
        tokio::join!(tokio::spawn(update(store.clone(), "ar")), tokio::spawn(update(store.clone(), "fa")));
    let (one, other) = (one.expect("runs"), other.expect("runs"));
    let written = match (&one, &other) {
        (Ok(()), Err(StorageError::Conflict)) => "ar",
        (Err(StorageError::Conflict), Ok(())) => "fa",
        both => panic!("{both:?}"),
    };
    let row = store.read(async |c| sessions::load(c, session_id(1)).await).await.expect("a session");
    assert_eq!(row.state.locale, written);
}

async fn every_connection_is_set_up(store: Store) {
    let mut connections = Vec::new();
    for _ in 0..3 {
        connections.push(store.database.reader().await.expect("a connection"));
    }
    for connection in &mut connections {
        let settings: &[(&'static str, &str)] = match store.database.engine() {
            // FULL is 2: a commit that was answered survives a power cut.
            Engine::Sqlite => &[
                ("SELECT CAST(journal_mode AS TEXT) FROM pragma_journal_mode", "wal"),
                ("SELECT CAST(synchronous AS TEXT) FROM pragma_synchronous", "2"),
                ("SELECT CAST(foreign_keys AS TEXT) FROM pragma_foreign_keys", "1"),
                ("SELECT CAST(secure_delete AS TEXT) FROM pragma_secure_delete", "1"),
                ("SELECT CAST(recursive_triggers AS TEXT) FROM pragma_recursive_triggers", "1"),
                ("SELECT CAST(timeout AS TEXT) FROM pragma_busy_timeout", "5000"),
            ],
            Engine::Postgres => &[
                ("SELECT CAST(current_setting('lock_timeout') AS TEXT)", "5s"),
                ("SELECT CAST(current_setting('statement_timeout') AS TEXT)", "15s"),
                ("SELECT CAST(current_setting('transaction_isolation') AS TEXT)", "read committed"),
            ],
        };
        for (sql, expected) in settings {
            let found: String = sqlx::query_scalar(*sql).fetch_one(&mut **connection).await.expect(sql);
            assert_eq!(&found, expected, "{sql}");
        }
    }
}

/// Processes that start at the same instant on an empty database all come up.
async fn start_together(url: String) {
    let together = Arc::new(Barrier::new(6));
    let starting: Vec<_> = (0..6)
        .map(|_| {
            let (url, together) = (url.clone(), Arc::clone(&together));
            tokio::spawn(async move {
                together.wait().await;
                Store::connect(&url).await.database.close().await;
            })
        })
        .collect();
    for started in starting {
        started.await.expect("comes up");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_start_together_on_a_new_sqlite_file_all_come_up() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for n in 0..5 {
        start_together(sqlite_url(&folder.path().join(format!("{n}.db")))).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_start_together_on_a_new_postgresql_database_all_come_up() {
    on_postgres(|store| async move {
        for _ in 0..5 {
            // As new: no table, no guard, no record of migrations.
            store.run("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await.expect("empties");
            start_together(store.url.expose_secret().to_owned()).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_starts_while_a_transaction_that_wrote_is_open() {
    on_postgres(|store| async move {
        let mut open = store.database.begin().await.expect("begins");
        events::append(&mut open, Stream::Session, "s", &[event(1, 1)]).await.expect("appends");
        Store::connect(store.url.expose_secret()).await.database.close().await;
        open.commit().await.expect("commits");
    })
    .await;
}

#[tokio::test]
async fn a_deleted_key_leaves_no_bytes_in_the_sqlite_file() {
    on_sqlite(|store| async move {
        let id = store.with_session(1).await;
        let (secret, profile) = ("c2VjcmV0LW1hcmtlci1vZi1hLXdyYXBwZWQta2V5", ahlan::base::category::Category::Profile);
        let keys = ahlan::storage::data_keys::insert;
        store.write(async |tx| keys(tx, id, profile, secret).await).await.expect("inserts");
        let url = store.url.expose_secret();
        let file = url.trim_start_matches("sqlite://").trim_end_matches("?mode=rwc").to_owned();
        let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
        let holds = || std::fs::read(&file).expect("reads").windows(secret.len()).any(|w| w == secret.as_bytes());
        let mut connection = store.database.reader().await.expect("a connection");
        sqlx::raw_sql(checkpoint).execute(&mut *connection).await.expect("checkpoints");
        assert!(holds(), "it was there before");
        store.write(async |tx| ahlan::storage::data_keys::delete(tx, id, profile).await).await.expect("deletes");
        sqlx::raw_sql(checkpoint).execute(&mut *connection).await.expect("checkpoints");
        assert!(!holds());
    })
    .await;
}
