//! Values sealed by AES-256-GCM and bound to the place they belong to.
//!
//! A sealed value that is moved to another session, category, event or field does not open: all four are associated
//! data. The nonce is 96 random bits (NIST SP 800-38D, 8.2.2); one key seals the few hundred values of one session, far
//! below the 2^32 messages which that section allows.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce as Number, UnboundKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::keys::DataKey;
use crate::base::{
    category::Category,
    ids::SessionId,
    randomness::{Randomness, draw},
};

/// Keeps seals apart from every other use of the same key.
const DOMAIN: &str = "ahlan/seal/v1";
const NONCE_LENGTH: usize = 12;
/// Bytes of a tag.
pub(super) const TAG: usize = 16;

/// Where a sealed value belongs; it opens nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// The session it is part of.
    pub session: SessionId,
    /// The category, which also chooses the key.
    pub category: Category,
    /// The event's sequence in its stream, or another number that tells apart what has the same part name.
    pub sequence: u64,
    /// The field of the event, or the part of the upload.
    pub part: &'a str,
}

impl Place<'_> {
    /// The place in bytes. Each part follows its length, so that no two places give the same bytes.
    pub(super) fn associated_data(&self, domain: &str) -> Vec<u8> {
        let session = self.session.to_string();
        let sequence = self.sequence.to_be_bytes();
        let parts =
            [domain.as_bytes(), session.as_bytes(), self.category.name().as_bytes(), &sequence, self.part.as_bytes()];
        let mut bytes = Vec::with_capacity(128);
        for part in parts {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part);
        }
        bytes
    }
}

/// 96 random bits for one seal. It is moved into the seal and cannot be copied, so it cannot be used twice.
#[derive(Debug)]
pub struct Nonce([u8; NONCE_LENGTH]);

impl Nonce {
    /// A fresh nonce.
    pub fn draw(randomness: &dyn Randomness) -> Self {
        Self(draw(randomness))
    }
}

/// A sealed value as it is stored: base64url of nonce ‖ ciphertext ‖ tag, without padding.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sealed(String);

impl Sealed {
    /// A sealed value read from the store; whether it opens is found by [`open`].
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The text to store.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} characters)", self.0.len())
    }
}

/// A seal could not be made or does not open. It says no more on purpose: which check failed would help a forger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the seal does not hold")]
pub struct SealError;

/// Seals `value` into `place`.
///
/// # Errors
///
/// [`SealError`] beyond 64 GiB, the cipher's limit.
#[expect(clippy::needless_pass_by_value, reason = "a nonce is good for one seal; the move keeps it from a second")]
pub fn seal(key: &DataKey, place: &Place<'_>, nonce: Nonce, value: &[u8]) -> Result<Sealed, SealError> {
    let Nonce(nonce) = nonce;
    let aad = place.associated_data(DOMAIN);
    let mut sealed = vec![0; NONCE_LENGTH + value.len() + TAG];
    let (head, rest) = sealed.split_at_mut(NONCE_LENGTH);
    head.copy_from_slice(&nonce);
    encrypt(&cipher(key.expose())?, nonce, &aad, value, rest)?;
    Ok(Sealed(BASE64.encode(sealed)))
}

/// Opens what was sealed into `place`. The value is wiped from memory on drop.
///
/// # Errors
///
/// [`SealError`] when key or place is another, or the text was changed.
pub fn open(key: &DataKey, place: &Place<'_>, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let bytes = BASE64.decode(&sealed.0).map_err(|_| SealError)?;
    let (nonce, rest) = bytes.split_first_chunk::<NONCE_LENGTH>().ok_or(SealError)?;
    let mut value = Zeroizing::new(vec![0; rest.len().checked_sub(TAG).ok_or(SealError)?]);
    decrypt(&cipher(key.expose())?, *nonce, &place.associated_data(DOMAIN), rest, &mut value)?;
    Ok(value)
}

/// AES-256-GCM under `key`.
pub(super) fn cipher(key: &[u8; 32]) -> Result<LessSafeKey, SealError> {
    Ok(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).map_err(|_| SealError)?))
}

/// Encrypts `clear` into `sealed`, which is longer by a tag. The key must never have met `nonce` before.
pub(super) fn encrypt(
    cipher: &LessSafeKey,
    nonce: [u8; NONCE_LENGTH],
    aad: &[u8],
    clear: &[u8],
    sealed: &mut [u8],
) -> Result<(), SealError> {
    let (text, tag) = sealed.split_at_mut_checked(clear.len()).ok_or(SealError)?;
    let number = Number::assume_unique_for_key(nonce);
    cipher.seal_out_of_place_scatter(number, Aad::from(aad), clear, text, &[], tag).map_err(|_| SealError)
}

