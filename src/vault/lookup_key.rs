//! Keyed hashes of identifiers: what must be found again is found without being stored.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use zeroize::Zeroizing;

use super::mac::hmac_sha256;
use crate::base::{
    randomness::Randomness,
    secret_key::{BadKey, Purpose, SecretKey},
};

/// The search key of the service: makes of an identifier a name that only the service can make.
///
/// An identity number has few enough values that a plain hash of it would be undone by trying them all; without the
/// key, which lives outside the database, the hash says nothing.
#[derive(Clone, Debug)]
pub struct LookupKey(SecretKey);

impl LookupKey {
    /// Reads the key from its configured text, `search:id:secret`.
    ///
    /// # Errors
    ///
    /// [`BadKey`] when it is none, or is a key for something else.
    pub fn parse(text: &str) -> Result<Self, BadKey> {
        SecretKey::parse(Purpose::Search, text).map(Self)
    }

    /// A fresh key.
    ///
    /// # Errors
    ///
    /// [`BadKey::Id`] when `id` is not a key's id.
    pub fn generate(id: &str, randomness: &dyn Randomness) -> Result<Self, BadKey> {
        SecretKey::generate(Purpose::Search, id, randomness).map(Self)
    }

    /// Its public name.
    pub fn id(&self) -> &str {
        self.0.id()
    }

    /// The key as it is printed once.
    pub fn to_text(&self) -> Zeroizing<String> {
        self.0.to_text()
    }

    /// HMAC-SHA-256 of `value` within `domain`, 43 characters of base64url.
    ///
    /// The same value in two domains (say `attempts` and `idempotency`) gives hashes that cannot be matched.
    pub fn hash(&self, domain: &str, value: &[u8]) -> String {
        let length = (domain.len() as u64).to_be_bytes();
        BASE64.encode(hmac_sha256(self.0.expose(), &[&length, domain.as_bytes(), value]))
    }
}

/// Why keys do not make search keys.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadLookupKeys {
    /// There is no key to hash with.
    #[error("at least one search key is needed")]
    Empty,
    /// Two keys have the same id.
    #[error("two search keys have the id {0}")]
    Twice(String),
}

/// The search keys of the service: the first hashes, and what an earlier one hashed is found again by all.
#[derive(Clone, Debug)]
pub struct LookupKeys(Vec<LookupKey>);

impl LookupKeys {
    /// Search keys whose first is the current one. An earlier one stays for as long as its hashes count: a day.
    ///
    /// # Errors
    ///
    /// [`BadLookupKeys`] without a key, or with two of one id.
    pub fn new(keys: Vec<LookupKey>) -> Result<Self, BadLookupKeys> {
        if keys.is_empty() {
            return Err(BadLookupKeys::Empty);
        }
        for (place, key) in keys.iter().enumerate() {
            if keys[..place].iter().any(|other| other.id() == key.id()) {
                return Err(BadLookupKeys::Twice(key.id().to_owned()));
            }
        }
        Ok(Self(keys))
    }

    /// The hash of `value` within `domain`, as it is written now.
    pub fn hash(&self, domain: &str, value: &[u8]) -> String {
        self.0[0].hash(domain, value)
    }

    /// Every hash under which `value` may have been written; the current one first.
    pub fn hashes(&self, domain: &str, value: &[u8]) -> impl Iterator<Item = String> {
        self.0.iter().map(move |key| key.hash(domain, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::randomness::SeededRandomness;

    fn key(seed: u64) -> LookupKey {
        LookupKey::generate("s1", &SeededRandomness::new(seed)).expect("a key")
    }

    #[test]
    fn the_same_identifier_is_found_again_under_the_same_key_and_domain_only() {
        let hash = key(1).hash("attempts", b"784199012345671");
        assert_eq!(hash, key(1).hash("attempts", b"784199012345671"));
        assert_ne!(hash, key(2).hash("attempts", b"784199012345671"));
        assert_ne!(hash, key(1).hash("idempotency", b"784199012345671"));
        assert_ne!(hash, key(1).hash("attempts", b"784199012345672"));
        assert_eq!(hash.len(), 43);
    }

    #[test]
    fn a_domain_cannot_borrow_letters_from_the_value() {
        assert_ne!(key(1).hash("ab", b"c"), key(1).hash("a", b"bc"));
    }

    #[test]
    fn what_an_earlier_key_hashed_is_found_again_and_the_first_key_writes() {
        let named = |id: &str, seed| LookupKey::generate(id, &SeededRandomness::new(seed)).expect("a key");
        let keys = LookupKeys::new(vec![named("b", 2), named("a", 1)]).expect("keys");
        let hashes: Vec<_> = keys.hashes("attempts", b"1").collect();
        assert_eq!(hashes, [key(2).hash("attempts", b"1"), key(1).hash("attempts", b"1")]);
        assert_eq!(keys.hash("attempts", b"1"), hashes[0]);
        assert_eq!(LookupKeys::new(vec![]).map(|_| ()), Err(BadLookupKeys::Empty));
        let twice = LookupKeys::new(vec![named("a", 1), named("a", 2)]).map(|_| ());
        assert_eq!(twice, Err(BadLookupKeys::Twice("a".into())));
    }
}
