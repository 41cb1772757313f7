//! The API as its users meet it: a real service on a loopback port, real engines, a real SQLite file.

#![expect(clippy::expect_used, reason = "helpers of tests")]

mod applicant;
mod approval;
mod audit;
mod bad_pictures;
mod bad_values;
mod calls;
mod conditions;
mod contact;
mod documents;
mod feedback;
mod gateway;
mod idempotency;
mod keys;
mod line_code;
mod links;
mod liveness;
mod messages;
mod openapi;
mod pages;
mod permissions;
mod pictures;
mod platform;
mod recordings;
mod reminders;
mod retention;
mod reviews;
mod rooms;
mod secrets;
mod service;
mod socket;
mod staff;
mod tokens;
mod webhooks;
mod whatsapp;
mod whatsapp_kill;
mod whatsapp_limits;
mod whatsapp_news;
mod whatsapp_pictures;
