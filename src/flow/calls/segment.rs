//! The recording, piece by piece: measured, hashed, sealed, acknowledged.

use sha2::{Digest, Sha256};

use super::CallFault;
use crate::{
    flow::{FlowError, Turn, evidence, ledger::Loaded},
    session::{
        call::{Connection, Piece},
        command::{Command, SegmentFinding},
        event::{Purpose, Shows},
        refusal::Refusal,
    },
    staff::caller::StaffId,
    video::{
        recording::{Recorded, Segment},
        webm,
    },
};

/// A piece as it was sent.
#[derive(Debug)]
pub struct Sent {
    /// Its number, from 1.
    pub number: u32,
    /// Where it begins, in milliseconds since the connection, by the sender's clock.
    pub begins_ms: i64,
    /// A whole WebM file.
    pub bytes: Vec<u8>,
}

/// A piece that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its number.
    pub number: u32,
    /// What may be said of it in clear.
    pub piece: Piece,
    /// What is on record with it.
    pub recorded: Recorded,
}

/// Keeps the next piece of the recording. The same piece again is answered as before.
///
/// # Errors
///
/// [`CallFault`] when it is none, comes in the place of another, or the recording is full; otherwise as [`Turn::record`].
pub async fn keep_segment(turn: &Turn, loaded: &Loaded, staff: &StaffId, sent: Sent) -> Result<Kept, FlowError> {
    let ctx = &turn.ctx;
    let Sent { number, begins_ms, bytes } = sent;
    let connection = loaded.session.state.live_connection().ok_or(Refusal::CallNotConnected)?;
    let sha256 = hexadecimal(&Sha256::digest(&bytes));
    if let Some(piece) = piece(connection, number) {
        if piece.sha256 != sha256 {
            return Err(CallFault::SegmentTaken(number).into());
        }
        return Ok(Kept { number, piece: piece.clone(), recorded: connection.recorded });
    }
    if !loaded.session.state.agreed(Purpose::Recording) {
        return Err(Refusal::ConsentMissing(Purpose::Recording).into());
    }
    let (bytes, span) = ctx.cpu.run(move || (webm::span(&bytes), bytes)).await.map(|(span, bytes)| (bytes, span))?;
    let span = span.map_err(CallFault::NotARecording)?;
    let segment = Segment { number, size_bytes: bytes.len() as u64, begins_ms, span };
    has_room(turn, connection, &segment)?;
    // Asked before it is stored; decided when it is recorded.
    connection.recorded.with(&segment, connection.lasted_ms(ctx.now_ms())).map_err(Refusal::Misplaced)?;
    let kept = evidence::keep(ctx, loaded, Shows::CallSegment, &bytes).await?;
    let finding = SegmentFinding { by: staff.to_string(), stored: kept.stored, sha256, segment };
    let after = turn.record(Command::KeepSegment(finding), &[kept.evidence]).await?;
    let connection = after.session.state.live_connection().ok_or(Refusal::CallNotConnected)?;
    let piece = piece(connection, number).cloned().ok_or(Refusal::CallNotConnected)?;
    Ok(Kept { number, piece, recorded: connection.recorded })
}

fn piece(connection: &Connection, number: u32) -> Option<&Piece> {
    connection.pieces.get(usize::try_from(number).ok()?.checked_sub(1)?)
}

fn has_room(turn: &Turn, connection: &Connection, segment: &Segment) -> Result<(), FlowError> {
    let limits = &turn.ctx.limits.calls;
    let size = connection.recorded.size_bytes.saturating_add(segment.size_bytes);
    let full = size > limits.recording_bytes || connection.recorded.segments >= limits.segments;
    if full { Err(CallFault::RecordingFull.into()) } else { Ok(()) }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|half| char::from_digit(half.into(), 16)).collect()
}
