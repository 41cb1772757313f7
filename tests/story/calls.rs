//! The queue of calls: places, who may take which, and what the last calls say.

use ahlan::{
    base::ids::{CallId, SessionId},
    storage::{
        StorageError,
        calls::{self, Asking, CallRow, Phase},
        claims::{self, Fenced, HeldFor},
        on_duty,
        rooms::{self, Seated, Side},
    },
    video::call::CallReason,
};
use uuid::Uuid;

use crate::{
    engines::{Store, on_both},
    samples::{NOON, is_conflict},
};

on_both!(
    a_session_has_one_open_call_and_may_have_another_after_it,
    the_queue_is_by_priority_and_then_by_wait,
    a_place_counts_those_of_the_same_language_that_nobody_has_taken,
    the_next_call_is_due_in_a_language_that_is_spoken_and_of_somebody_who_is_there,
    a_call_is_taken_under_a_fence_that_never_counts_back,
    a_look_at_the_case_does_not_lengthen_the_lease_of_a_call,
    after_a_call_the_case_is_held_for_its_verdict,
    a_connected_call_without_its_holder_is_lost_and_a_waiting_one_is_not,
    a_call_that_its_applicant_deserted_is_found,
    the_last_calls_say_how_long_one_takes_until_they_are_forgotten,
    bookings_are_counted_by_their_time,
    staff_is_on_duty_for_a_time_and_for_languages,
);

/// The `n`th call's id.
pub fn call_id(n: u128) -> CallId {
    CallId::new(Uuid::from_u128(n))
}

fn row(n: u128, session: SessionId, due_at_ms: i64) -> CallRow {
    let reason = CallReason::ALL.get(usize::try_from(n % 4).unwrap_or_default()).copied();
    CallRow { call: call_id(n), session, language: "ar".into(), reason, priority: 0, due_at_ms, booked: false }
}

impl Store {
    /// The `n`th call, of a session of its own, waiting since `due_at_ms`.
    pub async fn with_call(&self, n: u128, due_at_ms: i64) -> CallRow {
        let row = row(n, self.with_session(n).await, due_at_ms);
        self.put(&row).await.expect("inserts");
        row
    }

    async fn put(&self, row: &CallRow) -> Result<(), StorageError> {
        self.write(async |tx| calls::insert(tx, row).await).await
    }

    async fn applicant_at(&self, row: &CallRow, seen_at_ms: i64) {
        let seat = Seated { seat: "a".into(), seen_at_ms };
        self.write(async |tx| rooms::sit(tx, row.call, Side::Applicant, &seat).await).await.expect("sits");
    }

    async fn queue(&self, now: i64) -> Vec<CallId> {
        self.read(async |c| calls::open(c, now, 99).await).await.into_iter().map(|queued| queued.row.call).collect()
    }
}

async fn a_session_has_one_open_call_and_may_have_another_after_it(store: Store) {
    let first = store.with_call(1, NOON).await;
    let second = row(2, first.session, NOON + 9);
    let twice = store.put(&second).await;
    assert!(is_conflict(&twice), "{twice:?}");
    for _ in 0..2 {
        let end = async |tx: &mut _| calls::end(tx, first.call, NOON + 5, Some(4)).await;
        store.write(end).await.expect("ends, once or again");
    }
    store.put(&second).await.expect("another");
    assert_eq!(store.queue(NOON).await, [second.call]);
    let late = store.write(async |tx| calls::move_to(tx, first.call, Phase::Connected).await).await;
    assert!(is_conflict(&late), "{late:?}");
}

async fn the_queue_is_by_priority_and_then_by_wait(store: Store) {
    store.with_call(1, NOON + 20).await;
    store.with_call(2, NOON + 10).await;
    let urgent = CallRow { priority: 5, ..row(3, store.with_session(3).await, NOON + 30) };
    store.put(&urgent).await.expect("inserts");
    assert_eq!(store.queue(NOON).await, [3, 2, 1].map(call_id));
    // A call that drops is where it was.
    for phase in [Phase::Connected, Phase::Waiting] {
        store.write(async |tx| calls::move_to(tx, call_id(2), phase).await).await.expect("moves");
        assert_eq!(store.queue(NOON).await, [3, 2, 1].map(call_id), "{phase:?}");
    }
}

