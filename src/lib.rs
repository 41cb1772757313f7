//! Ahlan: digital onboarding for banks behind one session API.

pub mod adapters;
pub mod app;
pub mod audit;
pub mod base;
pub mod cli;
pub mod config;
pub mod document;
pub mod face;
pub mod flow;
pub mod http;
pub mod identify;
pub mod session;
pub mod specimen;
pub mod staff;
pub mod storage;
pub mod vault;
pub mod webhooks;
