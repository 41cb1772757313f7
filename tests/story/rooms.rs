//! The rooms of calls: seats, and what is said across.

use ahlan::storage::rooms::{self, Seated, Side};

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
