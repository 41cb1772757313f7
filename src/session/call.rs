//! The video call of a session, as its events made it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    event::{Event, PictureRef},
    state::State,
};
use crate::{
    base::{commitment::Commitment, ids::CallId},
    contact::address::Kind,
    video::{
        call::{CallOutcome, CallReason, Found},
        checklist::Terms,
        plan::Line,
        recording::Recorded,
        work::Findings,
    },
};

/// The last call that the applicant asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Its id.
    pub id: CallId,
    /// Why it was asked for.
    pub reason: CallReason,
    /// In which language.
    pub language: String,
    /// When it was asked for, Unix milliseconds.
    pub asked_at_ms: i64,
    /// When it was booked for, Unix milliseconds; absent where it was to be at once.
    pub callback_at_ms: Option<i64>,
    /// Where it stands.
    pub stage: CallStage,
    /// How often it was connected.
    pub connections: u32,
    /// The last connection.
    pub connection: Option<Connection>,
}

/// Where a call stands, as far as the log tells: who is about to take it is a lease, not an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallStage {
    /// In the queue, for now or for a time that was booked.
    Waiting,
    /// Two people see each other.
    Connected,
    /// It is over.
    Ended(CallOutcome),
}

/// One connection of a call: what was asked in it, found and recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// Who held it, as an opaque staff id.
    pub by: String,
    /// The checklist's terms.
    pub terms: Terms,
    /// What was drawn to be asked.
    pub lines: Vec<Line>,
    /// What was found, by line.
    pub answers: BTreeMap<String, Answer>,
    /// The code that was sent last for a line, until the line is answered.
    #[serde(default)]
    pub code: Option<LineCode>,
    /// What is on record, as a sum.
    pub recorded: Recorded,
    /// What is on record, piece by piece.
    pub pieces: Vec<Piece>,
    /// When it began, Unix milliseconds.
    pub connected_at_ms: i64,
    /// When it ended, Unix milliseconds.
    pub ended_at_ms: Option<i64>,
}

/// What was found about a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Met or not.
    pub found: Found,
    /// When, Unix milliseconds.
    pub at_ms: i64,
    /// The commitment to a value.
    pub value: Option<Commitment>,
    /// The picture of the call.
    pub snapshot: Option<PictureRef>,
}

/// A code that was sent for a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineCode {
    /// Which line.
    pub line: String,
    /// To a telephone or a mailbox.
    pub channel: Kind,
    /// Keyed hash of it.
    pub code: String,
    /// When it was sent, Unix milliseconds.
    pub sent_at_ms: i64,
    /// Until when it is good, Unix milliseconds.
    pub expires_at_ms: i64,
    /// How often it may still be mistyped; at none it is used up.
    pub tries_left: u8,
}

/// A piece of a recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Where its bytes are, and the commitment to them.
    pub object: PictureRef,
    /// SHA-256 of its bytes, hexadecimal. A recording is nothing that could be guessed.
    pub sha256: String,
    /// Its bytes, before sealing.
    pub size_bytes: u64,
    /// Where it begins, in milliseconds since the connection.
    pub begins_ms: i64,
    /// How long it is, in milliseconds.
    pub duration_ms: i64,
}

impl Piece {
    /// Where it ends, in milliseconds since the connection.
    pub const fn ends_ms(&self) -> i64 {
        self.begins_ms + self.duration_ms
    }
}

impl Call {
    /// Whether it may still be held.
    pub const fn is_open(&self) -> bool {
        match self.stage {
            CallStage::Waiting | CallStage::Connected => true,
            CallStage::Ended(_) => false,
        }
    }

    /// From when it waits, Unix milliseconds: its place in the queue, which a dropped call keeps.
    pub fn due_at_ms(&self) -> i64 {
        self.callback_at_ms.unwrap_or(self.asked_at_ms)
    }
}

impl Connection {
    /// What was found, by line.
    pub fn findings(&self) -> Findings {
        self.answers.iter().map(|(line, answer)| (line.clone(), answer.found)).collect()
    }

    /// How long it lasted, in milliseconds; up to `now_ms` while it does.
    pub fn lasted_ms(&self, now_ms: i64) -> i64 {
        self.ended_at_ms.unwrap_or(now_ms) - self.connected_at_ms
    }
}

