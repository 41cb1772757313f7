//! Server-sent events: the session again each time that it changes.

use std::{convert::Infallible, time::Duration};

use actix_web::{HttpResponse, web::Bytes};
use futures_util::{Stream, stream};

use super::view::{Reader, SessionView};
use crate::{
    flow::{Turn, read},
    session::state::Status,
};

/// How often the store is asked. Replicas learn of each other's work only there.
const PERIOD: Duration = Duration::from_millis(500);

/// Longest life of a stream: a token's. The client comes back with a new one and `Last-Event-ID`.
const LONGEST: Duration = Duration::from_mins(15);

/// A stream of the session's changes after the version `seen`.
pub fn changes(turn: Turn, reader: Reader, seen: u64) -> HttpResponse {
    let end = tokio::time::Instant::now() + LONGEST;
    HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header(("Cache-Control", "no-store"))
        .streaming(events(turn, reader, seen, end))
}

fn events(
    turn: Turn,
    reader: Reader,
    seen: u64,
    end: tokio::time::Instant,
) -> impl Stream<Item = Result<Bytes, Infallible>> {
    stream::unfold(Some((turn, seen)), move |at| async move {
        let (turn, seen) = at?;
        loop {
            // A store that is away, or a session that is gone: the client comes back and is told properly.
            let loaded = read::again(&turn).await.ok()?;
            let state = &loaded.session.state;
            if state.sequence > seen {
                let (version, over) = (state.sequence, state.status != Status::InProgress);
                let waits = state.status == Status::AwaitingStaff;
                let json = serde_json::to_string(&SessionView::of(&loaded, reader)).ok()?;
                let event = Bytes::from(format!("id: {version}\nevent: session\ndata: {json}\n\n"));
                return Some((Ok(event), (!over || waits).then_some((turn, version))));
            }
            if tokio::time::Instant::now() >= end {
                return None;
            }
            tokio::time::sleep(PERIOD).await;
        }
    })
}
