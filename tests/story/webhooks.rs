//! Endpoints and the outbox.

use ahlan::storage::webhooks::{self, Due, EndpointRow};

use crate::{
    engines::{Store, on_both},
    samples::{NOON, endpoint_id, is_conflict},
};

on_both!(
    the_endpoints_of_a_client_are_its_own,
    a_second_endpoint_of_one_id_is_a_conflict,
    an_endpoint_is_deleted_with_its_notices_by_its_client_only,
    notices_are_due_when_their_time_has_come_the_oldest_first,
    a_delivered_notice_is_gone,
    a_failed_notice_comes_back_at_its_time_and_counts_its_tries,
    a_notice_that_was_given_up_is_never_due_again,
    a_second_notice_of_one_id_is_a_conflict,
    an_endpoint_that_is_switched_off_is_listed_and_told_nothing,
    secrets_are_walked_in_order_and_wrapped_anew_where_they_are_still_the_same,
);

fn endpoint(n: u128) -> EndpointRow {
    EndpointRow {
        id: endpoint_id(n),
        url: format!("https://bank.example/{n}"),
        secret: format!("wrapped-{n}"),
        disabled_at_ms: None,
    }
}

/// The `n`th endpoint, of `client`.
async fn with_endpoint(store: &Store, client: &str, n: u128) {
    store.write(async |tx| webhooks::insert_endpoint(tx, client, &endpoint(n), NOON).await).await.expect("inserts");
}

async fn enqueue(store: &Store, message: &str, n: u128, at: i64) {
    let put =
        async |tx: &mut _| webhooks::enqueue(tx, message, endpoint_id(n), &format!("payload {message}"), at).await;
    store.write(put).await.expect("enqueues");
}

/// A notice to the `n`th endpoint, of `client`.
fn notice_of(client: &str, message: &str, n: u128, attempts: i64) -> Due {
    let EndpointRow { id, url, secret, .. } = endpoint(n);
    let (message_id, payload) = (message.into(), format!("payload {message}"));
    Due { message_id, payload, attempts, endpoint: id, client: client.into(), url, secret }
}

fn notice(message: &str, n: u128, attempts: i64) -> Due {
    notice_of("bank", message, n, attempts)
}

async fn due(store: &Store, now: i64, limit: i64) -> Vec<Due> {
    store.read(async |c| webhooks::due(c, now, limit).await).await
}

async fn the_endpoints_of_a_client_are_its_own(store: Store) {
    with_endpoint(&store, "bank", 2).await;
    with_endpoint(&store, "bank", 1).await;
    with_endpoint(&store, "rival", 3).await;
    let of = async |client| store.read(async |c| webhooks::endpoints(c, client).await).await;
    assert_eq!(of("bank").await, [endpoint(1), endpoint(2)]);
    assert_eq!(of("nobody").await, []);
}

async fn a_second_endpoint_of_one_id_is_a_conflict(store: Store) {
    with_endpoint(&store, "bank", 1).await;
    let second = store.write(async |tx| webhooks::insert_endpoint(tx, "rival", &endpoint(1), NOON).await).await;
    assert!(is_conflict(&second), "{second:?}");
}

async fn an_endpoint_is_deleted_with_its_notices_by_its_client_only(store: Store) {
    with_endpoint(&store, "bank", 1).await;
    with_endpoint(&store, "bank", 2).await;
    enqueue(&store, "a", 1, NOON).await;
    enqueue(&store, "b", 2, NOON).await;
    let delete = async |client| {
        store.write(async |tx| webhooks::delete_endpoint(tx, client, endpoint_id(1)).await).await.expect("runs")
    };
    assert!(!delete("rival").await);
    assert_eq!(due(&store, NOON, 10).await.len(), 2);
    assert!(delete("bank").await);
    assert!(!delete("bank").await);
    assert_eq!(due(&store, NOON, 10).await, [notice("b", 2, 0)]);
    assert_eq!(store.number("SELECT COUNT(*) FROM webhook_outbox").await, 1);
}

