//! `ahlan specimen`: specimen documents as files.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result, bail};
use clap::{Args, builder::PossibleValuesParser};

use super::picture;
use crate::{
    app,
    config::Config,
    face::{Look as Seen, liveness::challenge::Move, quality::Purpose},
    specimen::{Actor, FaceBox, Look, Paper, Request, SCRIPTS, write},
};

#[derive(Debug, Args)]
pub struct Specimen {
    /// The folder to write into; made if it is missing.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Seed of the first person; the same seed makes the same documents.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many people.
    #[arg(long, default_value_t = 1)]
    count: u64,
    /// A picture with one face, for the portraits.
    #[arg(long, value_name = "FILE")]
    portrait: PathBuf,
    /// What the cards are printed in beside Latin letters.
    #[arg(long, default_value = "arabic", value_parser = PossibleValuesParser::new(SCRIPTS.map(|(_, name)| name)))]
    script: String,
    /// Which documents of each person, between commas.
    #[arg(long, value_name = "PAPERS", value_delimiter = ',', default_value = "card,passport,licence",
        value_parser = PossibleValuesParser::new(Paper::ALL.map(|(_, name)| name)))]
    papers: Vec<String>,
    /// How the photographs look.
    #[arg(long, default_value = "phone", value_parser = PossibleValuesParser::new(Look::ALL.map(|(_, name)| name)))]
    look: String,
    /// Also write frames in which the portrait's person follows a liveness challenge: `turn_left`, `turn_right` and
    /// `blink` in the order the service asked, between commas. They are made by turning the portrait on a mesh.
    #[arg(long, value_name = "ACTIONS", value_delimiter = ',',
        value_parser = PossibleValuesParser::new(Move::ALL.map(Move::name)))]
    challenge: Vec<String>,
}

pub fn run(config: &Config, command: Specimen) -> Result<ExitCode> {
    let Some((look, _)) = Look::ALL.into_iter().find(|(_, name)| *name == command.look) else {
        bail!("there is no look {}", command.look)
    };
    if !command.challenge.is_empty() {
        return follow(config, &command);
    }
    let Some((script, _)) = SCRIPTS.into_iter().find(|(_, name)| *name == command.script) else {
        bail!("there is no script {}", command.script)
    };
    let request = Request {
        first_seed: command.seed,
        count: command.count,
        face: Some(face_on(config, &command.portrait)?),
        portrait: command.portrait,
        script,
        today: app::clock().today(),
        papers: Paper::ALL
            .into_iter()
            .filter(|(_, name)| command.papers.iter().any(|wish| wish == name))
            .map(|(paper, _)| paper)
            .collect(),
        look,
    };
    for path in write(&command.out, &request)? {
        println!("{}", path.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes `frame-0.jpg` and so on, and `times.json` beside them: the two kinds of parts that answer a challenge.
fn follow(config: &Config, command: &Specimen) -> Result<ExitCode> {
    let named = |name: &String| Move::ALL.into_iter().find(|made| made.name() == name);
    let moves: Vec<_> = command.challenge.iter().filter_map(named).collect();
    let picture = picture::open(&command.portrait, &config.pictures)?;
    let engine = app::face_engine(&config.models)?;
    let actor = Actor::on(picture.rgb(), &engine)?;
    let actor = actor.with_context(|| format!("{}: give a picture of one face", command.portrait.display()))?;
    let frames = actor.follows(&moves)?;
    fs::create_dir_all(&command.out)?;
    let times: Vec<_> = frames.iter().map(|frame| frame.at_ms).collect();
    let mut files = vec![(command.out.join("times.json"), serde_json::to_vec(&times)?)];
    files.extend(
        frames.into_iter().enumerate().map(|(n, frame)| (command.out.join(format!("frame-{n:02}.jpg")), frame.jpeg)),
    );
    for (path, bytes) in files {
        fs::write(&path, bytes)?;
        println!("{}", path.display());
    }
    Ok(ExitCode::SUCCESS)
}

fn face_on(config: &Config, file: &Path) -> Result<FaceBox> {
    let picture = picture::open(file, &config.pictures)?;
    match app::face_engine(&config.models)?.look(picture.rgb(), Purpose::Portrait)? {
        Seen::Found(face) => {
            let area = face.area;
            Ok(FaceBox { x: area.left, y: area.top, width: area.width(), height: area.height() })
        }
        Seen::Fault(faults) => {
            let codes: Vec<_> = faults.iter().map(crate::face::quality::FaceFault::code).collect();
            bail!(
                "{}: no face that can be printed ({}); give a sharp picture of one face",
                file.display(),
                codes.join(", ")
            )
        }
    }
}
