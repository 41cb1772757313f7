//! How a call looks: to its applicant, to the member of staff who works in it, and in the queue.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::{EvidenceView, call_code::CallCodeView, recording::RecordedView, time};
use crate::{
    flow::calls::{Desk, Hold, Phase, Queue, Stage, Standing},
    session::{
        call::{Answer, Call, Connection},
        event::PictureRef,
        state::State,
    },
    video::{
        call::{CallOutcome, CallReason, Found},
        checklist::{ApprovedBy, Evidence, ItemKind, RecordingRule, Text},
        plan::Line,
        room::{Entry, IceServer, Pass},
        work,
    },
};

/// A call, as its applicant sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CallView {
    /// Its id.
    pub call: String,
    /// `waiting`, `booked`, `ringing`, `connected` or `ended`.
    pub state: &'static str,
    /// How it ended: `successful`, `unsuccessful`, `missed`, `rescheduled` or `cancelled`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub outcome: Option<CallOutcome>,
    /// `automatic_way_failed`, `prefers_person` or `needs_help`.
    #[schema(value_type = String)]
    pub reason: CallReason,
    /// BCP 47.
    pub language: String,
    /// RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    pub asked_at: Timestamp,
    /// From 1, while it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<u32>,
    /// How long it may take, in seconds: an estimate and no promise. Absent while nobody is on duty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimate_s: Option<i64>,
    /// For when it is booked, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub callback_at: Option<Timestamp>,
    /// `demanded`, `offered` or `never`.
    #[schema(value_type = String)]
    pub recording: RecordingRule,
    /// The code that was sent for a line, until it comes back or staff answers the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<CallCodeView>,
    /// For `RTCPeerConnection`, where calls go from page to page; absent in frames of the socket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ice_servers: Option<Vec<IceServerView>>,
    /// The room, where calls are held on a media server and this one is taken; absent in frames of the socket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_server: Option<MediaServerView>,
}

/// A room on a media server, and the pass to it.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MediaServerView {
    /// The server's address.
    pub url: String,
    /// The room's name there.
    pub room: String,
    /// Lets this side in, and nobody else.
    pub token: String,
    /// Until when one may enter with it, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    pub enter_by: Timestamp,
}

impl std::fmt::Debug for MediaServerView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MediaServerView({} at {})", self.room, self.url) // not the token
    }
}

impl From<Pass> for MediaServerView {
    fn from(pass: Pass) -> Self {
        Self { url: pass.url, room: pass.room, token: pass.token, enter_by: time(pass.until_ms) }
    }
}

/// A way through the network, as `RTCPeerConnection` takes it.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct IceServerView {
    /// Its addresses.
    pub urls: Vec<String>,
    /// Where it wants one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Where it wants one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
}

impl std::fmt::Debug for IceServerView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "IceServerView({:?})", self.urls) // not the password
    }
}

impl From<IceServer> for IceServerView {
    fn from(server: IceServer) -> Self {
        let (username, credential) = server.credentials.unzip();
        Self { urls: server.urls, username, credential }
    }
}

impl CallView {
    /// The call where it stands.
    pub fn of(standing: &Standing) -> Self {
        let call = &standing.call;
        let (place, estimate_s) = match standing.stage {
            Stage::Waiting { place, estimate_s } => (Some(place), estimate_s),
            Stage::Booked | Stage::Ringing | Stage::Connected | Stage::Ended(_) => (None, None),
        };
        Self {
            call: call.id.to_string(),
            state: state(standing.stage),
            outcome: match standing.stage {
                Stage::Ended(outcome) => Some(outcome),
                Stage::Waiting { .. } | Stage::Booked | Stage::Ringing | Stage::Connected => None,
            },
            reason: call.reason,
            language: call.language.clone(),
            asked_at: time(call.asked_at_ms),
            place,
            estimate_s,
            callback_at: call.callback_at_ms.map(time),
            recording: standing.recording,
            code: CallCodeView::of(call),
            ice_servers: None,
            media_server: None,
        }
    }

