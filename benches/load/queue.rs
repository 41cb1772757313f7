//! Calls: how soon what one page says reaches the other, in quiet and while staff's queue is busy.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use futures_util::{
    SinkExt, StreamExt,
    stream::{SplitSink, SplitStream},
};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::{net::TcpStream, task::JoinSet, time::sleep_until};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, client::IntoClientRequest},
};

use super::{
    applicant::{BackEnd, Opened},
    figures::percentile,
    process,
    service::Service,
};

/// Calls that are held meanwhile, both pages of each in the room.
const CALLS: usize = 20;
/// Applicants who ask for a call and call it off, again and again.
const UNDECIDED: usize = 20;
/// What the queue takes in a second: presence of staff, leases renewed, calls asked for and called off.
const EVENTS_PER_SECOND: u32 = 500;
/// So many write to the queue side by side.
const HANDS: u32 = 50;
/// How long quiet and business are watched, each.
const WATCHED: Duration = Duration::from_secs(20);
/// How often one side of each call says something: a browser has a dozen candidates, at the beginning.
const SAID_EVERY: Duration = Duration::from_millis(250);
/// How often staff's page renews its lease; the service's own runs out after 30 seconds.
const RENEWED_EVERY: Duration = Duration::from_secs(10);
/// How soon it must be there, in 95 of a hundred: a room looks four times a second, so this is two looks.
pub const MOST_MS: f64 = 500.0;

/// What was seen.
pub struct Queue {
    /// Milliseconds from page to page with nothing else to do, ascending.
    pub quiet_ms: Vec<f64>,
    /// The same while the queue is written to, ascending.
    pub busy_ms: Vec<f64>,
    /// Messages that did not arrive.
    pub lost: usize,
    /// What the queue took in a second.
    pub events_per_second: f64,
    /// Milliseconds that one of them took, ascending.
    pub event_ms: Vec<f64>,
    /// Share of the service's core that all of it took.
    pub core: f64,
}

impl Queue {
    /// Whether what is said arrives in time, all of it, under the whole load.
    pub fn holds(&self) -> bool {
        self.lost == 0
            && percentile(&self.busy_ms, 95) <= MOST_MS
            && self.events_per_second >= f64::from(EVENTS_PER_SECOND) * 0.99
    }
}

type Socket = WebSocketStream<TcpStream>;

/// A call that is held: the applicant speaks, staff hears.
struct Call {
    review: String,
    agent: String,
    fence: i64,
    mouth: SplitSink<Socket, Message>,
    ear: SplitStream<Socket>,
}

/// Holds calls, and measures them in quiet and under load.
pub async fn measure(back_end: &BackEnd, service: &Service) -> Result<Queue> {
    let token = back_end.token().await?;
    let mut calls = Vec::new();
    for n in 0..CALLS {
        calls.push(hold(back_end, &token, service.staff_token(&format!("agent-{n}"))?).await?);
    }
    let mut undecided = Vec::new();
    for _ in 0..UNDECIDED {
        undecided.push(waiting(back_end, &token).await?.path);
    }
    let (quiet_ms, quietly_lost, calls) = listen(calls).await?;
    let cpu = process::cpu_seconds(service.pid())?;
    let began = Instant::now();
    let hands = hands(back_end, &token, &calls, &undecided);
    let ((busy_ms, lost, _calls), events) = tokio::try_join!(listen(calls), write(hands))?;
    let event_ms = sorted(events.ms);
    Ok(Queue {
        quiet_ms,
        busy_ms,
        lost: quietly_lost + lost,
        events_per_second: events.per_second,
        event_ms,
        core: (process::cpu_seconds(service.pid())? - cpu) / began.elapsed().as_secs_f64(),
    })
}

/// A session that waits for staff, since its applicant agrees to nothing.
async fn waiting(back_end: &BackEnd, token: &str) -> Result<Opened> {
    let opened = back_end.open(token, "standard").await?;
    let session = &opened.path;
    for purpose in ["registry", "document", "biometric"] {
        let said = json!({ "purpose": purpose, "granted": false, "text_version": "2026-11", "language": "en" });
        good(back_end.to(token, Method::POST, &format!("{session}/consents")).json(&said)).await?;
    }
    good(back_end.to(token, Method::POST, &format!("{session}/submission"))).await?;
    Ok(opened)
}

