//! One look at a picture: from pixels to a template, or to what is wrong with it.

#![expect(clippy::cast_precision_loss, reason = "sides of pictures")]

use std::{fmt, sync::Arc};

use image::{RgbImage, imageops};

use super::{
    align,
    descriptor::Descriptor,
    detect::{self, Detection},
    features::Features,
    geometry::FaceBox,
    landmarks::{self, Landmarks},
    liveness::eyes::{Eye, Side},
    models::{FaceError, FaceModels},
    print::Print,
    quality::{FaceFault, Purpose, Quality, SECOND_FACE},
    template::{Distance, ModelId, OtherModel, Template},
    threshold::Thresholds,
};

/// Looks at faces. Cheap to clone; a look takes 10 to 20 ms of the caller's thread.
#[derive(Clone)]
pub struct FaceEngine {
    models: Arc<dyn FaceModels>,
    descriptor: Arc<Descriptor>,
}

impl fmt::Debug for FaceEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FaceEngine(descriptor {})", self.descriptor.model)
    }
}

/// What one look at a picture gave.
#[derive(Clone, Debug)]
pub enum Look {
    /// A face that can be compared.
    Found(Box<Face>),
    /// Why there is none, the gravest first; never empty.
    Fault(Vec<FaceFault>),
}

/// A face that can be compared. Template and print are personal data, biometric.
#[derive(Clone, Debug)]
pub struct Face {
    /// Where it is, in pixels of the picture.
    pub area: FaceBox,
    /// Its 68 points, in pixels of the picture.
    pub landmarks: Landmarks,
    /// What it is compared by.
    pub template: Template,
    /// How good the picture is.
    pub quality: Quality,
    /// What tells whether another picture is this one.
    pub print: Print,
}

/// Who is seen on a frame.
#[derive(Clone, Debug)]
pub enum Glimpse {
    /// Nobody.
    Nobody,
    /// More than one person.
    Several,
    /// One person.
    One(Box<Sighting>),
}

/// One person on a frame, whichever way they look. The template is personal data, biometric.
#[derive(Clone, Debug)]
pub struct Sighting {
    /// Height of the face, eyebrows to chin, in pixels of the frame.
    pub height_px: f32,
    /// Its 68 points, in pixels of the frame.
    pub landmarks: Landmarks,
    /// What it is compared by.
    pub template: Template,
}

impl FaceEngine {
    /// An engine on these networks; `descriptor` is what `models.describe` runs.
    pub fn new(models: Arc<dyn FaceModels>, descriptor: Descriptor) -> Self {
        Self { models, descriptor: Arc::new(descriptor) }
    }

    /// The descriptor whose templates this engine makes; a journey's thresholds must have been set for it.
    pub fn model(&self) -> ModelId {
        self.descriptor.model
    }

    /// What the descriptor's distances mean where no journey says it.
    pub fn thresholds(&self) -> Thresholds {
        self.descriptor.form.thresholds
    }

    /// Looks at `picture`.
    ///
    /// For a portrait give the document's whole front, upright: the tallest face on it is taken, a ghost image beside
    /// it is not a second person, and [`super::duplicate`] needs what stands around the portrait.
    ///
    /// # Errors
    ///
    /// [`FaceError`] when a network fails. What is wrong with the picture is a [`Look::Fault`], not an error.
    pub fn look(&self, picture: &RgbImage, purpose: Purpose) -> Result<Look, FaceError> {
        let mut faces = detect::faces(&*self.models, picture)?;
        if faces.is_empty() && purpose == Purpose::Portrait {
            faces = self.search_closer(picture)?;
        }
        let Some(first) = faces.first() else { return Ok(Look::Fault(vec![FaceFault::NoFace])) };
        let count = who_count(&faces);
        let several = (count > 1 && purpose == Purpose::Selfie).then_some(FaceFault::Several { faces: count });
        let measured = self.measure(picture, first, purpose)?;
        match (several, measured) {
            (None, measured) => Ok(measured),
            (Some(several), Look::Found(_)) => Ok(Look::Fault(vec![several])),
            (Some(several), Look::Fault(faults)) => Ok(Look::Fault([vec![several], faults].concat())),
        }
    }

    /// Watches one frame of a person who moves: no sharpness, light or turn is asked of it.
    ///
    /// # Errors
    ///
    /// [`FaceError`] when a network fails.
    pub fn watch(&self, frame: &RgbImage) -> Result<Glimpse, FaceError> {
        let faces = detect::faces(&*self.models, frame)?;
        let Some(first) = faces.first() else { return Ok(Glimpse::Nobody) };
        if who_count(&faces) > 1 {
            return Ok(Glimpse::Several);
        }
        let landmarks = landmarks::find(&*self.models, frame, first.area)?;
        let Some(chip) = align::chip(frame, &landmarks) else { return Ok(Glimpse::Nobody) };
        let Some(template) = self.template(frame, &landmarks, &chip)? else { return Ok(Glimpse::Nobody) };
        Ok(Glimpse::One(Box::new(Sighting { height_px: first.area.height(), landmarks, template })))
    }

