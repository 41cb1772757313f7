//! Plain rows: data keys, pictures, journeys, clients, attempts.

use ahlan::{
    base::category::Category,
    session::event::Shows,
    storage::{attempts, clients, data_keys, evidence, journeys},
};

use crate::{
    engines::{Store, on_both},
    samples::{NOON, evidence_id, is_conflict, session_id},
};

on_both!(
    the_keys_of_a_session_are_loaded_by_category_until_they_are_deleted,
    a_second_key_of_one_category_is_a_conflict,
    a_deleted_key_leaves_those_of_other_sessions,
    keys_are_walked_in_order_over_all_sessions_and_counted,
    a_key_is_wrapped_anew_only_where_it_is_still_the_same,
    a_picture_is_found_in_its_own_session_only,
    every_kind_of_picture_is_read_back,
    a_second_picture_of_one_id_is_a_conflict,
    a_journeys_text_is_kept_once_however_often_it_is_used,
    another_text_of_the_same_version_is_a_conflict,
    many_first_sessions_of_a_new_journey_all_keep_it,
    a_clients_secret_is_found_by_its_name,
    a_second_client_of_one_name_is_a_conflict,
    attempts_are_counted_by_identity_within_the_window,
    an_attempt_is_taken_back_and_old_ones_are_forgotten,
);

async fn the_keys_of_a_session_are_loaded_by_category_until_they_are_deleted(store: Store) {
    let id = store.with_session(1).await;
    for category in Category::ALL {
        store.write(async |tx| data_keys::insert(tx, id, category, category.name()).await).await.expect("inserts");
    }
    let load = async || store.read(async |c| data_keys::load(c, id).await).await;
    let mut all = Category::ALL.map(|category| (category, category.name().to_owned()));
    all.sort_by_key(|(category, _)| category.name());
    assert_eq!(load().await, all);
    for category in [Category::Picture, Category::Picture] {
        store.write(async |tx| data_keys::delete(tx, id, category).await).await.expect("deletes, once or again");
    }
    let left: Vec<_> = all.into_iter().filter(|(category, _)| *category != Category::Picture).collect();
    assert_eq!(load().await, left);
}

async fn a_second_key_of_one_category_is_a_conflict(store: Store) {
    let id = store.with_session(1).await;
    let insert =
        async |wrapped: &str| store.write(async |tx| data_keys::insert(tx, id, Category::Profile, wrapped).await).await;
    insert("first").await.expect("inserts");
    let second = insert("second").await;
    assert!(is_conflict(&second), "{second:?}");
    let keys = store.read(async |c| data_keys::load(c, id).await).await;
    assert_eq!(keys, [(Category::Profile, "first".to_owned())]);
}

async fn a_deleted_key_leaves_those_of_other_sessions(store: Store) {
    let (one, other) = (store.with_session(1).await, store.with_session(2).await);
    for id in [one, other] {
        store.write(async |tx| data_keys::insert(tx, id, Category::Chat, "wrapped").await).await.expect("inserts");
    }
    store.write(async |tx| data_keys::delete(tx, one, Category::Chat).await).await.expect("deletes");
    assert_eq!(store.read(async |c| data_keys::load(c, one).await).await, []);
    assert_eq!(store.read(async |c| data_keys::load(c, other).await).await.len(), 1);
}

async fn keys_are_walked_in_order_over_all_sessions_and_counted(store: Store) {
    let (one, other) = (store.with_session(1).await, store.with_session(2).await);
    for (id, category) in [(other, Category::Chat), (one, Category::Profile), (one, Category::Picture)] {
        let insert = async |tx: &mut _| data_keys::insert(tx, id, category, "wrapped").await;
        store.write(insert).await.expect("inserts");
    }
    let page = async |after, limit| {
        let rows = store.read(async |c| data_keys::page(c, after, limit).await).await;
        rows.into_iter().map(|(id, category, _)| (id, category)).collect::<Vec<_>>()
    };
    let all = [(one, Category::Picture), (one, Category::Profile), (other, Category::Chat)];
    assert_eq!(page(None, 9).await, all);
    assert_eq!(page(None, 1).await, all[..1]);
    assert_eq!(page(Some(all[0]), 9).await, all[1..]);
    assert_eq!(page(Some(all[2]), 9).await, []);
    assert_eq!(store.read(async |c| data_keys::count(c).await).await, 3);
}

async fn a_key_is_wrapped_anew_only_where_it_is_still_the_same(store: Store) {
    let id = store.with_session(1).await;
    store.write(async |tx| data_keys::insert(tx, id, Category::Chat, "old").await).await.expect("inserts");
    let rewrap = async |category, old: &str, new: &str| {
        store.write(async |tx| data_keys::rewrap(tx, id, category, old, new).await).await.expect("runs")
    };
    assert!(!rewrap(Category::Chat, "other", "new").await);
    assert!(!rewrap(Category::Profile, "old", "new").await, "an erased key does not come back");
    assert!(rewrap(Category::Chat, "old", "new").await);
    let keys = store.read(async |c| data_keys::load(c, id).await).await;
    assert_eq!(keys, [(Category::Chat, "new".to_owned())]);
}

const KINDS: [Shows; 7] = [
    Shows::DocumentFront,
    Shows::DocumentBack,
    Shows::DocumentPortrait,
    Shows::RegistryPhoto,
    Shows::Selfie,
    Shows::CallSnapshot,
    Shows::CallSegment,
];

