//! `ahlan liveness evaluate`: how well living people are told from attacks on a bank's own presentations. Nothing is
//! stored but the report.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use anyhow::{Context, Result, ensure};
use clap::{Args, Subcommand};
use comfy_table::Table as Printed;
use serde::Deserialize;
use serde_json::json;

use super::{picture, truth};
use crate::{
    app,
    base::picture::{Limits, Picture},
    config::Config,
    evaluate::{
        liveness::{Answer, BONA_FIDE, Report, Tally},
        liveness_page,
        page::error_cells,
    },
    face::{
        FaceEngine, Look,
        liveness::{challenge::Move, judge, watch},
        quality::{FaceFault, Purpose},
    },
};

#[derive(Debug, Subcommand)]
pub enum Liveness {
    /// Judge presentations whose truth is known, and say how well, after ISO/IEC 30107-3.
    Evaluate(Evaluate),
}

#[derive(Debug, Args)]
pub struct Evaluate {
    /// A folder with `bona_fide` and a folder for each species of attack; docs/operators.md says what stands in them.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Write a report.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// One JSON object instead of tables.
    #[arg(long)]
    json: bool,
}

/// What a presentation was asked to do, as its `challenge.json` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    actions: Vec<Move>,
}

pub fn run(config: &Config, command: &Liveness) -> Result<ExitCode> {
    let Liveness::Evaluate(command) = command;
    let engine = app::face_engine(&config.models)?;
    let mut tally = Tally::default();
    for kind in folders(&command.folder)? {
        let name = kind.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for presentation in folders(&kind)? {
            let started = Instant::now();
            let answer = judged(&engine, &presentation, &config.pictures)?;
            tally.ms.push(started.elapsed().as_secs_f64() * 1000.0);
            tally.count(&name, &answer);
        }
    }
    let count = tally.ms.len();
    ensure!(count > 0, "{}: no presentations; docs/operators.md says where they stand", command.folder.display());
    let report = tally.report();
    if let Some(path) = &command.html {
        let under = truth::under(&command.folder, &format!("{count} presentations"));
        truth::write(path, &liveness_page::html(&report, &under))?;
    }
    if command.json {
        println!("{}", json!(report));
    } else {
        print!("{}", text(&report));
    }
    Ok(ExitCode::SUCCESS)
}

/// The folders in `folder`, by name.
fn folders(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.retain(|path| path.is_dir());
    paths.sort();
    Ok(paths)
}

/// What the check makes of one presentation: its `selfie.*`, its `challenge.json`, and its other pictures as frames in
/// the order of their names.
fn judged(engine: &FaceEngine, folder: &Path, limits: &Limits) -> Result<Answer> {
    let shown = || folder.display().to_string();
    let asked = fs::read(folder.join("challenge.json")).with_context(shown)?;
    let Asked { actions } = serde_json::from_slice(&asked).with_context(shown)?;
    let entries = fs::read_dir(folder).with_context(shown)?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.retain(|path| path.extension().is_some_and(|kind| kind != "json"));
    files.sort();
    let is_selfie = |path: &PathBuf| path.file_stem().is_some_and(|name| name == "selfie");
    let selfie = files.iter().position(is_selfie).map(|place| files.remove(place));
    let selfie = selfie.with_context(|| format!("{}: selfie.jpg is missing", shown()))?;
    let opened = picture::open(&selfie, limits).and_then(|selfie| {
        let frames = files.iter().map(|file| picture::open(file, limits)).collect::<Result<Vec<_>>>()?;
        Ok((selfie, frames))
    });
    let (selfie, frames) = match opened {
        Ok(pictures) => pictures,
        Err(error) => {
            eprintln!("{error:#}");
            return Ok(Answer::NoAnswer("not_a_picture".to_owned()));
        }
    };
    let selfie = match engine.look(selfie.rgb(), Purpose::Selfie)? {
        Look::Found(face) => face.template,
        Look::Fault(faults) => {
            return Ok(Answer::NoAnswer(faults.first().map_or("face_none", FaceFault::code).to_owned()));
        }
    };
    let seen = watch(engine, frames.iter().map(Picture::rgb))?;
    Ok(match judge(&actions, &seen, &selfie, engine.thresholds()).fault {
        None => Answer::Passed,
        Some(fault) => Answer::Failed(fault.code().to_owned()),
    })
}

fn text(report: &Report) -> String {
    let mut table = Printed::new();
    table.set_header(["", "rate", "count", "95 % interval"]);
    for (name, kind) in &report.attacks {
        let name = if report.worst.as_ref() == Some(name) { format!("{name} (the worst)") } else { name.clone() };
        table.add_row([vec![format!("APCER, {name}")], error_cells(kind.passed).to_vec()].concat());
    }
    if let Some(people) = &report.bona_fide {
        table.add_row([vec!["BPCER".to_owned()], error_cells(people.failed).to_vec()].concat());
    }
    let kinds = report.attacks.iter().map(|(name, kind)| (name.as_str(), kind));
    let causes = kinds
        .chain(report.bona_fide.iter().map(|people| (BONA_FIDE, people)))
        .flat_map(|(name, kind)| kind.causes.iter().map(move |(code, count)| format!("{name}: {code} {count}\n")));
    format!("{table}\n{}", causes.collect::<Vec<_>>().concat())
}
