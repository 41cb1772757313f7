//! Ways through the network: STUN and TURN servers, with credentials that run out.
//!
//! TURN's by the scheme that coturn and others speak (draft-uberti-behave-turn-rest-00): the name is the time it ends and
//! the call, the password an HMAC-SHA-1 over it under a secret shared with the server. SHA-1 is that scheme's choice; as an
//! HMAC it stands.

use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use secrecy::{ExposeSecret, SecretString};

use crate::base::ids::CallId;

/// Ways through the network.
#[derive(Clone, Debug)]
pub struct Ice {
    /// `stun:` addresses.
    pub stun: Vec<String>,
    /// `turn:` and `turns:` addresses.
    pub turn: Vec<String>,
    /// Shared with the TURN server; nothing where there is none.
    pub secret: Option<SecretString>,
    /// How long credentials live, in seconds.
    pub life_s: i64,
}

/// One server, as `RTCPeerConnection` takes it.
#[derive(Clone, PartialEq, Eq)]
pub struct IceServer {
    /// Its addresses.
    pub urls: Vec<String>,
    /// Name and password, where it wants them.
    pub credentials: Option<(String, String)>,
}

impl Ice {
    /// The servers for one call, from `now_ms` on.
    pub fn servers(&self, call: CallId, now_ms: i64) -> Vec<IceServer> {
        let stun = (!self.stun.is_empty()).then(|| IceServer { urls: self.stun.clone(), credentials: None });
        let turn = self.secret.as_ref().filter(|_| !self.turn.is_empty()).map(|secret| IceServer {
            urls: self.turn.clone(),
            credentials: Some(credentials(secret, call, now_ms / 1000 + self.life_s)),
        });
        stun.into_iter().chain(turn).collect()
    }
}

fn credentials(secret: &SecretString, call: CallId, until_s: i64) -> (String, String) {
    let name = format!("{until_s}:{call}");
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.expose_secret().as_bytes());
    let password = BASE64.encode(hmac::sign(&key, name.as_bytes()));
    (name, password)
}

impl std::fmt::Debug for IceServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "IceServer({:?})", self.urls) // not the password
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn ice(secret: Option<&str>) -> Ice {
        Ice {
            stun: vec!["stun:stun.bank.example".into()],
            turn: vec!["turn:turn.bank.example:3478".into()],
            secret: secret.map(SecretString::from),
            life_s: 3600,
        }
    }

    #[test]
    fn credentials_are_those_that_the_turn_server_computes() {
        let servers = ice(Some("north")).servers(CallId::new(Uuid::nil()), 1_790_000_000_999);
        let (name, password) = servers[1].credentials.clone().expect("credentials");
        assert_eq!(name, "1790003600:00000000-0000-0000-0000-000000000000");
        // python3 -c 'import hmac,base64; print(base64.b64encode(hmac.digest(b"north", NAME, "sha1")))'
        assert_eq!(password, "n3GSGQjzCKNzEp7JmScGGcziAHE=");
        assert!(!format!("{servers:?}").contains(&password));
    }

    #[test]
    fn without_a_secret_there_is_no_turn() {
        let servers = ice(None).servers(CallId::new(Uuid::nil()), 0);
        assert_eq!(servers, [IceServer { urls: vec!["stun:stun.bank.example".into()], credentials: None }]);
    }
}
