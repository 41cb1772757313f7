//! The room of a call, a WebSocket for each side: what the pages say to each other, who is there, and where the call stands.
//!
//! Frames are JSON texts: [`Signal`]s go through, checked for their shape; `state`, `peer_joined`, `peer_left`, `taken_over`,
//! `lease_lost` and `problem` are ours. Nothing of what goes through is logged.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseCode, ProtocolError, Session};
use serde::Serialize;
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::{
    base::category::Category,
    flow::{
        FlowError, Turn,
        calls::{self, CallFault, Peer, Room, Seat, Side, Stage, Standing},
        ledger::Loaded,
    },
    http::{
        caller::{InCall, OnSession, within_rate},
        problem::Problem,
        server::Shared,
        sockets::{self, End},
        view::CallView,
    },
    session::refusal::Refusal,
    staff::{
        caller::{Caller, StaffId},
        policy::{On, Route, route},
        visit::Visit,
    },
    video::signal::Signal,
};

/// The subprotocol that is chosen, for those who offer any.
const PROTOCOL: &str = "ahlan.call.v1";

/// Longest frame, in bytes: a description of 48 KiB, escaped.
const LONGEST_FRAME: usize = 64 << 10;

/// How often is looked for what the other side says, while two are there.
const PERIOD: Duration = Duration::from_millis(250);

/// In so many periods the permission and the call's state are asked for once.
const PERIODS_OF_A_LOOK: u8 = 4;

/// How often the page is noted as there, and the other end asked whether it is.
const BEAT: Duration = Duration::from_secs(5);

/// After so long without a word, not even an answer to a ping, the other end is gone.
const SILENCE: Duration = Duration::from_secs(30);

/// Longest life of a connection: a token's. The call goes on, and the page comes back.
const LONGEST: Duration = Duration::from_mins(15);

/// Refused frames in a row after which a flood is ended.
const FLOOD: u8 = 10;

/// What we send.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Frame<'a> {
    /// Where the call stands.
    State { call: &'a CallView },
    /// The other side is in the room.
    PeerJoined,
    /// It no longer is.
    PeerLeft,
    /// Another page of the same side sits here now.
    TakenOver,
    /// The call is no longer this member of staff's.
    LeaseLost,
    /// A frame was not taken, or the connection is about to end.
    Problem { problem: Problem },
}

/// Opens the applicant's side of the room.
#[utoipa::path(get, path = "/v1/sessions/{session}/video-calls/socket", tag = "calls", params(("session" = uuid::Uuid, Path)),
    responses((status = 101, description = "frames of JSON, see docs/integrators.md"), (status = 409, body = Problem),
        (status = 426, body = Problem), (status = 503, body = Problem)))]
pub async fn join(
    on: OnSession<route::JoinCall>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let place = on.shared.sockets.take(on.turn.session)?;
    let OnSession { loaded, caller, visit, shared, .. } = on;
    let who = Who { route: route::JoinCall::ROUTE, caller, visit, held: None };
    open(shared, who, loaded, place, (&request, payload)).await
}

/// Opens staff's side of the room.
#[utoipa::path(get, path = "/v1/reviews/{session}/call/socket", tag = "calls",
    params(("session" = uuid::Uuid, Path), ("fence" = i64, Query)),
    responses((status = 101, description = "frames of JSON, see docs/integrators.md"), (status = 409, body = Problem),
        (status = 426, body = Problem), (status = 503, body = Problem)))]
pub async fn join_as_staff(
    call: InCall<route::JoinCallAsStaff>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let InCall { on, staff, fence } = call;
    let place = on.shared.sockets.take_for_staff()?;
    let OnSession { loaded, caller, shared, .. } = on;
    let who = Who { route: route::JoinCallAsStaff::ROUTE, caller, visit: None, held: Some((staff, fence)) };
    open(shared, who, loaded, place, (&request, payload)).await
}

/// Who sits in the room, and by which permission.
struct Who {
    route: Route,
    caller: Caller,
    visit: Option<Visit>,
    /// Of staff: their hold on the call.
    held: Option<(StaffId, i64)>,
}

