//! A browser's visit: the cookie that it holds, and what keeps other pages from using it.
//!
//! The cookie is `HttpOnly`, `SameSite=Strict`, scoped to the one session's routes, and `Secure` where the service is
//! reached by https. Against requests forged by another page stand three things, each alone enough in today's browsers:
//! `SameSite`, the header [`PAGE`], which no page of another origin can send without a permission that is never given,
//! and `Sec-Fetch-Site`, where the browser sends it.

use actix_web::{HttpRequest, http::header::COOKIE};

use super::{problem::Problem, server::Settings};
use crate::{flow::links::Opened, staff::visit::Visit};

/// The header that our own page sends with every request.
pub const PAGE: &str = "ahlan-page";

/// The cookie's name by http, and by https, where browsers hold to what `__Secure-` promises.
const NAMES: [&str; 2] = ["ahlan_visit", "__Secure-ahlan_visit"];

/// The cookie of a request, if it has one.
///
/// # Errors
///
/// 403 `not_from_the_page` when it has one, but the request does not come from our page.
pub fn cookie(request: &HttpRequest) -> Result<Option<String>, Problem> {
    let found = request.headers().get_all(COOKIE).find_map(|header| named(header.to_str().ok()?));
    let Some(cookie) = found else { return Ok(None) };
    let site = request.headers().get("sec-fetch-site").map(actix_web::http::header::HeaderValue::as_bytes);
    let own = site.is_none_or(|site| site == b"same-origin");
    if own && (request.headers().contains_key(PAGE) || is_own_socket(request)) {
        return Ok(Some(cookie));
    }
    Err(Problem::new(403, "not_from_the_page", "A cookie counts from the service's own page alone")
        .detail(format!("other programs send Authorization: Bearer; the page sends the header {PAGE}")))
}

/// Whether this opens a WebSocket from our own origin: there a browser lets no page set a header, and always says who asks.
fn is_own_socket(request: &HttpRequest) -> bool {
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let origin = text("origin").split_once("://").map(|(_, authority)| authority);
    text("upgrade").eq_ignore_ascii_case("websocket") && origin.is_some_and(|origin| origin == text("host"))
}

fn named(header: &str) -> Option<String> {
    let pairs = header.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.into_iter().find(|(name, _)| NAMES.contains(name)).map(|(_, value)| value.to_owned())
}

/// The `Set-Cookie` of a visit that begins now.
pub fn set_cookie(settings: &Settings, opened: &Opened, now_ms: i64) -> String {
    let Visit { session, expires_at_ms, .. } = opened.visit;
    let (name, secure) =
        if settings.public_url.starts_with("https:") { (NAMES[1], "; Secure") } else { (NAMES[0], "") };
    // A phone that is to be confirmed waits under its link's end and stays under its visit's: the store ends it, not the
    // browser, which would otherwise have to be told again.
    let life_s = match opened.number {
        Some(_) => settings.longest_visit_s,
        None => (expires_at_ms - now_ms) / 1000,
    };
    let value = opened.cookie.expose();
    format!("{name}={value}; Path=/v1/sessions/{session}; Max-Age={life_s}; HttpOnly; SameSite=Strict{secure}")
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_cookie_is_found_among_others_under_its_own_name_alone() {
        assert_eq!(named("a=1; ahlan_visit=xyz; b=2").as_deref(), Some("xyz"));
        assert_eq!(named("__Secure-ahlan_visit=q").as_deref(), Some("q"));
        assert_eq!(named("xahlan_visit=xyz; ahlan_visits=1"), None);
    }

    #[test]
    fn a_cookie_counts_from_our_own_page_alone() {
        let request = |headers: &[(&'static str, &'static str)]| {
            let with = TestRequest::default().insert_header(("cookie", "ahlan_visit=x"));
            headers.iter().fold(with, |request, header| request.insert_header(*header)).to_http_request()
        };
        let good = [("ahlan-page", "1"), ("sec-fetch-site", "same-origin")];
        assert_eq!(cookie(&request(&good)).expect("ours").as_deref(), Some("x"));
        assert_eq!(cookie(&request(&good[..1])).expect("an older browser").as_deref(), Some("x"));
        for forged in
            [&[][..], &[("sec-fetch-site", "same-origin")], &[("ahlan-page", "1"), ("sec-fetch-site", "cross-site")]]
        {
            assert_eq!(cookie(&request(forged)).expect_err("forged").code, "not_from_the_page");
        }
    }

    #[test]
    fn a_socket_cannot_send_the_header_and_is_known_by_its_origin() {
        let socket = |origin: &'static str| {
            let headers =
                [("cookie", "ahlan_visit=x"), ("upgrade", "websocket"), ("host", "bank.example"), ("origin", origin)];
            let request = headers.into_iter().fold(TestRequest::default(), TestRequest::insert_header);
            cookie(&request.to_http_request()).map_err(|problem| problem.code)
        };
        assert_eq!(socket("https://bank.example").map(|cookie| cookie.is_some()), Ok(true));
        for strange in ["https://evil.example", "https://bank.example.evil", "null", ""] {
            assert_eq!(socket(strange), Err("not_from_the_page"), "{strange}");
        }
    }

    #[test]
    fn who_has_no_cookie_is_not_asked_for_the_page() {
        assert!(cookie(&TestRequest::default().to_http_request()).expect("no fault").is_none());
    }
}
