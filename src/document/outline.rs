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
    const POINTS: usize = 48;
    let Some(along) = direction(a, b) else { return ((a, [1.0, 0.0]), 0.0) };
    let across = [-along[1], along[0]];
    let length = (b[0] - a[0]).hypot(b[1] - a[1]);
    let steps = (2.0 * reach).ceil() as i32;
    let mut points = Vec::with_capacity(POINTS);
    for n in 0..POINTS {
        // The outer tenth is left out: a card's corners are round.
        let t = length * (0.1 + 0.8 * (n as f32 + 0.5) / POINTS as f32);
        // Half a pixel apart, and 1½ pixels beyond either end: each is the inner side of one edge and the outer of another.
        let value = |k: i32| {
            let d = k as f32 / 2.0;
            warp::sample(picture, a[0] + along[0] * t + across[0] * d, a[1] + along[1] * t + across[1] * d)
        };
        let values: Vec<f32> = (-steps - 3..=steps + 3).map(value).collect();
        let edge = |k: i32| {
            let at = (k + steps) as usize;
            (k as f32 / 2.0, (values[at + 6] - values[at]).abs())
        };
        let strongest = (-steps..=steps).map(edge).max_by(|p, q| p.1.total_cmp(&q.1));
        points.extend(strongest.filter(|(_, strength)| *strength > 6.0).map(|(d, strength)| (t, d, strength)));
    }
    let Some((slope, offset, on)) = agreed_line(&points) else { return ((a, along), 0.0) };
    let start = [a[0] + across[0] * offset, a[1] + across[1] * offset];
    let towards = [along[0] + across[0] * slope, along[1] + across[1] * slope];
    let norm = towards[0].hypot(towards[1]);
    ((start, [towards[0] / norm, towards[1] / norm]), on as f32 / POINTS as f32)
}

/// The line d = slope · t + offset that most points agree on within a pixel, and how many: every pair is tried.
fn agreed_line(points: &[(f32, f32, f32)]) -> Option<(f32, f32, usize)> {
    let mut best: Option<(f32, f32, f32)> = None;
    for (i, p) in points.iter().enumerate() {
        for q in points.iter().skip(i + 6) {
            let slope = (q.1 - p.1) / (q.0 - p.0);
            if slope.abs() > 0.1 {
                continue;
            }
            let offset = p.1 - slope * p.0;
            let near = points.iter().filter(|r| (slope * r.0 + offset - r.1).abs() <= 1.0);
            let agreed = near.map(|r| r.2.min(40.0)).sum::<f32>();
            if best.is_none_or(|b| agreed > b.2) {
                best = Some((slope, offset, agreed));
            }
        }
    }
    let (slope, offset, _) = best?;
    let near: Vec<_> = points.iter().filter(|r| (slope * r.0 + offset - r.1).abs() <= 1.0).collect();
    let n = near.len() as f32;
    let (mt, md) = (near.iter().map(|r| r.0).sum::<f32>() / n, near.iter().map(|r| r.1).sum::<f32>() / n);
    let under = near.iter().map(|r| (r.0 - mt).powi(2)).sum::<f32>();
    let over = near.iter().map(|r| (r.0 - mt) * (r.1 - md)).sum::<f32>();
    (under > 0.0).then(|| (over / under, md - over / under * mt, near.len()))
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
