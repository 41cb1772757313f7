//! Documents that were read, held against what is known to stand on them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    csv::{BadTable, Table},
    rate::Rate,
    timing::Timing,
};
use crate::{
    base::{
        personal::Personal,
        reading::{Field, Source},
        region::Region,
    },
    document::{DocumentReading, Mrz},
};

/// Columns that are no field.
const IMAGE: [&str; 2] = ["image", "front"];
const BACK: &str = "back";
const ZONE: &str = "mrz";
const CONFORMANT: [&str; 2] = ["conformant", "check_digits_ok"];
/// Before the name of a field that stands in the zone.
const IN_ZONE: &str = "mrz_";

/// What is known of one document.
#[derive(Clone, Debug)]
pub struct Case {
    /// The front's file, as the truth names it.
    pub image: String,
    /// The back's file.
    pub back: Option<String>,
    /// Whether its zone is as Doc 9303 wants it; one that is not must never be called valid.
    pub conformance: Conformance,
    /// The zone's lines.
    pub zone: Option<Vec<Personal>>,
    /// Values by who says so ([`Source::VisualZone`] or [`Source::Mrz`]), in the form of [`Field`].
    pub fields: Vec<(Source, Field, Personal)>,
}

/// Whether a document's zone keeps to Doc 9303.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conformance {
    /// It does, check digits included.
    Conformant,
    /// It does not: a specimen with made-up check digits, a national form, a forgery.
    NonConformant,
}

/// The cases of a truth file.
#[derive(Clone, Debug)]
pub struct Cases {
    /// In the file's order.
    pub cases: Vec<Case>,
    /// Columns that mean nothing here.
    pub unused: Vec<String>,
}

impl Cases {
    /// Reads a truth table. Columns: `image` (or `front`), `back`, `mrz` (lines joined by `|`), `conformant` (or
    /// `check_digits_ok`), a field's name for what is printed, `mrz_` and a field's name for what the zone says.
    ///
    /// # Errors
    ///
    /// [`BadTable`] when a row names no picture, or a cell is none of what its column takes.
    pub fn of(table: &Table) -> Result<Self, BadTable> {
        let image = IMAGE.into_iter().find(|name| table.columns().iter().any(|c| c == name)).unwrap_or(IMAGE[0]);
        let case = |row| -> Result<Case, BadTable> {
            let mut conformance = Conformance::Conformant;
            for column in CONFORMANT {
                if table.yes_or_no(row, column)? == Some(false) {
                    conformance = Conformance::NonConformant;
                }
            }
            let zone =
                table.cell(row, ZONE).map(|lines| lines.split(['|', '\n']).map(|l| Personal::new(l.trim())).collect());
            let fields = sourced()
                .filter_map(|(source, field, column)| Some((source, field, Personal::new(table.cell(row, &column)?))));
            let back = table.cell(row, BACK).map(str::to_owned);
            Ok(Case { image: table.needed(row, image)?.to_owned(), back, conformance, zone, fields: fields.collect() })
        };
        let known = |name: &str| {
            name == image
                || name == BACK
                || name == ZONE
                || CONFORMANT.contains(&name)
                || sourced().any(|s| s.2 == name)
        };
        let unused = table.columns().iter().filter(|name| !known(name)).cloned().collect();
        Ok(Self { cases: (0..table.len()).map(case).collect::<Result<_, _>>()?, unused })
    }
}

/// Every field by either source, with its column.
fn sourced() -> impl Iterator<Item = (Source, Field, String)> {
    let both = [(Source::VisualZone, ""), (Source::Mrz, IN_ZONE)];
    both.into_iter().flat_map(|(source, prefix)| {
        Field::ALL.into_iter().map(move |field| (source, field, format!("{prefix}{}", field.name())))
    })
}

/// One thing that was not read as it stands on the document.
#[derive(Clone, Debug)]
pub struct Miss {
    /// The document's file, as the truth names it.
    pub image: String,
    /// `mrz`, or the column of the field.
    pub what: String,
    /// What stands there.
    pub want: Personal,
    /// What was read; empty for nothing.
    pub got: Personal,
    /// How it was read: what a bank would have made of it.
    pub how: &'static str,
    /// Where it was read, if it was.
    pub region: Option<Region>,
}

/// How often one field was read from one source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FieldScore {
    /// Read to the last character.
    pub exact: Rate,
    /// Not read at all.
    pub unread: Rate,
    /// Characters to insert, delete or exchange until it is right, of the characters that stand there.
    pub character_errors: Rate,
}

