//! Numbers that are bound to conversations by WhatsApp, and what waits in them.

use ahlan::{
    base::ids::SessionId,
    storage::{
        whatsapp_inbox::{self, InboxRow},
        whatsapp_threads::{self, Opening, ThreadRow},
    },
};

use crate::{
    engines::{Store, on_both},
    samples::{NOON, is_conflict, session_id},
};

on_both!(
    a_number_is_one_sessions_and_a_session_has_one_number,
    the_latest_message_counts_whatever_comes_in_first,
    what_became_of_the_opening_is_kept_with_the_number_that_writes,
    a_conversation_is_in_one_hand_at_a_time,
    a_message_is_taken_once_whoever_brings_it_at_the_same_time,
    what_was_sent_first_is_next_and_waits_for_its_time,
    what_is_dealt_with_is_known_but_not_kept,
    who_was_told_something_newer_is_not_told_again,
    a_session_that_went_on_and_stands_still_is_to_be_told_to_who_was_heard_and_waits_for_nothing,
    what_is_old_or_of_an_erased_session_is_forgotten,
);

fn thread(session: SessionId, number: &str) -> ThreadRow {
    ThreadRow {
        session,
        number: number.to_owned(),
        sealed: "sealed".to_owned(),
        generation: 1,
        bound_at_ms: NOON,
        opening: Opening::Waiting,
        heard_at_ms: None,
        told_version: 1,
        told_sequence: 0,
    }
}

fn waits(session: SessionId, message: &str, sent_at_ms: i64) -> InboxRow {
    InboxRow {
        message: message.to_owned(),
        session,
        waiting: "sealed".to_owned(),
        sent_at_ms,
        taken_at_ms: NOON,
        place: 0,
        attempts: 0,
        next_at_ms: NOON,
        replies: 0,
    }
}

async fn bound(store: &Store, n: u128, number: &str) -> SessionId {
    let session = store.with_session(n).await;
    store.write(async |tx| whatsapp_threads::bind(tx, &thread(session, number)).await).await.expect("binds");
    session
}

async fn of(store: &Store, session: SessionId) -> Option<ThreadRow> {
    store.read(async |c| whatsapp_threads::by_session(c, session).await).await
}

async fn take(store: &Store, row: &InboxRow) -> bool {
    store.write(async |tx| whatsapp_inbox::take(tx, row).await).await.expect("takes")
}

async fn next(store: &Store, session: SessionId) -> Option<InboxRow> {
    store.read(async |c| whatsapp_inbox::next(c, session).await).await
}

async fn a_number_is_one_sessions_and_a_session_has_one_number(store: Store) {
    let one = bound(&store, 1, "a").await;
    let two = store.with_session(2).await;
    let by = async |number| store.read(async |c| whatsapp_threads::by_number(c, number).await).await;
    assert_eq!((by("a").await, by("b").await), (Some(thread(one, "a")), None));
    let taken = store.write(async |tx| whatsapp_threads::bind(tx, &thread(two, "a")).await).await;
    assert!(is_conflict(&taken), "{taken:?}");
    let row = ThreadRow { generation: 2, heard_at_ms: Some(NOON), opening: Opening::Sent, ..thread(one, "b") };
    store.write(async |tx| whatsapp_threads::bind(tx, &row).await).await.expect("binds anew");
    assert_eq!((by("a").await, by("b").await), (None, Some(row)));
    let release = async || store.write(async |tx| whatsapp_threads::release(tx, one).await).await.expect("releases");
    assert_eq!((release().await, release().await), (true, false));
    assert_eq!((by("b").await, of(&store, one).await), (None, None));
}

async fn the_latest_message_counts_whatever_comes_in_first(store: Store) {
    let session = bound(&store, 1, "a").await;
    for (at, latest) in [(NOON + 5, NOON + 5), (NOON + 1, NOON + 5), (NOON + 9, NOON + 9)] {
        store.write(async |tx| whatsapp_threads::heard(tx, session, at).await).await.expect("notes");
        assert_eq!(of(&store, session).await.and_then(|row| row.heard_at_ms), Some(latest));
    }
}

