//! The right to be forgotten: keys are destroyed, and what a law keeps is said, with its end.

use std::{collections::BTreeSet, sync::Arc};

use jiff::{SignedDuration, Timestamp};

use super::{Ctx, FlowError, Turn, evidence, ledger::Loaded};
use crate::{
    base::category::Category,
    session::{command::Command, state::State},
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
    let kept = kept_by_law(&ctx, &loaded.session.state, loaded.updated_at_ms);
    let keeps: BTreeSet<Category> = kept.iter().map(|(category, _)| *category).collect();
    let categories: BTreeSet<_> = Category::ALL.into_iter().filter(|category| !keeps.contains(category)).collect();
    let pictures = categories.contains(&Category::Picture);
    let moved = |error| if matches!(error, FlowError::VersionMoved) { FlowError::Busy } else { error };
    let loaded = turn.record(Command::Erase { categories }, &[]).await.map_err(moved)?;
    if pictures {
        evidence::delete_all(&ctx, turn.session).await?;
    }
    Ok(Erasure { loaded, kept })
}

/// A decided application is evidence of the bank's due diligence: profile and pictures stay for the retention time.
fn kept_by_law(ctx: &Ctx, state: &State, decided_at_ms: i64) -> Vec<(Category, Timestamp)> {
    if !state.status.is_decided() {
        return Vec::new();
    }
    let days = SignedDuration::from_hours(24 * ctx.limits.retention_days);
    let until = Timestamp::from_millisecond(decided_at_ms).ok().and_then(|at| at.checked_add(days).ok());
    let Some(until) = until.filter(|until| *until > ctx.now()) else { return Vec::new() };
    let keeps = [Category::Profile, Category::Picture, Category::Recording];
    keeps.into_iter().filter(|category| !state.erased.contains(category)).map(|category| (category, until)).collect()
}