    /// With what is given to enter the room.
    #[must_use]
    pub fn entered_by(mut self, entry: Option<Entry>) -> Self {
        match entry {
            Some(Entry::PeerToPeer(servers)) => self.ice_servers = Some(servers.into_iter().map(Into::into).collect()),
            Some(Entry::MediaServer(pass)) => self.media_server = Some(pass.into()),
            None => {}
        }
        self
    }
}

const fn state(stage: Stage) -> &'static str {
    match stage {
        Stage::Waiting { .. } => "waiting",
        Stage::Booked => "booked",
        Stage::Ringing => "ringing",
        Stage::Connected => "connected",
        Stage::Ended(_) => "ended",
    }
}

/// A call, as the member of staff who works in it sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkView {
    /// The session it belongs to.
    pub session: String,
    /// The call, as its applicant sees it.
    #[serde(flatten)]
    pub call: CallView,
    /// Named by every write, in `Ahlan-Fence`; only where the call was just taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fence: Option<i64>,
    /// Until when the call is held, RFC 3339; where it was just taken or renewed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub lease_until: Option<Timestamp>,
    /// Whether the applicant is in the room.
    pub applicant_here: bool,
    /// When it was connected, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub connected_at: Option<Timestamp>,
    /// What is asked in it; absent before it is connected.
    pub checklist: Option<ChecklistView>,
    /// What is on record of it.
    pub recorded: RecordedView,
}

/// What is asked in a call.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChecklistView {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: u32,
    /// `anybody` or `another_person`.
    #[schema(value_type = String)]
    pub approved_by: ApprovedBy,
    /// Whether the recording may have no gap.
    pub uninterrupted: bool,
    /// The lines, in order.
    pub lines: Vec<LineView>,
    /// Mandatory lines that are open, or not met.
    pub open: Vec<String>,
}

/// One line.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineView {
    /// Its name.
    pub line: String,
    /// `confirm`, `location`, `question` or `feature`.
    #[schema(value_type = String)]
    pub kind: ItemKind,
    /// What staff reads, by language; null once the checklist's file is another.
    #[schema(value_type = Option<Object>)]
    pub text: Option<Text>,
    /// Whether an approval needs it.
    pub mandatory: bool,
    /// `none`, `value`, `snapshot`, `time_mark` or `code`.
    #[schema(value_type = String)]
    pub evidence: Evidence,
    /// Lines that must be answered before.
    pub after: Vec<String>,
    /// Countries that the value must be one of; empty where any value is taken.
    pub countries: Vec<String>,
    /// `met`, `not_met`, or null while it is open.
    #[schema(value_type = Option<String>)]
    pub found: Option<Found>,
    /// When it was answered, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub answered_at: Option<Timestamp>,
    /// The picture, for `GET /v1/sessions/{id}/evidence/{eid}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<String>,
}

impl WorkView {
    /// The call as it is worked in.
    pub fn of(session: String, standing: &Standing, desk: &Desk) -> Self {
        let connection = standing.call.connection.as_ref().filter(|_| standing.call.is_open());
        let connection = connection.filter(|connection| connection.ended_at_ms.is_none());
        Self {
            session,
            call: CallView::of(standing),
            fence: None,
            lease_until: None,
            applicant_here: false,
            connected_at: connection.map(|connection| time(connection.connected_at_ms)),
            checklist: connection.map(|connection| ChecklistView::of(connection, desk)),
            recorded: connection.map(RecordedView::of).unwrap_or_default(),
        }
    }

    /// With the lease that was just given.
    #[must_use]
    pub fn held(mut self, hold: Hold) -> Self {
        self.fence = Some(hold.fence);
        self.lease_until = Some(time(hold.until_ms));
        self
    }
}

