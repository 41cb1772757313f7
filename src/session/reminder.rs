//! What an applicant is told unasked: that the application waits for them, that it is about to end, and that the call they
//! booked is about to begin.

use serde::{Deserialize, Serialize};

use super::{
    call::CallStage,
    state::{State, Status},
};
use crate::contact::address::Kind;

/// What somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// That the application waits for them.
    Waiting,
    /// That it is about to end by itself.
    Ending,
    /// That the video call they booked is about to begin.
    CallSoon,
}

/// By what somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A short message to the telephone that was proved.
    Phone,
    /// A mail to the mailbox that was proved.
    Email,
    /// The conversation's thread.
    Thread,
}

impl From<Kind> for By {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Phone => Self::Phone,
            Kind::Email => Self::Email,
        }
    }
}

/// How long is waited before somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Silence before a reminder, and between two of them, in milliseconds.
    pub silence_ms: i64,
    /// Reminders of one session; 0 for none.
    pub most: u8,
    /// How long before an application ends by itself that is told, in milliseconds; 0 for never.
    pub before_end_ms: i64,
    /// How long before a call that was booked its person is told, in milliseconds; 0 for never.
    pub before_call_ms: i64,
}

/// What was told so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoFar {
    /// How often, that it waits.
    pub waiting: u8,
    /// Of which end it was told, Unix milliseconds: one that was moved is told anew.
    pub ending: Option<i64>,
    /// Of a call at which time it was told, Unix milliseconds: one that was moved is told anew.
    #[serde(default)]
    pub call: Option<i64>,
}

/// What is to be told next, and when, Unix milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// What.
    pub told: Told,
    /// When.
    pub at_ms: i64,
}

/// What is to be told next of a session that was last heard of at `heard_ms` (Unix milliseconds); nothing once it is over,
/// and of one that was handed in only what was booked. That it waits is told only where somebody proved an address and still
/// agrees to be contacted; the rest also where there is but a thread to tell it in.
pub fn next(state: &State, heard_ms: i64, patience: &Patience) -> Option<Reminder> {
    match state.status {
        Status::InProgress => unfinished(state, heard_ms, patience),
        Status::AwaitingStaff => call_soon(state, patience),
        Status::Approved | Status::Declined | Status::Expired | Status::Withdrawn | Status::Erased => None,
    }
}

fn unfinished(state: &State, heard_ms: i64, patience: &Patience) -> Option<Reminder> {
    let ending = ending(state, patience);
    let waiting = (state.is_reachable() && state.told.waiting < patience.most)
        .then(|| Reminder { told: Told::Waiting, at_ms: heard_ms.saturating_add(patience.silence_ms) })
        // What comes after the end was told, or with it, says nothing new.
        .filter(|reminder| reminder.at_ms < state.expires_at_ms - patience.before_end_ms.max(1));
    [waiting, ending].into_iter().flatten().min_by_key(|reminder| reminder.at_ms)
}

/// An application that has not so long to live from its beginning is not told of its end: it would be told at once.
fn ending(state: &State, patience: &Patience) -> Option<Reminder> {
    let at_ms = state.expires_at_ms - patience.before_end_ms;
    let worth_it = patience.before_end_ms > 0 && at_ms > state.started_at_ms + patience.before_end_ms;
    let told = state.told.ending == Some(state.expires_at_ms);
    (worth_it && !told).then_some(Reminder { told: Told::Ending, at_ms })
}

/// A call that is booked for a moment so near that its person has hardly looked away is not told of.
fn call_soon(state: &State, patience: &Patience) -> Option<Reminder> {
    let call = state.open_call().filter(|call| call.stage == CallStage::Waiting)?;
    let begins_ms = call.callback_at_ms.filter(|_| patience.before_call_ms > 0)?;
    let at_ms = begins_ms - patience.before_call_ms;
    let told = state.told.call == Some(begins_ms);
    (at_ms > call.asked_at_ms && !told).then_some(Reminder { told: Told::CallSoon, at_ms })
}
