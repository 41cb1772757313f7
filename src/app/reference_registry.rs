//! The reference registry: invented people on this machine's ports, for demos and sandboxes.

use std::{net::SocketAddr, path::Path};

pub use crate::adapters::reference_registry::{Running, StartError, Switches};
use crate::adapters::{
    reference_registry::{Options, serve},
    registry_fixtures::{Fixtures, FixturesError},
};

/// Why the reference registry does not start.
#[derive(Debug, thiserror::Error)]
pub enum NoRegistry {
    /// Its people cannot be read.
    #[error(transparent)]
    People(#[from] FixturesError),
    /// It cannot listen.
    #[error(transparent)]
    Start(#[from] StartError),
}

/// Where the reference registry answers, and who is in it.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Where to answer HTTP; port 0 for any free one.
    pub http: SocketAddr,
    /// Where to answer gRPC; port 0 for any free one.
    pub grpc: SocketAddr,
    /// Where the switches are set, a loopback address; port 0 for any free one.
    pub admin: SocketAddr,
    /// The people's file; `None` for those that come with Ahlan.
    pub people: Option<&'a Path>,
    /// The folder of their photo files.
    pub photos: Option<&'a Path>,
}

/// Starts the reference registry; it answers when this returns.
///
/// # Errors
///
/// [`NoRegistry`]; then nothing is left running.
pub async fn start(place: Place<'_>) -> Result<Running, NoRegistry> {
    let people = match place.people {
        Some(file) => Fixtures::load(file, place.photos)?,
        None => Fixtures::built_in()?,
    };
    let options = Options {
        people,
        switches: Switches::default(),
        seed: 0,
        http: place.http,
        grpc: place.grpc,
        admin: place.admin,
    };
    Ok(serve(options).await?)
}
