//! Pairs of face pictures that were compared, held against whether they show one person; words and rates after
//! ISO/IEC 19795-1.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    csv::{BadTable, Table},
    det::{AtTarget, Det, Errors},
    rate::Rate,
    timing::Timing,
};
use crate::face::{
    template::{Distance, ModelId},
    threshold::Thresholds,
};

/// The names that a pair's columns may have.
const REFERENCE: [&str; 3] = ["a", "reference", "portrait"];
const PROBE: [&str; 3] = ["b", "probe", "selfie"];
const SAME: [&str; 2] = ["same", "mated"];

/// The false match rates that a threshold is looked for.
const TARGETS: [f64; 5] = [0.1, 0.01, 0.001, 0.000_1, 0.000_01];

/// Two pictures, and whether they show one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The first picture's file, as the truth names it: a portrait.
    pub reference: String,
    /// The second one's: a selfie.
    pub probe: String,
    /// Whether they show one person.
    pub kin: Kin,
    /// The group it is counted in, beside all.
    pub group: Option<String>,
}

/// Whether two pictures show one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kin {
    /// They do.
    Mated,
    /// They do not.
    NonMated,
}

/// The pairs of a truth file.
#[derive(Clone, Debug)]
pub struct Pairs {
    /// In the file's order.
    pub pairs: Vec<Pair>,
    /// Columns that mean nothing here.
    pub unused: Vec<String>,
}

impl Pairs {
    /// Reads a table of pairs. Columns: `a` (or `reference`, `portrait`), `b` (or `probe`, `selfie`), `same` (or `mated`):
    /// 1 or 0. `groups` names the column to count apart by.
    ///
    /// # Errors
    ///
    /// [`BadTable`] when a column is missing or a cell is none of what its column takes.
    pub fn of(table: &Table, groups: Option<&str>) -> Result<Self, BadTable> {
        let named = |names: &[&'static str]| {
            let found = names.iter().find(|name| table.columns().iter().any(|column| column == *name));
            found.copied().unwrap_or(names[0])
        };
        let (reference, probe, same) = (named(&REFERENCE), named(&PROBE), named(&SAME));
        let groups = groups.map(str::to_ascii_lowercase);
        if let Some(column) = groups.as_ref().filter(|name| !table.columns().contains(name)) {
            return Err(BadTable::NoColumn(column.clone()));
        }
        let pair = |row| -> Result<Pair, BadTable> {
            let (a, b) = (table.needed(row, reference)?.to_owned(), table.needed(row, probe)?.to_owned());
            table.needed(row, same)?;
            let kin = if table.yes_or_no(row, same)? == Some(true) { Kin::Mated } else { Kin::NonMated };
            let group = groups.as_ref().map(|column| table.cell(row, column).unwrap_or("(none)").to_owned());
            Ok(Pair { reference: a, probe: b, kin, group })
        };
        let used = [Some(reference), Some(probe), Some(same), groups.as_deref()];
        let unused = table.columns().iter().filter(|name| !used.contains(&Some(name.as_str()))).cloned().collect();
        Ok(Self { pairs: (0..table.len()).map(pair).collect::<Result<_, _>>()?, unused })
    }
}

/// Pictures that gave no template (ISO/IEC 19795-1: failure to enrol, failure to acquire).
#[derive(Clone, Debug, Default, Serialize)]
pub struct Failures {
    /// Of all pictures in this place, each counted once.
    pub pictures: Rate,
    /// How often each fault's code, the gravest of a picture.
    pub causes: BTreeMap<String, u64>,
}

impl Failures {
    /// Counts a picture; `fault` is the code of what is wrong with it.
    pub fn count(&mut self, fault: Option<&str>) {
        self.pictures.tally(fault.is_some().into());
        if let Some(fault) = fault {
            *self.causes.entry(fault.to_owned()).or_default() += 1;
        }
    }
}

/// Distances of the pairs of one group while they come in.
#[derive(Clone, Debug, Default)]
struct Heap {
    mated: Vec<f32>,
    non_mated: Vec<f32>,
    lost: [u64; 2],
}

/// Everything that was measured, while it comes in.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// First pictures.
    pub enrol: Failures,
    /// Second pictures.
    pub acquire: Failures,
    /// Milliseconds of each look at a picture.
    pub ms: Vec<f64>,
    all: Heap,
    groups: BTreeMap<String, Heap>,
}

impl Tally {
    /// Counts a pair; without a distance one of its pictures gave no template.
    pub fn count(&mut self, pair: &Pair, distance: Option<Distance>) {
        let group = pair.group.as_ref().map(|name| self.groups.entry(name.clone()).or_default());
        for heap in [Some(&mut self.all), group].into_iter().flatten() {
            match (distance, pair.kin) {
                (Some(distance), Kin::Mated) => heap.mated.push(distance.0),
                (Some(distance), Kin::NonMated) => heap.non_mated.push(distance.0),
                (None, Kin::Mated) => heap.lost[0] += 1,
                (None, Kin::NonMated) => heap.lost[1] += 1,
            }
        }
    }

