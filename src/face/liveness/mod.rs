//! Liveness: whether frames show one living person who does what a challenge asks, in its order.
//!
//! A [`challenge`] is a few [moves](challenge::Move) in a random order. [`watch`](fn@watch) sees on each frame how far the
//! head is turned and, where it looks straight, how far the [`eyes`] are open; [`judge`](fn@judge) reads the moves off the
//! frames, and holds every face against the selfie's. Both cues are changes against the first frame, on which the person
//! looks straight: the landmark network compresses angles, and eyes are open by different amounts.
//!
//! **What it stops:** a photograph held before the camera, moved or leant, and another person's face in between: a flat
//! picture's nose stays between its eyes however it is turned, and its eyes do not close.
//!
//! **What it does not stop:** a video of the person that follows the challenge, a picture that is moved by a program, and
//! frames that never came from a camera. No passive network stands beside it: those at hand were measured to guess.

pub mod challenge;
pub mod eyes;
mod judge;
mod watch;

pub use judge::{Fault, Judged, Showing, judge};
pub use watch::{Frame, Seen, watch};
