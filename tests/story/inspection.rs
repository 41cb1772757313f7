//! What an inspection of the whole log finds, when somebody with full power over the tables has been there.

use ahlan::storage::{
    database::Engine,
    events::{self, Stream},
    inspection::{self, Logged},
    log, sessions,
};

use crate::{
    engines::{Store, on_both},
    samples::{NOON, event, event_id, session, session_id},
};

on_both!(
    a_whole_log_has_nothing_lost_waiting_wrongly_bare_or_holed,
    an_event_that_waits_is_walked_with_its_row,
    a_deleted_event_leaves_a_place_without_one,
    a_deleted_place_leaves_an_event_without_one,
    a_forgotten_mark_leaves_an_event_without_a_place,
    a_mark_beside_a_place_or_without_an_event_is_found,
    events_without_their_snapshot_are_found,
    a_hole_in_a_stream_that_is_no_sessions_is_found,
    an_inspection_sees_the_store_as_it_was_when_it_began,
);

async fn append(store: &Store, stream: Stream, of: &str, n: u128, sequence: i64) {
    store.write(async |tx| events::append(tx, stream, of, &[event(n, sequence)]).await).await.expect("appends");
}

async fn sequence(store: &Store) {
    store.write(async |tx| log::sequence(tx, 100).await).await.expect("sequences");
}

/// Three events of a session and two looks of a reader of lists, all in their places.
async fn with_a_log(store: &Store) {
    store.write(async |tx| sessions::insert(tx, &session(1, "bank", NOON)).await).await.expect("a session");
    let of = session_id(1).to_string();
    for n in 1..=3 {
        append(store, Stream::Session, &of, n, i64::try_from(n).expect("small")).await;
    }
    append(store, Stream::Access, "staff/sara", 4, 1).await;
    append(store, Stream::Access, "staff/sara", 5, 2).await;
    sequence(store).await;
}

/// Does `sql` with the guards taken away.
async fn unguarded(store: &Store, sql: &'static str) {
    let away = match store.database.engine() {
        Engine::Sqlite => {
            "DROP TRIGGER events_are_never_deleted; DROP TRIGGER leaves_are_never_deleted;
             DROP TRIGGER leaves_are_never_updated"
        }
        Engine::Postgres => {
            "DROP TRIGGER events_are_never_changed ON events; DROP TRIGGER log_leaves_are_never_changed ON log_leaves;
             ALTER TABLE log_leaves DROP CONSTRAINT log_leaves_event_id_fkey;
             ALTER TABLE unsequenced DROP CONSTRAINT unsequenced_event_id_fkey"
        }
    };
    store.run(away).await.expect("may");
    let mut conn = store.database.reader().await.expect("a connection");
    if store.database.engine() == Engine::Sqlite {
        sqlx::raw_sql("PRAGMA foreign_keys = OFF").execute(&mut *conn).await.expect("switched");
    }
    sqlx::raw_sql(sql).execute(&mut *conn).await.expect("done");
}

/// What is found: lost, waiting wrongly, without snapshot, with a hole.
async fn found(store: &Store) -> [Vec<String>; 4] {
    store
        .read(async |c| {
            let holed = inspection::holed(c, 100).await?;
            Ok([
                inspection::lost(c, 100).await?,
                inspection::wrongly_waiting(c, 100).await?,
                inspection::without_snapshot(c, 100).await?,
                holed.into_iter().map(|(stream, of)| format!("{stream} {of}")).collect(),
            ])
        })
        .await
}

fn none() -> Vec<String> {
    Vec::new()
}

async fn a_whole_log_has_nothing_lost_waiting_wrongly_bare_or_holed(store: Store) {
    with_a_log(&store).await;
    append(&store, Stream::Config, "keys", 6, 1).await;
    assert_eq!(found(&store).await, [none(), none(), none(), none()]);
    assert_eq!(store.read(async |c| inspection::size(c).await).await, 5);
    let placed = store.read(async |c| inspection::placed(c, 3, 100).await).await;
    let seen: Vec<_> = placed.iter().map(|(index, id, event)| (*index, id.clone(), event.is_some())).collect();
    assert_eq!(seen, [(3, event_id(4).to_string(), true), (4, event_id(5).to_string(), true)]);
    let look = Logged {
        event_id: event_id(5).to_string(),
        stream: "access".into(),
        stream_id: "staff/sara".into(),
        sequence: 2,
        leaf: event(5, 2).leaf,
    };
    assert_eq!(placed[1].2.as_ref(), Some(&look));
    assert_eq!(store.read(async |c| inspection::placed(c, 0, 2).await).await.len(), 2);
}

