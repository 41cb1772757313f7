//! Compiles the registry's gRPC contract, in Rust alone: no `protoc` is needed.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=proto/registry.proto");
    let contract = protox::compile(["proto/registry.proto"], ["proto"])?;
    tonic_prost_build::configure().btree_map(".").emit_rerun_if_changed(false).compile_fds(contract)?;
    Ok(())
}
