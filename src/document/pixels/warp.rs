//! Cutting a turned, sheared or foreshortened area out of a picture.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    clippy::many_single_char_names,
    reason = "geometry in one-letter names; pixel arithmetic: coordinates are clamped to the picture, values to a byte"
)]

use image::{GrayImage, Rgb, RgbImage};

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
    let mut values = Vec::with_capacity(width as usize * height as usize);
    for v in 0..height {
        for u in 0..width {
            let mut sum = 0.0;
            for j in 0..samples {
                for i in 0..samples {
                    let inner = |n: u32| (n as f32 + 0.5) / samples as f32 - 0.5;
                    let [x, y] = map.at(u as f32 + inner(i), v as f32 + inner(j));
                    sum += sample(source, x, y);
                }
            }
            values.push((sum / (samples * samples) as f32 + 0.5) as u8);
        }
    }
    GrayImage::from_raw(width, height, values).unwrap_or_default()
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
}

/// A `width` × `height` colour picture whose pixels are taken from `source` where `map` says, edges repeated.
pub fn perspective(source: &RgbImage, map: &Homography, width: u32, height: u32) -> RgbImage {
    if source.width() == 0 || source.height() == 0 {
        return RgbImage::new(width, height);
    }
    // The map's step in the middle decides how many samples a pixel needs.
    let (cu, cv) = (width as f32 / 2.0, height as f32 / 2.0);
    let ([x0, y0], [x1, y1]) = (map.at(cu, cv), map.at(cu + 1.0, cv));
    let samples = ((x1 - x0).hypot(y1 - y0).round() as u32).clamp(1, 4);
    RgbImage::from_fn(width, height, |u, v| {
        let mut sum = [0.0; 3];
        for j in 0..samples {
            for i in 0..samples {
                let inner = |n: u32| (n as f32 + 0.5) / samples as f32;
                // Pixel centres: output (u + ½, v + ½) stands at source point − ½ in pixel indices.
                let [x, y] = map.at(u as f32 + inner(i), v as f32 + inner(j));
                add_sample(&mut sum, source, x - 0.5, y - 0.5);
            }
        }
        Rgb(sum.map(|s| (s / (samples * samples) as f32 + 0.5) as u8))
    })
}

fn add_sample(sum: &mut [f32; 3], source: &RgbImage, x: f32, y: f32) {
    let (right, bottom) = ((source.width() - 1) as f32, (source.height() - 1) as f32);
    let (x, y) = (x.clamp(0.0, right), y.clamp(0.0, bottom));
    let (x0, y0) = (x as usize, y as usize);
    let (fx, fy) = (x - x0 as f32, y - y0 as f32);
    let (x1, y1) = (if x < right { x0 + 1 } else { x0 }, if y < bottom { y0 + 1 } else { y0 });
    let (raw, w) = (source.as_raw(), source.width() as usize);
    let weights =
        [(x0, y0, (1.0 - fx) * (1.0 - fy)), (x1, y0, fx * (1.0 - fy)), (x0, y1, (1.0 - fx) * fy), (x1, y1, fx * fy)];
    for (x, y, weight) in weights {
        let at = (y * w + x) * 3;
        for (s, &value) in sum.iter_mut().zip(&raw[at..at + 3]) {
            *s += weight * f32::from(value);
        }
    }
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
        }
    }

    #[test]
    fn corners_on_one_line_have_no_map() {
        assert!(Homography::of_rectangle(10.0, 10.0, &[[0.0, 0.0], [1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]).is_none());
    }
}
