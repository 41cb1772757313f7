//! Signatures after Standard Webhooks: HMAC-SHA-256 over id, time and body.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use jiff::Timestamp;
use standardwebhooks::Webhook;
use zeroize::Zeroizing;

use crate::base::{ids::EventId, randomness::Randomness};

const PREFIX: &str = "whsec_";

/// The secret that an endpoint shares with us, `whsec_` and 24 to 64 bytes of base64. Wiped from memory on drop.
#[derive(Clone)]
pub struct WebhookSecret(Zeroizing<String>);

/// Not a webhook secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a webhook secret is whsec_ and 24 to 64 bytes of base64")]
pub struct BadWebhookSecret;

impl WebhookSecret {
    /// A fresh secret of 32 bytes, to be shown once.
    pub fn generate(randomness: &dyn Randomness) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        randomness.fill(bytes.as_mut());
        let text = Zeroizing::new(BASE64.encode(bytes.as_slice()));
        Self(Zeroizing::new(format!("{PREFIX}{}", text.as_str())))
    }

    /// Reads a stored secret, once it is unsealed.
    ///
    /// # Errors
    ///
    /// [`BadWebhookSecret`] when it is none.
    pub fn parse(text: &str) -> Result<Self, BadWebhookSecret> {
        let secret = text.strip_prefix(PREFIX).ok_or(BadWebhookSecret)?;
        let bytes = Zeroizing::new(BASE64.decode(secret).map_err(|_| BadWebhookSecret)?);
        if (24..=64).contains(&bytes.len()) { Ok(Self(Zeroizing::new(text.to_owned()))) } else { Err(BadWebhookSecret) }
    }

    /// The secret itself: to show once, to seal, to sign with.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(…)")
    }
}

/// The three headers by which a receiver knows that a notice is ours, new, and not seen before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedHeaders {
    /// `webhook-id`: the same at every attempt, so that a receiver can drop what it has seen.
    pub id: String,
    /// `webhook-timestamp`: when this attempt was signed, Unix time in seconds.
    pub timestamp: i64,
    /// `webhook-signature`: `v1,` and base64.
    pub signature: String,
}

impl SignedHeaders {
    /// Names and values, as they are sent.
    pub fn pairs(&self) -> [(&'static str, String); 3] {
        [
            (standardwebhooks::HEADER_WEBHOOK_ID, self.id.clone()),
            (standardwebhooks::HEADER_WEBHOOK_TIMESTAMP, self.timestamp.to_string()),
            (standardwebhooks::HEADER_WEBHOOK_SIGNATURE, self.signature.clone()),
        ]
    }
}

/// Signs `body` as the notice `id` (an event's: an id without full stops, by which the signed text joins its parts), at
/// `now`.
///
/// # Errors
///
/// [`BadWebhookSecret`] when the library does not take the secret.
pub fn sign(
    secret: &WebhookSecret,
    id: EventId,
    now: Timestamp,
    body: &str,
) -> Result<SignedHeaders, BadWebhookSecret> {
    let (id, timestamp) = (id.to_string(), now.as_second());
    let webhook = Webhook::new(secret.expose()).map_err(|_| BadWebhookSecret)?;
    let signature = webhook.sign(&id, timestamp, body.as_bytes()).map_err(|_| BadWebhookSecret)?;
    Ok(SignedHeaders { id, timestamp, signature })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::randomness::SeededRandomness;

    const ONE: &str = "01890a5d-ac96-774b-bcce-b302099a8057";
    const TWO: &str = "01890a5d-ac96-774b-bcce-b302099a8058";

    fn headers(secret: &WebhookSecret, id: &str, second: i64, body: &str) -> SignedHeaders {
        let now = Timestamp::from_second(second).expect("a time");
        sign(secret, id.parse().expect("an id"), now, body).expect("signs")
    }

    /// The signature was made by Python's `hmac` over `id.timestamp.body`, as the specification says.
    #[test]
    fn another_implementation_signs_alike() {
        let secret = WebhookSecret::parse("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD").expect("a secret");
        let headers = headers(&secret, ONE, 1_649_367_553, r#"{"email":"test@example.com"}"#);
        assert_eq!(
            headers.pairs(),
            [
                ("webhook-id", ONE.to_owned()),
                ("webhook-timestamp", "1649367553".to_owned()),
                ("webhook-signature", "v1,yQuFa/wcxh3PZDalCNn/Wq+QMsgRTUHte1UFTBoI+iQ=".to_owned()),
            ]
        );
    }

    #[test]
    fn another_body_time_id_or_secret_gives_another_signature() {
        let secret = |seed| WebhookSecret::generate(&SeededRandomness::new(seed));
        let signature = |seed, id, second, body| headers(&secret(seed), id, second, body).signature;
        let first = signature(1, ONE, 1, "{}");
        for other in [
            signature(2, ONE, 1, "{}"),
            signature(1, TWO, 1, "{}"),
            signature(1, ONE, 2, "{}"),
            signature(1, ONE, 1, "[]"),
        ] {
            assert_ne!(first, other);
        }
    }

    #[test]
    fn a_secret_survives_its_text_and_others_are_refused() {
        let secret = WebhookSecret::generate(&SeededRandomness::new(1));
        assert_eq!(WebhookSecret::parse(secret.expose()).expect("reads").expose(), secret.expose());
        let short = format!("whsec_{}", BASE64.encode([7; 23]));
        for bad in ["", "whsec_", "whsec_!!!", &short, &secret.expose()[PREFIX.len()..]] {
            assert_eq!(WebhookSecret::parse(bad).map(|_| ()), Err(BadWebhookSecret), "{bad}");
        }
        assert_eq!(format!("{secret:?}"), "WebhookSecret(…)");
    }
}
