//! The chat by WhatsApp: a number is bound to a session, what it sends is taken in durably, and then dealt with.
//!
//! What was acknowledged is a row, sealed; it is dealt with after the acknowledgement, in order, by one process at a time,
//! and again if that process ends. The chat's turn is kept under the message's own key, so it happens once; its answer is
//! sent at least once, since the platform knows no message of ours again.

mod answer;
mod bind;
mod conversation;
mod hear;
mod kept;
mod news;
mod send;
mod serve;
mod take;

use std::{fmt, sync::Arc};

use tokio::sync::Semaphore;

pub use self::{
    bind::{Bound, bind, unbind},
    kept::{closed, remarked},
    news::tell_moved,
    serve::{serve, serve_due},
    take::take,
};
use crate::whatsapp::{
    cloud_api::CloudApi,
    signature::{AppSecret, VerifyToken},
    terms::Terms,
};

/// What the door works with.
pub struct WhatsApp {
    /// The platform.
    pub api: Arc<dyn CloudApi>,
    /// What the bank decided.
    pub terms: Terms,
    /// Proves notifications.
    pub app_secret: AppSecret,
    /// Proves the webhook's address to the platform.
    pub verify_token: VerifyToken,
    /// The platform's id of the bank's number.
    pub phone_number_id: String,
    /// Longest notification, in bytes.
    pub notification_bytes: usize,
    /// Conversations dealt with at once.
    pub places: Semaphore,
}

impl fmt::Debug for WhatsApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WhatsApp").field("terms", &self.terms).finish_non_exhaustive()
    }
}
