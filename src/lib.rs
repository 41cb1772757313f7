//! Ahlan: digital onboarding for banks behind one session API.
//!
//! A request's way: [`http`] extracts and proves the caller, one use case of [`flow`] loads the session, asks the ports
//! with no transaction open, then in one transaction lets [`session`] decide, appends the events and answers.
//!
//! # The map
//!
//! What computes, and touches neither network, file nor clock:
//!
//! - [`base`]: what every room shares: ids, personal data as a type, pictures within limits, calendars, commitments.
//!   Imports nothing of ours.
//! - [`identify`]: national ID numbers with their check digits, names across scripts; the port to the national registry.
//! - [`document`]: a photographed ID document, read: quality, machine readable zone, printed fields by a layout file,
//!   portrait; the port to the text reader.
//! - [`face`]: a face found, aligned, judged and compared; the port to the networks.
//! - [`video`]: the call with staff: checklists, the queue's arithmetic, business hours, what a recording covers; the port
//!   to the rooms where both sides meet.
//! - [`contact`]: where a person can be reached, and the code that proves it; the port to the message gateway.
//! - [`session`]: one application as its events: what a command makes of it, what follows, what should be asked next.
//! - [`chat`]: the journey as a conversation: the next step as a prompt, what is said as a command.
//! - [`whatsapp`]: what the WhatsApp Cloud API says and is told; the port to it.
//!
//! What keeps and proves:
//!
//! - [`vault`]: one key per session and category, wrapped; values and pictures sealed; the port to the object store.
//! - [`audit`]: the leaf, which is the clear part of an event in its envelope.
//! - [`staff`]: who calls, their tokens, and the one table of who may do what.
//! - [`webhooks`]: signed notices, where they may go, and when they are tried again; the port to the sender.
//! - [`storage`]: SQL, one text for SQLite and PostgreSQL.
//!
//! What brings it together:
//!
//! - [`flow`]: the use cases, one file each, and the jobs that run without a request.
//! - [`http`]: routes, extractors, views by reader, problem details, OpenAPI.
//! - [`adapters`]: the outside behind the ports: registries, Tesseract, ONNX Runtime, object folder, clock; the reference
//!   registry.
//! - [`config`]: every setting with its default.
//! - [`app`]: the composition root, the only room that names adapters.
//! - [`cli`]: the commands.
//! - [`evaluate`]: accuracy on pictures whose truth is known: rates, intervals, curves, a report as one page.
//! - [`specimen`]: invented people's documents, drawn and photographed, for demo, tests and sandboxes.
//!
//! The rooms that compute, and [`specimen`], are the crate of `src/pure.rs`; here they appear under the same names.
//! Which room may import which is a table in `tests/architecture.rs`.

pub mod adapters;
pub mod app;
pub mod audit;
pub mod cli;
pub mod config;
pub mod evaluate;
pub mod flow;
pub mod http;
pub mod staff;
pub mod storage;
pub mod vault;
pub mod webhooks;
pub mod whatsapp;

pub use ahlan_pure::{base, chat, contact, document, face, identify, session, specimen, video};
