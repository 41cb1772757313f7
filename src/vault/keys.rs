//! Data keys, and the wrapping keys under which they are stored (AES-256-KWP, RFC 5649).

use std::fmt;

use aes_kw::{KeyInit, KwpAes256};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::base::{
    randomness::Randomness,
    secret_key::{BadKey, Purpose, SecretKey},
};

/// Length of a data key, wrapped: eight bytes of integrity check more than the key's 32.
const WRAPPED_LENGTH: usize = 40;

/// The random 256-bit key of one session and one category. Wiped from memory on drop.
#[derive(Clone)]
pub struct DataKey(Zeroizing<[u8; 32]>);

impl DataKey {
    /// A fresh key.
    pub fn generate(randomness: &dyn Randomness) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        randomness.fill(bytes.as_mut());
        Self(bytes)
    }

    /// 32 bytes that follow from the key and `label`, and tell nothing of the key: a secret that need not be stored.
    pub fn derive(&self, label: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(super::mac::hmac_sha256(&self.0, &[b"ahlan/derive/v1\0", label.as_bytes()]))
    }

    /// The key itself, for the vault's own ciphers only.
    pub(super) fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(…)")
    }
}

/// A data key as it is stored: useless without the wrapping key it names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrappedKey {
    /// The wrapping key it was wrapped with.
    pub key_id: String,
    /// The wrapped key, 40 bytes in base64url without padding.
    pub wrapped: String,
}

/// A key that wraps data keys (AES-256).
#[derive(Clone, Debug)]
pub struct WrappingKey(SecretKey);

impl WrappingKey {
    /// Reads a key from its configured text, `wrapping:id:secret`.
    ///
    /// # Errors
    ///
    /// [`BadKey`] when it is none, or is a key for something else.
    pub fn parse(text: &str) -> Result<Self, BadKey> {
        SecretKey::parse(Purpose::Wrapping, text).map(Self)
    }

    /// A fresh key.
    ///
    /// # Errors
    ///
    /// [`BadKey::Id`] when `id` is not a key's id.
    pub fn generate(id: &str, randomness: &dyn Randomness) -> Result<Self, BadKey> {
        SecretKey::generate(Purpose::Wrapping, id, randomness).map(Self)
    }

    /// Its public name.
    pub fn id(&self) -> &str {
        self.0.id()
    }

    /// The key as it is printed once.
    pub fn to_text(&self) -> Zeroizing<String> {
        self.0.to_text()
    }

    fn cipher(&self) -> KwpAes256 {
        KwpAes256::new(self.0.expose().into())
    }
}

/// Why keys do not make a keyring.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadKeyring {
    /// There is no key to wrap with.
    #[error("a keyring needs at least one wrapping key")]
    Empty,
    /// Two keys have the same id, so a stored id would not say which is meant.
    #[error("two wrapping keys have the id {0}")]
    Twice(String),
}

/// Why a wrapped key does not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnwrapError {
    /// It was wrapped with a key that is not in the keyring.
    #[error("no wrapping key {0}")]
    UnknownKey(String),
    /// It is not what was stored, or the wrapping key of that id is another one.
    #[error("the wrapped key is damaged or was wrapped with another key of the same id")]
    Damaged,
}

/// The wrapping keys of the service: the first wraps, all unwrap.
#[derive(Clone, Debug)]
pub struct Keyring(Vec<WrappingKey>);

impl Keyring {
    /// A keyring whose first key is the current one.
    ///
    /// # Errors
    ///
    /// [`BadKeyring`] without a key, or with two of one id.
    pub fn new(keys: Vec<WrappingKey>) -> Result<Self, BadKeyring> {
        if keys.is_empty() {
            return Err(BadKeyring::Empty);
        }
        for (place, key) in keys.iter().enumerate() {
            if keys[..place].iter().any(|other| other.id() == key.id()) {
                return Err(BadKeyring::Twice(key.id().to_owned()));
            }
        }
        Ok(Self(keys))
    }

    /// The id of the key that wraps.
    pub fn current_id(&self) -> &str {
        self.0[0].id()
    }

    /// Wraps with the current key.
    pub fn wrap(&self, key: &DataKey) -> WrappedKey {
        let current = &self.0[0];
        let wrapped = current.cipher().wrap_fixed_key::<aes_kw::cipher::consts::U32>(key.expose().into());
        WrappedKey { key_id: current.id().to_owned(), wrapped: BASE64.encode(wrapped) }
    }

    /// Unwraps with whichever key it names.
    ///
    /// # Errors
    ///
    /// [`UnwrapError`] when that key is not here or the check fails.
    pub fn unwrap(&self, wrapped: &WrappedKey) -> Result<DataKey, UnwrapError> {
        let key = self.0.iter().find(|key| key.id() == wrapped.key_id);
        let key = key.ok_or_else(|| UnwrapError::UnknownKey(wrapped.key_id.clone()))?;
        let bytes = BASE64.decode(&wrapped.wrapped).map_err(|_| UnwrapError::Damaged)?;
        if bytes.len() != WRAPPED_LENGTH {
            return Err(UnwrapError::Damaged);
        }
        let mut plain = Zeroizing::new([0; 32]);
        let length = key.cipher().unwrap_key(&bytes, plain.as_mut()).map_err(|_| UnwrapError::Damaged)?.len();
        // KWP carries the length: a shorter key, padded, would also pass its check.
        if length == 32 { Ok(DataKey(plain)) } else { Err(UnwrapError::Damaged) }
    }

