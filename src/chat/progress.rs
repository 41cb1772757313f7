//! Progress as every reply carries it.

use serde::{Deserialize, Serialize};

use super::memory::Memory;
use crate::session::{
    journey::StepKind,
    next_step,
    state::{State, Status},
};

/// How far the person has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The step that is asked for, from 1; `total` when all are done.
    pub step: usize,
    /// Steps in all.
    pub total: usize,
    /// `0 ..= 100`. Falls only with `fell_because`.
    pub percent: usize,
    /// Steps still to do, in order.
    pub remaining: Vec<StepKind>,
    /// How long the rest takes the person, in seconds; an estimate from [`seconds`].
    pub eta_seconds: u32,
    /// Why the percentage is lower than the one told before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fell_because: Option<Fall>,
}

/// Why a percentage fell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fall {
    /// In this turn something was corrected or done again, and what stood on it was opened.
    Corrected,
    /// Staff, or another door, opened a step meanwhile.
    Elsewhere,
}

/// What a step takes a person who has everything at hand, in seconds: together the promise of sixty, less the agreements.
/// Set by hand, until the insights measure it.
pub const fn seconds(step: StepKind) -> u32 {
    match step {
        StepKind::Identification | StepKind::Liveness => 12,
        StepKind::Document => 18,
        StepKind::Contact => 20,
        StepKind::Selfie => 8,
        StepKind::Submission => 5,
    }
}

/// What all steps of a journey take, in seconds.
pub fn all_seconds(state: &State) -> u32 {
    state.journey.steps.iter().map(|step| seconds(*step)).sum()
}

/// The progress of `state`, against what `memory` told before; `deed` is why it may have fallen.
pub(super) fn progress(state: &State, memory: &Memory, deed: Fall) -> Progress {
    let next_step::Progress { total, percent, .. } = next_step::progress(state);
    let remaining: Vec<_> = match state.status {
        Status::InProgress => {
            state.journey.steps.iter().copied().filter(|step| state.step(*step).status.is_open()).collect()
        }
        Status::AwaitingStaff
        | Status::Approved
        | Status::Declined
        | Status::Expired
        | Status::Withdrawn
        | Status::Erased => Vec::new(),
    };
    let place = remaining.first().and_then(|first| state.journey.steps.iter().position(|step| step == first));
    Progress {
        step: place.map_or(total, |place| place + 1),
        total,
        percent,
        eta_seconds: remaining.iter().map(|step| seconds(*step)).sum(),
        remaining,
        fell_because: (percent < memory.percent).then_some(deed),
    }
}
