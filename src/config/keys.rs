//! `[keys]`: the three kinds of keys. They have no defaults; `ahlan keys init` prints them.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};

/// The service's keys, each in the text form of [`crate::base::secret_key`].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// Wrap the sessions' keys; the first wraps, all unwrap.
    #[serde(deserialize_with = "one_or_many")]
    pub wrapping: Vec<SecretString>,
    /// Sign access tokens; the first signs, all verify.
    #[serde(deserialize_with = "one_or_many")]
    pub token: Vec<SecretString>,
    /// Hash identifiers that must be found again; the first hashes, all find.
    #[serde(deserialize_with = "one_or_many")]
    pub search: Vec<SecretString>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(SecretString),
    Many(Vec<SecretString>),
}

/// A list, or one text with commas between the keys: environment variables have no lists, and keys have no commas.
fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<SecretString>, D::Error> {
    Ok(match OneOrMany::deserialize(deserializer)? {
        OneOrMany::Many(keys) => keys,
        OneOrMany::One(text) => {
            let keys = text.expose_secret().split(',').map(str::trim);
            keys.filter(|key| !key.is_empty()).map(SecretString::from).collect()
        }
    })
}
