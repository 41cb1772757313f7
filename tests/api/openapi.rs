//! The API's description: checked in, served, and readable without the internet.

use std::fs;

use reqwest::Method;

use crate::service::Service;

const FILE: &str = "openapi.json";

#[test]
fn the_description_that_is_checked_in_is_the_services_own() {
    let now = ahlan::http::openapi().expect("JSON") + "\n";
    if std::env::var_os("AHLAN_WRITE_OPENAPI").is_some() {
        fs::write(FILE, &now).expect("written");
    }
    let checked_in = fs::read_to_string(FILE).unwrap_or_default();
    let renew = "AHLAN_WRITE_OPENAPI=1 cargo test --test api openapi";
    assert!(checked_in == now, "{FILE} is not what the service says; if the change is meant, renew it: {renew}");
}

#[actix_web::test]
async fn the_service_serves_the_same_description() {
    let service = Service::start().await;
    let served = service.anonymous(Method::GET, "/openapi.json").await.good();
    let checked_in: serde_json::Value = serde_json::from_str(&fs::read_to_string(FILE).expect("a file")).expect("JSON");
    assert_eq!(served, checked_in);
    assert_eq!(served["openapi"].as_str().map(|version| &version[..4]), Some("3.1."));
}

/// Addresses that a page would load something from.
fn loads(page: &str) -> Vec<&str> {
    let after = |mark| page.split(mark).skip(1).map(|rest| rest.split(['"', '\'', ')']).next().unwrap_or_default());
    ["src=\"", "href=\"", "url(", "@import \"", "src='", "href='"].into_iter().flat_map(after).collect()
}

#[actix_web::test]
async fn who_leaves_the_last_slash_out_is_led_to_the_pages() {
    let service = Service::start().await;
    let answer = service.anonymous(Method::GET, "/docs").await;
    assert!(answer.status.is_success(), "{}", answer.status);
    assert!(answer.body.as_str().expect("a page").contains("swagger-ui"));
}

#[actix_web::test]
async fn the_pages_load_nothing_from_elsewhere() {
    let service = Service::start().await;
    let page = service.anonymous(Method::GET, "/docs/").await.good();
    let page = page.as_str().expect("a page");
    assert!(page.contains("swagger-ui"), "{page}");
    let loaded = loads(page);
    assert!(loaded.len() >= 3, "{loaded:?}");
    for address in &loaded {
        assert!(!address.contains("//"), "{address} is elsewhere");
        let file = address.trim_start_matches("./");
        let answer = service.anonymous(Method::GET, &format!("/docs/{file}")).await;
        assert!(answer.status.is_success(), "{file}: {}", answer.status);
    }
    let set_up = service.anonymous(Method::GET, "/docs/swagger-initializer.js").await.good();
    let set_up = set_up.as_str().expect("a script");
    assert!(set_up.contains("/openapi.json") && !set_up.contains("://"), "{set_up}");
}
