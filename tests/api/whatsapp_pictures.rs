//! Pictures by WhatsApp: by a link to the page, or in the thread where the bank chose so; and a journey to its end.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    applicant::step,
    approval::known_seed,
    pictures::{Person, plain_jpeg},
    platform::Platform,
    service::{Service, engines},
    whatsapp::{FROM, offered, words},
};

const IN_THREAD: &str = "pictures = \"in_thread\"";

/// The link in a message, which is its last line.
pub fn link(message: &Value) -> String {
    let words = words(message);
    words.lines().last().filter(|line| line.contains("/apply/#c=")).expect("a link").to_owned()
}

/// A service and a person whose session asks for their card.
pub async fn asked_for_card(platform: &Platform, more: &str) -> (Service, Person, String) {
    let person = Person::new(&engines().faces, known_seed());
    let service = platform.service_of(&json!([person.registered()]), more).await;
    let session = service.addressed("document-only", "en").await;
    service.writes("1", "hi").await;
    platform.wait_for(3).await;
    service.presses("2", "agree").await;
    (service, person, session)
}

#[actix_web::test]
async fn the_camera_is_on_the_page_that_a_one_use_link_opens() {
    let platform = Platform::start();
    let (service, person, session) = asked_for_card(&platform, "").await;
    let taken = platform.wait_for(6).await;
    assert!(words(&taken[4]).contains("photograph your ID"), "{}", words(&taken[4]));
    assert_eq!(taken[5]["text"]["preview_url"], false, "the platform is not to open it");
    let code = link(&taken[5]).split("#c=").nth(1).expect("a code").to_owned();
    let browser = service.browser(&code).await;
    assert_eq!(browser.session, session);
    browser.ask(Method::GET, "").await.good();

    service.sends("3", &platform.uploads("7001", &person.front())).await;
    let taken = platform.wait_for(9).await;
    assert!(words(&taken[6]).contains("do not take them here"), "{}", words(&taken[6]));
    assert!(words(&taken[7]).contains("photograph your ID"), "the question still stands");
    assert_ne!(link(&taken[8]), link(&taken[5]), "each link works once");
    assert_eq!(step(&service.seen(&session).await, "document"), "pending");
}

#[actix_web::test]
async fn as_many_links_are_open_as_may_be_and_then_the_last_one_is_named() {
    let platform = Platform::start();
    let (service, _, _) = asked_for_card(&platform, "[links]\nopen_per_session = 1").await;
    let taken = platform.wait_for(6).await;
    link(&taken[5]);
    service.writes("3", "why?").await;
    let taken = platform.wait_for(9).await;
    assert!(words(&taken[8]).contains("the last link"), "{}", words(&taken[8]));
}

#[actix_web::test]
async fn a_journey_by_words_buttons_a_list_and_pictures_in_the_thread() {
    let platform = Platform::start();
    let (service, person, session) = asked_for_card(&platform, IN_THREAD).await;
    platform.wait_for(5).await;
    // Both sides at once, as an album brings them.
    service.sends("3", &platform.uploads("7001", &person.front())).await;
    service.sends("4", &platform.uploads("7002", &person.back())).await;
    let taken = platform.wait_for(8).await;
    assert_eq!(offered(&taken[5]), ["card_only"], "{:#}", taken[5]);
    assert!(words(&taken[7]).contains(&person.holder.document_number), "{}", words(&taken[7]));
    assert_eq!(step(&service.seen(&session).await, "document"), "passed");

    // More fields than a list takes: numbered lines, and the number of one is typed.
    service.presses("5", "no").await;
    let lines = words(&platform.wait_for(9).await[8]);
    let go_on = lines.lines().find_map(|line| line.strip_suffix(" – Go on")).expect("a line");
    service.writes("6", &go_on.replace('1', "١")).await;
    let consent = platform.wait_for(10).await.pop().expect("a question");
    assert_eq!(offered(&consent), ["agree", "refuse", "why"], "{consent:#}");
    service.writes("7", "another language").await;
    let list = platform.wait_for(11).await.pop().expect("a list");
    assert_eq!(offered(&list), ["speak.ar", "speak.fa", "speak.zh", "speak.en"], "{list:#}");
    let row = json!({ "type": "list_reply", "list_reply": { "id": "speak.en", "title": "English" } });
    service.notified(&service.brought(FROM, "8", "interactive", &row)).await.good();
    platform.wait_for(13).await;
    service.writes("9", "I agree").await;
    let asked = platform.wait_for(15).await.pop().expect("a question");
    assert!(words(&asked).contains("selfie"), "{}", words(&asked));
    // As a file, so that it stays sharp.
    let selfie = platform.uploads("7003", &person.selfie(&service.ctx.faces));
    service.notified(&service.brought(FROM, "10", "document", &selfie)).await.good();
    let taken = platform.wait_for(17).await;
    assert!(words(&taken[15]).contains("That is you"), "{}", words(&taken[15]));
    assert_eq!(offered(&taken[16]), ["submit", "correct", "end"]);
    service.presses("11", "submit").await;
    platform.wait_for(19).await;
    let seen = service.seen(&session).await;
    assert_ne!(seen["status"], "in_progress", "{seen:#}");
    assert_eq!(service.faults(&session).await, [""; 0]);
}

