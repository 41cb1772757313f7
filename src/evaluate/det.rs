//! False matches against false non-matches over every threshold (ISO/IEC 19795-1: detection error trade-off).

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of pairs stay far below 2^52; a share of a count is not above it"
)]

use serde::Serialize;

use super::rate::Rate;

/// The distances of many pairs. A pair matches when its distance is at most the threshold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Det {
    /// Of pairs of one person, ascending.
    mated: Vec<f32>,
    /// Of pairs of two people, ascending.
    non_mated: Vec<f32>,
}

/// The errors at one threshold.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Errors {
    /// The threshold.
    pub threshold: f32,
    /// False match rate: pairs of two people that match.
    pub fmr: Rate,
    /// False non-match rate: pairs of one person that do not.
    pub fnmr: Rate,
}

/// The threshold for a false match rate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum AtTarget {
    /// The greatest threshold, to a thousandth, that keeps to the target on these pairs.
    Found(Errors),
    /// Below `3 / N`: so many pairs of two people would be needed to speak of it.
    TooFewPairs {
        /// `3 / target`.
        needed: u64,
        /// Pairs there are.
        found: u64,
    },
}

impl Det {
    /// Takes in the distances; what is not a number counts as farthest apart.
    pub fn new(mut mated: Vec<f32>, mut non_mated: Vec<f32>) -> Self {
        for distances in [&mut mated, &mut non_mated] {
            distances.iter_mut().filter(|d| d.is_nan()).for_each(|d| *d = f32::INFINITY);
            distances.sort_by(f32::total_cmp);
        }
        Self { mated, non_mated }
    }

    /// The errors at `threshold`.
    pub fn at(&self, threshold: f32) -> Errors {
        let up_to = |distances: &[f32]| distances.partition_point(|d| *d <= threshold) as u64;
        let (mated, others) = (self.mated.len() as u64, self.non_mated.len() as u64);
        Errors {
            threshold,
            fmr: Rate { count: up_to(&self.non_mated), of: others },
            fnmr: Rate { count: mated - up_to(&self.mated), of: mated },
        }
    }

    /// The threshold that lets at most `target` (`0.0 ..= 1.0`) of the pairs of two people match.
    ///
    /// It refuses a target below `3 / N` (the rule of 3): on N pairs without one false match the true rate is still up to
    /// that with 95 % confidence.
    pub fn at_fmr(&self, target: f64) -> AtTarget {
        let found = self.non_mated.len() as u64;
        let needed = (3.0 / target).ceil() as u64;
        if found < needed {
            return AtTarget::TooFewPairs { needed, found };
        }
        let allowed = (target * found as f64).floor() as usize;
        let Some(first_refused) = self.non_mated.get(allowed) else { return AtTarget::Found(self.at(f32::INFINITY)) };
        // Strictly below the first pair that must not match, which may have the distance of the one before.
        let thousandths = (first_refused * 1000.0).ceil() - 1.0;
        AtTarget::Found(self.at(thousandths / 1000.0))
    }

    /// Where the two rates meet: their mean at the threshold that brings them nearest; `None` without pairs of either kind.
    pub fn equal_error_rate(&self) -> Option<f64> {
        let rates = self.curve().into_iter();
        let nearest = rates.min_by(|a, b| (a[0] - a[1]).abs().total_cmp(&(b[0] - b[1]).abs()))?;
        Some(f64::midpoint(nearest[0], nearest[1]))
    }

    /// `[false match rate, false non-match rate]` at every distance that occurs, by rising threshold; empty without pairs
    /// of either kind.
    pub fn curve(&self) -> Vec<[f64; 2]> {
        let mut thresholds: Vec<f32> = self.mated.iter().chain(&self.non_mated).copied().collect();
        thresholds.sort_by(f32::total_cmp);
        thresholds.dedup();
        let rates = thresholds.into_iter().filter_map(|threshold| {
            let errors = self.at(threshold);
            Some([errors.fmr.share()?, errors.fnmr.share()?])
        });
        rates.collect()
    }

    /// How many pairs of one person, and how many of two.
    pub fn pairs(&self) -> [u64; 2] {
        [self.mated.len() as u64, self.non_mated.len() as u64]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 10 pairs of one person at .30 to .39, 1 000 of two people at .500 to 1.499.
    fn det() -> Det {
        let mated = (0..10u8).map(|n| 0.30 + f32::from(n) / 100.0).collect();
        Det::new(mated, (0..1000u16).map(|n| 0.5 + f32::from(n) / 1000.0).collect())
    }

    #[test]
    fn a_pair_on_the_threshold_matches() {
        let errors = det().at(0.5);
        assert_eq!((errors.fmr, errors.fnmr), (Rate { count: 1, of: 1000 }, Rate { count: 0, of: 10 }));
        assert_eq!(det().at(0.345).fnmr, Rate { count: 5, of: 10 });
    }

    #[test]
    fn the_threshold_of_a_target_keeps_to_it() {
        let AtTarget::Found(errors) = det().at_fmr(0.01) else { panic!("1 000 pairs are enough for 1 %") };
        assert!(errors.fmr.count <= 10 && errors.fmr.count >= 9, "{errors:?}");
        assert_eq!(errors.fnmr.count, 0);
    }

    #[test]
    fn a_target_below_three_in_n_is_refused() {
        assert_eq!(det().at_fmr(0.001), AtTarget::TooFewPairs { needed: 3000, found: 1000 });
        assert!(matches!(det().at_fmr(0.003), AtTarget::Found(_)));
    }

    #[test]
    fn pairs_at_one_distance_match_together_or_not_at_all() {
        let det = Det::new(vec![0.2], vec![0.6; 500]);
        let AtTarget::Found(errors) = det.at_fmr(0.01) else { panic!("500 pairs are enough for 1 %") };
        assert_eq!(errors.fmr.count, 0);
    }

    #[test]
    fn the_curve_falls_from_all_misses_to_all_false_matches() {
        let curve = det().curve();
        assert_eq!((curve[0], curve[curve.len() - 1]), ([0.0, 0.9], [1.0, 0.0]));
        assert!(curve.windows(2).all(|two| two[0][0] <= two[1][0] && two[0][1] >= two[1][1]));
        assert!(det().equal_error_rate().expect("pairs") < 0.01);
        assert_eq!(Det::default().equal_error_rate(), None);
    }
}
