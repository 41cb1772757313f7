//! Identify: a national ID number, and what the national registry holds under it.
//!
//! The map of the room, in the order a number walks through it:
//!
//! - [`scheme`]: which number schemes there are and whose they are; [`fault`]: why a text is not a number of one.
//! - [`national_id`]: the parsed number, the only form the rest of the house accepts; [`encoded`]: what it tells.
//! - `schemes`: one file per family of numbers, and the one table that maps a scheme to its rule;
//!   `check_digit`: the arithmetic they share.
//! - [`generate`]: well-formed numbers for specimens, sandboxes and tests.
//! - [`registry`]: the port that looks a number up, and its fake.
//! - [`names`]: whether two names, in whatever script, may be one person's.
//!
//! Dates of other calendars are in [`crate::base::calendar`], since documents print them too.
//! Nothing here does I/O or knows what day it is; who wants "not born in the future" passes today in.

mod check_digit;
pub mod encoded;
pub mod fault;
pub mod generate;
pub mod names;
pub mod national_id;
pub mod registry;
pub mod scheme;
mod schemes;
