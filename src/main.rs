//! Ahlan.
fn main() {}
