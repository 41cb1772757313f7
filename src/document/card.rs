//! Where on a picture the document lies, and the document seen straight from above.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    clippy::many_single_char_names,
    reason = "geometry in one-letter names; pixel arithmetic: sizes stay far below 2^23"
)]

use image::{GrayImage, RgbImage};

use super::{
    outline,
    pixels::{
        blobs::blobs,
        grey, morphology,
        warp::{self, Homography},
    },
};
use crate::base::region::Quad;

/// The document is looked for at this many pixels of the longer side.
const WORKING_SIDE: u32 = 640;
/// Pixels of a rectified document for each millimetre: 300 dots an inch, what text readers are made for.
pub const PIXELS_PER_MM: f32 = 300.0 / 25.4;

/// A document found on a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Card {
    /// Its corners on the picture, clockwise; the first side is a longer one, pointing most to the right.
    pub corners: Quad,
    /// How it lies in the frame.
    pub framing: Framing,
}

/// How a document lies in the frame of its picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// With something of the table around it.
    Inside,
    /// The picture has no background: the document is the whole frame.
    Fills,
    /// One of its sides is the frame's edge, so a part of it is missing.
    CutOff,
}

/// Finds the document on a picture of brightness `grey`; `None` when nothing of a card's shape stands out.
pub fn find(rgb: &RgbImage, grey: &GrayImage) -> Option<Card> {
    let (small, factor) = grey::with_long_side(grey, WORKING_SIDE);
    let frame = [small.width() as f32, small.height() as f32];
    let soft = morphology::soften(&small);
    let mut best: Option<(f32, [[f32; 2]; 4], Framing)> = None;
    for mask in masks(rgb, &soft) {
        let least = (frame[0] * frame[1] * 0.04) as usize;
        for blob in blobs(&mask, least / 4) {
            let Some(rough) = outline::four_corners(blob.hull) else { continue };
            if area(&rough) < least as f32 || !card_shaped(&rough) {
                continue;
            }
            let framing = framing(&rough, frame);
            let (corners, support) = match framing {
                Framing::Inside => outline::refined(&soft, rough, 7.0),
                // The frame's edge is no edge in the picture: such a side stays where it is.
                Framing::CutOff | Framing::Fills => (rough, outline::refined(&soft, rough, 7.0).1),
            };
            // The document's header or its portrait has straight sides too, but another shape.
            let share = (area(&corners) / (frame[0] * frame[1])).min(1.0);
            let score = support * share.powf(0.35) * (1.0 - 2.0 * odd_shape(&corners)).max(0.1);
            if card_shaped(&corners) && support > 0.45 && best.is_none_or(|(b, ..)| score > b) {
                best = Some((score, corners, framing));
            }
        }
    }
    let whole = [[0.0, 0.0], [frame[0], 0.0], frame, [0.0, frame[1]]];
    let found = best.filter(|(_, corners, _)| area(corners) < 0.93 * area(&whole));
    match found {
        Some((_, corners, Framing::CutOff)) => {
            let corners = Quad(ordered(corners.map(|c| c.map(|v| v / factor))));
            Some(Card { corners, framing: Framing::CutOff })
        }
        Some((_, corners, framing)) => {
            // Once more at twice the size, where half a pixel is a quarter.
            let (large, zoom) = grey::with_long_side(grey, WORKING_SIDE * 2);
            let (fine, support) = outline::refined(&large, corners.map(|c| c.map(|v| v * zoom / factor)), 5.0);
            let (corners, from) = if support > 0.5 { (fine, zoom) } else { (corners, factor) };
            Some(Card { corners: Quad(ordered(corners.map(|c| c.map(|v| v / from)))), framing })
        }
        None if card_shaped(&whole) => {
            let corners = Quad(ordered(whole.map(|c| c.map(|v| v / factor))));
            Some(Card { corners, framing: Framing::Fills })
        }
        None => None,
    }
}

