//! Cli: the commands of `ahlan`, a file for each.
//!
//! What a program reads goes to standard output; what a person should know beside it goes to standard error.

mod audit;
mod client;
mod demo;
mod document;
mod document_evaluate;
mod document_layout;
mod face;
mod face_evaluate;
mod health;
mod keys;
mod liveness;
mod log;
mod picture;
mod registry;
mod serve;
mod specimen;
mod staff;
mod truth;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{Parser, Subcommand};
use tokio::runtime::Runtime;

use crate::config::Config;

/// Self-hosted digital onboarding and eKYC for banks.
#[derive(Debug, Parser)]
#[command(name = "ahlan", version, about, propagate_version = true)]
pub struct Cli {
    /// Configuration file; otherwise the one `AHLAN_CONFIG` names, otherwise the defaults.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The service's keys.
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Back ends and their credentials.
    #[command(subcommand)]
    Client(client::Client),
    /// Members of staff.
    #[command(subcommand)]
    Staff(staff::Staff),
    /// Documents.
    #[command(subcommand)]
    Document(document::Document),
    /// Faces.
    #[command(subcommand)]
    Face(face::Face),
    /// Liveness.
    #[command(subcommand)]
    Liveness(liveness::Liveness),
    /// The reference registry: invented people, for demos and sandboxes.
    #[command(subcommand)]
    Registry(registry::Registry),
    /// Draw and photograph specimen documents of the fictional state Utopia.
    Specimen(specimen::Specimen),
    /// The log of what happened.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Ask the service on this machine whether it is well.
    Health,
    /// Answer requests until stopped.
    Serve,
    /// Play ten applications against the real service, on free ports and in a temporary folder.
    Demo(demo::Demo),
}

/// Does what the command line says. The runtime is started here: where a future is driven its code is made, and in the
/// program it would be made once more.
///
/// # Errors
///
/// Whatever keeps the command from being done, in words for a person.
pub fn run(cli: Cli) -> Result<ExitCode> {
    Runtime::new()?.block_on(perform(cli))
}

async fn perform(cli: Cli) -> Result<ExitCode> {
    // The first keys come before any configuration: it would refuse to be complete without them.
    if let Command::Keys(keys::Keys::Init) = &cli.command {
        return keys::init();
    }
    let config = Config::load(cli.config.as_deref())?;
    log::start(&config.log)?;
    match cli.command {
        Command::Keys(command) => keys::run(&config, command).await,
        Command::Client(command) => client::run(&config, command).await,
        Command::Staff(command) => staff::run(&config, command),
        Command::Document(command) => document::run(&config, &command),
        Command::Face(command) => face::run(&config, &command),
        Command::Liveness(command) => liveness::run(&config, &command),
        Command::Registry(command) => registry::run(command).await,
        Command::Specimen(command) => specimen::run(&config, command),
        Command::Audit(command) => audit::run(&config, command).await,
        Command::Health => health::run(&config).await,
        Command::Serve => serve::run(&config).await,
        Command::Demo(command) => demo::run(config, command).await,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
