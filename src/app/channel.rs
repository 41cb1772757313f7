//! The message gateway that the configuration names.

use std::sync::Arc;

use super::StartError;
use crate::{
    adapters::{channel_http::ChannelHttp, no_channel::NoChannel},
    config::channel::ChannelSettings,
    contact::channel::MessageChannel,
};

pub(super) fn channel(settings: &ChannelSettings) -> Result<Arc<dyn MessageChannel>, StartError> {
    Ok(match settings {
        ChannelSettings::None => Arc::new(NoChannel),
        ChannelSettings::Http(settings) => Arc::new(ChannelHttp::new(settings)?),
    })
}