/// Whether one of the sides of `q` runs along the frame's edge.
fn framing(q: &[[f32; 2]; 4], frame: [f32; 2]) -> Framing {
    const NEAR: f32 = 4.0;
    let along = |a: [f32; 2], b: [f32; 2]| {
        (0..2).any(|axis| {
            let (a, b) = (a[axis], b[axis]);
            (a < NEAR && b < NEAR) || (a > frame[axis] - NEAR && b > frame[axis] - NEAR)
        })
    };
    if (0..4).any(|i| along(q[i], q[(i + 1) % 4])) { Framing::CutOff } else { Framing::Inside }
}

/// Masks in which the document may be one area: closed edges, and what differs from the colours of the frame's border.
fn masks(rgb: &RgbImage, soft: &GrayImage) -> Vec<GrayImage> {
    let (across, down) = morphology::gradients(soft);
    let edges = grey::zip(&across, &down, u8::max);
    let counts = grey::histogram(&edges);
    let strong = grey::otsu(&counts);
    let closed = |level: u8, side: usize| morphology::open(&morphology::close(&grey::above(&edges, level), side), 5);
    let mut masks = vec![closed(strong, 11), closed(strong / 2, 7), closed(strong / 4, 5)];
    let differs = from_border(rgb, soft.dimensions());
    let level = grey::otsu(&grey::histogram(&differs));
    for level in [level / 2, level, level / 4] {
        masks.push(morphology::open(&morphology::close(&grey::above(&differs, level.max(4)), 9), 9));
    }
    masks
}

/// How far each pixel's colour is from the nearest of the border's four sides' mean colours.
fn from_border(rgb: &RgbImage, (w, h): (u32, u32)) -> GrayImage {
    let small = grey::resized_rgb(rgb, w, h);
    let planes = [0, 1, 2].map(|n: usize| {
        let values = small.as_raw().chunks_exact(3).map(|p| p[n]).collect();
        morphology::soften(&GrayImage::from_raw(w, h, values).unwrap_or_default())
    });
    let band = (w.min(h) / 40).max(2);
    let mean = |plane: &GrayImage, x: std::ops::Range<u32>, y: std::ops::Range<u32>| {
        let count = u64::from(x.end - x.start) * u64::from(y.end - y.start);
        let sum: u64 = y.flat_map(|y| x.clone().map(move |x| (x, y))).map(|(x, y)| u64::from(plane[(x, y)].0[0])).sum();
        (sum / count.max(1)) as i16
    };
    let sides = [(0..w, 0..band), (0..w, h - band..h), (0..band, 0..h), (w - band..w, 0..h)];
    let colours = sides.map(|(x, y)| [0, 1, 2].map(|n| mean(&planes[n], x.clone(), y.clone())));
    let value = |i: usize| {
        let pixel = [0, 1, 2].map(|n: usize| i16::from(planes[n].as_raw()[i]));
        let apart = |colour: &[i16; 3]| (0..3).map(|n| (pixel[n] - colour[n]).abs()).max().unwrap_or(0);
        colours.iter().map(apart).min().unwrap_or(0).min(255) as u8
    };
    let values = (0..(w * h) as usize).map(value).collect();
    GrayImage::from_raw(w, h, values).unwrap_or_default()
}

/// Whether a quadrilateral may be a card or a data page seen at a slant: ISO/IEC 7810 gives 1.42 to 1.59.
fn card_shaped(q: &[[f32; 2]; 4]) -> bool {
    let side = |i: usize| (q[(i + 1) % 4][0] - q[i][0]).hypot(q[(i + 1) % 4][1] - q[i][1]);
    let (a, b) = (f32::midpoint(side(0), side(2)), f32::midpoint(side(1), side(3)));
    let opposite = |i: usize| side(i).max(side(i + 2)) / side(i).min(side(i + 2)).max(1.0);
    let aspect = a.max(b) / a.min(b).max(1.0);
    let turn = |i: usize| {
        let (o, p, q) = (q[i], q[(i + 1) % 4], q[(i + 2) % 4]);
        (p[0] - o[0]) * (q[1] - p[1]) - (p[1] - o[1]) * (q[0] - p[0])
    };
    let convex = (0..4).all(|i| turn(i) > 0.0) || (0..4).all(|i| turn(i) < 0.0);
    convex && (1.2..=1.95).contains(&aspect) && opposite(0) < 1.5 && opposite(1) < 1.5
}

