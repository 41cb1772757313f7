//! Rows of capitals in a level crop: their middle, height and remaining slope, and the strips cut for the recogniser.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    clippy::cast_possible_wrap,
    reason = "pixel arithmetic: sizes stay far below 2^23 and are clamped to be positive"
)]

use image::GrayImage;

use super::{
    super::pixels::{
        morphology,
        warp::{self, Affine},
    },
    recognise::Strips,
};

/// A row of text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Its middle at the middle of the crop, pixels from the top.
    pub middle: f32,
    /// Height of its capitals.
    pub height: f32,
    /// Pixels down for each pixel to the right.
    pub slope: f32,
}

/// Which columns tell where rows are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Columns {
    /// All but the margins: the crop is an MRZ's own band.
    All,
    /// From, to: the crop is far wider than the band it was grown from.
    Core(usize, usize),
}

/// How wide a row's strip is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stretch {
    /// To 15.2 pixels a character, as the band's width tells how many there are.
    ToPitch,
    /// As much as its height: the width tells nothing.
    ByHeight,
}

/// The rows of text in `picture`, from the top; at most 6.
pub fn rows(picture: &GrayImage, columns: Columns) -> Vec<Row> {
    let (w, h) = (picture.width() as usize, picture.height() as usize);
    let margin = w * 4 / 100;
    let (from, to) = match columns {
        Columns::All => (margin, w - margin),
        Columns::Core(from, to) => (from.min(w), to.min(w)),
    };
    if h < 8 || to < from + 24 {
        return Vec::new();
    }
    let edges = Edges::of(picture, from, to);
    let profile = smooth(&edges.profile(0, h, 0, to - from), (h / 60).max(3) | 1);
    let (low, high) = (share_of(&profile, 0.08), share_of(&profile, 0.93));
    let level = low + 0.45 * (high - low);
    let least = match columns {
        Columns::All => (0.05 * h as f32).max(8.0),
        Columns::Core(..) => 8.0,
    };
    let runs: Vec<_> = runs_above(&profile, level).into_iter().filter(|(a, b)| (b - a) as f32 >= least).collect();
    let mut lengths: Vec<_> = runs.iter().map(|(a, b)| b - a).collect();
    lengths.sort_unstable_by(|a, b| b.cmp(a));
    lengths.truncate(3);
    let Some(usual) = median(lengths.iter().map(|&n| n as f32).collect()) else { return Vec::new() };
    let split = runs.iter().filter(|(a, b)| (b - a) as f32 >= 0.55 * usual).flat_map(|&run| split(run, usual));
    let centre = w as f32 / 2.0;
    let mut found: Vec<_> = split.map(|(middle, height)| edges.straighten(middle, height, centre)).collect();
    found.truncate(if matches!(columns, Columns::All) { 5 } else { 6 });
    found
}

/// A run of rows far higher than usual is several that touch.
fn split((from, to): (usize, usize), usual: f32) -> Vec<(f32, f32)> {
    let length = (to - from) as f32;
    let parts = if length > 2.2 * usual { (length / usual / 1.75 + 0.25).round().max(1.0) } else { 1.0 };
    let each = length / parts;
    let height = if parts > 1.0 { usual.min(each * 0.6) } else { each - 1.0 };
    (0..parts as usize).map(|n| (from as f32 + each * (n as f32 + 0.5) - 0.5, height)).collect()
}

/// Absolute horizontal gradients of some columns, the strongest cut off.
struct Edges {
    values: Vec<u16>,
    width: usize,
    height: usize,
    from: usize,
}

