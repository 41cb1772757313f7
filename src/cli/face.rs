//! `ahlan face compare`: how far apart the faces on two pictures are. Nothing is stored. `evaluate` has its own file.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use anyhow::{Context, Result};
use clap::Subcommand;
use serde_json::{Value, json};

use super::{face_evaluate, picture};
use crate::{
    app,
    config::Config,
    face::{
        FaceEngine, Look, compare,
        features::Features,
        quality::Purpose,
        report,
        template::Distance,
        threshold::{Thresholds, Verdict},
    },
};

#[derive(Debug, Subcommand)]
pub enum Face {
    /// Compare the tallest faces on two pictures, by the thresholds of the descriptor's manifest.
    Compare {
        /// JPEG, PNG or WebP.
        a: PathBuf,
        /// JPEG, PNG or WebP.
        b: PathBuf,
        /// One JSON object; also for a file that cannot be read, and the exit code is 0 then.
        #[arg(long)]
        json: bool,
    },
    /// Compare pairs whose truth is known, and say how well, after ISO/IEC 19795-1.
    Evaluate(face_evaluate::Evaluate),
}

/// What two looks made.
struct Compared {
    looks: [Look; 2],
    features: [Option<Features>; 2],
    distance: Option<Distance>,
}

pub fn run(config: &Config, command: &Face) -> Result<ExitCode> {
    match command {
        Face::Compare { a, b, json } => {
            let engine = app::face_engine(&config.models)?;
            let started = Instant::now();
            let compared = compare_files(config, &engine, [a, b]);
            let ms = (started.elapsed().as_secs_f64() * 10_000.0).round() / 10.0;
            if *json {
                println!("{}", object(&compared, engine.thresholds(), ms));
            } else {
                print!("{}", text(&compared?, engine.thresholds(), [a, b], ms));
            }
            Ok(ExitCode::SUCCESS)
        }
        Face::Evaluate(command) => face_evaluate::run(config, command),
    }
}

fn compare_files(config: &Config, engine: &FaceEngine, [a, b]: [&PathBuf; 2]) -> Result<Compared> {
    // As portraits: a picture from a file is as it is, nobody can take it again.
    let look = |path: &Path| -> Result<(Look, Option<Features>)> {
        let picture = picture::open(path, &config.pictures)?;
        let look = engine.look(picture.rgb(), Purpose::Portrait).with_context(|| path.display().to_string())?;
        let features = match &look {
            Look::Found(face) => Some(engine.features(picture.rgb(), face)?),
            Look::Fault(_) => None,
        };
        Ok((look, features))
    };
    let [(a, of_a), (b, of_b)] = [look(a)?, look(b)?];
    let (looks, features) = ([a, b], [of_a, of_b]);
    let distance = match &looks {
        [Look::Found(a), Look::Found(b)] => Some(compare(&a.template, &b.template)?),
        [Look::Found(_) | Look::Fault(_), Look::Fault(_)] | [Look::Fault(_), Look::Found(_)] => None,
    };
    Ok(Compared { looks, features, distance })
}

/// `distance`, `match`, `quality`, `ms` as in [`report::report`], and `error`.
fn object(compared: &Result<Compared>, thresholds: Thresholds, ms: f64) -> Value {
    match compared {
        Ok(Compared { looks: [a, b], features: [of_a, of_b], distance }) => {
            let mut value = report::report([(a, *of_a), (b, *of_b)], *distance, &thresholds, ms);
            value["error"] = Value::Null;
            value
        }
        Err(error) => {
            json!({ "distance": null, "match": null, "quality": null, "ms": ms, "error": format!("{error:#}") })
        }
    }
}

fn text(compared: &Compared, thresholds: Thresholds, files: [&PathBuf; 2], ms: f64) -> String {
    let verdict = compared.distance.map_or_else(
        || "not compared".to_owned(),
        |distance| {
            let meaning = match thresholds.judge(distance) {
                Verdict::Match => "match",
                Verdict::Unclear => "unclear, a person decides",
                Verdict::NoMatch => "no match",
            };
            let Thresholds { match_at_most, refer_at_most } = thresholds;
            format!("{meaning}: distance {:.3} (match to {match_at_most}, unclear to {refer_at_most})", distance.0)
        },
    );
    let mut lines = vec![format!("{verdict}, {ms:.0} ms")];
    for (file, look) in files.iter().zip(&compared.looks) {
        lines.push(match look {
            Look::Found(face) => format!("  {}: a face of {:.0} pixels", file.display(), face.quality.height_px),
            Look::Fault(faults) => {
                let codes: Vec<_> = faults.iter().map(crate::face::quality::FaceFault::code).collect();
                format!("  {}: {}", file.display(), codes.join(", "))
            }
        });
    }
    lines.join("\n") + "\n"
}
