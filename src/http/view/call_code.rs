//! How the code of a line looks, to both sides of a call: everything but the code.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::time;
use crate::{
    contact::address::Kind,
    session::call::{Call, LineCode},
};

/// A code that was sent for a line, and has not come back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CallCodeView {
    /// Which line.
    pub line: String,
    /// `phone` or `email`: where it was sent.
    #[schema(value_type = String)]
    pub kind: Kind,
    /// When, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    pub sent_at: Timestamp,
    /// Until when it is good, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
    /// How often it may still be mistyped; at none it is used up.
    pub tries_left: u8,
}

impl CallCodeView {
    /// The code that is out in `call`, good or not.
    pub(super) fn of(call: &Call) -> Option<Self> {
        let connection = call.connection.as_ref().filter(|connection| connection.ended_at_ms.is_none())?;
        let LineCode { line, channel, sent_at_ms, expires_at_ms, tries_left, .. } = connection.code.as_ref()?;
        Some(Self {
            line: line.clone(),
            kind: *channel,
            sent_at: time(*sent_at_ms),
            expires_at: time(*expires_at_ms),
            tries_left: *tries_left,
        })
    }
}
