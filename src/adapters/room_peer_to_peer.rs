//! Calls from page to page: nothing to enter but each other, by STUN and TURN servers with credentials that run out.
//!
//! TURN's by the scheme that coturn and others speak (draft-uberti-behave-turn-rest-00): the name is the time it ends and
//! the call, the password an HMAC-SHA-1 over it under a secret shared with the server. SHA-1 is that scheme's choice; as an
//! HMAC it stands.

use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use secrecy::{ExposeSecret, SecretString};

use crate::{
    base::ids::CallId,
    config::calls::Calls,
    video::room::{Entry, IceServer, Movement, Notice, NoticeFault, RoomProvider, Side, Unsigned},
};

/// Ways through the network, from page to page.
#[derive(Clone, Debug)]
pub struct PeerToPeer {
    stun: Vec<String>,
    turn: Vec<String>,
    /// Shared with the TURN server; nothing where there is none.
    secret: Option<SecretString>,
    /// How long credentials live, in seconds.
    life_s: i64,
}

impl PeerToPeer {
    /// The ways that `settings` name.
    pub fn new(settings: &Calls) -> Self {
        Self {
            stun: settings.stun.clone(),
            turn: settings.turn.clone(),
            secret: Some(settings.turn_secret.clone()).filter(|secret| !secret.expose_secret().is_empty()),
            life_s: settings.turn_life_s,
        }
    }

    /// The servers for one call, from `now_ms` on.
    fn servers(&self, call: CallId, now_ms: i64) -> Vec<IceServer> {
        let stun = (!self.stun.is_empty()).then(|| IceServer { urls: self.stun.clone(), credentials: None });
        let turn = self.secret.as_ref().filter(|_| !self.turn.is_empty()).map(|secret| IceServer {
            urls: self.turn.clone(),
            credentials: Some(credentials(secret, call, now_ms / 1000 + self.life_s)),
        });
        stun.into_iter().chain(turn).collect()
    }
}

impl RoomProvider for PeerToPeer {
    fn entry(&self, call: CallId, _: Side, now_ms: i64) -> Result<Entry, Unsigned> {
        Ok(Entry::PeerToPeer(self.servers(call, now_ms)))
    }

    fn hear(&self, _: Notice<'_>, _: i64) -> Result<Option<Movement>, NoticeFault> {
        Err(NoticeFault::NobodyTells)
    }
}

fn credentials(secret: &SecretString, call: CallId, until_s: i64) -> (String, String) {
    let name = format!("{until_s}:{call}");
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.expose_secret().as_bytes());
    let password = BASE64.encode(hmac::sign(&key, name.as_bytes()));
    (name, password)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::config::Config;

    fn servers(secret: &str, now_ms: i64) -> Vec<IceServer> {
        let text = format!(
            "[calls]\nstun = [\"stun:stun.bank.example\"]\nturn = [\"turn:turn.bank.example:3478\"]\n\
             turn_secret = \"{secret}\"\n"
        );
        let ways = PeerToPeer::new(&Config::from_toml(&text).expect("a configuration").calls);
        match ways.entry(CallId::new(Uuid::nil()), Side::Staff, now_ms).expect("an entry") {
            Entry::PeerToPeer(servers) => servers,
            Entry::MediaServer(pass) => panic!("{pass:?}"),
        }
    }

    #[test]
    fn credentials_are_those_that_the_turn_server_computes() {
        let servers = servers("north", 1_790_000_000_999);
        let (name, password) = servers[1].credentials.clone().expect("credentials");
        assert_eq!(name, "1790003600:00000000-0000-0000-0000-000000000000");
        // python3 -c 'import hmac,base64; print(base64.b64encode(hmac.digest(b"north", NAME, "sha1")))'
        assert_eq!(password, "n3GSGQjzCKNzEp7JmScGGcziAHE=");
        assert!(!format!("{servers:?}").contains(&password));
    }

    #[test]
    fn without_a_secret_there_is_no_turn() {
        let stun = IceServer { urls: vec!["stun:stun.bank.example".into()], credentials: None };
        assert_eq!(servers("", 0), [stun]);
    }
}
