//! The pictures of a session looked at once more, for the member of staff who decides: what the engines see on the very
//! bytes that are kept, number by number, with what each number has to be.
//!
//! Nothing of it is stored: the log has the findings that count, and the pictures give the rest again whenever it is
//! asked for. A later release may measure otherwise than the one that found; staff is told by the findings beside it.

use std::sync::Arc;

use super::{
    FlowError, Turn, evidence,
    ledger::{self, Loaded},
};
use crate::{
    audit::leaf::Access,
    base::{
        ids::EvidenceId,
        measured::Measured,
        picture::{Limits, Picture},
    },
    document::{DocumentReading, Mrz, Sides},
    face::{Look, models::FaceError, quality::Purpose},
    session::event::Shows,
};

/// What the engines see on a session's pictures.
#[derive(Debug, Default)]
pub struct Inspection {
    /// The machine readable zone.
    pub zone: Option<Mrz>,
    /// What was measured, picture by picture.
    pub measured: Vec<(Shows, Measured)>,
}

/// Looks at the session's pictures once more. The look is on the log first.
///
/// # Errors
///
/// [`FlowError::Erased`] when the pictures are erased.
pub async fn inspect(turn: &Turn, loaded: &Loaded) -> Result<Inspection, FlowError> {
    ledger::note_access(&turn.ctx, turn.session, &turn.actor, &Access::ProfileViewed).await?;
    let mut seen = Inspection::default();
    if let Some(reading) = document(turn, loaded).await? {
        let kind = reading.document;
        for side in &reading.quality {
            let shows = Shows::from(side.side);
            seen.measured.extend(side.measured(kind).into_iter().map(|measured| (shows, measured)));
        }
        let numbers = reading.hints.iter().filter_map(|hint| hint.measured);
        seen.measured.extend(numbers.map(|measured| (Shows::DocumentFront, measured)));
        seen.zone = reading.mrz;
    }
    for (shows, purpose) in [
        (Shows::DocumentPortrait, Purpose::Portrait),
        (Shows::Selfie, Purpose::Selfie),
        (Shows::RegistryPhoto, Purpose::Portrait),
    ] {
        let measured = face(turn, loaded, shows, purpose).await?;
        seen.measured.extend(measured.into_iter().map(|measured| (shows, measured)));
    }
    Ok(seen)
}

async fn document(turn: &Turn, loaded: &Loaded) -> Result<Option<DocumentReading>, FlowError> {
    let Some(front) = picture(turn, loaded, Shows::DocumentFront).await? else { return Ok(None) };
    let back = picture(turn, loaded, Shows::DocumentBack).await?;
    let (reader, today) = (Arc::clone(&turn.ctx.documents), turn.ctx.clock.today());
    let read = turn.ctx.cpu.run(move || reader.read(Sides { front: &front, back: back.as_ref() }, today)).await?;
    read.map(Some).map_err(FlowError::internal)
}

async fn face(turn: &Turn, loaded: &Loaded, shows: Shows, purpose: Purpose) -> Result<Vec<Measured>, FlowError> {
    let Some(picture) = picture(turn, loaded, shows).await? else { return Ok(Vec::new()) };
    let engine = Arc::clone(&turn.ctx.faces);
    let measured = move || match engine.look(picture.rgb(), purpose)? {
        Look::Found(face) => {
            let features = engine.features(picture.rgb(), &face)?.components();
            let hints = features.iter().map(|component| component.measured);
            Ok(face.quality.measured(purpose).into_iter().chain(hints).collect())
        }
        Look::Fault(faults) => Ok(faults.iter().filter_map(|fault| fault.measured(purpose)).collect()),
    };
    turn.ctx.cpu.run(measured).await?.map_err(|error: FaceError| FlowError::internal(error))
}

async fn picture(turn: &Turn, loaded: &Loaded, shows: Shows) -> Result<Option<Picture>, FlowError> {
    let Some(kept) = loaded.session.state.pictures.get(&shows) else { return Ok(None) };
    let id: EvidenceId = kept.evidence;
    let bytes = evidence::open(&turn.ctx, loaded, id).await?;
    // It was within the limits when it came in, or was cut out here; only its memory is bounded again.
    let limits = Limits { min_side: 1, ..turn.ctx.limits.picture };
    let decoded = turn.ctx.cpu.run(move || Picture::decode(&bytes, &limits)).await?;
    decoded.map(Some).map_err(FlowError::internal)
}
