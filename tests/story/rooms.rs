//! The rooms of calls: seats, and what is said across.

use ahlan::{
    storage::{
        call_media, calls,
        rooms::{self, Seated, Side},
    },
    video::room::{Movement, Step},
};

use crate::{
    calls::call_id,
    engines::{Store, on_both},
    samples::{NOON, is_conflict},
};

on_both!(
    the_newer_page_has_the_seat_and_the_older_cannot_stay,
    what_is_said_is_heard_on_the_other_side_alone_and_in_order,
    both_sides_may_speak_at_once,
    a_room_that_is_cleared_is_empty,
    who_left_the_media_server_is_away_until_they_come_by_another_connection,
    of_a_call_that_is_over_nothing_is_noted,
);

fn seat(name: &str, seen_at_ms: i64) -> Seated {
    Seated { seat: name.into(), seen_at_ms }
}

async fn the_newer_page_has_the_seat_and_the_older_cannot_stay(store: Store) {
    let call = call_id(1);
    let sit = async |seated: Seated| store.write(async |tx| rooms::sit(tx, call, Side::Staff, &seated).await).await;
    let stay = async |seated: Seated| store.write(async |tx| rooms::stay(tx, call, Side::Staff, &seated).await).await;
    let seated = async |side| store.read(async |c| rooms::seated(c, call, side).await).await;
    sit(seat("old", NOON)).await.expect("sits");
    stay(seat("old", NOON + 5)).await.expect("stays");
    assert_eq!(seated(Side::Staff).await, Some(seat("old", NOON + 5)));
    sit(seat("new", NOON + 6)).await.expect("sits");
    let late = stay(seat("old", NOON + 7)).await;
    assert!(is_conflict(&late), "{late:?}");
    store.write(async |tx| rooms::rise(tx, call, Side::Staff, "old").await).await.expect("is not there any more");
    assert_eq!((seated(Side::Staff).await, seated(Side::Applicant).await), (Some(seat("new", NOON + 6)), None));
    store.write(async |tx| rooms::rise(tx, call, Side::Staff, "new").await).await.expect("rises");
    assert_eq!(seated(Side::Staff).await, None);
}

async fn what_is_said_is_heard_on_the_other_side_alone_and_in_order(store: Store) {
    let call = call_id(1);
    for (to, said) in [(Side::Staff, "a"), (Side::Applicant, "b"), (Side::Staff, "c")] {
        store.write(async |tx| rooms::say(tx, call, to, said).await).await.expect("says");
    }
    store.write(async |tx| rooms::say(tx, call_id(2), Side::Staff, "elsewhere").await).await.expect("says");
    let heard = async |side, after| {
        let said = store.read(async |c| rooms::said(c, call, side, after, 9).await).await;
        said.into_iter().map(|(number, text)| format!("{number}{text}")).collect::<Vec<_>>()
    };
    assert_eq!(heard(Side::Staff, 0).await, ["1a", "3c"]);
    assert_eq!((heard(Side::Staff, 1).await, heard(Side::Applicant, 0).await), (vec!["3c".into()], vec!["2b".into()]));
    let last = async |call| store.read(async |c| rooms::last(c, call).await).await;
    assert_eq!((last(call).await, last(call_id(3)).await), (3, 0));
}

async fn both_sides_may_speak_at_once(store: Store) {
    let call = call_id(1);
    let speak = |to: Side| {
        let store = store.clone();
        tokio::spawn(async move {
            for _ in 0..20 {
                while is_conflict(&store.write(async |tx| rooms::say(tx, call, to, "x").await).await) {}
            }
        })
    };
    let (one, other) = (speak(Side::Staff), speak(Side::Applicant));
    one.await.expect("speaks");
    other.await.expect("speaks");
    assert_eq!(store.read(async |c| rooms::last(c, call).await).await, 40);
}

async fn a_room_that_is_cleared_is_empty(store: Store) {
    for call in [call_id(1), call_id(2)] {
        store.write(async |tx| rooms::sit(tx, call, Side::Applicant, &seat("a", NOON)).await).await.expect("sits");
        store.write(async |tx| rooms::say(tx, call, Side::Staff, "x").await).await.expect("says");
    }
    store.write(async |tx| rooms::clear(tx, call_id(1)).await).await.expect("clears");
    for (call, said) in [(call_id(1), 0), (call_id(2), 1)] {
        assert_eq!(store.read(async |c| rooms::last(c, call).await).await, said);
        let seated = store.read(async |c| rooms::seated(c, call, Side::Applicant).await).await;
        assert_eq!(seated.is_some(), said == 1);
    }
}

impl Store {
    async fn applicant(&self, connection: &str, step: Step, at_ms: i64) {
        let (call, connection) = (call_id(1), connection.to_owned());
        let movement = Movement { call, side: Side::Applicant, connection, step, at_ms };
        self.write(async |tx| call_media::note(tx, &movement).await).await.expect("notes");
    }

    async fn present(&self) -> bool {
        self.read(async |c| rooms::present(c, call_id(1), Side::Applicant, NOON).await).await.is_some()
    }

    /// Call 1, with its applicant's page in the room.
    async fn with_applicant(&self) {
        self.with_call(1, NOON).await;
        let sit = async |tx: &mut _| rooms::sit(tx, call_id(1), Side::Applicant, &seat("a", NOON)).await;
        self.write(sit).await.expect("sits");
    }
}

async fn who_left_the_media_server_is_away_until_they_come_by_another_connection(store: Store) {
    store.with_applicant().await;
    assert!(store.present().await, "no media server has told anything");
    assert_eq!(store.read(async |c| rooms::present(c, call_id(1), Side::Applicant, NOON + 1).await).await, None);
    let steps = [
        ("one", Step::Came, 5, true),
        ("one", Step::Left, 9, false),
        ("one", Step::Came, 9, false), // told again, or late
        ("two", Step::Came, 9, true),
        ("one", Step::Left, 10, true), // of a connection that is replaced
        ("old", Step::Came, 3, true),
        ("two", Step::Left, 12, false),
        ("old", Step::Came, 3, false),
    ];
    for (connection, step, at, here) in steps {
        store.applicant(connection, step, NOON + at).await;
        assert_eq!(store.present().await, here, "{connection} {step:?} {at}");
    }
}

async fn of_a_call_that_is_over_nothing_is_noted(store: Store) {
    store.with_applicant().await;
    store.applicant("one", Step::Left, NOON).await;
    assert!(!store.present().await);
    store.write(async |tx| calls::end(tx, call_id(1), NOON, None).await).await.expect("ends");
    store.write(async |tx| rooms::clear(tx, call_id(1)).await).await.expect("clears");
    store.applicant("one", Step::Left, NOON + 1).await;
    store.applicant("two", Step::Left, NOON + 1).await;
    let sit = async |tx: &mut _| rooms::sit(tx, call_id(1), Side::Applicant, &seat("a", NOON)).await;
    store.write(sit).await.expect("sits");
    assert!(store.present().await);
}
