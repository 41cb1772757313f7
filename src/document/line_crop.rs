//! A field's crop made ready for a text reader: its ground flattened, its ink equally dark all along, cut to its ink,
//! framed with paper.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "pixel arithmetic: crops are a few hundred pixels wide"
)]

use image::{GrayImage, Luma, imageops};

use super::pixels::{grey, morphology};

/// Print narrower than this is not taken for ground, pixels at 300 dots an inch: a bold stroke is 5.
const WIDEST_STROKE: usize = 17;
/// Ground is as bright as the mean of a square this wide, pixels.
const GROUND: usize = 31;
/// Grey levels of 255 between ground and ink below which a crop holds no print.
const FAINTEST_INK: u8 = 40;
/// Ink is held against the darkest this near, pixels to either side: two letters.
const NEAR: usize = 24;
/// How much darker faded ink is made at most, and grey levels below ground from which on it is taken for ink: a document's
/// ornaments are fainter.
const MOST_DARKENED: f32 = 3.0;
const FADED_INK: u8 = 60;
/// Dark pixels on a crop's edge that dust may make.
const MOST_ON_EDGE: usize = 3;
/// Blank pixels that part print from what is cut by the crop's edge.
const GAP: usize = 4;
/// Paper around the ink, as a part of its height.
const AIR: f32 = 0.28;

/// The ink of a crop on even ground with a little air around it, or `None` when nothing is printed on it.
pub fn ink(crop: &GrayImage) -> Option<GrayImage> {
    let even = flat(crop);
    let low = grey::percentile(&grey::histogram(&even), 0.01);
    if u8::MAX - low < FAINTEST_INK {
        return None;
    }
    let even = darkened(even);
    let dark = |v: u8| v < low / 2 + 127;
    let (w, h) = (even.width() as usize, even.height() as usize);
    let raw = even.as_raw();
    let rows: Vec<usize> = (0..h).map(|y| raw[y * w..(y + 1) * w].iter().filter(|&&v| dark(v)).count()).collect();
    let (top, bottom) = extent(&rows)?;
    let columns: Vec<usize> = (0..w).map(|x| (top..bottom).filter(|y| dark(raw[y * w + x])).count()).collect();
    let (left, right) = extent(&columns)?;
    let cut = grey::cut(&even, (left as u32, top as u32, (right - left) as u32, (bottom - top) as u32));
    let stretched = grey::map(&cut, |v| {
        let range = f32::from(230 - low.min(200));
        ((f32::from(v) - f32::from(low)) * 255.0 / range).clamp(0.0, 255.0) as u8
    });
    let air = ((bottom - top) as f32 * AIR).round() as u32 + 1;
    let mut framed = GrayImage::from_pixel(stretched.width() + 2 * air, stretched.height() + 2 * air, Luma([255]));
    imageops::replace(&mut framed, &stretched, i64::from(air), i64::from(air));
    Some(framed)
}

/// Whether something is printed on a crop and keeps off its edges.
pub fn holds_print(crop: &GrayImage) -> bool {
    let even = flat(crop);
    let low = grey::percentile(&grey::histogram(&even), 0.01);
    let (right, bottom) = (even.width() - 1, even.height() - 1);
    let on_edge = |x: u32, y: u32| x == 0 || y == 0 || x == right || y == bottom;
    let dark = even.enumerate_pixels().filter(|(x, y, pixel)| on_edge(*x, *y) && pixel.0[0] < low / 2 + 127).count();
    u8::MAX - low >= FAINTEST_INK && dark <= MOST_ON_EDGE
}

/// The crop divided by its ground: shading goes, print stays; ground is 255.
fn flat(crop: &GrayImage) -> GrayImage {
    let ground = morphology::mean(&morphology::close(crop, WIDEST_STROKE), GROUND);
    grey::zip(crop, &ground, |v, ground| (u32::from(v) * 255 / u32::from(ground.max(1))).min(255) as u8)
}

