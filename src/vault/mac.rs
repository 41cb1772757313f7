//! HMAC-SHA-256 under one of our 256-bit keys.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// HMAC-SHA-256 of `parts`, one after the other; the caller sees to it that they cannot be divided otherwise.
pub(super) fn hmac_sha256(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // A key shorter than the hash's block is filled with zeros (RFC 2104, section 2); done here, it cannot fail.
    let mut block = Zeroizing::new([0; 64]);
    block[..32].copy_from_slice(key);
    let mut mac = <Hmac<Sha256> as KeyInit>::new((&*block).into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};

    use super::*;

    /// Made once by Python's `hmac`.
    #[test]
    fn another_implementation_gives_the_same_hash() {
        let hash = hmac_sha256(&[7; 32], &[b"one", b"two"]);
        assert_eq!(BASE64.encode(hash), "NoqgH7Xr4YaFOtoF9jW0yBk0uxw21c_bFVfDSm2SUyM");
    }
}
