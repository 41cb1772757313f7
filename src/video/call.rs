//! The words of a call: why it is asked for, how it ends, what is found in it.

use serde::{Deserialize, Serialize};

/// Why an applicant asks for a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallReason {
    /// The automatic way did not work.
    AutomaticWayFailed,
    /// They would rather speak with a person.
    PrefersPerson,
    /// They need help.
    NeedsHelp,
}

impl CallReason {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::AutomaticWayFailed, Self::PrefersPerson, Self::NeedsHelp];

    /// Its name in the store and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AutomaticWayFailed => "automatic_way_failed",
            Self::PrefersPerson => "prefers_person",
            Self::NeedsHelp => "needs_help",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

/// How a call ended for good. One that drops has not ended: it is back in the queue, at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallOutcome {
    /// What was to be settled is settled.
    Successful,
    /// It is not.
    Unsuccessful,
    /// The applicant was not there.
    Missed,
    /// Another time was agreed.
    Rescheduled,
    /// The applicant called it off, or the application ended.
    Cancelled,
}

/// Why a connected call dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DropCause {
    /// The member of staff was not heard of for the time of a lease.
    StaffLost,
    /// The applicant was gone.
    ApplicantLost,
}

/// What a member of staff found about one line of the checklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// It is as it must be.
    Met,
    /// It is not.
    NotMet,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_has_one_name_in_the_store_and_on_the_wire() {
        for reason in CallReason::ALL {
            assert_eq!(serde_json::to_value(reason).expect("serialises"), reason.name());
            assert_eq!(CallReason::named(reason.name()), Some(reason));
        }
        assert_eq!(CallReason::named("bored"), None);
    }
}
