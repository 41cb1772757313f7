//! `ahlan keys`: fresh keys, shown once; a fresh one before those that there are; and what they wrap, wrapped anew.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::{
    app,
    base::randomness::Randomness,
    config::{Config, keys as settings},
    flow::rewrap,
    staff::token_keys::TokenKey,
    vault::{keys::WrappingKey, lookup_key::LookupKey},
};

#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Print three fresh keys as environment lines, once.
    Init,
    /// Print the environment lines anew, with a fresh key before the configured ones; changes nothing by itself.
    Rotate {
        /// Which kind of key; all three without.
        #[arg(long, value_name = "KIND")]
        only: Option<Kind>,
    },
    /// Wrap every stored key by the first wrapping key, so that the others can be taken away.
    Rewrap,
}

/// A kind of key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Wraps the sessions' keys.
    Wrapping,
    /// Signs tokens.
    Token,
    /// Hashes identifiers.
    Search,
}

/// Needs no configuration, which would refuse to be complete without keys.
pub fn init() -> Result<ExitCode> {
    print!("{}", fresh(&app::clock().today().to_string(), app::randomness().as_ref())?);
    eprintln!(
        "\nPut these lines into the service's environment, for example a file that only it may read (0600). They are not \
         shown again.\nKeep a copy of the first and the third elsewhere: without them nothing that is sealed can be \
         opened, and nobody is recognised."
    );
    Ok(ExitCode::SUCCESS)
}

pub async fn run(config: &Config, command: Keys) -> Result<ExitCode> {
    match command {
        Keys::Init => init(),
        Keys::Rotate { only } => {
            let today = app::clock().today().to_string();
            print!("{}", rotated(&config.keys, only, &today, app::randomness().as_ref())?.as_str());
            eprintln!(
                "\nPut these lines in the place of the old ones and restart; docs/operators.md says in which order with \
                 several processes. The new key is not shown again: keep a copy elsewhere.\nThen `ahlan keys rewrap`, \
                 after which earlier wrapping keys can go; a token key can go after 15 minutes, a search key after a day."
            );
            Ok(ExitCode::SUCCESS)
        }
        Keys::Rewrap => rewrap(config).await,
    }
}

async fn rewrap(config: &Config) -> Result<ExitCode> {
    let ctx = app::compose(config, app::clock(), app::randomness()).await?;
    let bar = ProgressBar::new(rewrap::stored_keys(&ctx).await?);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} keys, {eta} left") {
        bar.set_style(style);
    }
    let done = rewrap::rewrap(&ctx, |seen| bar.inc(seen)).await;
    bar.finish_and_clear();
    ctx.database.close().await;
    let done = done?;
    println!(
        "{} keys of sessions and {} secrets of webhook endpoints were wrapped anew. Everything is under {}.",
        done.data_keys,
        done.secrets,
        ctx.keyring.current_id()
    );
    Ok(ExitCode::SUCCESS)
}

/// Environment lines in which a fresh key of `only`, or of each kind, stands before the configured ones.
fn rotated(
    keys: &settings::Keys,
    only: Option<Kind>,
    today: &str,
    randomness: &dyn Randomness,
) -> Result<Zeroizing<String>> {
    let mut lines = Zeroizing::new(String::new());
    let kinds = [
        (Kind::Wrapping, "AHLAN_KEYS__WRAPPING", &keys.wrapping),
        (Kind::Token, "AHLAN_KEYS__TOKEN", &keys.token),
        (Kind::Search, "AHLAN_KEYS__SEARCH", &keys.search),
    ];
    for (kind, variable, old) in kinds.into_iter().filter(|(kind, ..)| only.is_none_or(|only| only == *kind)) {
        let id = free_id(today, old);
        let new = match kind {
            Kind::Wrapping => WrappingKey::generate(&id, randomness)?.to_text(),
            Kind::Token => TokenKey::generate(&id, randomness)?.to_text(),
            Kind::Search => LookupKey::generate(&id, randomness)?.to_text(),
        };
        lines.push_str(variable);
        lines.push('=');
        lines.push_str(&new);
        for key in old {
            lines.push(',');
            lines.push_str(key.expose_secret());
        }
        lines.push('\n');
    }
    Ok(lines)
}

/// The day, or the day with a number where a key of that day is there already.
fn free_id(today: &str, keys: &[SecretString]) -> String {
    let taken = |id: &str| keys.iter().any(|key| key.expose_secret().split(':').nth(1) == Some(id));
    let numbered = (2..).map(|number| format!("{today}.{number}"));
    std::iter::once(today.to_owned()).chain(numbered).find(|id| !taken(id)).unwrap_or_default()
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

    #[test]
    fn a_rotation_puts_a_fresh_key_of_a_free_id_before_the_old_ones() {
        let random = SeededRandomness::new(1);
        let mut keys = throw_away().expect("keys");
        keys.wrapping = vec![WrappingKey::generate("2026-11-21", &random).expect("a key").to_text().as_str().into()];
        let lines = rotated(&keys, Some(Kind::Wrapping), "2026-11-21", &random).expect("lines");
        let value = lines.strip_prefix("AHLAN_KEYS__WRAPPING=").expect("one line").trim_end();
        let (new, old) = value.split_once(',').expect("two keys");
        assert!(new.starts_with("wrapping:2026-11-21.2:"), "{new}");
        assert_eq!(old, keys.wrapping[0].expose_secret());
        let all = rotated(&keys, None, "2026-11-22", &random).expect("lines");
        assert_eq!(all.lines().count(), 3);
        assert!(all.lines().all(|line| line.contains(":2026-11-22:")), "each kind");
    }
}
