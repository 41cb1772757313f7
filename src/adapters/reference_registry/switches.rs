//! The switches: how badly the registry behaves, changeable while it runs.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde::{Deserialize, Serialize};

/// Longest delay, in milliseconds: longer than any client waits, short enough for a stop.
const MAX_DELAY_MS: u64 = 60_000;

/// How badly the registry behaves. All off by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Switches {
    /// Wait before each answer, in milliseconds, `0 ..= 60 000`.
    pub delay_ms: u64,
    /// Share of questions answered with an error (HTTP 500, gRPC INTERNAL), `0.0 ..= 1.0`.
    pub error_rate: f64,
    /// Every question is answered with "not now" (HTTP 503, gRPC UNAVAILABLE), at once.
    pub outage: bool,
}

/// A switch set to what it cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSwitch {
    /// The delay is out of its range.
    #[error("delay_ms must be 0 to 60000")]
    Delay,
    /// The error rate is out of its range.
    #[error("error_rate must be 0.0 to 1.0")]
    ErrorRate,
}

/// What becomes of one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Answered after this long.
    Answer(Duration),
    /// Answered with an error after this long.
    Fail(Duration),
    /// Turned away.
    Down,
}

/// The switches of one running registry.
#[derive(Debug)]
pub struct SwitchBoard(Mutex<(Switches, StdRng)>);

impl SwitchBoard {
    /// Switches set to `switches`; which questions fail follows from `seed`.
    ///
    /// # Errors
    ///
    /// [`BadSwitch`] when one is out of its range.
    pub fn new(switches: Switches, seed: u64) -> Result<Self, BadSwitch> {
        Ok(Self(Mutex::new((checked(switches)?, StdRng::seed_from_u64(seed)))))
    }

    /// Sets all switches; the questions that are waiting already keep their fate.
    ///
    /// # Errors
    ///
    /// [`BadSwitch`] when one is out of its range; then nothing changes.
    pub fn set(&self, switches: Switches) -> Result<(), BadSwitch> {
        self.lock().0 = checked(switches)?;
        Ok(())
    }

    /// How they are set.
    pub fn get(&self) -> Switches {
        self.lock().0
    }

    /// What becomes of the next question.
    pub fn draw(&self) -> Fate {
        let mut board = self.lock();
        let (switches, random) = &mut *board;
        if switches.outage {
            return Fate::Down;
        }
        let delay = Duration::from_millis(switches.delay_ms);
        // `random` is below 1.0, so a rate of 0.0 never fails and 1.0 always does.
        if random.random::<f64>() < switches.error_rate { Fate::Fail(delay) } else { Fate::Answer(delay) }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, (Switches, StdRng)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn checked(switches: Switches) -> Result<Switches, BadSwitch> {
    if switches.delay_ms > MAX_DELAY_MS {
        return Err(BadSwitch::Delay);
    }
    if !(0.0..=1.0).contains(&switches.error_rate) {
        return Err(BadSwitch::ErrorRate);
    }
    Ok(switches)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fates(error_rate: f64, seed: u64) -> Vec<Fate> {
        let board = SwitchBoard::new(Switches { error_rate, ..Switches::default() }, seed).expect("good");
        (0..1000).map(|_| board.draw()).collect()
    }

    #[test]
    fn the_same_seed_fails_the_same_questions_at_about_the_wanted_rate() {
        let failed = fates(0.3, 7).iter().filter(|fate| matches!(fate, Fate::Fail(_))).count();
        assert!((250..350).contains(&failed), "{failed}");
        assert_eq!(fates(0.3, 7), fates(0.3, 7));
        assert_ne!(fates(0.3, 7), fates(0.3, 8));
    }

    #[test]
    fn a_rate_of_none_never_fails_and_a_rate_of_one_always_does() {
        assert!(fates(0.0, 1).iter().all(|fate| *fate == Fate::Answer(Duration::ZERO)));
        assert!(fates(1.0, 1).iter().all(|fate| *fate == Fate::Fail(Duration::ZERO)));
    }

    #[test]
    fn an_impossible_switch_is_refused_and_nothing_changes() {
        let board = SwitchBoard::new(Switches::default(), 0).expect("good");
        assert_eq!(board.set(Switches { error_rate: f64::NAN, ..Switches::default() }), Err(BadSwitch::ErrorRate));
        assert_eq!(board.set(Switches { delay_ms: 60_001, ..Switches::default() }), Err(BadSwitch::Delay));
        assert_eq!(board.get(), Switches::default());
    }
}
