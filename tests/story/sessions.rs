//! Snapshots of sessions.

use ahlan::{
    base::ids::SessionId,
    session::state::{Status, Wants},
    storage::sessions::{self, Filter},
};

use crate::{
    engines::{Store, on_both},
    samples::{NOON, is_conflict, session, session_id},
};

on_both!(
    a_session_is_read_back_as_it_was_written,
    a_second_session_of_one_id_is_a_conflict,
    an_update_writes_the_whole_snapshot,
    an_update_of_a_version_that_has_moved_on_is_a_conflict,
    each_filter_narrows_the_list_to_what_it_says,
    filters_together_narrow_to_what_meets_them_all,
    a_cursor_walks_every_session_once,
    overdue_are_sessions_in_progress_whose_time_ran_out_the_earliest_first,
);

async fn a_session_is_read_back_as_it_was_written(store: Store) {
    let mut row = session(1, "bank", NOON);
    row.profile = Some("c2VhbGVk".into());
    row.state.reference = None;
    store.write(async |tx| sessions::insert(tx, &row).await).await.expect("inserts");
    let read = store.read(async |c| sessions::load(c, row.id).await).await;
    assert_eq!(read, Some(row));
    assert_eq!(store.read(async |c| sessions::load(c, session_id(2)).await).await, None);
}

async fn a_second_session_of_one_id_is_a_conflict(store: Store) {
    let first = session(1, "bank", NOON);
    store.write(async |tx| sessions::insert(tx, &first).await).await.expect("inserts");
    let second = store.write(async |tx| sessions::insert(tx, &session(1, "rival", NOON)).await).await;
    assert!(is_conflict(&second), "{second:?}");
    assert_eq!(store.read(async |c| sessions::load(c, first.id).await).await, Some(first));
}

async fn an_update_writes_the_whole_snapshot(store: Store) {
    let mut row = session(1, "bank", NOON);
    row.profile = Some("c2VhbGVk".into());
    store.write(async |tx| sessions::insert(tx, &row).await).await.expect("inserts");
    let seen = row.state.sequence;
    row.state.sequence += 3;
    row.state.status = Status::AwaitingStaff;
    row.state.generation = 2;
    row.profile = None;
    row.updated_at_ms += 1;
    store.write(async |tx| sessions::update(tx, &row, seen).await).await.expect("updates");
    assert_eq!(store.read(async |c| sessions::load(c, row.id).await).await, Some(row));
}

async fn an_update_of_a_version_that_has_moved_on_is_a_conflict(store: Store) {
    let mut row = session(1, "bank", NOON);
    store.write(async |tx| sessions::insert(tx, &row).await).await.expect("inserts");
    let seen = row.state.sequence;
    row.state.sequence += 1;
    store.write(async |tx| sessions::update(tx, &row, seen).await).await.expect("updates");
    let mut late = row.clone();
    late.state.status = Status::Withdrawn;
    let lost = store.write(async |tx| sessions::update(tx, &late, seen).await).await;
    assert!(is_conflict(&lost), "{lost:?}");
    assert_eq!(store.read(async |c| sessions::load(c, row.id).await).await, Some(row));
}

/// Six sessions, a second apart, of two clients; the third and fourth wait for staff, written 100 s later.
async fn six(store: &Store) {
    for n in 1..=6 {
        let at = NOON + i64::try_from(n).expect("small") * 1000;
        let mut row = session(n, if n % 2 == 1 { "odd" } else { "even" }, at);
        if n == 3 || n == 4 {
            row.state.status = Status::AwaitingStaff;
            row.updated_at_ms += 100_000;
        }
        store.write(async |tx| sessions::insert(tx, &row).await).await.expect("inserts");
    }
}

async fn listed(store: &Store, filter: Filter, limit: i64) -> Vec<SessionId> {
    let rows = store.read(async |c| sessions::list(c, &filter, limit).await).await;
    rows.into_iter().map(|row| row.id).collect()
}