#[actix_web::test]
async fn a_picture_that_is_not_the_announced_one_is_not_taken_and_costs_nothing() {
    let platform = Platform::start();
    let (service, person, session) = asked_for_card(&platform, IN_THREAD).await;
    platform.wait_for(5).await;
    let media = platform.uploads("7001", &person.front());
    platform.damages("7001");
    service.unchanged(&session, service.sends("3", &media)).await;
    let taken = platform.wait_for(6).await;
    assert!(words(&taken[5]).contains("did not arrive whole"), "{}", words(&taken[5]));
    let gone = json!({ "mime_type": "image/jpeg", "sha256": media["sha256"], "id": "9999" });
    let crooked = json!({ "mime_type": "image/jpeg", "sha256": media["sha256"], "id": "../7001" });
    for (id, media) in [("4", &gone), ("5", &crooked)] {
        service.unchanged(&session, service.sends(id, media)).await;
    }
    let taken = platform.wait_for(8).await;
    assert!(taken[6..].iter().all(|message| words(message).contains("did not arrive whole")));
    // The access token is not sent wherever an answer says.
    let honest = platform.uploads("7002", &person.front());
    let elsewhere = std::net::TcpListener::bind("127.0.0.2:0").expect("a port");
    elsewhere.set_nonblocking(true).expect("set");
    platform.leads_to(&format!("http://{}/", elsewhere.local_addr().expect("an address")));
    service.unchanged(&session, service.sends("6", &honest)).await;
    platform.wait_for(9).await;
    assert!(elsewhere.accept().is_err(), "somebody came");
    assert_eq!(step(&service.seen(&session).await, "document"), "pending");
}

#[actix_web::test]
async fn a_picture_that_is_too_large_or_not_asked_for_is_told_so() {
    let platform = Platform::start();
    let more = format!("{IN_THREAD}\n[pictures]\nmax_bytes = 20000");
    let service = platform.service(&more).await;
    let session = service.addressed("document-only", "en").await;
    service.writes("1", "hi").await;
    platform.wait_for(3).await;
    service.sends("2", &platform.uploads("7001", &plain_jpeg())).await;
    let taken = platform.wait_for(5).await;
    assert!(words(&taken[3]).contains("not asking you for a picture"), "{}", words(&taken[3]));
    assert_eq!(offered(&taken[4]), ["agree", "refuse", "why"], "and what is asked");
    service.presses("3", "agree").await;
    platform.wait_for(7).await;
    service.unchanged(&session, service.sends("4", &platform.uploads("7002", &vec![7; 20_001]))).await;
    let taken = platform.wait_for(8).await;
    assert!(words(&taken[7]).contains("too large"), "{}", words(&taken[7]));
    service.unchanged(&session, service.sends("5", &platform.uploads("7003", b"no picture"))).await;
    let taken = platform.wait_for(9).await;
    assert!(words(&taken[8]).contains("cannot use that file"), "{}", words(&taken[8]));
}
