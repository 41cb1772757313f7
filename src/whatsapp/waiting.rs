//! What waits to be dealt with in a conversation by WhatsApp: kept sealed until it is done.

use serde::{Deserialize, Serialize};

use super::notification::Said;

/// What waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "waiting", rename_all = "snake_case")]
pub enum Waiting {
    /// The person is to be addressed for the first time.
    Opening,
    /// The person said something.
    Said {
        /// What.
        said: Said,
    },
    /// The person sends faster than they may; this is told once.
    TooFast,
    /// The chat said something unasked, at this place of the thread.
    Remark {
        /// Its place.
        sequence: i64,
    },
    /// The session went on at another door: what came of it stands at this place of the thread.
    News {
        /// Its place.
        sequence: i64,
    },
    /// A message of ours came after the window had closed, as the platform told later.
    WindowClosed,
}

/// Waits after the first, second, … try that failed, in seconds: an hour in all. Who asked something an hour ago has no
/// use for its answer any more; what they write next is answered anew.
const WAITS_S: [i64; 6] = [2, 10, 60, 300, 900, 2400];

/// How long is waited after the `failed`th try (1 is the first), in milliseconds; nothing when it is enough.
pub fn wait_ms(failed: i64) -> Option<i64> {
    let place = usize::try_from(failed.checked_sub(1)?).ok()?;
    WAITS_S.get(place).map(|seconds| seconds * 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_waits_follow_six_failures_and_the_seventh_is_the_last() {
        assert_eq!((wait_ms(1), wait_ms(6), wait_ms(7)), (Some(2_000), Some(2_400_000), None));
        assert_eq!((wait_ms(0), wait_ms(i64::MIN)), (None, None));
    }
}
