//! WhatsApp: what the Cloud API says, and what it is told. Pure: no clock, no I/O.
//!
//! A door has no rules of its own. [`notification`] reads what the platform brings, [`typed`] and [`render`] stand between
//! its buttons and lists and the chat's choices, [`window`] knows when only a template may be sent, and [`signature`]
//! whether a notification is the platform's. What is sent goes through the port [`cloud_api`]; what a message does is the
//! chat's.
//!
//! Facts are those of the platform's documentation (developers.facebook.com/docs/whatsapp/cloud-api, read in November 2026).

pub mod cloud_api;
pub mod media_hash;
pub mod notification;
mod pieces;
pub mod render;
pub mod signature;
pub mod terms;
pub mod typed;
pub mod waiting;
pub mod window;