async fn a_place_counts_those_of_the_same_language_that_nobody_has_taken(store: Store) {
    let taken = store.with_call(1, NOON).await;
    store.with_call(2, NOON + 1).await;
    let other = CallRow { language: "zh".into(), ..row(3, store.with_session(3).await, NOON + 2) };
    let mine = row(4, store.with_session(4).await, NOON + 2);
    let later = CallRow { booked: true, ..row(5, store.with_session(5).await, NOON + 500) };
    for row in [&other, &mine, &later] {
        store.put(row).await.expect("inserts");
    }
    let ahead = async |row: &CallRow| store.read(async |c| calls::ahead(c, row, NOON + 9).await).await;
    assert_eq!((ahead(&mine).await, ahead(&other).await), (2, 0));
    let take = async |tx: &mut _| claims::take_call(tx, taken.session, "amna", NOON + 3, NOON + 33).await;
    store.write(take).await.expect("takes");
    assert_eq!(ahead(&mine).await, 1);
    let after = store.read(async |c| calls::ahead(c, &mine, NOON + 33).await).await;
    assert_eq!(after, 2, "the lease ran out");
}

async fn the_next_call_is_due_in_a_language_that_is_spoken_and_of_somebody_who_is_there(store: Store) {
    let free = async |staff: &str, languages: &str| {
        let asking = Asking { staff, languages, seen_since_ms: NOON };
        let found = store.read(async |c| calls::free(c, asking, NOON + 100, 9).await).await;
        found.into_iter().map(|queued| queued.row.call).collect::<Vec<_>>()
    };
    let here = store.with_call(1, NOON).await;
    let gone = store.with_call(2, NOON).await;
    let held = store.with_call(3, NOON).await;
    let later = store.with_call(4, NOON + 101).await;
    for (row, seen) in [(&here, NOON), (&gone, NOON - 1), (&held, NOON + 50), (&later, NOON)] {
        store.applicant_at(row, seen).await;
    }
    let claim = async |tx: &mut _| claims::claim(tx, held.session, "badr", NOON, NOON + 600).await;
    store.write(claim).await.expect("holds");
    let all = store.read(async |c| calls::open(c, NOON, 9).await).await;
    let reasons: Vec<_> = all.iter().map(|queued| queued.row.reason).collect();
    assert_eq!(reasons, [here.reason, gone.reason, held.reason, later.reason]);
    assert_eq!((here.reason, held.reason), (Some(CallReason::PrefersPerson), None));
    assert_eq!(free("amna", "").await, [here.call]);
    assert_eq!(free("amna", ",en,ar,").await, [here.call]);
    assert_eq!(free("amna", ",en,").await, []);
    assert_eq!(free("badr", "").await, [here.call, held.call], "his own case too");
}

async fn a_call_is_taken_under_a_fence_that_never_counts_back(store: Store) {
    let call = store.with_call(1, NOON).await;
    let take = async |staff: &str, now| {
        store.write(async |tx| claims::take_call(tx, call.session, staff, now, now + 30).await).await
    };
    let renew = async |staff: &str, fence, now| {
        let held = Fenced { staff, fence };
        store.write(async |tx| claims::renew_call(tx, call.session, &held, now, now + 30).await).await
    };
    assert_eq!(take("amna", NOON).await.expect("free"), 1);
    let refused = take("badr", NOON + 29).await;
    assert!(is_conflict(&refused), "{refused:?}");
    assert_eq!(take("amna", NOON + 1).await.expect("another tab"), 2);
    let stale = renew("amna", 1, NOON + 2).await;
    assert!(is_conflict(&stale), "{stale:?}");
    renew("amna", 2, NOON + 2).await.expect("renews");
    store.write(async |tx| claims::release(tx, call.session).await).await.expect("lets go");
    assert_eq!(take("badr", NOON + 3).await.expect("free"), 3);
    let late = renew("badr", 3, NOON + 33).await;
    assert!(is_conflict(&late), "what ran out is not renewed");
}

async fn a_look_at_the_case_does_not_lengthen_the_lease_of_a_call(store: Store) {
    let call = store.with_call(1, NOON).await;
    let look = async |now| store.write(async |tx| claims::claim(tx, call.session, "amna", now, now + 600).await).await;
    look(NOON).await.expect("looks");
    let take = async |tx: &mut _| claims::take_call(tx, call.session, "amna", NOON + 1, NOON + 31).await;
    assert_eq!(store.write(take).await.expect("her own"), 2);
    let refused = look(NOON + 2).await;
    assert!(is_conflict(&refused), "{refused:?}");
    let (hold, fence, held_for) =
        store.read(async |c| claims::held(c, call.session, NOON + 2).await).await.expect("held");
    assert_eq!((hold.staff.as_str(), hold.until_ms, fence, held_for), ("amna", NOON + 31, 2, HeldFor::Call));
}

