//! What reads documents and looks at faces: the networks, the text reader and the layouts.

use std::{path::Path, sync::Arc};

use super::{StartError, files::toml_files};
use crate::{
    adapters::{
        digit_model::DigitModel,
        face_models::OnnxFaceModels,
        mrz_model::MrzModel,
        onnx::{Model, Runtime},
        tesseract::Tesseract,
    },
    config::{Config, models::Models},
    document::{DocumentReader, Effort, Layout, mrz::MrzReader, text_reader::ByScript},
    face::FaceEngine,
};

/// Everything that holds models. Loading takes about a second; a clone shares them.
#[derive(Clone)]
pub struct Engines {
    /// Reads documents.
    pub documents: Arc<DocumentReader>,
    /// Looks at faces.
    pub faces: Arc<FaceEngine>,
}

impl Engines {
    /// Both engines, as `config` says.
    ///
    /// # Errors
    ///
    /// As [`document_reader`] and [`face_engine`].
    pub fn load(config: &Config) -> Result<Self, StartError> {
        let faces = Arc::new(face_engine(&config.models)?);
        Ok(Self { documents: Arc::new(document_reader(config)?), faces })
    }
}

/// The reader of documents.
///
/// # Errors
///
/// [`StartError`] with the model, the language data or the layout that is missing or wrong.
pub fn document_reader(config: &Config) -> Result<DocumentReader, StartError> {
    let models = &config.models;
    let layouts = layouts(&config.layouts.folder)?;
    let words = Tesseract::new(models.tesseract_data.clone())?;
    let load =
        |file: &str| Ok::<_, StartError>(Model::load(&runtime(models)?, &models.folder.join(file), models.places())?);
    let text = ByScript { words: Arc::new(words), digits: Arc::new(DigitModel::new(load("digits/digits.onnx")?)) };
    let effort = Effort { zone_looks: config.limits.zone_looks, text_lines: config.limits.text_lines };
    let mrz = MrzReader::new(Arc::new(MrzModel::new(load("mrz/mrz.onnx")?)));
    Ok(DocumentReader::new(Arc::new(text), mrz, layouts).with_effort(effort))
}

/// The engine that looks at faces.
///
/// # Errors
///
/// [`StartError::Model`] with the model that does not load.
pub fn face_engine(models: &Models) -> Result<FaceEngine, StartError> {
    let (folder, manifest) = (models.folder.join("cache"), models.folder.join(&models.descriptor));
    let networks = OnnxFaceModels::load(&runtime(models)?, &folder, &manifest, models.places())?;
    let descriptor = networks.descriptor().clone();
    Ok(FaceEngine::new(Arc::new(networks), descriptor))
}

fn runtime(models: &Models) -> Result<Runtime, StartError> {
    Ok(Runtime::load(&models.folder.join("cache/onnxruntime/libonnxruntime.so"))?)
}

fn layouts(folder: &Path) -> Result<Vec<Layout>, StartError> {
    let parse = |(path, text): (_, String)| {
        Layout::parse(&text).map_err(|fault| StartError::Text { path, reason: fault.to_string() })
    };
    toml_files(folder)?.into_iter().map(parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_layouts_load() {
        assert_eq!(layouts(Path::new("fixtures/layouts")).expect("load").len(), 6);
    }

    #[test]
    fn a_wrong_layout_is_named_by_file_and_line() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("bad.toml"), "name = \"x\"\nversion = \"one\"").expect("written");
        let error = layouts(folder.path()).expect_err("refused").to_string();
        assert!(error.contains("bad.toml") && error.contains("line 2"), "{error}");
    }
}
