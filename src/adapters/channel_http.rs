//! A message gateway that takes JSON over HTTP, whatever its JSON looks like.

use std::{collections::BTreeSet, time::Duration};

use async_trait::async_trait;
use reqwest::{Client, StatusCode, Url};
use serde_json::Value;

use super::{Misconfigured, https_client::Connection, registry_call::safe_address, template::filled};
use crate::{
    config::channel::HttpChannelSettings,
    contact::{
        address::Kind,
        channel::{Message, MessageChannel, Undelivered},
    },
};

/// A message gateway behind one address.
#[derive(Debug)]
pub struct ChannelHttp {
    client: Client,
    url: Url,
    body: Value,
    kinds: BTreeSet<Kind>,
    time_limit: Duration,
    sandbox: bool,
}

impl ChannelHttp {
    /// The gateway that `settings` describe. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`Misconfigured`] names the setting that cannot work.
    pub fn new(settings: &HttpChannelSettings) -> Result<Self, Misconfigured> {
        Self::described(settings).map_err(|wrong| wrong.within("channel"))
    }

    fn described(settings: &HttpChannelSettings) -> Result<Self, Misconfigured> {
        if !(100..=30_000).contains(&settings.timeout_ms) {
            return Err(Misconfigured::new("timeout_ms", "must be 100 to 30000"));
        }
        if settings.carries.is_empty() {
            return Err(Misconfigured::new("carries", "name phone, email or both"));
        }
        let body: Value = serde_json::from_str(&settings.body)
            .map_err(|error| Misconfigured::new("body", format!("is not JSON: {error}")))?;
        let written = body.to_string();
        for place in ["{to}", "{text}"] {
            if !written.contains(place) {
                return Err(Misconfigured::new("body", format!("nowhere says {place}")));
            }
        }
        let connection = Connection {
            headers: &settings.headers,
            ca_file: settings.ca_file.as_ref(),
            client_identity_file: settings.client_identity_file.as_ref(),
        };
        Ok(Self {
            client: connection.client()?,
            // Addresses end in the logs of every proxy on the way: the person's stands in the body alone.
            url: safe_address(&settings.url)?,
            body,
            kinds: settings.carries.clone(),
            time_limit: Duration::from_millis(settings.timeout_ms),
            sandbox: settings.sandbox,
        })
    }

    async fn post(&self, message: &Message) -> Result<(), Undelivered> {
        let value = |place: &str| match place {
            "id" => Some(message.id.to_string()),
            "kind" => Some(message.to.kind().name().to_owned()),
            "to" => Some(message.to.expose().to_owned()),
            "subject" => Some(message.subject.clone()),
            "text" => Some(message.text.expose().to_owned()),
            "language" => Some(message.language.to_owned()),
            _ => None,
        };
        let request = self.client.post(self.url.clone()).header("idempotency-key", message.id.to_string());
        // Never reqwest's own words: they quote the address.
        let answer = request.json(&filled(&self.body, &value)).send().await.map_err(|_| Undelivered::Away)?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => Err(Undelivered::Away),
            status if status.is_client_error() => Err(Undelivered::Refused { status: status.as_u16() }),
            _ => Err(Undelivered::Away),
        }
    }
}

#[async_trait]
impl MessageChannel for ChannelHttp {
    async fn send(&self, message: &Message) -> Result<(), Undelivered> {
        // Over the look-up of the name, the connection and the answer together.
        tokio::time::timeout(self.time_limit, self.post(message)).await.unwrap_or(Err(Undelivered::Away))
    }