impl State {
    /// The call that may still be held.
    pub fn open_call(&self) -> Option<&Call> {
        self.call.as_deref().filter(|call| call.is_open())
    }

    /// The connection that lasts.
    pub fn live_connection(&self) -> Option<&Connection> {
        let call = self.call.as_deref().filter(|call| call.stage == CallStage::Connected)?;
        call.connection.as_ref()
    }

    /// Folds what happened to a call; nothing else is done by it.
    pub(super) fn apply_to_call(&mut self, event: &Event) {
        if let Event::CallAsked { call, reason, language, asked_at_ms, callback_at_ms } = event {
            self.call = Some(Box::new(Call {
                id: *call,
                reason: *reason,
                language: language.clone(),
                asked_at_ms: *asked_at_ms,
                callback_at_ms: *callback_at_ms,
                stage: CallStage::Waiting,
                connections: 0,
                connection: None,
            }));
        }
        if let Event::CallConnected { by, .. } = event {
            self.callers.insert(by.clone());
        }
        if let Some(call) = &mut self.call {
            call.apply(event);
        }
    }

    /// A call does not outlive what it was for.
    pub(super) fn call_off(&mut self) {
        if let Some(call) = self.call.as_mut().filter(|call| call.is_open()) {
            call.stage = CallStage::Ended(CallOutcome::Cancelled);
        }
    }
}

impl Call {
    fn apply(&mut self, event: &Event) {
        // Each arm says what it takes; all other events are no business of a call.
        if let Event::CallConnected { by, terms, lines, connected_at_ms, .. } = event {
            self.stage = CallStage::Connected;
            self.connections += 1;
            self.connection = Some(Connection {
                by: by.clone(),
                terms: terms.clone(),
                lines: lines.clone(),
                answers: BTreeMap::new(),
                code: None,
                recorded: Recorded::default(),
                pieces: Vec::new(),
                connected_at_ms: *connected_at_ms,
                ended_at_ms: None,
            });
        }
        if let Event::CallDropped { dropped_at_ms, .. } = event {
            self.stage = CallStage::Waiting;
            self.end_connection(*dropped_at_ms);
        }
        if let Event::CallEnded { outcome, ended_at_ms, .. } = event {
            self.stage = CallStage::Ended(*outcome);
            self.end_connection(*ended_at_ms);
        }
        if let Some(connection) = &mut self.connection {
            connection.apply(event);
        }
    }

    fn end_connection(&mut self, at_ms: i64) {
        if let Some(connection) = self.connection.as_mut().filter(|connection| connection.ended_at_ms.is_none()) {
            connection.ended_at_ms = Some(at_ms);
        }
    }
}

impl Connection {
    fn apply(&mut self, event: &Event) {
        if let Event::ChecklistAnswered { line, found, value, snapshot, answered_at_ms, .. } = event {
            let answer =
                Answer { found: *found, at_ms: *answered_at_ms, value: value.clone(), snapshot: snapshot.clone() };
            self.settle(line, answer);
        }
        if let Event::LineCodeSent { line, channel, code, sent_at_ms, expires_at_ms, tries, .. } = event {
            let (line, channel, code) = (line.clone(), *channel, code.clone());
            let (sent_at_ms, expires_at_ms, tries_left) = (*sent_at_ms, *expires_at_ms, *tries);
            self.code = Some(LineCode { line, channel, code, sent_at_ms, expires_at_ms, tries_left });
        }
        if let Event::LineCodeTyped { line, found, tries_left, typed_at_ms, .. } = event {
            match (found, &mut self.code) {
                (Found::Met, _) => {
                    let answer = Answer { found: Found::Met, at_ms: *typed_at_ms, value: None, snapshot: None };
                    self.settle(line, answer);
                }
                (Found::NotMet, Some(code)) => code.tries_left = *tries_left,
                (Found::NotMet, None) => {}
            }
        }
        if let Event::RecordingKept { piece, recorded, .. } = event {
            self.recorded = *recorded;
            self.pieces.push(piece.clone());
        }
    }

    /// A code that was out for the line proves nothing any more.
    fn settle(&mut self, line: &str, answer: Answer) {
        self.answers.insert(line.to_owned(), answer);
        self.code.take_if(|code| code.line == line);
    }
}
