//! What the demo prints: a table for people, one object for programs.

use std::time::Duration;

use comfy_table::{CellAlignment, Table, presets::UTF8_FULL_CONDENSED};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::{journeys::Played, pages};

/// What the automatic way promises, in seconds: the service's share and the person's.
const PROMISE_S: f64 = 60.0;

/// A bar of `count` applications on standard error.
pub fn progress(count: u64) -> ProgressBar {
    let bar = ProgressBar::new(count);
    if let Ok(style) = ProgressStyle::with_template("{bar:20} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// Everything as one object.
pub fn json(played: &[Played], seed: u64) -> Value {
    json!({ "seed": seed, "promise_s": PROMISE_S, "journeys": played })
}

/// Everything as a table.
pub fn draw(played: &[Played]) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_header(["application", "step", "outcome", "service ms"]);
    if let Some(column) = table.column_mut(3) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for application in played {
        let mut name = application.name.to_owned();
        for step in &application.steps {
            let row = [
                std::mem::take(&mut name),
                step.step.to_owned(),
                step.outcome.clone(),
                step.server_ms.map_or_else(|| "–".to_owned(), ms),
            ];
            table.add_row(row);
        }
        let verdict = if application.is_as_expected() { "as expected" } else { "NOT as expected" };
        let reasons = match application.reason_codes.as_slice() {
            [] => application.status.clone(),
            codes => format!("{}: {}", application.status, codes.join(", ")),
        };
        table.add_row([String::new(), verdict.to_owned(), reasons, ms(application.server_ms)]);
    }
    let slowest = played.iter().map(|application| application.server_ms).fold(0.0, f64::max) / 1000.0;
    let rest = PROMISE_S - slowest;
    format!(
        "{table}\nThe slowest application took the service {slowest:.1} s; of the {PROMISE_S:.0} seconds promised, {rest:.1} \
         are left to the person.\nSelfies are another crop of the same photograph as the printed portrait, in another \
         light; the impostor is somebody else.\nNobody moves before a camera here: liveness frames were made by turning that \
         photograph on a mesh.\n{}",
        in_the_call(played)
    )
}

fn in_the_call(played: &[Played]) -> &'static str {
    if played.iter().flat_map(|application| &application.steps).any(|step| step.step == pages::SEEN) {
        "The call was held before two pages in Chromium: each decoded the other's picture. The applicant's camera showed the \
         selfie, swaying, the agent's a test picture."
    } else {
        "In the call no picture and no voice passed: that is two browsers' part."
    }
}

fn ms(value: f64) -> String {
    format!("{value:.0}")
}
