//! A zone as the rest of the house sees it: lines, verdict, and readings of its fields.

use jiff::civil::Date;
use serde::Serialize;

use super::{
    check_digit::{Check, checks},
    format::Format,
    hypothesis::{Hypothesis, LinePlace},
    parse::{Fault, Parsed, PartialDate, Places, parse},
};
use crate::{
    base::{
        personal::Personal,
        reading::{Field, Reading, Source},
        region::{Quad, Region, Side},
    },
    document::card::{Card, PIXELS_PER_MM},
};

/// From this margin of its least certain character on a zone is not doubted: see [`Mrz::min_margin`].
const CERTAIN_MARGIN: f32 = 2.0;

/// A machine readable zone that was read.
#[derive(Clone, Debug, Serialize)]
pub struct Mrz {
    /// Its layout.
    pub format: Format,
    /// Its lines, knowing what may stand where; with the check digits forced if `repaired`.
    pub lines: Vec<Personal>,
    /// Its lines by the recogniser alone.
    pub raw_lines: Vec<Personal>,
    /// Every check digit is right as it was read, and every field is what Doc 9303 allows there.
    ///
    /// Never true of a repaired zone: a repair would launder a forger's mistake.
    pub valid: bool,
    /// Whether characters were exchanged to make the check digits fit.
    pub repaired: bool,
    /// Every check digit of the lines as they were read, before any repair.
    pub checks: Vec<Check>,
    /// What else is not as Doc 9303 wants it.
    pub faults: Vec<Fault>,
    /// The least certain character: natural logarithm of how many times likelier it is than the second best.
    ///
    /// Check digits cannot tell 0 from A, K or U, and names have none. Of valid zones with at least 2.0 here 1 of 489
    /// was wrong in the laboratory; below it 1 of 10.
    pub min_margin: f32,
    /// Valid, and no character in doubt: `min_margin` is at least 2.0.
    pub certain: bool,
    /// Pixels of the picture between one character and the next.
    pub pitch_px: f32,
}

impl Mrz {
    /// The zone of a hypothesis.
    pub(in crate::document) fn of(hypothesis: &Hypothesis, today: Date) -> Self {
        let personal = |lines: &[String]| lines.iter().map(Personal::new).collect();
        let decoded = &hypothesis.decoded;
        let read = parse(&decoded.lines, today);
        let shown = hypothesis.repaired.as_ref().unwrap_or(&decoded.lines);
        let valid = hypothesis.repaired.is_none() && read.as_ref().is_some_and(Parsed::conforms);
        Self {
            format: decoded.format,
            lines: personal(shown),
            raw_lines: personal(&decoded.raw_lines),
            valid,
            repaired: hypothesis.repaired.is_some(),
            checks: checks(decoded.format, &decoded.lines),
            faults: read.map(|parsed| parsed.faults).unwrap_or_default(),
            min_margin: decoded.min_margin(),
            certain: valid && decoded.min_margin() >= CERTAIN_MARGIN,
            pitch_px: hypothesis.places.iter().map(super::hypothesis::LinePlace::pitch).fold(f32::MAX, f32::min),
        }
    }
}

/// The fields of a zone as readings on the picture of `side`.
pub(in crate::document) fn readings(hypothesis: &Hypothesis, side: Side, today: Date) -> Vec<Reading> {
    let lines = hypothesis.repaired.as_ref().unwrap_or(&hypothesis.decoded.lines);
    let Some(zone) = parse(lines, today) else { return Vec::new() };
    let places = Places::of(zone.format);
    let iso = |date: Option<PartialDate>| date.and_then(PartialDate::date).map(|d| d.to_string()).unwrap_or_default();
    let national_id = national_id(&zone, places);
    let found = [
        (Field::FullName, full_name(&zone), places.name),
        (Field::FamilyName, zone.primary.clone(), places.name),
        (Field::GivenNames, zone.secondary.clone(), places.name),
        (Field::DocumentNumber, zone.document_number.clone(), places.number),
        (Field::NationalId, national_id.0, national_id.1),
        (Field::BirthDate, iso(zone.birth_date), places.birth),
        (Field::Sex, zone.sex.map(String::from).unwrap_or_default(), places.sex),
        (Field::Nationality, zone.nationality.clone(), places.nationality),
        (Field::IssuingState, zone.issuing_state.clone(), (0, 2, 5)),
        (Field::ExpiryDate, iso(zone.expiry_date), places.expiry),
    ];
    let reading = |(field, value, place): (Field, String, (usize, usize, usize))| {
        let region = quad(hypothesis, place).map(|corners| Region { side, corners });
        let confidence = confidence(hypothesis, place);
        (!value.is_empty()).then(|| Reading {
            field,
            value: Personal::new(value),
            source: Source::Mrz,
            confidence,
            region,
        })
    };
    found.into_iter().filter_map(reading).collect()
}

