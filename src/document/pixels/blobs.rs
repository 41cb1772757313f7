//! Connected areas of a black-and-white picture and the tightest turned rectangle around each.

#![expect(
    clippy::cast_precision_loss,
    clippy::many_single_char_names,
    reason = "geometry in one-letter names; coordinates stay far below 2^23"
)]

use image::GrayImage;

/// A connected area.
#[derive(Clone, Debug)]
pub struct Blob {
    /// Its pixels.
    pub area: usize,
    /// Its convex hull, pixel centres, counter-clockwise on a y-down grid.
    pub hull: Vec<[f32; 2]>,
}

/// A turned rectangle; `size[0]` is the longer side, `angle` its direction in radians within ±90°.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TurnedBox {
    /// Its middle.
    pub centre: [f32; 2],
    /// Longer side, shorter side.
    pub size: [f32; 2],
    /// Direction of the longer side, clockwise on screen.
    pub angle: f32,
}

struct Run {
    y: u32,
    from: u32,
    to: u32,
}

/// The 8-connected areas of at least `least` pixels that are not 0.
pub fn blobs(picture: &GrayImage, least: usize) -> Vec<Blob> {
    let (runs, row_starts) = runs(picture);
    let mut parent: Vec<usize> = (0..runs.len()).collect();
    for rows in row_starts.windows(3) {
        let (mut above, mut below) = (rows[0], rows[1]);
        while above < rows[1] && below < rows[2] {
            // Diagonal neighbours touch: hence the 1 on both sides.
            if runs[above].from <= runs[below].to + 1 && runs[below].from <= runs[above].to + 1 {
                let (a, b) = (root(&mut parent, above), root(&mut parent, below));
                parent[a.max(b)] = a.min(b);
            }
            if runs[above].to < runs[below].to { above += 1 } else { below += 1 }
        }
    }
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); runs.len()];
    for run in 0..runs.len() {
        let of = root(&mut parent, run);
        groups[of].push(run);
    }
    let blob = |group: Vec<usize>| {
        let area = group.iter().map(|&r| (runs[r].to - runs[r].from + 1) as usize).sum();
        if area < least {
            return None;
        }
        let ends = |&r: &usize| [[runs[r].from as f32, runs[r].y as f32], [runs[r].to as f32, runs[r].y as f32]];
        Some(Blob { area, hull: hull(group.iter().flat_map(ends).collect()) })
    };
    groups.into_iter().filter(|g| !g.is_empty()).filter_map(blob).collect()
}

/// Horizontal runs of pixels that are not 0, and where each row's runs begin (with two closing entries).
fn runs(picture: &GrayImage) -> (Vec<Run>, Vec<usize>) {
    let mut runs = Vec::new();
    let mut starts = Vec::new();
    for (y, row) in (0u32..).zip(picture.as_raw().chunks_exact((picture.width() as usize).max(1))) {
        starts.push(runs.len());
        let mut from = None;
        for (x, &value) in (0u32..).zip(row) {
            match (value != 0, from) {
                (true, None) => from = Some(x),
                (false, Some(start)) => {
                    runs.push(Run { y, from: start, to: x - 1 });
                    from = None;
                }
                (true, Some(_)) | (false, None) => {}
            }
        }
        if let Some(start) = from {
            runs.push(Run { y, from: start, to: picture.width() - 1 });
        }
    }
    starts.extend([runs.len(); 2]);
    (runs, starts)
}

fn root(parent: &mut [usize], mut of: usize) -> usize {
    while parent[of] != of {
        parent[of] = parent[parent[of]];
        of = parent[of];
    }
    of
}

/// Andrew's monotone chain.
pub fn hull(mut points: Vec<[f32; 2]>) -> Vec<[f32; 2]> {
    points.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    points.dedup();
    if points.len() < 3 {
        return points;
    }
    let turn = |o: [f32; 2], a: [f32; 2], b: [f32; 2]| (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
    let chain = |points: &mut dyn Iterator<Item = [f32; 2]>| {
        let mut chain: Vec<[f32; 2]> = Vec::new();
        for point in points {
            while chain.len() >= 2 && turn(chain[chain.len() - 2], chain[chain.len() - 1], point) <= 0.0 {
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop();
        chain
    };
    let mut hull = chain(&mut points.iter().copied());
    hull.extend(chain(&mut points.iter().rev().copied()));
    hull
}

/// The rectangle of least area around `hull`: one of its sides lies on a side of the hull.
pub fn tightest_box(hull: &[[f32; 2]]) -> Option<TurnedBox> {
    let mut best: Option<(f32, TurnedBox)> = None;
    for (i, &a) in hull.iter().enumerate() {
        let b = hull[(i + 1) % hull.len()];
        let length = (b[0] - a[0]).hypot(b[1] - a[1]);
        if length < 1e-3 {
            continue;
        }
        let (c, s) = ((b[0] - a[0]) / length, (b[1] - a[1]) / length);
        let span = |axis: [f32; 2]| {
            hull.iter()
                .map(|p| p[0] * axis[0] + p[1] * axis[1])
                .fold((f32::MAX, f32::MIN), |(lo, hi), d| (lo.min(d), hi.max(d)))
        };
        let (along, over) = (span([c, s]), span([-s, c]));
        let (w, h) = (along.1 - along.0, over.1 - over.0);
        let (m, n) = (f32::midpoint(along.0, along.1), f32::midpoint(over.0, over.1));
        let (size, mut angle) = if w >= h { ([w, h], s.atan2(c)) } else { ([h, w], c.atan2(-s)) };
        let half = std::f32::consts::FRAC_PI_2;
        if angle > half {
            angle -= 2.0 * half;
        } else if angle <= -half {
            angle += 2.0 * half;
        }
        if best.as_ref().is_none_or(|(area, _)| w * h < *area) {
            best = Some((w * h, TurnedBox { centre: [m * c - n * s, m * s + n * c], size, angle }));
        }
    }
    best.map(|(_, found)| found)
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    #[test]
    fn two_bars_are_two_blobs_with_their_own_angles() {
        let on_bar = |x: u32, y: u32| {
            let (x, y) = (x as f32, y as f32);
            let level = (10.0..90.0).contains(&x) && (10.0..16.0).contains(&y);
            // A bar through (60, 60) that falls by 30°.
            let (dx, dy) = (x - 60.0, y - 60.0);
            let (c, s) = (30f32.to_radians().cos(), 30f32.to_radians().sin());
            level || ((dx * c + dy * s).abs() < 40.0 && (dy * c - dx * s).abs() < 4.0)
        };
        let picture = GrayImage::from_fn(120, 120, |x, y| Luma([if on_bar(x, y) { 255 } else { 0 }]));
        let found = blobs(&picture, 20);
        assert_eq!(found.len(), 2);
        let boxes: Vec<_> = found.iter().filter_map(|b| tightest_box(&b.hull)).collect();
        assert!(boxes[0].angle.abs() < 0.02, "{:?}", boxes[0]);
        assert!((boxes[1].angle.to_degrees() - 30.0).abs() < 2.0, "{:?}", boxes[1]);
        assert!((boxes[1].size[0] - 80.0).abs() < 4.0, "{:?}", boxes[1]);
    }
}