async fn notices_are_due_when_their_time_has_come_the_oldest_first(store: Store) {
    with_endpoint(&store, "bank", 1).await;
    with_endpoint(&store, "rival", 2).await;
    enqueue(&store, "b", 1, NOON + 20).await;
    enqueue(&store, "c", 2, NOON + 10).await;
    enqueue(&store, "a", 2, NOON + 20).await;
    enqueue(&store, "d", 1, NOON + 21).await;
    assert_eq!(due(&store, NOON + 9, 10).await, []);
    let rivals = |message| notice_of("rival", message, 2, 0);
    assert_eq!(due(&store, NOON + 20, 10).await, [rivals("c"), rivals("a"), notice("b", 1, 0)]);
    assert_eq!(due(&store, NOON + 20, 1).await, [rivals("c")]);
}

async fn a_delivered_notice_is_gone(store: Store) {
    with_endpoint(&store, "bank", 1).await;
    enqueue(&store, "a", 1, NOON).await;
    enqueue(&store, "b", 1, NOON).await;
    store.write(async |tx| webhooks::delivered(tx, "a").await).await.expect("takes out");
    assert_eq!(due(&store, NOON, 10).await, [notice("b", 1, 0)]);
}

async fn a_failed_notice_comes_back_at_its_time_and_counts_its_tries(store: Store) {
    with_endpoint(&store, "bank", 1).await;
    enqueue(&store, "a", 1, NOON).await;
    for tries in 1..=2 {
        let at = NOON + tries * 1000;
        store.write(async |tx| webhooks::failed(tx, "a", Some(at)).await).await.expect("notes");
        assert_eq!(due(&store, at - 1, 10).await, []);
        assert_eq!(due(&store, at, 10).await, [notice("a", 1, tries)]);
    }
}

async fn a_notice_that_was_given_up_is_never_due_again(store: Store) {
    with_endpoint(&store, "bank", 1).await;
    enqueue(&store, "a", 1, NOON).await;
    store.write(async |tx| webhooks::failed(tx, "a", None).await).await.expect("notes");
    assert_eq!(due(&store, i64::MAX, 10).await, []);
    assert_eq!(store.number("SELECT COUNT(*) FROM webhook_outbox").await, 1, "kept, for who asks why");
}

async fn a_second_notice_of_one_id_is_a_conflict(store: Store) {
    with_endpoint(&store, "bank", 1).await;
    enqueue(&store, "a", 1, NOON).await;
    let second = store.write(async |tx| webhooks::enqueue(tx, "a", endpoint_id(1), "other", NOON).await).await;
    assert!(is_conflict(&second), "{second:?}");
}

async fn an_endpoint_that_is_switched_off_is_listed_and_told_nothing(store: Store) {
    with_endpoint(&store, "bank", 1).await;
    with_endpoint(&store, "bank", 2).await;
    enqueue(&store, "a", 1, NOON).await;
    enqueue(&store, "b", 2, NOON).await;
    let disable = async |at| {
        store.write(async |tx| webhooks::disable_endpoint(tx, endpoint_id(1), at).await).await.expect("runs")
    };
    assert!(disable(NOON + 1).await);
    assert!(!disable(NOON + 2).await, "once");
    let off = EndpointRow { disabled_at_ms: Some(NOON + 1), ..endpoint(1) };
    assert_eq!(store.read(async |c| webhooks::endpoints(c, "bank").await).await, [off, endpoint(2)]);
    assert_eq!(store.number("SELECT COUNT(*) FROM webhook_outbox").await, 1, "what waited for it is dropped");
    enqueue(&store, "c", 1, NOON).await;
    assert_eq!(due(&store, NOON + 9, 10).await, [notice("b", 2, 0)]);
}

async fn secrets_are_walked_in_order_and_wrapped_anew_where_they_are_still_the_same(store: Store) {
    with_endpoint(&store, "rival", 2).await;
    with_endpoint(&store, "bank", 1).await;
    let secrets = async |after, limit| store.read(async |c| webhooks::secrets(c, after, limit).await).await;
    let all = [(endpoint_id(1), "wrapped-1".to_owned()), (endpoint_id(2), "wrapped-2".to_owned())];
    assert_eq!(secrets(None, 9).await, all);
    assert_eq!(secrets(None, 1).await, all[..1]);
    assert_eq!(secrets(Some(endpoint_id(1)), 9).await, all[1..]);
    let rewrap = async |old: &str| {
        store.write(async |tx| webhooks::rewrap(tx, endpoint_id(1), old, "new").await).await.expect("runs")
    };
    assert_eq!((rewrap("wrapped-2").await, rewrap("wrapped-1").await), (false, true));
    assert_eq!(secrets(None, 1).await, [(endpoint_id(1), "new".to_owned())]);
}
