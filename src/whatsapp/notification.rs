//! What the platform's webhook brings: messages of people, and what became of ours.
//!
//! Each message is read by itself: one of a kind that did not exist when this was written must not keep the others of the
//! same notification out.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::base::personal::Personal;

/// What one notification brings for our number.
#[derive(Debug, Default)]
pub struct Notification {
    /// Messages, in their order.
    pub messages: Vec<Inbound>,
    /// What became of ours.
    pub failures: Vec<Failure>,
}

/// A message of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inbound {
    /// The platform's id of it. It holds the person's number in base64, so it is personal.
    pub id: Personal,
    /// Their number, digits alone. A person with a username may write without one; nobody has bound those.
    pub from: Option<Personal>,
    /// When they sent it, Unix seconds.
    pub sent_at_s: i64,
    /// What they said.
    pub said: Said,
}

/// What a person said, as the platform tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Said {
    /// Words.
    Text {
        /// The words.
        body: Personal,
    },
    /// A button or a row of a list.
    Chosen {
        /// Its id, as we sent it.
        id: String,
        /// What stood on it.
        title: Personal,
    },
    /// The button of a template: an answer to being addressed.
    Begun,
    /// A picture, or a file that is one.
    Picture {
        /// By what it is fetched.
        id: String,
        /// Its SHA-256, where the platform tells it.
        sha256: Option<String>,
    },
    /// What nobody waits an answer for: a reaction, a notice of the system.
    Nothing,
    /// What cannot be used here: a voice message, a place, a sticker.
    Other,
}

/// A message of ours that did not arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The platform's id of it; personal as that of a message is.
    pub id: Personal,
    /// Whom it was for, digits alone.
    pub to: Option<Personal>,
    /// Why: the platform's codes.
    pub codes: Vec<i64>,
}

/// The body is not a notification of the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the body is not a notification of the WhatsApp Business platform")]
pub struct NotANotification;

/// Reads a notification; only what is for the business's number `phone_number_id` counts, since an account may have several.
///
/// # Errors
///
/// [`NotANotification`] when it is not the platform's JSON.
pub fn read(body: &[u8], phone_number_id: &str) -> Result<Notification, NotANotification> {
    let envelope: Envelope = serde_json::from_slice(body).map_err(|_| NotANotification)?;
    let changes = envelope.entry.into_iter().flat_map(|entry| entry.changes);
    let ours = changes
        .filter(|change| change.field == "messages")
        .filter_map(|change| serde_json::from_value::<Change>(change.value).ok())
        .filter(|change| change.metadata.phone_number_id == phone_number_id);
    let mut notification = Notification::default();
    for change in ours {
        notification.messages.extend(change.messages.iter().filter_map(inbound));
        notification.failures.extend(change.statuses.iter().filter_map(failure));
    }
    Ok(notification)
}

#[derive(Deserialize)]
struct Envelope {
    entry: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    changes: Vec<Field>,
}

#[derive(Deserialize)]
struct Field {
    #[serde(default)]
    field: String,
    #[serde(default)]
    value: Value,
}

#[derive(Deserialize)]
struct Change {
    metadata: Metadata,
    #[serde(default)]
    messages: Vec<Value>,
    #[serde(default)]
    statuses: Vec<Value>,
}

#[derive(Deserialize)]
struct Metadata {
    phone_number_id: String,
}

fn inbound(message: &Value) -> Option<Inbound> {
    Some(Inbound {
        id: personal(&message["id"])?,
        from: personal(&message["from"]),
        // Written as a text; without one it is as good as just now.
        sent_at_s: message["timestamp"].as_str().and_then(|text| text.parse().ok()).unwrap_or(i64::MAX),
        said: said(message),
    })
}

fn said(message: &Value) -> Said {
    let kind = message["type"].as_str().unwrap_or_default();
    match kind {
        "text" => personal(&message["text"]["body"]).map_or(Said::Other, |body| Said::Text { body }),
        "interactive" => {
            let answer = &message["interactive"];
            let chosen = &answer[answer["type"].as_str().unwrap_or_default()];
            match (chosen["id"].as_str(), personal(&chosen["title"])) {
                (Some(id), Some(title)) => Said::Chosen { id: id.to_owned(), title },
                (_, _) => Said::Other,
            }
        }
        "button" => Said::Begun,
        "image" => picture(&message["image"]).unwrap_or(Said::Other),
        // Who wants a picture to stay sharp sends it as a file.
        "document" if message["document"]["mime_type"].as_str().is_some_and(|kind| kind.starts_with("image/")) => {
            picture(&message["document"]).unwrap_or(Said::Other)
        }
        "reaction" | "system" => Said::Nothing,
        _ => Said::Other,
    }
}

fn picture(media: &Value) -> Option<Said> {
    let id = media["id"].as_str()?.to_owned();
    Some(Said::Picture { id, sha256: media["sha256"].as_str().map(str::to_owned) })
}

/// Of statuses only failures say anything: what is sent, delivered and read is as it should be.
fn failure(status: &Value) -> Option<Failure> {
    if status["status"] != "failed" {
        return None;
    }
    let errors = status["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    Some(Failure {
        id: personal(&status["id"])?,
        to: personal(&status["recipient_id"]),
        codes: errors.iter().filter_map(|error| error["code"].as_i64()).collect(),
    })
}

