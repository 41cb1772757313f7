//! The chat's door: a turn, and the thread by pages, so that any door can take up where another left off.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::{HttpRequest, HttpResponse, web};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    base::personal::Personal,
    chat::{LONGEST_TEXT, Picture, Reply, Wants, language::Language, progress::Progress, spoken::Spoken},
    flow::{
        Turn,
        chat::{self, Entry, EntryValues, Exchange, Message},
        idempotent::{Begun, begin, cancel},
        ledger::Loaded,
    },
    http::{
        body,
        caller::{self, OnSession},
        idempotent,
        problem::Problem,
        server::Shared,
    },
    staff::{caller::Caller, policy::route},
};

/// Messages of one page, if the caller does not say.
const PAGE: u8 = 50;

/// Most messages of one page.
const MOST: u8 = 100;

/// One message of the person. With neither, the thread is opened: it greets, or says where it stands.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageRequest {
    /// Words, 1 to 2000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<String>,
    /// The id of a choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) choice: Option<String>,
}

/// Pictures in the thread.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the multipart body, which is read part by part")]
pub struct PicturesForm {
    /// The card's front, or a passport's data page: JPEG, PNG or WebP. Alone it is kept until the back comes.
    #[schema(value_type = Option<String>, format = Binary)]
    card: Option<Vec<u8>>,
    /// The card's back.
    #[schema(value_type = Option<String>, format = Binary)]
    card_back: Option<Vec<u8>>,
    /// A selfie.
    #[schema(value_type = Option<String>, format = Binary)]
    selfie: Option<Vec<u8>>,
}

/// What the chat answers.
#[derive(Serialize, ToSchema)]
pub struct Answered {
    /// Its messages, in order: each `text`, `choices` (`id` to send back, `label` to show) and `wants`, which is
    /// `nothing`, `text`, `choice`, `card`, `card_back` or `selfie`.
    #[schema(value_type = Vec<Object>)]
    replies: Vec<Reply>,
    /// What should be asked now, as `GET /v1/sessions/{id}` says it.
    #[schema(value_type = Object)]
    next: serde_json::Value,
    /// `step`, `total`, `percent`, `remaining`, `eta_seconds`, and `fell_because` when the percentage is lower than before.
    #[schema(value_type = Object)]
    progress: Progress,
    /// `ar`, `fa`, `zh` or `en`.
    #[schema(value_type = String)]
    language: Language,
    /// The session's version; also the `ETag`.
    version: u64,
    /// The place of this answer in the thread: `after` for `GET`.
    cursor: i64,
}

/// One entry of the thread.
#[derive(Serialize, ToSchema)]
pub struct EntryView {
    /// Its place in the thread, from 1.
    sequence: i64,
    /// When, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// `applicant` or `service`.
    from: &'static str,
    /// What the person wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    text: Option<Personal>,
    /// What the person chose.
    #[serde(skip_serializing_if = "Option::is_none")]
    choice: Option<String>,
    /// Pictures the person sent: `card`, `card_back`, `selfie`.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    #[schema(value_type = Vec<String>)]
    pictures: BTreeSet<Picture>,
    /// What the chat answered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Object>)]
    replies: Vec<Reply>,
    /// What the chat waited for after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    wants: Option<Wants>,
    /// Whether what was said is erased.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    erased: bool,
}

/// A page of the thread.
#[derive(Serialize, ToSchema)]
pub struct ThreadView {
    /// Oldest first.
    items: Vec<EntryView>,
    /// `after` of the next page.
    cursor: i64,
    /// Whether there may be more.
    more: bool,
}

/// From where, and how much.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ThreadQuery {
    /// Only after this place.
    pub(super) after: Option<i64>,
    /// Entries of one page, `1 ..= 100`.
    limit: Option<u8>,
}

/// Takes one message in and answers it.
#[utoipa::path(post, path = "/v1/sessions/{session}/messages", tag = "chat",
    request_body(content((MessageRequest = "application/json"), (PicturesForm = "multipart/form-data"))),
    params(("session" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = Answered), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn converse(
    on: OnSession<route::Converse>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let (message, content) = message(&on.shared, &request, payload).await?;
    let Some(key) = idempotent::key(&request)? else {
        return Ok(answer(chat::converse(on.turn, on.loaded, message).await?));
    };
    let OnSession { turn, loaded, caller, shared, .. } = on;
    let route = format!("{} {}", request.method(), request.path());
    exchanged(&shared, &caller, (turn, loaded), (route, &key, &content), message).await.map(answer)
}

/// One exchange under a key: the same message again is answered as before, and acts once.
pub(super) async fn exchanged(
    shared: &Shared,
    caller: &Caller,
    (mut turn, loaded): (Turn, Loaded),
    (route, key, content): (String, &str, &[u8]),
    message: Message,
) -> Result<Exchange, Problem> {
    match begin(&shared.ctx, caller::name(caller), route, key, content).await? {
        Begun::Answered(_, sequence) => Ok(chat::answered(&turn, &loaded, sequence).await?),
        Begun::New(marked) => {
            turn.idempotency = Some(marked.clone());
            match chat::converse(turn, loaded, message).await {
                Ok(exchange) => Ok(exchange),
                Err(error) => {
                    cancel(&shared.ctx, &marked).await?;
                    Err(error.into())
                }
            }
        }
    }
}

/// Reads the thread.
#[utoipa::path(get, path = "/v1/sessions/{session}/messages", tag = "chat",
    params(("session" = uuid::Uuid, Path), ThreadQuery),
    responses((status = 200, body = ThreadView), (status = 422, body = Problem)))]
