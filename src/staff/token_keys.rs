//! The keys that sign access tokens: Ed25519, made from a 32-byte seed.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, jwk::Jwk};
use zeroize::Zeroizing;

use crate::base::{
    randomness::Randomness,
    secret_key::{BadKey, Purpose, SecretKey},
};

/// What stands before the seed in a PKCS#8 private key of Ed25519 (RFC 8410, section 7).
const PKCS8_PREFIX: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// A key that signs tokens. `Debug` shows its id only.
#[derive(Clone, Debug)]
pub struct TokenKey(SecretKey);

impl TokenKey {
    /// Reads a key from its configured text, `token:id:seed`.
    ///
    /// # Errors
    ///
    /// [`BadKey`] when it is none, or is a key for something else.
    pub fn parse(text: &str) -> Result<Self, BadKey> {
        SecretKey::parse(Purpose::Token, text).map(Self)
    }

    /// A fresh key.
    ///
    /// # Errors
    ///
    /// [`BadKey::Id`] when `id` is not a key's id.
    pub fn generate(id: &str, randomness: &dyn Randomness) -> Result<Self, BadKey> {
        SecretKey::generate(Purpose::Token, id, randomness).map(Self)
    }

    /// The key as it is printed once.
    pub fn to_text(&self) -> Zeroizing<String> {
        self.0.to_text()
    }

    fn id(&self) -> &str {
        self.0.id()
    }

    fn private(&self) -> EncodingKey {
        let mut der = Zeroizing::new([0; 48]);
        der[..16].copy_from_slice(&PKCS8_PREFIX);
        der[16..].copy_from_slice(self.0.expose());
        EncodingKey::from_ed_der(der.as_ref())
    }

    fn public(&self) -> Result<DecodingKey, BadTokenKeys> {
        let jwk = Jwk::from_encoding_key(&self.private(), Algorithm::EdDSA);
        jwk.and_then(|jwk| DecodingKey::from_jwk(&jwk)).map_err(|_| BadTokenKeys::Unusable(self.id().to_owned()))
    }
}

/// Why keys cannot sign and verify tokens.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTokenKeys {
    /// There is no key to sign with.
    #[error("signing needs at least one token key")]
    Empty,
    /// Two keys have the same id, so a token's `kid` would not say which is meant.
    #[error("two token keys have the id {0}")]
    Twice(String),
    /// The cryptographic library does not take the key.
    #[error("the token key {0} cannot be used")]
    Unusable(String),
}

/// The token keys of the service: the first signs, all verify.
#[derive(Debug)]
pub struct SigningKeys {
    current_id: String,
    current: EncodingKey,
    public: Vec<(String, DecodingKey)>,
}

impl SigningKeys {
    /// The keys, current one first. A key that no longer signs stays for the 15 minutes that its last token lives.
    ///
    /// # Errors
    ///
    /// [`BadTokenKeys`] without a key, with two of one id, or with one that cannot be used.
    pub fn new(keys: &[TokenKey]) -> Result<Self, BadTokenKeys> {
        let current = keys.first().ok_or(BadTokenKeys::Empty)?;
        let mut public: Vec<(String, DecodingKey)> = Vec::new();
        for key in keys {
            if public.iter().any(|(id, _)| id == key.id()) {
                return Err(BadTokenKeys::Twice(key.id().to_owned()));
            }
            public.push((key.id().to_owned(), key.public()?));
        }
        Ok(Self { current_id: current.id().to_owned(), current: current.private(), public })
    }

    /// The id and the private key that sign.
    pub(super) fn current(&self) -> (&str, &EncodingKey) {
        (&self.current_id, &self.current)
    }

    /// The public key with this id.
    pub(super) fn public(&self, id: &str) -> Option<&DecodingKey> {
        self.public.iter().find(|(other, _)| other == id).map(|(_, key)| key)
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};

    use super::*;
    use crate::base::randomness::SeededRandomness;

    /// The key of RFC 8037, appendix A.1 and A.2.
    #[test]
    fn the_public_key_of_a_seed_is_the_one_the_standard_gives() {
        let key = TokenKey::parse("token:a:nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").expect("a key");
        let public = key.public().expect("usable");
        let bytes = public.try_get_as_bytes().expect("bytes");
        assert_eq!(BASE64.encode(bytes), "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    }

    #[test]
    fn keys_have_different_ids_and_there_is_one_at_least() {
        let key = |seed| TokenKey::generate("a", &SeededRandomness::new(seed)).expect("a key");
        assert_eq!(SigningKeys::new(&[]).map(|_| ()), Err(BadTokenKeys::Empty));
        assert_eq!(SigningKeys::new(&[key(1), key(2)]).map(|_| ()), Err(BadTokenKeys::Twice("a".into())));
    }

    #[test]
    fn debug_shows_no_seed() {
        let key = TokenKey::generate("a", &SeededRandomness::new(1)).expect("a key");
        let keys = SigningKeys::new(std::slice::from_ref(&key)).expect("keys");
        let seed = key.to_text().rsplit(':').next().expect("a seed").to_owned();
        let first = format!("{}, {}", key.0.expose()[0], key.0.expose()[1]);
        for text in [format!("{key:?}"), format!("{keys:?}")] {
            assert!(!text.contains(&seed) && !text.contains(&first), "{text}");
        }
    }
}
