//! Whether a service is running and well.

pub use crate::adapters::health_probe::{Unwell, ask};
