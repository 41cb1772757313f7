//! The registry adapters against the reference registry, over real loopback sockets.
#![expect(clippy::expect_used, reason = "tests say what they rely on")]

#[path = "registry/tls.rs"]
mod tls;

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use ahlan::{
    adapters::{
        reference_registry::{Options, Running, Switches, serve},
        registry_fixtures::Fixtures,
        registry_grpc::GrpcRegistry,
        registry_http::HttpRegistry,
    },
    base::personal::Personal,
    config::registry::{CallLimits, GrpcRegistrySettings, HttpRegistrySettings},
    identify::{
        encoded::Sex,
        generate::generate,
        national_id::NationalId,
        registry::{Answer, CivilStatus, Query, Record, Registry, Unavailable},
        scheme::Scheme,
    },
};
use jiff::civil::{Date, date};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

const PHOTO: &[u8] = b"\xFF\xD8\xFF\xE0 a photograph that the demo drew";

/// Short enough for a quick test, long enough for a busy machine.
const LIMITS: CallLimits =
    CallLimits { timeout_ms: 600, retries: 2, breaker_failures: 3, breaker_open_ms: 200, max_response_bytes: 4096 };

fn question(scheme: Scheme, number: &str, birth_date: Date) -> Query {
    Query { number: NationalId::parse(scheme, number).expect("a good number"), birth_date }
}

fn amal() -> Query {
    question(Scheme::Utopia, "199008070122", date(1990, 8, 7))
}

fn amal_on_another_day() -> Query {
    Query { birth_date: date(1990, 8, 8), ..amal() }
}

fn stranger() -> Query {
    let birth_date = date(1990, 8, 7);
    Query { number: generate(Scheme::Utopia, birth_date, Sex::F, 321).expect("a number"), birth_date }
}

/// A person that was not in the fixture file, as the demo adds some.
fn drawn() -> (Query, Record) {
    let birth_date = date(1999, 2, 28);
    let number = generate(Scheme::Utopia, birth_date, Sex::X, 5).expect("a number");
    let record = Record {
        names: [("en".to_owned(), Personal::new("Drawn Person"))].into(),
        birth_date: Some(birth_date),
        photo: Some(PHOTO.to_vec()),
        ..Record::default()
    };
    (Query { number, birth_date }, record)
}

async fn reference() -> Running {
    let (query, record) = drawn();
    let people = Fixtures::built_in().expect("reads").with(&query.number, query.birth_date, record);
    serve(Options::on_free_ports(people)).await.expect("starts")
}

fn http(at: SocketAddr) -> HttpRegistry {
    http_at(&format!("http://{at}/v1/persons/lookup"))
}

fn http_at(url: &str) -> HttpRegistry {
    let settings = HttpRegistrySettings { url: url.to_owned(), limits: LIMITS, ..HttpRegistrySettings::default() };
    HttpRegistry::new(&settings).expect("good settings")
}

fn grpc(at: SocketAddr) -> GrpcRegistry {
    let settings = GrpcRegistrySettings { url: format!("http://{at}"), limits: LIMITS, ..Default::default() };
    GrpcRegistry::new(&settings).expect("good settings")
}

fn like_mosip(at: SocketAddr) -> HttpRegistry {
    let text = format!(
        r#"
        url = "http://{at}/mosip/identity"
        body = '{{"id": "mosip.id.read", "request": {{"individualId": "{{number}}", "individualIdType": "{{scheme}}", "dateOfBirth": "{{birth_date}}"}}}}'
        date_format = "%Y/%m/%d"
        not_found = {{ codes = ["IDR-IDC-007"] }}
        [fields]
        names = {{ en = ["/response/identity/fullName/language=eng/value"], ar = ["/response/identity/fullName/language=ara/value"] }}
        birth_date = "/response/identity/dateOfBirth"
        sex = "/response/identity/gender/language=eng/value"
        nationality = ""
        address = ["/response/identity/addressLine1/language=eng/value"]
        document_expiry = ""
        photo = "/response/documents/category=photo/value"
        status = "/response/status"
        sex_words = {{ Female = "F", Male = "M", Others = "X" }}
        status_words = {{ ACTIVATED = "active", DEACTIVATED = "revoked", BLOCKED = "deceased" }}
        "#
    );
    let mut settings: HttpRegistrySettings = toml::from_str(&text).expect("settings");
    settings.limits = LIMITS;
    HttpRegistry::new(&settings).expect("good settings")
}

async fn found(registry: &dyn Registry, query: &Query) -> Record {
    match registry.look_up(query).await {
        Ok(Answer::Found(record)) => *record,
        other => panic!("not found: {other:?}"),
    }
}