fn ids(of: &[u128]) -> Vec<SessionId> {
    of.iter().map(|n| session_id(*n)).collect()
}

async fn each_filter_narrows_the_list_to_what_it_says(store: Store) {
    six(&store).await;
    let all = Filter::default;
    let cases = [
        ("none", all(), ids(&[1, 2, 3, 4, 5, 6])),
        ("client", Filter { client: Some("even".into()), ..all() }, ids(&[2, 4, 6])),
        ("another client", Filter { client: Some("none".into()), ..all() }, ids(&[])),
        ("reference", Filter { reference: Some("app-5".into()), ..all() }, ids(&[5])),
        ("status", Filter { status: Some(Status::AwaitingStaff.name()), ..all() }, ids(&[3, 4])),
        ("wants a decision", Filter { wants: Some(Wants::Decision), ..all() }, ids(&[3, 4])),
        ("wants a second person", Filter { wants: Some(Wants::SecondPerson), ..all() }, ids(&[])),
        ("from, inclusive", Filter { from_ms: Some(NOON + 5000), ..all() }, ids(&[5, 6])),
        ("to, exclusive", Filter { to_ms: Some(NOON + 3000), ..all() }, ids(&[1, 2])),
        ("updated after, inclusive", Filter { updated_after_ms: Some(NOON + 103_000), ..all() }, ids(&[3, 4])),
        ("updated after, later", Filter { updated_after_ms: Some(NOON + 103_001), ..all() }, ids(&[4])),
        ("cursor", Filter { after: Some(session_id(4)), ..all() }, ids(&[5, 6])),
    ];
    for (name, filter, expected) in cases {
        assert_eq!(listed(&store, filter, 100).await, expected, "{name}");
    }
}

async fn filters_together_narrow_to_what_meets_them_all(store: Store) {
    six(&store).await;
    let filter = Filter {
        client: Some("even".into()),
        reference: Some("app-4".into()),
        status: Some(Status::AwaitingStaff.name()),
        from_ms: Some(NOON + 4000),
        to_ms: Some(NOON + 4001),
        updated_after_ms: Some(NOON + 104_000),
        after: Some(session_id(3)),
        wants: Some(Wants::Decision),
    };
    assert_eq!(listed(&store, filter.clone(), 100).await, ids(&[4]));
    assert_eq!(listed(&store, Filter { client: Some("odd".into()), ..filter }, 100).await, ids(&[]));
}

async fn a_cursor_walks_every_session_once(store: Store) {
    six(&store).await;
    let (mut walked, mut after) = (Vec::new(), None);
    loop {
        let page = listed(&store, Filter { after, ..Filter::default() }, 2).await;
        assert!(page.len() <= 2);
        let Some(last) = page.last() else { break };
        after = Some(*last);
        walked.extend(page);
    }
    assert_eq!(walked, ids(&[1, 2, 3, 4, 5, 6]));
}

async fn overdue_are_sessions_in_progress_whose_time_ran_out_the_earliest_first(store: Store) {
    // The later the id, the earlier the end, so that the order is told from that of the ids.
    for (n, expires_at_ms, status) in [
        (1, NOON + 30, Status::InProgress),
        (2, NOON + 20, Status::InProgress),
        (3, NOON + 10, Status::InProgress),
        (4, NOON + 5, Status::AwaitingStaff),
        (5, NOON + 31, Status::InProgress),
    ] {
        let mut row = session(n, "bank", NOON);
        row.state.expires_at_ms = expires_at_ms;
        row.state.status = status;
        store.write(async |tx| sessions::insert(tx, &row).await).await.expect("inserts");
    }
    let overdue = async |limit| store.read(async |c| sessions::overdue(c, NOON + 30, limit).await).await;
    assert_eq!(overdue(100).await, ids(&[3, 2, 1]));
    assert_eq!(overdue(2).await, ids(&[3, 2]));
}
