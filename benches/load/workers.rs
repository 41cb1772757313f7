//! What a second worker adds: the same reading work in this process on a pool of one place and of two.

use std::{path::Path, process::Stdio, sync::Arc, time::Instant};

use ahlan::{
    app::{self, Engines},
    base::picture::{Limits, Picture},
    document::Sides,
    face::{
        liveness::{challenge::Move, watch},
        quality::Purpose,
    },
    flow::cpu::CpuPool,
};
use anyhow::{Context, Result};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;

use super::{
    engines,
    people::{self, Pictures},
    process,
};

/// Applications read a second.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Workers {
    /// By one worker.
    pub one: f64,
    /// By two.
    pub two: f64,
}

/// Measures in a process of its own that may use `cores`: `count` applications for each number of workers.
pub fn measure(cores: [u32; 2], folder: &Path, count: usize) -> Result<Workers> {
    let mut command = process::pinned(&cores, &std::env::current_exe()?);
    let done = command.arg("workers").arg(folder).arg(count.to_string()).stderr(Stdio::inherit()).output()?;
    serde_json::from_slice(&done.stdout).context("the workers' process ended early")
}

/// What that process does.
pub async fn run(folder: &Path, count: usize) -> Result<()> {
    let engines = Engines::load(&engines::config(2)?)?;
    let all: Vec<Arc<Pictures>> = people::read_all(folder)?.into_iter().map(Arc::new).collect();
    let today = app::clock().today();
    // Warm engines for both places first.
    rate(&engines, &all, 4.min(count), (2, today)).await?;
    let one = rate(&engines, &all, count, (1, today)).await?;
    let two = rate(&engines, &all, count, (2, today)).await?;
    println!("{}", serde_json::to_string(&Workers { one, two })?);
    Ok(())
}

async fn rate(engines: &Engines, all: &[Arc<Pictures>], count: usize, (places, today): (usize, Date)) -> Result<f64> {
    let pool = CpuPool::new(places);
    let mut tasks = JoinSet::new();
    let began = Instant::now();
    for pictures in all.iter().cycle().take(count) {
        let (pool, engines, pictures) = (pool.clone(), engines.clone(), Arc::clone(pictures));
        tasks.spawn(async move { pool.run(move || read(&engines, &pictures, today)).await });
    }
    while let Some(done) = tasks.join_next().await {
        done???;
    }
    #[expect(clippy::cast_precision_loss, reason = "a few hundred applications")]
    Ok(count as f64 / began.elapsed().as_secs_f64())
}

/// The work of one application's pictures: the document read, the faces looked at.
fn read(engines: &Engines, pictures: &Pictures, today: Date) -> Result<()> {
    let decode = |bytes: &[u8]| Picture::decode(bytes, &Limits { min_side: 1, ..Limits::default() });
    let (front, back) = (decode(&pictures.front)?, decode(&pictures.back)?);
    engines.documents.read(Sides { front: &front, back: Some(&back) }, today)?;
    engines.faces.look(decode(&pictures.selfie)?.rgb(), Purpose::Selfie)?;
    engines.faces.look(decode(&pictures.registry)?.rgb(), Purpose::Portrait)?;
    let sent = Pictures::following(&[Move::TurnLeft, Move::Blink, Move::TurnRight]);
    let frames = sent.into_iter().filter_map(|number| pictures.frames.get(number));
    let frames = frames.map(|frame| decode(frame)).collect::<Result<Vec<_>, _>>()?;
    watch(&engines.faces, frames.iter().map(Picture::rgb))?;
    Ok(())
}
