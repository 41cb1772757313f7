//! The program `ahlan`.

use std::process::ExitCode;

use clap::Parser;

#[tokio::main]
async fn main() -> ExitCode {
    match ahlan::cli::run(ahlan::cli::Cli::parse()).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("ahlan: {error:#}");
            ExitCode::FAILURE
        }
    }
}