async fn open(
    shared: web::Data<Shared>,
    who: Who,
    loaded: Loaded,
    place: sockets::Seat,
    (request, payload): (&HttpRequest, web::Payload),
) -> Result<HttpResponse, Problem> {
    let call = loaded.session.state.open_call().ok_or(FlowError::from(Refusal::NoCall))?.id;
    let no_upgrade = |error| Problem::new(426, "upgrade_needed", "This route speaks WebSocket alone").detail(error);
    let (response, session, stream) =
        actix_ws::handle_with_protocols(request, payload, &[PROTOCOL]).map_err(no_upgrade)?;
    let stream = stream.max_frame_size(LONGEST_FRAME).aggregate_continuations().max_continuation_size(LONGEST_FRAME);
    let side = if who.held.is_some() { Side::Staff } else { Side::Applicant };
    let room = Room::enter(&shared.ctx, loaded.id, call, side).await?;
    let table = Table {
        shared,
        who,
        loaded,
        room,
        session,
        peer: None,
        shown: None,
        busy: Busy::No,
        refused: 0,
        _place: place,
    };
    actix_web::rt::spawn(table.hold(stream));
    Ok(response)
}

/// One connection.
struct Table {
    shared: web::Data<Shared>,
    who: Who,
    /// The session as it was seen last.
    loaded: Loaded,
    room: Room,
    session: Session,
    /// Who was on the other side at the last look.
    peer: Peer,
    /// The call as it was told last.
    shown: Option<CallView>,
    busy: Busy,
    /// Frames in a row that were refused.
    refused: u8,
    _place: sockets::Seat,
}

/// Whether two pages are about to find each other, and ought not to wait.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Busy {
    Yes,
    No,
}

impl Table {
    /// Holds the connection until it ends.
    async fn hold(mut self, stream: AggregatedMessageStream) {
        let Err(end) = self.sit(stream).await;
        // What cannot be noted now is noted by time: a seat that is not renewed is empty.
        let _noted = self.room.leave(&self.shared.ctx).await;
        end.close(self.session).await;
    }

