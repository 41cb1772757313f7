//! What auditors read, and what the service can prove of its own log.

use serde::Serialize;

use super::{
    Ctx, FlowError,
    ledger::{self, Keys, Opened},
};
use crate::{
    audit::leaf::{Access, Actor},
    base::{category::Category, ids::SessionId},
    session::{
        Session,
        event::{Event, SealedValue},
    },
    staff::caller::StaffId,
    storage::{
        events::{self, Stream},
        sessions::{self, Filter, SessionRow},
    },
};

/// Longest stated purpose, in characters.
pub const LONGEST_PURPOSE: usize = 200;

/// Most events of one answer.
pub const MOST_EVENTS: i64 = 1000;

/// Sessions an auditor searches; the search itself is on the log of each session only when it is opened.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub async fn sessions(ctx: &Ctx, filter: &Filter, limit: i64) -> Result<Vec<SessionRow>, FlowError> {
    let mut conn = ctx.database.reader().await?;
    Ok(sessions::list(&mut conn, filter, limit).await?)
}

/// The events of one session, in order. Sealed values are opened only for a stated purpose; the look is on the log
/// before they are returned.
///
/// # Errors
///
/// [`FlowError::NotFound`] when there is no such session, [`FlowError::BadValue`] when the purpose is too long.
pub async fn events(
    ctx: &Ctx,
    auditor: &StaffId,
    id: SessionId,
    purpose: Option<&str>,
    after: i64,
) -> Result<Vec<Opened>, FlowError> {
    if let Some(purpose) = purpose
        && !(1..=LONGEST_PURPOSE).contains(&purpose.chars().count())
    {
        let reason = "state a purpose of 1 to 200 characters".to_owned();
        return Err(FlowError::BadValue { pointer: "/purpose".into(), reason });
    }
    let mut conn = ctx.database.reader().await?;
    sessions::load(&mut conn, id).await?.ok_or(FlowError::NotFound("session"))?;
    let keys = match purpose {
        Some(_) => Keys::load(ctx, &mut conn, id).await?,
        None => Keys::default(),
    };
    let rows = events::load(&mut conn, Stream::Session, &id.to_string(), after, MOST_EVENTS).await?;
    drop(conn);
    let actor = Actor::Staff { id: auditor.to_string() };
    ledger::note_access(ctx, id, &actor, &Access::EventsViewed { purpose: purpose.map(str::to_owned) }).await?;
    rows.iter().map(|row| ledger::open_event(id, &keys, row)).collect()
}

/// What the check of one session found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The session.
    pub session: SessionId,
    /// What does not hold; empty if everything does.
    pub faults: Vec<String>,
    /// Categories that could not be opened because they are erased.
    pub erased: Vec<Category>,
}

/// Checks one session: sequences without holes, every leaf in its place, every sealed value against its commitment, and
/// the snapshot against a replay.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails; what is wrong with the session is in the finding.
pub async fn verify(ctx: &Ctx, id: SessionId) -> Result<Finding, FlowError> {
    let mut conn = ctx.database.reader().await?;
    let loaded = ledger::load(ctx, &mut conn, id).await?;
    // What was appended after the snapshot was read is not its business.
    let through = i64::try_from(loaded.session.state.sequence).map_err(FlowError::internal)?;
    let rows = events::load(&mut conn, Stream::Session, &id.to_string(), 0, through).await?;
    let looks = events::load(&mut conn, Stream::Access, &id.to_string(), 0, i64::MAX).await?;
    drop(conn);
    let mut finding = Finding { session: id, faults: Vec::new(), erased: Vec::new() };
    for (name, rows) in [("session", &rows), ("access", &looks)] {
        let holes = (1..).zip(rows).any(|(expected, row)| row.sequence != expected);
        if holes {
            finding.faults.push(format!("the {name} stream has a hole"));
        }
    }
    let mut happenings = Vec::new();
    for row in &rows {
        let Ok(opened) = ledger::open_event(id, &loaded.keys, row) else {
            finding.faults.push(format!("event {} cannot be opened", row.sequence));
            continue;
        };
        let leaf = &opened.leaf;
        if leaf.event_id != row.event_id || leaf.sequence != row.sequence || leaf.stream_id != id.to_string() {
            finding.faults.push(format!("event {} does not say where it stands", row.sequence));
        }
        finding.faults.extend(
            unproved(&opened)
                .map(|name| format!("event {}: the sealed value {name} is not what was committed to", row.sequence)),
        );
        finding.erased.extend(&opened.erased);
        happenings.push(opened.happening);
    }
    finding.erased.sort_unstable();
    finding.erased.dedup();
    match Session::replay(&happenings) {
        Some(replayed) if replayed.state == loaded.session.state => {
            if !finding.erased.contains(&Category::Profile) && replayed.profile != loaded.session.profile {
                finding.faults.push("the snapshot's profile is not what the events make".to_owned());
            }
        }
        Some(_) | None => finding.faults.push("the snapshot is not what the events make".to_owned()),
    }
    Ok(finding)
}

/// Names of sealed values whose commitment does not stand in the clear part. A picture's value is its bytes, which are
/// in the object store; here only its salt is, so it is checked when the picture is opened.
fn unproved(opened: &Opened) -> impl Iterator<Item = String> {
    let committed = match &opened.happening.event {
        Event::IdentificationAnswered { readings, .. } | Event::DocumentRead { readings, .. } => readings.clone(),
        Event::ProfileCorrected { readings, .. } => Some(readings.clone()),
        Event::SessionStarted { .. }
        | Event::ApplicantTokenIssued { .. }
        | Event::ConsentGiven { .. }
        | Event::ConsentRefused { .. }
        | Event::IdentificationWaived { .. }
        | Event::CrossChecked { .. }
        | Event::FaceCompared { .. }
        | Event::StepReopened { .. }
        | Event::Submitted
        | Event::Decided { .. }
        | Event::Reviewed { .. }
        | Event::Expired
        | Event::Withdrawn
        | Event::Erased { .. } => None,
    };
    let holds = move |value: &&SealedValue| Some(value.commitment()) == committed;
    let values = opened.happening.sealed.iter().filter(|value| value.category == Category::Profile);
    values.filter(move |value| !holds(value)).map(|value| value.name.clone()).collect::<Vec<_>>().into_iter()
}
