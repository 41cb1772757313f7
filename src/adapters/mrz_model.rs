//! The MRZ line recogniser on ONNX Runtime: a small convolutional network trained on synthetic lines of OCR-B.

use ndarray::ArrayView4;

use super::onnx::Model;
use crate::document::mrz::recognise::{Frames, LineRecogniser, RecogniserError, Strips};

/// The model `models/mrz/mrz.onnx`: `[lines, 1, 32, width]` in, `[lines, width / 4, 38]` raw scores out.
#[derive(Debug)]
pub struct MrzModel(Model);

impl MrzModel {
    /// A recogniser that runs on `model`.
    pub const fn new(model: Model) -> Self {
        Self(model)
    }
}

impl LineRecogniser for MrzModel {
    fn recognise(&self, strips: &Strips) -> Result<Vec<Frames>, RecogniserError> {
        if strips.is_empty() {
            return Ok(Vec::new());
        }
        let failed = |cause: String| RecogniserError { cause };
        let shape = (strips.len(), 1, Strips::HEIGHT, strips.width());
        let input = ArrayView4::from_shape(shape, strips.values()).map_err(|error| failed(error.to_string()))?;
        let outputs = self.0.run(input.into_dyn()).map_err(|error| failed(error.to_string()))?;
        let scores = outputs.first().ok_or_else(|| failed("the model has no output".to_owned()))?;
        let frames = strips.width() / Strips::PIXELS_PER_FRAME;
        if scores.shape() != [strips.len(), frames, 38] {
            return Err(failed(format!("the model's output has the shape {:?}", scores.shape())));
        }
        let scores = scores.as_slice().ok_or_else(|| failed("the model's output is not contiguous".to_owned()))?;
        Ok(scores.chunks_exact(frames * 38).map(Frames::from_scores).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::{num::NonZeroUsize, path::Path};

    use super::*;
    use crate::{adapters::onnx::Runtime, document::mrz::recognise::paper};

    #[test]
    fn blank_paper_reads_as_nothing() {
        let runtime = Runtime::load(Path::new("models/cache/onnxruntime/libonnxruntime.so")).expect("run make setup");
        let model = Model::load(&runtime, Path::new("models/mrz/mrz.onnx"), NonZeroUsize::MIN).expect("run make setup");
        let frames = MrzModel::new(model).recognise(&paper(704)).expect("runs").remove(0);
        assert_eq!(frames.0.len(), 176);
        let blank = frames.0.iter().filter(|p| p[0] > 0.5).count();
        assert!(blank > 170, "{blank} of 176 frames are blank");
    }
}
