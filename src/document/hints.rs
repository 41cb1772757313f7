//! Hints that a document may not be what it seems. None is a verdict: each says what it saw and what that is worth, and a
//! person weighs it beside the pictures.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use crate::base::{
    measured::Measured,
    reading::{Field, Reading, Source},
};

/// Pitch of OCR-B size 1 after Doc 9303-3: ten characters an inch, in millimetres.
const PITCH_MM: f32 = 2.54;
/// How far the measured pitch may be from it: the document's outline is found to about 1 %.
const PITCH_WITHIN: f32 = 0.04;
/// Mean probability of a clean zone's characters below which the letters may not be OCR-B.
const LEAST_FONT: f32 = 0.93;
/// Mean distance of a pixel's strongest from its weakest colour, 0–255, below which the picture has next to no colour.
const LEAST_COLOUR: f32 = 4.0;
/// Longest validity that a state gives, years.
const MOST_YEARS: i16 = 15;

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hint {
    /// What: see [`Kind`].
    pub kind: Kind,
    /// Whether it is as it should not be.
    pub raised: bool,
    /// The number and its limits, where it is one.
    #[serde(flatten)]
    pub measured: Option<Measured>,
    /// The fields concerned.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub fields: BTreeSet<Field>,
    /// What a raised hint is worth.
    pub worth: &'static str,
}

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The distance of the zone's characters, in millimetres of the document.
    ZonePitch,
    /// How much the zone's letters look like OCR-B.
    ZoneFont,
    /// Fields of which print, zone and barcode say different things.
    Contradiction,
    /// Dates that cannot be: born after today or after the issue, issued after the expiry, good for decades.
    Dates,
    /// Whether the picture has colours.
    Colour,
}

impl Kind {
    const fn worth(self) -> &'static str {
        match self {
            Self::ZonePitch => {
                "little by itself: a zone printed at another size, or an outline that was found badly; look at both"
            }
            Self::ZoneFont => "little: worn print and a picture that is a little blurred raise it too",
            Self::Contradiction => {
                "much, once the reading is checked on the picture: the machine misreads a field now and then"
            }
            Self::Dates => "much, once the reading is checked on the picture: no issuer prints such dates",
            Self::Colour => "some: a grey copy, or a document that is printed in grey",
        }
    }

    fn hint(self, raised: bool, measured: Option<Measured>, fields: BTreeSet<Field>) -> Hint {
        Hint { kind: self, raised, measured, fields, worth: self.worth() }
    }

    fn of_number(self, measured: Measured) -> Hint {
        self.hint(!measured.is_good(), Some(measured), BTreeSet::new())
    }
}

/// What was measured for the hints while the document was read.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Traces {
    /// Pitch of the zone in millimetres of the document, where both were found.
    pub pitch_mm: Option<f32>,
    /// Mean probability of the zone's characters, where the zone is clean.
    pub font: Option<f32>,
    /// Mean distance of a pixel's strongest from its weakest colour on the front, 0–255.
    pub colour: Option<f32>,
}

/// Everything that was looked at, raised or not.
pub fn hints(traces: Traces, readings: &[Reading], today: Date) -> Vec<Hint> {
    let pitch = traces.pitch_mm.map(|mm| {
        let limits = PITCH_MM * (1.0 - PITCH_WITHIN)..=PITCH_MM * (1.0 + PITCH_WITHIN);
        Kind::ZonePitch.of_number(Measured::within("zone_pitch_mm", mm, limits))
    });
    let font = traces.font.map(|sure| Kind::ZoneFont.of_number(Measured::least("zone_font", sure, LEAST_FONT)));
    let colour = traces.colour.map(|mean| Kind::Colour.of_number(Measured::least("colour", mean, LEAST_COLOUR)));
    let about = |kind: Kind, fields: BTreeSet<Field>| kind.hint(!fields.is_empty(), None, fields);
    let said = [about(Kind::Contradiction, contradictions(readings)), about(Kind::Dates, impossible(readings, today))];
    [pitch, font, colour].into_iter().flatten().chain(said).collect()
}

/// Fields that are one value wherever they stand; names are shortened and transliterated, and compared elsewhere.
fn contradictions(readings: &[Reading]) -> BTreeSet<Field> {
    const ONE_VALUE: [Field; 6] =
        [Field::DocumentNumber, Field::NationalId, Field::BirthDate, Field::ExpiryDate, Field::Sex, Field::Nationality];
    let mut values: BTreeMap<Field, BTreeSet<&str>> = BTreeMap::new();
    for reading in readings.iter().filter(|reading| ONE_VALUE.contains(&reading.field)) {
        values.entry(reading.field).or_default().insert(reading.value.expose());
    }
    values.into_iter().filter(|(_, values)| values.len() > 1).map(|(field, _)| field).collect()
}

