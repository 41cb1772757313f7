//! The text reader, as a port: one line of print in, its text out.

use std::{collections::HashMap, sync::Arc};

use image::GrayImage;
use serde::Deserialize;

/// The script a field is printed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Script {
    /// Latin letters and European digits.
    Latin,
    /// Arabic letters.
    Arabic,
    /// Arabic letters as Persian writes them.
    Persian,
    /// Simplified Chinese characters.
    Chinese,
}

/// What a field holds, which narrows what may be read and says how it is normalised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A person's name.
    Name,
    /// A calendar date.
    Date,
    /// Digits and capitals: a document or identity number.
    Number,
    /// A short word of capitals: sex, a state's code.
    Code,
    /// Anything else.
    Text,
}

/// A line as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextLine {
    /// Its text, spaces trimmed; empty when nothing was seen. Personal data: not to be logged.
    pub text: String,
    /// How sure the reader is, `0.0 ..= 1.0`.
    pub confidence: f32,
}

/// The reader cannot run; the same picture may be read later.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text reader failed: {cause}")]
pub struct TextReaderError {
    /// What went wrong, for the operator's log.
    pub cause: String,
}

/// Reads lines of print.
pub trait TextReader: Send + Sync {
    /// The one line of text on `crop`.
    ///
    /// # Errors
    ///
    /// [`TextReaderError`] when the engine or the script's language data is missing or fails.
    fn read_line(&self, crop: &GrayImage, script: Script, kind: Kind) -> Result<TextLine, TextReaderError>;
}

/// Reads numbers and dates in Arabic-Indic and Persian digits with one reader and all else with another.
pub struct ByScript {
    /// For letters, and for digits as Latin and Chinese print has them.
    pub words: Arc<dyn TextReader>,
    /// For lines of Arabic-Indic or Persian digits.
    pub digits: Arc<dyn TextReader>,
}

impl TextReader for ByScript {
    fn read_line(&self, crop: &GrayImage, script: Script, kind: Kind) -> Result<TextLine, TextReaderError> {
        match (script, kind) {
            (Script::Arabic | Script::Persian, Kind::Number | Kind::Date) => self.digits.read_line(crop, script, kind),
            (Script::Latin | Script::Chinese, _) | (_, Kind::Name | Kind::Code | Kind::Text) => {
                self.words.read_line(crop, script, kind)
            }
        }
    }
}

/// Reads what a test wrote into a crop's brightness: a crop is known by its mean grey, rounded to tens.
#[derive(Clone, Debug, Default)]
pub struct FakeTextReader {
    /// The text of crops whose mean grey is ten times the key; others are empty.
    pub known: HashMap<u8, String>,
    /// When set, every call fails with this cause.
    pub broken: Option<String>,
}

impl TextReader for FakeTextReader {
    fn read_line(&self, crop: &GrayImage, _: Script, _: Kind) -> Result<TextLine, TextReaderError> {
        if let Some(cause) = &self.broken {
            return Err(TextReaderError { cause: cause.clone() });
        }
        let sum: u64 = crop.as_raw().iter().map(|&v| u64::from(v)).sum();
        let tens = (sum / crop.as_raw().len().max(1) as u64 + 5) / 10;
        let text = u8::try_from(tens).ok().and_then(|key| self.known.get(&key)).cloned();
        Ok(text.map_or_else(TextLine::default, |text| TextLine { text, confidence: 0.9 }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn native_digits_and_words_go_to_their_own_readers() {
        let of = |text: &str| Arc::new(FakeTextReader { known: HashMap::from([(20, text.to_owned())]), broken: None });
        let reader = ByScript { words: of("words"), digits: of("digits") };
        let crop = GrayImage::from_pixel(10, 10, image::Luma([200]));
        let read = |script, kind| reader.read_line(&crop, script, kind).expect("reads").text;
        assert_eq!(read(Script::Arabic, Kind::Number), "digits");
        assert_eq!(read(Script::Persian, Kind::Date), "digits");
        assert_eq!(read(Script::Persian, Kind::Name), "words");
        assert_eq!(read(Script::Latin, Kind::Number), "words");
    }
}
