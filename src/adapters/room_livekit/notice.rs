//! What a LiveKit server tells by webhook, believed only when it is signed: a JWT in `Authorization` under our own API key,
//! whose `sha256` is of the very bytes of the body.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::identity;
use crate::{
    base::ids::CallId,
    video::room::{Movement, Notice, NoticeFault, Side, Step},
};

/// How far the server's clock and ours may differ, in seconds; as long as LiveKit's own receivers allow.
const CLOCK_SKEW_S: i64 = 60;

/// Theirs have some 300 bytes; what is much longer is not read.
const LONGEST_PROOF: usize = 2048;

/// Believes what is signed under one API key.
pub(super) struct Receiver {
    api_key: String,
    key: DecodingKey,
}

/// What stands in the proof.
#[derive(Deserialize)]
struct Claims {
    iss: String,
    exp: i64,
    #[serde(default)]
    nbf: i64,
    sha256: String,
}

/// What stands in the body, as far as we ask.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    #[serde(rename = "event")]
    kind: String,
    room: Option<Room>,
    participant: Option<Participant>,
    created_at: Option<Seconds>,
}

#[derive(Deserialize)]
struct Room {
    name: String,
}

#[derive(Deserialize)]
struct Participant {
    sid: String,
    identity: String,
}

/// Protobuf writes 64 bits as a text; both are read.
#[derive(Deserialize)]
#[serde(untagged)]
enum Seconds {
    Text(String),
    Number(i64),
}

impl Receiver {
    pub(super) fn new(api_key: String, secret: &[u8]) -> Self {
        Self { api_key, key: DecodingKey::from_secret(secret) }
    }

    /// What a notice tells.
    ///
    /// # Errors
    ///
    /// [`NoticeFault`] when it is not proved, or cannot be read.
    pub(super) fn hear(&self, notice: Notice<'_>, now_ms: i64) -> Result<Option<Movement>, NoticeFault> {
        self.prove(notice, now_ms / 1000).ok_or(NoticeFault::Unproved)?;
        let event: Event = serde_json::from_slice(notice.body).map_err(|_| NoticeFault::Unreadable)?;
        Ok(event.movement(now_ms))
    }

    /// Nothing where something is wrong: which of it is nobody's business who cannot sign.
    fn prove(&self, notice: Notice<'_>, now_s: i64) -> Option<()> {
        if notice.proof.len() > LONGEST_PROOF {
            return None;
        }
        let claims = jsonwebtoken::decode::<Claims>(notice.proof, &self.key, &signature_only()).ok()?.claims;
        let in_time = claims.nbf <= now_s + CLOCK_SKEW_S && now_s < claims.exp.saturating_add(CLOCK_SKEW_S);
        let hash = BASE64.decode(&claims.sha256).ok()?;
        let same: bool = hash.as_slice().ct_eq(Sha256::digest(notice.body).as_slice()).into();
        (claims.iss == self.api_key && in_time && same).then_some(())
    }
}

/// The library checks the signature, and that it is of this one algorithm; times are ours, against the clock we are given.
fn signature_only() -> Validation {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation
}

impl Event {
    /// Who came or left; nothing for whatever else happens on the server, in our rooms or in others.
    fn movement(self, now_ms: i64) -> Option<Movement> {
        let step = match self.kind.as_str() {
            "participant_joined" => Step::Came,
            "participant_left" | "participant_connection_aborted" => Step::Left,
            // That a room is over says no more than that both have left, which was told before.
            _ => return None,
        };
        let (room, participant) = (self.room?, self.participant?);
        let call: CallId = room.name.parse().ok()?;
        let side = Side::ALL.into_iter().find(|side| identity(call, *side) == participant.identity)?;
        let told = self.created_at.and_then(|at| match at {
            Seconds::Text(text) => text.parse::<i64>().ok(),
            Seconds::Number(number) => Some(number),
        });
        let at_ms = told.map_or(now_ms, |seconds| seconds.saturating_mul(1000));
        Some(Movement { call, side, connection: participant.sid, step, at_ms })
    }
}
