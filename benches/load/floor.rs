//! The floor under an application: its pictures decoded, and each engine asked once about each distinct crop.
//!
//! A process of its own on the service's core, so that both are measured on the same ground. It lays one floor for each
//! line on its standard input, the numbers of a person and of the frames they sent, and answers with a line of JSON.

use std::{
    io::{BufRead, BufReader, Write},
    ops::Add,
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Stdio},
    sync::Arc,
};

use ahlan::{
    adapters::mrz_model::MrzModel,
    app,
    base::picture::{Limits, Picture},
    document::{mrz::recognise::Strips, text_reader::TextReader},
    face::models::FaceModels,
};
use anyhow::{Context, Result};
use image::RgbImage;
use ndarray::ArrayView4;
use serde::{Deserialize, Serialize};

use super::{
    crops::{Application, Crops, Guides},
    engines::{self, Raw},
    people, process,
};

/// What a floor is made of.
pub const PARTS: [&str; 7] =
    ["decode", "printed fields", "zone lines", "face detector", "face landmarks", "eyelids", "face descriptor"];

/// One floor: calls and CPU seconds of each of [`PARTS`].
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Floor {
    /// How often the engine was asked.
    pub calls: [usize; PARTS.len()],
    /// What that took.
    pub cpu_s: [f64; PARTS.len()],
}

impl Add for Floor {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            calls: std::array::from_fn(|part| self.calls[part] + other.calls[part]),
            cpu_s: std::array::from_fn(|part| self.cpu_s[part] + other.cpu_s[part]),
        }
    }
}

impl Floor {
    /// CPU seconds in all.
    pub fn total(&self) -> f64 {
        self.cpu_s.iter().sum()
    }
}

/// The process that lays floors, seen from the one that asks for them. Dropping it ends it.
pub struct Layer {
    child: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Layer {
    /// Starts it on `core` with the people's pictures in `folder`.
    pub fn start(core: u32, folder: &Path) -> Result<Self> {
        let mut command = process::pinned(&[core], &std::env::current_exe()?);
        command.arg("floor").arg(folder).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let ask = child.stdin.take().context("no standard input")?;
        let answers = BufReader::new(child.stdout.take().context("no standard output")?);
        Ok(Self { child, ask, answers })
    }

    /// Lays the floor under one application of person `number` who sent these liveness `frames`.
    pub fn lay(&mut self, number: usize, frames: &[usize]) -> Result<Floor> {
        let numbers: Vec<String> = std::iter::once(&number).chain(frames).map(usize::to_string).collect();
        writeln!(self.ask, "{}", numbers.join(" "))?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        serde_json::from_str(&line).context("the floor's process ended")
    }
}

impl Drop for Layer {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// What the process does: records each person's crops, lays every floor once to warm the engines, then as asked.
pub fn serve(folder: &Path) -> Result<()> {
    let config = engines::config(1)?;
    let raw = Raw::load(&config)?;
    let today = app::clock().today();
    let guides = Guides {
        mrz: Arc::new(MrzModel::new(Raw::load(&config)?.mrz)),
        faces: Arc::new(Raw::load(&config)?.faces),
        layouts: engines::layouts(&config.layouts.folder)?,
    };
    let all = people::read_all(folder)?;
    let asked = all.iter().map(|pictures| Application::of(pictures, &guides, today)).collect::<Result<Vec<_>>>()?;
    for application in &asked {
        lay(&raw, application, &[])?;
    }
    let mut answers = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let numbers = line?.split_whitespace().map(str::parse).collect::<Result<Vec<usize>, _>>()?;
        let (person, frames) = numbers.split_first().context("no person")?;
        let floor = lay(&raw, asked.get(*person).context("no such person")?, frames)?;
        writeln!(answers, "{}", serde_json::to_string(&floor)?)?;
        answers.flush()?;
    }
    Ok(())
}

fn lay(raw: &Raw, asked: &Application, frames: &[usize]) -> Result<Floor> {
    let sent = frames.iter().map(|number| asked.frames.get(*number).context("no such frame"));
    std::iter::once(Ok(&asked.still))
        .chain(sent)
        .try_fold(Floor::default(), |floor, crops| Ok(floor + under(raw, crops?)?))
}

fn under(raw: &Raw, crops: &Crops) -> Result<Floor> {
    let limits = Limits { min_side: 1, ..Limits::default() };
    let parts = [
        each(&crops.pictures, |bytes| Ok(Picture::decode(bytes, &limits)?))?,
        each(&crops.fields, |(crop, script, kind)| Ok(raw.text.read_line(crop, *script, *kind)?))?,
        each(&crops.lines, |(width, values)| {
            let line = ArrayView4::from_shape((1, 1, Strips::HEIGHT, *width), values)?;
            Ok(raw.mrz.run(line.into_dyn())?)
        })?,
        each(&crops.squares, |square: &RgbImage| Ok(raw.faces.detect(square)?))?,
        each(&crops.faces, |face| Ok(raw.faces.landmarks(face)?))?,
        each(&crops.eyes, |eye| Ok(raw.faces.lids(eye)?))?,
        each(&crops.chips, |chip| Ok(raw.faces.describe(chip)?))?,
    ];
    Ok(Floor { calls: parts.map(|(calls, _)| calls), cpu_s: parts.map(|(_, cpu_s)| cpu_s) })
}

/// Does `ask` for each of `all`: how many, and the CPU seconds that took.
fn each<T, A>(all: &[T], mut ask: impl FnMut(&T) -> Result<A>) -> Result<(usize, f64)> {
    let began = process::own_cpu()?;
    for one in all {
        ask(one)?;
    }
    Ok((all.len(), process::own_cpu()?.saturating_sub(began).as_secs_f64()))
}
