//! From an area to four straight sides: the polygon of four corners around a hull, its sides moved onto the edges.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::many_single_char_names,
    reason = "geometry in one-letter names; pixel arithmetic: sizes stay far below 2^23"
)]

use image::GrayImage;

use super::pixels::warp;

/// Points along each side at which the edge is looked for.
const POINTS: usize = 48;
/// Grey levels from which a step is an edge, and from which it counts no more than another.
const FAINTEST: f32 = 6.0;
const STRONG: f32 = 40.0;

/// A line as a point on it and a direction of length 1.
type Line = ([f32; 2], [f32; 2]);

/// The polygon of four corners around `hull` that adds little area: side after side is given up for the corner its
/// neighbours make. `None` for hulls of fewer than four corners or when sides run apart.
pub fn four_corners(mut hull: Vec<[f32; 2]>) -> Option<[[f32; 2]; 4]> {
    while hull.len() > 4 {
        let n = hull.len();
        let candidate = |i: usize| {
            let [a, b, c, d] = [hull[(i + n - 1) % n], hull[i], hull[(i + 1) % n], hull[(i + 2) % n]];
            let corner = crossing((a, direction(a, b)?), (d, direction(d, c)?))?;
            let ahead = (corner[0] - b[0]) * (b[0] - a[0]) + (corner[1] - b[1]) * (b[1] - a[1]) >= 0.0;
            let added = ((b[0] - corner[0]) * (c[1] - corner[1]) - (b[1] - corner[1]) * (c[0] - corner[0])).abs();
            ahead.then_some((i, corner, added))
        };
        let (i, corner, _) = (0..n).filter_map(candidate).min_by(|a, b| a.2.total_cmp(&b.2))?;
        hull[i] = corner;
        hull.remove((i + 1) % n);
    }
    <[[f32; 2]; 4]>::try_from(hull).ok()
}

/// `corners` with each side moved onto the strongest straight edge within `reach` pixels, and how well the sides lie on
/// edges, 0–1: the share of points that do, of all sides and of the worst one, halfway between. A side that cuts across
/// the document has three good ones beside it.
pub fn refined(picture: &GrayImage, corners: [[f32; 2]; 4], reach: f32) -> ([[f32; 2]; 4], f32) {
    let sides: [(Line, f32); 4] = std::array::from_fn(|i| side(picture, corners[i], corners[(i + 1) % 4], reach));
    let mean = sides.iter().map(|(_, share)| share).sum::<f32>() / 4.0;
    let worst = sides.iter().map(|(_, share)| *share).fold(1.0, f32::min);
    let support = f32::midpoint(mean, worst);
    let corner = |i: usize| crossing(sides[(i + 3) % 4].0, sides[i].0).unwrap_or(corners[i]);
    let moved: [[f32; 2]; 4] = std::array::from_fn(corner);
    // A corner that jumped far away is two sides that are nearly parallel by mistake.
    let near = |i: usize| (moved[i][0] - corners[i][0]).hypot(moved[i][1] - corners[i][1]) < 4.0 * reach;
    (if (0..4).all(near) { moved } else { corners }, support)
}

/// The best line near the side from `a` to `b`, and the share of its points that lie on an edge.
fn side(picture: &GrayImage, a: [f32; 2], b: [f32; 2], reach: f32) -> (Line, f32) {
    let Some(along) = direction(a, b) else { return ((a, [1.0, 0.0]), 0.0) };
    let across = [-along[1], along[0]];
    let length = (b[0] - a[0]).hypot(b[1] - a[1]);
    // Half a pixel apart, and 1½ pixels beyond either end: each is the inner side of one edge and the outer of another.
    let steps = (2.0 * reach).ceil() as usize;
    let mut values = vec![0.0; 2 * steps + 7];
    let mut points = Points::default();
    for n in 0..POINTS {
        // The outer tenth is left out: a card's corners are round.
        let t = length * (0.1 + 0.8 * (n as f32 + 0.5) / POINTS as f32);
        let at = [a[0] + along[0] * t, a[1] + along[1] * t];
        for (n, value) in values.iter_mut().enumerate() {
            let d = (n as f32 - (steps + 3) as f32) / 2.0;
            *value = warp::sample(picture, at[0] + across[0] * d, at[1] + across[1] * d);
        }
        let edges = values.iter().zip(&values[6..]).map(|(before, after)| (after - before).abs());
        let strongest = edges.enumerate().max_by(|p, q| p.1.total_cmp(&q.1));
        if let Some((n, strength)) = strongest.filter(|(_, strength)| *strength > FAINTEST) {
            points.add(t, (n as f32 - steps as f32) / 2.0, strength);
        }
    }
    let Some((slope, offset, on)) = points.agreed_line() else { return ((a, along), 0.0) };
    let start = [a[0] + across[0] * offset, a[1] + across[1] * offset];
    let towards = [along[0] + across[0] * slope, along[1] + across[1] * slope];
    let norm = towards[0].hypot(towards[1]);
    ((start, [towards[0] / norm, towards[1] / norm]), on as f32 / POINTS as f32)
}

