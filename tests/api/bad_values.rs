//! Values that are not taken: each by its status, its code and where it stands; the session is as before.

use reqwest::Method;
use serde_json::{Value, json};

use crate::service::{Answer, Service, answer};

/// Sends `body` to the session's `route`, claims that nothing changed, and returns the problem.
async fn refused(route: &str, body: &Value) -> Answer {
    let service = Service::start().await;
    let session = service.session("standard").await;
    let method = if route == "profile" { Method::PATCH } else { Method::POST };
    let path = format!("{session}/{route}");
    service.unchanged(&session, service.json(&service.back_end, method, &path, body)).await
}

/// Sends bytes as they are.
async fn raw(route: &str, body: impl Into<Vec<u8>>) -> Answer {
    let service = Service::start().await;
    let session = service.session("standard").await;
    let request = service.request(&service.back_end, Method::POST, &format!("{session}/{route}")).body(body.into());
    service.unchanged(&session, answer(request)).await
}

/// Asks for a session, claims that none was made, and returns the problem.
async fn not_started(wish: &Value) -> Answer {
    let service = Service::start().await;
    let answer = service.json(&service.back_end, Method::POST, "/v1/sessions", wish).await;
    assert_eq!(service.get(&service.back_end, "/v1/sessions").await.good()["items"], json!([]));
    answer
}

