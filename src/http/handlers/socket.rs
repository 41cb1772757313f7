//! The chat's other door, a WebSocket: the thread comes in order from any place on, and messages go out, each once.
//!
//! Frames are JSON texts. The person's: `{"id": "…", "text": "…"}`, `{"id": "…", "choice": "…"}`, or `{"id": "…"}` to be
//! told where things stand. Ours: `entry`, `answered` and `problem`. Pictures go by `POST`, and come here as entries.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseCode, ProtocolError, Session};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};

use super::messages::{EntryView, MessageRequest, ThreadQuery, exchanged, message_of};
use crate::{
    base::ids::SessionId,
    chat::{language::Language, progress::Progress},
    flow::{Turn, chat, ledger::Loaded},
    http::{
        caller::{OnSession, within_rate},
        problem::Problem,
        server::Shared,
        sockets::{End, Seat},
    },
    staff::{
        caller::Caller,
        policy::{Route, route},
        visit::Visit,
    },
};

/// Longest frame, in bytes: a text of 2000 characters in any script, escaped.
const LONGEST_FRAME: usize = 16 << 10;

/// Longest id of a message, in characters.
const LONGEST_ID: usize = 64;

/// How often the store is asked for what came by other doors.
const PERIOD: Duration = Duration::from_secs(1);

/// How often the permission is asked again while nothing comes, and the other end whether it is there.
const BEAT: Duration = Duration::from_secs(20);

/// After so long without a word, not even an answer to a ping, the other end is gone.
const SILENCE: Duration = Duration::from_mins(1);

/// Longest life of a connection: a token's. The client comes back with its cursor.
const LONGEST: Duration = Duration::from_mins(15);

/// A message that is sent again after a drop may still be being answered: it is tried again so often, so far apart.
const TRIES: u32 = 20;
const APART: Duration = Duration::from_millis(250);

/// Refused messages after which a flood is ended.
const FLOOD: u8 = 10;

/// Entries of one look.
const PAGE: i64 = 100;

/// What the person sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    /// The client's own name for the message: sent again under it, it counts once.
    id: String,
    text: Option<String>,
    choice: Option<String>,
}

/// What we send.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Frame {
    /// An entry of the thread; their places have no holes.
    Entry(Box<EntryView>),
    /// A message was taken in; its entries, up to `cursor`, came before this.
    Answered { id: String, next: serde_json::Value, progress: Progress, language: Language, version: u64, cursor: i64 },
    /// A message was not taken in.
    Problem {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        problem: Problem,
    },
}

/// Opens the conversation as a WebSocket.
#[utoipa::path(get, path = "/v1/sessions/{session}/messages/socket", tag = "chat",
    params(("session" = uuid::Uuid, Path), ("after" = Option<i64>, Query)),
    responses((status = 101, description = "frames of JSON, see docs/integrators.md"), (status = 426, body = Problem),
        (status = 503, body = Problem)))]
pub async fn open(
    on: OnSession<route::ConverseLive>,
    request: HttpRequest,
    query: Result<web::Query<ThreadQuery>, actix_web::Error>,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let bad = |error| Problem::new(422, "bad_value", "A value is not taken").detail(error);
    let cursor = query.map_err(bad)?.into_inner().after.unwrap_or(0).max(0);
    let seat = on.shared.sockets.take(on.turn.session)?;
    let no_upgrade = |error| Problem::new(426, "upgrade_needed", "This route speaks WebSocket alone").detail(error);
    let (response, session, stream) = actix_ws::handle(&request, payload).map_err(no_upgrade)?;
    let stream = stream.max_frame_size(LONGEST_FRAME).aggregate_continuations().max_continuation_size(LONGEST_FRAME);
    let OnSession { turn, caller, visit, shared, .. } = on;
    let id = turn.session;
    let talk = Talk { shared, caller, visit, id, session, cursor, refused: 0, _seat: seat };
    actix_web::rt::spawn(talk.hold(stream));
    Ok(response)
}

/// One connection.
struct Talk {
    shared: web::Data<Shared>,
    caller: Caller,
    visit: Option<Visit>,
    id: SessionId,
    session: Session,
    /// The place of the last entry that was sent.
    cursor: i64,
    /// Messages in a row that came too fast.
    refused: u8,
    _seat: Seat,
}

impl Talk {
    /// Holds the connection until it ends.
    async fn hold(mut self, stream: AggregatedMessageStream) {
        let Err(end) = Box::pin(self.talk(stream)).await;
        end.close(self.session).await;
    }

    async fn talk(&mut self, mut stream: AggregatedMessageStream) -> Result<std::convert::Infallible, End> {
        let end = Instant::now() + LONGEST;
        let (mut look, mut beat) = (interval(PERIOD), interval(BEAT));
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heard = Instant::now();
        loop {
            tokio::select! {
                frame = stream.recv() => {
                    heard = Instant::now();
                    self.hear(frame.ok_or(End::Gone)?).await?;
                }
                _ = look.tick() => self.look().await?,
                _ = beat.tick() => {
                    if heard.elapsed() > SILENCE {
                        return Err(End::Gone);
                    }
                    if Instant::now() > end {
                        return Err(End::Told(CloseCode::Again, "come back with your cursor"));
                    }
                    self.session.ping(b"").await?;
                    if let Err(problem) = self.turn().await {
                        self.refuse(None, problem).await?;
                    }
                }
            }
        }
    }

