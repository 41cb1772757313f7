//! The Rust of `proto/registry.proto`, made by `build.rs`.

#[expect(clippy::allow_attributes, clippy::pedantic, reason = "generated")]
mod generated {
    tonic::include_proto!("ahlan.registry.v1");
}

pub use generated::*;
