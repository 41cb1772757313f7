//! The customer service window: within it anything may be said, outside of it only what was approved before.

/// How long it stays open after the person's last message, in milliseconds: 24 hours ("customer service window").
const OPEN_MS: i64 = 24 * 60 * 60 * 1000;

/// When the window closes, Unix milliseconds; nothing while the person has said nothing.
pub fn closes_at_ms(heard_at_ms: Option<i64>) -> Option<i64> {
    heard_at_ms.map(|heard| heard.saturating_add(OPEN_MS))
}

/// Whoever was heard after this, Unix milliseconds, has the window open at `now_ms`.
pub const fn opened_after_ms(now_ms: i64) -> i64 {
    now_ms.saturating_sub(OPEN_MS)
}

/// Whether free words may be sent at `now_ms`.
pub fn is_open(heard_at_ms: Option<i64>, now_ms: i64) -> bool {
    closes_at_ms(heard_at_ms).is_some_and(|closes| now_ms < closes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_with_a_word_of_the_person_and_closes_a_day_later() {
        let day = 24 * 60 * 60 * 1000;
        assert!(!is_open(None, 0));
        assert!(is_open(Some(1_000), 1_000));
        assert!(is_open(Some(1_000), 1_000 + day - 1));
        assert!(!is_open(Some(1_000), 1_000 + day));
        assert_eq!([day, day + 999].map(|now| 999 > opened_after_ms(now)), [true, false], "the same, asked backwards");
        assert!(is_open(Some(i64::MAX), 0), "a time that cannot be closes nothing by overflow");
    }
}
