//! Flow: the use cases, one file each, read top to bottom like the story.
//!
//! Every one goes the same way: load the session, call the ports with no transaction open, then one transaction that
//! loads again, decides, appends and answers. What all of them share is in [`ctx`], [`ledger`] and [`turn`].

pub mod audit;
pub mod calls;
pub mod chat;
mod chat_log;
mod codes;
pub mod consent;
pub mod contact;
pub mod cpu;
pub mod credentials;
pub mod ctx;
pub mod document;
pub mod erase;
pub mod error;
pub mod evidence;
pub mod feedback;
pub mod hand_over;
pub mod idempotent;
pub mod identify;
pub mod inspect;
pub mod jobs;
pub mod ledger;
pub mod links;
pub mod liveness;
pub mod profile;
pub mod read;
pub mod recent;
mod remark;
pub mod reminders;
pub mod retention;
pub mod review;
pub mod rewrap;
pub mod selfie;
pub mod start;
pub mod submit;
mod tally;
pub mod turn;
pub mod webhooks;
pub mod whatsapp;

pub use self::{ctx::Ctx, error::FlowError, turn::Turn};
