//! Links that open a session on a page, and the visits that they are exchanged for.

use ahlan::{
    base::ids::{CaptureLinkId, SessionId, VisitId},
    staff::visit::{Reach, Visit},
    storage::{
        links::{self, LinkRow},
        visits::{self, VisitRow},
    },
};
use uuid::Uuid;

use crate::{
    engines::{Store, on_both},
    samples::{NOON, is_conflict},
};

on_both!(
    a_link_is_found_by_its_code_and_by_its_id,
    a_link_is_spent_once_whoever_comes_at_the_same_time,
    open_links_are_those_that_are_neither_spent_nor_over,
    a_visit_is_found_by_its_cookie_and_its_link_until_it_ends,
    a_visit_is_changed_only_as_it_was_seen,
    a_page_that_handed_over_cannot_step_back_twice,
    what_is_over_is_forgotten,
);

fn link(number: u128, session: SessionId) -> LinkRow {
    LinkRow {
        id: CaptureLinkId::new(Uuid::from_u128(number)),
        session,
        generation: 1,
        from_visit: None,
        expires_at_ms: NOON + 100,
        spent_at_ms: None,
    }
}

fn visit(number: u128, session: SessionId, reach: Reach) -> VisitRow {
    let id = VisitId::new(Uuid::from_u128(number));
    let link = CaptureLinkId::new(Uuid::from_u128(number));
    let visit = Visit { id, session, generation: 1, reach, expires_at_ms: NOON + 100 };
    VisitRow { visit, link, number: 47, tries_left: 3 }
}

async fn a_link_is_found_by_its_code_and_by_its_id(store: Store) {
    let session = store.with_session(1).await;
    let from = LinkRow { from_visit: Some(VisitId::new(Uuid::from_u128(9))), ..link(2, session) };
    for (code, row) in [("one", link(1, session)), ("two", from)] {
        store.write(async |tx| links::insert(tx, code, &row).await).await.expect("inserts");
        assert_eq!(store.read(async |c| links::by_code(c, code).await).await, Some(row));
        assert_eq!(store.read(async |c| links::by_id(c, row.id).await).await, Some(row));
    }
    assert_eq!(store.read(async |c| links::by_code(c, "none").await).await, None);
    let twice = store.write(async |tx| links::insert(tx, "one", &link(3, session)).await).await;
    assert!(is_conflict(&twice), "{twice:?}");
}

async fn a_link_is_spent_once_whoever_comes_at_the_same_time(store: Store) {
    let session = store.with_session(1).await;
    let row = link(1, session);
    store.write(async |tx| links::insert(tx, "code", &row).await).await.expect("inserts");
    let spend = async |now| store.write(async |tx| links::spend(tx, row.id, now).await).await;
    let both = tokio::join!(spend(NOON), spend(NOON + 1));
    assert_ne!(both.0.is_ok(), both.1.is_ok(), "{both:?}");
    let when = store.read(async |c| links::by_id(c, row.id).await).await.and_then(|link| link.spent_at_ms);
    assert!([Some(NOON), Some(NOON + 1)].contains(&when), "{when:?}");
}

async fn open_links_are_those_that_are_neither_spent_nor_over(store: Store) {
    let (one, other) = (store.with_session(1).await, store.with_session(2).await);
    for (number, session) in [(1, one), (2, one), (3, other)] {
        let code = number.to_string();
        store.write(async |tx| links::insert(tx, &code, &link(number, session)).await).await.expect("inserts");
    }
    let open = async |now| store.read(async |c| links::open(c, one, now).await).await;
    assert_eq!((open(NOON).await, open(NOON + 100).await), (2, 0));
    store.write(async |tx| links::spend(tx, link(1, one).id, NOON).await).await.expect("spends");
    assert_eq!(open(NOON).await, 1);
}

async fn a_visit_is_found_by_its_cookie_and_its_link_until_it_ends(store: Store) {
    let session = store.with_session(1).await;
    for (number, reach) in (1..).zip(Reach::ALL) {
        let (row, cookie) = (visit(number, session, reach), number.to_string());
        store.write(async |tx| visits::insert(tx, &cookie, &row).await).await.expect("inserts");
        let by_cookie = async |now| store.read(async |c| visits::by_cookie(c, &cookie, now).await).await;
        let by_link = async |now| store.read(async |c| visits::by_link(c, row.link, now).await).await;
        let of = async |now| store.read(async |c| visits::reach(c, row.visit.id, now).await).await;
        let now = NOON + 99;
        assert_eq!((by_cookie(now).await, by_link(now).await, of(now).await), (Some(row), Some(row), Some(reach)));
        let now = NOON + 100;
        assert_eq!((by_cookie(now).await, by_link(now).await, of(now).await), (None, None, None));
    }
    let twice = store.write(async |tx| visits::insert(tx, "1", &visit(9, session, Reach::Whole)).await).await;
    assert!(is_conflict(&twice), "{twice:?}");
}

async fn a_visit_is_changed_only_as_it_was_seen(store: Store) {
    let session = store.with_session(1).await;
    let seen = visit(1, session, Reach::Waiting);
    store.write(async |tx| visits::insert(tx, "cookie", &seen).await).await.expect("inserts");
    let tried = VisitRow { tries_left: 2, ..seen };
    let change =
        async |from: VisitRow, to: VisitRow| store.write(async |tx| visits::change(tx, &from, &to).await).await;
    change(seen, tried).await.expect("changes");
    let late = change(seen, tried).await;
    assert!(is_conflict(&late), "{late:?}");
    let mut whole = tried;
    (whole.visit.reach, whole.visit.expires_at_ms) = (Reach::Whole, NOON + 500);
    change(tried, whole).await.expect("changes");
    assert_eq!(store.read(async |c| visits::by_cookie(c, "cookie", NOON + 499).await).await, Some(whole));
}

async fn a_page_that_handed_over_cannot_step_back_twice(store: Store) {
    let session = store.with_session(1).await;
    let page = visit(1, session, Reach::Whole);
    store.write(async |tx| visits::insert(tx, "cookie", &page).await).await.expect("inserts");
    let step_back = async || store.write(async |tx| visits::step_back(tx, page.visit.id).await).await;
    step_back().await.expect("steps back");
    assert_eq!(store.read(async |c| visits::reach(c, page.visit.id, NOON).await).await, Some(Reach::Progress));
    let twice = step_back().await;
    assert!(is_conflict(&twice), "{twice:?}");
}

async fn what_is_over_is_forgotten(store: Store) {
    let session = store.with_session(1).await;
    store.write(async |tx| links::insert(tx, "code", &link(1, session)).await).await.expect("inserts");
    store
        .write(async |tx| visits::insert(tx, "cookie", &visit(1, session, Reach::Whole)).await)
        .await
        .expect("inserts");
    for (before, gone) in [(NOON + 99, 0), (NOON + 100, 1), (NOON + 100, 0)] {
        assert_eq!(store.write(async |tx| links::forget(tx, before).await).await.expect("forgets"), gone);
        assert_eq!(store.write(async |tx| visits::forget(tx, before).await).await.expect("forgets"), gone);
    }
}
