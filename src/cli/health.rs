//! `ahlan health`: whether the service on this machine is well; for container health checks.

use std::process::ExitCode;

use anyhow::Result;

use crate::{app, config::Config};

pub async fn run(config: &Config) -> Result<ExitCode> {
    app::health::ask(config.http.listen).await?;
    println!("well");
    Ok(ExitCode::SUCCESS)
}