impl Edges {
    fn of(picture: &GrayImage, from: usize, to: usize) -> Self {
        let soft = morphology::mean(picture, 3);
        let (w, h) = (picture.width() as usize, picture.height() as usize);
        let raw = soft.as_raw();
        let at = |x: usize, y: usize| i32::from(raw[y * w + x.min(w - 1)]);
        let mut values = vec![0u16; (to - from) * h];
        for y in 0..h {
            let (up, down) = (y.saturating_sub(1), (y + 1).min(h - 1));
            let side = |x: usize| at(x, up) + 2 * at(x, y) + at(x, down);
            for x in from..to {
                values[y * (to - from) + x - from] = (side(x + 1) - side(x.saturating_sub(1))).unsigned_abs() as u16;
            }
        }
        let mut some: Vec<u16> = values.iter().step_by(13).copied().collect();
        let place = some.len() * 96 / 100;
        let most = if some.is_empty() { 0 } else { *some.select_nth_unstable(place).1 };
        for value in &mut values {
            *value = (*value).min(most);
        }
        Self { values, width: to - from, height: h, from }
    }

    /// Mean gradient of each row `top..bottom` over the columns `left..right`.
    fn profile(&self, top: usize, bottom: usize, left: usize, right: usize) -> Vec<f32> {
        let mean = |y: usize| {
            let row = &self.values[y * self.width + left..y * self.width + right];
            row.iter().map(|&v| u32::from(v)).sum::<u32>() as f32 / (right - left) as f32
        };
        (top..bottom).map(mean).collect()
    }

    /// Finds the slope that is left in a row: the shifts of eight blocks' profiles against the whole row's.
    fn straighten(&self, middle: f32, height: f32, centre: f32) -> Row {
        const BLOCKS: usize = 8;
        let top = (middle - 0.9 * height).max(0.0) as usize;
        let bottom = ((middle + 0.9 * height) as usize).min(self.height);
        let block = self.width / BLOCKS;
        let flat = Row { middle, height, slope: 0.0 };
        if bottom < top + 4 || block == 0 {
            return flat;
        }
        let whole = centred(self.profile(top, bottom, 0, self.width));
        let reach = ((height * 0.22) as i32).max(2);
        let mut points = Vec::new();
        for n in 0..BLOCKS {
            let part = centred(self.profile(top, bottom, n * block, (n + 1) * block));
            let (shift, fit) = best_shift(&part, &whole, reach);
            if fit > 0.0 {
                points.push(((n as f32 + 0.5) * block as f32 + self.from as f32, shift as f32));
            }
        }
        let Some(first) = line_through(&points).filter(|_| points.len() >= 5) else { return flat };
        let tolerance = (0.08 * height).max(1.5);
        points.retain(|(x, y)| (first.0 * x + first.1 - y).abs() <= tolerance);
        let Some((slope, offset)) = line_through(&points).filter(|_| points.len() >= 5) else { return flat };
        if slope.abs() > 0.06 { flat } else { Row { middle: middle + slope * centre + offset, height, slope } }
    }
}

/// The shift of `part`, in rows down, at which it fits `whole` best, and how well.
fn best_shift(part: &[f32], whole: &[f32], reach: i32) -> (i32, f32) {
    let n = part.len() as i32;
    let fit = |shift: i32| (0..n).map(|y| part[(y + shift).rem_euclid(n) as usize] * whole[y as usize]).sum::<f32>();
    (-reach..=reach).map(|shift| (shift, fit(shift))).max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, 0.0))
}

/// Strips of the recogniser's height for `rows` of `picture`; capitals become 15.5 pixels high, times `taller`.
pub fn strips(picture: &GrayImage, rows: &[Row], stretch: Stretch, taller: f32) -> Option<Strips> {
    let w = picture.width() as f32;
    let height = median(rows.iter().map(|row| row.height).collect())? * taller;
    if height < 1.0 {
        return None;
    }
    let down = 15.5 / height;
    let across = match stretch {
        Stretch::ToPitch => {
            let text = (w - 8.0) / 1.06;
            let capitals = text / height;
            let characters = if capitals > 41.0 {
                44.0
            } else if capitals > 34.5 && rows.len() < 3 {
                36.0
            } else {
                30.0
            };
            (15.2 * characters / text).clamp(down * 0.62, down * 1.6)
        }
        Stretch::ByHeight => down * 0.95,
    };
    let width = (w * across) as u32 / 4 * 4;
    // The recogniser's field of view is 60 pixels; wider than this no line of 44 characters is.
    if !(64..=4096).contains(&width) {
        return None;
    }
    let mut strips = Strips::new(width as usize);
    for row in rows {
        let map = Affine {
            x: [1.0 / across, 0.0, 0.0],
            y: [row.slope / across, 1.0 / down, row.middle - row.slope * w / 2.0 - 15.5 / down],
        };
        strips.push(&warp::affine(picture, &map, width, Strips::HEIGHT as u32), map);
    }
    Some(strips)
}