async fn what_became_of_the_opening_is_kept_with_the_number_that_writes(store: Store) {
    let (one, two) = (bound(&store, 1, "a").await, bound(&store, 2, "b").await);
    let opened = async |session, opening, number: &str| {
        store.write(async |tx| whatsapp_threads::opened(tx, session, opening, number).await).await
    };
    for opening in Opening::ALL {
        opened(one, opening, "c").await.expect("notes");
        assert_eq!(of(&store, one).await, Some(ThreadRow { opening, ..thread(one, "c") }));
    }
    let taken = opened(two, Opening::Sent, "c").await;
    assert!(is_conflict(&taken), "{taken:?}");
    let gave_up = async |session| store.write(async |tx| whatsapp_threads::gave_up(tx, session).await).await;
    for session in [one, two] {
        gave_up(session).await.expect("gives up");
        assert_eq!(of(&store, session).await.map(|row| row.opening), Some(Opening::Refused));
    }
    opened(one, Opening::Sent, "c").await.expect("notes");
    gave_up(one).await.expect("nothing to give up");
    assert_eq!(of(&store, one).await.map(|row| row.opening), Some(Opening::Sent));
}

async fn who_was_told_something_newer_is_not_told_again(store: Store) {
    let session = bound(&store, 1, "a").await;
    let knows = async || of(&store, session).await.map(|row| (row.told_version, row.told_sequence));
    for (told, known) in [((3, 2), (3, 2)), ((2, 4), (3, 4)), ((9, 3), (3, 4))] {
        store.write(async |tx| whatsapp_threads::told(tx, session, told.0, told.1).await).await.expect("notes");
        assert_eq!(knows().await, Some(known));
    }
    let seen = of(&store, session).await.expect("a thread");
    let catch_up =
        async |version| store.write(async |tx| whatsapp_threads::catch_up(tx, &seen, version, 5).await).await;
    let both = tokio::join!(catch_up(4), catch_up(4));
    assert_ne!(is_conflict(&both.0), is_conflict(&both.1), "{both:?}");
    assert_eq!(knows().await, Some((4, 5)));
}

async fn a_session_that_went_on_and_stands_still_is_to_be_told_to_who_was_heard_and_waits_for_nothing(store: Store) {
    let session = bound(&store, 1, "a").await;
    let moved = async |still, heard| store.read(async |c| whatsapp_threads::moved(c, still, heard, 9).await).await;
    let hears = async |at| store.write(async |tx| whatsapp_threads::heard(tx, session, at).await).await.expect("notes");
    hears(NOON).await;
    let mut row = crate::samples::session(1, "bank", NOON);
    let seen = row.state.sequence;
    let told = i64::try_from(seen).expect("a number");
    store.write(async |tx| whatsapp_threads::told(tx, session, told, 0).await).await.expect("notes");
    assert_eq!(moved(NOON, NOON - 1).await, [], "they know it");
    row.state.sequence += 1;
    store.write(async |tx| ahlan::storage::sessions::update(tx, &row, seen).await).await.expect("goes on");
    assert_eq!(moved(NOON, NOON - 1).await, [session]);
    assert_eq!((moved(NOON - 1, NOON - 1).await, moved(NOON, NOON).await), (vec![], vec![]), "not still, not heard");
    take(&store, &waits(session, "m", NOON)).await;
    assert_eq!(moved(NOON, NOON - 1).await, [], "an answer waits");
    store.write(async |tx| whatsapp_inbox::done(tx, "m").await).await.expect("done");
    assert_eq!(moved(NOON, NOON - 1).await, [session]);
    store.write(async |tx| whatsapp_threads::release(tx, session).await).await.expect("releases");
    assert_eq!(moved(NOON, NOON - 1).await, []);
}

async fn a_conversation_is_in_one_hand_at_a_time(store: Store) {
    let session = bound(&store, 1, "a").await;
    let hold = async |holder: &str, now| {
        let held = store.write(async |tx| whatsapp_threads::hold(tx, session, holder, now, now + 10).await).await;
        held.expect("runs")
    };
    let both = tokio::join!(hold("x", NOON), hold("y", NOON));
    assert_ne!(both.0, both.1, "{both:?}");
    let (first, second) = if both.0 { ("x", "y") } else { ("y", "x") };
    assert!(hold(first, NOON + 5).await && !hold(second, NOON + 14).await);
    assert!(hold(second, NOON + 15).await && !hold(first, NOON + 16).await, "it ran out");
    let let_go = async |holder: &str| {
        store.write(async |tx| whatsapp_threads::let_go(tx, session, holder).await).await.expect("runs");
    };
    let_go(first).await;
    assert!(!hold(first, NOON + 16).await, "only who holds it lets it go");
    let_go(second).await;
    assert!(hold(first, NOON + 16).await);
    let nobody = store.write(async |tx| whatsapp_threads::hold(tx, session_id(9), "x", NOON, NOON).await).await;
    assert!(!nobody.expect("runs"), "there is no such conversation");
}

