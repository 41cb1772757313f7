//! How much work a document is worth: counted, never timed, so that a picture is read the same on a busy machine.

use std::sync::atomic::{AtomicU32, Ordering};

use image::GrayImage;

use super::text_reader::{Kind, Script, TextLine, TextReader, TextReaderError};

/// Lines in a row that were not read before a side is given up: two fields that failed in every way, or four at all
/// heights. Beyond that the layout is another one's, the document lies upside down, or nothing is sharp.
const PATIENCE: u32 = 12;
/// A line at least this sure was read.
const READ: f32 = 0.6;

/// The most that one document may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Crops of one picture in which a machine readable zone is looked for. A clean zone is found in the first or second.
    pub zone_looks: u32,
    /// Lines of print that the text reader is asked for, over all sides, layouts and ways up. A clean field takes one.
    pub text_lines: u32,
}

impl Default for Effort {
    /// 20 looks of about 20 ms and 60 lines of about 20 ms of one core.
    fn default() -> Self {
        Self { zone_looks: 20, text_lines: 60 }
    }
}

/// A number of things that may still be done.
#[derive(Debug)]
pub struct Allowance(u32);

impl Allowance {
    /// So many.
    pub const fn of(count: u32) -> Self {
        Self(count)
    }

    /// Takes one, if there is one left.
    pub const fn take(&mut self) -> bool {
        let left = self.0 > 0;
        self.0 = self.0.saturating_sub(1);
        left
    }
}

/// A text reader that reads so many lines and no more; from then on every line is empty.
pub struct Sparing<'r> {
    reader: &'r dyn TextReader,
    left: AtomicU32,
    unread: AtomicU32,
}

impl<'r> Sparing<'r> {
    /// `reader` for `lines` lines.
    pub fn new(reader: &'r dyn TextReader, lines: u32) -> Self {
        Self { reader, left: AtomicU32::new(lines), unread: AtomicU32::new(0) }
    }

    /// Another side, another layout, or the same the other way up: patience begins anew.
    pub fn turn_to_next(&self) {
        self.unread.store(0, Ordering::Relaxed);
    }
}

impl TextReader for Sparing<'_> {
    fn read_line(&self, crop: &GrayImage, script: Script, kind: Kind) -> Result<TextLine, TextReaderError> {
        let left = self.left.load(Ordering::Relaxed);
        if left == 0 || self.unread.load(Ordering::Relaxed) >= PATIENCE {
            return Ok(TextLine::default());
        }
        self.left.store(left - 1, Ordering::Relaxed);
        let line = self.reader.read_line(crop, script, kind)?;
        if line.confidence >= READ {
            self.unread.store(0, Ordering::Relaxed);
        } else {
            self.unread.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads crops wider than 10 pixels.
    struct Wide;

    impl TextReader for Wide {
        fn read_line(&self, crop: &GrayImage, _: Script, _: Kind) -> Result<TextLine, TextReaderError> {
            let confidence = if crop.width() > 10 { 0.9 } else { 0.1 };
            Ok(TextLine { text: "A".to_owned(), confidence })
        }
    }

    fn is_read(reader: &Sparing<'_>, width: u32) -> bool {
        let line = reader.read_line(&GrayImage::new(width, 5), Script::Latin, Kind::Name).expect("reads");
        line != TextLine::default()
    }

    #[test]
    fn after_its_last_line_nothing_is_read() {
        let reader = Sparing::new(&Wide, 2);
        assert_eq!([20, 20, 20].map(|width| is_read(&reader, width)), [true, true, false]);
    }

    #[test]
    fn a_side_on_which_nothing_is_sure_is_given_up_and_the_next_one_is_not() {
        let reader = Sparing::new(&Wide, 100);
        (0..PATIENCE).for_each(|_| assert!(is_read(&reader, 5)));
        assert!(!is_read(&reader, 20));
        reader.turn_to_next();
        assert!(is_read(&reader, 20));
    }

    #[test]
    fn a_line_that_was_read_gives_new_patience() {
        let reader = Sparing::new(&Wide, 100);
        for _ in 0..3 {
            (1..PATIENCE).for_each(|_| assert!(is_read(&reader, 5)));
            assert!(is_read(&reader, 20));
        }
    }

    #[test]
    fn an_allowance_ends() {
        let mut looks = Allowance::of(1);
        assert!(looks.take() && !looks.take() && !looks.take());
    }
}
