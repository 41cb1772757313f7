//! The pure core of a session: what it decides, what it refuses, what it asks next, and what always holds.
#![expect(clippy::expect_used, reason = "a test that cannot set its stage should stop")]

#[path = "session/barred.rs"]
mod barred;
#[path = "session/calls.rs"]
mod calls;
#[path = "session/consents.rs"]
mod consents;
#[path = "session/contact.rs"]
mod contact;
#[path = "session/ends.rs"]
mod ends;
#[path = "session/feedback.rs"]
mod feedback;
#[path = "session/given.rs"]
mod given;
#[path = "session/line_code.rs"]
mod line_code;
#[path = "session/liveness.rs"]
mod liveness;
#[path = "session/next.rs"]
mod next;
#[path = "session/paths.rs"]
mod paths;
#[path = "session/properties.rs"]
mod properties;
#[path = "session/refusals.rs"]
mod refusals;
#[path = "session/reminders.rs"]
mod reminders;
#[path = "session/replaced.rs"]
mod replaced;
#[path = "session/staff.rs"]
mod staff;
