//! A photographed document fills the form.

use std::sync::Arc;

use jiff::civil::Date;

use super::{FlowError, Turn, evidence, ledger::Loaded};
use crate::{
    base::{
        reading::{Field, Source},
        region::Side,
    },
    document::{CaptureCause, DocumentKind, DocumentReading, Sides},
    session::{
        command::{Command, DocumentFinding, SaltedReadings},
        decide::ready_for,
        event::Shows,
        journey::{Journey, Portrait, StepKind},
        reason::Reason,
    },
};

/// The pictures of one document, as they were sent.
#[derive(Debug)]
pub struct Pictures {
    /// The card's front, or a passport's data page.
    pub front: Vec<u8>,
    /// The card's back.
    pub back: Option<Vec<u8>>,
}

/// Reads a document and records what it says.
///
/// # Errors
///
/// [`FlowError::BadPicture`] before anything counts; otherwise as [`Turn::record`].
pub async fn read(turn: &Turn, loaded: &Loaded, pictures: Pictures) -> Result<Loaded, FlowError> {
    let ctx = &turn.ctx;
    turn.check_version(loaded)?;
    ready_for(&loaded.session.state, &loaded.journey, StepKind::Document, ctx.now_ms())?;
    let front = evidence::decode(ctx, "front", &pictures.front).await?;
    let back = match &pictures.back {
        Some(bytes) => Some(evidence::decode(ctx, "back", bytes).await?),
        None => None,
    };
    let today = ctx.clock.today();
    let reader = Arc::clone(&ctx.documents);
    let read = ctx.cpu.run(move || {
        let sides = Sides { front: &front, back: back.as_ref() };
        let reading = reader.read(sides, today).map_err(FlowError::internal)?;
        let portrait = reading.portrait.as_ref().map(evidence::encode).transpose()?;
        Ok::<_, FlowError>((reading, portrait))
    });
    let (reading, portrait) = read.await??;
    let faults = faults(&reading, &loaded.journey, pictures.back.is_some(), today);

    let mut kept = vec![evidence::keep(ctx, loaded, Shows::DocumentFront, &pictures.front).await?];
    if let Some(bytes) = &pictures.back {
        kept.push(evidence::keep(ctx, loaded, Shows::DocumentBack, bytes).await?);
    }
    if let Some(jpeg) = &portrait {
        kept.push(evidence::keep(ctx, loaded, Shows::DocumentPortrait, jpeg).await?);
    }
    let (stored, noted): (Vec<_>, Vec<_>) = kept.into_iter().map(|kept| (kept.stored, kept.evidence)).unzip();
    let finding = DocumentFinding {
        faults,
        pictures: stored,
        layout: reading.layout.map(|layout| format!("{}@{}", layout.name, layout.version)),
        readings: Some(SaltedReadings { readings: reading.readings, salt: ctx.salt() }),
    };
    turn.record(Command::RecordDocument(finding), &noted).await
}

/// What keeps the document from passing. A bad picture is told first and alone: what it hides may be in order.
fn faults(reading: &DocumentReading, journey: &Journey, has_back: bool, today: Date) -> Vec<Reason> {
    let mut capture: Vec<Reason> = reading.faults.iter().map(|fault| of_capture(fault.cause)).collect();
    if reading.document.is_none() && capture.is_empty() {
        capture.push(Reason::DocumentUnreadable);
    }
    let wants_back = journey.document.as_ref().is_some_and(|rule| rule.sides.contains(&Side::Back));
    if wants_back && !has_back && reading.document != Some(DocumentKind::Passport) {
        capture.push(Reason::SideMissing);
    }
    if !capture.is_empty() {
        capture.sort_unstable();
        capture.dedup();
        return capture;
    }
    let mut faults = Vec::new();
    match &reading.mrz {
        None => faults.push(Reason::MrzNotFound),
        Some(mrz) if mrz.repaired => faults.push(Reason::MrzRepaired),
        Some(mrz) if !mrz.valid => faults.push(Reason::MrzCheckDigit),
        Some(_) => {}
    }
    if expired(reading, today) {
        faults.push(Reason::DocumentExpired);
    }
    let compares = journey.selfie.as_ref().is_some_and(|rule| rule.against.contains(&Portrait::Document));
    if compares && reading.portrait.is_none() {
        faults.push(Reason::PortraitNotFound);
    }
    faults
}

/// Whether a source that can be trusted with a date says that the last good day has passed.
fn expired(reading: &DocumentReading, today: Date) -> bool {
    let zone_is_good = reading.mrz.as_ref().is_some_and(|mrz| mrz.valid && !mrz.repaired);
    reading
        .readings
        .iter()
        .filter(|reading| reading.field == Field::ExpiryDate)
        .filter(|reading| reading.source == Source::Mrz && zone_is_good)
        .filter_map(|reading| reading.value.expose().parse::<Date>().ok())
        .any(|last_good_day| last_good_day < today)
}

const fn of_capture(cause: CaptureCause) -> Reason {
    match cause {
        CaptureCause::NoDocument => Reason::DocumentNotFound,
        CaptureCause::CornerCutOff => Reason::CornerCutOff,
        CaptureCause::TooSmall => Reason::PictureTooSmall,
        CaptureCause::Blurred => Reason::PictureBlurred,
        CaptureCause::Glare => Reason::PictureGlare,
    }
}
