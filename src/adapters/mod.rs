//! Adapters: one file per outside thing; wire types stay private in it.

pub mod breaker;
pub mod channel_http;
pub mod digit_model;
pub mod face_models;
pub mod health_probe;
mod https_client;
pub mod mrz_model;
pub mod no_channel;
pub mod object_folder;
pub mod onnx;
pub mod os_randomness;
pub mod reference_registry;
mod registry_call;
pub mod registry_embedded;
mod registry_field;
pub mod registry_fixtures;
pub mod registry_grpc;
pub mod registry_http;
mod registry_wire;
pub mod room_livekit;
pub mod room_peer_to_peer;
pub mod system_clock;
mod template;
pub mod tesseract;
pub mod webhook_http;
pub mod whatsapp_graph;

pub use registry_call::Misconfigured;
