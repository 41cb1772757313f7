//! Points, boxes and the one transform that faces need: turn, scale and shift.

use serde::{Deserialize, Serialize};

/// x to the right and y down, in pixels; whole numbers are the centres of pixels.
pub type Point = [f32; 2];

/// An upright rectangle, in pixels of the picture it was found on; it may reach over the picture's edge.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FaceBox {
    /// Left edge.
    pub left: f32,
    /// Upper edge.
    pub top: f32,
    /// Right edge.
    pub right: f32,
    /// Lower edge.
    pub bottom: f32,
}

impl FaceBox {
    /// Pixels across.
    pub fn width(&self) -> f32 {
        self.right - self.left
    }

    /// Pixels down.
    pub fn height(&self) -> f32 {
        self.bottom - self.top
    }

    /// The middle.
    pub fn centre(&self) -> Point {
        [f32::midpoint(self.left, self.right), f32::midpoint(self.top, self.bottom)]
    }

    /// The smallest box around `points`; empty at the origin when there are none.
    pub fn around(points: &[Point]) -> Self {
        let first = points.first().copied().unwrap_or_default();
        points.iter().fold(Self { left: first[0], top: first[1], right: first[0], bottom: first[1] }, |b, p| Self {
            left: b.left.min(p[0]),
            top: b.top.min(p[1]),
            right: b.right.max(p[0]),
            bottom: b.bottom.max(p[1]),
        })
    }

    /// Shared area over joint area, `0.0 ..= 1.0`.
    pub fn overlap(&self, other: &Self) -> f32 {
        let across = (self.right.min(other.right) - self.left.max(other.left)).max(0.0);
        let down = (self.bottom.min(other.bottom) - self.top.max(other.top)).max(0.0);
        let shared = across * down;
        let joint = self.width() * self.height() + other.width() * other.height() - shared;
        if joint > 0.0 { shared / joint } else { 0.0 }
    }

    /// The same box on a picture that this one was cut out of at `corner`.
    #[must_use]
    pub fn moved(&self, corner: Point) -> Self {
        Self {
            left: self.left + corner[0],
            top: self.top + corner[1],
            right: self.right + corner[0],
            bottom: self.bottom + corner[1],
        }
    }
}

/// `p ↦ (a·x − b·y + tx, b·x + a·y + ty)`: a turn and a scale, then a shift. No mirror image, no shear.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Similarity {
    /// Scale × cosine of the turn.
    pub a: f32,
    /// Scale × sine of the turn.
    pub b: f32,
    /// The shift, in pixels of the target.
    pub shift: Point,
}

impl Similarity {
    /// Turns by `radians` (clockwise as seen, because y points down), scales, then shifts.
    pub fn new(scale: f32, radians: f32, shift: Point) -> Self {
        Self { a: scale * radians.cos(), b: scale * radians.sin(), shift }
    }

    /// The least-squares similarity that takes each point of `from` near its partner in `to` (Umeyama 1991, without
    /// reflection). `None` when there are no pairs or all points of `from` are one.
    pub fn fit(from: &[Point], to: &[Point]) -> Option<Self> {
        let (from_mean, to_mean) = (mean(from)?, mean(to)?);
        let (mut same, mut turned, mut spread) = (0.0, 0.0, 0.0);
        for (p, q) in from.iter().zip(to) {
            let p = [p[0] - from_mean[0], p[1] - from_mean[1]];
            let q = [q[0] - to_mean[0], q[1] - to_mean[1]];
            same += p[0] * q[0] + p[1] * q[1];
            turned += p[0] * q[1] - p[1] * q[0];
            spread += p[0] * p[0] + p[1] * p[1];
        }
        if spread <= f32::EPSILON {
            return None;
        }
        let (a, b) = (same / spread, turned / spread);
        let shift =
            [to_mean[0] - a * from_mean[0] + b * from_mean[1], to_mean[1] - b * from_mean[0] - a * from_mean[1]];
        Some(Self { a, b, shift })
    }

    /// Where `point` goes.
    pub fn apply(&self, point: Point) -> Point {
        [self.a * point[0] - self.b * point[1] + self.shift[0], self.b * point[0] + self.a * point[1] + self.shift[1]]
    }

    /// Target pixels to a source pixel.
    pub fn scale(&self) -> f32 {
        self.a.hypot(self.b)
    }

    /// The turn, in radians, clockwise as seen.
    pub fn angle(&self) -> f32 {
        self.b.atan2(self.a)
    }
}

/// The mean of `points`; `None` of none.
pub fn mean(points: &[Point]) -> Option<Point> {
    #[expect(clippy::cast_precision_loss, reason = "a face has 68 points")]
    let count = points.len() as f32;
    let sum = points.iter().fold([0.0, 0.0], |s, p| [s[0] + p[0], s[1] + p[1]]);
    (!points.is_empty()).then(|| [sum[0] / count, sum[1] / count])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fit_recovers_the_turn_scale_and_shift_it_was_made_with() {
        let made = Similarity::new(2.5, 0.3, [40.0, -7.0]);
        let from = [[0.0, 0.0], [10.0, 1.0], [4.0, 8.0], [-3.0, 5.0]];
        let to = from.map(|p| made.apply(p));
        let found = Similarity::fit(&from, &to).expect("four unlike points");
        for p in from {
            let (q, r) = (made.apply(p), found.apply(p));
            assert!((q[0] - r[0]).hypot(q[1] - r[1]) < 1e-3, "{q:?} {r:?}");
        }
        assert!((found.scale() - 2.5).abs() < 1e-4 && (found.angle() - 0.3).abs() < 1e-4);
    }

    #[test]
    fn points_that_are_all_one_have_no_fit() {
        assert_eq!(Similarity::fit(&[[1.0, 1.0]; 3], &[[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]), None);
        assert_eq!(Similarity::fit(&[], &[]), None);
    }

    #[test]
    fn boxes_that_do_not_touch_do_not_overlap() {
        let one = FaceBox { left: 0.0, top: 0.0, right: 10.0, bottom: 10.0 };
        assert!((one.overlap(&one) - 1.0).abs() < 1e-6);
        assert!((one.overlap(&one.moved([5.0, 0.0])) - 1.0 / 3.0).abs() < 1e-6);
        assert!(one.overlap(&one.moved([20.0, 20.0])).abs() < 1e-6);
    }
}
