//! The face networks on ONNX Runtime: one pooled model a network, fed with the bytes of RGB pictures.

use std::{fs, num::NonZeroUsize, path::Path};

use image::RgbImage;
use ndarray::{Array4, ArrayD};
use sha2::{Digest, Sha256};

use super::onnx::{Model, OnnxError, Runtime};
use crate::face::{
    landmarks::POINTS,
    liveness::eyes::LID_POINTS,
    models::{Anchors, FaceError, FaceModels},
    template::ModelId,
};

/// The four networks, loaded. `models/convert/` writes their files.
#[derive(Debug)]
pub struct OnnxFaceModels {
    detector: Model,
    landmarks: Model,
    eye: Model,
    descriptor: Model,
    descriptor_id: ModelId,
}

impl OnnxFaceModels {
    /// Loads `blazeface.onnx`, `landmark68.onnx`, `iris.onnx` and `descriptor.onnx` from `folder`, each in `sessions` sessions.
    ///
    /// # Errors
    ///
    /// [`OnnxError::Model`] when a file is missing or is not a model.
    pub fn load(runtime: &Runtime, folder: &Path, sessions: NonZeroUsize) -> Result<Self, OnnxError> {
        let descriptor = folder.join("descriptor.onnx");
        Ok(Self {
            detector: Model::load(runtime, &folder.join("blazeface.onnx"), sessions)?,
            landmarks: Model::load(runtime, &folder.join("landmark68.onnx"), sessions)?,
            eye: Model::load(runtime, &folder.join("iris.onnx"), sessions)?,
            descriptor: Model::load(runtime, &descriptor, sessions)?,
            descriptor_id: file_id(&descriptor)?,
        })
    }

    /// Which descriptor this is: the SHA-256 of its file, as it was when it was loaded.
    pub const fn descriptor_id(&self) -> ModelId {
        self.descriptor_id
    }
}

impl FaceModels for OnnxFaceModels {
    fn detect(&self, square: &RgbImage) -> Result<Anchors, FaceError> {
        let [scores, boxes] = run(&self.detector, square)?;
        let boxes = flat(&boxes)?.as_chunks::<16>().0.to_vec();
        Ok(Anchors { scores: flat(&scores)?.to_vec(), boxes })
    }

    fn landmarks(&self, crop: &RgbImage) -> Result<[[f32; 2]; POINTS], FaceError> {
        let [points] = run(&self.landmarks, crop)?;
        let (pairs, _) = flat(&points)?.as_chunks::<2>();
        pairs.try_into().map_err(|_| FaceError { cause: format!("{} landmarks, not {POINTS}", pairs.len()) })
    }

    fn lids(&self, crop: &RgbImage) -> Result<[[f32; 2]; LID_POINTS], FaceError> {
        let [points] = run(&self.eye, crop)?;
        let (points, _) = flat(&points)?.as_chunks::<3>();
        let lids: Vec<_> = points.iter().take(LID_POINTS).map(|[x, y, _depth]| [*x, *y]).collect();
        lids.try_into().map_err(|_| FaceError { cause: format!("an eye of {} points", points.len()) })
    }

    fn describe(&self, chip: &RgbImage) -> Result<Vec<f32>, FaceError> {
        let [values] = run(&self.descriptor, chip)?;
        Ok(flat(&values)?.to_vec())
    }
}

/// Feeds `picture` as `[1, height, width, 3]` and expects `N` outputs. The networks scale the bytes themselves.
fn run<const N: usize>(model: &Model, picture: &RgbImage) -> Result<[ArrayD<f32>; N], FaceError> {
    let side = |pixels: u32| usize::try_from(pixels).unwrap_or(usize::MAX);
    let shape = (1, side(picture.height()), side(picture.width()), 3);
    let bytes = picture.as_raw().iter().map(|byte| f32::from(*byte)).collect();
    let input = Array4::from_shape_vec(shape, bytes).map_err(|error| FaceError { cause: error.to_string() })?;
    let outputs = model.run(input.view().into_dyn()).map_err(|error| FaceError { cause: error.to_string() })?;
    let count = outputs.len();
    outputs.try_into().map_err(|_| FaceError { cause: format!("{count} outputs, not {N}") })
}

fn flat(values: &ArrayD<f32>) -> Result<&[f32], FaceError> {
    values.as_slice().ok_or_else(|| FaceError { cause: "an output that is not in one piece".to_owned() })
}

fn file_id(path: &Path) -> Result<ModelId, OnnxError> {
    let bytes = fs::read(path).map_err(|error| OnnxError::Model { path: path.to_owned(), cause: error.to_string() })?;
    Ok(ModelId::new(Sha256::digest(&bytes).into()))
}

#[cfg(test)]
mod tests;
