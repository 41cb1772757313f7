//! The template: a face as numbers that can be compared. Biometric data: it is never stored, and the pictures give it again.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    descriptor::{Descriptor, Metric},
    models::FaceError,
};

/// Which descriptor: the SHA-256 of its file, written in 64 lower-case hexadecimal digits.
///
/// A distance means nothing without it, and a threshold holds for one model only.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ModelId([u8; 32]);

impl ModelId {
    /// The model whose file has this SHA-256.
    pub const fn new(sha256: [u8; 32]) -> Self {
        Self(sha256)
    }
}

impl fmt::Display for ModelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ModelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ModelId({self})")
    }
}

impl From<ModelId> for String {
    fn from(id: ModelId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for ModelId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const FORM: &str = "a model id is a SHA-256 in 64 lower-case hexadecimal digits";
        let digits = text.as_bytes();
        if digits.len() != 64 || !digits.iter().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(FORM);
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| FORM)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| FORM)?;
        }
        Ok(Self(bytes))
    }
}

/// Distance of two templates by their descriptor's [`Metric`]; 0.0 is the same picture. With the shipped one about 0.4 is the
/// same person, 0.8 another one.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Distance(pub f32);

/// Two templates of different models have no distance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the templates come from different models: {one} and {other}")]
pub struct OtherModel {
    /// The first template's model.
    pub one: ModelId,
    /// The second template's model.
    pub other: ModelId,
}

/// A face as the descriptor sees it. Personal data: `Debug` shows the model only, and there is no `Display`.
#[derive(Clone, PartialEq)]
pub struct Template {
    model: ModelId,
    metric: Metric,
    values: Vec<f32>,
}

impl Template {
    /// Takes in what `descriptor` gave.
    ///
    /// # Errors
    ///
    /// [`FaceError`] unless there are as many finite numbers as it gives.
    pub fn new(descriptor: &Descriptor, values: Vec<f32>) -> Result<Self, FaceError> {
        let wanted = descriptor.form.values;
        if values.len() == wanted && values.iter().all(|value| value.is_finite()) {
            Ok(Self { model: descriptor.model, metric: descriptor.form.metric, values })
        } else {
            Err(FaceError { cause: format!("a descriptor that is not {wanted} numbers") })
        }
    }

    /// Which descriptor gave it.
    pub const fn model(&self) -> ModelId {
        self.model
    }

    /// How far apart two faces are.
    ///
    /// # Errors
    ///
    /// [`OtherModel`] when the two come from different models.
    pub fn distance(&self, other: &Self) -> Result<Distance, OtherModel> {
        if self.model != other.model {
            return Err(OtherModel { one: self.model, other: other.model });
        }
        let pairs = || self.values.iter().zip(&other.values);
        Ok(Distance(match self.metric {
            Metric::Euclidean => pairs().map(|(a, b)| (a - b) * (a - b)).sum::<f32>().sqrt(),
            Metric::Cosine => {
                let length = |values: &[f32]| values.iter().map(|v| v * v).sum::<f32>().sqrt();
                let product = pairs().map(|(a, b)| a * b).sum::<f32>();
                1.0 - product / (length(&self.values) * length(&other.values)).max(f32::EPSILON)
            }
        }))
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Template(model {})", self.model)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODEL: ModelId = ModelId::new([7; 32]);

    fn template(descriptor: &Descriptor, first: f32) -> Template {
        let mut values = vec![0.1; descriptor.form.values];
        values[0] = first;
        Template::new(descriptor, values).expect("as many numbers as it gives")
    }

    #[test]
    fn distance_is_euclidean_or_by_the_angle_as_the_descriptor_says() {
        let dlib = Descriptor::dlib(MODEL);
        let far = template(&dlib, 0.1).distance(&template(&dlib, 0.6)).expect("one model");
        assert!((far.0 - 0.5).abs() < 1e-6);

        let mut other = dlib;
        (other.form.values, other.form.metric) = (2, Metric::Cosine);
        let made = |values: [f32; 2]| Template::new(&other, values.to_vec()).expect("two numbers");
        let apart = |a, b| made(a).distance(&made(b)).expect("one model").0;
        assert!(apart([1.0, 0.0], [5.0, 0.0]).abs() < 1e-6, "only the angle counts");
        assert!((apart([1.0, 0.0], [0.0, 2.0]) - 1.0).abs() < 1e-6);
        assert!((apart([0.0, 0.0], [0.0, 2.0]) - 1.0).abs() < 1e-6, "nothing is like nothing in particular");
    }

    #[test]
    fn templates_of_different_models_have_no_distance() {
        let other = ModelId::new([8; 32]);
        let refused = template(&Descriptor::dlib(MODEL), 0.1).distance(&template(&Descriptor::dlib(other), 0.1));
        assert_eq!(refused, Err(OtherModel { one: MODEL, other }));
    }

    #[test]
    fn numbers_that_are_none_or_too_few_make_no_template() {
        let mut values = vec![0.1; 128];
        values[5] = f32::NAN;
        assert!(Template::new(&Descriptor::dlib(MODEL), values).is_err());
        assert!(Template::new(&Descriptor::dlib(MODEL), vec![0.1; 64]).is_err());
    }

    #[test]
    fn a_model_id_is_read_in_the_form_it_is_written_in() {
        let json = serde_json::to_string(&MODEL).expect("serialises");
        assert_eq!(serde_json::from_str::<ModelId>(&json).expect("reads"), MODEL);
        assert!(serde_json::from_str::<ModelId>(&json.replace("07", "0A")).is_err());
        assert!(serde_json::from_str::<ModelId>("\"0707\"").is_err());
    }

    #[test]
    fn debug_shows_no_number_of_the_face() {
        assert!(!format!("{:?}", template(&Descriptor::dlib(MODEL), 0.25)).contains("0.25"));
    }
}
