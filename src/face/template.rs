//! The template: a face as 128 numbers that can be compared. Biometric data: sealed wherever it is kept.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::models::FaceError;

/// How many numbers the descriptor gives.
pub const VALUES: usize = 128;

/// Starts a stored template; the last byte is the form's version.
const MAGIC: [u8; 4] = *b"AFT1";

/// Bytes of a stored template.
const STORED: usize = MAGIC.len() + 32 + 4 * VALUES;

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

/// Euclidean distance of two templates; 0.0 is the same picture, about 0.4 the same person, 0.8 another one.
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

/// Bytes that are no stored template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a stored face template")]
pub struct BadTemplate;

/// A face as the descriptor sees it. Personal data: `Debug` shows the model only, and there is no `Display`.
#[derive(Clone, PartialEq)]
pub struct Template {
    model: ModelId,
    values: [f32; VALUES],
}

impl Template {
    /// Takes in what the descriptor gave.
    ///
    /// # Errors
    ///
    /// [`FaceError`] unless there are [`VALUES`] finite numbers.
    pub fn new(model: ModelId, values: &[f32]) -> Result<Self, FaceError> {
        let wrong = || FaceError { cause: "a descriptor that is not 128 numbers".to_owned() };
        let values: [f32; VALUES] = values.try_into().map_err(|_| wrong())?;
        if values.iter().all(|v| v.is_finite()) { Ok(Self { model, values }) } else { Err(wrong()) }
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
        let squares = self.values.iter().zip(other.values).map(|(a, b)| (a - b) * (a - b));
        Ok(Distance(squares.sum::<f32>().sqrt()))
    }

    /// The stored form: `AFT1`, the model's SHA-256, 128 little-endian 32-bit floats. To be sealed.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(STORED);
        bytes.extend(MAGIC);
        bytes.extend(self.model.0);
        bytes.extend(self.values.iter().flat_map(|v| v.to_le_bytes()));
        bytes
    }

    /// Reads the stored form.
    ///
    /// # Errors
    ///
    /// [`BadTemplate`] when `bytes` are anything else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadTemplate> {
        let rest = bytes.strip_prefix(&MAGIC).ok_or(BadTemplate)?;
        let (model, rest) = rest.split_first_chunk::<32>().ok_or(BadTemplate)?;
        let (numbers, tail) = rest.as_chunks::<4>();
        if !tail.is_empty() {
            return Err(BadTemplate);
        }
        let values: Vec<f32> = numbers.iter().map(|four| f32::from_le_bytes(*four)).collect();
        Self::new(ModelId(*model), &values).map_err(|_| BadTemplate)
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

    fn template(model: ModelId, first: f32) -> Template {
        let mut values = [0.1; VALUES];
        values[0] = first;
        Template::new(model, &values).expect("128 numbers")
    }

    #[test]
    fn distance_is_euclidean() {
        let far = template(MODEL, 0.1).distance(&template(MODEL, 0.6)).expect("one model");
        assert!((far.0 - 0.5).abs() < 1e-6);
    }

    #[test]
    fn templates_of_different_models_have_no_distance() {
        let other = ModelId::new([8; 32]);
        let refused = template(MODEL, 0.1).distance(&template(other, 0.1));
        assert_eq!(refused, Err(OtherModel { one: MODEL, other }));
    }

    #[test]
    fn a_template_survives_its_bytes_and_nothing_else_is_read_as_one() {
        let stored = template(MODEL, 0.25).to_bytes();
        assert_eq!(Template::from_bytes(&stored), Ok(template(MODEL, 0.25)));
        assert_eq!(Template::from_bytes(&stored[..stored.len() - 1]), Err(BadTemplate));
        assert_eq!(Template::from_bytes(&stored[..stored.len() - 4]), Err(BadTemplate));
        assert_eq!(Template::from_bytes(b"AFT2"), Err(BadTemplate));
    }

    #[test]
    fn numbers_that_are_none_make_no_template() {
        let mut values = [0.1; VALUES];
        values[5] = f32::NAN;
        assert!(Template::new(MODEL, &values).is_err());
        assert!(Template::new(MODEL, &[0.1; 64]).is_err());
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
        assert!(!format!("{:?}", template(MODEL, 0.25)).contains("0.25"));
    }
}
