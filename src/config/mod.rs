//! Every setting, a struct per section, with its default.
//!
//! The defaults are `config.default.toml`, compiled in as the first layer; the structs have none of their own, so a
//! setting cannot exist without standing there. Over it lies the operator's file, and over that the environment.
//! Nobody else reads the environment.

pub mod calls;
pub mod channel;
pub mod contact;
pub mod database;
mod error;
pub mod http;
pub mod journeys;
pub mod keys;
pub mod limits;
pub mod links;
pub mod log;
pub mod models;
pub mod objects;
mod pictures;
pub mod registry;
pub mod reminders;
pub mod retention;
pub mod rooms;
pub mod tokens;
mod toml;
pub mod whatsapp;

use std::path::{Path, PathBuf};

use figment::{
    Figment, Metadata,
    providers::{Data, Env, Format},
};
use serde::Deserialize;

pub use self::error::ConfigError;
use self::{error::Invalid, toml::Toml};
use crate::base::picture;

/// The documented defaults.
const DEFAULTS: &str = include_str!("../../config.default.toml");

/// What stands before every setting's environment variable.
const PREFIX: &str = "AHLAN_";

/// Variables that other programs know too, and the settings they set.
const SHARED: [(&str, &str); 2] = [("DATABASE_URL", "database.url"), ("OBJECT_STORE", "objects.folder")];

/// Every setting.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where and how much is answered.
    pub http: http::Http,
    /// Where the store is.
    pub database: database::Database,
    /// Where sealed pictures are.
    pub objects: objects::Objects,
    /// What a picture may be.
    pub pictures: picture::Limits,
    /// Where the journeys are.
    pub journeys: journeys::Journeys,
    /// Where the layouts of documents are.
    pub layouts: journeys::Layouts,
    /// The networks and the language data.
    pub models: models::Models,
    /// How often and how long.
    pub limits: limits::Limits,
    /// Links that open a session on a page.
    pub links: links::Links,
    /// Video calls with staff.
    pub calls: calls::Calls,
    /// Where both sides of a call see each other.
    pub rooms: rooms::RoomSettings,
    /// Codes that prove an address.
    pub contact: contact::Contact,
    /// By what messages go to people.
    pub channel: channel::ChannelSettings,
    /// The chat by WhatsApp.
    pub whatsapp: whatsapp::WhatsApp,
    /// What applicants are told unasked.
    pub reminders: reminders::Reminders,
    /// How long what is kept.
    pub retention: retention::Retention,
    /// The service's keys.
    pub keys: keys::Keys,
    /// Access tokens.
    pub tokens: tokens::Tokens,
    /// Notices to back ends.
    pub webhooks: tokens::Webhooks,
    /// Where people are looked up.
    pub registry: registry::RegistrySettings,
    /// What is written to standard error.
    pub log: log::Log,
}

impl Config {
    /// The defaults, under `file` or the file that `AHLAN_CONFIG` names, under the environment.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] with the key that is wrong and where it was set.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let named = file.map(Path::to_owned).or_else(|| Env::var("AHLAN_CONFIG").map(PathBuf::from));
        let mut layers = defaults();
        if let Some(path) = named {
            if !path.is_file() {
                return Err(ConfigError::NoFile(path));
            }
            layers = layers.merge(Toml::file_exact(path));
        }
        let shared = Env::raw().only(&SHARED.map(|(variable, _)| variable)).map(|variable| {
            SHARED.iter().find(|(known, _)| variable == known).map_or_else(|| variable.into(), |(_, key)| (*key).into())
        });
        Self::read(&layers.merge(shared).merge(Env::prefixed(PREFIX).ignore(&["config"]).split("__")))
    }

    /// The defaults under `text`, for tests; the environment is not read.
    ///
    /// # Errors
    ///
    /// As [`Config::load`].
    pub fn from_toml(text: &str) -> Result<Self, ConfigError> {
        Self::read(&defaults().merge(Toml::string(text)))
    }

    /// `iss` of access tokens.
    pub fn issuer(&self) -> &str {
        let issuer = self.tokens.issuer.as_str();
        if issuer.is_empty() { self.http.public_url.trim_end_matches('/') } else { issuer }
    }

    fn read(layers: &Figment) -> Result<Self, ConfigError> {
        let config: Self = layers.extract().map_err(|error| unreadable(&error))?;
        config.check().map_err(|Invalid { key, reason }| ConfigError::Setting {
            key: key.to_owned(),
            reason: reason.into_owned(),
            source_name: layers.find_metadata(key).map_or_else(String::new, |metadata| source(metadata, key)),
        })?;
        Ok(config)
    }

    fn check(&self) -> Result<(), Invalid> {
        self.http.check(self.pictures.max_bytes)?;
        self.database.check()?;
        pictures::check(&self.pictures)?;
        self.limits.check()?;
        self.links.check()?;
        self.calls.check(self.http.byte_budget)?;
        self.contact.check()?;
        self.whatsapp.check()?;
        self.reminders.check()?;
        self.retention.check()?;
        self.log.check()
    }
}

fn defaults() -> Figment {
    Figment::from(Data::<Toml>::string(DEFAULTS))
}

fn unreadable(error: &figment::Error) -> ConfigError {
    let key = error.path.join(".");
    let source_name = error.metadata.as_ref().map_or_else(String::new, |metadata| source(metadata, &key));
    ConfigError::Setting { key, reason: error.kind.to_string(), source_name }
}

/// Where `key` was set: the file, or the variable that sets it.
fn source(metadata: &Metadata, key: &str) -> String {
    if let Some(path) = metadata.source.as_ref().and_then(|source| source.file_path()) {
        return format!("in {}", path.display());
    }
    if !metadata.name.contains("environment") {
        return "in the defaults".to_owned();
    }
    let shared = SHARED.iter().find(|(_, known)| *known == key && !metadata.name.contains(PREFIX));
    match shared {
        Some((variable, _)) => format!("in the environment, {variable}"),
        None => format!("in the environment, {PREFIX}{}", key.replace('.', "__").to_uppercase()),
    }
}

#[cfg(test)]
mod tests;
