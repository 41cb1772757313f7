//! Notices over HTTP.

use std::time::Duration;

use async_trait::async_trait;
use reqwest::{Client, Response, StatusCode, header::CONTENT_TYPE, redirect::Policy};

use crate::webhooks::sender::{Notice, Undelivered, WebhookSender};

/// For the whole exchange, from connecting to the end of what is read.
const TIME_LIMIT: Duration = Duration::from_secs(5);
/// How much of an answer's body is read: enough that a connection with a short answer can be used again.
const MOST_BODY: usize = 1024;

/// Sends notices by POST. Follows no redirection: the address that was checked is the address that is told.
#[derive(Clone, Debug)]
pub struct WebhookHttp {
    client: Client,
    time_limit: Duration,
}

impl WebhookHttp {
    /// A sender with a limit of five seconds.
    ///
    /// # Errors
    ///
    /// When the TLS library cannot start.
    pub fn new() -> Result<Self, reqwest::Error> {
        Self::with_time_limit(TIME_LIMIT)
    }

    fn with_time_limit(time_limit: Duration) -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .redirect(Policy::none())
            // Settings come from the configuration, never from HTTP_PROXY.
            .no_proxy()
            .timeout(time_limit)
            .user_agent(concat!("ahlan/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { client, time_limit })
    }

    async fn post(&self, notice: &Notice) -> Result<(), Undelivered> {
        let mut request = self.client.post(notice.address.as_str()).header(CONTENT_TYPE, "application/json");
        for (name, value) in notice.headers.pairs() {
            request = request.header(name, value);
        }
        let answer = request.body(notice.body.clone()).send().await.map_err(|error| undelivered(&error))?;
        let status = answer.status();
        read_a_little(answer).await;
        match status {
            status if status.is_success() => Ok(()),
            StatusCode::GONE => Err(Undelivered::Gone),
            status => Err(Undelivered::Refused { status: status.as_u16() }),
        }
    }
}

#[async_trait]
impl WebhookSender for WebhookHttp {
    async fn send(&self, notice: &Notice) -> Result<(), Undelivered> {
        // The client's own limit covers a slow answer; this one also a slow look-up of the name.
        tokio::time::timeout(self.time_limit, self.post(notice)).await.unwrap_or(Err(Undelivered::TimedOut))
    }
}

/// The status is the answer; the body says nothing that we act on, and dropping the rest closes the connection.
async fn read_a_little(mut answer: Response) {
    let mut read = 0;
    while read < MOST_BODY {
        match answer.chunk().await {
            Ok(Some(chunk)) => read += chunk.len(),
            Ok(None) | Err(_) => return,
        }
    }
}

/// Never reqwest's own text: it quotes the address.
fn undelivered(error: &reqwest::Error) -> Undelivered {
    if error.is_timeout() { Undelivered::TimedOut } else { Undelivered::Unreachable }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::{TcpListener, TcpStream},
    };

    use super::*;
    use crate::{
        base::randomness::SeededRandomness,
        webhooks::{
            address::{Reach, WebhookAddress},
            signature::{WebhookSecret, sign},
        },
    };

    fn secret() -> WebhookSecret {
        WebhookSecret::generate(&SeededRandomness::new(1))
    }

    fn notice_to(port: u16) -> Notice {
        let body = r#"{"type":"session.status_changed"}"#;
        let now = jiff::Timestamp::from_second(1_800_000_000).expect("a time");
        let id = "01890a5d-ac96-774b-bcce-b302099a8057".parse().expect("an id");
        Notice {
            address: WebhookAddress::parse(&format!("http://127.0.0.1:{port}/hook"), Reach::SecureAndLoopback)
                .expect("an address"),
            headers: sign(&secret(), id, now, body).expect("signs"),
            body: body.to_owned(),
        }
    }

