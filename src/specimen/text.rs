//! Lines of text: shaped, measured, drawn. Arabic is joined and set right to left by `cosmic-text`.

#![expect(
    clippy::cast_possible_wrap,
    clippy::cast_possible_truncation,
    reason = "pixel positions: far below 2^23, and signed because a glyph may begin left of the sheet"
)]

use cosmic_text::{Attrs, Buffer, Family, LayoutGlyph, Metrics, Shaping, Weight, Wrap};

use super::{fonts::Fonts, sheet::Sheet};
use crate::document::text_reader::Script;

/// Which font, in which weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    Latin,
    LatinBold,
    Arabic,
    ArabicBold,
    Chinese,
    OcrB,
}

/// One shaped line.
pub(super) struct Line {
    glyphs: Vec<LayoutGlyph>,
    /// Where the line begins in the shaper's own coordinates.
    left: f32,
    /// Its advance, in pixels.
    pub width: f32,
}

/// What of a line is above and below its baseline, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ink {
    pub above: i32,
    pub below: i32,
}

/// The script that `text` is in, by its first letter that is not Latin.
pub(super) fn script(text: &str) -> Script {
    let of = |c: char| match c {
        '\u{0600}'..='\u{06FF}' => Some(Script::Arabic),
        '\u{3000}'..='\u{9FFF}' => Some(Script::Chinese),
        _ => None,
    };
    text.chars().find_map(of).unwrap_or(Script::Latin)
}

impl Fonts {
    /// Shapes `text` at `size` pixels to the em.
    pub(super) fn shape(&mut self, text: &str, face: Face, size: f32) -> Line {
        let (family, weight) = match face {
            Face::Latin => (self.latin, Weight::NORMAL),
            Face::LatinBold => (self.latin, Weight::BOLD),
            Face::Arabic => (self.arabic, Weight::NORMAL),
            Face::ArabicBold => (self.arabic, Weight::BOLD),
            Face::Chinese => (self.chinese.as_str(), Weight::NORMAL),
            Face::OcrB => (self.ocr_b.as_str(), Weight::NORMAL),
        };
        let attrs = Attrs::new().family(Family::Name(family)).weight(weight);
        let mut buffer = Buffer::new(&mut self.system, Metrics::new(size, size));
        buffer.set_wrap(Wrap::None);
        buffer.set_text(text, &attrs, Shaping::Advanced, None);
        buffer.shape_until_scroll(&mut self.system, false);
        let glyphs: Vec<LayoutGlyph> = buffer.layout_runs().flat_map(|run| run.glyphs.to_vec()).collect();
        let left = glyphs.iter().map(|g| g.x).fold(f32::INFINITY, f32::min);
        let right = glyphs.iter().map(|g| g.x + g.w).fold(f32::NEG_INFINITY, f32::max);
        Line { glyphs, left, width: (right - left).max(0.0) }
    }

    /// Draws `line` from `x` on `baseline`, both in pixels.
    pub(super) fn draw(&mut self, line: &Line, sheet: &mut Sheet, x: f32, baseline: f32, colour: [u8; 3]) {
        self.cover(line, x, baseline, |x, y, alpha| sheet.blend(x, y, colour, f32::from(alpha) / 255.0));
    }

    /// How far the line's ink reaches from its baseline.
    pub(super) fn ink(&mut self, line: &Line) -> Ink {
        let mut ink = Ink { above: 0, below: 0 };
        self.cover(line, 0.0, 0.0, |_, y, alpha| {
            if alpha > 127 {
                ink = Ink { above: ink.above.max(-y), below: ink.below.max(y + 1) };
            }
        });
        ink
    }

    /// Tells `each` how much of every pixel the line covers.
    pub(super) fn cover(&mut self, line: &Line, x: f32, baseline: f32, mut each: impl FnMut(i32, i32, u8)) {
        for glyph in &line.glyphs {
            let placed = glyph.physical((x - line.left, baseline), 1.0);
            let Some(image) = self.glyphs.get_image(&mut self.system, placed.cache_key) else { continue };
            let (left, top) = (placed.x + image.placement.left, placed.y - image.placement.top);
            let width = image.placement.width.max(1) as usize;
            for (i, alpha) in image.data.iter().enumerate() {
                each(left + (i % width) as i32, top + (i / width) as i32, *alpha);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arabic_letters_are_joined_and_run_from_right_to_left() {
        let fonts = &mut Fonts::from_system().expect("fonts");
        let word = fonts.shape("كريم", Face::ArabicBold, 40.0);
        let letters: f32 = "كريم".chars().map(|c| fonts.shape(&c.to_string(), Face::ArabicBold, 40.0).width).sum();
        assert!(word.width < 0.8 * letters, "{} of {letters}: the letters stand alone", word.width);
        let first = word.glyphs.iter().find(|g| g.start == 0).expect("the first letter");
        assert!(word.glyphs.iter().all(|g| g.x <= first.x), "the first letter is not the rightmost");
    }

    #[test]
    fn a_line_is_twice_as_wide_at_twice_the_size() {
        let fonts = &mut Fonts::from_system().expect("fonts");
        let (one, two) = (fonts.shape("UTOPIA", Face::Latin, 20.0), fonts.shape("UTOPIA", Face::Latin, 40.0));
        assert!((two.width / one.width - 2.0).abs() < 0.01);
    }
}