    /// What it comes to, by the thresholds of the model that measured.
    pub fn report(self, model: ModelId, thresholds: Thresholds) -> Report {
        Report {
            model,
            thresholds,
            enrol: self.enrol,
            acquire: self.acquire,
            all: Comparison::of(self.all, thresholds),
            groups: self.groups.into_iter().map(|(name, heap)| (name, Comparison::of(heap, thresholds))).collect(),
            timing: Timing::of(self.ms),
        }
    }
}

/// What all pairs came to.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The descriptor; thresholds hold for it alone.
    pub model: ModelId,
    /// The thresholds that are judged.
    pub thresholds: Thresholds,
    /// Failure to enrol: first pictures without a template.
    pub enrol: Failures,
    /// Failure to acquire: second pictures without a template.
    pub acquire: Failures,
    /// All pairs.
    pub all: Comparison,
    /// Pairs by group.
    pub groups: BTreeMap<String, Comparison>,
    /// Of a look at one picture.
    pub timing: Option<Timing>,
}

/// What the pairs of a group came to.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// At the threshold up to which faces match.
    pub at_match: AtThreshold,
    /// At the threshold up to which a person decides.
    pub at_refer: AtThreshold,
    /// The threshold for each false match rate.
    pub targets: Vec<(f64, AtTarget)>,
    /// Where the two error rates meet.
    pub equal_error_rate: Option<f64>,
    /// Every distance.
    #[serde(skip)]
    pub det: Det,
}

/// The errors at a threshold, of the comparisons alone and of all attempts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct AtThreshold {
    /// Of the comparisons: false match rate and false non-match rate.
    pub errors: Errors,
    /// False accept rate: as the false match rate, of all pairs of two people, those that could not be compared included.
    pub far: Rate,
    /// False reject rate: pairs of one person that do not match or could not be compared.
    pub frr: Rate,
}

impl Comparison {
    fn of(heap: Heap, thresholds: Thresholds) -> Self {
        let det = Det::new(heap.mated, heap.non_mated);
        let at = |threshold| {
            let errors = det.at(threshold);
            let [mated, non_mated] = heap.lost;
            AtThreshold {
                errors,
                far: Rate { of: errors.fmr.of + non_mated, ..errors.fmr },
                frr: Rate { count: errors.fnmr.count + mated, of: errors.fnmr.of + mated },
            }
        };
        Self {
            at_match: at(thresholds.match_at_most),
            at_refer: at(thresholds.refer_at_most),
            targets: TARGETS.map(|target| (target, det.at_fmr(target))).to_vec(),
            equal_error_rate: det.equal_error_rate(),
            det,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAIRS: &str = "portrait,selfie,mated,age\np1.jpg,s1.jpg,1,18-30\np1.jpg,s2.jpg,0,\np2.jpg,s2.jpg,yes,31-50\n";

    #[test]
    fn a_bank_s_own_words_name_the_columns() {
        let table = Table::parse(PAIRS).expect("a table");
        let Pairs { pairs, unused } = Pairs::of(&table, Some("Age")).expect("pairs");
        assert_eq!(pairs[1].kin, Kin::NonMated);
        assert_eq!(
            pairs.iter().map(|p| p.group.as_deref()).collect::<Vec<_>>(),
            [Some("18-30"), Some("(none)"), Some("31-50")]
        );
        assert!(unused.is_empty());
        assert_eq!(Pairs::of(&table, None).expect("pairs").unused, ["age"]);
        assert_eq!(Pairs::of(&table, Some("sex")).expect_err("refused"), BadTable::NoColumn("sex".into()));
    }

    #[test]
    fn a_picture_without_a_face_is_a_false_rejection_but_no_false_non_match() {
        let table = Table::parse(PAIRS).expect("a table");
        let pairs = Pairs::of(&table, Some("age")).expect("pairs").pairs;
        let mut tally = Tally::default();
        tally.count(&pairs[0], Some(Distance(0.3)));
        tally.count(&pairs[1], Some(Distance(0.9)));
        tally.count(&pairs[2], None);
        tally.acquire.count(Some("face_blurred"));
        tally.acquire.count(None);
        let report = tally.report(ModelId::new([1; 32]), Thresholds::default());
        let at = report.all.at_match;
        assert_eq!((at.errors.fnmr, at.frr), (Rate { count: 0, of: 1 }, Rate { count: 1, of: 2 }));
        assert_eq!((at.errors.fmr, at.far), (Rate { count: 0, of: 1 }, Rate { count: 0, of: 1 }));
        assert_eq!(report.groups["31-50"].at_match.frr, Rate { count: 1, of: 1 });
        assert_eq!(report.acquire.pictures, Rate { count: 1, of: 2 });
        assert_eq!(report.acquire.causes["face_blurred"], 1);
        assert!(report.all.targets.iter().all(|(_, answer)| matches!(answer, AtTarget::TooFewPairs { .. })));
    }
}
