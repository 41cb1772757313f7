//! How the address that is being proved looks to each kind of caller.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Reader, time};
use crate::session::{Session, journey::StepKind, state::StepStatus};

/// The address that a code was sent to.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContactView {
    /// `phone` or `email`.
    #[schema(value_type = String)]
    pub kind: crate::contact::address::Kind,
    /// The address; to an applicant only enough of it to know it again.
    pub address: String,
    /// Whether it is proved.
    pub confirmed: bool,
    /// While a code waits to be typed: until when it is good, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub code_expires_at: Option<Timestamp>,
    /// While a code waits to be typed: how often it may still be mistyped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tries_left: Option<u8>,
}

impl ContactView {
    /// What `reader` may see of it; nothing where no code was sent, and nothing once it is erased.
    pub(super) fn of(session: &Session, reader: Reader) -> Option<Self> {
        let address = &session.profile.contact()?.address;
        let open = session.state.open_code();
        Some(Self {
            kind: address.kind(),
            address: match reader {
                Reader::Onlooker => return None,
                Reader::Applicant => address.masked(),
                Reader::BackEnd | Reader::Staff => address.expose().to_owned(),
            },
            confirmed: session.state.step(StepKind::Contact).status == StepStatus::Passed,
            code_expires_at: open.map(|code| time(code.expires_at_ms)),
            tries_left: open.map(|code| code.tries_left),
        })
    }
}