#[track_caller]
fn points_at(answer: &Answer, pointer: &str) {
    assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{:#}", answer.body);
}

#[actix_web::test]
async fn an_unknown_journey_is_refused_and_the_known_ones_are_named() {
    let answer = not_started(&json!({ "journey": "express", "mode": "test" })).await;
    answer.is(422, "bad_value");
    points_at(&answer, "/journey");
    assert!(answer.body["errors"][0]["reason"].as_str().expect("a reason").contains("document-only"));
}

#[actix_web::test]
async fn a_live_journey_on_a_sandbox_registry_does_not_start() {
    let answer = not_started(&json!({ "journey": "standard", "mode": "live" })).await;
    answer.is(422, "bad_value");
    points_at(&answer, "/mode");
}

#[actix_web::test]
async fn an_unknown_mode_is_refused() {
    let answer = not_started(&json!({ "journey": "standard", "mode": "rehearsal" })).await;
    answer.is(422, "bad_value");
    points_at(&answer, "/mode");
}

#[actix_web::test]
async fn a_reference_that_names_a_person_is_refused() {
    for personal in ["784-1990-1234567-1", "+971501234567", "layla@example.com", "S1234567D", "٧٨٤١٩٩٠١٢٣٤٥٦٧١"]
    {
        let answer = not_started(&json!({ "journey": "standard", "mode": "test", "reference": personal })).await;
        answer.is(422, "bad_value");
        points_at(&answer, "/reference");
        assert!(!answer.body.to_string().contains(personal), "the answer repeats it: {}", answer.body);
    }
}

#[actix_web::test]
async fn an_unknown_key_is_refused_by_name() {
    let answer = not_started(&json!({ "journey": "standard", "mode": "test", "email": "x" })).await;
    answer.is(422, "bad_value");
    assert!(answer.body["errors"][0]["reason"].as_str().expect("a reason").contains("email"));
}

#[actix_web::test]
async fn a_wrong_check_digit_is_refused_before_anybody_is_asked() {
    let typed = json!({ "scheme": "utopia", "number": "1990-0807-012-3", "birth_date": "1990-08-07" });
    let answer = refused("identification", &typed).await;
    answer.is(422, "id_wrong_check_digit");
    points_at(&answer, "/number");
}

#[actix_web::test]
async fn a_birth_date_in_the_future_is_refused() {
    let typed = json!({ "scheme": "utopia", "number": "1990-0807-012-2", "birth_date": "2026-11-22" });
    let answer = refused("identification", &typed).await;
    answer.is(422, "bad_value");
    points_at(&answer, "/birth_date");
}

#[actix_web::test]
async fn a_birth_date_that_is_no_date_is_refused() {
    let typed = json!({ "scheme": "utopia", "number": "1990-0807-012-2", "birth_date": "1990-02-30" });
    let answer = refused("identification", &typed).await;
    answer.is(422, "bad_value");
    points_at(&answer, "/birth_date");
}

#[actix_web::test]
async fn an_unknown_scheme_is_refused() {
    let typed = json!({ "scheme": "atlantis", "number": "1", "birth_date": "1990-08-07" });
    let answer = refused("identification", &typed).await;
    answer.is(422, "bad_value");
    points_at(&answer, "/scheme");
}

#[actix_web::test]
async fn broken_json_is_refused() {
    for broken in ["{\"scheme\": \"utopia\"", "[1,", "scheme=utopia", "{} {}"] {
        raw("identification", broken).await.is(400, "bad_json");
    }
}

#[actix_web::test]
async fn json_that_is_not_utf_8_is_refused() {
    raw("consents", b"{\"purpose\": \"\xFF\xFE\"}".to_vec()).await.is(400, "bad_json");
    raw("consents", b"{\"purpose\": \"\xED\xA0\x80\"}".to_vec()).await.is(400, "bad_json");
}

#[actix_web::test]
async fn json_that_is_too_long_is_refused() {
    let long = format!("{{\"purpose\": \"{}\"}}", "x".repeat(64 << 10));
    raw("consents", long).await.is(413, "body_too_long");
}

#[actix_web::test]
async fn json_that_is_nested_without_end_is_refused() {
    raw("consents", "[".repeat(60_000)).await.is(400, "bad_json");
}

#[actix_web::test]
async fn an_agreement_without_the_text_that_was_shown_is_refused() {
    let answer = refused("consents", &json!({ "purpose": "registry", "granted": true, "language": "en" })).await;
    answer.is(422, "bad_value");
    points_at(&answer, "/text_version");
    let answer = refused("consents", &json!({ "purpose": "registry", "granted": true, "text_version": "1" })).await;
    answer.is(422, "bad_value");
    points_at(&answer, "/language");
}

#[actix_web::test]
async fn a_step_without_its_consent_is_refused() {
    let service = Service::start().await;
    let wish = json!({ "journey": "standard", "mode": "test" });
    let started = service.json(&service.back_end, Method::POST, "/v1/sessions", &wish).await.good();
    let session = format!("/v1/sessions/{}", started["session"]["id"].as_str().expect("an id"));
    let typed = json!({ "scheme": "utopia", "number": "1990-0807-012-2", "birth_date": "1990-08-07" });
    service.unchanged(&session, service.identify(&session, &typed)).await.is(403, "consent_missing");
}

#[actix_web::test]
async fn a_profile_field_that_does_not_exist_is_refused() {
    refused("profile", &json!({ "shoe_size": "42" })).await.is(422, "bad_value");
}

#[actix_web::test]
async fn a_profile_value_that_its_field_cannot_hold_is_refused() {
    for (field, value) in [
        ("birth_date", "7 August"),
        ("birth_date", "2027-01-01"),
        ("sex", "female"),
        ("nationality", "Utopia"),
        ("full_name", "12345"),
        ("full_name", ""),
        ("address", "two\nlines"),
        ("document_number", "<script>"),
    ] {
        let answer = refused("profile", &json!({ field: value })).await;
        answer.is(422, "bad_value");
        points_at(&answer, &format!("/{field}"));
    }
}

#[actix_web::test]
async fn an_empty_correction_is_refused() {
    refused("profile", &json!({})).await.is(422, "bad_value");
}

#[actix_web::test]
async fn an_id_that_is_none_is_no_session() {
    let service = Service::start().await;
    for id in ["1", "01890A5D-AC96-774B-BCCE-B302099A8057", "..%2f..%2fetc", "%00"] {
        service.get(&service.back_end, &format!("/v1/sessions/{id}")).await.is(404, "not_found");
    }
    service.get(&service.back_end, "/v1/nothing").await.is(404, "no_such_route");
}

#[actix_web::test]
async fn a_query_that_is_not_known_is_refused() {
    let service = Service::start().await;
    for query in ["status=lost", "updated_after=yesterday", "cursor=1", "limit=5"] {
        service.get(&service.back_end, &format!("/v1/sessions?{query}")).await.is(400, "bad_query");
    }
}
