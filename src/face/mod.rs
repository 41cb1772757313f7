//! Face: a selfie matched to a portrait.
