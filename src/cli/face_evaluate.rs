//! `ahlan face evaluate`: how well faces are told apart on a bank's own pairs. Nothing is stored but the report.

use std::{collections::HashMap, path::PathBuf, process::ExitCode, time::Instant};

use anyhow::Result;
use clap::{Args, ValueEnum};
use comfy_table::Table as Printed;
use image::RgbImage;
use serde_json::json;

use super::{picture, truth};
use crate::{
    app,
    config::Config,
    evaluate::{
        det::AtTarget,
        face_page,
        faces::{Comparison, Failures, Pairs, Report, Tally},
        page::{cells, error_cells, percent},
    },
    face::{
        FaceEngine, Glimpse, Look, compare,
        quality::{FaceFault, Purpose},
        template::Template,
    },
};

#[derive(Debug, Args)]
pub struct Evaluate {
    /// A CSV with two pictures and whether they show one person in each row; docs/operators.md names the columns.
    #[arg(value_name = "PAIRS.csv")]
    pairs: PathBuf,
    /// Count apart by what stands in this column.
    #[arg(long, value_name = "COLUMN")]
    groups: Option<String>,
    /// By which rules second pictures are taken.
    #[arg(long, value_enum, default_value_t = Probe::Portrait)]
    probe: Probe,
    /// Compare every face that is found, also where the service would ask for a better picture: what the descriptor alone
    /// can do.
    #[arg(long)]
    every_face: bool,
    /// Write a report with the curve.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// One JSON object instead of tables.
    #[arg(long)]
    json: bool,
}

/// What the second pictures are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Probe {
    /// As they are: nobody can take them again.
    Portrait,
    /// Selfies, refused as the service refuses them: small, blurred, more than one face.
    Selfie,
}

/// Looks at each picture once.
struct Looks<'a> {
    engine: FaceEngine,
    config: &'a Config,
    command: &'a Evaluate,
    seen: HashMap<(String, Place), Option<Template>>,
    tally: Tally,
}

/// Where a picture stands in its pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Place {
    First,
    Second,
}

pub fn run(config: &Config, command: &Evaluate) -> Result<ExitCode> {
    let Pairs { pairs, unused } = Pairs::of(&truth::open(&command.pairs)?, command.groups.as_deref())?;
    truth::tell_unused(&unused);
    let engine = app::face_engine(&config.models)?;
    let (model, thresholds) = (engine.model(), engine.thresholds());
    let mut looks = Looks { engine, config, command, seen: HashMap::new(), tally: Tally::default() };
    let probe = match command.probe {
        Probe::Portrait => Purpose::Portrait,
        Probe::Selfie => Purpose::Selfie,
    };
    for pair in &pairs {
        let first = looks.template(&pair.reference, Place::First, Purpose::Portrait)?;
        let second = looks.template(&pair.probe, Place::Second, probe)?;
        let distance = first.zip(second).map(|(first, second)| compare(&first, &second)).transpose()?;
        looks.tally.count(pair, distance);
    }
    let report = looks.tally.report(model, thresholds);
    if let Some(path) = &command.html {
        let under = truth::under(&command.pairs, &format!("{} pairs", pairs.len()));
        truth::write(path, &face_page::html(&report, &under))?;
    }
    if command.json {
        println!("{}", json!(report));
    } else {
        print!("{}", text(&report));
    }
    Ok(ExitCode::SUCCESS)
}

impl Looks<'_> {
    /// A picture's template, or `None` with its failure counted.
    fn template(&mut self, name: &str, place: Place, purpose: Purpose) -> Result<Option<Template>> {
        if let Some(seen) = self.seen.get(&(name.to_owned(), place)) {
            return Ok(seen.clone());
        }
        let started = Instant::now();
        let (template, fault) = match picture::open(&truth::beside(&self.command.pairs, name), &self.config.pictures) {
            Ok(picture) => match self.engine.look(picture.rgb(), purpose)? {
                Look::Found(face) => (Some(face.template), None),
                Look::Fault(faults) => match self.poor(picture.rgb())? {
                    Some(template) => (Some(template), None),
                    None => (None, Some(faults.first().map_or("face_none", FaceFault::code))),
                },
            },
            Err(error) => {
                eprintln!("{error:#}");
                (None, Some("not_a_picture"))
            }
        };
        self.tally.ms.push(started.elapsed().as_secs_f64() * 1000.0);
        match place {
            Place::First => self.tally.enrol.count(fault),
            Place::Second => self.tally.acquire.count(fault),
        }
        self.seen.insert((name.to_owned(), place), template.clone());
        Ok(template)
    }

    /// The template of a face on a picture that the service would refuse, where every face is compared.
    fn poor(&self, picture: &RgbImage) -> Result<Option<Template>> {
        if !self.command.every_face {
            return Ok(None);
        }
        Ok(match self.engine.watch(picture)? {
            Glimpse::One(sighting) => Some(sighting.template),
            Glimpse::Nobody | Glimpse::Several => None,
        })
    }
}

fn text(report: &Report) -> String {
    let mut table = Printed::new();
    table.set_header(["", "rate", "count", "95 % interval"]);
    let mut row = |name: String, cells: [String; 3]| {
        table.add_row([vec![name], cells.to_vec()].concat());
    };
    row("failure to enrol".into(), cells(report.enrol.pictures));
    row("failure to acquire".into(), cells(report.acquire.pictures));
    let every = std::iter::once(("all", &report.all)).chain(report.groups.iter().map(|(name, c)| (name.as_str(), c)));
    for (group, Comparison { at_match, at_refer, .. }) in every {
        for at in [at_match, at_refer] {
            let threshold = at.errors.threshold;
            row(format!("{group}: false match rate at {threshold}"), error_cells(at.errors.fmr));
            row(format!("{group}: false non-match rate at {threshold}"), error_cells(at.errors.fnmr));
            row(format!("{group}: false reject rate at {threshold}"), error_cells(at.frr));
        }
    }
    let targets = report.all.targets.iter().map(|(target, answer)| match answer {
        AtTarget::Found(errors) => {
            let [fnmr, count, interval] = error_cells(errors.fnmr);
            format!(
                "false match rate at most {}: threshold {:.3}, false non-match rate {fnmr} ({count}; {interval})\n",
                percent(*target),
                errors.threshold
            )
        }
        AtTarget::TooFewPairs { needed, found } => format!(
            "false match rate at most {}: not stated, it needs {needed} pairs of two people and there are {found}\n",
            percent(*target)
        ),
    });
    let causes = |name: &str, failures: &Failures| {
        failures.causes.iter().map(|(code, count)| format!("{name}: {code} {count}\n")).collect::<Vec<_>>().concat()
    };
    format!(
        "{table}\n{}{}{}",
        targets.collect::<Vec<_>>().concat(),
        causes("first pictures", &report.enrol),
        causes("second pictures", &report.acquire)
    )
}
