//! How long something took, over many times.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place in a list of measurements"
)]

use serde::Serialize;

/// Milliseconds of many runs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Timing {
    /// How many runs.
    pub runs: usize,
    /// Half of them took no longer.
    pub median_ms: f64,
    /// 95 in a hundred took no longer.
    pub p95_ms: f64,
    /// The longest.
    pub longest_ms: f64,
}

impl Timing {
    /// What these milliseconds come to; `None` of none.
    pub fn of(mut ms: Vec<f64>) -> Option<Self> {
        ms.sort_by(f64::total_cmp);
        let longest_ms = *ms.last()?;
        // The nearest rank: the least value that this share of all do not exceed.
        let at = |share: f64| ms[((ms.len() as f64 * share).ceil() as usize).clamp(1, ms.len()) - 1];
        Some(Self { runs: ms.len(), median_ms: at(0.5), p95_ms: at(0.95), longest_ms })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_values_that_were_measured() {
        let timing = Timing::of((1..=20).rev().map(f64::from).collect()).expect("runs");
        assert_eq!(timing, Timing { runs: 20, median_ms: 10.0, p95_ms: 19.0, longest_ms: 20.0 });
        assert_eq!(Timing::of(Vec::new()), None);
    }
}
