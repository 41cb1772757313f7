//! Client secrets: printed once, stored as a hash.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::base::randomness::Randomness;

/// Marks our client secrets, so that scanners find one that was committed by mistake.
const PREFIX: &str = "ahlan_cs_";

/// The secret of a client: 256 random bits behind a prefix. Wiped from memory on drop.
pub struct ClientSecret(Zeroizing<String>);

impl ClientSecret {
    /// A fresh secret.
    pub fn generate(randomness: &dyn Randomness) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        randomness.fill(bytes.as_mut());
        let text = Zeroizing::new(BASE64.encode(bytes.as_slice()));
        Self(Zeroizing::new(format!("{PREFIX}{}", text.as_str())))
    }

    /// The secret itself, to print once.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is stored of it.
    pub fn hash(&self) -> SecretHash {
        SecretHash::of(&self.0)
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret(…)")
    }
}

/// SHA-256 of a client secret.
///
/// A slow, salted hash would guard secrets that people choose. This one has 256 random bits: it cannot be found by
/// trying however fast the hash is, and no two clients share one.
#[derive(Clone, Debug)]
pub struct SecretHash([u8; 32]);

/// A stored hash is not 32 bytes of base64url.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a secret's hash is 43 characters of base64url")]
pub struct BadSecretHash;

impl SecretHash {
    fn of(text: &str) -> Self {
        Self(Sha256::digest(text).into())
    }

    /// Reads what [`SecretHash::to_stored`] wrote.
    ///
    /// # Errors
    ///
    /// [`BadSecretHash`] when it is something else.
    pub fn from_stored(text: &str) -> Result<Self, BadSecretHash> {
        let bytes = BASE64.decode(text).map_err(|_| BadSecretHash)?;
        bytes.try_into().map(Self).map_err(|_| BadSecretHash)
    }

    /// The text to store, 43 characters of base64url.
    pub fn to_stored(&self) -> String {
        BASE64.encode(self.0)
    }

    /// Whether `presented` is the secret, in a time that does not depend on how much of it is right.
    pub fn matches(&self, presented: &str) -> bool {
        Self::of(presented).0.ct_eq(&self.0).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::randomness::SeededRandomness;

    #[test]
    fn only_the_secret_itself_matches_its_stored_hash() {
        let secret = ClientSecret::generate(&SeededRandomness::new(1));
        let other = ClientSecret::generate(&SeededRandomness::new(2));
        let stored = SecretHash::from_stored(&secret.hash().to_stored()).expect("reads");
        assert!(stored.matches(secret.expose()));
        for wrong in [other.expose(), "", PREFIX, &secret.expose()[PREFIX.len()..], &stored.to_stored()] {
            assert!(!stored.matches(wrong));
        }
    }

    #[test]
    fn a_secret_says_what_it_is_and_holds_256_bits() {
        let secret = ClientSecret::generate(&SeededRandomness::new(1));
        let random = secret.expose().strip_prefix("ahlan_cs_").expect("the prefix");
        assert_eq!(BASE64.decode(random).expect("base64url").len(), 32);
    }

    #[test]
    fn debug_does_not_show_the_secret() {
        assert_eq!(format!("{:?}", ClientSecret::generate(&SeededRandomness::new(1))), "ClientSecret(…)");
    }

    #[test]
    fn a_stored_text_of_another_length_is_refused() {
        assert_eq!(SecretHash::from_stored("AAAA").map(|_| ()), Err(BadSecretHash));
        assert_eq!(SecretHash::from_stored("not base64!").map(|_| ()), Err(BadSecretHash));
    }
}
