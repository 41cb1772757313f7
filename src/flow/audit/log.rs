//! Whether the one order of all events is whole: a place for every event, an event in every place.

use serde::de::DeserializeOwned;
use sqlx::AnyConnection;

use crate::{
    audit::leaf::{Access, Change, Leaf},
    chat::spoken::Spoken,
    flow::{Ctx, FlowError},
    session::event::Event,
    storage::{
        events::Stream,
        inspection::{self, Logged},
    },
};

/// Places read at once.
const PAGE: i64 = 1000;

/// Most faults of one kind that are listed.
const MOST: i64 = 100;

/// What the check of the whole log found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogFinding {
    /// How many events have a place.
    pub leaves: u64,
    /// What does not hold; empty if everything does.
    pub faults: Vec<String>,
}

/// How many leaves [`verify_log`] will walk.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub async fn log_size(ctx: &Ctx) -> Result<u64, FlowError> {
    let mut tx = ctx.database.inspect().await?;
    Ok(inspection::size(&mut tx).await?.unsigned_abs())
}

/// Checks the log as it is at one moment: places 0, 1, 2 … without holes, an event in each, every leaf saying where it
/// stands, no event without a place but those that wait for one, no session without its snapshot, and no hole in the
/// streams that are no session's. `walked` hears how many leaves were walked.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub async fn verify_log(ctx: &Ctx, walked: impl Fn(u64)) -> Result<LogFinding, FlowError> {
    let mut tx = ctx.database.inspect().await?;
    let mut finding = LogFinding::default();
    walk_places(&mut tx, &mut finding, walked).await?;
    walk_waiting(&mut tx, &mut finding).await?;
    let told = |ids: Vec<String>, of: fn(String) -> String| ids.into_iter().map(of);
    let lost = inspection::lost(&mut tx, MOST).await?;
    finding.faults.extend(told(lost, |id| format!("event {id} has no place in the log, and waits for none")));
    let waiting = inspection::wrongly_waiting(&mut tx, MOST).await?;
    finding.faults.extend(told(waiting, |id| format!("{id} waits for a place, but has one or is no event")));
    let bare = inspection::without_snapshot(&mut tx, MOST).await?;
    finding.faults.extend(told(bare, |id| format!("session {id} has events, but its snapshot is gone")));
    let holed = inspection::holed(&mut tx, MOST).await?;
    finding.faults.extend(holed.into_iter().map(|(stream, of)| format!("the {stream} stream of {of} has a hole")));
    Ok(finding)
}

async fn walk_places(
    conn: &mut AnyConnection,
    finding: &mut LogFinding,
    walked: impl Fn(u64),
) -> Result<(), FlowError> {
    let mut next = 0;
    loop {
        let page = inspection::placed(conn, next, PAGE).await?;
        if page.is_empty() {
            return Ok(());
        }
        for (index, event_id, event) in &page {
            if *index != next {
                finding.faults.push(format!("the log has a hole before leaf {index}"));
            }
            next = index + 1;
            match event {
                None => finding.faults.push(format!("leaf {index} is of event {event_id}, which is gone")),
                Some(event) => finding.faults.extend(fault(event).map(|fault| format!("leaf {index} {fault}"))),
            }
        }
        finding.leaves += page.len() as u64;
        walked(page.len() as u64);
    }
}

async fn walk_waiting(conn: &mut AnyConnection, finding: &mut LogFinding) -> Result<(), FlowError> {
    let mut after = String::new();
    loop {
        let page = inspection::waiting(conn, &after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after.clone_from(&last.event_id);
        for event in &page {
            finding.faults.extend(fault(event).map(|fault| format!("event {} {fault}", event.event_id)));
        }
    }
}

/// What is wrong with a leaf by itself.
fn fault(event: &Logged) -> Option<&'static str> {
    let stands = match Stream::ALL.into_iter().find(|stream| stream.name() == event.stream) {
        Some(Stream::Session) => stands::<Event>(event),
        Some(Stream::Access) => stands::<Access>(event),
        Some(Stream::Chat) => stands::<Spoken>(event),
        Some(Stream::Account | Stream::Config) => stands::<Change>(event),
        None => return Some("is of a stream that there is not"),
    };
    match stands {
        Some(true) => None,
        Some(false) => Some("does not say where it stands"),
        None => Some("cannot be read"),
    }
}

/// Whether the leaf says itself where it stands; nothing when it is none.
fn stands<E: DeserializeOwned>(event: &Logged) -> Option<bool> {
    let leaf: Leaf<E> = serde_json::from_str(&event.leaf).ok()?;
    Some(
        leaf.event_id.to_string() == event.event_id
            && leaf.stream == event.stream
            && leaf.stream_id == event.stream_id
            && leaf.sequence == event.sequence,
    )
}
