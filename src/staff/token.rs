//! Access tokens: JWTs (RFC 7519) signed by Ed25519 and nothing else, checked as RFC 8725 advises.
//!
//! The algorithm is never taken from the token, the type and the audience keep kinds of tokens apart, and the time is
//! an argument: nothing here reads a clock.

use std::{collections::BTreeSet, fmt};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, Header, Validation, errors::ErrorKind};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    caller::{Caller, Role},
    token_keys::SigningKeys,
};
use crate::base::randomness::{Randomness, draw};

/// The longest life of a token, in seconds.
pub const LONGEST_LIFE_S: i64 = 15 * 60;
/// How far in the future a token's beginning may lie, in seconds: the clocks of two replicas differ.
const CLOCK_SKEW_S: i64 = 30;
/// An access token, RFC 9068.
const TYPE: &str = "at+jwt";
/// Ours have fewer than 500 bytes; what is much longer is not read.
const LONGEST_TOKEN: usize = 2048;

/// Which kind of caller a token is for. A token for one is worthless where another is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// A bank's back end.
    BackEnd,
    /// An applicant.
    Applicant,
    /// A member of staff.
    Staff,
}

impl Audience {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::BackEnd, Self::Applicant, Self::Staff];

    const fn as_str(self) -> &'static str {
        match self {
            Self::BackEnd => "ahlan:back-end",
            Self::Applicant => "ahlan:applicant",
            Self::Staff => "ahlan:staff",
        }
    }

    /// The kind of this caller.
    pub const fn of(caller: &Caller) -> Self {
        match caller {
            Caller::BackEnd { .. } => Self::BackEnd,
            Caller::Applicant { .. } => Self::Applicant,
            Caller::Staff { .. } => Self::Staff,
        }
    }
}

/// A token as it is handed out. Wiped from memory on drop; `Debug` shows when it expires only.
pub struct Token {
    text: Zeroizing<String>,
    expires_at: Timestamp,
}

impl Token {
    /// The token itself.
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// The first second in which it is worthless.
    pub const fn expires_at(&self) -> Timestamp {
        self.expires_at
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token(until {})", self.expires_at)
    }
}

/// A token could not be signed: the key or the library is at fault, not the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a token could not be signed")]
pub struct SigningFailed;

/// Why a token proves nothing. For the log and for tests; the caller is told "invalid token".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// No JWT of ours: other parts, type, claims, or a life that is too long.
    #[error("malformed token")]
    Malformed,
    /// Signed by another algorithm than `EdDSA`, or by none.
    #[error("wrong algorithm")]
    WrongAlgorithm,
    /// Its `kid` names no key of ours.
    #[error("unknown key")]
    UnknownKey,
    /// The signature is not that key's.
    #[error("bad signature")]
    BadSignature,
    /// Another issuer made it.
    #[error("wrong issuer")]
    WrongIssuer,
    /// It is for another kind of caller.
    #[error("wrong audience")]
    WrongAudience,
    /// Its time is over.
    #[error("expired token")]
    Expired,
    /// Its time has not come.
    #[error("token not yet valid")]
    NotYetValid,
}

/// Issues and verifies the tokens of one service.
#[derive(Debug)]
pub struct Tokens {
    issuer: String,
    keys: SigningKeys,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    iat: i64,
    exp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
    jti: String,
    /// Applicants only.
    #[serde(skip_serializing_if = "Option::is_none")]
    generation: Option<u32>,
    /// Staff only.
    #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
    roles: BTreeSet<Role>,
}

/// The part of a token's header that we read. An algorithm is a text here: `none` must be seen to be refused.
#[derive(Deserialize)]
struct Head {
    alg: String,
    typ: Option<String>,
    kid: Option<String>,
    crit: Option<serde_json::Value>,
}

impl Tokens {
    /// Tokens of `issuer` (the service's public address), signed by `keys`.
    pub fn new(issuer: impl Into<String>, keys: SigningKeys) -> Self {
        Self { issuer: issuer.into(), keys }
    }

    /// A token for `caller` that lives 15 minutes from `now`.
    ///
    /// # Errors
    ///
    /// [`SigningFailed`] when the library does not sign.
    pub fn issue(&self, caller: &Caller, now: Timestamp, randomness: &dyn Randomness) -> Result<Token, SigningFailed> {
        let iat = now.as_second();
        let exp = iat + LONGEST_LIFE_S;
        let claims = self.claims(caller, iat, exp, BASE64.encode(draw::<16>(randomness)));
        let (kid, key) = self.keys.current();
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(kid.to_owned());
        let text = jsonwebtoken::encode(&header, &claims, key).map_err(|_| SigningFailed)?;
        let expires_at = Timestamp::from_second(exp).map_err(|_| SigningFailed)?;
        Ok(Token { text: Zeroizing::new(text), expires_at })
    }

