//! What may no longer be kept is erased, without anybody's asking.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{Ctx, FlowError, Turn, evidence};
use crate::{
    base::{category::Category, ids::SessionId},
    session::{command::Command, event::ErasedBecause},
    storage::retention,
};

/// What is due of each session, and the version that was looked at.
type Due = BTreeMap<SessionId, (u64, BTreeSet<Category>)>;

/// Erases what is due, at most `most` sessions for each reason, and deletes the objects that earlier erasures left. How
/// many sessions were erased in part or whole.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub async fn sweep(ctx: &Arc<Ctx>, most: i64) -> Result<usize, FlowError> {
    let mut erased = 0;
    for (session, (version, categories)) in due(ctx, most).await? {
        // Judged on this version: what was decided or written meanwhile has its time before it.
        let turn = Turn { if_match: Some(version), ..Turn::of_service(ctx, session) };
        let because = ErasedBecause::TimeRanOut;
        match turn.record(Command::Erase { categories, because }, &[]).await {
            Ok(_) => erased += 1,
            Err(FlowError::Refused(_) | FlowError::VersionMoved) => {}
            // One that cannot be erased must not keep the others.
            Err(error) => tracing::error!(error = ?error, %session, "a session could not be erased in time"),
        }
    }
    let mut conn = ctx.database.reader().await?;
    let unfinished = retention::unfinished(&mut conn, most).await?;
    drop(conn);
    for session in unfinished {
        if let Err(error) = evidence::delete_all(ctx, session).await {
            tracing::error!(error = ?error, %session, "objects of an erased session could not be deleted");
        }
    }
    Ok(erased)
}

async fn due(ctx: &Ctx, most: i64) -> Result<Due, FlowError> {
    let (now, kept) = (ctx.now_ms(), ctx.limits.retention);
    let mut conn = ctx.database.reader().await?;
    let mut due = Due::new();
    for (session, version) in retention::undecided(&mut conn, now - kept.undecided_ms(), most).await? {
        due.insert(session, (version, Category::ALL.into()));
    }
    for category in Category::ALL {
        for (session, version) in retention::decided(&mut conn, category, now - kept.decided_ms(category), most).await?
        {
            due.entry(session).or_insert_with(|| (version, BTreeSet::new())).1.insert(category);
        }
    }
    Ok(due)
}