async fn an_event_that_waits_is_walked_with_its_row(store: Store) {
    with_a_log(&store).await;
    append(&store, Stream::Config, "keys", 6, 1).await;
    append(&store, Stream::Config, "keys", 7, 2).await;
    let walk = async |after: String, most| {
        let page = store.read(async |c| inspection::waiting(c, &after, most).await).await;
        page.into_iter().map(|event| (event.event_id, event.sequence)).collect::<Vec<_>>()
    };
    let (six, seven) = ((event_id(6).to_string(), 1), (event_id(7).to_string(), 2));
    assert_eq!(walk(String::new(), 100).await, [six.clone(), seven.clone()]);
    assert_eq!(walk(String::new(), 1).await, std::slice::from_ref(&six));
    assert_eq!(walk(six.0, 100).await, [seven]);
}

async fn a_deleted_event_leaves_a_place_without_one(store: Store) {
    with_a_log(&store).await;
    unguarded(&store, "DELETE FROM events WHERE stream = 'access' AND sequence = 2").await;
    let placed = store.read(async |c| inspection::placed(c, 4, 100).await).await;
    assert_eq!(placed, [(4, event_id(5).to_string(), None)]);
    assert_eq!(found(&store).await, [none(), none(), none(), none()], "the stream alone only seems shorter");
}

async fn a_deleted_place_leaves_an_event_without_one(store: Store) {
    with_a_log(&store).await;
    unguarded(&store, "DELETE FROM log_leaves WHERE leaf_index = 1").await;
    assert_eq!(found(&store).await, [vec![event_id(2).to_string()], none(), none(), none()]);
    let indexes: Vec<_> = store.read(async |c| inspection::placed(c, 0, 100).await).await;
    assert_eq!(indexes.iter().map(|(index, ..)| *index).collect::<Vec<_>>(), [0, 2, 3, 4]);
}

async fn a_forgotten_mark_leaves_an_event_without_a_place(store: Store) {
    with_a_log(&store).await;
    append(&store, Stream::Config, "keys", 6, 1).await;
    store.run("DELETE FROM unsequenced").await.expect("may");
    assert_eq!(found(&store).await, [vec![event_id(6).to_string()], none(), none(), none()]);
}

async fn a_mark_beside_a_place_or_without_an_event_is_found(store: Store) {
    with_a_log(&store).await;
    unguarded(&store, "INSERT INTO unsequenced (event_id) SELECT event_id FROM log_leaves WHERE leaf_index = 0").await;
    assert_eq!(found(&store).await, [none(), vec![event_id(1).to_string()], none(), none()]);
}

async fn events_without_their_snapshot_are_found(store: Store) {
    with_a_log(&store).await;
    store.run("DELETE FROM sessions").await.expect("nothing of it is kept elsewhere");
    assert_eq!(found(&store).await, [none(), none(), vec![session_id(1).to_string()], none()]);
}

async fn a_hole_in_a_stream_that_is_no_sessions_is_found(store: Store) {
    with_a_log(&store).await;
    unguarded(&store, "DELETE FROM events WHERE stream = 'access' AND sequence = 1").await;
    assert_eq!(found(&store).await[3], ["access staff/sara"]);
}

async fn an_inspection_sees_the_store_as_it_was_when_it_began(store: Store) {
    with_a_log(&store).await;
    let mut tx = store.database.inspect().await.expect("begins");
    assert_eq!(inspection::size(&mut tx).await.expect("counts"), 5);
    append(&store, Stream::Config, "keys", 6, 1).await;
    sequence(&store).await;
    assert_eq!(inspection::size(&mut tx).await.expect("counts"), 5);
    assert_eq!(inspection::waiting(&mut tx, "", 100).await.expect("walks"), []);
    drop(tx);
    assert_eq!(store.read(async |c| inspection::size(c).await).await, 6);
}
