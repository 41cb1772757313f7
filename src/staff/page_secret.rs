//! What a browser holds: the one-use code of a link, and the cookie that it is exchanged for. Stored as hashes alone.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::base::randomness::{Randomness, draw};

/// What a secret is for. The hash of one kind is never that of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageSecretKind {
    /// In a link's fragment: 128 random bits, 22 characters.
    Code,
    /// In a cookie: 256 random bits, 43 characters.
    Cookie,
}

/// A secret of a browser's. Wiped from memory on drop; `Debug` shows its kind only.
pub struct PageSecret {
    kind: PageSecretKind,
    text: Zeroizing<String>,
}

impl PageSecret {
    /// A fresh secret.
    pub fn generate(kind: PageSecretKind, randomness: &dyn Randomness) -> Self {
        let text = match kind {
            PageSecretKind::Code => BASE64.encode(Zeroizing::new(draw::<16>(randomness)).as_slice()),
            PageSecretKind::Cookie => BASE64.encode(Zeroizing::new(draw::<32>(randomness)).as_slice()),
        };
        Self { kind, text: Zeroizing::new(text) }
    }

    /// The secret itself, to hand out once.
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// What is stored of it.
    pub fn hash(&self) -> String {
        hash(self.kind, &self.text)
    }
}

impl fmt::Debug for PageSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PageSecret({:?})", self.kind)
    }
}

/// The hash under which `presented` is stored, if it is a secret of this kind.
///
/// Plain SHA-256 is enough: at least 128 random bits cannot be found by trying, however fast the hash is. A look-up by
/// hash tells nothing by its time.
pub fn hash(kind: PageSecretKind, presented: &str) -> String {
    let domain = match kind {
        PageSecretKind::Code => "ahlan capture link\0",
        PageSecretKind::Cookie => "ahlan visit\0",
    };
    BASE64.encode(Sha256::new().chain_update(domain).chain_update(presented).finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::randomness::SeededRandomness;

    fn secret(kind: PageSecretKind, seed: u64) -> PageSecret {
        PageSecret::generate(kind, &SeededRandomness::new(seed))
    }

    #[test]
    fn a_code_holds_128_bits_and_a_cookie_256() {
        for (kind, bytes) in [(PageSecretKind::Code, 16), (PageSecretKind::Cookie, 32)] {
            assert_eq!(BASE64.decode(secret(kind, 1).expose()).expect("base64url").len(), bytes);
        }
    }

    #[test]
    fn a_hash_is_found_by_the_secret_alone_and_in_its_own_kind_alone() {
        let code = secret(PageSecretKind::Code, 1);
        assert_eq!(code.hash(), hash(PageSecretKind::Code, code.expose()));
        assert_ne!(code.hash(), hash(PageSecretKind::Cookie, code.expose()));
        assert_ne!(code.hash(), secret(PageSecretKind::Code, 2).hash());
        assert!(!code.hash().contains(code.expose()));
    }

    #[test]
    fn debug_does_not_show_the_secret() {
        assert_eq!(format!("{:?}", secret(PageSecretKind::Cookie, 1)), "PageSecret(Cookie)");
    }
}
