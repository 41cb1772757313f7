//! `ahlan demo`: ten applications, played over HTTP as a client would, against the real service.
//!
//! Real is everything but the people: the registry answers over a socket, the pictures are drawn and photographed afresh
//! from a new seed each time, and text and faces are read by the engines that production uses.

mod applicant;
mod browser;
mod call;
mod client;
mod film;
mod gateway;
mod journeys;
mod pages;
mod people;
mod stage;
mod table;
mod talk;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::Args;

use self::{journeys::Played, stage::Stage};
use crate::config::Config;

/// Why there are no pages in the call.
const NO_BROWSER: &str = "no Chromium was found on the path, and CHROMIUM names none";

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
    /// Play the call without pages, by the API alone: no picture and no voice passes.
    #[arg(long)]
    no_browser: bool,
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
    let browser = if demo.no_browser { None } else { browser::installed() };
    if browser.is_none() {
        eprintln!(
            "The call is played by the API alone: {}.",
            if demo.no_browser { "so it was wished" } else { NO_BROWSER }
        );
    }
    let stage = Stage::set(config, &demo.pictures, seed, browser).await?;
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