    /// Reads one request whole: its head, and a body as long as ours.
    async fn request(stream: &mut TcpStream, body: &str) -> String {
        let mut text = String::new();
        let mut buffer = [0; 1024];
        while !text.ends_with(body) {
            let read = stream.read(&mut buffer).await.expect("reads");
            assert_ne!(read, 0, "the sender hung up");
            text.push_str(std::str::from_utf8(&buffer[..read]).expect("text"));
        }
        text
    }

    /// Sends one notice to a receiver that answers with `answer`, and gives the outcome and the request.
    async fn exchange(answer: &'static str) -> (Result<(), Undelivered>, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let notice = notice_to(listener.local_addr().expect("an address").port());
        let body = notice.body.clone();
        let receiver = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            let request = request(&mut stream, &body).await;
            stream.write_all(answer.as_bytes()).await.expect("answers");
            request
        });
        let outcome = WebhookHttp::new().expect("a sender").send(&notice).await;
        (outcome, receiver.await.expect("received"))
    }

    #[tokio::test]
    async fn a_notice_arrives_as_it_was_signed() {
        let (outcome, request) = exchange("HTTP/1.1 204 No Content\r\n\r\n").await;
        assert_eq!(outcome, Ok(()));
        let notice = notice_to(1);
        assert!(request.starts_with("POST /hook HTTP/1.1\r\n"), "{request}");
        assert!(request.contains("content-type: application/json\r\n"), "{request}");
        for (name, value) in notice.headers.pairs() {
            assert!(request.contains(&format!("{name}: {value}\r\n")), "{request}");
        }
        assert!(request.ends_with(&format!("\r\n\r\n{}", notice.body)), "{request}");
    }

    #[tokio::test]
    async fn other_answers_than_2xx_are_failures_and_410_is_the_end() {
        let refused = |status| Err(Undelivered::Refused { status });
        let of = async |answer| exchange(answer).await.0;
        assert_eq!(of("HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n").await, refused(500));
        assert_eq!(of("HTTP/1.1 401 No\r\ncontent-length: 0\r\n\r\n").await, refused(401));
        assert_eq!(of("HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n").await, Err(Undelivered::Gone));
        assert_eq!(of("this is not HTTP\r\n\r\n").await, Err(Undelivered::Unreachable));
    }

    #[tokio::test]
    async fn a_redirection_is_not_followed() {
        let elsewhere = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = elsewhere.local_addr().expect("an address").port();
        let answer = format!("HTTP/1.1 307 Go\r\nlocation: http://127.0.0.1:{port}/\r\ncontent-length: 0\r\n\r\n");
        let (outcome, _) = exchange(answer.leak()).await;
        assert_eq!(outcome, Err(Undelivered::Refused { status: 307 }));
        let followed = tokio::time::timeout(Duration::from_millis(200), elsewhere.accept()).await;
        assert!(followed.is_err(), "somebody came");
    }

    #[tokio::test]
    async fn an_endless_answer_is_cut_off_and_still_counts_by_its_status() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let notice = notice_to(listener.local_addr().expect("an address").port());
        let body = notice.body.clone();
        let receiver = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            request(&mut stream, &body).await;
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n").await.expect("answers");
            let (mut sent, part) = (0, vec![b'x'; 65_536]);
            while stream.write_all(&part).await.is_ok() {
                sent += 65_536;
            }
            sent
        });
        assert_eq!(WebhookHttp::new().expect("a sender").send(&notice).await, Ok(()));
        let sent = receiver.await.expect("the sender hung up");
        assert!(sent < 100_000_000, "{sent} bytes were taken");
    }

    #[tokio::test]
    async fn a_receiver_that_never_answers_times_out() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let notice = notice_to(listener.local_addr().expect("an address").port());
        let sender = WebhookHttp::with_time_limit(Duration::from_millis(200)).expect("a sender");
        assert_eq!(sender.send(&notice).await, Err(Undelivered::TimedOut));
    }

    #[tokio::test]
    async fn a_closed_port_is_unreachable() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);
        let outcome = WebhookHttp::new().expect("a sender").send(&notice_to(port)).await;
        assert_eq!(outcome, Err(Undelivered::Unreachable));
    }
}
