//! Whether a reflection lies on a field: what is under it cannot be read, and what is left beside it may be half a word.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "columns of a crop, a few hundred"
)]

use image::GrayImage;

use super::{card::PIXELS_PER_MM, pixels::grey, quality::BURNT};

/// How bright paper is on which a reflection stands out. What is brighter may be burnt out by itself; and where what is
/// not burnt out is darker, that is the ink of white paper.
const PAPER: std::ops::RangeInclusive<u8> = 150..=242;
/// Narrowest reflection, millimetres: half a letter.
const NARROWEST_MM: f32 = 1.2;
/// How far from print a reflection must stay to hide none of it, millimetres: words stand nearer to each other.
const CLEAR_MM: f32 = 3.0;
/// Grey levels below paper from which a pixel is print.
const INK: u8 = 60;

/// Whether something bright hides print of a field's `crop`, which is as the document lies straight at 300 dots an inch.
pub fn covers(crop: &GrayImage) -> bool {
    let mut rest = grey::histogram(crop);
    rest[usize::from(BURNT) + 1..].fill(0);
    let paper = grey::percentile(&rest, 0.6);
    if !PAPER.contains(&paper) {
        return false;
    }
    let (burnt, printed) = columns(crop, paper.saturating_sub(INK));
    let clear = (CLEAR_MM * PIXELS_PER_MM) as usize;
    let hides = |run: &std::ops::Range<usize>| {
        let near = run.start.saturating_sub(clear)..(run.end + clear).min(printed.len());
        !printed.contains(&true) || printed[near].contains(&true)
    };
    runs(&burnt).iter().filter(|run| run.len() as f32 >= NARROWEST_MM * PIXELS_PER_MM).any(hides)
}

/// Which columns are burnt out where a line of print stands, the middle half of the crop, and which hold ink there.
fn columns(crop: &GrayImage, ink: u8) -> (Vec<bool>, Vec<bool>) {
    let (width, height) = (crop.width() as usize, crop.height() as usize);
    let (mut burnt, mut printed) = (vec![true; width], vec![false; width]);
    for row in crop.as_raw().chunks_exact(width.max(1)).take(height * 3 / 4).skip(height / 4) {
        for ((burnt, printed), &v) in burnt.iter_mut().zip(&mut printed).zip(row) {
            *burnt &= v > BURNT;
            *printed |= v < ink;
        }
    }
    (burnt, printed)
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
        assert!(covers(&crop(225, 100..140)));
        assert!(covers(&crop(225, 230..300)));
        assert!(covers(&crop(225, 0..600 - 60)), "all of the print");
    }

    #[test]
    fn what_stays_clear_of_the_print_hides_nothing() {
        assert!(!covers(&crop(225, 400..600)));
        assert!(!covers(&crop(225, 0..0)));
    }

    #[test]
    fn a_speck_is_no_reflection_and_on_white_paper_nothing_can_be_told() {
        assert!(!covers(&crop(225, 100..108)));
        assert!(!covers(&crop(250, 100..140)));
    }
}