/// Ink that fades along the line, into a reflection say, as dark as it is elsewhere; where there is none, nothing is
/// changed.
fn darkened(mut even: GrayImage) -> GrayImage {
    let width = even.width() as usize;
    let mut deepest = vec![0u8; width];
    for row in even.as_raw().chunks_exact(width) {
        deepest.iter_mut().zip(row).for_each(|(deepest, &v)| *deepest = (*deepest).max(u8::MAX - v));
    }
    let all = f32::from(deepest.iter().copied().max().unwrap_or_default());
    let factor = |x: usize| {
        let near = deepest[x.saturating_sub(NEAR)..(x + NEAR + 1).min(width)].iter().copied().max().unwrap_or_default();
        if near < FADED_INK { 1.0 } else { (all / f32::from(near)).min(MOST_DARKENED) }
    };
    let factors: Vec<f32> = (0..width).map(factor).collect();
    for row in even.chunks_exact_mut(width) {
        for (v, factor) in row.iter_mut().zip(&factors) {
            *v = (255.0 - f32::from(u8::MAX - *v) * factor).max(0.0) as u8;
        }
    }
    even
}

/// From the first to the last place with ink, without what belongs to a neighbour: little ink that touches an end and
/// stands apart.
fn extent(ink: &[usize]) -> Option<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (n, _) in ink.iter().enumerate().filter(|(_, count)| **count > 0) {
        match runs.last_mut() {
            Some(last) if n < last.1 + GAP => last.1 = n + 1,
            Some(_) | None => runs.push((n, n + 1)),
        }
    }
    let all: usize = ink.iter().sum();
    let foreign =
        |&(from, to): &(usize, usize)| (from == 0 || to == ink.len()) && ink[from..to].iter().sum::<usize>() * 8 < all;
    runs.retain(|run| !foreign(run));
    Some((runs.first()?.0, runs.last()?.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shaded paper with a block of strokes, and a neighbour's foot along the upper edge.
    fn crop() -> GrayImage {
        GrayImage::from_fn(400, 60, |x, y| {
            let paper = 240 - x / 5;
            let stroke = (200..320).contains(&x) && (20..44).contains(&y) && x % 10 < 4;
            let neighbour = y < 2 && (50..80).contains(&x);
            Luma([if stroke || neighbour { paper / 5 } else { paper } as u8])
        })
    }

    #[test]
    fn a_crop_is_cut_to_its_print_and_its_ground_is_even() {
        let ink = ink(&crop()).expect("print");
        assert!((110..140).contains(&ink.width()) && (34..44).contains(&ink.height()), "{:?}", ink.dimensions());
        assert!(ink.get_pixel(1, 1).0[0] == 255 && ink.as_raw().iter().any(|&v| v < 20));
    }

    #[test]
    fn ink_that_fades_is_made_as_dark_as_the_rest_and_is_not_cut_off() {
        let fading = GrayImage::from_fn(400, 60, |x, y| {
            let stroke = (100..320).contains(&x) && (20..44).contains(&y) && x % 10 < 4;
            let depth = if x < 200 { 200 } else { 70 };
            Luma([if stroke { 240 - depth } else { 240 }])
        });
        let ink = ink(&fading).expect("print");
        assert!((214..240).contains(&ink.width()), "{:?}", ink.dimensions());
        let last = (0..ink.width()).rev().find(|x| ink.get_pixel(*x, ink.height() / 2).0[0] < 90);
        assert!(last.is_some_and(|x| x > 200), "{last:?}");
    }

    #[test]
    fn print_that_is_cut_by_the_edge_is_somebody_else_s() {
        let inside = GrayImage::from_fn(400, 60, |x, y| {
            Luma([if (40..320).contains(&x) && (20..44).contains(&y) && x % 10 < 4 { 30 } else { 235 }])
        });
        assert!(holds_print(&inside));
        assert!(!holds_print(&imageops::crop_imm(&inside, 60, 30, 200, 30).to_image()));
        assert!(!holds_print(&GrayImage::from_pixel(400, 60, Luma([235]))));
    }

    #[test]
    fn shaded_paper_without_print_holds_nothing() {
        let paper = GrayImage::from_fn(400, 60, |x, _| Luma([(240 - x / 5) as u8]));
        assert_eq!(ink(&paper), None);
    }
}