fn smooth(values: &[f32], side: usize) -> Vec<f32> {
    let reach = side / 2;
    let mean = |i: usize| {
        let window = &values[i.saturating_sub(reach)..(i + reach + 1).min(values.len())];
        window.iter().sum::<f32>() / window.len() as f32
    };
    (0..values.len()).map(mean).collect()
}

fn centred(mut values: Vec<f32>) -> Vec<f32> {
    let mean = values.iter().sum::<f32>() / values.len().max(1) as f32;
    for value in &mut values {
        *value -= mean;
    }
    values
}

fn runs_above(values: &[f32], level: f32) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut from = None;
    for (i, above) in values.iter().map(|&v| v > level).chain([false]).enumerate() {
        match (above, from) {
            (true, None) => from = Some(i),
            (false, Some(start)) => {
                runs.push((start, i));
                from = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
    runs
}

/// The value below which `share` of all lie.
fn share_of(values: &[f32], share: f32) -> f32 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f32::total_cmp);
    sorted.get(((sorted.len() as f32 - 1.0) * share) as usize).copied().unwrap_or(0.0)
}

/// The middle value, or the mean of the two middle ones.
pub fn median(mut values: Vec<f32>) -> Option<f32> {
    values.sort_by(f32::total_cmp);
    let half = values.len() / 2;
    let high = *values.get(half)?;
    Some(if values.len() % 2 == 1 { high } else { f32::midpoint(values[half - 1], high) })
}

/// Least squares: slope and offset.
fn line_through(points: &[(f32, f32)]) -> Option<(f32, f32)> {
    let n = points.len() as f32;
    let (sx, sy) = points.iter().fold((0.0, 0.0), |(sx, sy), (x, y)| (sx + x, sy + y));
    let (mx, my) = (sx / n, sy / n);
    let (mut over, mut under) = (0.0, 0.0);
    for (x, y) in points {
        over += (x - mx) * (y - my);
        under += (x - mx).powi(2);
    }
    (under > 0.0).then(|| (over / under, my - over / under * mx))
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    #[test]
    fn two_lines_of_strokes_are_two_rows_with_their_slope() {
        let picture = GrayImage::from_fn(700, 150, |x, y| {
            let y = y as f32 - 0.01 * (x as f32 - 350.0);
            let line = (30.0..56.0).contains(&y) || (90.0..116.0).contains(&y);
            Luma([if line && x % 14 < 6 { 30 } else { 220 }])
        });
        let found = rows(&picture, Columns::All);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!((found[0].middle - 43.0).abs() < 2.5 && (found[1].middle - 103.0).abs() < 2.5, "{found:?}");
        assert!(found.iter().all(|row| (row.slope - 0.01).abs() < 0.005), "{found:?}");
    }

    #[test]
    fn a_strip_has_the_recogniser_s_height_and_a_width_of_whole_frames() {
        let picture = GrayImage::from_pixel(700, 150, Luma([200]));
        let rows = [Row { middle: 43.0, height: 26.0, slope: 0.0 }, Row { middle: 103.0, height: 26.0, slope: 0.0 }];
        let strips = strips(&picture, &rows, Stretch::ToPitch, 1.0).expect("strips");
        assert_eq!((strips.len(), strips.width() % 4), (2, 0));
    }
}
