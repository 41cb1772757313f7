//! A 256-bit key with a name, written so that one kind of key cannot be configured where another is wanted.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use zeroize::Zeroizing;

use super::randomness::Randomness;

/// What a key is for. Each purpose has keys of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Wraps the data keys of sessions.
    Wrapping,
    /// Signs access tokens.
    Token,
    /// Hashes identifiers, so that they can be looked up without being stored.
    Search,
}

impl Purpose {
    /// The word that stands in front of the key's text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wrapping => "wrapping",
            Self::Token => "token",
            Self::Search => "search",
        }
    }
}

/// Why a text is not the key that was asked for. Never quotes the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    /// Not of the form `purpose:id:secret`.
    #[error("a key is written purpose:id:secret")]
    Shape,
    /// A key for something else.
    #[error("this key is for another purpose than {}", .wanted.as_str())]
    Purpose {
        /// What it should be for.
        wanted: Purpose,
    },
    /// The id has other characters or another length.
    #[error("a key's id has 1 to 32 characters of a-z, 0-9, '-' and '.'")]
    Id,
    /// The secret is not 32 bytes of base64url without padding.
    #[error("a key's secret is 43 characters of base64url")]
    Secret,
}

/// A 256-bit secret under a public id. Wiped from memory on drop; `Debug` shows purpose and id only.
#[derive(Clone)]
pub struct SecretKey {
    purpose: Purpose,
    id: String,
    secret: Zeroizing<[u8; 32]>,
}

impl SecretKey {
    /// A fresh key.
    ///
    /// # Errors
    ///
    /// [`BadKey::Id`] when `id` is not a key's id.
    pub fn generate(purpose: Purpose, id: &str, randomness: &dyn Randomness) -> Result<Self, BadKey> {
        let mut secret = Zeroizing::new([0; 32]);
        randomness.fill(secret.as_mut());
        Ok(Self { purpose, id: check_id(id)?, secret })
    }

    /// Reads what [`SecretKey::to_text`] wrote.
    ///
    /// # Errors
    ///
    /// [`BadKey`], by what is wrong first.
    pub fn parse(wanted: Purpose, text: &str) -> Result<Self, BadKey> {
        let mut parts = text.trim().splitn(3, ':');
        let (Some(purpose), Some(id), Some(secret)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(BadKey::Shape);
        };
        if purpose != wanted.as_str() {
            return Err(BadKey::Purpose { wanted });
        }
        let bytes = Zeroizing::new(BASE64.decode(secret).map_err(|_| BadKey::Secret)?);
        let secret = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| BadKey::Secret)?;
        Ok(Self { purpose: wanted, id: check_id(id)?, secret: Zeroizing::new(secret) })
    }

    /// The key as it is printed once and configured: `purpose:id:secret`.
    pub fn to_text(&self) -> Zeroizing<String> {
        let secret = Zeroizing::new(BASE64.encode(self.secret.as_slice()));
        Zeroizing::new(format!("{}:{}:{}", self.purpose.as_str(), self.id, secret.as_str()))
    }

    /// What it is for.
    pub const fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// Its public name.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The secret itself.
    pub fn expose(&self) -> &[u8; 32] {
        &self.secret
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({}:{}:…)", self.purpose.as_str(), self.id)
    }
}

fn check_id(id: &str) -> Result<String, BadKey> {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
    if (1..=32).contains(&id.len()) && id.chars().all(good) { Ok(id.to_owned()) } else { Err(BadKey::Id) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::randomness::SeededRandomness;

    fn key() -> SecretKey {
        SecretKey::generate(Purpose::Wrapping, "2026-11", &SeededRandomness::new(1)).expect("a key")
    }

    #[test]
    fn a_key_survives_its_text() {
        let read = SecretKey::parse(Purpose::Wrapping, &key().to_text()).expect("reads");
        assert_eq!((read.id(), read.expose()), ("2026-11", key().expose()));
    }

    #[test]
    fn a_key_for_wrapping_is_refused_where_a_key_for_tokens_is_wanted() {
        let fault = SecretKey::parse(Purpose::Token, &key().to_text()).expect_err("refused");
        assert_eq!(fault, BadKey::Purpose { wanted: Purpose::Token });
    }

    #[test]
    fn debug_and_errors_show_nothing_of_the_secret() {
        let text = key().to_text();
        let secret = text.rsplit(':').next().expect("a secret");
        assert!(!format!("{:?}", key()).contains(secret));
        let fault = SecretKey::parse(Purpose::Wrapping, &format!("{}x", text.as_str())).expect_err("one too long");
        assert_eq!(fault, BadKey::Secret);
        assert!(!fault.to_string().contains(secret));
    }

    #[test]
    fn an_id_is_short_and_plain() {
        for id in ["", "A", "a:b", "a b", &"x".repeat(33)] {
            assert_eq!(
                SecretKey::generate(Purpose::Search, id, &SeededRandomness::new(1)).map(|_| ()),
                Err(BadKey::Id),
                "{id}"
            );
        }
    }
}