    /// The lids of both eyes, the viewer's left one first.
    ///
    /// # Errors
    ///
    /// [`FaceError`] when the network fails.
    pub fn eyes(&self, frame: &RgbImage, landmarks: &Landmarks) -> Result<[Eye; 2], FaceError> {
        Ok([
            Eye::find(&*self.models, frame, landmarks, Side::Left)?,
            Eye::find(&*self.models, frame, landmarks, Side::Right)?,
        ])
    }

    /// What eyes and mouth of a `face` on `picture` look like: for people who look at it, no comparison needs it.
    ///
    /// # Errors
    ///
    /// [`FaceError`] when a network fails.
    pub fn features(&self, picture: &RgbImage, face: &Face) -> Result<Features, FaceError> {
        let chip = align::chip(picture, &face.landmarks).unwrap_or_else(|| RgbImage::new(align::SIDE, align::SIDE));
        Ok(Features::measure(&face.landmarks, &self.eyes(picture, &face.landmarks)?, &chip))
    }

    fn measure(&self, picture: &RgbImage, found: &Detection, purpose: Purpose) -> Result<Look, FaceError> {
        let landmarks = landmarks::find(&*self.models, picture, found.area)?;
        let parts = align::chip(picture, &landmarks).zip(Print::of(picture, &landmarks));
        // Points that are all one are what the network makes of something that is no face.
        let Some((chip, print)) = parts else { return Ok(Look::Fault(vec![FaceFault::NoFace])) };
        let quality = Quality::measure(found.area.height(), &landmarks, &chip);
        let faults = quality.faults(purpose);
        if !faults.is_empty() {
            return Ok(Look::Fault(faults));
        }
        let Some(template) = self.template(picture, &landmarks, &chip)? else {
            return Ok(Look::Fault(vec![FaceFault::NoFace]));
        };
        Ok(Look::Found(Box::new(Face { area: found.area, landmarks, template, quality, print })))
    }

    /// What the face is compared by; nothing when its points are all one.
    fn template(
        &self,
        picture: &RgbImage,
        landmarks: &Landmarks,
        chip: &RgbImage,
    ) -> Result<Option<Template>, FaceError> {
        let Some(input) = self.descriptor.input(picture, landmarks, chip) else { return Ok(None) };
        Template::new(&self.descriptor, self.models.describe(&input)?).map(Some)
    }

    /// Squares of the shorter side, half over each other: on a whole card the face may be too small to be seen at once.
    fn search_closer(&self, picture: &RgbImage) -> Result<Vec<Detection>, FaceError> {
        let (width, height) = picture.dimensions();
        let side = width.min(height);
        let steps = (width.max(height) - side).div_ceil((side / 2).max(1));
        for step in 0..=steps {
            let along = (step * (side / 2)).min(width.max(height) - side);
            let [left, top] = if width > height { [along, 0] } else { [0, along] };
            let part = imageops::crop_imm(picture, left, top, side, side).to_image();
            let mut found = detect::faces(&*self.models, &part)?;
            if !found.is_empty() {
                for face in &mut found {
                    face.area = face.area.moved([left as f32, top as f32]);
                }
                return Ok(found);
            }
        }
        Ok(Vec::new())
    }
}

/// How many of `faces`, the tallest first, are people who take part: those far behind do not.
fn who_count(faces: &[Detection]) -> usize {
    let tall = faces.first().map_or(0.0, |first| first.area.height() * SECOND_FACE);
    faces.iter().filter(|face| face.area.height() >= tall).count()
}

/// How far apart two faces are.
///
/// # Errors
///
/// [`OtherModel`] when the two templates come from different models.
pub fn compare(a: &Template, b: &Template) -> Result<Distance, OtherModel> {
    a.distance(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::face::{fake::PaintedFaces, threshold::Verdict};

    fn engine(descriptor: u8) -> FaceEngine {
        FaceEngine::new(Arc::new(PaintedFaces), Descriptor::dlib(ModelId::new([descriptor; 32])))
    }

    fn template(engine: &FaceEngine, colour: [u8; 3]) -> Template {
        match engine.look(&PaintedFaces::paint(colour), Purpose::Selfie).expect("a fake does not fail") {
            Look::Found(face) => face.template,
            Look::Fault(faults) => panic!("{faults:?}"),
        }
    }

    #[test]
    fn one_colour_is_one_person_and_two_colours_are_two() {
        let engine = engine(1);
        let (sunny, again, rosy) =
            (template(&engine, [250, 220, 60]), template(&engine, [245, 215, 60]), template(&engine, [250, 90, 250]));
        let judge = |a, b| engine.thresholds().judge(compare(a, b).expect("one model"));
        assert_eq!((judge(&sunny, &again), judge(&sunny, &rosy)), (Verdict::Match, Verdict::NoMatch));
    }

    #[test]
    fn faces_seen_by_different_descriptors_are_not_compared() {
        let colour = [250, 220, 60];
        assert!(compare(&template(&engine(1), colour), &template(&engine(2), colour)).is_err());
    }

    #[test]
    fn a_grey_picture_has_nobody_on_it() {
        let grey = RgbImage::from_pixel(300, 500, image::Rgb([120; 3]));
        for purpose in [Purpose::Selfie, Purpose::Portrait] {
            let look = engine(1).look(&grey, purpose).expect("a fake does not fail");
            assert!(matches!(look, Look::Fault(faults) if faults == [FaceFault::NoFace]));
        }
    }
}