async fn a_picture_is_found_in_its_own_session_only(store: Store) {
    let (one, other) = (store.with_session(1).await, store.with_session(2).await);
    for (n, id) in [(3, one), (1, one), (2, other)] {
        let insert = async |tx: &mut _| evidence::insert(tx, id, evidence_id(n), Shows::Selfie, 90_000, NOON).await;
        store.write(insert).await.expect("inserts");
    }
    let find = async |session, n| store.read(async |c| evidence::find(c, session, evidence_id(n)).await).await;
    assert_eq!(find(one, 1).await, Some(Shows::Selfie));
    assert_eq!((find(one, 2).await, find(other, 1).await, find(one, 9).await), (None, None, None));
    let all = store.read(async |c| evidence::of_session(c, one).await).await;
    assert_eq!(all, [1, 3].map(|n| (evidence_id(n), Shows::Selfie)));
    assert_eq!(store.read(async |c| evidence::of_session(c, session_id(9)).await).await, []);
}

async fn every_kind_of_picture_is_read_back(store: Store) {
    let id = store.with_session(1).await;
    for (n, shows) in (1..).zip(KINDS) {
        let insert = async |tx: &mut _| evidence::insert(tx, id, evidence_id(n), shows, 1, NOON).await;
        store.write(insert).await.expect("inserts");
        assert_eq!(store.read(async |c| evidence::find(c, id, evidence_id(n)).await).await, Some(shows));
    }
}

async fn a_second_picture_of_one_id_is_a_conflict(store: Store) {
    let id = store.with_session(1).await;
    let insert =
        async |shows| store.write(async |tx| evidence::insert(tx, id, evidence_id(1), shows, 1, NOON).await).await;
    insert(Shows::Selfie).await.expect("inserts");
    let second = insert(Shows::DocumentFront).await;
    assert!(is_conflict(&second), "{second:?}");
}

async fn a_journeys_text_is_kept_once_however_often_it_is_used(store: Store) {
    for _ in 0..2 {
        store.write(async |tx| journeys::keep(tx, "h1", "standard", 1, "a text").await).await.expect("keeps");
    }
    store.write(async |tx| journeys::keep(tx, "h2", "standard", 2, "another").await).await.expect("keeps");
    let text = async |hash| store.read(async |c| journeys::text(c, hash).await).await;
    assert_eq!(text("h1").await.as_deref(), Some("a text"));
    assert_eq!(text("h2").await.as_deref(), Some("another"));
    assert_eq!(text("h3").await, None);
}

async fn another_text_of_the_same_version_is_a_conflict(store: Store) {
    store.write(async |tx| journeys::keep(tx, "h1", "standard", 1, "a text").await).await.expect("keeps");
    let other = store.write(async |tx| journeys::keep(tx, "h2", "standard", 1, "another").await).await;
    assert!(is_conflict(&other), "{other:?}");
    assert_eq!(store.read(async |c| journeys::text(c, "h2").await).await, None);
    let first = async |version| store.read(async |c| journeys::hash_of(c, "standard", version).await).await;
    assert_eq!((first(1).await.as_deref(), first(2).await), (Some("h1"), None));
}

async fn many_first_sessions_of_a_new_journey_all_keep_it(store: Store) {
    for version in 0..20 {
        let keeping: Vec<_> = (0..8)
            .map(|_| {
                let store = store.clone();
                let hash = format!("h{version}");
                tokio::spawn(async move {
                    store.write(async |tx| journeys::keep(tx, &hash, "standard", version, "a text").await).await
                })
            })
            .collect();
        for kept in keeping {
            kept.await.expect("runs").expect("the same text is no conflict");
        }
    }
    assert_eq!(store.number("SELECT COUNT(*) FROM journeys").await, 20);
}

async fn a_clients_secret_is_found_by_its_name(store: Store) {
    store.write(async |tx| clients::insert(tx, "bank", "hash", NOON).await).await.expect("inserts");
    let find = async |name| store.read(async |c| clients::secret_hash(c, name).await).await;
    assert_eq!(find("bank").await.as_deref(), Some("hash"));
    assert_eq!((find("Bank").await, find("rival").await), (None, None));
}

async fn a_second_client_of_one_name_is_a_conflict(store: Store) {
    store.write(async |tx| clients::insert(tx, "bank", "hash", NOON).await).await.expect("inserts");
    let second = store.write(async |tx| clients::insert(tx, "bank", "forged", NOON).await).await;
    assert!(is_conflict(&second), "{second:?}");
    assert_eq!(store.read(async |c| clients::secret_hash(c, "bank").await).await.as_deref(), Some("hash"));
}

async fn note(store: &Store, attempt: &str, identity: &str, at: i64) {
    store.write(async |tx| attempts::note(tx, attempt, identity, at).await).await.expect("notes");
}

async fn since(store: &Store, identity: &str, at: i64) -> i64 {
    store.read(async |c| attempts::since(c, identity, at).await).await
}

async fn attempts_are_counted_by_identity_within_the_window(store: Store) {
    assert_eq!(since(&store, "amal", NOON).await, 0);
    for (attempt, identity, at) in [("1", "amal", 0), ("2", "amal", 10), ("3", "amal", 20), ("4", "badr", 15)] {
        note(&store, attempt, identity, NOON + at).await;
    }
    assert_eq!(since(&store, "amal", NOON - 1).await, 3);
    assert_eq!(since(&store, "amal", NOON).await, 2, "the window's own edge is out");
    assert_eq!(since(&store, "badr", NOON).await, 1);
}

async fn an_attempt_is_taken_back_and_old_ones_are_forgotten(store: Store) {
    for (attempt, at) in [("1", 0), ("2", 10), ("3", 20)] {
        note(&store, attempt, "amal", NOON + at).await;
    }
    store.write(async |tx| attempts::take_back(tx, "3").await).await.expect("takes back");
    assert_eq!(since(&store, "amal", 0).await, 2);
    assert_eq!(store.write(async |tx| attempts::forget(tx, NOON).await).await.expect("forgets"), 1);
    assert_eq!(since(&store, "amal", 0).await, 1);
}
