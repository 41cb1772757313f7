//! The Rust of the registry's gRPC contract that is checked in is what the contract says.

use std::fs;

const CONTRACT: &str = "proto/registry.proto";
const FILE: &str = "proto/registry.rs";

#[test]
fn the_rust_of_the_contract_that_is_checked_in_is_the_contracts() {
    let folder = tempfile::tempdir().expect("a folder");
    let contract = protox::compile([CONTRACT], ["proto"]).expect("a contract");
    let maker = tonic_prost_build::configure().btree_map(".").emit_rerun_if_changed(false).out_dir(folder.path());
    maker.compile_fds(contract).expect("Rust");
    let now = fs::read_to_string(folder.path().join("ahlan.registry.v1.rs")).expect("a file");
    if std::env::var_os("AHLAN_WRITE_WIRE").is_some() {
        fs::write(FILE, &now).expect("written");
    }
    let checked_in = fs::read_to_string(FILE).unwrap_or_default();
    let renew = "AHLAN_WRITE_WIRE=1 cargo test --test wire";
    assert!(checked_in == now, "{FILE} is not what {CONTRACT} says; if the change is meant, renew it: {renew}");
}
