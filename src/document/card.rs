//! A document found on a picture: its corners, and the document seen straight from above.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "pixel arithmetic: sizes stay far below 2^23"
)]

use std::ops::Range;

use image::{GrayImage, Luma};

use super::{
    layout::BoxMm,
    pixels::warp::{self, Homography},
    visual_zone::AIR_MM,
};
use crate::base::region::Quad;

/// Pixels of a rectified document for each millimetre: 300 dots an inch, what text readers are made for.
pub const PIXELS_PER_MM: f32 = 300.0 / 25.4;
/// What is made straight around a field's box, millimetres, since the reader of fields cuts a little wider.
const AROUND_MM: f32 = 2.0 * AIR_MM;

/// How far the outline's proportions may be from the layout's, natural logarithm, when no zone says which it is.
const LIKE_PROPORTIONS: f32 = 0.07;

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

/// Clockwise on screen, from the corner where a longer side begins that points most to the right.
pub(super) fn ordered(corners: [[f32; 2]; 4]) -> [[f32; 2]; 4] {
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

    /// The document of `size_mm` at 300 dots an inch, straight from above, out of a picture of brightness `grey`: in and
    /// around `boxes`, and white everywhere else.
    pub fn straightened<'b>(
        &self,
        grey: &GrayImage,
        size_mm: [f32; 2],
        boxes: impl Iterator<Item = &'b BoxMm>,
    ) -> Option<GrayImage> {
        let (map, (width, height)) = (self.map(size_mm)?, pixels(size_mm));
        let mut straight = GrayImage::from_pixel(width, height, Luma([u8::MAX]));
        for area in boxes {
            let across = within(area.x, area.w, width);
            let down = within(area.y, area.h, height);
            warp::perspective_into(&mut straight, grey, &map, across, down);
        }
        Some(straight)
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

    /// Whether it may be a document of `size_mm`.
    pub fn is_shaped_like(&self, size_mm: [f32; 2]) -> bool {
        (self.aspect() / (size_mm[0] / size_mm[1])).ln().abs() < LIKE_PROPORTIONS
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

/// The pixels of a box that begins at `from` and is `length` long, millimetres, and what is around it.
fn within(from: f32, length: f32, most: u32) -> Range<u32> {
    let at = |mm: f32| ((mm * PIXELS_PER_MM).max(0.0) as u32).min(most);
    at(from - AROUND_MM)..at(from + length + AROUND_MM)
}

/// The size of a rectified document in pixels.
pub fn pixels(size_mm: [f32; 2]) -> (u32, u32) {
    let side = |mm: f32| (mm * PIXELS_PER_MM).round().max(1.0) as u32;
    (side(size_mm[0]), side(size_mm[1]))
}