impl ChecklistView {
    fn of(connection: &Connection, desk: &Desk) -> Self {
        let Connection { terms, lines, answers, .. } = connection;
        // Words of another version would be put into the mouth of whoever held this call.
        let checklist = desk.checklists.get(&terms.name).filter(|checklist| checklist.terms.hash == terms.hash);
        let text = |line: &Line| checklist.and_then(|checklist| checklist.text(&line.id)).cloned();
        Self {
            name: terms.name.clone(),
            version: terms.version,
            approved_by: terms.approved_by,
            uninterrupted: terms.uninterrupted,
            lines: lines.iter().map(|line| LineView::of(line, text(line), answers.get(&line.id))).collect(),
            open: work::open(lines, &connection.findings()).into_iter().map(str::to_owned).collect(),
        }
    }
}

impl LineView {
    fn of(line: &Line, text: Option<Text>, answer: Option<&Answer>) -> Self {
        Self {
            line: line.id.clone(),
            kind: line.kind,
            text,
            mandatory: line.mandatory,
            evidence: line.evidence,
            after: line.after.clone(),
            countries: line.countries.clone(),
            found: answer.map(|answer| answer.found),
            answered_at: answer.map(|answer| time(answer.at_ms)),
            snapshot: answer.and_then(|answer| answer.snapshot.as_ref()).map(|picture| picture.evidence.to_string()),
        }
    }
}

/// The queue.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueueView {
    /// The next one first.
    pub items: Vec<QueuedView>,
    /// Members of staff on duty.
    pub agents: i64,
    /// How long a call takes, by the last ones, in seconds.
    pub median_handling_s: i64,
}

/// One call in the queue.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueuedView {
    /// The session it belongs to.
    pub session: String,
    /// Its id.
    pub call: String,
    /// `waiting`, `booked`, `ringing` or `connected`.
    pub state: &'static str,
    /// BCP 47.
    pub language: String,
    /// `automatic_way_failed`, `prefers_person` or `needs_help`; absent of a call from before it was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub reason: Option<CallReason>,
    /// Higher first.
    pub priority: u8,
    /// From when it waits, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    pub waiting_since: Timestamp,
    /// Seconds it has waited; 0 for a time that has not come.
    pub waited_s: i64,
    /// For when it is booked, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub callback_at: Option<Timestamp>,
    /// Whether the applicant is in the room.
    pub applicant_here: bool,
    /// Who holds the case.
    pub held_by: Option<String>,
}

impl QueueView {
    /// The queue at `now_ms`; pages count as there for `here_s` seconds.
    pub fn of(queue: Queue, now_ms: i64, here_s: i64) -> Self {
        let item = |queued: crate::flow::calls::Queued| {
            let row = queued.row;
            let state = match (queued.phase, &queued.held_by) {
                (Phase::Connected, _) => "connected",
                (Phase::Waiting, _) if row.due_at_ms > now_ms => "booked",
                (Phase::Waiting, Some(_)) => "ringing",
                (Phase::Waiting, None) => "waiting",
            };
            QueuedView {
                session: row.session.to_string(),
                call: row.call.to_string(),
                state,
                language: row.language,
                reason: row.reason,
                priority: row.priority,
                waiting_since: time(row.due_at_ms),
                waited_s: ((now_ms - row.due_at_ms) / 1000).max(0),
                callback_at: row.booked.then(|| time(row.due_at_ms)),
                applicant_here: queued.seen_at_ms.is_some_and(|seen| seen >= now_ms - here_s * 1000),
                held_by: queued.held_by,
            }
        };
        Self {
            items: queue.calls.into_iter().map(item).collect(),
            agents: queue.agents,
            median_handling_s: queue.median_s,
        }
    }
}

/// What a session's last call left as evidence: snapshots, and the pieces of its recording.
pub(super) fn evidence(state: &State) -> Vec<EvidenceView> {
    let connection = state.call.as_deref().and_then(|call: &Call| call.connection.as_ref());
    let Some(connection) = connection else { return Vec::new() };
    let snapshots = connection.answers.values().filter_map(|answer| answer.snapshot.as_ref());
    let pieces = connection.pieces.iter().map(|piece| &piece.object);
    let seen = |picture: &PictureRef| EvidenceView { id: picture.evidence.to_string(), shows: picture.shows };
    snapshots.chain(pieces).map(seen).collect()
}