async fn a_message_is_taken_once_whoever_brings_it_at_the_same_time(store: Store) {
    let session = store.with_session(1).await;
    let row = waits(session, "m", NOON);
    let both = tokio::join!(take(&store, &row), take(&store, &row));
    assert_ne!(both.0, both.1, "{both:?}");
    let other = InboxRow { waiting: "forged".into(), ..row.clone() };
    assert!(!take(&store, &other).await);
    assert_eq!(next(&store, session).await, Some(row));
}

async fn what_was_sent_first_is_next_and_waits_for_its_time(store: Store) {
    let (one, two) = (store.with_session(1).await, store.with_session(2).await);
    take(&store, &InboxRow { place: 1, ..waits(one, "late", NOON) }).await;
    take(&store, &waits(one, "early", NOON)).await;
    take(&store, &InboxRow { next_at_ms: NOON + 5, ..waits(two, "two", NOON - 9) }).await;
    let due = async |now, most| store.read(async |c| whatsapp_inbox::due(c, now, most).await).await;
    assert_eq!((due(NOON - 1, 9).await, due(NOON, 9).await), (vec![], vec![one]));
    assert_eq!((due(NOON + 5, 9).await, due(NOON + 5, 1).await), (vec![one, two], vec![one]));
    assert_eq!(next(&store, one).await.map(|row| row.message).as_deref(), Some("early"));
    store.write(async |tx| whatsapp_inbox::put_off(tx, "early", NOON + 7).await).await.expect("puts off");
    let put_off = InboxRow { attempts: 1, next_at_ms: NOON + 7, ..waits(one, "early", NOON) };
    assert_eq!(next(&store, one).await, Some(put_off), "what came after it waits, too");
    store.write(async |tx| whatsapp_inbox::replied(tx, "early", 2).await).await.expect("notes");
    assert_eq!(next(&store, one).await.map(|row| row.replies), Some(2));
}

async fn what_is_dealt_with_is_known_but_not_kept(store: Store) {
    let session = store.with_session(1).await;
    for message in ["a", "b", "c"] {
        take(&store, &waits(session, message, NOON)).await;
    }
    store.write(async |tx| whatsapp_inbox::done(tx, "a").await).await.expect("done");
    assert_eq!(next(&store, session).await.map(|row| row.message).as_deref(), Some("b"));
    store.write(async |tx| whatsapp_inbox::abandon(tx, session).await).await.expect("abandoned");
    assert_eq!(next(&store, session).await, None);
    assert_eq!(store.read(async |c| whatsapp_inbox::due(c, i64::MAX, 9).await).await, []);
    assert!(!take(&store, &waits(session, "a", NOON)).await, "it is known");
    assert_eq!(store.number("SELECT COUNT(*) FROM whatsapp_inbox WHERE waiting IS NOT NULL").await, 0);
}

async fn what_is_old_or_of_an_erased_session_is_forgotten(store: Store) {
    let (one, two) = (store.with_session(1).await, store.with_session(2).await);
    for (session, message, taken_at_ms) in [(one, "a", NOON), (one, "b", NOON + 9), (two, "c", NOON + 9)] {
        take(&store, &InboxRow { taken_at_ms, ..waits(session, message, NOON) }).await;
    }
    let since = async |session, at| store.read(async |c| whatsapp_inbox::since(c, session, at).await).await;
    assert_eq!((since(one, NOON - 1).await, since(one, NOON).await, since(two, NOON).await), (2, 1, 1));
    for (before, gone) in [(NOON - 1, 0), (NOON, 1), (NOON, 0)] {
        assert_eq!(store.write(async |tx| whatsapp_inbox::forget(tx, before).await).await.expect("forgets"), gone);
    }
    store.write(async |tx| whatsapp_inbox::forget_session(tx, one).await).await.expect("forgets");
    assert_eq!((since(one, 0).await, since(two, 0).await), (0, 1));
}
