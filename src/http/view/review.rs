//! What staff alone sees: the queue, and what the engines see on the pictures.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::time;
use crate::{
    base::measured::Measured,
    document::{Mrz, mrz::check_digit::Check},
    flow::{inspect::Inspection, review::Hold},
    session::{
        event::Shows,
        state::{State, Wants},
    },
};

/// What a session waits for, since when, and who is at it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewView {
    /// `decision` or `second_person`.
    #[schema(value_type = String)]
    pub wants: Wants,
    /// Since when, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    pub waiting_since: Timestamp,
    /// Until when the bank promised a look, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    pub promised_by: Timestamp,
    /// Who holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_by: Option<String>,
    /// Until when they hold it, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub held_until: Option<Timestamp>,
}

impl ReviewView {
    /// What a session of this state waits for, and since when.
    pub fn of(state: &State, waits_since_ms: Option<i64>, promise_s: i64, hold: Option<Hold>) -> Option<Self> {
        let waits_since_ms = waits_since_ms?;
        let (held_by, held_until) = hold.map(|hold| (hold.staff, time(hold.until_ms))).unzip();
        Some(Self {
            wants: state.wants()?,
            waiting_since: time(waits_since_ms),
            promised_by: time(waits_since_ms.saturating_add(promise_s * 1000)),
            held_by,
            held_until,
        })
    }
}

/// What the engines see on a session's pictures.
#[derive(Debug, Serialize, ToSchema)]
pub struct InspectionView {
    /// The machine readable zone; absent when none is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<ZoneView>,
    /// Every number that was measured.
    pub measured: Vec<MeasuredView>,
}

/// A machine readable zone.
#[derive(Debug, Serialize, ToSchema)]
pub struct ZoneView {
    /// Its lines as they were read.
    pub lines: Vec<String>,
    /// Whether characters had to be exchanged to make the check digits fit.
    pub repaired: bool,
    /// Every check digit: `name`, `line` and `column` from 1, `expected`, `found`, `passed`.
    #[schema(value_type = Vec<Object>)]
    pub checks: Vec<Check>,
}

/// A number that was measured on a picture.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeasuredView {
    /// Which picture.
    #[schema(value_type = String)]
    pub of: Shows,
    /// `name`, `value`, and `at_least` or `at_most`.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub measured: Measured,
    /// Whether it is within its limits.
    pub good: bool,
}

impl InspectionView {
    /// The whole of it; for staff alone.
    pub fn of(seen: &Inspection) -> Self {
        let measured = |(of, measured): &(Shows, Measured)| MeasuredView {
            of: *of,
            measured: *measured,
            good: measured.is_good(),
        };
        Self { zone: seen.zone.as_ref().map(ZoneView::of), measured: seen.measured.iter().map(measured).collect() }
    }
}

impl ZoneView {
    fn of(zone: &Mrz) -> Self {
        // The check digits are of what was read, so the lines beside them are too.
        let lines = if zone.repaired { &zone.raw_lines } else { &zone.lines };
        Self {
            lines: lines.iter().map(|line| line.expose().to_owned()).collect(),
            repaired: zone.repaired,
            checks: zone.checks.clone(),
        }
    }
}
