//! Cutting a turned, sheared or foreshortened area out of a picture.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    clippy::many_single_char_names,
    reason = "geometry in one-letter names; pixel arithmetic: coordinates are clamped to the picture, values to a byte"
)]

use std::ops::Range;

use image::{GrayImage, RgbImage};

/// An affine map from an output pixel (u, v) to a source point: x = a·u + b·v + c, y = d·u + e·v + f.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Affine {
    /// a, b, c.
    pub x: [f32; 3],
    /// d, e, f.
    pub y: [f32; 3],
}

impl Affine {
    /// The source point of (u, v).
    pub fn at(&self, u: f32, v: f32) -> [f32; 2] {
        [self.x[0] * u + self.x[1] * v + self.x[2], self.y[0] * u + self.y[1] * v + self.y[2]]
    }

    /// `self` after `inner`: the source point of what `inner` makes of (u, v).
    #[must_use]
    pub fn after(&self, inner: &Self) -> Self {
        let row = |r: [f32; 3]| {
            [
                r[0] * inner.x[0] + r[1] * inner.y[0],
                r[0] * inner.x[1] + r[1] * inner.y[1],
                r[0] * inner.x[2] + r[1] * inner.y[2] + r[2],
            ]
        };
        Self { x: row(self.x), y: row(self.y) }
    }
}

/// A `width` × `height` picture whose pixels are taken from `source` where `map` says, edges repeated.
///
/// When the map shrinks, each output pixel is the mean of several samples: single ones would alias thin strokes away.
pub fn affine(source: &GrayImage, map: &Affine, width: u32, height: u32) -> GrayImage {
    if source.width() == 0 || source.height() == 0 {
        return GrayImage::new(width, height);
    }
    let step = map.x[0].hypot(map.y[0]).max(map.x[1].hypot(map.y[1]));
    let samples = (step.round() as u32).clamp(1, 4);
    let grid = grid(samples, -0.5);
    let around: Vec<[i64; 2]> =
        grid.iter().map(|[i, j]| [map.x[0] * i + map.x[1] * j, map.y[0] * i + map.y[1] * j].map(fixed)).collect();
    let (across, dots) = ([map.x[0], map.y[0]].map(fixed), Dots::<1>::of(source.as_raw(), source.dimensions()));
    let mut values = Vec::with_capacity(width as usize * height as usize);
    for v in 0..height {
        let [mut x, mut y] = map.at(0.0, v as f32).map(fixed);
        for _ in 0..width {
            let sum: u32 = around.iter().map(|[dx, dy]| dots.at(x + dx, y + dy)[0]).sum();
            values.push(mean(sum, samples));
            x += across[0];
            y += across[1];
        }
    }
    GrayImage::from_raw(width, height, values).unwrap_or_default()
}

/// One pixel in whole numbers: sampling is the same sum for each of a million pixels.
const ONE: i64 = 1 << 32;

fn fixed(pixels: f32) -> i64 {
    (f64::from(pixels) * ONE as f64) as i64
}

/// Output pixels over which a slant is taken for straight: on a document that is 1 % nearer at one end of them the error
/// is a hundredth of a pixel.
const STRAIGHT: usize = 16;
/// The same as a divisor of steps.
const RUN: i64 = 16;

/// Where an output pixel is sampled, `samples` a side; its middle is at 0.5 + `from`.
fn grid(samples: u32, from: f32) -> Vec<[f32; 2]> {
    let inner = |n: u32| (n as f32 + 0.5) / samples as f32 + from;
    (0..samples * samples).map(|n| [inner(n % samples), inner(n / samples)]).collect()
}

/// The mean of a pixel's samples, each in 65 536ths.
const fn mean(sum: u32, samples: u32) -> u8 {
    ((sum / (samples * samples) + (1 << 15)) >> 16) as u8
}

/// A picture of `N` bytes a pixel, to be sampled between its pixels.
struct Dots<'p, const N: usize> {
    raw: &'p [[u8; N]],
    width: usize,
    /// The last pixel's place.
    last: [i64; 2],
}

impl<'p, const N: usize> Dots<'p, N> {
    /// `size` must not be 0.
    fn of(raw: &'p [u8], size: (u32, u32)) -> Self {
        let last = [i64::from(size.0 - 1) * ONE, i64::from(size.1 - 1) * ONE];
        Self { raw: raw.as_chunks().0, width: size.0 as usize, last }
    }

    /// The values at (x, y) in [`ONE`]s of a pixel, bilinear, edges repeated; in 65 536ths.
    fn at(&self, x: i64, y: i64) -> [u32; N] {
        let (x, y) = (x.clamp(0, self.last[0]), y.clamp(0, self.last[1]));
        let (fx, fy) = ((x >> 24) as u32 & 255, (y >> 24) as u32 & 255);
        let here = (y >> 32) as usize * self.width + (x >> 32) as usize;
        let right = usize::from(x < self.last[0]);
        let below = if y < self.last[1] { self.width } else { 0 };
        let pixels = [here, here + right, here + below, here + below + right].map(|at| self.raw[at]);
        let weights = [(256 - fx) * (256 - fy), fx * (256 - fy), (256 - fx) * fy, fx * fy];
        std::array::from_fn(|n| (0..4).map(|i| weights[i] * u32::from(pixels[i][n])).sum())
    }
}

