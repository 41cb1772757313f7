//! Who calls: a bank's back end, an applicant, or a member of staff.

use std::{collections::BTreeSet, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::base::ids::SessionId;

/// What is wrong with a text that should name a client or a member of staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to 64 characters of a-z, 0-9, '-', '_' and '.'")]
pub struct BadName;

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The name as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = BadName;

            fn from_str(text: &str) -> Result<Self, BadName> {
                check(text).map(|()| Self(text.to_owned()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadName;

            fn try_from(text: String) -> Result<Self, BadName> {
                check(&text).map(|()| Self(text))
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name!(
    /// A back end that has client credentials.
    ClientId
);
name!(
    /// A member of the bank's staff, by the bank's own short name for them; an e-mail address does not fit, on purpose.
    StaffId
);

fn check(text: &str) -> Result<(), BadName> {
    let good = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.');
    if (1..=64).contains(&text.len()) && text.bytes().all(good) { Ok(()) } else { Err(BadName) }
}

/// What a member of staff is there for. One person may have several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Verifies applicants, one claimed session at a time.
    Agent,
    /// Watches over the queue and sees every session.
    Supervisor,
    /// Reads the log and changes nothing.
    Auditor,
    /// Looks after the service and sees nobody's data.
    Administrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Agent, Self::Supervisor, Self::Auditor, Self::Administrator];
}

/// Who made a request, once their token is proved good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// A bank's back end: reaches the sessions that it created.
    BackEnd {
        /// Which one.
        client_id: ClientId,
    },
    /// The applicant of one session.
    Applicant {
        /// The only session that they reach.
        session: SessionId,
        /// Must equal the session's current generation: hand-off, withdrawal and erasure raise it and so revoke
        /// older tokens.
        generation: u32,
    },
    /// A member of the bank's staff.
    Staff {
        /// Who.
        id: StaffId,
        /// What they are there for; never empty.
        roles: BTreeSet<Role>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_plain_and_short_also_when_it_comes_as_json() {
        for bad in ["", "Agent", "a b", "a@bank.example", "a\n", &"a".repeat(65)] {
            assert_eq!(bad.parse::<StaffId>(), Err(BadName), "{bad:?}");
            assert!(serde_json::from_value::<ClientId>(bad.into()).is_err(), "{bad:?}");
        }
        assert_eq!("mobile-app_2.test".parse::<ClientId>().expect("a name").to_string(), "mobile-app_2.test");
    }
}