    async fn sit(&mut self, mut stream: AggregatedMessageStream) -> Result<std::convert::Infallible, End> {
        let end = Instant::now() + LONGEST;
        let (mut ticks, mut beat) = (interval(PERIOD), interval(BEAT));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut heard, mut tick) = (Instant::now(), 0_u8);
        loop {
            tokio::select! {
                frame = stream.recv() => {
                    heard = Instant::now();
                    self.hear(frame.ok_or(End::Gone)?).await?;
                }
                _ = ticks.tick() => {
                    if tick == 0 {
                        self.look().await?;
                    }
                    if tick == 0 || self.busy == Busy::Yes {
                        self.pass_on().await?;
                    }
                    tick = (tick + 1) % PERIODS_OF_A_LOOK;
                }
                _ = beat.tick() => {
                    if heard.elapsed() > SILENCE {
                        return Err(End::Gone);
                    }
                    if Instant::now() > end {
                        return Err(End::Told(CloseCode::Again, "come back, the call goes on"));
                    }
                    self.session.ping(b"").await?;
                    let seat = self.room.stay(&self.shared.ctx).await;
                    self.keep(seat).await?;
                }
            }
        }
    }

    /// Takes one frame in.
    async fn hear(&mut self, frame: Result<AggregatedMessage, ProtocolError>) -> Result<(), End> {
        match frame {
            Ok(AggregatedMessage::Text(text)) => self.take(&text).await,
            Ok(AggregatedMessage::Ping(bytes)) => Ok(self.session.pong(&bytes).await?),
            Ok(AggregatedMessage::Pong(_)) => Ok(()),
            Ok(AggregatedMessage::Close(_)) => Err(End::Told(CloseCode::Normal, "")),
            Ok(AggregatedMessage::Binary(_)) => {
                let problem = Problem::new(415, "no_binary_frames", "Binary frames are not taken");
                self.send(&Frame::Problem { problem }).await?;
                Err(End::Told(CloseCode::Unsupported, "no binary frames"))
            }
            Err(ProtocolError::Overflow) => {
                let problem = Problem::new(413, "frame_too_long", "The frame is too long");
                let detail = format!("a frame has at most {LONGEST_FRAME} bytes");
                self.send(&Frame::Problem { problem: problem.detail(detail) }).await?;
                Err(End::Told(CloseCode::Size, "the frame is too long"))
            }
            // What is no frame at all cannot be answered by one.
            Err(_) => Err(End::Told(CloseCode::Protocol, "not a frame")),
        }
    }

    /// Passes one message to the other side, if somebody is there.
    async fn take(&mut self, text: &str) -> Result<(), End> {
        if let Err(problem) = within_rate(&self.shared, &self.who.caller) {
            return self.refuse(problem).await;
        }
        let signal = match Signal::read(text) {
            Ok(signal) => signal,
            Err(fault) => {
                let problem = Problem::new(422, "bad_signal", "The frame is not taken").detail(fault);
                return self.refuse(problem).await;
            }
        };
        self.refused = 0;
        if self.peer.is_none() {
            return Ok(());
        }
        let said = match self.loaded.keys.of(Category::Recording) {
            Ok(key) => self.room.say(&self.shared.ctx, key, &signal).await,
            Err(error) => Err(error),
        };
        match said {
            Ok(()) => Ok(()),
            Err(error) => self.ended(error.into()).await,
        }
    }

    /// Asks for the permission anew, and tells where the call stands if that is news.
    async fn look(&mut self) -> Result<(), End> {
        let standing = match self.turn().await {
            Ok(standing) => standing,
            Err(problem) => return self.ended(problem).await,
        };
        self.busy = match standing.stage {
            Stage::Ringing | Stage::Connected => Busy::Yes,
            Stage::Waiting { .. } | Stage::Booked | Stage::Ended(_) => Busy::No,
        };
        let over = matches!(standing.stage, Stage::Ended(_)) || standing.call.id != self.room.call();
        let view = CallView::of(&standing);
        if self.shown.as_ref() != Some(&view) {
            self.send(&Frame::State { call: &view }).await?;
            self.shown = Some(view);
        }
        if over { Err(End::Told(CloseCode::Normal, "the call is over")) } else { Ok(()) }
    }

    /// Tells who came and went on the other side, and what was said there.
    async fn pass_on(&mut self) -> Result<(), End> {
        let seat = self.room.seat(&self.shared.ctx).await;
        self.keep(seat).await?;
        let peer = match self.room.peer(&self.shared.ctx).await {
            Ok(peer) => peer,
            Err(error) => return self.ended(error.into()).await,
        };
        if peer != self.peer {
            if self.peer.is_some() {
                self.send(&Frame::PeerLeft).await?;
            }
            if peer.is_some() {
                self.send(&Frame::PeerJoined).await?;
            }
            self.peer = peer;
        }
        let said = match self.loaded.keys.of(Category::Recording) {
            Ok(key) => self.room.hear(&self.shared.ctx, key).await,
            Err(error) => Err(error),
        };
        match said {
            Ok(signals) => {
                for signal in signals {
                    self.send(&signal).await?;
                }
                Ok(())
            }
            Err(error) => self.ended(error.into()).await,
        }
    }

    /// The newer page has the seat.
    async fn keep(&mut self, seat: Result<Seat, FlowError>) -> Result<(), End> {
        match seat {
            Ok(Seat::Kept) => Ok(()),
            Ok(Seat::Lost) => {
                // An empty room is one that was cleared: what became of the call is told first.
                self.look().await?;
                self.send(&Frame::TakenOver).await?;
                Err(End::Told(CloseCode::Policy, "another page has taken over"))
            }
            Err(error) => self.ended(error.into()).await,
        }
    }

    /// Where the call stands, with the permission asked anew: it may have ended since the connection was opened.
    async fn turn(&mut self) -> Result<Standing, Problem> {
        let Who { route, caller, visit, held } = &self.who;
        let (mut turn, loaded) = Turn::begin(&self.shared.ctx, *route, caller, self.loaded.id).await?;
        if let Some(visit) = visit {
            turn = turn.of_page(*visit);
        }
        if let Some((staff, fence)) = held
            && loaded.session.state.open_call().is_some()
        {
            turn = turn.in_call(staff, *fence);
        }
        turn.still_permitted(&loaded).await?;
        self.loaded = loaded;
        Ok(calls::standing(&self.shared.ctx, &self.loaded).await?)
    }

    /// Refuses a frame; a flood of such ends the connection.
    async fn refuse(&mut self, problem: Problem) -> Result<(), End> {
        self.refused += 1;
        self.send(&Frame::Problem { problem }).await?;
        if self.refused < FLOOD { Ok(()) } else { Err(End::Told(CloseCode::Policy, "too many bad frames")) }
    }

    /// Ends the connection for a problem; one that mends itself is told, and borne.
    async fn ended(&mut self, problem: Problem) -> Result<(), End> {
        let lost = Problem::from(CallFault::LeaseLost).code;
        let lost = problem.code == lost || (self.who.held.is_some() && problem.code == "not_claimed");
        let passes = problem.retryable;
        if lost {
            self.send(&Frame::LeaseLost).await?;
        } else {
            self.send(&Frame::Problem { problem }).await?;
        }
        if passes { Ok(()) } else { Err(End::Told(CloseCode::Policy, "the permission has ended")) }
    }

    async fn send(&mut self, frame: &impl Serialize) -> Result<(), End> {
        let Ok(text) = serde_json::to_string(frame) else {
            return Err(End::Told(CloseCode::Error, "internal error"));
        };
        Ok(self.session.text(text).await?)
    }
}
