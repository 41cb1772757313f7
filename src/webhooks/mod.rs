//! Webhooks: signed notices of status changes (Standard Webhooks), and when to try again.

pub mod address;
pub mod schedule;
pub mod sender;
pub mod signature;
