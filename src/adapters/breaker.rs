//! A circuit breaker: after some failures in a row nobody asks for a while, then one call tries.
//!
//! A pure state machine (M. Nygard, "Release It!"): time comes in as an argument, so that tests need no sleep.

use std::time::{Duration, Instant};

/// When the breaker opens and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Failures in a row that open it, at least 1.
    pub failures: u32,
    /// How long it stays open.
    pub open_for: Duration,
}

/// Lets calls through, or not.
#[derive(Debug)]
pub struct Breaker {
    rule: Rule,
    state: State,
    /// Goes up with every change of state: what a call reports of an earlier one no longer counts.
    epoch: u64,
}

#[derive(Debug)]
enum State {
    Closed {
        failures: u32,
    },
    Open {
        until: Instant,
    },
    /// One call is trying. If it never reports, another may try from `until` on.
    Trying {
        until: Instant,
    },
}

/// Leave to call once. The outcome is reported with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket(u64);

/// How a call went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The other side works, whatever it answered.
    Works,
    /// It does not.
    Failed,
}

/// What a report changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// From now on nobody calls.
    Opened,
    /// From now on everybody may call again.
    Closed,
    /// Nothing that an operator would notice.
    Unchanged,
}

/// Nobody may call now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused;

impl Breaker {
    /// A closed breaker.
    pub const fn new(rule: Rule) -> Self {
        Self { rule, state: State::Closed { failures: 0 }, epoch: 0 }
    }

    /// Leave to call at `now`.
    ///
    /// # Errors
    ///
    /// [`Refused`] while the breaker is open, and while another call is trying.
    pub fn admit(&mut self, now: Instant) -> Result<Ticket, Refused> {
        match self.state {
            State::Closed { .. } => {}
            State::Open { until } | State::Trying { until } if now < until => return Err(Refused),
            State::Open { .. } | State::Trying { .. } => self.turn(State::Trying { until: now + self.rule.open_for }),
        }
        Ok(Ticket(self.epoch))
    }

    /// Takes the outcome of a call at `now`.
    pub fn report(&mut self, ticket: Ticket, outcome: Outcome, now: Instant) -> Change {
        if ticket.0 != self.epoch {
            return Change::Unchanged;
        }
        match (&mut self.state, outcome) {
            (State::Closed { failures }, Outcome::Works) => *failures = 0,
            (State::Closed { failures }, Outcome::Failed) if failures.saturating_add(1) < self.rule.failures => {
                *failures += 1;
            }
            (State::Closed { .. } | State::Trying { .. }, Outcome::Failed) => {
                self.turn(State::Open { until: now + self.rule.open_for });
                return Change::Opened;
            }
            (State::Trying { .. }, Outcome::Works) => {
                self.turn(State::Closed { failures: 0 });
                return Change::Closed;
            }
            // No ticket is given out while it is open, so none of this epoch can come back.
            (State::Open { .. }, Outcome::Works | Outcome::Failed) => {}
        }
        Change::Unchanged
    }

    const fn turn(&mut self, state: State) {
        self.state = state;
        self.epoch += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Rule = Rule { failures: 3, open_for: Duration::from_secs(10) };

    fn seconds(from: Instant, seconds: u64) -> Instant {
        from + Duration::from_secs(seconds)
    }

    fn opened(at: Instant) -> Breaker {
        let mut breaker = Breaker::new(RULE);
        for _ in 0..RULE.failures {
            let ticket = breaker.admit(at).expect("still closed");
            breaker.report(ticket, Outcome::Failed, at);
        }
        breaker
    }

    #[test]
    fn it_opens_at_the_last_of_n_failures_in_a_row() {
        let start = Instant::now();
        let mut breaker = Breaker::new(RULE);
        let mut report = |outcome| {
            let ticket = breaker.admit(start).expect("closed");
            breaker.report(ticket, outcome, start)
        };
        let outcomes =
            [false, false, true, false, false, false].map(|works| if works { Outcome::Works } else { Outcome::Failed });
        let last = outcomes.map(&mut report);
        assert_eq!(last[..5], [Change::Unchanged; 5]);
        assert_eq!(last[5], Change::Opened);
        assert_eq!(breaker.admit(start), Err(Refused));
    }

    #[test]
    fn after_its_time_one_call_tries_and_the_others_wait() {
        let start = Instant::now();
        let mut breaker = opened(start);
        assert_eq!(breaker.admit(seconds(start, 9)), Err(Refused));
        let probe = breaker.admit(seconds(start, 10)).expect("one tries");
        assert_eq!(breaker.admit(seconds(start, 10)), Err(Refused));
        assert_eq!(breaker.report(probe, Outcome::Works, seconds(start, 11)), Change::Closed);
        assert!(breaker.admit(seconds(start, 11)).is_ok());
    }

    #[test]
    fn a_failed_try_opens_it_for_the_whole_time_again() {
        let start = Instant::now();
        let mut breaker = opened(start);
        let probe = breaker.admit(seconds(start, 10)).expect("one tries");
        assert_eq!(breaker.report(probe, Outcome::Failed, seconds(start, 12)), Change::Opened);
        assert_eq!(breaker.admit(seconds(start, 21)), Err(Refused));
        assert!(breaker.admit(seconds(start, 22)).is_ok());
    }

    #[test]
    fn a_try_that_never_reports_does_not_keep_it_shut_for_ever() {
        let start = Instant::now();
        let mut breaker = opened(start);
        breaker.admit(seconds(start, 10)).expect("one tries and is dropped");
        assert_eq!(breaker.admit(seconds(start, 19)), Err(Refused));
        assert!(breaker.admit(seconds(start, 20)).is_ok());
    }

    #[test]
    fn a_late_report_from_before_it_opened_changes_nothing() {
        let start = Instant::now();
        let mut breaker = Breaker::new(RULE);
        let slow = breaker.admit(start).expect("closed");
        for _ in 0..RULE.failures {
            let ticket = breaker.admit(start).expect("closed");
            breaker.report(ticket, Outcome::Failed, start);
        }
        assert_eq!(breaker.report(slow, Outcome::Works, start), Change::Unchanged);
        assert_eq!(breaker.admit(start), Err(Refused));
    }
}
