//! A rate with its counts and its confidence interval.

#![expect(clippy::cast_precision_loss, reason = "counts of pictures and pairs stay far below 2^52")]

use serde::{Serialize, Serializer, ser::SerializeStruct};

/// The quantile of the normal distribution that leaves 2.5 % above it: intervals are at 95 %.
const Z: f64 = 1.959_964;

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rate {
    /// How often it happened.
    pub count: u64,
    /// How often it could have happened.
    pub of: u64,
}

/// Where the true rate lies at 95 % confidence, `0.0 ..= 1.0` each.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Rate {
    /// One more chance, and whether it happened.
    pub fn tally(&mut self, happened: Happened) {
        self.of += 1;
        self.count += u64::from(happened == Happened::Yes);
    }

    /// The share, `0.0 ..= 1.0`; `None` when it never could have happened.
    pub fn share(self) -> Option<f64> {
        (self.of > 0).then(|| self.count as f64 / self.of as f64)
    }

    /// Wilson's score interval at 95 % (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927), for independent trials.
    ///
    /// Unlike the textbook's normal interval it does not shrink to a point at 0 or at all.
    pub fn interval(self) -> Option<Interval> {
        let share = self.share()?;
        let n = self.of as f64;
        let middle = share + Z * Z / (2.0 * n);
        let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        let scale = 1.0 + Z * Z / n;
        Some(Interval { low: ((middle - half) / scale).max(0.0), high: ((middle + half) / scale).min(1.0) })
    }

    /// The lowest error rate that so many trials can speak of: the rule of 3 of ISO/IEC 19795-1, `3 / N` at 95 %.
    pub fn least(self) -> Option<f64> {
        (self.of > 0).then(|| 3.0 / self.of as f64)
    }

    /// The share as it may be stated of an error: never below [`Rate::least`].
    ///
    /// Below it an upper bound is stated: `3 / N` where nothing happened, else the interval's upper end.
    pub fn stated(self) -> Stated {
        match (self.share(), self.least(), self.interval()) {
            (Some(share), Some(least), Some(_)) if share >= least => Stated::Share(share),
            (Some(_), Some(least), Some(_)) if self.count == 0 => Stated::Below(least.min(1.0)),
            (Some(_), Some(_), Some(interval)) => Stated::Below(interval.high),
            (None, _, _) | (_, None, _) | (_, _, None) => Stated::Nothing,
        }
    }
}

/// An error rate as it may be stated.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stated {
    /// It was measured.
    Share(f64),
    /// Too few trials: all that can be said is that it is probably below this.
    Below(f64),
    /// There was no trial.
    Nothing,
}

/// Whether what is counted happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// It did.
    Yes,
    /// It did not.
    No,
}

impl From<bool> for Happened {
    fn from(happened: bool) -> Self {
        if happened { Self::Yes } else { Self::No }
    }
}

impl Serialize for Rate {
    /// `count`, `of`, `share` and `interval`; the last two null without a trial.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Rate", 4)?;
        object.serialize_field("count", &self.count)?;
        object.serialize_field("of", &self.of)?;
        object.serialize_field("share", &self.share())?;
        object.serialize_field("interval", &self.interval())?;
        object.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_s_interval_is_that_of_the_textbooks() {
        // R. G. Newcombe, Stat. Med. 17 (1998), table I, method 3: 81 of 263, 15 of 148, 0 of 20.
        for (count, of, low, high) in [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)] {
            let found = Rate { count, of }.interval().expect("trials");
            assert!((found.low - low).abs() < 5e-5 && (found.high - high).abs() < 5e-5, "{count} of {of}: {found:?}");
        }
        assert_eq!(Rate::default().interval(), None);
    }

    #[test]
    fn no_error_rate_below_three_in_n_is_stated() {
        assert_eq!(Rate { count: 0, of: 300 }.stated(), Stated::Below(0.01));
        let Stated::Below(bound) = Rate { count: 2, of: 300 }.stated() else { panic!("two errors are too few") };
        assert!((bound - 0.024).abs() < 5e-4, "{bound}: two errors do not show that the rate is below 1 %");
        assert_eq!(Rate { count: 3, of: 300 }.stated(), Stated::Share(0.01));
        assert_eq!(Rate { count: 0, of: 2 }.stated(), Stated::Below(1.0));
        assert_eq!(Rate::default().stated(), Stated::Nothing);
    }
}
