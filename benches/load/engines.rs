//! The engines, one session each, as the service composes them: for what is measured without the service.

use std::{fs, num::NonZeroUsize, path::Path};

use ahlan::{
    adapters::{
        face_models::OnnxFaceModels,
        onnx::{Model, Runtime},
        tesseract::Tesseract,
    },
    config::Config,
    document::Layout,
};
use anyhow::Result;

/// The engines behind the ports.
pub struct Raw {
    /// Tesseract.
    pub text: Tesseract,
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
        Ok(Self {
            text: Tesseract::new(models.tesseract_data.clone())?,
            mrz: Model::load(&runtime, &models.folder.join("mrz/mrz.onnx"), NonZeroUsize::MIN)?,
            faces: OnnxFaceModels::load(&runtime, &models.folder.join("cache"), NonZeroUsize::MIN)?,
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
