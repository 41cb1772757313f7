//! Ids are types: a session's id cannot stand where an event's is wanted.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What is wrong with a text that should be an id.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a UUID in lower-case, hyphenated form")]
pub struct BadId;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The id with this UUID.
            pub const fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                // One form only: `Uuid` alone would also take braces, URNs and capitals.
                let uuid = Uuid::parse_str(text).map_err(|_| BadId)?;
                if uuid.hyphenated().to_string() == text { Ok(Self(uuid)) } else { Err(BadId) }
            }
        }
    };
}

id!(
    /// One applicant's attempt to become a customer.
    SessionId
);
id!(
    /// One thing that happened.
    EventId
);
id!(
    /// One stored picture.
    EvidenceId
);
id!(
    /// One liveness challenge; answered once at most.
    ChallengeId
);
id!(
    /// One video call that an applicant asked for.
    CallId
);
id!(
    /// A staff member's claim on a session that waits for a person.
    ClaimId
);
id!(
    /// An address that is told of changes.
    WebhookEndpointId
);
id!(
    /// A link that opens a session on a page.
    CaptureLinkId
);
id!(
    /// A browser that was let into a session by a link.
    VisitId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_in_one_form_only() {
        let text = "01890a5d-ac96-774b-bcce-b302099a8057";
        assert_eq!(text.parse::<SessionId>().expect("an id").to_string(), text);
        assert_eq!(text.to_uppercase().parse::<SessionId>(), Err(BadId));
        assert_eq!(format!("{{{text}}}").parse::<SessionId>(), Err(BadId));
    }
}
