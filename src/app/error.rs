//! Why the service does not start.

use std::{io, path::PathBuf};

use crate::{
    adapters::{Misconfigured, onnx::OnnxError, registry_fixtures::FixturesError},
    base::secret_key::BadKey,
    document::text_reader::TextReaderError,
    staff::token_keys::BadTokenKeys,
    storage::StorageError,
    vault::{keys::BadKeyring, lookup_key::BadLookupKeys},
};

/// Why the service does not start, and what to do about it. Never quotes a key or the database's address.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A kind of key is not configured.
    #[error("there is no key for keys.{0}: run `ahlan keys init` once and keep what it prints")]
    NoKey(&'static str),
    /// A key cannot be read.
    #[error("keys.{name}")]
    Key {
        /// Its setting below `[keys]`.
        name: &'static str,
        /// What is wrong.
        source: BadKey,
    },
    /// The wrapping keys do not go together.
    #[error("keys.wrapping")]
    Keyring(#[from] BadKeyring),
    /// The search keys do not go together.
    #[error("keys.search")]
    SearchKeys(#[from] BadLookupKeys),
    /// The token keys do not go together.
    #[error("keys.token")]
    TokenKeys(#[from] BadTokenKeys),
    /// The database does not open.
    #[error("database.url: the database does not open")]
    Database(#[source] StorageError),
    /// The store was asked and failed.
    #[error("the database does not answer")]
    Store(#[from] StorageError),
    /// A folder cannot be used.
    #[error("{}: the folder cannot be used", path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file cannot be read.
    #[error("{}: the file cannot be read", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A folder has none of the files it is for.
    #[error("{}: there is no *.toml file in this folder", .0.display())]
    EmptyFolder(PathBuf),
    /// A journey or a layout is wrong.
    #[error("{}: {reason}", path.display())]
    Text {
        /// The file.
        path: PathBuf,
        /// What is wrong, with its line.
        reason: String,
    },
    /// What the bank says of its calls is wrong.
    #[error("calls: {reason}")]
    Calls {
        /// What is wrong.
        reason: String,
    },
    /// The face descriptor a journey was set for is not the one that is loaded.
    #[error(
        "{}: selfie.model: the thresholds are for another model; loaded is {loaded}. Set thresholds for it, then name it",
        path.display()
    )]
    OtherModel {
        /// The journey's file.
        path: PathBuf,
        /// The SHA-256 of the loaded descriptor.
        loaded: String,
    },
    /// A journey was changed without a new version.
    #[error(
        "{}: journey {name} {version} has begun sessions with another text; give the changed one a higher version",
        path.display()
    )]
    ChangedJourney {
        /// The journeys' folder.
        path: PathBuf,
        /// Its name.
        name: String,
        /// Its version.
        version: u32,
    },
    /// A model does not load.
    #[error(transparent)]
    Model(#[from] OnnxError),
    /// The text reader does not start.
    #[error(transparent)]
    TextReader(#[from] TextReaderError),
    /// An outside service is misconfigured: the registry, the message gateway, or the media server.
    #[error(transparent)]
    Outside(#[from] Misconfigured),
    /// The embedded registry's people cannot be read.
    #[error("registry.people_file")]
    People(#[from] FixturesError),
    /// The TLS library does not start.
    #[error("the TLS library does not start")]
    Tls(#[source] reqwest::Error),
}
