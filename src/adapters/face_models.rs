//! The face networks on ONNX Runtime: one pooled model a network, fed with the bytes of RGB pictures; the descriptor as
//! its manifest says.

use std::{fs, num::NonZeroUsize, path::Path};

use image::RgbImage;
use ndarray::{Array4, ArrayD};
use sha2::{Digest, Sha256};

use super::onnx::{Model, OnnxError, Runtime};
use crate::face::{
    descriptor::{Descriptor, Form},
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
    described: Descriptor,
}

impl OnnxFaceModels {
    /// Loads `blazeface.onnx`, `landmark68.onnx` and `iris.onnx` from `folder` and the descriptor that the file `manifest`
    /// describes, each in `sessions` sessions.
    ///
    /// # Errors
    ///
    /// [`OnnxError::Model`] when a file is missing, is not a model, or is no manifest.
    pub fn load(runtime: &Runtime, folder: &Path, manifest: &Path, sessions: NonZeroUsize) -> Result<Self, OnnxError> {
        let form = form_of(manifest)?;
        let descriptor = manifest.parent().unwrap_or(Path::new("")).join(&form.file);
        Ok(Self {
            detector: Model::load(runtime, &folder.join("blazeface.onnx"), sessions)?,
            landmarks: Model::load(runtime, &folder.join("landmark68.onnx"), sessions)?,
            eye: Model::load(runtime, &folder.join("iris.onnx"), sessions)?,
            descriptor: Model::load(runtime, &descriptor, sessions)?,
            described: Descriptor { model: file_id(&descriptor)?, form },
        })
    }

    /// The descriptor: the SHA-256 of its file, as it was when it was loaded, and how it is used.
    pub const fn descriptor(&self) -> &Descriptor {
        &self.described
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
        let [values] = run_on(&self.descriptor, self.described.form.tensor.of(chip))?;
        Ok(flat(&values)?.to_vec())
    }
}

/// Feeds `picture` as `[1, height, width, 3]`: the networks scale the bytes themselves.
fn run<const N: usize>(model: &Model, picture: &RgbImage) -> Result<[ArrayD<f32>; N], FaceError> {
    let side = |pixels: u32| usize::try_from(pixels).unwrap_or(usize::MAX);
    let bytes = picture.as_raw().iter().map(|byte| f32::from(*byte)).collect();
    run_on(model, (bytes, [1, side(picture.height()), side(picture.width()), 3]))
}

/// Feeds values of this shape, and expects `N` outputs.
fn run_on<const N: usize>(
    model: &Model,
    (values, shape): (Vec<f32>, [usize; 4]),
) -> Result<[ArrayD<f32>; N], FaceError> {
    let input = Array4::from_shape_vec(shape, values).map_err(|error| FaceError { cause: error.to_string() })?;
    let outputs = model.run(input.view().into_dyn()).map_err(|error| FaceError { cause: error.to_string() })?;
    let count = outputs.len();
    outputs.try_into().map_err(|_| FaceError { cause: format!("{count} outputs, not {N}") })
}

fn flat(values: &ArrayD<f32>) -> Result<&[f32], FaceError> {
    values.as_slice().ok_or_else(|| FaceError { cause: "an output that is not in one piece".to_owned() })
}

fn form_of(manifest: &Path) -> Result<Form, OnnxError> {
    let failed = |cause: String| OnnxError::Model { path: manifest.to_owned(), cause };
    let text = fs::read_to_string(manifest).map_err(|error| failed(error.to_string()))?;
    Form::parse(&text).map_err(|error| failed(error.to_string()))
}

fn file_id(path: &Path) -> Result<ModelId, OnnxError> {
    let bytes = fs::read(path).map_err(|error| OnnxError::Model { path: path.to_owned(), cause: error.to_string() })?;
    Ok(ModelId::new(Sha256::digest(&bytes).into()))
}

#[cfg(test)]
mod tests;
