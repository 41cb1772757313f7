//! `[channel]`: by what messages go to people.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use secrecy::SecretString;
use serde::Deserialize;

use crate::contact::address::Kind;

/// By what messages go: `kind = "none"` or `"http"`, beside that kind's own settings.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ChannelSettings {
    /// Nothing can be sent: no journey with a contact step starts.
    #[default]
    None,
    /// A gateway that takes JSON over HTTP.
    Http(Box<HttpChannelSettings>),
}

/// A gateway that takes JSON over HTTP.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpChannelSettings {
    /// The address, `https://…`; plain `http://` for this machine's own addresses only. No default.
    pub url: String,
    /// The JSON of each `POST`, with `{id}`, `{kind}`, `{to}`, `{subject}`, `{text}` and `{language}` inside its strings.
    pub body: String,
    /// Further headers, for example `authorization`. Their values are secrets.
    pub headers: BTreeMap<String, SecretString>,
    /// What it can send: `phone`, `email` or both. Default: both.
    pub carries: BTreeSet<Kind>,
    /// PEM file of the certificates that may sign the gateway's. Default: the system's.
    pub ca_file: Option<PathBuf>,
    /// PEM file with our client certificate and its key. Default: none.
    pub client_identity_file: Option<PathBuf>,
    /// Longest wait for the gateway, in milliseconds, `100 ..= 30 000`. Default 5000.
    pub timeout_ms: u64,
    /// Whether nobody is reached by it; then no live journey with a contact step starts. Default false.
    pub sandbox: bool,
}

impl Default for HttpChannelSettings {
    fn default() -> Self {
        let body = r#"{"id": "{id}", "kind": "{kind}", "to": "{to}", "subject": "{subject}", "text": "{text}", "language": "{language}"}"#;
        Self {
            url: String::new(),
            body: body.to_owned(),
            headers: BTreeMap::new(),
            carries: [Kind::Phone, Kind::Email].into(),
            ca_file: None,
            client_identity_file: None,
            timeout_ms: 5_000,
            sandbox: false,
        }
    }
}