/// What all documents came to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Conformant documents on which all that is known was read exactly.
    pub documents: Rate,
    /// Documents whose files could not be taken as pictures; they count as missed.
    pub refused: u64,
    /// Documents that the service would ask for again, for what is wrong with a picture.
    pub asked_again: Rate,
    /// Zones of conformant documents that were read exactly.
    pub zones: Rate,
    /// Their characters, as [`FieldScore::character_errors`].
    pub zone_character_errors: Rate,
    /// Zones called valid that are not what stands on the document, of all called valid.
    pub wrong_but_valid: Rate,
    /// The same of zones called valid without a doubt.
    pub wrong_without_doubt: Rate,
    /// Documents with a wrong check digit or form that were called valid.
    pub non_conformant_called_valid: Rate,
    /// Documents with printed fields in the truth that no layout fitted.
    pub without_layout: Rate,
    /// Each field of the truth by its column, in the order of a form.
    pub fields: BTreeMap<String, FieldScore>,
    /// The same of the documents that are not asked for again: what the service goes on with.
    pub fields_gone_on_with: BTreeMap<String, FieldScore>,
    /// Of one document, both sides.
    pub timing: Option<Timing>,
    #[serde(skip)]
    ms: Vec<f64>,
}

impl Report {
    /// Counts a document that was read in `ms` milliseconds; answers with what was missed.
    pub fn count(&mut self, case: &Case, reading: &DocumentReading, ms: f64) -> Vec<Miss> {
        self.ms.push(ms);
        let mut misses = Vec::new();
        self.count_zone(case, reading, &mut misses);
        let printed = case.fields.iter().any(|(source, ..)| *source == Source::VisualZone);
        if printed {
            self.without_layout.tally(reading.layout.is_none().into());
        }
        let asked_again = !reading.faults.is_empty();
        self.asked_again.tally(asked_again.into());
        for (source, field, want) in &case.fields {
            let found = reading.readings.iter().find(|r| r.source == *source && r.field == *field);
            let got = found.map_or("", |found| found.value.expose());
            let column = column(*source, *field);
            self.fields.entry(column.clone()).or_default().count(want.expose(), got);
            if !asked_again {
                self.fields_gone_on_with.entry(column.clone()).or_default().count(want.expose(), got);
            }
            if got != want.expose() {
                let how = if found.is_none() { "not read" } else { "read wrong" };
                let region =
                    found.and_then(|found| found.region).or(reading.mrz_region.filter(|_| *source == Source::Mrz));
                misses.push(Miss {
                    image: case.image.clone(),
                    what: column,
                    want: want.clone(),
                    got: Personal::new(got),
                    how,
                    region,
                });
            }
        }
        if case.conformance == Conformance::Conformant {
            self.documents.tally(misses.is_empty().into());
        }
        misses
    }

    /// Counts a document whose files could not be taken: nothing of it was read.
    pub fn refuse(&mut self, case: &Case) {
        self.refused += 1;
        if let Some(zone) = &case.zone
            && case.conformance == Conformance::Conformant
        {
            self.zones.tally(false.into());
            self.zone_character_errors.add_edits(&joined(zone), "");
        }
        for (source, field, want) in &case.fields {
            self.fields.entry(column(*source, *field)).or_default().count(want.expose(), "");
        }
        if case.conformance == Conformance::Conformant {
            self.documents.tally(false.into());
        }
    }

    /// The report with its timings.
    #[must_use]
    pub fn finished(mut self) -> Self {
        self.timing = Timing::of(std::mem::take(&mut self.ms));
        self
    }

    /// Fields that were read exactly of the documents that are not asked for again.
    pub fn gone_on_with(&self) -> Rate {
        self.fields_gone_on_with.values().fold(Rate::default(), |all, score| Rate {
            count: all.count + score.exact.count,
            of: all.of + score.exact.of,
        })
    }

    fn count_zone(&mut self, case: &Case, reading: &DocumentReading, misses: &mut Vec<Miss>) {
        let Some(zone) = &case.zone else { return };
        let found = reading.mrz.as_ref();
        let got = found.map(|mrz| joined(&mrz.lines)).unwrap_or_default();
        let (want, valid) = (joined(zone), found.is_some_and(|mrz| mrz.valid));
        let certain = found.is_some_and(|mrz| mrz.certain);
        let exact = got == want;
        let bad = match case.conformance {
            Conformance::Conformant => {
                self.zones.tally(exact.into());
                self.zone_character_errors.add_edits(&want, &got);
                !exact
            }
            Conformance::NonConformant => {
                self.non_conformant_called_valid.tally(valid.into());
                valid
            }
        };
        if valid {
            self.wrong_but_valid.tally((!exact).into());
        }
        if certain {
            self.wrong_without_doubt.tally((!exact).into());
        }
        if bad {
            misses.push(Miss {
                image: case.image.clone(),
                what: ZONE.to_owned(),
                want: Personal::new(want),
                got: Personal::new(got),
                how: how(found),
                region: reading.mrz_region,
            });
        }
    }
}

