//! The pages as a browser gets them: carried in the binary, under a policy that lets nothing in from elsewhere.

use reqwest::Method;

use crate::service::Service;

/// The addresses that a page loads.
fn loads(page: &str) -> Vec<String> {
    let after = |mark: &str| {
        page.split(mark).skip(1).map(|rest| rest.split('"').next().unwrap_or_default().to_owned()).collect()
    };
    ["src=\"", "href=\""].into_iter().flat_map(|mark| -> Vec<String> { after(mark) }).collect()
}

#[actix_web::test]
async fn the_console_comes_with_a_strict_policy_and_so_does_all_that_it_loads() {
    let service = Service::start().await;
    let page = service.anonymous(Method::GET, "/console/").await;
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    let loaded = loads(page.body.as_str().expect("a page"));
    assert!(loaded.len() >= 3, "{loaded:?}");
    for path in loaded.iter().map(String::as_str).chain(["/console/"]) {
        let answer = service.anonymous(Method::GET, path).await;
        assert_eq!(answer.status, 200, "{path}");
        let policy = answer.headers["content-security-policy"].to_str().expect("text").to_owned();
        for part in ["default-src 'none'", "script-src 'self';", "style-src 'self';", "frame-ancestors 'none'"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains('*') && !policy.contains("http"), "{path}: {policy}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{path}");
    }
}

#[actix_web::test]
async fn both_pages_may_ask_for_picture_and_voice_and_for_nothing_else() {
    let service = Service::start().await;
    let sensors = async |path| service.anonymous(Method::GET, path).await.headers["permissions-policy"].clone();
    assert_eq!(sensors("/apply/").await, "camera=(self), geolocation=(), microphone=(self)");
    assert_eq!(sensors("/console/").await, "camera=(self), geolocation=(), microphone=(self)");
    let policy = async |path| service.anonymous(Method::GET, path).await.headers["content-security-policy"].clone();
    assert_eq!(policy("/apply/").await, policy("/console/").await);
    let led = service.anonymous(Method::GET, "/apply").await;
    assert!(led.body.as_str().expect("a page").contains("<html"), "led to the slash");
}

#[actix_web::test]
async fn what_has_a_hash_in_its_name_is_kept_and_the_page_itself_is_asked_for_anew() {
    let service = Service::start().await;
    let page = service.anonymous(Method::GET, "/console/").await;
    assert_eq!(page.headers["cache-control"], "no-cache");
    let script =
        loads(page.body.as_str().expect("a page")).into_iter().find(|path| path.contains(".js")).expect("a script");
    let kept = service.anonymous(Method::GET, &script).await;
    assert_eq!(kept.headers["cache-control"], "public, max-age=31536000, immutable");
}

#[actix_web::test]
async fn a_page_that_is_not_there_is_a_problem_and_no_path_leads_out_of_the_pages() {
    let service = Service::start().await;
    for path in ["/assets/none.js", "/assets/..%2fconsole%2findex.html", "/assets/%2e%2e", "/console/index.html"] {
        let answer = service.anonymous(Method::GET, path).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.headers["content-type"]),
            (404, &"application/problem+json".parse().expect("a type")),
            "{path}"
        );
    }
}
