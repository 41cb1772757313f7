//! Where both sides of a call see each other, as the configuration names it.

use std::sync::Arc;

use super::StartError;
use crate::{
    adapters::{room_livekit::LiveKit, room_peer_to_peer::PeerToPeer},
    config::{Config, rooms::RoomSettings},
    video::room::RoomProvider,
};

pub(super) fn rooms(config: &Config) -> Result<Arc<dyn RoomProvider>, StartError> {
    Ok(match &config.rooms {
        RoomSettings::PeerToPeer => Arc::new(PeerToPeer::new(&config.calls)),
        RoomSettings::LiveKit(settings) => Arc::new(LiveKit::new(settings)?),
    })
}