    /// Takes one frame in.
    async fn hear(&mut self, frame: Result<AggregatedMessage, ProtocolError>) -> Result<(), End> {
        let too_long = Problem::new(413, "frame_too_long", "The frame is too long");
        match frame {
            Ok(AggregatedMessage::Text(text)) => self.take(&text).await,
            Ok(AggregatedMessage::Ping(bytes)) => Ok(self.session.pong(&bytes).await?),
            Ok(AggregatedMessage::Pong(_)) => Ok(()),
            Ok(AggregatedMessage::Close(_)) => Err(End::Told(CloseCode::Normal, "")),
            Ok(AggregatedMessage::Binary(_)) => {
                let problem = Problem::new(415, "no_binary_frames", "Binary frames are not taken");
                self.send(&Frame::Problem { id: None, problem: problem.detail("send pictures by POST") }).await?;
                Err(End::Told(CloseCode::Unsupported, "no binary frames"))
            }
            Err(ProtocolError::Overflow) => {
                let detail = format!("a frame has at most {LONGEST_FRAME} bytes");
                self.send(&Frame::Problem { id: None, problem: too_long.detail(detail) }).await?;
                Err(End::Told(CloseCode::Size, "the frame is too long"))
            }
            // What is no frame at all cannot be answered by one.
            Err(_) => Err(End::Told(CloseCode::Protocol, "not a frame")),
        }
    }

    /// Takes one message in and answers it.
    async fn take(&mut self, text: &str) -> Result<(), End> {
        if let Err(problem) = within_rate(&self.shared, &self.caller) {
            self.refused += 1;
            self.send(&Frame::Problem { id: None, problem }).await?;
            return if self.refused < FLOOD { Ok(()) } else { Err(End::Told(CloseCode::Policy, "too many messages")) };
        }
        self.refused = 0;
        let sent: Sent = match serde_json::from_str(text) {
            Ok(sent) => sent,
            Err(error) => {
                let problem = Problem::new(422, "bad_value", "The frame is not taken").detail(error);
                return self.send(&Frame::Problem { id: None, problem }).await;
            }
        };
        let mut answer = self.answer(&sent).await;
        for _ in 0..TRIES {
            if !matches!(&answer, Err(problem) if problem.code == "in_flight") {
                break;
            }
            sleep(APART).await;
            answer = self.answer(&sent).await;
        }
        let id = sent.id;
        match answer {
            Ok(exchange) => {
                self.pump(exchange.sequence).await?;
                let values = exchange.values;
                self.send(&Frame::Answered {
                    id,
                    next: values.next,
                    progress: values.progress,
                    language: exchange.language,
                    version: values.version,
                    cursor: exchange.sequence,
                })
                .await
            }
            Err(problem) => self.refuse(Some(id), problem).await,
        }
    }

    async fn answer(&self, Sent { id, text, choice }: &Sent) -> Result<chat::Exchange, Problem> {
        let good = (1..=LONGEST_ID).contains(&id.chars().count()) && id.is_ascii();
        if !good {
            let reason = format!("1 to {LONGEST_ID} ASCII characters of your own, another for each message");
            return Err(Problem::new(422, "bad_value", "A value is not taken").value("/id", reason));
        }
        let request = MessageRequest { text: text.clone(), choice: choice.clone() };
        // As `POST` has it: a message that is sent again at the other door is the same.
        let content = serde_json::to_vec(&request).unwrap_or_default();
        let (turn, loaded) = self.turn().await?;
        let route = format!("POST /v1/sessions/{}/messages", self.id);
        let message = message_of(request)?;
        exchanged(&self.shared, &self.caller, (turn, loaded), (route, id, &content), message).await
    }

    /// Sends what came by other doors.
    async fn look(&mut self) -> Result<(), End> {
        match chat::newest(&self.shared.ctx, self.id).await {
            Ok(newest) if newest > self.cursor => self.pump(newest).await,
            Ok(_) => Ok(()),
            Err(error) => self.refuse(None, error.into()).await,
        }
    }

    /// Sends the entries up to `newest`, in order.
    async fn pump(&mut self, newest: i64) -> Result<(), End> {
        while self.cursor < newest {
            let entries = match self.turn().await {
                Ok((turn, loaded)) => chat::thread(&turn, &loaded, self.cursor, PAGE).await.map_err(Problem::from),
                Err(problem) => Err(problem),
            };
            match entries {
                Ok(entries) if entries.is_empty() => return Ok(()),
                Ok(entries) => {
                    for entry in entries {
                        self.cursor = entry.sequence;
                        self.send(&Frame::Entry(Box::new(EntryView::of(entry)))).await?;
                    }
                }
                Err(problem) => return self.refuse(None, problem).await,
            }
        }
        Ok(())
    }

    /// A turn, with the permission asked anew: it may have ended since the connection was opened.
    async fn turn(&self) -> Result<(Turn, Loaded), Problem> {
        let (turn, loaded) = Turn::begin(&self.shared.ctx, Route::ConverseLive, &self.caller, self.id).await?;
        let turn = match self.visit {
            Some(visit) => turn.of_page(visit),
            None => turn,
        };
        turn.still_permitted(&loaded).await?;
        Ok((turn, loaded))
    }

    /// Tells of a problem; one that no further message can mend ends the connection.
    async fn refuse(&mut self, id: Option<String>, problem: Problem) -> Result<(), End> {
        let ends = matches!(problem.status, 401 | 403 | 404 | 410);
        self.send(&Frame::Problem { id, problem }).await?;
        if ends { Err(End::Told(CloseCode::Policy, "the permission has ended")) } else { Ok(()) }
    }

    async fn send(&mut self, frame: &Frame) -> Result<(), End> {
        let Ok(text) = serde_json::to_string(frame) else {
            return Err(End::Told(CloseCode::Error, "internal error"));
        };
        // Who does not read holds no place for ever.
        Ok(timeout(SILENCE, self.session.text(text)).await.map_err(|_| End::Gone)??)
    }
}
