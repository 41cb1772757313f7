//! Text reading by Tesseract 5, linked to the system's library: warm engines, one caller each at a time.
//!
//! An engine costs 4 to 110 ms to start and 19 ms to read a line, so engines are kept. They are `Send` but not made for
//! sharing; each is lent to one caller, and a new one is started when all of a script's are out (never more than
//! threads that read).

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use image::GrayImage;
use tesseract_rs::{TessPageSegMode, TesseractAPI, TesseractError};

use crate::document::text_reader::{Kind, Script, TextLine, TextReader, TextReaderError};

/// What was read of each kind of field: an engine's variables stay set, so there is an engine for each.
type Use = (&'static str, &'static str);

/// Tesseract with the language data of a folder.
pub struct Tesseract {
    data: PathBuf,
    idle: Mutex<HashMap<Use, Vec<TesseractAPI>>>,
}

impl Tesseract {
    /// Engines on the `*.traineddata` of folder `data` (Debian: `/usr/share/tesseract-ocr/5/tessdata`).
    ///
    /// # Errors
    ///
    /// [`TextReaderError`] when the data of a script is missing: the service should not start half able to read.
    pub fn new(data: PathBuf) -> Result<Self, TextReaderError> {
        let scripts = [Script::Latin, Script::Arabic, Script::Persian, Script::Chinese];
        for pack in scripts.iter().flat_map(|script| language(*script).split('+')) {
            let file = data.join(format!("{pack}.traineddata"));
            if !file.is_file() {
                return Err(TextReaderError { cause: format!("{} is missing (run make setup)", file.display()) });
            }
        }
        Ok(Self { data, idle: Mutex::default() })
    }

    fn engine(&self, of: Use) -> Result<TesseractAPI, TesseractError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&of).and_then(Vec::pop);
        if let Some(engine) = idle {
            return Ok(engine);
        }
        let engine = TesseractAPI::new();
        engine.init(&self.data, of.0)?;
        engine.set_variable("tessedit_char_whitelist", of.1)?;
        // Names and numbers stand in no dictionary; the word lists would bend them towards what does.
        engine.set_variable("load_system_dawg", "0")?;
        engine.set_variable("load_freq_dawg", "0")?;
        // Print is dark on light here: no second look at the negative of what was read badly.
        engine.set_variable("tessedit_do_invert", "0")?;
        // A row with more dots than letters counts as dust otherwise, and a short Arabic name is such a row: it came back
        // empty at every height. Blank crops never get here.
        engine.set_variable("textord_noise_rejrows", "0")?;
        engine.set_page_seg_mode(TessPageSegMode::PSM_SINGLE_LINE)?;
        Ok(engine)
    }
}

impl TextReader for Tesseract {
    fn read_line(&self, crop: &GrayImage, script: Script, kind: Kind) -> Result<TextLine, TextReaderError> {
        let of = (language(script), allowed(script, kind));
        let failed = |error: TesseractError| TextReaderError { cause: format!("Tesseract ({}): {error}", of.0) };
        let engine = self.engine(of).map_err(failed)?;
        // An engine that failed is dropped, not kept: its state is unknown.
        let line = read(&engine, crop).map_err(failed)?;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).entry(of).or_default().push(engine);
        Ok(line)
    }
}

fn read(engine: &TesseractAPI, crop: &GrayImage) -> Result<TextLine, TesseractError> {
    let side = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    let (width, height) = (side(crop.width()), side(crop.height()));
    engine.set_image(crop.as_raw(), width, height, 1, width)?;
    engine.set_source_resolution(300)?;
    let text = engine.get_utf8_text()?.trim().to_owned();
    let percent = u8::try_from(engine.mean_text_conf()?.clamp(0, 100)).unwrap_or(0);
    // With no confidence at all the text is noise: on blank paper Tesseract invents a word or two.
    if text.is_empty() || percent == 0 {
        return Ok(TextLine::default());
    }
    Ok(TextLine { text, confidence: f32::from(percent) / 100.0 })
}

/// Tesseract's names of the language data for a script; of two, each word is taken from the surer.
///
/// The packs of Arabic and Persian are small and confuse letters that dots tell apart: of 783 names and addresses, a
/// little blurred or worse, Persian's alone got 93 % right (`پ` came back as `ب`), with the pack of the whole script 97 %.
const fn language(script: Script) -> &'static str {
    match script {
        Script::Latin => "eng",
        Script::Arabic => "Arabic+ara",
        Script::Persian => "Arabic+fas",
        Script::Chinese => "chi_sim",
    }
}

/// The characters that may be read; empty for all.
const fn allowed(script: Script, kind: Kind) -> &'static str {
    match (script, kind) {
        (Script::Latin, Kind::Number) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-/ ",
        (Script::Latin, Kind::Code) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ/ ",
        (Script::Latin, Kind::Date) => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-/. ",
        (Script::Latin, Kind::Name | Kind::Text) | (Script::Arabic | Script::Persian | Script::Chinese, _) => "",
    }
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    #[test]
    fn blank_paper_reads_as_nothing() {
        let reader = Tesseract::new("/usr/share/tesseract-ocr/5/tessdata".into()).expect("run make setup");
        let paper = GrayImage::from_pixel(300, 44, Luma([250]));
        assert_eq!(reader.read_line(&paper, Script::Latin, Kind::Name), Ok(TextLine::default()));
    }

    #[test]
    fn a_folder_without_language_data_is_refused_by_the_file_s_name() {
        let error = Tesseract::new("/nonexistent".into()).err().expect("refused");
        assert!(error.cause.contains("eng.traineddata"), "{error}");
    }
}
