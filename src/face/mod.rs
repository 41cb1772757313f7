//! Face: a selfie matched to a portrait.
//!
//! A picture is looked at in one line of steps, a file each: [`detect`] finds the faces, [`landmarks`] their 68 points,
//! [`align`] cuts the face out upright, [`quality`] says what is wrong with it, the [`descriptor`] makes a [`template`] of it.
//! [`liveness`] watches frames of a person who follows a challenge. [`duplicate`] tells whether two pictures are one, by
//! their [`print`](mod@print)s. The networks are behind a port ([`models`]): they get pictures and give numbers;
//! everything before and after is here.

pub mod align;
pub mod components;
pub mod descriptor;
pub mod detect;
pub mod duplicate;
pub mod engine;
pub mod fake;
pub mod features;
pub mod geometry;
pub mod landmarks;
pub mod liveness;
pub mod luminance;
pub mod models;
mod pixels;
pub mod print;
pub mod quality;
pub mod report;
pub mod template;
pub mod threshold;

pub use engine::{Face, FaceEngine, Glimpse, Look, compare};
