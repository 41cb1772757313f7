//! Face: a selfie matched to a portrait.
//!
//! A picture is looked at in one line of steps, a file each: [`detect`] finds the faces, [`landmarks`] their 68 points,
//! [`quality`] says what is wrong with the picture, [`align`] cuts the face out upright, the descriptor makes a
//! [`template`] of it. [`duplicate`] tells whether two pictures are one. The networks are behind a port ([`models`]):
//! they get pictures and give numbers; everything before and after is here.

pub mod align;
pub mod detect;
pub mod geometry;
pub mod landmarks;
pub mod models;
mod pixels;
pub mod template;
pub mod threshold;