    fn claims(&self, caller: &Caller, iat: i64, exp: i64, jti: String) -> Claims {
        let (sub, generation, roles) = match caller {
            Caller::BackEnd { client_id } => (client_id.to_string(), None, BTreeSet::new()),
            Caller::Applicant { session, generation } => (session.to_string(), Some(*generation), BTreeSet::new()),
            Caller::Staff { id, roles } => (id.to_string(), None, roles.clone()),
        };
        let aud = Audience::of(caller).as_str().to_owned();
        Claims { iss: self.issuer.clone(), aud, sub, iat, exp, nbf: None, jti, generation, roles }
    }

    /// Who presents `token` at the time `now`, where the kinds `expected` may call.
    ///
    /// An applicant's generation is returned, not checked: only the store knows the current one.
    ///
    /// # Errors
    ///
    /// [`TokenFault`], by what is wrong first; claims are not looked at before the signature is proved.
    pub fn verify(&self, token: &str, now: Timestamp, expected: &[Audience]) -> Result<Caller, TokenFault> {
        let claims = self.signed_claims(token)?;
        if claims.iss != self.issuer {
            return Err(TokenFault::WrongIssuer);
        }
        let audience = expected.iter().copied().find(|audience| audience.as_str() == claims.aud);
        let audience = audience.ok_or(TokenFault::WrongAudience)?;
        check_times(&claims, now)?;
        caller(audience, claims).ok_or(TokenFault::Malformed)
    }

    fn signed_claims(&self, token: &str) -> Result<Claims, TokenFault> {
        if token.len() > LONGEST_TOKEN {
            return Err(TokenFault::Malformed);
        }
        let head = head(token)?;
        if head.alg != "EdDSA" {
            return Err(TokenFault::WrongAlgorithm);
        }
        if head.typ.as_deref() != Some(TYPE) || head.crit.is_some() {
            return Err(TokenFault::Malformed);
        }
        let kid = head.kid.ok_or(TokenFault::UnknownKey)?;
        let key = self.keys.public(&kid).ok_or(TokenFault::UnknownKey)?;
        let decoded = jsonwebtoken::decode::<Claims>(token, key, &signature_only());
        decoded.map(|data| data.claims).map_err(|error| {
            // The library's enum is open; whatever else it finds, the token is not one of ours.
            let forged = matches!(error.kind(), ErrorKind::InvalidSignature);
            if forged { TokenFault::BadSignature } else { TokenFault::Malformed }
        })
    }
}

fn head(token: &str) -> Result<Head, TokenFault> {
    let parts: Vec<&str> = token.split('.').collect();
    let [head, _, _] = parts.as_slice() else { return Err(TokenFault::Malformed) };
    let bytes = BASE64.decode(head).map_err(|_| TokenFault::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| TokenFault::Malformed)
}

/// The library checks the signature; issuer, audience and times are ours, against the clock we are given.
fn signature_only() -> Validation {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation
}

fn check_times(claims: &Claims, now: Timestamp) -> Result<(), TokenFault> {
    let life = claims.exp.checked_sub(claims.iat).ok_or(TokenFault::Malformed)?;
    if !(1..=LONGEST_LIFE_S).contains(&life) {
        return Err(TokenFault::Malformed);
    }
    let exp = Timestamp::from_second(claims.exp).map_err(|_| TokenFault::Malformed)?;
    if now >= exp {
        return Err(TokenFault::Expired);
    }
    let begins = claims.iat.max(claims.nbf.unwrap_or(claims.iat));
    let begins = Timestamp::from_second(begins).map_err(|_| TokenFault::Malformed)?;
    if begins.duration_since(now) > SignedDuration::from_secs(CLOCK_SKEW_S) {
        return Err(TokenFault::NotYetValid);
    }
    Ok(())
}

fn caller(audience: Audience, claims: Claims) -> Option<Caller> {
    match audience {
        Audience::BackEnd => Some(Caller::BackEnd { client_id: claims.sub.parse().ok()? }),
        Audience::Applicant => {
            Some(Caller::Applicant { session: claims.sub.parse().ok()?, generation: claims.generation? })
        }
        Audience::Staff if claims.roles.is_empty() => None,
        Audience::Staff => Some(Caller::Staff { id: claims.sub.parse().ok()?, roles: claims.roles }),
    }
}

#[cfg(test)]
#[path = "token_tests.rs"]
mod tests;
