//! Adapters: one file per outside thing; wire types stay private in it.

pub mod mrz_model;
pub mod onnx;
pub mod tesseract;