/// Where edges were found near one side: how far along it, how far off it, how strong. The places that are not taken
/// count nothing.
struct Points {
    along: [f32; POINTS],
    off: [f32; POINTS],
    weight: [u32; POINTS],
    count: usize,
}

impl Default for Points {
    fn default() -> Self {
        Self { along: [0.0; POINTS], off: [0.0; POINTS], weight: [0; POINTS], count: 0 }
    }
}

impl Points {
    fn add(&mut self, along: f32, off: f32, strength: f32) {
        (self.along[self.count], self.off[self.count]) = (along, off);
        self.weight[self.count] = strength.min(STRONG) as u32;
        self.count += 1;
    }

    /// How much lies within a pixel of a line: whole numbers, of which the compiler makes vector instructions.
    fn agreed(&self, slope: f32, offset: f32) -> u32 {
        let points = self.along.iter().zip(&self.off).zip(&self.weight);
        points.map(|((t, d), weight)| if (slope * t + offset - d).abs() <= 1.0 { *weight } else { 0 }).sum()
    }

    /// The line off = slope · along + offset that most points agree on, and how many: every pair is tried that stands a
    /// sixth of the side apart.
    fn agreed_line(&self) -> Option<(f32, f32, usize)> {
        let mut best: Option<(f32, f32, u32)> = None;
        for i in 0..self.count {
            for j in i + POINTS / 6..self.count {
                let slope = (self.off[j] - self.off[i]) / (self.along[j] - self.along[i]);
                if slope.abs() > 0.1 {
                    continue;
                }
                let offset = self.off[i] - slope * self.along[i];
                let agreed = self.agreed(slope, offset);
                if best.is_none_or(|best| agreed > best.2) {
                    best = Some((slope, offset, agreed));
                }
            }
        }
        let (slope, offset, _) = best?;
        let all = self.along.iter().zip(&self.off).take(self.count);
        let near: Vec<_> = all.filter(|(t, d)| (slope * *t + offset - *d).abs() <= 1.0).collect();
        let n = near.len() as f32;
        let (mt, md) = (near.iter().map(|r| r.0).sum::<f32>() / n, near.iter().map(|r| r.1).sum::<f32>() / n);
        let under = near.iter().map(|r| (r.0 - mt).powi(2)).sum::<f32>();
        let over = near.iter().map(|r| (r.0 - mt) * (r.1 - md)).sum::<f32>();
        (under > 0.0).then(|| (over / under, md - over / under * mt, near.len()))
    }
}

fn direction(a: [f32; 2], b: [f32; 2]) -> Option<[f32; 2]> {
    let length = (b[0] - a[0]).hypot(b[1] - a[1]);
    (length > 1e-3).then(|| [(b[0] - a[0]) / length, (b[1] - a[1]) / length])
}

fn crossing((p, d): Line, (q, e): Line) -> Option<[f32; 2]> {
    let across = d[0] * e[1] - d[1] * e[0];
    if across.abs() < 0.05 {
        return None;
    }
    let t = ((q[0] - p[0]) * e[1] - (q[1] - p[1]) * e[0]) / across;
    Some([p[0] + t * d[0], p[1] + t * d[1]])
}
