//! Identify: a national ID number, and what the national registry holds under it.

pub mod national_id;
pub mod registry;
