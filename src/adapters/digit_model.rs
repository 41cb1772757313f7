//! The reader of digit lines on ONNX Runtime: a small convolutional network trained on synthetic lines.

use image::GrayImage;
use ndarray::ArrayView4;

use super::onnx::Model;
use crate::document::{
    digits::{self, CLASSES, Strip},
    text_reader::{Kind, Script, TextLine, TextReader, TextReaderError},
};

/// The model `models/digits/digits.onnx`: `[lines, 1, 32, width]` in, `[lines, width / 2, 34]` raw scores out.
#[derive(Debug)]
pub struct DigitModel(Model);

impl DigitModel {
    /// A reader that runs on `model`.
    pub const fn new(model: Model) -> Self {
        Self(model)
    }
}

impl TextReader for DigitModel {
    fn read_line(&self, crop: &GrayImage, script: Script, _: Kind) -> Result<TextLine, TextReaderError> {
        let Some(strip) = Strip::of(crop) else { return Ok(TextLine::default()) };
        let failed = |cause: String| TextReaderError { cause };
        let shape = (1, 1, Strip::HEIGHT, strip.width());
        let input = ArrayView4::from_shape(shape, strip.values()).map_err(|error| failed(error.to_string()))?;
        let outputs = self.0.run(input.into_dyn()).map_err(|error| failed(error.to_string()))?;
        let scores = outputs.first().ok_or_else(|| failed("the model has no output".to_owned()))?;
        if scores.shape() != [1, strip.width() / Strip::PIXELS_PER_FRAME, CLASSES] {
            return Err(failed(format!("the model's output has the shape {:?}", scores.shape())));
        }
        let scores = scores.as_slice().ok_or_else(|| failed("the model's output is not contiguous".to_owned()))?;
        Ok(digits::text(scores, script))
    }
}

#[cfg(test)]
mod tests {
    use std::{num::NonZeroUsize, path::Path};

    use image::Luma;

    use super::*;
    use crate::adapters::onnx::Runtime;

    #[test]
    fn blank_paper_reads_as_nothing_and_strokes_as_ones() {
        let runtime = Runtime::load(Path::new("models/cache/onnxruntime/libonnxruntime.so")).expect("run make setup");
        let model =
            Model::load(&runtime, Path::new("models/digits/digits.onnx"), NonZeroUsize::MIN).expect("the model");
        let reader = DigitModel::new(model);
        let read = |crop: &GrayImage| reader.read_line(crop, Script::Arabic, Kind::Number).expect("runs").text;
        assert_eq!(read(&GrayImage::from_pixel(300, 44, Luma([250]))), "");
        let stroke = |x: u32, y: u32| (10..40).contains(&y) && x % 24 / 5 == 2 && (20..160).contains(&x);
        assert_eq!(read(&GrayImage::from_fn(190, 50, |x, y| Luma([if stroke(x, y) { 30 } else { 240 }]))), "١١١١١١");
    }
}