fn impossible(readings: &[Reading], today: Date) -> BTreeSet<Field> {
    let mut found = BTreeSet::new();
    for source in [Source::VisualZone, Source::Mrz, Source::Barcode] {
        let date = |field: Field| -> Option<Date> {
            readings.iter().find(|r| r.source == source && r.field == field)?.value.expose().parse().ok()
        };
        let (birth, issue, expiry) = (date(Field::BirthDate), date(Field::IssueDate), date(Field::ExpiryDate));
        let mut after = |one: Option<(Field, Date)>, other: Option<(Field, Date)>| {
            if let (Some((first, earlier)), Some((second, later))) = (one, other)
                && earlier > later
            {
                found.extend([first, second]);
            }
        };
        let [birth, issue, expiry] =
            [(Field::BirthDate, birth), (Field::IssueDate, issue), (Field::ExpiryDate, expiry)]
                .map(|(field, date)| date.map(|date| (field, date)));
        after(birth, Some((Field::BirthDate, today)));
        after(issue, Some((Field::IssueDate, today)));
        after(birth, issue);
        after(birth, expiry);
        after(issue, expiry);
        if let (Some((_, issue)), Some((_, expiry))) = (issue, expiry)
            && expiry.year() - issue.year() > MOST_YEARS
        {
            found.extend([Field::IssueDate, Field::ExpiryDate]);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::base::personal::Personal;

    fn says(source: Source, field: Field, value: &str) -> Reading {
        Reading { field, value: Personal::new(value), source, confidence: 1.0, region: None }
    }

    fn raised(traces: Traces, readings: &[Reading]) -> Vec<(Kind, Vec<Field>)> {
        let all = hints(traces, readings, date(2026, 11, 22));
        all.into_iter().filter(|h| h.raised).map(|h| (h.kind, h.fields.into_iter().collect())).collect()
    }

    #[test]
    fn a_document_that_is_as_it_should_be_raises_nothing() {
        let traces = Traces { pitch_mm: Some(2.56), font: Some(0.99), colour: Some(30.0) };
        let readings = [
            says(Source::VisualZone, Field::BirthDate, "1968-07-15"),
            says(Source::Mrz, Field::BirthDate, "1968-07-15"),
            says(Source::VisualZone, Field::IssueDate, "2023-03-10"),
            says(Source::VisualZone, Field::ExpiryDate, "2033-03-09"),
        ];
        assert_eq!(raised(traces, &readings), []);
        assert_eq!(hints(traces, &readings, date(2026, 11, 22)).len(), 5, "what was looked at is told all the same");
    }

    #[test]
    fn numbers_out_of_their_limits_are_raised_and_what_was_not_measured_is_not_told() {
        let traces = Traces { pitch_mm: Some(2.3), font: Some(0.8), colour: Some(1.0) };
        let kinds: Vec<_> = raised(traces, &[]).into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, [Kind::ZonePitch, Kind::ZoneFont, Kind::Colour]);
        assert_eq!(hints(Traces::default(), &[], date(2026, 11, 22)).len(), 2);
    }

    #[test]
    fn print_and_zone_that_differ_contradict_each_other_and_names_are_left_to_who_knows_them() {
        let readings = [
            says(Source::VisualZone, Field::DocumentNumber, "X1"),
            says(Source::Mrz, Field::DocumentNumber, "X2"),
            says(Source::VisualZone, Field::FullName, "NOURA HALABI"),
            says(Source::Mrz, Field::FullName, "NOURA HALA"),
        ];
        assert_eq!(raised(Traces::default(), &readings), [(Kind::Contradiction, vec![Field::DocumentNumber])]);
    }

    #[test]
    fn dates_that_no_issuer_prints_are_named() {
        use Field::{BirthDate, ExpiryDate, IssueDate};

        let of = |birth: &str, issue: &str, expiry: &str| {
            raised(
                Traces::default(),
                &[
                    says(Source::VisualZone, Field::BirthDate, birth),
                    says(Source::VisualZone, Field::IssueDate, issue),
                    says(Source::VisualZone, Field::ExpiryDate, expiry),
                ],
            )
        };
        assert_eq!(of("1990-01-01", "2020-01-01", "2030-01-01"), []);
        for (birth, issue, expiry, fields) in [
            ("2027-01-01", "2020-01-01", "2030-01-01", vec![BirthDate, IssueDate]),
            ("1990-01-01", "2027-01-01", "2030-01-01", vec![IssueDate]),
            ("1990-01-01", "2020-01-01", "2019-01-01", vec![IssueDate, ExpiryDate]),
            ("1990-01-01", "2020-01-01", "2050-01-01", vec![IssueDate, ExpiryDate]),
        ] {
            assert_eq!(of(birth, issue, expiry), [(Kind::Dates, fields)], "{birth} {issue} {expiry}");
        }
    }
}
