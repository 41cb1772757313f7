//! The floor under an application: its pictures decoded, and each engine asked once about each distinct crop.
//!
//! A process of its own on the service's core, so that both are measured on the same ground. It lays one floor for each
//! line on its standard input, the number of a person, and answers with a line of JSON.

use std::{
    io::{BufRead, BufReader, Write},
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
    crops::{Crops, Guides},
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

    /// Lays the floor under one application of person `number`.
    pub fn lay(&mut self, number: usize) -> Result<Floor> {
        writeln!(self.ask, "{number}")?;
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
    let crops = all.iter().map(|pictures| Crops::of(pictures, &guides, today)).collect::<Result<Vec<_>>>()?;
    for crops in &crops {
        lay(&raw, crops)?;
    }
    let mut answers = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let number: usize = line?.trim().parse()?;
        let floor = lay(&raw, crops.get(number).context("no such person")?)?;
        writeln!(answers, "{}", serde_json::to_string(&floor)?)?;
        answers.flush()?;
    }
    Ok(())
}

fn lay(raw: &Raw, crops: &Crops) -> Result<Floor> {
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
