//! The SHA-256 of a picture, in both ways in which the platform writes it.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::signature::bytes;

/// The SHA-256 of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MediaHash([u8; 32]);

impl MediaHash {
    /// Of these bytes.
    pub fn of(picture: &[u8]) -> Self {
        Self(Sha256::digest(picture).into())
    }

    /// Reads what stands in a notification (base64) or in the answer of the media's own address (hexadecimal); which of
    /// them writes how has changed with versions, so both are taken at both.
    pub fn parse(text: &str) -> Option<Self> {
        let read = if text.len() == 64 { bytes(text) } else { BASE64.decode(text).ok() };
        Some(Self(read?.try_into().ok()?))
    }

    /// Whether `picture` has this hash.
    pub fn fits(&self, picture: &[u8]) -> bool {
        self.0.ct_eq(&Self::of(picture).0).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_to_write_it_are_one_hash() {
        // Made once by Python's `hashlib` of b"abc".
        let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let base64 = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
        for text in [hex, base64, &hex.to_uppercase()] {
            assert!(MediaHash::parse(text).is_some_and(|hash| hash.fits(b"abc") && !hash.fits(b"abd")), "{text}");
        }
        for bad in ["", "abc", &hex[..62], &base64[..40], &format!("{}zz", &hex[..62])] {
            assert_eq!(MediaHash::parse(bad), None, "{bad}");
        }
    }
}
