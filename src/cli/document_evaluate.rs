//! `ahlan document evaluate`: how well the service reads a bank's own pictures. Nothing is stored but the report.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use anyhow::Result;
use clap::Args;
use comfy_table::Table as Printed;
use jiff::civil::Date;
use serde_json::json;

use super::{picture, truth};
use crate::{
    app,
    base::{
        picture::{Limits, Picture},
        region::Side,
    },
    config::Config,
    document::{DocumentReader, Sides},
    evaluate::{
        document_page::{self, Shown},
        documents::{Case, Cases, Miss, Report},
        page::{self, cells, error_cells},
        rate::Rate,
    },
};

#[derive(Debug, Args)]
pub struct Evaluate {
    /// A CSV with a picture and what stands on it in each row; docs/operators.md names the columns.
    #[arg(value_name = "TRUTH.csv")]
    truth: PathBuf,
    /// Write a report with every miss as a picture. It holds personal data.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// One JSON object instead of tables; no personal data in it.
    #[arg(long)]
    json: bool,
}

/// Reads each case and keeps what was missed.
struct Bench<'a> {
    reader: DocumentReader,
    limits: Limits,
    today: Date,
    truth: &'a Path,
    report: Report,
    misses: Vec<Shown>,
}

pub fn run(config: &Config, command: &Evaluate) -> Result<ExitCode> {
    let Cases { cases, unused } = Cases::of(&truth::open(&command.truth)?)?;
    truth::tell_unused(&unused);
    let mut bench = Bench {
        reader: app::document_reader(config)?,
        limits: config.pictures,
        today: app::clock().today(),
        truth: &command.truth,
        report: Report::default(),
        misses: Vec::new(),
    };
    for case in &cases {
        bench.read(case)?;
    }
    let report = bench.report.finished();
    if let Some(path) = &command.html {
        let under = truth::under(&command.truth, &format!("{} documents", cases.len()));
        truth::write(path, &document_page::html(&report, &bench.misses, &under))?;
    }
    if command.json {
        println!("{}", json!(report));
    } else {
        print!("{}", text(&report, &bench.misses));
    }
    Ok(ExitCode::SUCCESS)
}

impl Bench<'_> {
    fn read(&mut self, case: &Case) -> Result<()> {
        let open = |name: &str| picture::open(&truth::beside(self.truth, name), &self.limits);
        let opened = open(&case.image).and_then(|front| Ok((front, case.back.as_deref().map(open).transpose()?)));
        let (front, back) = match opened {
            Ok(pictures) => pictures,
            Err(error) => {
                eprintln!("{error:#}");
                self.report.refuse(case);
                return Ok(());
            }
        };
        let started = Instant::now();
        let reading = self.reader.read(Sides { front: &front, back: back.as_ref() }, self.today)?;
        let ms = started.elapsed().as_secs_f64() * 1000.0;
        let misses = self.report.count(case, &reading, ms);
        self.misses.extend(misses.into_iter().map(|miss| shown(miss, &front, back.as_ref())));
        Ok(())
    }
}

/// The miss with the place where it was read, or all of the front.
fn shown(miss: Miss, front: &Picture, back: Option<&Picture>) -> Shown {
    let side = match (miss.region.map(|region| region.side), back) {
        (Some(Side::Back), Some(back)) => back,
        (Some(Side::Back | Side::Front) | None, _) => front,
    };
    let picture = page::picture(side.rgb(), miss.region.as_ref().map(|region| &region.corners));
    Shown { miss, picture }
}

fn text(report: &Report, misses: &[Shown]) -> String {
    let mut table = Printed::new();
    table.set_header(["", "share", "count", "95 % interval"]);
    let mut row = |name: &str, cells: [String; 3]| {
        table.add_row([vec![name.to_owned()], cells.to_vec()].concat());
    };
    row("documents read exactly", cells(report.documents));
    row("zones read exactly", cells(report.zones));
    row("zones called valid that are wrong", error_cells(report.wrong_but_valid));
    row("the same, without a doubt", error_cells(report.wrong_without_doubt));
    row("non-conformant called valid", error_cells(report.non_conformant_called_valid));
    row("zone characters wrong", error_cells(report.zone_character_errors));
    if report.without_layout != Rate::default() {
        row("documents that no layout fitted", cells(report.without_layout));
    }
    row("documents asked for again", cells(report.asked_again));
    row("fields read exactly of the others", cells(report.gone_on_with()));
    for (column, score) in &report.fields {
        row(column, cells(score.exact));
        row(&format!("{column}: characters wrong"), error_cells(score.character_errors));
    }
    let lines: Vec<String> =
        misses.iter().map(|Shown { miss, .. }| format!("{}: {}, {}", miss.image, miss.what, miss.how)).collect();
    let time = report.timing.map_or_else(String::new, |t| {
        format!("median {:.0} ms, 95 of 100 within {:.0} ms, longest {:.0} ms\n", t.median_ms, t.p95_ms, t.longest_ms)
    });
    let refused = match report.refused {
        0 => String::new(),
        n => format!("{n} could not be taken as pictures and count as missed\n"),
    };
    let lines = if lines.is_empty() { String::new() } else { format!("{}\n", lines.join("\n")) };
    format!("{table}\n{time}{refused}{lines}")
}
