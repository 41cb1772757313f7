//! The WhatsApp Cloud API, on the Graph API.

use std::time::Duration;

use async_trait::async_trait;
use reqwest::{Client, Response, StatusCode, Url};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::{Misconfigured, https_client::Connection, registry_call::safe_address};
use crate::{
    base::personal::Personal,
    config::whatsapp::WhatsApp,
    whatsapp::{
        cloud_api::{CloudApi, NoMedia, Sent, Unsent},
        media_hash::MediaHash,
        render::{Button, Outgoing, ROW_TITLE, Row},
    },
};

/// "Re-engagement message": more than 24 hours have passed since the person last replied.
const WINDOW_CLOSED: i64 = 131_047;

/// Codes that ask to come back later, whatever the status beside them: too many calls (4, 80007, 130429), too many messages
/// to one person (131056), the platform not well (1, 2, 131000, 131016), and a token that has run out (190), which the
/// operator renews.
const LATER: [i64; 9] = [1, 2, 4, 190, 80_007, 130_429, 131_000, 131_016, 131_056];

/// Longest answer that is not a picture, in bytes; the platform's have a few hundred.
const LONGEST_ANSWER: usize = 64 << 10;

/// The Cloud API for one number.
#[derive(Debug)]
pub struct WhatsAppGraph {
    client: Client,
    /// Below which everything is, with its version.
    base: Url,
    phone_number_id: String,
    media_hosts: Vec<String>,
    time_limit: Duration,
}

impl WhatsAppGraph {
    /// The API that `settings` describe. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`Misconfigured`] names the setting that cannot work.
    pub fn new(settings: &WhatsApp) -> Result<Self, Misconfigured> {
        Self::described(settings).map_err(|wrong| wrong.within("whatsapp"))
    }

    fn described(settings: &WhatsApp) -> Result<Self, Misconfigured> {
        let bearer = format!("Bearer {}", settings.access_token.expose_secret());
        let headers = [("authorization".to_owned(), bearer.into())].into();
        let client = Connection { headers: &headers, ca_file: None, client_identity_file: None }.client()?;
        let wrong = |error| Misconfigured::new("graph_url", error);
        let address = format!("{}/{}/", settings.graph_url.trim_end_matches('/'), settings.api_version);
        let base = safe_address(&address).map_err(|fault| wrong(fault.reason))?;
        let own = base.host_str().map(str::to_owned);
        let media_hosts = settings.media_hosts.iter().cloned().chain(own).collect();
        let time_limit = Duration::from_millis(settings.timeout_ms);
        Ok(Self { client, base, phone_number_id: settings.phone_number_id.clone(), media_hosts, time_limit })
    }

    async fn post(&self, to: &Personal, message: &Outgoing) -> Result<Sent, Unsent> {
        let away = Unsent::Away { code: 0 };
        let address = self.base.join(&format!("{}/messages", self.phone_number_id)).map_err(|_| away)?;
        // Never reqwest's own words: they quote the address.
        let answer = self.client.post(address).json(&wire(to, message)).send().await.map_err(|_| away)?;
        let status = answer.status();
        let body = bytes(answer, LONGEST_ANSWER).await.unwrap_or_default();
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        if status.is_success() {
            return Ok(Sent { wa_id: body["contacts"][0]["wa_id"].as_str().map(Personal::new) });
        }
        Err(unsent(status, body["error"]["code"].as_i64()))
    }

