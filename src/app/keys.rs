//! The service's keys, from their configured text.

use secrecy::{ExposeSecret, SecretString};

use super::StartError;
use crate::{
    base::secret_key::BadKey,
    config::{Config, keys::Keys},
    staff::{
        token::Tokens,
        token_keys::{SigningKeys, TokenKey},
    },
    vault::{
        keys::{Keyring, WrappingKey},
        lookup_key::{LookupKey, LookupKeys},
    },
};

pub(super) fn keyring(keys: &Keys) -> Result<Keyring, StartError> {
    Ok(Keyring::new(parsed("wrapping", &keys.wrapping, WrappingKey::parse)?)?)
}

pub(super) fn lookup(keys: &Keys) -> Result<LookupKeys, StartError> {
    Ok(LookupKeys::new(parsed("search", &keys.search, LookupKey::parse)?)?)
}

/// What issues and verifies access tokens.
///
/// # Errors
///
/// [`StartError::NoKey`] when no token key is configured, and what else is wrong with the keys.
pub fn tokens(config: &Config) -> Result<Tokens, StartError> {
    let keys = SigningKeys::new(&parsed("token", &config.keys.token, TokenKey::parse)?)?;
    Ok(Tokens::new(config.issuer(), keys))
}

fn parsed<K>(
    name: &'static str,
    texts: &[SecretString],
    parse: impl Fn(&str) -> Result<K, BadKey>,
) -> Result<Vec<K>, StartError> {
    if texts.is_empty() {
        return Err(StartError::NoKey(name));
    }
    texts.iter().map(|text| parse(text.expose_secret()).map_err(|source| StartError::Key { name, source })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::randomness::SeededRandomness;

    fn config(keys: &str) -> Config {
        Config::from_toml(&format!("[keys]\n{keys}")).expect("reads")
    }

    #[test]
    fn without_keys_the_message_says_how_to_make_them() {
        let error = keyring(&config("").keys).expect_err("none");
        assert_eq!(
            error.to_string(),
            "there is no key for keys.wrapping: run `ahlan keys init` once and keep what it prints"
        );
    }

    #[test]
    fn a_token_key_where_a_wrapping_key_belongs_is_refused_by_its_setting_and_not_quoted() {
        let key = TokenKey::generate("a", &SeededRandomness::new(1)).expect("a key").to_text();
        let error = keyring(&config(&format!("wrapping = \"{}\"", key.as_str())).keys).expect_err("refused");
        let shown = format!("{:#}", anyhow::Error::from(error));
        assert_eq!(shown, "keys.wrapping: this key is for another purpose than wrapping");
    }

    #[test]
    fn several_search_keys_are_taken_and_two_of_one_id_are_not() {
        let key = |id| LookupKey::generate(id, &SeededRandomness::new(1)).expect("a key").to_text();
        let keys = |id| config(&format!("search = [\"{}\", \"{}\"]", key("a").as_str(), key(id).as_str())).keys;
        lookup(&keys("b")).expect("both");
        assert!(matches!(lookup(&keys("a")), Err(StartError::SearchKeys(_))));
    }
}