fn cause(result: Result<Answer, Unavailable>) -> String {
    result.expect_err("no answer").cause
}

fn set(running: &Running, switches: Switches) {
    running.switches().set(switches).expect("good switches");
}

const OUTAGE: Switches = Switches { delay_ms: 0, error_rate: 0.0, outage: true };

#[tokio::test]
async fn both_wires_tell_the_same_of_a_person_and_all_that_is_held() {
    let running = reference().await;
    let (http, grpc) = (http(running.http), grpc(running.grpc));
    let over_http = found(&http, &amal()).await;
    let expected = Record {
        names: [("en", "Amal Nurani"), ("ar", "أمل نوراني")].map(|(t, n)| (t.to_owned(), Personal::new(n))).into(),
        birth_date: Some(date(1990, 8, 7)),
        sex: Some(Personal::new("F")),
        nationality: Some(Personal::new("UTO")),
        address: Some(Personal::new("12 Lantern Street, Amaurot")),
        document_expiry: Some(date(2034, 3, 31)),
        photo: None,
        status: CivilStatus::Active,
    };
    assert_eq!(over_http, expected);
    assert_eq!(found(&grpc, &amal()).await, expected);
    running.stop().await;
}

#[tokio::test]
async fn the_dead_and_the_revoked_are_told_apart_on_both_wires() {
    let running = reference().await;
    let wires: [&dyn Registry; 3] = [&http(running.http), &grpc(running.grpc), &like_mosip(running.http)];
    let dead = question(Scheme::Utopia, "196309305186", date(1963, 9, 30));
    let revoked = question(Scheme::Utopia, "199511174336", date(1995, 11, 17));
    for wire in wires {
        assert_eq!(found(wire, &dead).await.status, CivilStatus::Deceased);
        assert_eq!(found(wire, &revoked).await.status, CivilStatus::Revoked);
    }
    running.stop().await;
}

#[tokio::test]
async fn a_person_added_at_run_time_is_found_with_the_photo_byte_for_byte() {
    let running = reference().await;
    let wires: [&dyn Registry; 3] = [&http(running.http), &grpc(running.grpc), &like_mosip(running.http)];
    for wire in wires {
        assert_eq!(found(wire, &drawn().0).await, drawn().1);
    }
    running.stop().await;
}

#[tokio::test]
async fn a_wrong_birth_date_is_answered_like_an_unknown_number() {
    let running = reference().await;
    let wires: [&dyn Registry; 3] = [&http(running.http), &grpc(running.grpc), &like_mosip(running.http)];
    for wire in wires {
        assert_eq!(wire.look_up(&stranger()).await, Ok(Answer::NoMatch));
        assert_eq!(wire.look_up(&amal_on_another_day()).await, Ok(Answer::NoMatch));
    }
    running.stop().await;
}

#[tokio::test]
async fn a_registry_in_the_manner_of_mosip_is_read_by_its_mapping() {
    let running = reference().await;
    let record = found(&like_mosip(running.http), &amal()).await;
    assert_eq!(record.names["ar"].expose(), "أمل نوراني");
    assert_eq!(record.names["en"].expose(), "Amal Nurani");
    assert_eq!(record.birth_date, Some(date(1990, 8, 7)));
    assert_eq!(record.sex, Some(Personal::new("F")));
    assert_eq!(record.address, Some(Personal::new("12 Lantern Street, Amaurot")));
    running.stop().await;
}

#[tokio::test]
async fn an_error_is_unavailable_and_never_a_missing_person() {
    let running = reference().await;
    set(&running, Switches { error_rate: 1.0, ..Switches::default() });
    assert_eq!(cause(http(running.http).look_up(&amal()).await), "it answered 500");
    assert_eq!(cause(grpc(running.grpc).look_up(&amal()).await), "it answered Internal");
    running.stop().await;
}

#[tokio::test]
async fn a_slow_registry_is_unavailable_within_the_limit() {
    let running = reference().await;
    set(&running, Switches { delay_ms: 1500, ..Switches::default() });
    let wires: [&dyn Registry; 2] = [&http(running.http), &grpc(running.grpc)];
    // gRPC's own deadline, which the registry is told, runs out in the same moment as ours.
    let causes = ["no answer within 600 ms", "it answered DeadlineExceeded", "it answered Cancelled"];
    for wire in wires {
        let asked = Instant::now();
        let cause = cause(wire.look_up(&amal()).await);
        assert!(causes.contains(&cause.as_str()), "{cause}");
        assert!(asked.elapsed() < Duration::from_millis(1200), "{:?}", asked.elapsed());
    }
    running.stop().await;
}

