//! Every statement of the store, on both engines: SQLite in a fresh file, PostgreSQL on the server that
//! `TEST_DATABASE_URL` names (`make test` starts one). Without that variable the PostgreSQL half is reported as not run.
#![expect(clippy::expect_used, reason = "tests say what they rely on")]

#[path = "story/engines.rs"]
mod engines;
#[path = "story/samples.rs"]
mod samples;

#[path = "story/calls.rs"]
mod calls;
#[path = "story/commit_order.rs"]
mod commit_order;
#[path = "story/events.rs"]
mod events;
#[path = "story/every_statement.rs"]
mod every_statement;
#[path = "story/holds.rs"]
mod holds;
#[path = "story/idempotency.rs"]
mod idempotency;
#[path = "story/inspection.rs"]
mod inspection;
#[path = "story/kill.rs"]
mod kill;
#[path = "story/links.rs"]
mod links;
#[path = "story/log.rs"]
mod log;
#[path = "story/reminders.rs"]
mod reminders;
#[path = "story/retention.rs"]
mod retention;
#[path = "story/rooms.rs"]
mod rooms;
#[path = "story/rows.rs"]
mod rows;
#[path = "story/sessions.rs"]
mod sessions;
#[path = "story/shifts.rs"]
mod shifts;
#[path = "story/side_by_side.rs"]
mod side_by_side;
#[path = "story/webhooks.rs"]
mod webhooks;
#[path = "story/whatsapp.rs"]
mod whatsapp;
