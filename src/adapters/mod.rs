//! Adapters: one file per outside thing; wire types stay private in it.

pub mod face_models;
pub mod mrz_model;
pub mod object_folder;
pub mod onnx;
pub mod os_randomness;
pub mod tesseract;
pub mod webhook_http;
