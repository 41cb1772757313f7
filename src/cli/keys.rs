//! `ahlan keys init`: fresh keys, shown once.

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

use crate::{
    app,
    base::randomness::Randomness,
    staff::token_keys::TokenKey,
    vault::{keys::WrappingKey, lookup_key::LookupKey},
};

#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Print three fresh keys as environment lines, once.
    Init,
}

pub fn run(command: &Keys) -> Result<ExitCode> {
    match command {
        Keys::Init => {
            print!("{}", fresh(&app::clock().today().to_string(), app::randomness().as_ref())?);
            eprintln!(
                "\nPut these lines into the service's environment, for example a file that only it may read (0600). They \
                 are not shown again.\nKeep a copy of the first and the third elsewhere: without them nothing that is \
                 sealed can be opened, and nobody is recognised."
            );
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Keys for a service that keeps nothing.
pub fn throw_away() -> Result<crate::config::keys::Keys> {
    let randomness = app::randomness();
    let randomness = randomness.as_ref();
    let secret = |text: &str| vec![secrecy::SecretString::from(text.to_owned())];
    Ok(crate::config::keys::Keys {
        wrapping: secret(&WrappingKey::generate("demo", randomness)?.to_text()),
        token: secret(&TokenKey::generate("demo", randomness)?.to_text()),
        search: secret(&LookupKey::generate("demo", randomness)?.to_text()),
    })
}

/// Environment lines with a key of each kind under `id`.
fn fresh(id: &str, randomness: &dyn Randomness) -> Result<String> {
    Ok(format!(
        "AHLAN_KEYS__WRAPPING={}\nAHLAN_KEYS__TOKEN={}\nAHLAN_KEYS__SEARCH={}\n",
        WrappingKey::generate(id, randomness)?.to_text().as_str(),
        TokenKey::generate(id, randomness)?.to_text().as_str(),
        LookupKey::generate(id, randomness)?.to_text().as_str(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::randomness::SeededRandomness;

    #[test]
    fn each_line_is_a_key_of_its_own_kind() {
        let lines = fresh("2026-11-21", &SeededRandomness::new(1)).expect("keys");
        let values: Vec<_> = lines.lines().filter_map(|line| line.split_once('=')).collect();
        WrappingKey::parse(values[0].1).expect("a wrapping key");
        TokenKey::parse(values[1].1).expect("a token key");
        LookupKey::parse(values[2].1).expect("a search key");
        let names: Vec<_> = values.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["AHLAN_KEYS__WRAPPING", "AHLAN_KEYS__TOKEN", "AHLAN_KEYS__SEARCH"]);
    }
}
