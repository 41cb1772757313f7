//! The log: to standard error, so that standard output stays the answer.

use std::io;

use anyhow::{Result, anyhow};
use tracing_subscriber::EnvFilter;

use crate::config::log::{Log, LogFormat};

/// Starts the log.
///
/// # Errors
///
/// When the filter cannot be read, or the process has a log already.
pub fn start(log: &Log) -> Result<()> {
    let lines = tracing_subscriber::fmt().with_env_filter(EnvFilter::try_new(&log.filter)?).with_writer(io::stderr);
    let started = match log.format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
    started.map_err(|error| anyhow!(error))
}
