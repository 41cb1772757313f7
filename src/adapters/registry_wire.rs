//! The Rust of `proto/registry.proto`, made by `build.rs`.

#[expect(
    clippy::allow_attributes,
    clippy::pedantic,
    missing_docs,
    reason = "generated; the contract's own comments document it"
)]
mod generated {
    tonic::include_proto!("ahlan.registry.v1");
}

pub use generated::*;
