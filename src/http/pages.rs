//! The pages of `web/`, carried in the binary: nothing is read from disk, and no page loads anything from elsewhere.
//!
//! They hold no data. What they show they ask of the API, with the token of whoever sits before them.

use actix_web::{HttpRequest, HttpResponse, http::header, web};

use super::problem::Problem;

/// Every built file: its name below `web/dist`, and its bytes; sorted by name.
static FILES: &[(&str, &[u8])] = &include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// Everything from here, scripts and styles from files alone, no form goes anywhere, nobody may frame it. `blob:` is a
/// picture, or a piece of a recording, that the page fetched with its token. The one kind of trusted HTML is Svelte's own templates.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob:; \
                      media-src blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'; trusted-types svelte-trusted-html";

/// What a file may ask the device for: nothing.
const NO_SENSOR: &str = "camera=(), geolocation=(), microphone=()";

/// What a page may ask the person for: picture and voice, for a call.
const SEEN_AND_HEARD: &str = "camera=(self), geolocation=(), microphone=(self)";

/// The routes of the pages.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.route("/console", web::get().to(to_the_slash))
        .route("/console/", web::get().to(console))
        .route("/apply", web::get().to(to_the_slash))
        .route("/apply/", web::get().to(apply))
        .route("/assets/{name}", web::get().to(asset));
}

/// The staff console.
async fn console() -> Result<HttpResponse, Problem> {
    answer("console/index.html", "no-cache", SEEN_AND_HEARD)
}

/// The applicant's page.
async fn apply() -> Result<HttpResponse, Problem> {
    answer("apply/index.html", "no-cache", SEEN_AND_HEARD)
}

/// Relative addresses would miss without the slash.
async fn to_the_slash(request: HttpRequest) -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((header::LOCATION, format!("{}/", request.path()))).finish()
}

/// A script, style, font or picture. Its name has a hash of its content, so it may be kept for ever.
async fn asset(name: web::Path<String>) -> Result<HttpResponse, Problem> {
    answer(&format!("assets/{name}"), "public, max-age=31536000, immutable", NO_SENSOR)
}

fn answer(name: &str, caching: &'static str, sensors: &'static str) -> Result<HttpResponse, Problem> {
    let found = FILES.binary_search_by_key(&name, |(name, _)| *name).map_err(|_| missing())?;
    let (name, bytes) = FILES[found];
    Ok(HttpResponse::Ok()
        .content_type(kind(name))
        .insert_header((header::CACHE_CONTROL, caching))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header(("Permissions-Policy", sensors))
        .insert_header(("Cross-Origin-Opener-Policy", "same-origin"))
        .insert_header(("Cross-Origin-Resource-Policy", "same-origin"))
        .body(bytes))
}

fn missing() -> Problem {
    Problem::new(404, "not_found", "Not found").detail("no such page")
}

/// The media type, by the endings that the build leaves.
fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_has_a_kind_and_is_found_by_its_name() {
        for (name, bytes) in FILES {
            assert_ne!(kind(name), "application/octet-stream", "{name}");
            assert!(!bytes.is_empty(), "{name}");
            assert!(answer(name, "no-cache", NO_SENSOR).is_ok(), "{name}");
        }
    }

    /// What a browser would load: addresses in attributes and in style sheets.
    fn loads(text: &str) -> impl Iterator<Item = &str> {
        ["src=\"", "href=\"", "url("].into_iter().flat_map(|mark| {
            text.split(mark).skip(1).map(|rest| rest.split(['"', ')', '\'']).next().unwrap_or_default())
        })
    }

    #[test]
    fn pages_and_styles_load_only_what_is_carried_along() {
        let mut loaded = 0;
        for (name, bytes) in FILES
            .iter()
            .filter(|(name, _)| ["text/html; charset=utf-8", "text/css; charset=utf-8"].contains(&kind(name)))
        {
            let text = std::str::from_utf8(bytes).expect("text");
            for address in loads(text) {
                let inside = address.strip_prefix('/').unwrap_or_else(|| panic!("{name} loads {address}"));
                assert!(answer(inside, "no-cache", NO_SENSOR).is_ok(), "{name} loads {address}");
                loaded += 1;
            }
        }
        assert!(loaded > 10, "{loaded}");
    }

    #[test]
    fn no_page_has_a_script_or_a_style_of_its_own_which_the_policy_would_stop() {
        for (name, bytes) in FILES.iter().filter(|(name, _)| kind(name).starts_with("text/html")) {
            let text = std::str::from_utf8(bytes).expect("text");
            let inline =
                text.split("<script").skip(1).any(|script| !script.split('>').next().unwrap_or("").contains("src="));
            assert!(!inline && !text.contains("<style") && !text.contains("style="), "{name}");
        }
    }
}
