//! The right to be forgotten: keys are destroyed, and what a law keeps is said, with its end.

use std::{collections::BTreeSet, sync::Arc};

use jiff::Timestamp;

use super::{Ctx, FlowError, Turn, evidence, ledger::Loaded};
use crate::{
    base::category::Category,
    session::{command::Command, event::ErasedBecause},
};

/// What came of it.
#[derive(Debug)]
pub struct Erasure {
    /// The session after.
    pub loaded: Loaded,
    /// What stays because a law keeps it, until when.
    pub kept: Vec<(Category, Timestamp)>,
}

/// Erases what no law keeps.
///
/// # Errors
///
/// As [`Turn::record`]; [`FlowError::Busy`] when the session was decided meanwhile, so that a law keeps more.
pub async fn erase(turn: &mut Turn, loaded: &Loaded) -> Result<Erasure, FlowError> {
    // What a law keeps is judged on this version; on another one it must be judged again.
    turn.check_version(loaded)?;
    turn.if_match = Some(loaded.session.state.sequence);
    let ctx = Arc::clone(&turn.ctx);
    let kept = kept_by_law(&ctx, loaded);
    let keeps: BTreeSet<Category> = kept.iter().map(|(category, _)| *category).collect();
    let categories: BTreeSet<_> = Category::ALL.into_iter().filter(|category| !keeps.contains(category)).collect();
    let objects = categories.contains(&Category::Picture) || categories.contains(&Category::Recording);
    let moved = |error| if matches!(error, FlowError::VersionMoved) { FlowError::Busy } else { error };
    let loaded = turn.record(Command::Erase { categories, because: ErasedBecause::Asked }, &[]).await.map_err(moved)?;
    if objects {
        evidence::delete_all(&ctx, turn.session).await?;
    }
    Ok(Erasure { loaded, kept })
}

/// A decided application is evidence of the bank's due diligence: profile, pictures and recordings stay for their time.
fn kept_by_law(ctx: &Ctx, loaded: &Loaded) -> Vec<(Category, Timestamp)> {
    let Some(decided_at_ms) = loaded.decided_at_ms else { return Vec::new() };
    let until = |category: Category| {
        let until = Timestamp::from_millisecond(decided_at_ms + ctx.limits.retention.decided_ms(category)).ok()?;
        (until > ctx.now()).then_some((category, until))
    };
    let keeps = [Category::Profile, Category::Picture, Category::Recording];
    let left = keeps.into_iter().filter(|category| !loaded.session.state.erased.contains(category));
    left.filter_map(until).collect()
}