    async fn fetch(&self, id: &str, announced: Option<&str>, most: usize) -> Result<Vec<u8>, NoMedia> {
        // What stands in an address must not lead elsewhere.
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-') {
            return Err(NoMedia::Gone);
        }
        let mut address = self.base.join(id).map_err(|_| NoMedia::Gone)?;
        address.query_pairs_mut().append_pair("phone_number_id", &self.phone_number_id);
        let described = bytes(self.get(address).await?, LONGEST_ANSWER).await?;
        let described: Value = serde_json::from_slice(&described).map_err(|_| NoMedia::Away)?;
        if size(&described["file_size"]).is_some_and(|size| size > most) {
            return Err(NoMedia::TooLarge);
        }
        let hashes = [announced, described["sha256"].as_str()];
        let picture = bytes(self.get(self.media_address(&described)?).await?, most).await?;
        let mut known = hashes.into_iter().flatten().map(MediaHash::parse).peekable();
        let announced = known.peek().is_some();
        // One that cannot be read is one that does not fit; so is none at all.
        if announced && known.all(|hash| hash.is_some_and(|hash| hash.fits(&picture))) {
            Ok(picture)
        } else {
            Err(NoMedia::Damaged)
        }
    }

    /// Where the picture lies, if the access token may be sent there.
    fn media_address(&self, described: &Value) -> Result<Url, NoMedia> {
        let address = described["url"].as_str().and_then(|url| safe_address(url).ok()).ok_or(NoMedia::Gone)?;
        if address.host_str().is_some_and(|host| self.media_hosts.iter().any(|known| known == host)) {
            return Ok(address);
        }
        tracing::warn!(host = address.host_str(), "a picture lies on a host that whatsapp.media_hosts does not name");
        Err(NoMedia::Gone)
    }

    async fn get(&self, address: Url) -> Result<Response, NoMedia> {
        let answer = self.client.get(address).send().await.map_err(|_| NoMedia::Away)?;
        match answer.status() {
            status if status.is_success() => Ok(answer),
            // Of the token, which the operator renews; or of the moment.
            StatusCode::UNAUTHORIZED | StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => {
                Err(NoMedia::Away)
            }
            status if status.is_server_error() => Err(NoMedia::Away),
            _ => Err(NoMedia::Gone),
        }
    }
}

#[async_trait]
impl CloudApi for WhatsAppGraph {
    async fn send(&self, to: &Personal, message: &Outgoing) -> Result<Sent, Unsent> {
        // Over the look-up of the name, the connection and the answer together.
        let late = Err(Unsent::Away { code: 0 });
        tokio::time::timeout(self.time_limit, self.post(to, message)).await.unwrap_or(late)
    }

    async fn picture(&self, id: &str, announced: Option<&str>, most: usize) -> Result<Vec<u8>, NoMedia> {
        // Two exchanges, one of them of megabytes.
        let limit = self.time_limit * 4;
        tokio::time::timeout(limit, self.fetch(id, announced, most)).await.unwrap_or(Err(NoMedia::Away))
    }
}

/// What an answer that is none of success means.
fn unsent(status: StatusCode, code: Option<i64>) -> Unsent {
    let code = code.unwrap_or_else(|| status.as_u16().into());
    // A redirect is not followed, and is no word of the platform on the message.
    let later = matches!(status.as_u16(), 300..=399 | 401 | 408 | 429 | 500..=599);
    match code {
        WINDOW_CLOSED => Unsent::WindowClosed,
        code if later || LATER.contains(&code) => Unsent::Away { code },
        code => Unsent::Refused { code },
    }
}

/// A size as the platform writes it: a number in some versions, a text in others.
fn size(value: &Value) -> Option<usize> {
    let number = value.as_u64().or_else(|| value.as_str()?.parse().ok())?;
    usize::try_from(number).ok()
}

