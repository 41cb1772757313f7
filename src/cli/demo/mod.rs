//! `ahlan demo`: ten applications, played over HTTP as a client would, against the real service.
//!
//! Real is everything but the people: the registry answers over a socket, the pictures are drawn and photographed afresh
//! from a new seed each time, and text and faces are read by the engines that production uses.

mod applicant;
mod call;
mod client;
mod gateway;
mod journeys;
mod people;
mod stage;
mod table;
mod talk;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::Args;

use self::{journeys::Played, stage::Stage};
use crate::config::Config;

/// How the demo is played.
#[derive(Debug, Args)]
pub struct Demo {
    /// Print one JSON object instead of a table.
    #[arg(long)]
    json: bool,
    /// Leave the service running afterwards, and print how to reach it.
    #[arg(long)]
    serve: bool,
    /// Draw the same people and pictures again; otherwise new ones each time.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Where `make setup` put the pictures.
    #[arg(long, value_name = "DIR", default_value = "models/cache/pictures")]
    pictures: PathBuf,
}

/// Plays the demo. The exit code is 0 only if every application ended as it should.
///
/// # Errors
///
/// When the stage cannot be set: set-up is missing, or a port cannot be had.
pub async fn run(config: Config, demo: Demo) -> Result<ExitCode> {
    let seed = demo.seed.unwrap_or_else(stage::fresh_seed);
    eprintln!("Seed {seed}: `ahlan demo --seed {seed}` draws the same people again.");
    let stage = Stage::set(config, &demo.pictures, seed).await?;
    let bar = table::progress(journeys::COUNT);
    let played = journeys::play_all(&stage, |name| bar.set_message(name), || bar.inc(1)).await;
    bar.finish_and_clear();
    let played = played?;
    if demo.json {
        println!("{}", serde_json::to_string_pretty(&table::json(&played, seed))?);
    } else {
        println!("{}", table::draw(&played));
    }
    if demo.serve {
        stage.wait_for_ctrl_c().await?;
    }
    stage.strike().await?;
    let as_expected = played.iter().all(Played::is_as_expected);
    Ok(if as_expected { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
