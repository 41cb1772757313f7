//! Adapters: one file per outside thing; wire types stay private in it.

pub mod onnx;
