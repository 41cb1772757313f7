//! The Rust of `proto/registry.proto`, checked in beside it: `tests/wire.rs` holds one against the other and renews it.

#[expect(clippy::allow_attributes, clippy::pedantic, reason = "generated")]
mod generated {
    include!("../../proto/registry.rs");
}

pub use generated::*;
