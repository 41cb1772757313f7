//! No message gateway: nothing can be sent, and no journey that needs it starts.

use async_trait::async_trait;

use crate::contact::{
    address::Kind,
    channel::{Message, MessageChannel, Undelivered},
};

/// Stands where no gateway is configured.
#[derive(Clone, Copy, Debug)]
pub struct NoChannel;

#[async_trait]
impl MessageChannel for NoChannel {
    async fn send(&self, _: &Message) -> Result<(), Undelivered> {
        Err(Undelivered::Away)
    }

    fn carries(&self, _: Kind) -> bool {
        false
    }

    fn is_sandbox(&self) -> bool {
        false
    }
}
