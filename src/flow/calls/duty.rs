//! Staff's side of the queue: who is on duty, and who waits.

use jiff::Timestamp;

use super::stands::median_s;
use crate::{
    audit::leaf::List,
    flow::{Ctx, FlowError, ledger},
    staff::caller::StaffId,
    storage::{
        StorageError,
        calls::{self, Queued},
        on_duty,
    },
};

pub use crate::storage::calls::Phase;

/// Most calls that one look at the queue shows.
const MOST: i64 = 200;

/// Whether a member of staff is there for calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presence {
    /// For these languages; all where there is none.
    OnDuty(Vec<String>),
    /// Not for calls.
    Away,
}

/// The queue as staff sees it.
#[derive(Debug)]
pub struct Queue {
    /// The next one first.
    pub calls: Vec<Queued>,
    /// Members of staff on duty.
    pub agents: i64,
    /// How long a call takes, by the last ones, in seconds.
    pub median_s: i64,
}

/// Notes that `staff` comes, stays or goes. Until when they count as there, if they do.
///
/// # Errors
///
/// [`FlowError::BadValue`] for a language that is not among the bank's.
pub async fn on_duty(ctx: &Ctx, staff: &StaffId, presence: Presence) -> Result<Option<Timestamp>, FlowError> {
    let mut tx = ctx.database.begin().await?;
    let until = match presence {
        Presence::Away => {
            on_duty::leave(&mut tx, staff.as_str()).await?;
            None
        }
        Presence::OnDuty(languages) => {
            let until_ms = ctx.now_ms() + ctx.limits.calls.presence_s * 1000;
            on_duty::arrive(&mut tx, staff.as_str(), &joined(ctx, &languages)?, until_ms).await?;
            Some(Timestamp::from_millisecond(until_ms).map_err(FlowError::internal)?)
        }
    };
    tx.commit().await.map_err(StorageError::from)?;
    Ok(until)
}

/// `,ar,en,`, as the store searches it; empty for all.
fn joined(ctx: &Ctx, languages: &[String]) -> Result<String, FlowError> {
    let unknown = |language: &&String| ctx.desk.spoken(language) != Some(language.as_str());
    if let Some(unknown) = languages.iter().find(unknown) {
        let reason = format!("no language {unknown}; there are {}", ctx.desk.languages.join(", "));
        return Err(FlowError::BadValue { pointer: "/languages".into(), reason });
    }
    Ok(if languages.is_empty() { String::new() } else { format!(",{},", languages.join(",")) })
}

/// Who waits. That `staff` looked is on the log, once in a while.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails; otherwise as [`ledger::note_list`].
pub async fn queue(ctx: &Ctx, staff: &StaffId) -> Result<Queue, FlowError> {
    let now = ctx.now_ms();
    let mut conn = ctx.database.reader().await?;
    let calls = calls::open(&mut conn, now, MOST).await?;
    let agents = on_duty::count(&mut conn, now).await?;
    let median_s = median_s(ctx, &mut conn).await?;
    drop(conn);
    ledger::note_list(ctx, staff.as_str(), List::Calls, calls.len()).await?;
    Ok(Queue { calls, agents, median_s })
}
