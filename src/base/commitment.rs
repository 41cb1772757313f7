//! Commitments: what the clear part of an event holds in place of a value.
//!
//! SHA-256(domain ‖ 32 random bytes ‖ value). The random bytes are sealed with the value: disclosing both proves the
//! value, and once they are erased the commitment reveals nothing, however guessable the value was.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Keeps commitments of Ahlan apart from every other use of SHA-256.
const DOMAIN: &[u8] = b"ahlan/commitment/v1\0";

/// 32 random bytes that hide a value in its commitment. Sealed with the value, never in clear.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Salt([u8; 32]);

impl Salt {
    /// A salt from random bytes the caller drew.
    pub const fn new(random: [u8; 32]) -> Self {
        Self(random)
    }
}

impl std::fmt::Debug for Salt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Salt(…)")
    }
}

impl From<Salt> for String {
    fn from(salt: Salt) -> Self {
        BASE64.encode(salt.0)
    }
}

impl TryFrom<String> for Salt {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let bytes = BASE64.decode(text).map_err(|_| "a salt is base64url")?;
        bytes.try_into().map(Self).map_err(|_| "a salt has 32 bytes")
    }
}

/// The commitment to one value, 43 characters of base64url.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Commitment(String);

impl Commitment {
    /// Commits to `value` under `salt`.
    pub fn to(value: &[u8], salt: &Salt) -> Self {
        let digest = Sha256::new().chain_update(DOMAIN).chain_update(salt.0).chain_update(value).finalize();
        Self(BASE64.encode(digest))
    }

    /// The commitment as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Commitment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_value_under_another_salt_commits_to_something_else() {
        let (one, two) = (Salt::new([1; 32]), Salt::new([2; 32]));
        assert_eq!(Commitment::to(b"1990-08-07", &one), Commitment::to(b"1990-08-07", &one));
        assert_ne!(Commitment::to(b"1990-08-07", &one), Commitment::to(b"1990-08-07", &two));
    }

    #[test]
    fn a_salt_survives_its_json() {
        let salt = Salt::new([7; 32]);
        let json = serde_json::to_string(&salt).expect("serialises");
        assert_eq!(serde_json::from_str::<Salt>(&json).expect("reads"), salt);
    }
}
