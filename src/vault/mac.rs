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
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made once by Python's `hmac`.
    #[test]
    fn another_implementation_gives_the_same_hash() {
        let hash = hmac_sha256(&[7; 32], &[b"one", b"two"]);
        let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "368aa01fb5ebe186853ada05f635b4c81934bb1c36d5cfdb1557c34a6d925323");
    }
}
