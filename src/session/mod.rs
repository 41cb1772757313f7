//! Session: one applicant's attempt to become a customer, as a list of events.
//!
//! The data's way: a [`command::Command`] comes from a use case; [`decide`] answers with [`event::Happening`]s or a
//! [`refusal::Refusal`]; [`apply`] folds each happening into a [`state::State`] and a [`profile::Profile`]; and
//! [`next_step`] says what should be asked now. All of it is pure: no clock, no I/O, no randomness.

pub mod apply;
pub mod brought;
pub mod call;
pub mod command;
pub mod cross_check;
pub mod decide;
pub mod decision;
pub mod event;
pub mod feedback;
pub mod journey;
pub mod next_step;
pub mod profile;
pub mod reason;
pub mod refusal;
pub mod reminder;
pub mod shown;
pub mod state;

use self::{event::Happening, profile::Profile, state::State};

/// A session as its events made it: what derives from clear parts, and the sealed values as far as they are not erased.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// From the clear parts alone.
    pub state: State,
    /// From the sealed parts.
    pub profile: Profile,
}

impl Session {
    /// What a list of happenings makes, oldest first; nothing if the first is not a start.
    pub fn replay<'a>(happenings: impl IntoIterator<Item = &'a Happening>) -> Option<Self> {
        let mut happenings = happenings.into_iter();
        let mut session = Self::begin(happenings.next()?)?;
        for happening in happenings {
            session.apply(happening);
        }
        Some(session)
    }
}