/// A call, as far as both pages being in the room.
async fn hold(back_end: &BackEnd, token: &str, agent: String) -> Result<Call> {
    good(presence(back_end, &agent)).await?;
    let Opened { path: session, applicant } = waiting(back_end, token).await?;
    good(ask(back_end, token, &session)).await?;
    let applicant = enter(back_end, &applicant, &format!("{session}/video-calls/socket")).await?;
    let (mouth, mut applicants_ear) = applicant.split();
    said(&mut applicants_ear, "state").await?;
    let review = session.replace("/sessions/", "/reviews/");
    let held = good(back_end.to(&agent, Method::POST, &format!("{review}/call"))).await?;
    let fence = held["fence"].as_i64().context("no hold was given")?;
    let staff = enter(back_end, &agent, &format!("{review}/call/socket?fence={fence}")).await?;
    let (_, mut ear) = staff.split();
    said(&mut ear, "peer_joined").await?;
    said(&mut applicants_ear, "peer_joined").await?;
    let connection = back_end.to(&agent, Method::POST, &format!("{review}/call/connection"));
    good(connection.header("ahlan-fence", fence).json(&json!({}))).await?;
    let renewal = lease(back_end, &agent, &review, fence);
    tokio::spawn(async move {
        let mut beat = tokio::time::interval(RENEWED_EVERY);
        loop {
            beat.tick().await;
            // A lease that is lost closes the room, and that is seen there.
            if let Some(request) = renewal.try_clone() {
                let _answer = good(request).await;
            }
        }
    });
    // Its pings are answered for as long as it is read.
    tokio::spawn(async move { while applicants_ear.next().await.is_some_and(|frame| frame.is_ok()) {} });
    Ok(Call { review, agent, fence, mouth, ear })
}

async fn enter(back_end: &BackEnd, token: &str, path: &str) -> Result<Socket> {
    let mut request = format!("ws://{}{path}", back_end.address()).into_client_request()?;
    request.headers_mut().insert("authorization", format!("Bearer {token}").parse()?);
    let stream = TcpStream::connect(back_end.address()).await?;
    let (socket, _) = tokio_tungstenite::client_async(request, stream).await.with_context(|| path.to_owned())?;
    Ok(socket)
}

/// The next frame of this type.
async fn said(ear: &mut SplitStream<Socket>, kind: &str) -> Result<Value> {
    loop {
        let frame = ear.next().await.context("the room was closed")??;
        let frame: Value = frame.to_text().ok().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        ensure!(frame["type"] != "problem", "{frame}");
        if frame["type"] == kind {
            return Ok(frame);
        }
    }
}

/// Lets every call's applicant speak, and times what staff hears: milliseconds, how many were lost, and the calls.
async fn listen(calls: Vec<Call>) -> Result<(Vec<f64>, usize, Vec<Call>)> {
    let mut all = JoinSet::new();
    for (n, call) in calls.into_iter().enumerate() {
        // Not all at one instant.
        let begins = SAID_EVERY * u32::try_from(n)? / u32::try_from(CALLS)?;
        all.spawn(converse(call, Instant::now() + begins));
    }
    let (mut ms, mut lost, mut calls) = (Vec::new(), 0, Vec::new());
    while let Some(done) = all.join_next().await {
        let (call, heard, missing) = done??;
        ms.extend(heard);
        lost += missing;
        calls.push(call);
    }
    Ok((sorted(ms), lost, calls))
}

/// One call's applicant speaks: a numbered candidate (RFC 8839, section 5.1) at a time.
async fn converse(call: Call, begins: Instant) -> Result<(Call, Vec<f64>, usize)> {
    let Call { review, agent, fence, mut mouth, mut ear } = call;
    let number = usize::try_from(WATCHED.as_millis() / SAID_EVERY.as_millis())?;
    let speaks = async {
        let mut at = Vec::with_capacity(number);
        for n in 0..number {
            sleep_until((begins + SAID_EVERY * u32::try_from(n)?).into()).await;
            let candidate = format!("candidate:{n} 1 udp 2122260223 192.0.2.1 54321 typ host");
            let frame = json!({ "type": "candidate", "candidate": { "candidate": candidate, "sdpMid": "0" } });
            at.push(Instant::now());
            mouth.send(Message::text(frame.to_string())).await?;
        }
        anyhow::Ok(at)
    };
    let hears = async {
        let mut at = vec![None; number];
        let end = tokio::time::Instant::from_std(begins + WATCHED + 10 * SAID_EVERY);
        while at.iter().any(Option::is_none) {
            let Ok(frame) = tokio::time::timeout_at(end, said(&mut ear, "candidate")).await else { break };
            let frame = frame?;
            let text = frame["candidate"]["candidate"].as_str().unwrap_or_default();
            let n = text.strip_prefix("candidate:").and_then(|rest| rest.split(' ').next()?.parse::<usize>().ok());
            *n.and_then(|n| at.get_mut(n)).context("a candidate that nobody sent")? = Some(Instant::now());
        }
        anyhow::Ok(at)
    };
    let (sent, received) = tokio::try_join!(speaks, hears)?;
    let took = sent.iter().zip(&received).filter_map(|(sent, received)| Some((*received)?.duration_since(*sent)));
    let ms: Vec<_> = took.map(|took| took.as_secs_f64() * 1000.0).collect();
    let missing = number - ms.len();
    Ok((Call { review, agent, fence, mouth, ear }, ms, missing))
}

