//! Video: the call with staff as data and rules: what is asked in it, who is next, what a recording covers.
//!
//! A [`checklist`] says what must be seen; [`plan`] draws from it what one call asks, in an order that nobody knows before;
//! [`work`] says what is still open. [`queue`] and [`hours`] say who is next and how long it may take, [`lease`] who holds a
//! call, [`recording`] and [`webm`] what is on record. [`room`] is the port to where both sides meet, [`signal`] what two pages
//! may say to each other through the service.

pub mod call;
pub mod checklist;
pub mod hours;
pub mod lease;
pub mod plan;
pub mod queue;
pub mod recording;
pub mod room;
pub mod signal;
pub mod webm;
pub mod work;
