//! What a distance means: thresholds a journey sets, and the ones that are shipped.

use serde::{Deserialize, Serialize};

use super::template::Distance;

/// Two faces match up to here, as shipped.
///
/// On 118 same and 1 962 different pairs of public photographs 89 % of the same pairs lie below and none of the
/// different; of 231 pairs of look-alikes (women of similar age) none. The nearest look-alikes lie at .52.
pub const MATCH_AT_MOST: f32 = 0.50;

/// Up to here a person looks at the two faces; above it they are two people, as shipped.
///
/// All 118 same pairs lie below .62; .672 is where 1 % of the different pairs would pass.
pub const REFER_AT_MOST: f32 = 0.66;

/// The two distances a journey judges by. They hold for one model: the journey names it beside them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct Thresholds {
    /// A distance up to this one is a match.
    pub match_at_most: f32,
    /// A distance above the match and up to this one is unclear.
    pub refer_at_most: f32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { match_at_most: MATCH_AT_MOST, refer_at_most: REFER_AT_MOST }
    }
}

/// What a distance means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// One person.
    Match,
    /// Too near for two people and too far for one: a person decides.
    Unclear,
    /// Two people, says the machine; a person confirms it.
    NoMatch,
}

impl Thresholds {
    /// What `distance` means. A distance that is not a number is no match.
    pub fn judge(&self, distance: Distance) -> Verdict {
        if distance.0 <= self.match_at_most {
            Verdict::Match
        } else if distance.0 <= self.refer_at_most {
            Verdict::Unclear
        } else {
            Verdict::NoMatch
        }
    }
}

/// The thresholds as a journey writes them, before they are checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    match_at_most: f32,
    refer_at_most: f32,
}

impl TryFrom<Written> for Thresholds {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let Written { match_at_most, refer_at_most } = written;
        if match_at_most > 0.0 && match_at_most <= refer_at_most && refer_at_most.is_finite() {
            Ok(Self { match_at_most, refer_at_most })
        } else {
            Err("face thresholds: 0 < match_at_most <= refer_at_most")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thresholds_themselves_belong_to_the_nearer_verdict() {
        use Verdict::{Match, NoMatch, Unclear};
        let shipped = Thresholds::default();
        let judged = [0.0, 0.50, 0.501, 0.66, 0.661, f32::NAN].map(|d| shipped.judge(Distance(d)));
        assert_eq!(judged, [Match, Match, Unclear, Unclear, NoMatch, NoMatch]);
    }

    #[test]
    fn thresholds_in_the_wrong_order_are_refused() {
        let read = |text: &str| serde_json::from_str::<Thresholds>(text);
        assert!(read(r#"{"match_at_most": 0.4, "refer_at_most": 0.6}"#).is_ok());
        assert!(read(r#"{"match_at_most": 0.7, "refer_at_most": 0.6}"#).is_err());
        assert!(read(r#"{"match_at_most": 0.0, "refer_at_most": 0.6}"#).is_err());
        assert!(read(r#"{"match_at_most": 0.4, "refer_at_most": 0.6, "extra": 1}"#).is_err());
    }
}
