//! Sending a notice, as a port.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;

use super::{address::WebhookAddress, signature::SignedHeaders};

/// One attempt to deliver a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Where to.
    pub address: WebhookAddress,
    /// By what the receiver knows it.
    pub headers: SignedHeaders,
    /// JSON, exactly the text that was signed. Ids and a status; never personal data.
    pub body: String,
}

/// Why an attempt failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undelivered {
    /// The receiver answered, but not with 2xx.
    #[error("the receiver answered {status}")]
    Refused {
        /// HTTP status; a redirection is one too, none is followed.
        status: u16,
    },
    /// The receiver answered 410: it wants no more notices, and the endpoint is to be switched off.
    #[error("the receiver is gone")]
    Gone,
    /// No answer within the limit.
    #[error("the receiver did not answer in time")]
    TimedOut,
    /// No connection, no TLS, or no HTTP.
    #[error("the receiver cannot be reached")]
    Unreachable,
}

/// Delivers notices.
#[async_trait]
pub trait WebhookSender: Send + Sync {
    /// Tries once. Returning without error means that the receiver answered 2xx.
    ///
    /// # Errors
    ///
    /// [`Undelivered`]; the receiver may have got the notice all the same, and knows it again by its id.
    async fn send(&self, notice: &Notice) -> Result<(), Undelivered>;
}

/// A receiver in memory, for tests: takes notices, or fails as it was last told to.
#[derive(Debug, Default)]
pub struct FakeReceiver(Mutex<Desk>);

#[derive(Debug, Default)]
struct Desk {
    received: Vec<Notice>,
    fault: Option<Undelivered>,
}

impl FakeReceiver {
    /// From now on every attempt fails with `fault`, until [`FakeReceiver::recover`].
    pub fn fail(&self, fault: Undelivered) {
        self.with(|desk| desk.fault = Some(fault));
    }

    /// Takes notices again.
    pub fn recover(&self) {
        self.with(|desk| desk.fault = None);
    }

    /// What was delivered, in order; an id that comes again is dropped, as Standard Webhooks asks of receivers.
    pub fn received(&self) -> Vec<Notice> {
        self.with(|desk| desk.received.clone())
    }

    fn with<T>(&self, work: impl FnOnce(&mut Desk) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl WebhookSender for FakeReceiver {
    async fn send(&self, notice: &Notice) -> Result<(), Undelivered> {
        self.with(|desk| {
            if let Some(fault) = &desk.fault {
                return Err(fault.clone());
            }
            if desk.received.iter().all(|seen| seen.headers.id != notice.headers.id) {
                desk.received.push(notice.clone());
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::webhooks::address::Reach;

    #[tokio::test]
    async fn the_fake_takes_each_notice_once_and_fails_on_demand() {
        let receiver = FakeReceiver::default();
        let notice = Notice {
            address: WebhookAddress::parse("https://bank.example/", Reach::Secure).expect("an address"),
            headers: SignedHeaders { id: "a".into(), timestamp: 1, signature: "v1,x".into() },
            body: "{}".into(),
        };
        receiver.fail(Undelivered::TimedOut);
        assert_eq!(receiver.send(&notice).await, Err(Undelivered::TimedOut));
        receiver.recover();
        assert_eq!(receiver.send(&notice).await, Ok(()));
        assert_eq!(receiver.send(&notice).await, Ok(()));
        assert_eq!(receiver.received(), [notice]);
    }
}
