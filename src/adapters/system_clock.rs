//! The clock of the operating system.

use jiff::Timestamp;

use crate::base::clock::Clock;

/// The clock of the operating system, to the millisecond: what the store keeps is what was told.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the adapter that all others are kept from by that lint")]
    fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_on_and_tells_whole_milliseconds() {
        let (before, after) = (SystemClock.now(), SystemClock.now());
        assert!(before <= after);
        assert_eq!(after.subsec_nanosecond() % 1_000_000, 0);
    }
}