async fn after_a_call_the_case_is_held_for_its_verdict(store: Store) {
    let call = store.with_call(1, NOON).await;
    let take = async |tx: &mut _| claims::take_call(tx, call.session, "amna", NOON, NOON + 30).await;
    store.write(take).await.expect("takes");
    let after = async |now| store.write(async |tx| claims::after_call(tx, call.session, now, now + 600).await).await;
    after(NOON + 5).await.expect("ends");
    let hold_at = async |now| store.read(async |c| claims::held(c, call.session, now).await).await;
    let (hold, fence, held_for) = hold_at(NOON + 604).await.expect("held");
    assert_eq!((hold.staff.as_str(), fence, held_for), ("amna", 1, HeldFor::Review));
    after(NOON + 700).await.expect("nothing is held");
    assert_eq!(hold_at(NOON + 700).await, None);
}

async fn a_connected_call_without_its_holder_is_lost_and_a_waiting_one_is_not(store: Store) {
    let (one, two) = (store.with_call(1, NOON).await, store.with_call(2, NOON).await);
    let take = async |tx: &mut _| claims::take_call(tx, one.session, "amna", NOON, NOON + 30).await;
    store.write(take).await.expect("takes");
    store.write(async |tx| calls::move_to(tx, one.call, Phase::Connected).await).await.expect("connects");
    let lost = async |now| store.read(async |c| calls::lost(c, now, 9).await).await;
    assert_eq!(lost(NOON + 29).await, []);
    assert_eq!(lost(NOON + 30).await, [one.session]);
    let claim = async |tx: &mut _| claims::claim(tx, one.session, "badr", NOON + 31, NOON + 99).await;
    store.write(claim).await.expect("looks");
    assert_eq!(lost(NOON + 32).await, [one.session], "a look holds no call");
    assert_ne!(two.session, one.session);
}

async fn a_call_that_its_applicant_deserted_is_found(store: Store) {
    let (here, gone, later) =
        (store.with_call(1, NOON).await, store.with_call(2, NOON).await, store.with_call(3, NOON + 99).await);
    store.applicant_at(&here, NOON + 60).await;
    store.applicant_at(&gone, NOON + 10).await;
    let deserted = async |before| store.read(async |c| calls::deserted(c, NOON + 90, before, 9).await).await;
    assert_eq!(deserted(NOON + 50).await, [gone.session]);
    let take = async |tx: &mut _| claims::take_call(tx, gone.session, "amna", NOON + 80, NOON + 110).await;
    store.write(take).await.expect("takes");
    assert_eq!(deserted(NOON + 50).await, [], "somebody is about to see");
    assert_eq!(later.due_at_ms, NOON + 99);
}

async fn the_last_calls_say_how_long_one_takes_until_they_are_forgotten(store: Store) {
    for (n, handled) in [(1, Some(100)), (2, None), (3, Some(300))] {
        let call = store.with_call(n, NOON).await;
        let at = NOON + i64::try_from(n).expect("small");
        store.write(async |tx| calls::end(tx, call.call, at, handled).await).await.expect("ends");
    }
    let handled = async |limit| store.read(async |c| calls::handled(c, limit).await).await;
    assert_eq!((handled(9).await, handled(1).await), (vec![300, 100], vec![300]));
    assert_eq!(store.write(async |tx| calls::forget(tx, NOON + 2).await).await.expect("forgets"), 2);
    assert_eq!(handled(9).await, [300]);
}

async fn bookings_are_counted_by_their_time(store: Store) {
    for n in 1..=3 {
        let booked = CallRow { booked: n > 1, ..row(n, store.with_session(n).await, NOON + 600) };
        store.put(&booked).await.expect("inserts");
    }
    let booked = async |at| store.read(async |c| calls::booked_for(c, at).await).await;
    assert_eq!((booked(NOON + 600).await, booked(NOON).await), (2, 0));
}

async fn staff_is_on_duty_for_a_time_and_for_languages(store: Store) {
    for (staff, languages) in [("amna", ",ar,en,"), ("badr", ""), ("celine", ",fr,")] {
        let arrive = async |tx: &mut _| on_duty::arrive(tx, staff, languages, NOON + 90).await;
        store.write(arrive).await.expect("arrives");
    }
    let speakers = async |language, now| store.read(async |c| on_duty::speakers(c, language, now).await).await;
    assert_eq!((speakers("ar", NOON).await, speakers("zh", NOON).await, speakers("a", NOON).await), (2, 1, 1));
    assert_eq!(speakers("ar", NOON + 90).await, 0);
    let again = async |tx: &mut _| on_duty::arrive(tx, "amna", "", NOON + 200).await;
    store.write(again).await.expect("stays");
    let languages = async |staff, now| store.read(async |c| on_duty::languages(c, staff, now).await).await;
    assert_eq!((languages("amna", NOON + 100).await.as_deref(), languages("badr", NOON + 100).await), (Some(""), None));
    store.write(async |tx| on_duty::leave(tx, "celine").await).await.expect("leaves");
    assert_eq!(store.read(async |c| on_duty::count(c, NOON).await).await, 2);
}