#[tokio::test]
async fn the_time_limit_without_settings_is_two_seconds() {
    let running = reference().await;
    set(&running, Switches { delay_ms: 3000, ..Switches::default() });
    let url = format!("http://{}/v1/persons/lookup", running.http);
    let http = HttpRegistry::new(&HttpRegistrySettings { url, ..Default::default() }).expect("good settings");
    let asked = Instant::now();
    assert_eq!(cause(http.look_up(&amal()).await), "no answer within 2000 ms");
    assert!((2.0..2.2).contains(&asked.elapsed().as_secs_f64()), "{:?}", asked.elapsed());
    running.stop().await;
}

#[tokio::test]
async fn an_outage_opens_the_breaker_and_the_service_resumes_after_it() {
    let running = reference().await;
    let wires: [&dyn Registry; 2] = [&http(running.http), &grpc(running.grpc)];
    for wire in wires {
        set(&running, OUTAGE);
        for _ in 0..LIMITS.breaker_failures {
            assert_ne!(cause(wire.look_up(&amal()).await), "left alone for a while after failures in a row");
        }
        assert_eq!(cause(wire.look_up(&amal()).await), "left alone for a while after failures in a row");
        set(&running, Switches::default());
        tokio::time::sleep(Duration::from_millis(LIMITS.breaker_open_ms + 50)).await;
        assert_eq!(found(wire, &amal()).await.birth_date, Some(date(1990, 8, 7)));
        assert_eq!(wire.look_up(&stranger()).await, Ok(Answer::NoMatch));
    }
    running.stop().await;
}

#[tokio::test]
async fn nobody_listening_is_unavailable_and_nothing_hangs() {
    let running = reference().await;
    let (http_at, grpc_at) = (running.http, running.grpc);
    running.stop().await;
    let asked = Instant::now();
    assert_eq!(cause(http(http_at).look_up(&amal()).await), "no connection");
    assert_eq!(cause(grpc(grpc_at).look_up(&amal()).await), "no connection, or it cannot answer now");
    assert!(asked.elapsed() < Duration::from_millis(1300), "{:?}", asked.elapsed());
}

#[tokio::test]
async fn the_switches_are_set_over_their_own_port() {
    let running = reference().await;
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let url = format!("http://{}/switches", running.admin);
    let put = client.put(&url).json(&OUTAGE).send().await.expect("answers");
    assert_eq!(put.status(), 200);
    assert_eq!(running.switches().get(), OUTAGE);
    let bad = client.put(&url).json(&serde_json::json!({"error_rate": 2.0})).send().await.expect("answers");
    assert_eq!(bad.status(), 422);
    assert_eq!(client.get(&url).send().await.expect("answers").json::<Switches>().await.expect("reads"), OUTAGE);
    let public = format!("http://{}/switches", running.http);
    assert_eq!(client.put(&public).json(&OUTAGE).send().await.expect("answers").status(), 404);
    running.stop().await;
}

/// A server that sends `answers` in turn, whatever it is asked, the last one for ever; and how often it was asked.
async fn canned(answers: Vec<Vec<u8>>) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("listens");
    let (address, asked) = (listener.local_addr().expect("an address"), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&asked);
    tokio::spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.expect("accepts");
            let place = count.fetch_add(1, Ordering::SeqCst);
            // To the end of the JSON: a socket closed on unread bytes resets, and the answer may be lost with it.
            let mut question = Vec::new();
            while !question.ends_with(b"}") && socket.read_buf(&mut question).await.is_ok_and(|read| read > 0) {}
            let answer = answers.get(place).or(answers.last()).expect("an answer");
            let _sent = socket.write_all(answer).await;
        }
    });
    (address, asked)
}

fn answer(status: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}").into_bytes()
}

const AMAL: &str = r#"{"names": {"en": "Amal Nurani"}, "birth_date": "1990-08-07", "status": "active"}"#;

