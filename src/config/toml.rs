//! Settings' files, read by the TOML reader that reads journeys and layouts too.

use figment::providers::Format;
use serde::de::DeserializeOwned;

/// TOML, as a layer of settings.
pub struct Toml;

impl Format for Toml {
    type Error = toml::de::Error;

    const NAME: &'static str = "TOML";

    fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, Self::Error> {
        toml::from_str(text)
    }
}
