//! `ahlan client add`: credentials for a back end.

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

use crate::{app, config::Config, flow::credentials, staff::caller::ClientId};

#[derive(Debug, Subcommand)]
pub enum Client {
    /// Make a client and print its secret, once.
    Add {
        /// 1 to 64 characters of a-z, 0-9, '-', '_' and '.'.
        name: ClientId,
    },
}

pub async fn run(config: &Config, command: Client) -> Result<ExitCode> {
    match command {
        Client::Add { name } => {
            let database = app::database(&config.database).await?;
            let now_ms = app::clock().now().as_millisecond();
            let added = credentials::add_client(&database, app::randomness().as_ref(), &name, now_ms).await;
            database.close().await;
            println!("client_id={name}\nclient_secret={}", added?.expose());
            eprintln!(
                "\nGive both to the back end; it exchanges them for a token at POST /oauth/token. The secret is not shown \
                 again."
            );
            Ok(ExitCode::SUCCESS)
        }
    }
}
