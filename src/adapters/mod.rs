//! Adapters: one file per outside thing; wire types stay private in it.

pub mod breaker;
pub mod reference_registry;
mod registry_call;
pub mod registry_embedded;
mod registry_field;
pub mod registry_fixtures;
pub mod registry_grpc;
pub mod registry_http;
mod registry_wire;

pub use registry_call::Misconfigured;
