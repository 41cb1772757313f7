//! `ahlan registry serve`: the reference registry, until it is stopped.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::Subcommand;

use super::serve::stop_signal;
use crate::app::reference_registry::{Place, start};

#[derive(Debug, Subcommand)]
pub enum Registry {
    /// Answer look-ups of invented people by HTTP and gRPC, until stopped.
    Serve {
        /// Where to answer HTTP.
        #[arg(long, default_value = "127.0.0.1:9080")]
        http: SocketAddr,
        /// Where to answer gRPC.
        #[arg(long, default_value = "127.0.0.1:9081")]
        grpc: SocketAddr,
        /// Where delay, errors and outage are switched; a loopback address.
        #[arg(long, default_value = "127.0.0.1:9082")]
        admin: SocketAddr,
        /// The people, as fixtures/registry/people.json; those who come with Ahlan if not given.
        #[arg(long, value_name = "FILE")]
        people: Option<PathBuf>,
        /// The folder of the people's photo files.
        #[arg(long, value_name = "FOLDER", requires = "people")]
        photos: Option<PathBuf>,
    },
}

pub async fn run(command: Registry) -> Result<ExitCode> {
    match command {
        Registry::Serve { http, grpc, admin, people, photos } => {
            let stop = stop_signal()?;
            let place = Place { http, grpc, admin, people: people.as_deref(), photos: photos.as_deref() };
            let running = start(place).await?;
            eprintln!("HTTP      http://{}/v1/persons/lookup", running.http);
            eprintln!("gRPC      http://{}", running.grpc);
            eprintln!("switches  http://{}/switches", running.admin);
            stop.await;
            running.stop().await;
            Ok(ExitCode::SUCCESS)
        }
    }
}
