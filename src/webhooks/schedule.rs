//! When a notice that was not delivered is tried again.

use jiff::{SignedDuration, Timestamp};

/// Waits after the first, second, … failed attempt, in seconds: 31 hours in all, a night and a working day.
const WAITS_S: [i64; 7] = [5, 30, 2 * 60, 10 * 60, 3600, 6 * 3600, 24 * 3600];

/// How many attempts a notice gets: the first, and one after each wait.
pub const MOST_ATTEMPTS: usize = WAITS_S.len() + 1;

/// Where in its window an attempt falls: from 0, after the wait, to 255, a fifth of the wait later. Drawn by the caller.
///
/// Without it, everything that failed together in an outage would come back together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jitter(pub u8);

/// What follows a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Try again, not before this time.
    At(Timestamp),
    /// Enough: the notice stays in the outbox as undelivered, and the receiver reads the session instead.
    GiveUp,
}

/// What follows the `failed`th failed attempt (1 is the first), which ended at `now`.
pub fn after(failed: u32, now: Timestamp, jitter: Jitter) -> Next {
    let wait = failed.checked_sub(1).and_then(|place| WAITS_S.get(usize::try_from(place).ok()?));
    let Some(wait) = wait else { return Next::GiveUp };
    let wait = SignedDuration::from_millis(wait * 1000 + wait * 200 * i64::from(jitter.0) / 255);
    now.checked_add(wait).map_or(Next::GiveUp, Next::At)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start() -> Timestamp {
        Timestamp::from_second(1_800_000_000).expect("a time")
    }

    fn wait_ms(failed: u32, jitter: u8) -> Option<i64> {
        match after(failed, start(), Jitter(jitter)) {
            Next::At(at) => Some(at.as_millisecond() - start().as_millisecond()),
            Next::GiveUp => None,
        }
    }

    #[test]
    fn seven_waits_follow_seven_failures_and_the_eighth_is_the_last() {
        let waits: Vec<Option<i64>> = (1..=8).map(|failed| wait_ms(failed, 0)).collect();
        let expected = [5, 30, 120, 600, 3600, 21_600, 86_400].map(|seconds| Some(seconds * 1000));
        assert_eq!(waits, [expected.as_slice(), &[None]].concat());
        assert_eq!(MOST_ATTEMPTS, 8);
    }

    #[test]
    fn jitter_adds_up_to_a_fifth_and_never_shortens_a_wait() {
        assert_eq!(wait_ms(1, 255), Some(6_000));
        assert_eq!(wait_ms(7, 255), Some(103_680_000));
        for jitter in 0..=255 {
            assert!((30_000..=36_000).contains(&wait_ms(2, jitter).expect("a wait")), "{jitter}");
        }
    }

    #[test]
    fn a_count_that_cannot_be_gives_up_and_does_not_panic() {
        assert_eq!(wait_ms(0, 0), None);
        assert_eq!(wait_ms(u32::MAX, 255), None);
        assert_eq!(after(7, Timestamp::MAX, Jitter(0)), Next::GiveUp);
    }
}
