//! How the recording of a call looks: piece by piece, and what is missing.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::time;
use crate::{
    flow::calls::{Kept, Recording},
    session::call::{Connection, Piece},
    video::recording::Gap,
};

/// What is on record of a call.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct RecordedView {
    /// Pieces, and so the number of the last.
    pub segments: u32,
    /// Milliseconds that are on record.
    pub recorded_ms: i64,
    /// Pauses that are longer than between two recorders.
    pub gaps: u32,
    /// The pieces, for `GET /v1/sessions/{id}/evidence/{eid}`.
    pub pieces: Vec<PieceView>,
}

/// A piece of a recording.
#[derive(Debug, Serialize, ToSchema)]
pub struct PieceView {
    /// Its id.
    pub evidence: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Its bytes.
    pub size_bytes: u64,
    /// Where it begins, in milliseconds since the connection.
    pub begins_ms: i64,
    /// How long it is, in milliseconds.
    pub duration_ms: i64,
}

/// The receipt of a piece.
#[derive(Debug, Serialize, ToSchema)]
pub struct SegmentView {
    /// Its number.
    pub number: u32,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Its bytes.
    pub size_bytes: u64,
    /// How long it is by its timestamps, in milliseconds.
    pub duration_ms: i64,
    /// Milliseconds that are on record with it.
    pub recorded_ms: i64,
    /// Gaps of the whole recording.
    pub gaps: u32,
}

impl SegmentView {
    /// The receipt.
    pub fn of(kept: Kept) -> Self {
        Self {
            number: kept.number,
            sha256: kept.piece.sha256,
            size_bytes: kept.piece.size_bytes,
            duration_ms: kept.piece.duration_ms,
            recorded_ms: kept.recorded.covered_ms,
            gaps: kept.recorded.gaps,
        }
    }
}

impl RecordedView {
    pub(super) fn of(connection: &Connection) -> Self {
        let pieces = connection.pieces.iter().map(PieceView::of);
        let recorded = connection.recorded;
        Self {
            segments: recorded.segments,
            recorded_ms: recorded.covered_ms,
            gaps: recorded.gaps,
            pieces: pieces.collect(),
        }
    }
}

impl PieceView {
    fn of(piece: &Piece) -> Self {
        Self {
            evidence: piece.object.evidence.to_string(),
            sha256: piece.sha256.clone(),
            size_bytes: piece.size_bytes,
            begins_ms: piece.begins_ms,
            duration_ms: piece.duration_ms,
        }
    }
}

/// What is on record of one connection of a call.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordingView {
    /// Which call.
    pub call: String,
    /// When it was connected, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    pub connected_at: Timestamp,
    /// How long it lasted, in milliseconds; so far, while it does.
    pub lasted_ms: i64,
    /// Milliseconds that are on record.
    pub recorded_ms: i64,
    /// The pieces, in order, for `GET /v1/sessions/{id}/evidence/{eid}`.
    pub pieces: Vec<PieceView>,
    /// What is not on record, between the pieces and around them.
    pub gaps: Vec<GapView>,
}

/// A stretch that is not on record.
#[derive(Debug, Serialize, ToSchema)]
pub struct GapView {
    /// In milliseconds since the connection.
    pub begins_ms: i64,
    /// In milliseconds since the connection.
    pub ends_ms: i64,
}

impl RecordingView {
    /// The recording at `now_ms`.
    pub fn of(recording: &Recording, now_ms: i64) -> Self {
        let gap = |Gap { begins_ms, ends_ms }| GapView { begins_ms, ends_ms };
        Self {
            call: recording.call.to_string(),
            connected_at: time(recording.connected_at_ms),
            lasted_ms: recording.lasted_ms(now_ms),
            recorded_ms: recording.covered_ms,
            pieces: recording.pieces.iter().map(PieceView::of).collect(),
            gaps: recording.gaps(now_ms).into_iter().map(gap).collect(),
        }
    }
}
