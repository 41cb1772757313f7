//! What the engines are asked on one application's pictures, each question once.
//!
//! The way from the pictures to the questions is the product's own: it is walked once with recorders in the engines'
//! places. A field's first crop is taken (the recorder is always sure, so no second one is cut), the zone's lines from
//! the look that found the zone, and of the face networks' inputs all that differ.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ahlan::{
    adapters::{face_models::OnnxFaceModels, mrz_model::MrzModel},
    base::picture::{Limits, Picture},
    document::{
        DocumentReader, Layout, Sides,
        mrz::{
            MrzReader,
            recognise::{Frames, LineRecogniser, RecogniserError, Strips},
        },
        text_reader::{Kind, Script, TextLine, TextReader, TextReaderError},
    },
    face::{
        FaceEngine,
        landmarks::POINTS,
        liveness::{eyes::LID_POINTS, watch},
        models::{Anchors, FaceError, FaceModels},
        quality::Purpose,
    },
    specimen::jpeg,
};
use anyhow::{Context, Result};
use image::{GrayImage, RgbImage};
use jiff::civil::Date;

use super::people::Pictures;

/// JPEG quality of a portrait that the service cuts out and keeps.
const KEPT_AT: u8 = 92;

/// What the engines are asked on some pictures.
#[derive(Default)]
pub struct Crops {
    /// Pictures that come from outside, to be decoded.
    pub pictures: Vec<Vec<u8>>,
    /// Printed fields.
    pub fields: Vec<(GrayImage, Script, Kind)>,
    /// The zone's lines: each one's width, and its values at the recogniser's height.
    pub lines: Vec<(usize, Vec<f32>)>,
    /// Inputs of the face detector.
    pub squares: Vec<RgbImage>,
    /// Inputs of the landmark network.
    pub faces: Vec<RgbImage>,
    /// Inputs of the descriptor.
    pub chips: Vec<RgbImage>,
    /// For the eye network.
    pub eyes: Vec<RgbImage>,
}

/// What the engines are asked on one application's pictures.
pub struct Application {
    /// On the document, the selfie and the registry's photograph.
    pub still: Crops,
    /// On each liveness frame that may be sent.
    pub frames: Vec<Crops>,
}

/// The engines that the way itself needs: a zone decides the layout, a face's points its chip.
pub struct Guides {
    /// Reads zones.
    pub mrz: Arc<MrzModel>,
    /// Looks at faces.
    pub faces: Arc<OnnxFaceModels>,
    /// Layouts of documents.
    pub layouts: Vec<Layout>,
}

impl Application {
    /// Walks the product's way over `pictures`.
    pub fn of(pictures: &Pictures, guides: &Guides, today: Date) -> Result<Self> {
        let decode = |bytes: &[u8]| Picture::decode(bytes, &Limits { min_side: 1, ..Limits::default() });
        let (front, back) = (decode(&pictures.front)?, decode(&pictures.back)?);
        let (text, mrz) = (Arc::new(SureText::default()), Arc::new(Listening::to(Arc::clone(&guides.mrz))));
        let faces = Arc::new(Watching::over(Arc::clone(&guides.faces)));
        let reader =
            DocumentReader::new(Arc::clone(&text) as _, MrzReader::new(Arc::clone(&mrz) as _), guides.layouts.clone());
        let reading = reader.read(Sides { front: &front, back: Some(&back) }, today)?;
        let zone = reading.mrz.filter(|mrz| mrz.valid).context("a specimen's zone was not read")?;
        let portrait = jpeg(&reading.portrait.context("a specimen's portrait was not found")?, KEPT_AT)?;
        let engine = FaceEngine::new(Arc::clone(&faces) as _, guides.faces.descriptor().clone());
        let shown = [
            (&pictures.selfie, Purpose::Selfie),
            (&portrait, Purpose::Portrait),
            (&pictures.registry, Purpose::Portrait),
        ];
        for (bytes, purpose) in shown {
            engine.look(decode(bytes)?.rgb(), purpose)?;
        }
        let last = lock(&mrz.last).take().context("the recogniser was not asked")?;
        let lines = last.values().chunks_exact(Strips::HEIGHT * last.width()).take(zone.lines.len());
        let sent = [&pictures.front, &pictures.back, &pictures.selfie, &pictures.registry];
        let still = Crops {
            pictures: sent.into_iter().cloned().collect(),
            fields: std::mem::take(&mut *lock(&text.0)),
            lines: lines.map(|line| (last.width(), line.to_vec())).collect(),
            ..faces.taken()
        };
        let decoded = pictures.frames.iter().map(|frame| decode(frame)).collect::<Result<Vec<_>, _>>()?;
        // What was asked between two frames was asked on the first of them.
        let mut asked = Vec::new();
        watch(&engine, decoded.iter().map(Picture::rgb).inspect(|_| asked.push(faces.taken())))?;
        asked.push(faces.taken());
        let frames = pictures.frames.iter().zip(asked.into_iter().skip(1));
        let frames = frames.map(|(bytes, crops)| Crops { pictures: vec![bytes.clone()], ..crops }).collect();
        Ok(Self { still, frames })
    }
}