    fn carries(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind)
    }

    fn is_sandbox(&self) -> bool {
        self.sandbox
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };
    use uuid::Uuid;

    use super::*;
    use crate::{base::personal::Personal, contact::address::Address};

    fn settings(port: u16) -> HttpChannelSettings {
        let headers = [("authorization".to_owned(), "Bearer t0p".into())].into();
        HttpChannelSettings { url: format!("http://127.0.0.1:{port}/send"), headers, ..HttpChannelSettings::default() }
    }

    fn message() -> Message {
        Message {
            id: Uuid::from_u128(7),
            to: Address::parse("+971501234567").expect("good"),
            language: "ar",
            subject: "رمزك".into(),
            text: Personal::new("رمزك \"042917\" {to}"),
        }
    }

    /// Sends the message to a gateway that answers with `answer`, and gives the outcome, the head and the body.
    async fn exchange(answer: &'static str, body: &str) -> (Result<(), Undelivered>, String, Value) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let settings = HttpChannelSettings { body: body.to_owned(), ..settings(port) };
        let gateway = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            let (mut bytes, mut buffer) = (Vec::new(), [0; 1024]);
            let (head, body) = loop {
                let read = stream.read(&mut buffer).await.expect("reads");
                bytes.extend_from_slice(&buffer[..read]);
                let text = String::from_utf8_lossy(&bytes).into_owned();
                if let Some((head, body)) = text.split_once("\r\n\r\n")
                    && let Ok(body) = serde_json::from_str::<Value>(body)
                {
                    break (head.to_owned(), body);
                }
                assert_ne!(read, 0, "the sender hung up: {text}");
            };
            stream.write_all(answer.as_bytes()).await.expect("answers");
            (head, body)
        });
        let outcome = ChannelHttp::new(&settings).expect("a gateway").send(&message()).await;
        let (head, body) = gateway.await.expect("received");
        (outcome, head, body)
    }

    #[tokio::test]
    async fn a_message_arrives_in_the_gateways_own_words_and_is_known_by_its_id() {
        let template = r#"{"to": {"msisdn": "{to}"}, "content": ["{subject}: {text}"], "lang": "{language}", "v": 2}"#;
        let (outcome, head, body) = exchange("HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n", template).await;
        assert_eq!(outcome, Ok(()));
        assert!(head.starts_with("POST /send HTTP/1.1\r\n"), "{head}");
        assert!(head.contains("authorization: Bearer t0p"), "{head}");
        assert!(head.contains("idempotency-key: 00000000-0000-0000-0000-000000000007"), "{head}");
        let text = "رمزك: رمزك \"042917\" {to}";
        assert_eq!(
            body,
            serde_json::json!({ "to": { "msisdn": "+971501234567" }, "content": [text], "lang": "ar", "v": 2 })
        );
    }

    #[tokio::test]
    async fn a_refusal_is_told_apart_from_a_gateway_that_is_not_well() {
        let of = async |answer| exchange(answer, &HttpChannelSettings::default().body).await.0;
        assert_eq!(of("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await, Ok(()));
        let refused = Err(Undelivered::Refused { status: 422 });
        assert_eq!(of("HTTP/1.1 422 No\r\ncontent-length: 0\r\n\r\n").await, refused);
        for away in [
            "HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 429 No\r\ncontent-length: 0\r\n\r\n",
            // Where it leads to is not where the operator said: it is not followed.
            "HTTP/1.1 307 Go\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n",
            "this is not HTTP\r\n\r\n",
        ] {
            assert_eq!(of(away).await, Err(Undelivered::Away), "{away}");
        }
    }

    #[tokio::test]
    async fn a_gateway_that_never_answers_or_is_not_there_is_away() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let channel = ChannelHttp::new(&HttpChannelSettings { timeout_ms: 200, ..settings(port) }).expect("a gateway");
        assert_eq!(channel.send(&message()).await, Err(Undelivered::Away));
        drop(listener);
        assert_eq!(channel.send(&message()).await, Err(Undelivered::Away));
    }

    #[test]
    fn a_setting_that_cannot_work_is_named() {
        let wrong = |change: fn(&mut HttpChannelSettings)| {
            let mut settings = settings(1);
            change(&mut settings);
            ChannelHttp::new(&settings).expect_err("refused").to_string()
        };
        let clear = wrong(|s| s.url = "http://sms.example/send".into());
        assert_eq!(clear, "channel setting `url`: must be https, or http to this machine itself");
        assert!(wrong(|s| s.body = "{\"to\": \"{to}\"}".into()).contains("`body`: nowhere says {text}"));
        assert!(wrong(|s| s.body = "{".into()).contains("`body`: is not JSON"));
        assert!(wrong(|s| s.carries.clear()).contains("`carries`"));
        assert!(wrong(|s| s.timeout_ms = 0).contains("`timeout_ms`: must be 100 to 30000"));
    }
}