impl FieldScore {
    fn count(&mut self, want: &str, got: &str) {
        self.exact.tally((want == got).into());
        self.unread.tally(got.is_empty().into());
        self.character_errors.add_edits(want, got);
    }
}

impl Rate {
    /// Adds the edits from `got` to `want`; no more than `want` has characters, so that the rate stays one.
    fn add_edits(&mut self, want: &str, got: &str) {
        let length = want.chars().count() as u64;
        self.count += (strsim::levenshtein(want, got) as u64).min(length);
        self.of += length;
    }
}

/// The column of a field by a source.
fn column(source: Source, field: Field) -> String {
    match source {
        Source::Mrz => format!("{IN_ZONE}{}", field.name()),
        Source::VisualZone | Source::Barcode | Source::Typed | Source::Registry => field.name().to_owned(),
    }
}

fn joined(lines: &[Personal]) -> String {
    lines.iter().map(Personal::expose).collect::<Vec<_>>().join("\n")
}

fn how(found: Option<&Mrz>) -> &'static str {
    match found {
        None => "no zone found",
        Some(mrz) if mrz.certain => "called valid without a doubt",
        Some(mrz) if mrz.valid => "called valid, in doubt",
        Some(mrz) if mrz.repaired => "repaired, not called valid",
        Some(_) => "not called valid",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::reading::Reading;

    const TRUTH: &str = "image,back,mrz,conformant,full_name,mrz_sex,source\n\
        a.jpg,b.jpg,,,LAYLA HADDAD,F,scanner 2\n\
        c.jpg,,P<UTO|L8988,no,,,\n";

    fn cases() -> Cases {
        Cases::of(&Table::parse(TRUTH).expect("a table")).expect("cases")
    }

    fn reading(name: &str) -> DocumentReading {
        let of = |field, source, value: &str| Reading {
            field,
            value: Personal::new(value),
            source,
            confidence: 0.9,
            region: None,
        };
        let readings = vec![
            of(Field::FullName, Source::VisualZone, name),
            of(Field::Sex, Source::Mrz, "F"),
            of(Field::FullName, Source::Mrz, "HADDAD LAYLA"),
        ];
        DocumentReading { readings, ..DocumentReading::default() }
    }

    #[test]
    fn a_truth_file_says_what_is_printed_and_what_the_zone_says() {
        let Cases { cases, unused } = cases();
        assert_eq!((cases[0].back.as_deref(), cases[0].fields.len()), (Some("b.jpg"), 2));
        assert!(cases[0].zone.is_none() && cases[0].conformance == Conformance::Conformant);
        assert_eq!(cases[1].zone.as_ref().map(|z| joined(z)), Some("P<UTO\nL8988".to_owned()));
        assert_eq!(cases[1].conformance, Conformance::NonConformant);
        assert_eq!(unused, ["source"]);
    }

    #[test]
    fn a_field_is_judged_by_its_own_source_and_a_document_by_all_its_fields() {
        let mut report = Report::default();
        let cases = cases().cases;
        assert!(report.count(&cases[0], &reading("LAYLA HADDAD"), 10.0).is_empty());
        let misses = report.count(&cases[0], &reading("LAYLA HADAD"), 30.0);
        assert_eq!((misses.len(), misses[0].what.as_str(), misses[0].how), (1, "full_name", "read wrong"));
        report.refuse(&cases[0]);
        let report = report.finished();
        assert_eq!((report.documents, report.refused), (Rate { count: 1, of: 3 }, 1));
        let name = report.fields["full_name"];
        assert_eq!((name.exact, name.unread), (Rate { count: 1, of: 3 }, Rate { count: 1, of: 3 }));
        assert_eq!(name.character_errors, Rate { count: 13, of: 36 });
        assert_eq!(report.fields["mrz_sex"].exact, Rate { count: 2, of: 3 });
        assert_eq!(report.timing.map(|t| t.median_ms), Some(10.0));
    }

    #[test]
    fn a_non_conformant_document_is_missed_only_when_it_is_called_valid() {
        let mut report = Report::default();
        assert!(report.count(&cases().cases[1], &DocumentReading::default(), 1.0).is_empty());
        assert_eq!(report.non_conformant_called_valid, Rate { count: 0, of: 1 });
        assert_eq!((report.documents.of, report.zones.of), (0, 0));
    }
}
