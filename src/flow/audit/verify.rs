//! Whether one session is consistent with itself.

use serde::Serialize;

use super::{
    pictures::{self, Told},
    thread,
};
use crate::{
    audit::leaf::{Access, Leaf},
    base::{category::Category, ids::SessionId},
    flow::{
        Ctx, FlowError,
        ledger::{self, Loaded, Opened},
    },
    session::{
        Session,
        event::{Happening, SealedValue},
    },
    storage::{
        events::{self, EventRow, Stream},
        evidence,
    },
};

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

/// Checks one session: sequences without holes, every leaf in its place, every sealed value, message and picture against
/// its commitment, keys and pictures gone exactly where they are erased, and the snapshot against a replay.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails; what is wrong with the session is in the finding.
pub async fn verify(ctx: &Ctx, id: SessionId) -> Result<Finding, FlowError> {
    let first = check(ctx, id).await?;
    // The service may be at work: what it wrote between two reads is no fault, and no longer one the second time.
    if first.faults.is_empty() { Ok(first) } else { check(ctx, id).await }
}

async fn check(ctx: &Ctx, id: SessionId) -> Result<Finding, FlowError> {
    let mut conn = ctx.database.reader().await?;
    let loaded = ledger::load(ctx, &mut conn, id).await?;
    // What was appended after the snapshot was read is not its business.
    let through = i64::try_from(loaded.session.state.sequence).map_err(FlowError::internal)?;
    let rows = events::load(&mut conn, Stream::Session, &id.to_string(), 0, through).await?;
    let looks = events::load(&mut conn, Stream::Access, &id.to_string(), 0, i64::MAX).await?;
    let said = events::load(&mut conn, Stream::Chat, &id.to_string(), 0, i64::MAX).await?;
    let noted = evidence::of_session(&mut conn, id).await?;
    drop(conn);
    let mut finding = Finding { session: id, faults: Vec::new(), erased: Vec::new() };
    for (name, rows) in [("session", &rows), ("access", &looks)] {
        if has_hole(rows) {
            finding.faults.push(format!("the {name} stream has a hole"));
        }
    }
    finding.faults.extend(looks.iter().filter_map(|row| fault_of_look(id, row)));
    finding.faults.extend(faults_of_keys(&loaded));
    let happenings = opened(&mut finding, &loaded, &rows);
    let mut told = Told::default();
    for happening in &happenings {
        told.add(happening.event.brings().pictures, &happening.sealed);
    }
    thread::check(&mut finding, &mut told, &loaded, &said);
    finding.erased.sort_unstable();
    finding.erased.dedup();
    finding.faults.extend(pictures::faults(ctx, &loaded, &told, &noted).await?);
    finding.faults.extend(fault_of_snapshot(&loaded, &happenings, &finding.erased));
    Ok(finding)
}

pub(super) fn has_hole(rows: &[EventRow]) -> bool {
    (1..).zip(rows).any(|(expected, row)| row.sequence != expected)
}

/// A leaf must say itself where it stands: a row can be moved, its bytes cannot.
pub(super) fn stands<E>(leaf: &Leaf<E>, row: &EventRow, stream: Stream, id: SessionId) -> bool {
    leaf.event_id == row.event_id
        && leaf.sequence == row.sequence
        && leaf.stream == stream.name()
        && leaf.stream_id == id.to_string()
}

fn fault_of_look(id: SessionId, row: &EventRow) -> Option<String> {
    let sequence = row.sequence;
    match serde_json::from_str::<Leaf<Access>>(&row.leaf) {
        Ok(leaf) if stands(&leaf, row, Stream::Access, id) => None,
        Ok(_) => Some(format!("look {sequence} does not say where it stands")),
        Err(_) => Some(format!("look {sequence} cannot be read")),
    }
}

/// A key is there until its category is erased, and never after.
fn faults_of_keys(loaded: &Loaded) -> impl Iterator<Item = String> {
    let erased = |category: &Category| loaded.session.state.erased.contains(category);
    Category::ALL.into_iter().filter_map(move |category| {
        let (name, there) = (category.name(), loaded.keys.of(category).is_ok());
        match (there, erased(&category)) {
            (true, true) => Some(format!("the key of {name} is still there after its erasure")),
            (false, false) => Some(format!("the key of {name} is gone without an erasure")),
            (true, false) | (false, true) => None,
        }
    })
}

/// What happened, opened as far as keys are left; what does not open is a fault.
fn opened(finding: &mut Finding, loaded: &Loaded, rows: &[EventRow]) -> Vec<Happening> {
    let mut happenings = Vec::new();
    for row in rows {
        let Ok(opened) = ledger::open_event(loaded.id, &loaded.keys, row) else {
            finding.faults.push(format!("event {} cannot be opened", row.sequence));
            continue;
        };
        if !stands(&opened.leaf, row, Stream::Session, loaded.id) {
            finding.faults.push(format!("event {} does not say where it stands", row.sequence));
        }
        let sequence = row.sequence;
        let told = |name: String| format!("event {sequence}: the sealed value {name} is not what was committed to");
        finding.faults.extend(unproved(&opened).into_iter().map(told));
        finding.erased.extend(&opened.erased);
        happenings.push(opened.happening);
    }
    happenings
}

/// Names of sealed values whose commitment does not stand in the clear part. A picture's value, and a recording's, is its
/// bytes, which are in the object store; here only its salt is.
fn unproved(opened: &Opened) -> Vec<String> {
    let brought = opened.happening.event.brings();
    let holds = |value: &&SealedValue| Some(&value.commitment()) == brought.value;
    let pictures: Vec<String> = brought.pictures.iter().map(|picture| picture.evidence.to_string()).collect();
    let values = opened.happening.sealed.iter().filter(|value| !pictures.contains(&value.name));
    values.filter(|value| !holds(value)).map(|value| value.name.clone()).collect()
}

fn fault_of_snapshot(loaded: &Loaded, happenings: &[Happening], erased: &[Category]) -> Option<String> {
    match Session::replay(happenings) {
        Some(replayed) if replayed.state == loaded.session.state => {
            let same = erased.contains(&Category::Profile) || replayed.profile == loaded.session.profile;
            (!same).then(|| "the snapshot's profile is not what the events make".to_owned())
        }
        Some(_) | None => Some("the snapshot is not what the events make".to_owned()),
    }
}
