//! Who brings a notification: the platform signs each one, and proves the address once by a token.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The secret of the app, under which the platform signs the raw body (`X-Hub-Signature-256: sha256=` and hexadecimal).
#[derive(Clone)]
pub struct AppSecret(SecretString);

/// What the operator typed at the platform for the webhook's address, and in the configuration.
#[derive(Clone)]
pub struct VerifyToken(SecretString);

impl AppSecret {
    /// Takes the secret in.
    pub const fn new(secret: SecretString) -> Self {
        Self(secret)
    }

    /// Whether `header` is the signature of `body`, compared in constant time. Of the body's very bytes: JSON that was
    /// read and written again has another signature.
    pub fn signed(&self, header: &str, body: &[u8]) -> bool {
        let Some(signature) = header.strip_prefix("sha256=").and_then(bytes) else { return false };
        // HMAC takes a key of any length, so the error is none that happens.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.0.expose_secret().as_bytes()) else { return false };
        mac.update(body);
        mac.verify_slice(&signature).is_ok()
    }
}

impl VerifyToken {
    /// Takes the token in.
    pub const fn new(token: SecretString) -> Self {
        Self(token)
    }

    /// Whether this is the token; its hash is compared, so that not even its length shows in the time.
    pub fn is(&self, offered: &str) -> bool {
        let hash = |text: &str| Sha256::digest(text.as_bytes());
        hash(self.0.expose_secret()).as_slice().ct_eq(hash(offered).as_slice()).into()
    }
}

impl fmt::Debug for AppSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AppSecret(…)")
    }
}

impl fmt::Debug for VerifyToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VerifyToken(…)")
    }
}

/// The bytes of hexadecimal text; nothing if it is none.
pub(super) fn bytes(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made once by Python's `hmac`: secret `hush`, body `{"object":"x"}`.
    const SIGNATURE: &str = "sha256=26a72ccab5839e4b6b292d4afceb1f3ab8e3e33f8d2aea4cc634ea2384f17ccd";

    fn secret() -> AppSecret {
        AppSecret::new("hush".into())
    }

    #[test]
    fn the_signature_of_another_implementation_is_taken() {
        assert!(secret().signed(SIGNATURE, br#"{"object":"x"}"#));
        assert!(secret().signed(&SIGNATURE.to_uppercase().replace("SHA256", "sha256"), br#"{"object":"x"}"#));
    }

    #[test]
    fn another_body_another_secret_and_what_is_no_signature_are_refused() {
        assert!(!secret().signed(SIGNATURE, br#"{"object": "x"}"#), "one space more is another body");
        assert!(!AppSecret::new("hus".into()).signed(SIGNATURE, br#"{"object":"x"}"#));
        let bare = SIGNATURE.trim_start_matches("sha256=");
        for bad in
            ["", "sha256=", "sha256=zz", bare, &SIGNATURE[..SIGNATURE.len() - 2], &format!("{SIGNATURE}00"), "sha256=é"]
        {
            assert!(!secret().signed(bad, br#"{"object":"x"}"#), "{bad}");
        }
    }

    #[test]
    fn a_token_is_itself_alone_and_debug_shows_neither() {
        let token = VerifyToken::new("meatyhamhock".into());
        assert!(token.is("meatyhamhock"));
        for other in ["", "meatyhamhoc", "meatyhamhockk", "Meatyhamhock"] {
            assert!(!token.is(other), "{other}");
        }
        assert_eq!(format!("{token:?} {:?}", secret()), "VerifyToken(…) AppSecret(…)");
    }
}
