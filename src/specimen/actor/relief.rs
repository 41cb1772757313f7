//! The head as a relief over the photograph: half an ellipsoid with a nose, a vertex a pixel, turned about its axis.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixel positions on a frame of some hundred pixels a side"
)]

use image::{Rgb, RgbImage};

use crate::face::{geometry::Point, landmarks::Landmarks};

// All lengths are in parts of the distance between the eyes' outer corners.
/// Half of the head's width, of its height, and of its depth.
const HEAD: [f32; 3] = [1.02, 1.35, 0.95];
/// How far the head's middle lies below the eyes.
const BELOW_EYES: f32 = 0.30;
/// How far the nose's tip stands out.
const NOSE: f32 = 0.30;
/// Where the head begins to pass into what is behind it, and where nothing moves any more; in parts of the ellipsoid.
const EDGE: [f32; 2] = [0.85, 1.15];

/// One point of the relief.
#[derive(Clone, Copy)]
struct Vertex {
    /// Where it lies on the row, in pixels.
    x: f32,
    /// Towards the viewer, in pixels.
    near: f32,
}

/// `picture` with its head turned by `degrees`, to the viewer's right where they are positive.
pub(super) fn turned(picture: &RgbImage, landmarks: &Landmarks, degrees: f32) -> RgbImage {
    let head = Head::of(landmarks);
    let (sine, cosine) = degrees.to_radians().sin_cos();
    let mut out = picture.clone();
    for y in 0..picture.height() {
        // Turning about an upright axis keeps every point on its row.
        let row: Vec<Vertex> = (0..picture.width())
            .map(|x| {
                let (across, near, part) = head.at([x as f32, y as f32]);
                let moved = across * cosine + near * sine - across;
                Vertex { x: x as f32 + part * moved, near: part * (near * cosine - across * sine) }
            })
            .collect();
        draw(picture, &row, y, &mut out);
    }
    out
}

/// Draws one row of the mesh, the nearest point over the others.
fn draw(picture: &RgbImage, row: &[Vertex], y: u32, out: &mut RgbImage) {
    let mut nearest = vec![f32::NEG_INFINITY; row.len()];
    for (from, pair) in (0_u32..).zip(row.windows(2)) {
        let (a, b) = (pair[0], pair[1]);
        let wide = b.x - a.x;
        // A piece that is turned away shows its back, which nobody sees.
        if wide <= 0.0 {
            continue;
        }
        let (first, last) = (a.x.ceil().max(0.0) as usize, b.x.floor().min(row.len() as f32 - 1.0).max(-1.0) as i64);
        let until = usize::try_from(last + 1).unwrap_or_default();
        for (target, nearest) in nearest.iter_mut().enumerate().take(until).skip(first) {
            let part = (target as f32 - a.x) / wide;
            let near = a.near + part * (b.near - a.near);
            if near > *nearest {
                *nearest = near;
                let (one, other) = (picture.get_pixel(from, y).0, picture.get_pixel(from + 1, y).0);
                let mixed = |c: usize| f32::from(one[c]) * (1.0 - part) + f32::from(other[c]) * part;
                out.put_pixel(target as u32, y, Rgb([mixed(0), mixed(1), mixed(2)].map(|v| v.round() as u8)));
            }
        }
    }
    fill(&nearest, y, out);
}

/// What no point came to lie on shows its nearest neighbour.
fn fill(nearest: &[f32], y: u32, out: &mut RgbImage) {
    let drawn: Vec<u32> = (0..).zip(nearest).filter(|(_, near)| near.is_finite()).map(|(x, _)| x).collect();
    for x in (0_u32..).zip(nearest).filter(|(_, near)| !near.is_finite()).map(|(x, _)| x) {
        if let Some(neighbour) = drawn.iter().min_by_key(|other| other.abs_diff(x)) {
            let pixel = *out.get_pixel(*neighbour, y);
            out.put_pixel(x, y, pixel);
        }
    }
}

/// Where the head lies on the picture.
struct Head {
    eyes: Point,
    unit: f32,
    /// Root, tip and lower end of the nose, from the middle of the eyes.
    nose: [Point; 3],
}

impl Head {
    fn of(landmarks: &Landmarks) -> Self {
        let points = &landmarks.0;
        let eyes = [f32::midpoint(points[36][0], points[45][0]), f32::midpoint(points[36][1], points[45][1])];
        let unit = (points[45][0] - points[36][0]).hypot(points[45][1] - points[36][1]).max(1.0);
        let nose = [27, 30, 33].map(|number: usize| {
            let [x, y] = points[number];
            [(x - eyes[0]) / unit, (y - eyes[1]) / unit]
        });
        Self { eyes, unit, nose }
    }

    /// Of a pixel: how far right of the axis and how near to the viewer it lies, in pixels, and how much of it moves with
    /// the head, `0.0 ..= 1.0`.
    fn at(&self, [x, y]: Point) -> (f32, f32, f32) {
        let (across, down) = ((x - self.eyes[0]) / self.unit, (y - self.eyes[1]) / self.unit);
        let far = (across / HEAD[0]).hypot((down - BELOW_EYES) / HEAD[1]);
        let round = HEAD[2] * (1.0 - far * far).max(0.0).sqrt();
        let part = ((EDGE[1] - far) / (EDGE[1] - EDGE[0])).clamp(0.0, 1.0);
        let smooth = part * part * (3.0 - 2.0 * part);
        (across * self.unit, (round + self.nose(across, down)) * self.unit, smooth)
    }

    /// How far the nose stands out at a place: a ridge that rises from its root to its tip, and ends below it.
    fn nose(&self, across: f32, down: f32) -> f32 {
        let [root, tip, end] = self.nose;
        let along = ((down - root[1]) / (tip[1] - root[1]).max(0.01)).clamp(0.0, 1.0);
        let above = (1.0 - (root[1] - down).max(0.0) / 0.12).max(0.0);
        let below = ((end[1] + 0.06 - down) / (end[1] + 0.06 - tip[1]).max(0.01)).clamp(0.0, 1.0).sqrt();
        let ridge = root[0] + along * (tip[0] - root[0]);
        let aside = (across - ridge) / (0.10 + 0.11 * along);
        NOSE * (0.25 + 0.75 * along) * above * below * (-aside * aside).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn face() -> Landmarks {
        let mut points = [[150.0, 150.0]; 68];
        for (number, point) in [
            (36, [100.0, 120.0]),
            (45, [200.0, 120.0]),
            (27, [150.0, 122.0]),
            (30, [150.0, 170.0]),
            (33, [150.0, 180.0]),
        ] {
            points[number] = point;
        }
        Landmarks(points)
    }

    /// A picture whose columns can be told apart.
    fn ramp() -> RgbImage {
        RgbImage::from_fn(300, 300, |x, _| Rgb([(x * 255 / 299) as u8; 3]))
    }

    #[test]
    fn a_head_that_is_not_turned_is_the_picture_itself() {
        assert_eq!(turned(&ramp(), &face(), 0.0), ramp());
    }

    #[test]
    fn the_nose_goes_farther_than_the_eyes_and_the_background_stays() {
        let (before, after) = (ramp(), turned(&ramp(), &face(), 20.0));
        let moved = |x: u32, y: u32| i32::from(before.get_pixel(x, y).0[0]) - i32::from(after.get_pixel(x, y).0[0]);
        assert!(moved(180, 170) > moved(180, 120) + 5, "{} {}", moved(180, 170), moved(180, 120));
        assert_eq!((moved(5, 20), moved(290, 290)), (0, 0));
    }
}
