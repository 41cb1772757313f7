//! Our number schemes agree with the Python package `python-stdnum` 2.2 on every number of `stdnum/expected.csv`.
//!
//! How the numbers were drawn, and where we differ on purpose, stands at the head of `stdnum/generate.py`.
#![expect(clippy::expect_used, reason = "a test that cannot read its fixture should stop")]

use std::collections::BTreeMap;

use ahlan::identify::{
    fault::IdFault,
    national_id::{NationalId, Scheme},
};

const EXPECTED: &str = include_str!("stdnum/expected.csv");

struct Row {
    scheme: Scheme,
    number: &'static str,
    valid: bool,
    differs: &'static str,
}

fn rows() -> Vec<Row> {
    EXPECTED.lines().skip(1).map(row).collect()
}

fn row(line: &'static str) -> Row {
    let fields: [&str; 4] = line.split(',').collect::<Vec<_>>().try_into().expect("four fields");
    let [scheme, number, valid, differs] = fields;
    Row { scheme: scheme.parse().expect("a scheme"), number, valid: valid.parse().expect("true or false"), differs }
}

#[test]
fn every_number_has_stdnums_verdict_or_the_documented_other_one() {
    for Row { scheme, number, valid, differs } in rows() {
        let ours = NationalId::parse(scheme, number).map(|_| ());
        match differs {
            "" => assert_eq!(ours.is_ok(), valid, "{scheme} {number}: {ours:?}"),
            "county" => assert_eq!((valid, ours), (false, Ok(())), "{scheme} {number}"),
            "organisation" => assert_eq!((valid, ours), (true, Err(IdFault::NotAPerson)), "{scheme} {number}"),
            other => panic!("{other} is no documented difference"),
        }
    }
}

#[test]
fn the_list_holds_a_thousand_numbers_a_scheme_and_both_verdicts_often() {
    let mut counts: BTreeMap<Scheme, [usize; 2]> = BTreeMap::new();
    for row in rows().iter().filter(|row| row.differs.is_empty()) {
        counts.entry(row.scheme).or_default()[usize::from(row.valid)] += 1;
    }
    assert_eq!(counts.len(), 8);
    for (scheme, [bad, good]) in counts {
        assert!(bad + good == 1000 && bad >= 350 && good >= 350, "{scheme}: {bad} bad, {good} good");
    }
}
