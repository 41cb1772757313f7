//! Sending a message to a person, as a port.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;
use uuid::Uuid;

use super::address::{Address, Kind};
use crate::base::personal::Personal;

/// One message to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// By what a gateway knows the message again, should it come twice.
    pub id: Uuid,
    /// Where to.
    pub to: Address,
    /// Primary subtag of BCP 47 of its language.
    pub language: &'static str,
    /// One line; what only sends short messages leaves it out.
    pub subject: String,
    /// The text. It may hold a code: it is never logged.
    pub text: Personal,
}

/// Why a message was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undelivered {
    /// The gateway does not take this message, and would not later.
    #[error("the gateway answered {status}")]
    Refused {
        /// HTTP status.
        status: u16,
    },
    /// The gateway did not answer, or is not well: it may take the message later.
    #[error("the gateway cannot be reached")]
    Away,
}

/// Brings messages to people.
#[async_trait]
pub trait MessageChannel: Send + Sync {
    /// Hands one message over. Returning without error means that a gateway took it, not that somebody has read it.
    ///
    /// # Errors
    ///
    /// [`Undelivered`]; of [`Undelivered::Away`] the gateway may have taken it all the same, and knows it by its id.
    async fn send(&self, message: &Message) -> Result<(), Undelivered>;

    /// Whether messages of this kind can be sent at all.
    fn carries(&self, kind: Kind) -> bool;

    /// Whether nobody is reached by it; then no live journey that needs it starts.
    fn is_sandbox(&self) -> bool;
}

/// A gateway in memory, for tests: keeps what it takes, or fails as it was last told to.
#[derive(Debug)]
pub struct FakeChannel {
    kinds: BTreeSet<Kind>,
    desk: Mutex<Desk>,
}

#[derive(Debug, Default)]
struct Desk {
    sent: Vec<Message>,
    fault: Option<Undelivered>,
}

impl FakeChannel {
    /// A gateway for these kinds.
    pub fn carrying(kinds: impl IntoIterator<Item = Kind>) -> Self {
        Self { kinds: kinds.into_iter().collect(), desk: Mutex::default() }
    }

    /// From now on every message fails with `fault`, until [`FakeChannel::recover`].
    pub fn fail(&self, fault: Undelivered) {
        self.with(|desk| desk.fault = Some(fault));
    }

    /// Takes messages again.
    pub fn recover(&self) {
        self.with(|desk| desk.fault = None);
    }

    /// What was taken, in order; an id that came again is dropped, as a gateway should.
    pub fn sent(&self) -> Vec<Message> {
        self.with(|desk| desk.sent.clone())
    }

    fn with<T>(&self, work: impl FnOnce(&mut Desk) -> T) -> T {
        work(&mut self.desk.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl MessageChannel for FakeChannel {
    async fn send(&self, message: &Message) -> Result<(), Undelivered> {
        self.with(|desk| {
            if let Some(fault) = desk.fault {
                return Err(fault);
            }
            if desk.sent.iter().all(|taken| taken.id != message.id) {
                desk.sent.push(message.clone());
            }
            Ok(())
        })
    }

    fn carries(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind)
    }

    fn is_sandbox(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_fake_takes_each_message_once_and_fails_on_demand() {
        let channel = FakeChannel::carrying([Kind::Email]);
        let message = Message {
            id: Uuid::from_u128(1),
            to: Address::parse("layla@example.com").expect("good"),
            language: "en",
            subject: "A code".into(),
            text: Personal::new("042917"),
        };
        channel.fail(Undelivered::Away);
        assert_eq!(channel.send(&message).await, Err(Undelivered::Away));
        channel.recover();
        assert_eq!((channel.send(&message).await, channel.send(&message).await), (Ok(()), Ok(())));
        assert_eq!(channel.sent(), [message]);
        assert!(channel.carries(Kind::Email) && !channel.carries(Kind::Phone));
    }
}