pub async fn thread(
    on: OnSession<route::ReadMessages>,
    query: Result<web::Query<ThreadQuery>, actix_web::Error>,
) -> Result<HttpResponse, Problem> {
    let bad = |error| Problem::new(422, "bad_value", "A value is not taken").detail(error);
    let ThreadQuery { after, limit } = query.map_err(bad)?.into_inner();
    let (after, limit) = (after.unwrap_or(0).max(0), limit.unwrap_or(PAGE).clamp(1, MOST));
    let entries = chat::thread(&on.turn, &on.loaded, after, limit.into()).await?;
    let page = ThreadView {
        cursor: entries.last().map_or(after, |entry| entry.sequence),
        more: entries.len() == usize::from(limit),
        items: entries.into_iter().map(EntryView::of).collect(),
    };
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(page))
}

/// The message of a request, and its content without what does not matter.
async fn message(shared: &Shared, request: &HttpRequest, payload: web::Payload) -> Result<(Message, Vec<u8>), Problem> {
    let kind = request.headers().get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.starts_with("multipart/form-data") {
        let parts = body::parts(shared, request, payload, &["card", "card_back", "selfie"]).await?;
        let content = super::steps::joined(&parts);
        return Ok((Message::Pictures(pictures(parts)?), content));
    }
    let (said, content): (MessageRequest, _) = body::json(shared, payload).await?;
    Ok((message_of(said)?, content))
}

/// The message that words or a choice are.
pub(super) fn message_of(said: MessageRequest) -> Result<Message, Problem> {
    let bad = |pointer, reason| Problem::new(422, "bad_value", "A value is not taken").value(pointer, reason);
    Ok(match (said.text, said.choice) {
        (None, None) => Message::Opened,
        (Some(_), Some(_)) => return Err(bad("/choice", "send a text or a choice, not both")),
        (None, Some(id)) => {
            let unknown = |_| bad("/choice", "no choice has this id; send one of those that were offered");
            Message::Choice(id.parse().map_err(unknown)?)
        }
        (Some(text), None) => {
            if !(1..=LONGEST_TEXT).contains(&text.chars().count()) {
                return Err(bad("/text", "a text has 1 to 2000 characters"));
            }
            Message::Text(Personal::new(text))
        }
    })
}

fn pictures(parts: BTreeMap<&'static str, Vec<u8>>) -> Result<BTreeMap<Picture, Vec<u8>>, Problem> {
    let named = |name| match name {
        "card" => Picture::Card,
        "card_back" => Picture::CardBack,
        _ => Picture::Selfie,
    };
    if parts.is_empty() {
        return Err(Problem::new(422, "part_missing", "A part is missing")
            .value("card", "send a picture as card, card_back or selfie"));
    }
    Ok(parts.into_iter().map(|(name, bytes)| (named(name), bytes)).collect())
}

fn answer(exchange: Exchange) -> HttpResponse {
    let Exchange { sequence, language, values } = exchange;
    HttpResponse::Ok()
        .insert_header(("ETag", format!("\"{}\"", values.version)))
        .insert_header(("Cache-Control", "no-store"))
        .json(Answered {
            replies: values.replies,
            next: values.next,
            progress: values.progress,
            language,
            version: values.version,
            cursor: sequence,
        })
}

impl EntryView {
    /// How an entry looks.
    pub(super) fn of(entry: Entry) -> Self {
        let (from, wants) = match &entry.spoken {
            Spoken::Said { .. } => ("applicant", None),
            Spoken::Replied { wants, .. } => ("service", Some(*wants)),
        };
        let mut view = Self {
            sequence: entry.sequence,
            at: entry.at,
            from,
            text: None,
            choice: None,
            pictures: BTreeSet::new(),
            replies: Vec::new(),
            wants,
            erased: entry.values.is_none(),
        };
        match entry.values {
            Some(EntryValues::Said(said)) => {
                (view.text, view.pictures) = (said.text, said.pictures);
                view.choice = said.choice.map(|choice| choice.to_string());
            }
            Some(EntryValues::Replied(values)) => view.replies = values.replies,
            None => {}
        }
        view
    }
}