#[tokio::test]
async fn nonsense_is_unavailable_with_a_cause_that_repeats_nothing_of_it() {
    let with = |field: &str| AMAL.replace(r#""status""#, &format!(r#"{field}, "status""#));
    let cases = [
        ("<html>Amal</html>".to_owned(), "the answer is not JSON"),
        ("[1]".to_owned(), "the answer is not a JSON object"),
        ("{}".to_owned(), "/birth_date of the answer is missing"),
        (AMAL.replace("1990-08-07", "7 August"), "/birth_date of the answer is not a date in date_format"),
        (AMAL.replace("\"active\"", "1"), "/status of the answer is not a text"),
        (AMAL.replace("active", "asleep"), "/status of the answer is a word that fields.status_words does not know"),
        (with(r#""sex": "secret""#), "/sex of the answer is a word that fields.sex_words does not know"),
        (with(r#""photo": "R0lGODlh""#), "/photo of the answer is not the base64 of a JPEG or PNG file"),
        (with(r#""errors": "secret""#), "the answer's errors are not an array"),
        (
            with(r#""errors": [{"errorCode": "SECRET-1"}]"#),
            "the answer holds an error whose code is not in not_found.codes",
        ),
    ];
    for (body, expected) in cases {
        let (address, asked) = canned(vec![answer("200 OK", &body)]).await;
        assert_eq!(cause(http(address).look_up(&amal()).await), expected, "{body}");
        assert_eq!(asked.load(Ordering::SeqCst), 1, "nonsense is not asked again");
    }
}

#[tokio::test]
async fn an_answer_about_somebody_born_on_another_day_is_no_match() {
    let (address, _) = canned(vec![answer("200 OK", &AMAL.replace("1990-08-07", "1990-08-08"))]).await;
    assert_eq!(http(address).look_up(&amal()).await, Ok(Answer::NoMatch));
}

#[tokio::test]
async fn a_huge_answer_is_cut_off_whether_it_says_its_length_or_not() {
    let huge = format!("{AMAL:9000}");
    let chunked = format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{huge}").into_bytes();
    for sent in [answer("200 OK", &huge), chunked] {
        let (address, _) = canned(vec![sent]).await;
        assert_eq!(cause(http(address).look_up(&amal()).await), "the answer has more than 4096 bytes");
    }
}

#[tokio::test]
async fn a_huge_answer_is_refused_over_grpc_too() {
    let (query, record) = drawn();
    let huge = Record { photo: Some([PHOTO, &[0; 5000]].concat()), ..record };
    let people = Fixtures::default().with(&query.number, query.birth_date, huge);
    let running = serve(Options::on_free_ports(people)).await.expect("starts");
    let cause = cause(grpc(running.grpc).look_up(&query).await);
    assert!(["it answered OutOfRange", "it answered ResourceExhausted"].contains(&cause.as_str()), "{cause}");
    running.stop().await;
}

#[tokio::test]
async fn not_now_is_asked_again_and_a_refusal_or_an_error_is_not() {
    let cases = [("503 Service Unavailable", 3), ("400 Bad Request", 1), ("403 Forbidden", 1), ("500 Oh No", 1)];
    for (status, times) in cases {
        let (address, asked) = canned(vec![answer(status, "{}")]).await;
        assert_eq!(cause(http(address).look_up(&amal()).await), format!("it answered {}", &status[..3]));
        assert_eq!(asked.load(Ordering::SeqCst), times, "{status}");
    }
    let (address, asked) = canned(vec![answer("503 Service Unavailable", ""), answer("200 OK", AMAL)]).await;
    assert_eq!(found(&http(address), &amal()).await.names["en"].expose(), "Amal Nurani");
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_connection_that_breaks_is_tried_again() {
    let (address, asked) = canned(vec![Vec::new(), answer("200 OK", AMAL)]).await;
    assert_eq!(found(&http(address), &amal()).await.names["en"].expose(), "Amal Nurani");
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn refused_questions_never_take_the_registry_from_the_others() {
    let refusals = (0..5).map(|_| answer("400 Bad Request", "{}"));
    let (address, _) = canned(refusals.chain([answer("200 OK", AMAL)]).collect()).await;
    let registry = http(address);
    for _ in 0..5 {
        assert_eq!(cause(registry.look_up(&amal()).await), "it answered 400");
    }
    assert_eq!(found(&registry, &amal()).await.birth_date, Some(date(1990, 8, 7)));
}

#[tokio::test]
async fn a_redirect_is_not_followed_with_personal_data() {
    let (elsewhere, asked) = canned(vec![answer("200 OK", AMAL)]).await;
    let moved = format!("HTTP/1.1 307 Go\r\nlocation: http://{elsewhere}/\r\ncontent-length: 0\r\n\r\n").into_bytes();
    let (address, _) = canned(vec![moved]).await;
    assert_eq!(cause(http(address).look_up(&amal()).await), "it answered 307");
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[test]
fn a_mapping_by_which_a_number_alone_would_open_a_record_is_refused() {
    let mut settings = HttpRegistrySettings {
        url: "https://registry.example/lookup".to_owned(),
        body: r#"{"id": "{number}"}"#.to_owned(),
        ..HttpRegistrySettings::default()
    };
    assert!(HttpRegistry::new(&settings).is_ok());
    settings.fields.birth_date = String::new();
    assert_eq!(HttpRegistry::new(&settings).expect_err("refused").setting, "fields.birth_date");
}
