//! Calls in rooms of a LiveKit server: a pass for one side of one call, and what the server tells of who came and left.
//!
//! A pass is an access token as LiveKit's own libraries make them: a JWT, HS256 under the secret of an API key. It lets one
//! identity into one room with camera, microphone and eyes, and into nothing else: no list of rooms, no data channel, no
//! screen, no name or metadata, no administration. The identity is the side and the call, and so says nothing of anybody.

mod notice;

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::ExposeSecret;
use serde::Serialize;

use self::notice::Receiver;
use super::Misconfigured;
use crate::{
    base::ids::CallId,
    config::rooms::LiveKitSettings,
    video::room::{Entry, Movement, Notice, NoticeFault, Pass, RoomProvider, Side, Unsigned},
};

/// Shorter secrets are guessed; LiveKit's server warns of them, too.
const SHORTEST_SECRET: usize = 32;

/// What a side may send. Whatever is not named may not be sent.
const SOURCES: [&str; 2] = ["camera", "microphone"];

/// A LiveKit server.
pub struct LiveKit {
    url: String,
    api_key: String,
    key: EncodingKey,
    life_s: i64,
    receiver: Receiver,
}

/// What stands in a pass.
#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    nbf: i64,
    exp: i64,
    video: Grant<'a>,
}

/// What may be done in which room. What stands as absent would be allowed is said.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "the wire's own form")]
struct Grant<'a> {
    room: &'a str,
    room_join: bool,
    can_publish: bool,
    can_publish_sources: [&'static str; 2],
    can_subscribe: bool,
    can_publish_data: bool,
    can_update_own_metadata: bool,
}

impl LiveKit {
    /// The server that `settings` describe. It is not asked for anything.
    ///
    /// # Errors
    ///
    /// [`Misconfigured`] names the setting that cannot work.
    pub fn new(settings: &LiveKitSettings) -> Result<Self, Misconfigured> {
        check(settings).map_err(|wrong| wrong.within("rooms"))?;
        let secret = settings.api_secret.expose_secret().as_bytes();
        Ok(Self {
            url: settings.url.clone(),
            api_key: settings.api_key.clone(),
            key: EncodingKey::from_secret(secret),
            life_s: settings.token_s,
            receiver: Receiver::new(settings.api_key.clone(), secret),
        })
    }

    fn pass(&self, call: CallId, side: Side, now_ms: i64) -> Result<Pass, Unsigned> {
        let (room, nbf) = (call.to_string(), now_ms / 1000);
        let exp = nbf + self.life_s;
        let claims = Claims {
            iss: &self.api_key,
            sub: &identity(call, side),
            nbf,
            exp,
            video: Grant {
                room: &room,
                room_join: true,
                can_publish: true,
                can_publish_sources: SOURCES,
                can_subscribe: true,
                can_publish_data: false,
                can_update_own_metadata: false,
            },
        };
        let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.key).map_err(|_| Unsigned)?;
        Ok(Pass { url: self.url.clone(), room, token, until_ms: exp * 1000 })
    }
}

impl RoomProvider for LiveKit {
    fn entry(&self, call: CallId, side: Side, now_ms: i64) -> Result<Entry, Unsigned> {
        self.pass(call, side, now_ms).map(Entry::MediaServer)
    }

    fn hear(&self, notice: Notice<'_>, now_ms: i64) -> Result<Option<Movement>, NoticeFault> {
        self.receiver.hear(notice, now_ms)
    }
}

/// Who somebody is on the server.
fn identity(call: CallId, side: Side) -> String {
    format!("{}:{call}", side.name())
}

fn check(settings: &LiveKitSettings) -> Result<(), Misconfigured> {
    let url = url::Url::parse(&settings.url).map_err(|error| Misconfigured::new("url", error))?;
    let local = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    if !(url.scheme() == "wss" || (url.scheme() == "ws" && local)) {
        return Err(Misconfigured::new("url", "must be wss, or ws to this machine itself"));
    }
    if settings.api_key.is_empty() {
        return Err(Misconfigured::new("api_key", "name the key pair that the server knows"));
    }
    if settings.api_secret.expose_secret().len() < SHORTEST_SECRET {
        return Err(Misconfigured::new("api_secret", format!("must have {SHORTEST_SECRET} characters or more")));
    }
    if !(30..=3600).contains(&settings.token_s) {
        return Err(Misconfigured::new("token_s", "must be 30 to 3600"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(change: fn(&mut LiveKitSettings)) -> String {
        let mut settings = LiveKitSettings {
            url: "wss://media.bank.example".into(),
            api_key: "ahlan".into(),
            api_secret: "s".repeat(SHORTEST_SECRET).into(),
            ..LiveKitSettings::default()
        };
        assert!(LiveKit::new(&settings).is_ok());
        change(&mut settings);
        LiveKit::new(&settings).err().expect("refused").to_string()
    }

    #[test]
    fn a_setting_that_cannot_work_is_named_without_its_value() {
        assert_eq!(
            wrong(|s| s.url = "ws://media.bank.example".into()),
            "rooms setting `url`: must be wss, or ws to this machine itself"
        );
        assert!(wrong(|s| s.url = "https://media.bank.example".into()).contains("`url`: must be wss"));
        assert!(wrong(|s| s.api_key.clear()).contains("`api_key`"));
        let short = wrong(|s| s.api_secret = "t0p".into());
        assert!(short.contains("`api_secret`: must have 32 characters") && !short.contains("t0p"));
        assert!(wrong(|s| s.token_s = 21_600).contains("`token_s`: must be 30 to 3600"));
    }
}
