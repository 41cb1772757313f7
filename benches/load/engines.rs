//! The engines, one session each, as the service composes them: for what is measured without the service.

use std::{fs, num::NonZeroUsize, path::Path, sync::Arc};

use ahlan::{
    adapters::{
        digit_model::DigitModel,
        face_models::OnnxFaceModels,
        onnx::{Model, Runtime},
        tesseract::Tesseract,
    },
    config::Config,
    document::{Layout, text_reader::ByScript},
};
use anyhow::Result;

/// The engines behind the ports.
pub struct Raw {
    /// Tesseract, and the reader of native digits.
    pub text: ByScript,
    /// The recogniser of machine readable zones.
    pub mrz: Model,
    /// The four face networks.
    pub faces: OnnxFaceModels,
}

impl Raw {
    /// Loads them as `config` says.
    pub fn load(config: &Config) -> Result<Self> {
        let models = &config.models;
        let runtime = Runtime::load(&models.folder.join("cache/onnxruntime/libonnxruntime.so"))?;
        let load = |file: &str| Model::load(&runtime, &models.folder.join(file), NonZeroUsize::MIN);
        Ok(Self {
            text: ByScript {
                words: Arc::new(Tesseract::new(models.tesseract_data.clone())?),
                digits: Arc::new(DigitModel::new(load("digits/digits.onnx")?)),
            },
            mrz: load("mrz/mrz.onnx")?,
            faces: OnnxFaceModels::load(
                &runtime,
                &models.folder.join("cache"),
                &models.folder.join(&models.descriptor),
                NonZeroUsize::MIN,
            )?,
        })
    }
}

/// The shipped configuration with `sessions` sessions of each engine; the environment is not read.
pub fn config(sessions: usize) -> Result<Config> {
    Ok(Config::from_toml(&format!(
        "[models]\nsessions = {sessions}\n[keys]\nwrapping = []\ntoken = []\nsearch = []\n"
    ))?)
}

/// The shipped layouts.
pub fn layouts(folder: &Path) -> Result<Vec<Layout>> {
    let files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.iter().map(|file| Ok(Layout::parse(&fs::read_to_string(file)?)?)).collect()
}