/// Reads every field as something it can be, surely, so that each is cut once.
#[derive(Default)]
struct SureText(Mutex<Vec<(GrayImage, Script, Kind)>>);

impl TextReader for SureText {
    fn read_line(&self, crop: &GrayImage, script: Script, kind: Kind) -> Result<TextLine, TextReaderError> {
        lock(&self.0).push((crop.clone(), script, kind));
        let text = match kind {
            Kind::Date => "01/02/2003",
            Kind::Code => "F",
            Kind::Name | Kind::Number | Kind::Text => "A",
        };
        Ok(TextLine { text: text.to_owned(), confidence: 1.0 })
    }
}

/// Remembers the last strips: after a clean zone nobody looks again.
struct Listening {
    model: Arc<MrzModel>,
    last: Mutex<Option<Strips>>,
}

impl Listening {
    fn to(model: Arc<MrzModel>) -> Self {
        Self { model, last: Mutex::default() }
    }
}

impl LineRecogniser for Listening {
    fn recognise(&self, strips: &Strips) -> Result<Vec<Frames>, RecogniserError> {
        *lock(&self.last) = Some(strips.clone());
        self.model.recognise(strips)
    }
}

/// Remembers what differs of the inputs of detector, landmarks, descriptor and eye network.
struct Watching {
    models: Arc<OnnxFaceModels>,
    seen: Mutex<[Vec<RgbImage>; 4]>,
}

impl Watching {
    fn over(models: Arc<OnnxFaceModels>) -> Self {
        Self { models, seen: Mutex::default() }
    }

    /// What was noted since the last time.
    fn taken(&self) -> Crops {
        let [squares, faces, chips, eyes] = std::mem::take(&mut *lock(&self.seen));
        Crops { squares, faces, chips, eyes, ..Crops::default() }
    }

    fn note(&self, network: usize, input: &RgbImage) {
        let seen = &mut lock(&self.seen)[network];
        if !seen.contains(input) {
            seen.push(input.clone());
        }
    }
}

impl FaceModels for Watching {
    fn detect(&self, square: &RgbImage) -> Result<Anchors, FaceError> {
        self.note(0, square);
        self.models.detect(square)
    }

    fn landmarks(&self, crop: &RgbImage) -> Result<[[f32; 2]; POINTS], FaceError> {
        self.note(1, crop);
        self.models.landmarks(crop)
    }

    fn lids(&self, crop: &RgbImage) -> Result<[[f32; 2]; LID_POINTS], FaceError> {
        self.note(3, crop);
        self.models.lids(crop)
    }

    fn describe(&self, chip: &RgbImage) -> Result<Vec<f32>, FaceError> {
        self.note(2, chip);
        self.models.describe(chip)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