fn personal(value: &Value) -> Option<Personal> {
    value.as_str().filter(|text| !text.is_empty()).map(Personal::new)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn notification(value: &Value) -> Value {
        json!({ "object": "whatsapp_business_account",
                "entry": [{ "id": "1", "changes": [{ "field": "messages", "value": value }] }] })
    }

    fn of(messages: &Value) -> Vec<Said> {
        let value = json!({ "messaging_product": "whatsapp", "messages": messages,
                            "metadata": { "display_phone_number": "15550783881", "phone_number_id": "106" },
                            "contacts": [{ "profile": { "name": "Layla" }, "wa_id": "971501234567" }] });
        let read = read(notification(&value).to_string().as_bytes(), "106").expect("a notification");
        read.messages.into_iter().map(|message| message.said).collect()
    }

    fn message(kind: &str, content: &Value) -> Value {
        json!({ "from": "971501234567", "id": "wamid.1", "timestamp": "1739321024", "type": kind, kind: content })
    }

    #[test]
    fn words_buttons_rows_and_pictures_are_read_as_the_documentation_writes_them() {
        let row =
            json!({ "type": "list_reply", "list_reply": { "id": "field.sex", "title": "Sex", "description": "x" } });
        let button = json!({ "type": "button_reply", "button_reply": { "id": "yes", "title": "Yes" } });
        let image = json!({ "caption": "me", "mime_type": "image/jpeg", "sha256": "aGFzaA==", "id": "27548" });
        let file = json!({ "filename": "card.png", "mime_type": "image/png", "sha256": "aGFzaA==", "id": "27549" });
        let read = of(&json!([
            message("text", &json!({ "body": "hello" })),
            message("interactive", &row),
            message("interactive", &button),
            message("button", &json!({ "payload": "go", "text": "Begin" })),
            message("image", &image),
            message("document", &file),
        ]));
        let chosen = |id: &str, title: &str| Said::Chosen { id: id.into(), title: Personal::new(title) };
        let picture = |id: &str| Said::Picture { id: id.into(), sha256: Some("aGFzaA==".into()) };
        let text = Said::Text { body: Personal::new("hello") };
        let expected =
            [text, chosen("field.sex", "Sex"), chosen("yes", "Yes"), Said::Begun, picture("27548"), picture("27549")];
        assert_eq!(read, expected);
    }

    #[test]
    fn what_cannot_be_used_is_told_apart_from_what_needs_no_answer() {
        let read = of(&json!([
            message("audio", &json!({ "id": "1", "mime_type": "audio/ogg" })),
            message("document", &json!({ "id": "1", "mime_type": "application/pdf" })),
            message("something_of_next_year", &json!({})),
            message("text", &json!({ "body": "" })),
            message("reaction", &json!({ "emoji": "👍", "message_id": "wamid.0" })),
            message("system", &json!({ "type": "user_changed_number" })),
        ]));
        assert_eq!(read, [Said::Other, Said::Other, Said::Other, Said::Other, Said::Nothing, Said::Nothing]);
    }

    #[test]
    fn one_odd_message_keeps_no_other_out_and_another_number_is_not_ours() {
        let read_ids = of(&json!([7, { "type": "text" }, message("text", &json!({ "body": "hello" }))]));
        assert_eq!(read_ids.len(), 1);
        let other =
            json!({ "metadata": { "phone_number_id": "107" }, "messages": [message("text", &json!({ "body": "x" }))] });
        assert!(read(notification(&other).to_string().as_bytes(), "106").expect("one").messages.is_empty());
        let account = json!({ "object": "x", "entry": [{ "changes": [{ "field": "account_update", "value": { "event": "y" } }] }] });
        assert!(read(account.to_string().as_bytes(), "106").expect("one").messages.is_empty());
        for bad in ["", "{}", "[]", "null", "{\"entry\": 1}"] {
            assert_eq!(read(bad.as_bytes(), "106").map(|_| ()), Err(NotANotification), "{bad}");
        }
    }

    #[test]
    fn only_failures_are_kept_of_what_became_of_ours() {
        let status = |state: &str, errors: &Value| json!({ "id": "wamid.9", "status": state, "timestamp": "1", "recipient_id": "971501234567", "errors": errors });
        let value = json!({ "metadata": { "phone_number_id": "106" }, "statuses": [
            status("sent", &Value::Null), status("delivered", &Value::Null), status("read", &Value::Null),
            status("failed", &json!([{ "code": 131_047, "title": "Re-engagement message" }])),
        ] });
        let read = read(notification(&value).to_string().as_bytes(), "106").expect("a notification");
        assert_eq!(read.failures.iter().map(|failure| failure.codes.clone()).collect::<Vec<_>>(), [vec![131_047]]);
        assert!(!format!("{read:?}").contains("9715"), "debug shows no number");
    }

    proptest::proptest! {
        #[test]
        fn no_body_makes_it_panic(body: Vec<u8>) {
            let _read = read(&body, "106");
        }
    }
}
