//! The chat's doors: a turn beside the same command by REST, and connections that only wait.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use reqwest::{Method, multipart::Form};
use serde_json::json;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use super::{
    applicant::{BackEnd, jpeg, timed},
    people::Person,
    process,
};

/// Pairs of commands, one by each door.
const PAIRS: usize = 40;
/// Connections that one session may have: the service's own default.
const OF_ONE_SESSION: usize = 8;
/// How long the connections are held, counted for CPU time.
const HELD: Duration = Duration::from_secs(20);
/// A turn may take this many times what the same command takes by REST.
pub const MOST_OVER_REST: f64 = 1.2;

/// A door by which a command can come.
#[derive(Clone, Copy)]
enum Door {
    Rest,
    Chat,
}

/// What the doors cost.
#[derive(Clone, Copy)]
pub struct Doors {
    /// Reading a card: median milliseconds by REST and as a turn of the chat.
    pub document_ms: [f64; 2],
    /// Agreeing to something, the smallest command there is: the same.
    pub consent_ms: [f64; 2],
    /// Connections that were held.
    pub sockets: usize,
    /// Resident memory for each of them, KiB.
    pub kib_each: f64,
    /// Share of a core that they took while nothing was said.
    pub idle_core: f64,
}

/// Measures both doors with `person`'s pictures, and holds `sockets` connections to the service `pid`.
pub async fn measure(back_end: &BackEnd, pid: u32, person: &Person, sockets: usize) -> Result<Doors> {
    let token = back_end.token().await?;
    let (mut document, mut consent) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
    for _ in 0..PAIRS {
        for (n, door) in [Door::Rest, Door::Chat].into_iter().enumerate() {
            let turns = one(back_end, &token, person, door).await?;
            consent[n].push(turns[0]);
            document[n].push(turns[1]);
        }
    }
    let (kib_each, idle_core) = hold(back_end, &token, pid, sockets).await?;
    Ok(Doors { document_ms: document.map(median), consent_ms: consent.map(median), sockets, kib_each, idle_core })
}

/// Agrees and sends a card, by the chat or by REST; milliseconds of each.
async fn one(back_end: &BackEnd, token: &str, person: &Person, door: Door) -> Result<[f64; 2]> {
    let session = back_end.open(token, "document-only").await?.path;
    let at = |path: &str| back_end.to(token, Method::POST, &format!("{session}/{path}"));
    let (front, back) = (jpeg(&person.pictures.front), jpeg(&person.pictures.back));
    let mut took = [Duration::ZERO; 2];
    match door {
        Door::Rest => {
            let said = json!({ "purpose": "document", "granted": true, "text_version": "2026-11", "language": "en" });
            timed(&mut took[0], at("consents").json(&said)).await?;
            let form = Form::new().part("front", front).part("back", back);
            timed(&mut took[1], at("documents").multipart(form)).await?;
        }
        Door::Chat => {
            timed(&mut Duration::default(), at("messages").json(&json!({}))).await?;
            timed(&mut took[0], at("messages").json(&json!({ "choice": "agree" }))).await?;
            let form = Form::new().part("card", front).part("card_back", back);
            timed(&mut took[1], at("messages").multipart(form)).await?;
        }
    }
    Ok(took.map(|time| time.as_secs_f64() * 1000.0))
}

/// Opens the connections, lets them wait, and says what each costs.
async fn hold(back_end: &BackEnd, token: &str, pid: u32, sockets: usize) -> Result<(f64, f64)> {
    let mut sessions = Vec::new();
    for _ in 0..sockets.div_ceil(OF_ONE_SESSION) {
        sessions.push(back_end.open(token, "document-only").await?.path);
    }
    let before = process::resident_mib(pid)?;
    let mut lines = Vec::new();
    for n in 0..sockets {
        let url = format!("ws://{}{}/messages/socket", back_end.address(), sessions[n / OF_ONE_SESSION]);
        let mut request = url.into_client_request()?;
        request.headers_mut().insert("authorization", format!("Bearer {token}").parse()?);
        let stream = tokio::net::TcpStream::connect(back_end.address()).await?;
        let (line, _) =
            tokio_tungstenite::client_async(request, stream).await.with_context(|| format!("socket {n}"))?;
        lines.push(line);
    }
    let (began, cpu) = (Instant::now(), process::cpu_seconds(pid)?);
    tokio::time::sleep(HELD).await;
    let idle_core = (process::cpu_seconds(pid)? - cpu) / began.elapsed().as_secs_f64();
    let grown = process::resident_mib(pid)? - before;
    drop(lines);
    Ok((grown * 1024.0 / count(sockets.max(1)), idle_core))
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "thousands of connections")]
fn count(n: usize) -> f64 {
    n as f64
}
