//! What every room shares: ids, personal-data newtypes, pictures within limits, readings with their source. No I/O.

pub mod arabic;
pub mod calendar;
pub mod category;
pub mod clock;
pub mod commitment;
pub mod digits;
pub mod ids;
pub mod measured;
pub mod personal;
pub mod picture;
pub mod randomness;
pub mod reading;
pub mod region;
pub mod resample;
pub mod secret_key;
