//! What a recording covers: segments in order, what is missing between them, and whether that is enough.

use serde::{Deserialize, Serialize};

use super::webm::Span;

/// A pause up to here between two segments is no gap, in milliseconds: one recorder stops and the next begins.
const SEAM_MS: i64 = 2_000;

/// How much of the connected time must be on record, in per cent.
const ENOUGH_PERCENT: i64 = 95;

/// What is on record of a connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// Segments, and so the number of the last.
    pub segments: u32,
    /// Bytes of all of them, before sealing.
    pub size_bytes: u64,
    /// Milliseconds that are on record; what two segments both show counts once.
    pub covered_ms: i64,
    /// Where the last one ends, in milliseconds since the connection.
    pub end_ms: i64,
    /// Pauses that are longer than between two recorders.
    pub gaps: u32,
}

/// A segment as it lies in its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Its number, from 1.
    pub number: u32,
    /// Its bytes.
    pub size_bytes: u64,
    /// Where it begins, in milliseconds since the connection.
    pub begins_ms: i64,
    /// What its timestamps say.
    pub span: Span,
}

/// A stretch of a connection that is not on record, in milliseconds since the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Where it begins.
    pub begins_ms: i64,
    /// Where it ends.
    pub ends_ms: i64,
}

/// Why a segment is not the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misplaced {
    /// Numbers have no holes.
    #[error("the next segment has the number {0}")]
    Number(u32),
    /// It would have ended after it came in.
    #[error("the segment would end after it was sent: begins_ms counts from the connection")]
    Future,
    /// It begins before the one before it ended, by more than a seam.
    #[error("the segment begins before the one before it has ended")]
    Overlaps,
}

impl Recorded {
    /// The pause before `segment`, if it is a gap, in milliseconds. What is missing inside the segment is counted too.
    pub fn gap_before(&self, segment: &Segment) -> Option<i64> {
        let pause = (segment.begins_ms - self.end_ms).max(0);
        let missing = if pause > SEAM_MS { pause } else { 0 } + segment.span.missing_ms;
        (missing > 0).then_some(missing)
    }

    /// What is on record with `segment`, which came in `now_ms` after the connection.
    ///
    /// # Errors
    ///
    /// [`Misplaced`] when it is not the next one.
    pub fn with(&self, segment: &Segment, now_ms: i64) -> Result<Self, Misplaced> {
        let end_ms = segment.begins_ms.saturating_add(segment.span.duration_ms);
        if segment.number != self.segments + 1 {
            return Err(Misplaced::Number(self.segments + 1));
        }
        if end_ms > now_ms.saturating_add(SEAM_MS) {
            return Err(Misplaced::Future);
        }
        if segment.begins_ms < self.end_ms - SEAM_MS || segment.begins_ms < -SEAM_MS {
            return Err(Misplaced::Overlaps);
        }
        let new = (end_ms - segment.begins_ms.max(self.end_ms)).max(0);
        Ok(Self {
            segments: segment.number,
            size_bytes: self.size_bytes.saturating_add(segment.size_bytes),
            covered_ms: self.covered_ms + (new - segment.span.missing_ms).max(0),
            end_ms: end_ms.max(self.end_ms),
            gaps: self.gaps + u32::from(self.gap_before(segment).is_some()),
        })
    }

    /// Whether enough of `connected_ms` is on record for an approval.
    pub const fn is_enough(&self, connected_ms: i64) -> bool {
        self.segments > 0 && self.covered_ms * 100 >= connected_ms * ENOUGH_PERCENT
    }
}

/// What is not on record before, between and after segments that begin and last as given, in order, of a connection that
/// lasted `lasted_ms`. A seam is no gap. What is missing inside a segment is not seen here: [`Recorded`] counts it.
pub fn gaps(segments: impl IntoIterator<Item = (i64, i64)>, lasted_ms: i64) -> Vec<Gap> {
    let (mut gaps, mut end_ms) = (Vec::new(), 0);
    for (begins_ms, duration_ms) in segments.into_iter().chain([(lasted_ms, 0)]) {
        if begins_ms - end_ms > SEAM_MS {
            gaps.push(Gap { begins_ms: end_ms, ends_ms: begins_ms });
        }
        end_ms = end_ms.max(begins_ms + duration_ms);
    }
    gaps
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn segment(number: u32, begins_ms: i64, duration_ms: i64) -> Segment {
        Segment { number, size_bytes: 1000, begins_ms, span: Span { duration_ms, missing_ms: 0 } }
    }

    fn recorded(segments: &[(i64, i64)]) -> Recorded {
        (1..).zip(segments).fold(Recorded::default(), |so_far, (number, (begins, duration))| {
            so_far.with(&segment(number, *begins, *duration), i64::MAX / 2).expect("the next one")
        })
    }

    #[test]
    fn a_seam_between_two_recorders_is_no_gap_and_a_reload_is_one() {
        assert_eq!(recorded(&[(0, 10_000), (10_200, 10_000)]).gaps, 0);
        assert_eq!(recorded(&[(0, 10_000), (14_000, 10_000)]).gaps, 1);
        assert_eq!(recorded(&[(3_000, 10_000)]).gaps, 1, "it began after the connection");
    }

    #[test]
    fn gaps_lie_before_between_and_after_the_segments() {
        let gap = |begins_ms, ends_ms| Gap { begins_ms, ends_ms };
        let segments = [(3_000, 10_000), (13_500, 10_000), (30_000, 10_000)];
        assert_eq!(gaps(segments, 45_000), [gap(0, 3_000), gap(23_500, 30_000), gap(40_000, 45_000)]);
        assert_eq!(gaps([(0, 10_000), (9_800, 10_000)], 21_000), []);
        assert_eq!(gaps([], 21_000), [gap(0, 21_000)]);
    }

    #[test]
    fn what_is_missing_inside_a_segment_is_a_gap_too() {
        let holed = Segment { span: Span { duration_ms: 10_000, missing_ms: 4_000 }, ..segment(1, 0, 0) };
        let recorded = Recorded::default().with(&holed, 10_000).expect("the first");
        assert_eq!((recorded.gaps, recorded.covered_ms), (1, 6_000));
    }

    #[test]
    fn ninety_five_per_cent_are_enough_and_less_is_not() {
        let recorded = recorded(&[(0, 9_500)]);
        assert!(recorded.is_enough(10_000) && !recorded.is_enough(10_001));
        assert!(!Recorded::default().is_enough(0), "no recording is never enough");
    }

    #[test]
    fn a_segment_is_the_next_one_or_none() {
        let first = recorded(&[(0, 10_000)]);
        assert_eq!(first.with(&segment(3, 10_000, 5_000), 20_000), Err(Misplaced::Number(2)));
        assert_eq!(first.with(&segment(2, 10_000, 15_000), 20_000), Err(Misplaced::Future));
        assert_eq!(first.with(&segment(2, 4_000, 5_000), 20_000), Err(Misplaced::Overlaps));
    }

    proptest! {
        #[test]
        fn no_more_is_on_record_than_time_has_passed(
            segments in prop::collection::vec((0..20_000_i64, 0..20_000_i64, 0..200_000_i64), 0..40)
        ) {
            let mut recorded = Recorded::default();
            let mut now = 0;
            for (pause, duration, later) in segments {
                now += later;
                let next = segment(recorded.segments + 1, recorded.end_ms + pause - 1_000, duration);
                if let Ok(with) = recorded.with(&next, now) {
                    recorded = with;
                }
                prop_assert!(recorded.covered_ms <= now + SEAM_MS + 1_000);
            }
        }
    }
}
