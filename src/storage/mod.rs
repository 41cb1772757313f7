//! Storage: SQL, one text for SQLite and PostgreSQL. One file a table, one statement a function.
//!
//! Not behind a trait: sqlx already swaps the engine, and the tests run every statement on both real ones.

pub mod attempts;
pub mod call_media;
pub mod calls;
pub mod claims;
pub mod clients;
pub mod data_keys;
pub mod database;
pub mod events;
pub mod evidence;
pub mod idempotency;
pub mod inspection;
pub mod journeys;
pub mod leases;
pub mod links;
pub mod log;
mod migrations;
pub mod on_duty;
pub mod reminders;
pub mod retention;
pub mod rooms;
pub mod sessions;
pub mod visits;
pub mod webhooks;
pub mod whatsapp_inbox;
pub mod whatsapp_threads;

pub use database::{Database, StorageError, Transaction};
