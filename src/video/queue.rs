//! The queue's arithmetic: who is next, and how long it may take.

/// A call's place among others: the higher priority first, then the longer wait, then the older id.
///
/// A call that drops keeps the time from which it waits, and so its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rank<Id> {
    /// The journey's priority, higher first.
    pub priority: u8,
    /// From when it waits: when it was asked for, or the time it was booked for. Unix milliseconds.
    pub due_at_ms: i64,
    /// Which.
    pub id: Id,
}

impl<Id: Ord> Ord for Rank<Id> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let by_priority = other.priority.cmp(&self.priority);
        by_priority.then(self.due_at_ms.cmp(&other.due_at_ms)).then_with(|| self.id.cmp(&other.id))
    }
}

impl<Id: Ord> PartialOrd for Rank<Id> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Fewer calls than these say nothing about the next one.
const ENOUGH_CALLS: usize = 5;

/// The median of the last calls' handling times, in seconds; `typical_s` while there are too few of them.
pub fn median_handling_s(mut last_ms: Vec<i64>, typical_s: i64) -> i64 {
    if last_ms.len() < ENOUGH_CALLS {
        return typical_s;
    }
    last_ms.sort_unstable();
    let middle = last_ms.len() / 2;
    let median_ms = if last_ms.len().is_multiple_of(2) {
        i64::midpoint(last_ms[middle - 1], last_ms[middle])
    } else {
        last_ms[middle]
    };
    (median_ms / 1000).max(1)
}

/// How long the call at `place` (from 1) may wait, in seconds: place × median ÷ agents, rounded up. An estimate, and
/// labelled so wherever it is shown; nothing where there is nobody.
pub fn estimate_s(place: u32, median_s: i64, agents: u32) -> Option<i64> {
    let agents = i64::from(agents);
    (agents > 0).then(|| {
        let work = i64::from(place).saturating_mul(median_s);
        work / agents + i64::from(work % agents != 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_longer_is_next_but_for_a_higher_priority() {
        let rank = |priority, due_at_ms, id| Rank { priority, due_at_ms, id };
        let mut queue = [rank(0, 30, 'a'), rank(0, 10, 'c'), rank(0, 10, 'b'), rank(5, 40, 'd')];
        queue.sort();
        assert_eq!(queue.map(|rank| rank.id), ['d', 'b', 'c', 'a']);
    }

    #[test]
    fn the_estimate_is_place_times_median_by_agents_rounded_up() {
        assert_eq!(estimate_s(1, 400, 1), Some(400));
        assert_eq!(estimate_s(3, 400, 2), Some(600));
        assert_eq!(estimate_s(1, 400, 3), Some(134));
        assert_eq!(estimate_s(1, 400, 0), None);
    }

    #[test]
    fn one_long_call_does_not_move_the_median_and_few_calls_say_nothing() {
        assert_eq!(median_handling_s(vec![60_000, 9_000_000, 70_000, 80_000, 50_000], 400), 70);
        assert_eq!(median_handling_s(vec![60_000, 70_000, 80_000, 90_000, 100_000, 1_000], 400), 75);
        assert_eq!(median_handling_s(vec![1; 4], 400), 400);
    }
}