/// The value at (x, y), bilinear, edges repeated.
pub fn sample(source: &GrayImage, x: f32, y: f32) -> f32 {
    let (right, bottom) = ((source.width() - 1) as f32, (source.height() - 1) as f32);
    let (x, y) = (x.clamp(0.0, right), y.clamp(0.0, bottom));
    let (x0, y0) = (x as usize, y as usize);
    let (fx, fy) = (x - x0 as f32, y - y0 as f32);
    let w = source.width() as usize;
    let (x1, y1) = (if x < right { x0 + 1 } else { x0 }, if y < bottom { y0 + 1 } else { y0 });
    let raw = source.as_raw();
    let at = |x: usize, y: usize| f32::from(raw[y * w + x]);
    let top = at(x0, y0) + fx * (at(x1, y0) - at(x0, y0));
    let low = at(x0, y1) + fx * (at(x1, y1) - at(x0, y1));
    top + fy * (low - top)
}

/// A perspective map from an output point (u, v) to a source point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Homography([f64; 8]);

impl Homography {
    /// The map that takes the corners of a `width` × `height` rectangle (top left, top right, bottom right, bottom
    /// left) to `corners`. `None` when three of them stand on one line.
    pub fn of_rectangle(width: f32, height: f32, corners: &[[f32; 2]; 4]) -> Option<Self> {
        // Heckbert, "Fundamentals of Texture Mapping" (1989): unit square to quadrilateral in closed form.
        let p = corners.map(|[x, y]| [f64::from(x), f64::from(y)]);
        let (dx1, dx2) = (p[1][0] - p[2][0], p[3][0] - p[2][0]);
        let (dy1, dy2) = (p[1][1] - p[2][1], p[3][1] - p[2][1]);
        let (sx, sy) = (p[0][0] - p[1][0] + p[2][0] - p[3][0], p[0][1] - p[1][1] + p[2][1] - p[3][1]);
        let area = dx1 * dy2 - dx2 * dy1;
        if area.abs() < 1e-6 {
            return None;
        }
        let (g, h) = ((sx * dy2 - dx2 * sy) / area, (dx1 * sy - sx * dy1) / area);
        let (w, t) = (f64::from(width), f64::from(height));
        Some(Self([
            (p[1][0] - p[0][0] + g * p[1][0]) / w,
            (p[3][0] - p[0][0] + h * p[3][0]) / t,
            p[0][0],
            (p[1][1] - p[0][1] + g * p[1][1]) / w,
            (p[3][1] - p[0][1] + h * p[3][1]) / t,
            p[0][1],
            g / w,
            h / t,
        ]))
    }

    /// The source point of (u, v).
    pub fn at(&self, u: f32, v: f32) -> [f32; 2] {
        let (u, v) = (f64::from(u), f64::from(v));
        let m = &self.0;
        let depth = m[6] * u + m[7] * v + 1.0;
        [((m[0] * u + m[1] * v + m[2]) / depth) as f32, ((m[3] * u + m[4] * v + m[5]) / depth) as f32]
    }

    /// The point whose source point is (x, y): the way back, by the adjugate of the matrix.
    pub fn back(&self, x: f32, y: f32) -> [f32; 2] {
        let (x, y) = (f64::from(x), f64::from(y));
        let [a, b, c, d, e, f, g, h] = self.0;
        let row = |[p, q, r]: [f64; 3]| p * x + q * y + r;
        let depth = row([d * h - e * g, b * g - a * h, a * e - b * d]);
        let u = row([e - f * h, c * h - b, b * f - c * e]) / depth;
        let v = row([f * g - d, a - c * g, c * d - a * f]) / depth;
        [u as f32, v as f32]
    }

    /// Adds to `sums` what `dots` show at the source points of (u, v), (u + 1, v) and so on; pixel centres stand at
    /// halves. Every 16th point is exact, and between them runs a straight line: a division costs more than a sample.
    fn add_row<const N: usize>(&self, dots: &Dots<'_, N>, (u, v): (f32, f32), sums: &mut [[u32; N]]) {
        let exact = |n: usize| {
            let (u, v) = (f64::from(u) + n as f64, f64::from(v));
            let m = &self.0;
            let closeness = ONE as f64 / (m[6] * u + m[7] * v + 1.0);
            let (x, y) = (m[0] * u + m[1] * v + m[2], m[3] * u + m[4] * v + m[5]);
            [(x * closeness) as i64 - ONE / 2, (y * closeness) as i64 - ONE / 2]
        };
        let mut from = exact(0);
        for (part, sums) in sums.chunks_mut(STRAIGHT).enumerate() {
            let to = exact((part + 1) * STRAIGHT);
            let step = [0, 1].map(|axis| (to[axis].saturating_sub(from[axis])) / RUN);
            let [mut x, mut y] = from;
            for sum in sums {
                sum.iter_mut().zip(dots.at(x, y)).for_each(|(sum, value)| *sum += value);
                x = x.saturating_add(step[0]);
                y = y.saturating_add(step[1]);
            }
            from = to;
        }
    }