/// How far a quadrilateral's proportions are from the nearer of ID-1 and ID-3, natural logarithm.
fn odd_shape(q: &[[f32; 2]; 4]) -> f32 {
    let side = |i: usize| (q[(i + 1) % 4][0] - q[i][0]).hypot(q[(i + 1) % 4][1] - q[i][1]);
    let (a, b) = (side(0) + side(2), side(1) + side(3));
    let aspect = a.max(b) / a.min(b).max(1.0);
    [1.586f32, 1.42].into_iter().map(|usual| (aspect / usual).ln().abs()).fold(f32::MAX, f32::min)
}

fn area(q: &[[f32; 2]; 4]) -> f32 {
    (0..4).map(|i| q[i][0] * q[(i + 1) % 4][1] - q[(i + 1) % 4][0] * q[i][1]).sum::<f32>().abs() / 2.0
}

/// Clockwise on screen, from the corner where a longer side begins that points most to the right.
fn ordered(corners: [[f32; 2]; 4]) -> [[f32; 2]; 4] {
    let mut q = corners;
    let signed: f32 = (0..4).map(|i| q[i][0] * q[(i + 1) % 4][1] - q[(i + 1) % 4][0] * q[i][1]).sum();
    if signed < 0.0 {
        q.reverse();
    }
    let side = |q: &[[f32; 2]; 4], i: usize| (q[(i + 1) % 4][0] - q[i][0]).hypot(q[(i + 1) % 4][1] - q[i][1]);
    if side(&q, 0) + side(&q, 2) < side(&q, 1) + side(&q, 3) {
        q.rotate_left(1);
    }
    if q[1][0] < q[0][0] {
        q.rotate_left(2);
    }
    q
}

impl Card {
    /// The same document the other way up.
    #[must_use]
    pub fn turned(self) -> Self {
        let [a, b, c, d] = self.corners.0;
        Self { corners: Quad([c, d, a, b]), ..self }
    }

    /// From pixels of the rectified document of `size_mm` to the picture's.
    pub fn map(&self, size_mm: [f32; 2]) -> Option<Homography> {
        let (w, h) = pixels(size_mm);
        Homography::of_rectangle(w as f32, h as f32, &self.corners.0)
    }

    /// The document at 300 dots an inch, straight from above.
    pub fn rectified(&self, rgb: &RgbImage, size_mm: [f32; 2]) -> Option<RgbImage> {
        let (w, h) = pixels(size_mm);
        Some(warp::perspective(rgb, &self.map(size_mm)?, w, h))
    }

    /// The mean length of its longer sides on the picture, pixels.
    pub fn length_px(&self) -> f32 {
        let q = &self.corners.0;
        let side = |a: [f32; 2], b: [f32; 2]| (b[0] - a[0]).hypot(b[1] - a[1]);
        f32::midpoint(side(q[0], q[1]), side(q[3], q[2]))
    }

    /// Longer side by shorter side, as it looks on the picture.
    pub fn aspect(&self) -> f32 {
        let q = &self.corners.0;
        let side = |a: [f32; 2], b: [f32; 2]| (b[0] - a[0]).hypot(b[1] - a[1]);
        self.length_px() / f32::midpoint(side(q[1], q[2]), side(q[0], q[3])).max(1.0)
    }

