//! What is on record of a session's calls, connection by connection, for whoever may see its pictures.

use crate::{
    audit::leaf::Access,
    base::{category::Category, ids::CallId},
    flow::{
        FlowError, Turn,
        ledger::{self, Keys, Loaded},
    },
    session::{call::Piece, event::Event},
    storage::events::{self, Stream},
    video::recording::{Gap, gaps},
};

/// Events of one read.
const MANY: i64 = 500;

/// What is on record of one connection of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// Which call.
    pub call: CallId,
    /// When it was connected, Unix milliseconds.
    pub connected_at_ms: i64,
    /// When that ended, Unix milliseconds; nothing while it lasts.
    pub ended_at_ms: Option<i64>,
    /// Milliseconds that are on record.
    pub covered_ms: i64,
    /// The pieces, in order.
    pub pieces: Vec<Piece>,
}

impl Recording {
    /// How long it lasted, in milliseconds; up to `now_ms` while it does.
    pub fn lasted_ms(&self, now_ms: i64) -> i64 {
        self.ended_at_ms.unwrap_or(now_ms) - self.connected_at_ms
    }

    /// What is not on record of it, between its pieces and around them.
    pub fn gaps(&self, now_ms: i64) -> Vec<Gap> {
        gaps(self.pieces.iter().map(|piece| (piece.begins_ms, piece.duration_ms)), self.lasted_ms(now_ms))
    }
}

/// Every connection of which something is on record, the oldest first, those that dropped too. The look is on the log; each
/// piece that is fetched afterwards is a look of its own.
///
/// # Errors
///
/// [`FlowError::Erased`] when the recordings are erased.
pub async fn recordings(turn: &Turn, loaded: &Loaded) -> Result<Vec<Recording>, FlowError> {
    let events = happened(turn).await?;
    let mut recordings: Vec<Recording> = folded(&events).into_iter().filter(|one| !one.pieces.is_empty()).collect();
    if let Some(last) = recordings.last_mut().filter(|_| loaded.session.state.live_connection().is_none()) {
        // It ended with the application, of which no event of the call tells: what is on record is what is known.
        last.ended_at_ms =
            last.ended_at_ms.or_else(|| last.pieces.last().map(|piece| last.connected_at_ms + piece.ends_ms()));
    }
    if !recordings.is_empty() {
        loaded.keys.of(Category::Recording)?;
    }
    ledger::note_access(&turn.ctx, turn.session, &turn.actor, &Access::EventsViewed { purpose: None }).await?;
    Ok(recordings)
}

/// The session's events, in clear parts alone: a long call has more of them than one read should hold.
async fn happened(turn: &Turn) -> Result<Vec<Event>, FlowError> {
    let (subject, none) = (turn.session.to_string(), Keys::default());
    let (mut all, mut after) = (Vec::new(), 0);
    let mut conn = turn.ctx.database.reader().await?;
    loop {
        let rows = events::load(&mut conn, Stream::Session, &subject, after, MANY).await?;
        let Some(last) = rows.last() else { return Ok(all) };
        after = last.sequence;
        for row in &rows {
            all.push(ledger::open_event(turn.session, &none, row)?.happening.event);
        }
    }
}

fn folded(events: &[Event]) -> Vec<Recording> {
    let mut all: Vec<Recording> = Vec::new();
    for event in events {
        // Each arm says what it takes; all other events are no business of a recording.
        if let Event::CallConnected { call, connected_at_ms, .. } = event {
            let (pieces, connected_at_ms) = (Vec::new(), *connected_at_ms);
            all.push(Recording { call: *call, connected_at_ms, ended_at_ms: None, covered_ms: 0, pieces });
        }
        let Some(last) = all.last_mut() else { continue };
        if let Event::RecordingKept { piece, recorded, .. } = event {
            last.pieces.push(piece.clone());
            last.covered_ms = recorded.covered_ms;
        }
        if let Event::CallDropped { dropped_at_ms: at_ms, .. } | Event::CallEnded { ended_at_ms: at_ms, .. } = event {
            last.ended_at_ms = last.ended_at_ms.or(Some(*at_ms));
        }
    }
    all
}