    /// How many samples a side an output pixel needs: the step in the middle of `width` × `height` decides.
    fn samples(&self, width: u32, height: u32) -> u32 {
        let (cu, cv) = (width as f32 / 2.0, height as f32 / 2.0);
        let ([x0, y0], [x1, y1]) = (self.at(cu, cv), self.at(cu + 1.0, cv));
        ((x1 - x0).hypot(y1 - y0).round() as u32).clamp(1, 4)
    }
}

/// Fills the pixels `across` × `down` of `target` from `source` where `map` says, edges repeated.
pub fn perspective_into(
    target: &mut GrayImage,
    source: &GrayImage,
    map: &Homography,
    across: Range<u32>,
    down: Range<u32>,
) {
    if source.width() == 0 || source.height() == 0 {
        return;
    }
    let samples = map.samples(target.width(), target.height());
    let (grid, dots) = (grid(samples, 0.0), Dots::<1>::of(source.as_raw(), source.dimensions()));
    let (row, span) = ((target.width() as usize).max(1), across.start as usize..across.end as usize);
    let mut sums = vec![[0]; span.len()];
    for (v, line) in target.chunks_exact_mut(row).enumerate().take(down.end as usize).skip(down.start as usize) {
        sums.fill([0]);
        for [i, j] in &grid {
            map.add_row(&dots, (across.start as f32 + i, v as f32 + j), &mut sums);
        }
        for (value, [sum]) in line[span.clone()].iter_mut().zip(&sums) {
            *value = mean(*sum, samples);
        }
    }
}

/// A `width` × `height` colour picture whose pixels are taken from `source` where `map` says, edges repeated.
pub fn perspective(source: &RgbImage, map: &Homography, width: u32, height: u32) -> RgbImage {
    if source.width() == 0 || source.height() == 0 {
        return RgbImage::new(width, height);
    }
    let samples = map.samples(width, height);
    let (grid, dots) = (grid(samples, 0.0), Dots::<3>::of(source.as_raw(), source.dimensions()));
    let mut sums = vec![[0; 3]; width as usize];
    let mut values = Vec::with_capacity(3 * width as usize * height as usize);
    for v in 0..height {
        sums.fill([0; 3]);
        for [i, j] in &grid {
            map.add_row(&dots, (*i, v as f32 + j), &mut sums);
        }
        values.extend(sums.iter().flatten().map(|sum| mean(*sum, samples)));
    }
    RgbImage::from_raw(width, height, values).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    #[test]
    fn the_identity_keeps_every_pixel() {
        let picture = GrayImage::from_fn(9, 7, |x, y| Luma([(x * 20 + y) as u8]));
        let same = Affine { x: [1.0, 0.0, 0.0], y: [0.0, 1.0, 0.0] };
        assert_eq!(affine(&picture, &same, 9, 7), picture);
    }

    #[test]
    fn a_rectangle_s_corners_land_on_the_corners_given() {
        let corners = [[10.0, 12.0], [90.0, 20.0], [95.0, 70.0], [5.0, 66.0]];
        let map = Homography::of_rectangle(100.0, 60.0, &corners).expect("a quadrilateral");
        for ([u, v], [x, y]) in [[0.0, 0.0], [100.0, 0.0], [100.0, 60.0], [0.0, 60.0]].into_iter().zip(corners) {
            let [px, py] = map.at(u, v);
            assert!((px - x).abs() < 1e-3 && (py - y).abs() < 1e-3, "({u}, {v}) fell on ({px}, {py})");
            let [bu, bv] = map.back(x, y);
            assert!((bu - u).abs() < 1e-2 && (bv - v).abs() < 1e-2, "({x}, {y}) came from ({bu}, {bv})");
        }
    }

    #[test]
    fn only_the_area_asked_for_is_filled_and_it_shows_the_brightness_of_its_place() {
        let source = GrayImage::from_fn(200, 100, |x, _| Luma([x as u8]));
        let corners = [[0.0, 0.0], [200.0, 0.0], [200.0, 100.0], [0.0, 100.0]];
        let map = Homography::of_rectangle(100.0, 50.0, &corners).expect("a rectangle");
        let mut target = GrayImage::from_pixel(100, 50, Luma([255]));
        perspective_into(&mut target, &source, &map, 10..20, 5..9);
        assert_eq!([target[(9, 6)].0, target[(20, 6)].0, target[(12, 4)].0, target[(12, 9)].0], [[255]; 4]);
        assert!(target[(12, 5)].0[0].abs_diff(24) < 2, "{:?}", target[(12, 5)]);
    }

    #[test]
    fn corners_on_one_line_have_no_map() {
        assert!(Homography::of_rectangle(10.0, 10.0, &[[0.0, 0.0], [1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]).is_none());
    }
}