    /// Whether the middle of each side of `area` lies on the document, or at most a fiftieth of its length off it.
    pub fn holds(&self, area: &Quad) -> bool {
        let q = &self.corners.0;
        let slack = self.length_px() / 50.0;
        let inside = |p: [f32; 2]| {
            (0..4).all(|i| {
                let (a, b) = (q[i], q[(i + 1) % 4]);
                let length = (b[0] - a[0]).hypot(b[1] - a[1]).max(1e-3);
                ((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])) / length > -slack
            })
        };
        (0..4).all(|i| {
            let (a, b) = (area.0[i], area.0[(i + 1) % 4]);
            inside([f32::midpoint(a[0], b[0]), f32::midpoint(a[1], b[1])])
        })
    }

    /// An upright rectangle (x, y, width, height) within a frame that lies about inside the corners.
    pub fn inner_rectangle(&self, (width, height): (u32, u32)) -> (u32, u32, u32, u32) {
        let nth = |axis: usize, n: usize, most: u32| {
            let mut values = self.corners.0.map(|c| c[axis]);
            values.sort_by(f32::total_cmp);
            (values[n].clamp(0.0, most as f32)) as u32
        };
        let (left, right) = (nth(0, 1, width), nth(0, 2, width));
        let (top, bottom) = (nth(1, 1, height), nth(1, 2, height));
        // A card stood on its corner has no such rectangle: all of the frame then.
        if right < left + 40 || bottom < top + 40 {
            return (0, 0, width, height);
        }
        (left, top, right - left, bottom - top)
    }

    /// Whether a corner lies outside a frame of this many pixels.
    pub fn is_cut_off(&self, (width, height): (u32, u32)) -> bool {
        let (w, h) = (width as f32, height as f32);
        let beyond = 0.004 * w.max(h);
        let outside = |p: &[f32; 2]| p[0] < -beyond || p[1] < -beyond || p[0] > w + beyond || p[1] > h + beyond;
        match self.framing {
            Framing::Inside => self.corners.0.iter().any(outside),
            Framing::Fills => false,
            Framing::CutOff => true,
        }
    }
}

/// The size of a rectified document in pixels.
pub fn pixels(size_mm: [f32; 2]) -> (u32, u32) {
    let side = |mm: f32| (mm * PIXELS_PER_MM).round().max(1.0) as u32;
    (side(size_mm[0]), side(size_mm[1]))
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    /// A pale card with some print on a dark table, its corners as given.
    fn photograph(corners: [[f32; 2]; 4]) -> RgbImage {
        let map = Homography::of_rectangle(1.0, 1.0, &corners).expect("a card");
        let mut picture = RgbImage::from_fn(900, 700, |x, y| Rgb([60 + (x % 7) as u8, 50 + (y % 5) as u8, 45]));
        for v in 0..1600 {
            for u in 0..2200 {
                let [x, y] = map.at((u as f32 + 0.5) / 2200.0, (v as f32 + 0.5) / 1600.0);
                let ink = (v / 60) % 5 == 3 && (u / 25) % 2 == 0;
                if x >= 0.0 && y >= 0.0 && x < 900.0 && y < 700.0 {
                    picture.put_pixel(x as u32, y as u32, if ink { Rgb([70, 70, 90]) } else { Rgb([215, 220, 210]) });
                }
            }
        }
        picture
    }

    fn found(corners: [[f32; 2]; 4]) -> Card {
        let picture = photograph(corners);
        find(&picture, &grey::brightness(&picture)).expect("a card")
    }

    #[test]
    fn corners_are_found_within_three_pixels() {
        let corners = [[180.0, 140.0], [730.0, 190.0], [700.0, 540.0], [150.0, 480.0]];
        let card = found(corners);
        for (a, b) in card.corners.0.iter().zip(corners) {
            assert!((a[0] - b[0]).hypot(a[1] - b[1]) < 3.0, "{:?}", card.corners);
        }
        assert!(card.framing == Framing::Inside && !card.is_cut_off((900, 700)));
    }

    #[test]
    fn a_card_that_leaves_the_frame_is_cut_off() {
        let card = found([[-60.0, 140.0], [560.0, 140.0], [560.0, 530.0], [-60.0, 530.0]]);
        assert!(card.is_cut_off((900, 700)), "{card:?}");
    }

    #[test]
    fn a_scan_without_a_background_is_the_whole_frame() {
        let scan = RgbImage::from_fn(1012, 638, |x, y| {
            Rgb(if (y / 30) % 4 == 2 && (x / 12) % 2 == 0 && x > 80 && x < 900 { [40; 3] } else { [235; 3] })
        });
        let card = find(&scan, &grey::brightness(&scan)).expect("the frame");
        assert_eq!(card.framing, Framing::Fills, "{card:?}");
    }

    #[test]
    fn an_upright_square_of_nothing_has_no_card() {
        let nothing = RgbImage::from_pixel(600, 600, Rgb([128; 3]));
        assert_eq!(find(&nothing, &grey::brightness(&nothing)), None);
    }
}
