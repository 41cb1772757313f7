//! `[rooms]`: where both sides of a call see each other.

use secrecy::SecretString;
use serde::Deserialize;

/// Where both sides meet: `kind = "peer_to_peer"` or `"livekit"`, beside that kind's own settings.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RoomSettings {
    /// From page to page, by the servers of `[calls]`.
    #[default]
    PeerToPeer,
    /// On a LiveKit server.
    #[serde(rename = "livekit")]
    LiveKit(LiveKitSettings),
}

/// A LiveKit server.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LiveKitSettings {
    /// Its address, `wss://…`; plain `ws://` for this machine's own addresses only. No default.
    pub url: String,
    /// The name of the key pair that it knows us by. No default.
    pub api_key: String,
    /// The secret of that pair, 32 characters and more. No default.
    pub api_secret: SecretString,
    /// How long one may enter with a token, in seconds, `30 ..= 3600`. Default 300.
    pub token_s: i64,
}

impl Default for LiveKitSettings {
    fn default() -> Self {
        Self { url: String::new(), api_key: String::new(), api_secret: SecretString::default(), token_s: 300 }
    }
}