/// A body of at most `most` bytes.
async fn bytes(mut answer: Response, most: usize) -> Result<Vec<u8>, NoMedia> {
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|_| NoMedia::Away)? {
        if bytes.len() + chunk.len() > most {
            return Err(NoMedia::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// A message as the API is told it.
fn wire(to: &Personal, message: &Outgoing) -> Value {
    let (kind, content) = match message {
        // A preview would be fetched by the platform: of a link with a code, too.
        Outgoing::Text { body } => ("text", json!({ "preview_url": false, "body": body.expose() })),
        Outgoing::Buttons { body, buttons } => {
            let button = |Button { id, title }: &Button| json!({ "type": "reply", "reply": { "id": id.to_string(), "title": title } });
            let action = json!({ "buttons": buttons.iter().map(button).collect::<Vec<_>>() });
            ("interactive", json!({ "type": "button", "body": { "text": body.expose() }, "action": action }))
        }
        Outgoing::List { body, open, rows } => {
            let rows: Vec<_> = rows.iter().map(row).collect();
            let title: String = open.chars().take(ROW_TITLE).collect();
            let action = json!({ "button": open, "sections": [{ "title": title, "rows": rows }] });
            ("interactive", json!({ "type": "list", "body": { "text": body.expose() }, "action": action }))
        }
        Outgoing::Template { name, language } => {
            ("template", json!({ "name": name, "language": { "code": language } }))
        }
    };
    json!({ "messaging_product": "whatsapp", "recipient_type": "individual", "to": to.expose(), "type": kind,
            kind: content })
}

fn row(Row { id, title, description }: &Row) -> Value {
    match description {
        Some(description) => json!({ "id": id.to_string(), "title": title, "description": description }),
        None => json!({ "id": id.to_string(), "title": title }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn graph(change: &str) -> Result<WhatsAppGraph, Misconfigured> {
        WhatsAppGraph::new(&Config::from_toml(&format!("[whatsapp]\n{change}")).expect("reads").whatsapp)
    }

    #[test]
    fn every_kind_of_message_is_written_as_the_documentation_has_it() {
        let to = Personal::new("971501234567");
        let body = Personal::new("Right?");
        let written = |message| wire(&to, &message);
        let around = |kind: &str, content: Value| {
            json!({ "messaging_product": "whatsapp", "recipient_type": "individual", "to": "971501234567", "type": kind,
                    kind: content })
        };
        let text = Outgoing::Text { body: body.clone() };
        assert_eq!(written(text), around("text", json!({ "preview_url": false, "body": "Right?" })));
        let buttons = vec![Button { id: "yes".parse().expect("a choice"), title: "Yes".into() }];
        let reply = json!({ "type": "reply", "reply": { "id": "yes", "title": "Yes" } });
        assert_eq!(
            written(Outgoing::Buttons { body: body.clone(), buttons }),
            around(
                "interactive",
                json!({ "type": "button", "body": { "text": "Right?" }, "action": { "buttons": [reply] } })
            )
        );
        let rows =
            vec![Row { id: "yes".parse().expect("a choice"), title: "Ye…".into(), description: Some("Yes".into()) }];
        let section = json!({ "title": "Choose", "rows": [{ "id": "yes", "title": "Ye…", "description": "Yes" }] });
        let action = json!({ "button": "Choose", "sections": [section] });
        assert_eq!(
            written(Outgoing::List { body, open: "Choose".into(), rows }),
            around("interactive", json!({ "type": "list", "body": { "text": "Right?" }, "action": action }))
        );
        let template = Outgoing::Template { name: "opening".into(), language: "zh_CN".into() };
        assert_eq!(
            written(template),
            around("template", json!({ "name": "opening", "language": { "code": "zh_CN" } }))
        );
    }

    #[test]
    fn a_refusal_is_told_apart_from_a_platform_that_is_not_well() {
        let of = |status, code| unsent(StatusCode::from_u16(status).expect("a status"), code);
        assert_eq!(of(400, Some(131_047)), Unsent::WindowClosed);
        assert_eq!(of(400, Some(131_026)), Unsent::Refused { code: 131_026 });
        assert_eq!(of(404, None), Unsent::Refused { code: 404 });
        for (status, code) in [(400, Some(130_429)), (400, Some(131_056)), (401, Some(190)), (500, Some(131_000))] {
            assert_eq!(of(status, code), Unsent::Away { code: code.unwrap_or_default() });
        }
        for status in [302, 401, 408, 429, 500, 503] {
            assert_eq!(of(status, None), Unsent::Away { code: status.into() });
        }
    }

    #[test]
    fn the_token_goes_to_the_platform_alone() {
        assert!(
            graph("graph_url = \"http://graph.example\"")
                .expect_err("clear")
                .to_string()
                .contains("whatsapp setting `graph_url`")
        );
        let graph = graph("graph_url = \"https://proxy.bank.example/meta/\"").expect("an API");
        assert_eq!(graph.base.as_str(), "https://proxy.bank.example/meta/v25.0/");
        let lies = |url: &str| graph.media_address(&json!({ "url": url })).map(|_| ());
        assert_eq!(lies("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1"), Ok(()));
        assert_eq!(lies("https://proxy.bank.example/media/1"), Ok(()));
        for bad in
            ["https://evil.example/", "http://lookaside.fbsbx.com/", "https://lookaside.fbsbx.com.evil.example/", ""]
        {
            assert_eq!(lies(bad), Err(NoMedia::Gone), "{bad}");
        }
    }

    #[test]
    fn a_size_is_a_number_or_a_text() {
        assert_eq!((size(&json!(303_833)), size(&json!("303833"))), (Some(303_833), Some(303_833)));
        assert_eq!((size(&json!(null)), size(&json!("many")), size(&json!(-1))), (None, None, None));
    }
}
