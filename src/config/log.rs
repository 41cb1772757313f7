//! `[log]`: what is written to standard error.

use serde::Deserialize;
use tracing_subscriber::EnvFilter;

use super::Invalid;

/// What is written to standard error.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// For a person or for a machine.
    pub format: LogFormat,
    /// `tracing`'s directives, for example `info,ahlan::flow=debug`.
    pub filter: String,
}

/// For whom the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// A line for a person.
    Text,
    /// One JSON object a line.
    Json,
}

impl Log {
    pub(super) fn check(&self) -> Result<(), Invalid> {
        match EnvFilter::try_new(&self.filter) {
            Ok(_) => Ok(()),
            Err(error) => Err(Invalid::new("log.filter", error.to_string())),
        }
    }
}