/// Decrypts `sealed` into `clear`, which is shorter by a tag and means nothing unless this succeeds.
pub(super) fn decrypt(
    cipher: &LessSafeKey,
    nonce: [u8; NONCE_LENGTH],
    aad: &[u8],
    sealed: &[u8],
    clear: &mut [u8],
) -> Result<(), SealError> {
    let (text, tag) = sealed.split_at_checked(clear.len()).ok_or(SealError)?;
    let number = Number::assume_unique_for_key(nonce);
    cipher.open_separate_gather(number, Aad::from(aad), text, tag, clear).map_err(|_| SealError)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;
    use crate::base::randomness::SeededRandomness;

    const ONE: &str = "01890a5d-ac96-774b-bcce-b302099a8057";
    const TWO: &str = "01890a5d-ac96-774b-bcce-b302099a8058";

    fn place() -> Place<'static> {
        Place { session: ONE.parse().expect("an id"), category: Category::Profile, sequence: 4, part: "birth_date" }
    }

    fn key(seed: u64) -> DataKey {
        DataKey::generate(&SeededRandomness::new(seed))
    }

    fn sealed(value: &[u8]) -> Sealed {
        seal(&key(1), &place(), Nonce::draw(&SeededRandomness::new(2)), value).expect("seals")
    }

    #[test]
    fn a_value_moved_to_any_other_place_does_not_open() {
        let others = [
            Place { session: TWO.parse().expect("an id"), ..place() },
            Place { category: Category::Chat, ..place() },
            Place { sequence: 5, ..place() },
            Place { part: "birth_place", ..place() },
            Place { part: "", ..place() },
        ];
        for other in others {
            assert_eq!(open(&key(1), &other, &sealed(b"1990-08-07")), Err(SealError), "{other:?}");
        }
        assert_eq!(open(&key(1), &place(), &sealed(b"1990-08-07")).expect("opens").as_slice(), b"1990-08-07");
    }

    #[test]
    fn no_other_key_opens_it() {
        assert_eq!(open(&key(3), &place(), &sealed(b"1990-08-07")), Err(SealError));
    }

    #[test]
    fn every_flipped_bit_and_every_missing_byte_is_found() {
        let bytes = BASE64.decode(sealed(b"1990-08-07").as_str()).expect("base64");
        let shut = |bytes: &[u8]| open(&key(1), &place(), &Sealed(BASE64.encode(bytes))) == Err(SealError);
        for bit in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(shut(&changed), "bit {bit}");
        }
        for length in 0..bytes.len() {
            assert!(shut(&bytes[..length]), "{length} bytes");
        }
    }

    /// Made once by Python's `cryptography` (OpenSSL) from the same key, nonce and associated data.
    #[test]
    fn another_implementation_seals_to_the_same_text() {
        assert_eq!(
            BASE64.encode(place().associated_data(DOMAIN)),
            "AAAAAAAAAA1haGxhbi9zZWFsL3YxAAAAAAAAACQwMTg5MGE1ZC1hYzk2LTc3NGItYmNjZS1iMzAyMDk5YTgwNTcAAAAAAAAAB3Byb2ZpbGUAAAAAAAAACAAAAAAAAAAEAAAAAAAAAApiaXJ0aF9kYXRl"
        );
        assert_eq!(sealed(b"1990-08-07").as_str(), "1j8NIdqz33wdfmXZ1iEMxgkJ5H3Es_g9ewwBsQ085kbJz5LqVC0");
    }

    #[test]
    fn two_places_never_give_the_same_associated_data() {
        let mut seen = HashSet::new();
        for part in ["", "a", "ab", "profile", "a\0b"] {
            for category in Category::ALL {
                for sequence in [0, 1, 256, u64::MAX] {
                    let place = Place { category, sequence, part, ..place() };
                    assert!(seen.insert(place.associated_data(DOMAIN)), "{place:?}");
                }
            }
        }
    }

    #[test]
    fn the_value_is_not_in_the_sealed_text_nor_in_its_debug() {
        let text = sealed(b"1990-08-07");
        assert!(!BASE64.decode(text.as_str()).expect("base64").windows(4).any(|bytes| bytes == b"1990"));
        assert_eq!(format!("{text:?}"), "Sealed(51 characters)");
    }

    proptest! {
        #[test]
        fn every_value_survives_its_seal(value: Vec<u8>, sequence: u64, part: String, seed: u64) {
            let place = Place { sequence, part: &part, ..place() };
            let sealed = seal(&key(seed), &place, Nonce::draw(&SeededRandomness::new(seed)), &value).expect("seals");
            let opened = open(&key(seed), &place, &sealed).expect("opens");
            prop_assert_eq!(opened.as_slice(), value.as_slice());
        }
    }
}