/// What one hand writes, again and again.
enum Hand {
    /// A member of staff stays on duty.
    Presence(RequestBuilder),
    /// A lease is renewed.
    Lease(RequestBuilder),
    /// A call is asked for, and called off.
    Wish(BackEnd, String, String),
}

/// Nine in ten keep what they have, one asks and calls off.
fn hands(back_end: &BackEnd, token: &str, calls: &[Call], undecided: &[String]) -> Vec<Hand> {
    let hand = |n: usize| {
        let call = &calls[n % calls.len()];
        match n % 10 {
            0 => Hand::Wish(back_end.clone(), token.to_owned(), undecided[n / 10 % undecided.len()].clone()),
            1..=5 => Hand::Lease(lease(back_end, &call.agent, &call.review, call.fence)),
            _ => Hand::Presence(presence(back_end, &call.agent)),
        }
    };
    (0..HANDS as usize).map(hand).collect()
}

/// What the hands did.
struct Events {
    ms: Vec<f64>,
    per_second: f64,
}

/// Lets the hands write at an even pace; who is late hurries.
async fn write(hands: Vec<Hand>) -> Result<Events> {
    let pace = Duration::from_secs(1) * HANDS / EVENTS_PER_SECOND;
    let rounds = u32::try_from(WATCHED.as_millis() / pace.as_millis())?;
    let began = Instant::now();
    let mut all = JoinSet::new();
    for (n, hand) in hands.into_iter().enumerate() {
        let begins = began + pace * u32::try_from(n)? / HANDS;
        all.spawn(async move {
            let (mut ms, mut asked) = (Vec::new(), None);
            for round in 0..rounds {
                sleep_until((begins + pace * round).into()).await;
                let at = Instant::now();
                asked = hand.write(asked).await?;
                ms.push(at.elapsed().as_secs_f64() * 1000.0);
            }
            anyhow::Ok(ms)
        });
    }
    let mut ms = Vec::new();
    while let Some(done) = all.join_next().await {
        ms.extend(done??);
    }
    let per_second = f64::from(u32::try_from(ms.len())?) / began.elapsed().as_secs_f64();
    Ok(Events { ms, per_second })
}

impl Hand {
    /// Writes once. `asked` is the call that was asked for, and is called off.
    async fn write(&self, asked: Option<String>) -> Result<Option<String>> {
        match self {
            Self::Presence(request) | Self::Lease(request) => {
                good(request.try_clone().context("a request that is sent again")?).await?;
                Ok(None)
            }
            Self::Wish(back_end, token, session) => match asked {
                Some(call) => {
                    good(back_end.to(token, Method::DELETE, &format!("{session}/video-calls/{call}"))).await?;
                    Ok(None)
                }
                None => Ok(good(ask(back_end, token, session)).await?["call"].as_str().map(str::to_owned)),
            },
        }
    }
}

fn presence(back_end: &BackEnd, agent: &str) -> RequestBuilder {
    back_end.to(agent, Method::PUT, "/v1/calls/presence").json(&json!({ "on_duty": true, "languages": [] }))
}

fn lease(back_end: &BackEnd, agent: &str, review: &str, fence: i64) -> RequestBuilder {
    back_end.to(agent, Method::POST, &format!("{review}/call/heartbeat")).header("ahlan-fence", fence)
}

fn ask(back_end: &BackEnd, token: &str, session: &str) -> RequestBuilder {
    back_end.to(token, Method::POST, &format!("{session}/video-calls")).json(&json!({ "reason": "prefers_person" }))
}

async fn good(request: RequestBuilder) -> Result<Value> {
    super::applicant::timed(&mut Duration::default(), request).await
}

fn sorted(mut ms: Vec<f64>) -> Vec<f64> {
    ms.sort_by(f64::total_cmp);
    ms
}
