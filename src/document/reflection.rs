//! Whether a reflection lies on a field: what is under it cannot be read, and what is left beside it may be half a word.

#![expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "columns of a crop, a few hundred")]

use image::GrayImage;

use super::{
    card::PIXELS_PER_MM,
    pixels::{grey, morphology},
    quality::BURNT,
};

/// How bright paper is on which a reflection stands out. What is brighter may be burnt out by itself; and where what is
/// not burnt out is darker, that is the ink of white paper.
const PAPER: std::ops::RangeInclusive<u8> = 150..=247;
/// How much brighter than paper a reflection is at least: nine in ten pixels of paper keep within it.
const BRIGHTER: u8 = 6;
/// What counts as full white.
const WHITE: u8 = 252;
/// Narrowest reflection, millimetres: half a letter.
const NARROWEST_MM: f32 = 1.2;
/// How far from print a reflection must stay to hide none of it, millimetres: words stand nearer to each other.
const CLEAR_MM: f32 = 3.0;
/// Grey levels below paper from which a pixel is print.
const INK: u8 = 60;

/// How bright a field's paper is: the level that 60 % of it do not exceed, white left out. `None` where that is no paper
/// on which a reflection stands out, and may be the ink of white paper.
pub fn paper(crop: &GrayImage) -> Option<u8> {
    let mut rest = grey::histogram(crop);
    rest[usize::from(WHITE) + 1..].fill(0);
    Some(grey::percentile(&rest, 0.6)).filter(|paper| PAPER.contains(paper))
}

/// Whether something bright hides print of a field's `crop`, which is as the document lies straight at 300 dots an inch.
/// Where nothing else is seen, `around` says how bright the paper of the other fields is.
pub fn covers(crop: &GrayImage, around: Option<u8>) -> bool {
    let blank = || crop.as_raw().iter().all(|&v| v >= *PAPER.start());
    let Some(paper) = paper(crop).or_else(|| around.filter(|_| blank())) else { return false };
    let ink = printed(crop, paper.saturating_sub(INK));
    let burnt = burnt(crop, paper.saturating_add(BRIGHTER).max(BURNT));
    let clear = (CLEAR_MM * PIXELS_PER_MM) as usize;
    let hides = |run: &std::ops::Range<usize>| {
        let near = run.start.saturating_sub(clear)..(run.end + clear).min(ink.len());
        !ink.contains(&true) || ink[near].contains(&true)
    };
    runs(&burnt).iter().any(hides)
}

/// Which columns of the rows where a line of print stands hold what is darker than `ink`.
fn printed(crop: &GrayImage, ink: u8) -> Vec<bool> {
    columns(crop, |v| v < ink)
}

/// The columns in which a solid patch brighter than `level` reaches into the rows where a line of print stands.
fn burnt(crop: &GrayImage, level: u8) -> Vec<bool> {
    let side = (NARROWEST_MM * PIXELS_PER_MM) as usize;
    columns(&morphology::open(&grey::above(crop, level), side), |v| v > 0)
}

/// The columns in which a pixel of the crop's middle half `is`.
fn columns(crop: &GrayImage, is: impl Fn(u8) -> bool) -> Vec<bool> {
    let (width, height) = (crop.width() as usize, crop.height() as usize);
    let mut columns = vec![false; width];
    for row in crop.as_raw().chunks_exact(width.max(1)).take(height * 3 / 4).skip(height / 4) {
        columns.iter_mut().zip(row).for_each(|(column, &v)| *column |= is(v));
    }
    columns
}

/// The runs of columns that are burnt out.
fn runs(burnt: &[bool]) -> Vec<std::ops::Range<usize>> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    for at in (0..burnt.len()).filter(|at| burnt[*at]) {
        match runs.last_mut() {
            Some(last) if last.end == at => last.end += 1,
            Some(_) | None => runs.push(at..at + 1),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    /// Print from column 20 to 220 on paper of this brightness, and white columns.
    fn crop(paper: u8, white: std::ops::Range<u32>) -> GrayImage {
        GrayImage::from_fn(600, 52, |x, y| {
            let ink = (20..220).contains(&x) && (12..40).contains(&y) && x % 10 < 4;
            Luma([if white.contains(&x) {
                255
            } else if ink {
                40
            } else {
                paper
            }])
        })
    }

    #[test]
    fn what_lies_on_print_or_next_to_it_hides_some() {
        assert!(covers(&crop(225, 100..140), None));
        assert!(covers(&crop(225, 230..300), None));
        assert!(covers(&crop(225, 0..600 - 60), None), "all of the print");
    }

    #[test]
    fn what_stays_clear_of_the_print_hides_nothing() {
        assert!(!covers(&crop(225, 400..600), None));
        assert!(!covers(&crop(225, 0..0), None));
    }

    #[test]
    fn what_hides_a_whole_field_is_told_by_the_paper_of_the_others() {
        let white = GrayImage::from_pixel(600, 52, Luma([255]));
        assert!(covers(&white, Some(230)));
        assert!(!covers(&white, Some(250)) && !covers(&white, None));
    }

    #[test]
    fn what_hides_the_feet_of_letters_hides_them() {
        let feet = |x, y| (100..180).contains(&x) && y > 28;
        let crop =
            GrayImage::from_fn(600, 52, |x, y| if feet(x, y) { Luma([255]) } else { *crop(244, 0..0).get_pixel(x, y) });
        assert!(covers(&crop, None));
    }

    #[test]
    fn a_speck_is_no_reflection_and_on_white_paper_nothing_can_be_told() {
        assert!(!covers(&crop(225, 100..108), None));
        assert!(!covers(&crop(250, 100..140), None));
    }
}
