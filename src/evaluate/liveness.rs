//! Presentations whose truth is known, held against what the liveness check made of them; words and rates after
//! ISO/IEC 30107-3.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{rate::Rate, timing::Timing};

/// The folder of living people; every other folder beside it is a species of attack.
pub const BONA_FIDE: &str = "bona_fide";

/// What the check made of one presentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Taken for a living person.
    Passed,
    /// Not taken, for this reason's code.
    Failed(String),
    /// Nothing came of it: no usable selfie, or frames that are no pictures.
    NoAnswer(String),
}

/// Presentations while they come in.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    kinds: BTreeMap<String, Kind>,
    /// Milliseconds of each presentation's frames.
    pub ms: Vec<f64>,
}

/// The presentations of one kind.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Kind {
    /// Taken for a living person, of those that were answered: an attack's APCER.
    pub passed: Rate,
    /// Not taken for one, of those that were answered: a living person's BPCER.
    pub failed: Rate,
    /// Those that nothing came of, of all: APNRR or BPNRR.
    pub no_answer: Rate,
    /// Why, by code.
    pub causes: BTreeMap<String, u64>,
}

/// What they come to.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Attacks, by species.
    pub attacks: BTreeMap<String, Kind>,
    /// The species that is taken for a living person most often; the one that is quoted. None without attacks.
    pub worst: Option<String>,
    /// Living people; none if there were none.
    pub bona_fide: Option<Kind>,
    /// How long judging took.
    pub timing: Option<Timing>,
}

impl Tally {
    /// Counts a presentation of `kind`.
    pub fn count(&mut self, kind: &str, answer: &Answer) {
        let kind = self.kinds.entry(kind.to_owned()).or_default();
        kind.no_answer.tally(matches!(answer, Answer::NoAnswer(_)).into());
        match answer {
            Answer::Passed | Answer::Failed(_) => {
                kind.passed.tally((*answer == Answer::Passed).into());
                kind.failed.tally((*answer != Answer::Passed).into());
            }
            Answer::NoAnswer(_) => {}
        }
        if let Answer::Failed(cause) | Answer::NoAnswer(cause) = answer {
            *kind.causes.entry(cause.clone()).or_default() += 1;
        }
    }

    /// What they come to. The standard quotes the worst species, and no mean over species: an attacker chooses.
    pub fn report(mut self) -> Report {
        let bona_fide = self.kinds.remove(BONA_FIDE);
        let share = |kind: &Kind| kind.passed.share().unwrap_or_default();
        let worst = self.kinds.iter().filter(|(_, kind)| kind.passed.of > 0);
        // Of two alike the one with fewer presentations: less is known of it.
        let worst = worst.max_by(|(_, a), (_, b)| share(a).total_cmp(&share(b)).then(b.passed.of.cmp(&a.passed.of)));
        let worst = worst.map(|(name, _)| name.clone());
        Report { attacks: self.kinds, worst, bona_fide, timing: Timing::of(self.ms) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_species_is_quoted_and_not_the_mean_of_all() {
        let mut tally = Tally::default();
        for _ in 0..50 {
            tally.count("photograph", &Answer::Failed("action_missing".into()));
        }
        for number in 0..10 {
            tally.count("puppet", &if number < 9 { Answer::Passed } else { Answer::Failed("too_slow".into()) });
            tally.count(BONA_FIDE, &if number < 8 { Answer::Passed } else { Answer::Failed("face_lost".into()) });
        }
        let report = tally.report();
        assert_eq!(report.worst.as_deref(), Some("puppet"));
        assert_eq!(report.attacks["puppet"].passed, Rate { count: 9, of: 10 });
        assert_eq!(report.attacks["photograph"].causes["action_missing"], 50);
        assert_eq!(report.bona_fide.expect("people").failed, Rate { count: 2, of: 10 });
    }

    #[test]
    fn what_nothing_came_of_is_counted_apart_and_flatters_no_rate() {
        let mut tally = Tally::default();
        tally.count("photograph", &Answer::NoAnswer("not_a_picture".into()));
        tally.count("photograph", &Answer::Passed);
        let report = tally.report();
        let kind = &report.attacks["photograph"];
        assert_eq!((kind.passed, kind.no_answer), (Rate { count: 1, of: 1 }, Rate { count: 1, of: 2 }));
        assert!(report.bona_fide.is_none());
    }
}