    /// The same data key under the current wrapping key, or nothing when it is already there.
    ///
    /// # Errors
    ///
    /// As [`Keyring::unwrap`].
    pub fn rotate(&self, wrapped: &WrappedKey) -> Result<Option<WrappedKey>, UnwrapError> {
        let key = self.unwrap(wrapped)?;
        Ok((wrapped.key_id != self.0[0].id()).then(|| self.wrap(&key)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::randomness::SeededRandomness;

    fn wrapping(id: &str, seed: u64) -> WrappingKey {
        WrappingKey::generate(id, &SeededRandomness::new(seed)).expect("a key")
    }

    fn ring(keys: &[(&str, u64)]) -> Keyring {
        Keyring::new(keys.iter().map(|(id, seed)| wrapping(id, *seed)).collect()).expect("a keyring")
    }

    #[test]
    fn a_key_wrapped_before_the_rotation_still_opens_and_moves_to_the_new_key() {
        let data = DataKey::generate(&SeededRandomness::new(9));
        let old = ring(&[("a", 1)]).wrap(&data);
        let both = ring(&[("b", 2), ("a", 1)]);
        assert_eq!(both.unwrap(&old).expect("opens").expose(), data.expose());
        let new = both.rotate(&old).expect("opens").expect("was under the old key");
        assert_eq!(new.key_id, "b");
        assert_eq!(ring(&[("b", 2)]).unwrap(&new).expect("opens").expose(), data.expose());
        assert_eq!(both.rotate(&new), Ok(None));
    }

    /// Made once by Python's `cryptography` (OpenSSL) from the same two keys.
    #[test]
    fn another_implementation_wraps_to_the_same_text() {
        let wrapped = ring(&[("a", 1)]).wrap(&DataKey::generate(&SeededRandomness::new(9)));
        assert_eq!(wrapped.wrapped, "dzG2ZrkY9qzRCX608CP5oSdBsD3PyhmLRuXiLUM8A1Saiwfz0hgVgA");
    }

    #[test]
    fn without_its_wrapping_key_a_data_key_stays_shut() {
        let wrapped = ring(&[("a", 1)]).wrap(&DataKey::generate(&SeededRandomness::new(9)));
        let fault = ring(&[("b", 2)]).unwrap(&wrapped).expect_err("shut");
        assert_eq!(fault, UnwrapError::UnknownKey("a".into()));
        assert_eq!(ring(&[("a", 3)]).unwrap(&wrapped).expect_err("shut"), UnwrapError::Damaged);
    }

    #[test]
    fn every_flipped_bit_of_a_wrapped_key_is_found() {
        let keys = ring(&[("a", 1)]);
        let wrapped = keys.wrap(&DataKey::generate(&SeededRandomness::new(9)));
        let bytes = BASE64.decode(&wrapped.wrapped).expect("base64");
        for bit in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let changed = WrappedKey { key_id: "a".into(), wrapped: BASE64.encode(changed) };
            assert_eq!(keys.unwrap(&changed).expect_err("found"), UnwrapError::Damaged, "bit {bit}");
        }
    }

    #[test]
    fn a_shorter_key_in_a_wrapping_of_the_right_length_is_refused() {
        let key = wrapping("a", 1);
        let mut buffer = [0; WRAPPED_LENGTH];
        key.cipher().wrap_key(&[7; 31], &mut buffer).expect("wraps");
        let wrapped = WrappedKey { key_id: "a".into(), wrapped: BASE64.encode(buffer) };
        let keys = Keyring::new(vec![key]).expect("a keyring");
        assert_eq!(keys.unwrap(&wrapped).expect_err("refused"), UnwrapError::Damaged);
    }

    #[test]
    fn a_keyring_has_keys_of_different_ids() {
        assert_eq!(Keyring::new(vec![]).map(|_| ()), Err(BadKeyring::Empty));
        let twice = Keyring::new(vec![wrapping("a", 1), wrapping("a", 2)]).map(|_| ());
        assert_eq!(twice, Err(BadKeyring::Twice("a".into())));
    }

    #[test]
    fn debug_shows_no_key() {
        let data = DataKey::generate(&SeededRandomness::new(9));
        assert_eq!(format!("{data:?}"), "DataKey(…)");
        assert_eq!(format!("{:?}", ring(&[("a", 1)])), "Keyring([WrappingKey(SecretKey(wrapping:a:…))])");
    }

    proptest! {
        #[test]
        fn every_data_key_survives_its_wrapping(data: u64, wrapping: u64) {
            let key = DataKey::generate(&SeededRandomness::new(data));
            let keys = ring(&[("a", wrapping)]);
            let opened = keys.unwrap(&keys.wrap(&key)).expect("opens");
            prop_assert_eq!(opened.expose(), key.expose());
        }
    }
}