/// Given names first, as a person writes it.
fn full_name(zone: &Parsed) -> String {
    [zone.secondary.as_str(), zone.primary.as_str()].join(" ").trim().to_owned()
}

/// The optional data that looks like a national identity number: 8 to 15 characters without a gap, hardly a letter.
fn national_id(zone: &Parsed, places: Places) -> (String, (usize, usize, usize)) {
    let looks_like_one = |text: &str| {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        (8..=15).contains(&text.len()) && !text.contains('<') && digits >= 8 && text.len() - digits <= 2
    };
    let second = places.optional_2.unwrap_or(places.optional);
    let choices = [(&zone.optional, places.optional), (&zone.optional_2, second)];
    let found = choices.into_iter().find(|(text, _)| looks_like_one(text));
    found.map_or((String::new(), places.optional), |(text, place)| (text.clone(), place))
}

/// The probability of the least certain character of a field.
fn confidence(hypothesis: &Hypothesis, (line, from, to): (usize, usize, usize)) -> f32 {
    let all = hypothesis.decoded.confidences.get(line).and_then(|row| row.get(from..to));
    all.map_or(0.0, |row| row.iter().copied().fold(1.0, f32::min))
}

fn quad(hypothesis: &Hypothesis, (line, from, to): (usize, usize, usize)) -> Option<Quad> {
    hypothesis.places.get(line).map(|place| place.quad(from, to))
}

/// The area of the whole zone on its picture.
pub(in crate::document) fn whole(hypothesis: &Hypothesis) -> Option<Quad> {
    let width = hypothesis.decoded.format.width();
    let (first, last) = (hypothesis.places.first()?.quad(0, width), hypothesis.places.last()?.quad(0, width));
    Some(Quad([first.0[0], first.0[1], last.0[2], last.0[3]]))
}

/// Pitch of the characters on the document itself, in millimetres, the mean of the lines; `None` where the outline is none.
#[expect(clippy::cast_precision_loss, reason = "characters of a zone")]
pub(in crate::document) fn pitch_mm(hypothesis: &Hypothesis, card: &Card, size_mm: [f32; 2]) -> Option<f32> {
    let (map, width) = (card.map(size_mm)?, hypothesis.decoded.format.width());
    let length = |place: &LinePlace| {
        let [from, to, ..] = place.quad(0, width).0.map(|[x, y]| map.back(x, y));
        (to[0] - from[0]).hypot(to[1] - from[1]) / PIXELS_PER_MM
    };
    let lines = hypothesis.places.iter().map(length);
    Some(lines.sum::<f32>() / (hypothesis.places.len().max(1) * width) as f32)
}

/// What kind of document the zone says it is, fillers taken off: `P`, `I`, `IP` …
pub(in crate::document) fn document_code(hypothesis: &Hypothesis) -> String {
    hypothesis.decoded.lines.first().and_then(|line| line.get(..2)).unwrap_or_default().trim_matches('<').to_owned()
}

/// The code of who issued the document, fillers taken off.
pub(in crate::document) fn issuing_state(hypothesis: &Hypothesis) -> String {
    hypothesis.decoded.lines.first().and_then(|line| line.get(2..5)).unwrap_or_default().trim_matches('<').to_owned()
}
