//! Grey values and their statistics, and scaling.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "pixel arithmetic: sizes stay far below 2^23, values are clamped to a byte"
)]

use image::{GrayImage, RgbImage};

use crate::base::resample::{self, Area, Filter};

/// The brightness of each pixel, by the weights of ITU-R BT.601 in 256ths.
pub fn brightness(rgb: &RgbImage) -> GrayImage {
    let weigh = |p: &[u8]| ((77 * u32::from(p[0]) + 150 * u32::from(p[1]) + 29 * u32::from(p[2])) >> 8) as u8;
    from_pixels(rgb, weigh)
}

/// The red channel: stamps in red ink vanish from it.
pub fn red(rgb: &RgbImage) -> GrayImage {
    from_pixels(rgb, |p| p[0])
}

fn from_pixels(rgb: &RgbImage, value: impl Fn(&[u8]) -> u8) -> GrayImage {
    let grey = rgb.as_raw().chunks_exact(3).map(value).collect();
    GrayImage::from_raw(rgb.width(), rgb.height(), grey).unwrap_or_default()
}

/// A rectangle of `picture`, as far as it lies on it.
pub fn cut(picture: &GrayImage, (x, y, width, height): (u32, u32, u32, u32)) -> GrayImage {
    let (right, bottom) = ((x + width).min(picture.width()), (y + height).min(picture.height()));
    let (x, y) = (x.min(right), y.min(bottom));
    let rows = picture.as_raw().chunks_exact(picture.width().max(1) as usize).take(bottom as usize).skip(y as usize);
    let raw: Vec<u8> = rows.flat_map(|row| &row[x as usize..right as usize]).copied().collect();
    GrayImage::from_raw(right - x, bottom - y, raw).unwrap_or_default()
}

/// `picture` at `width` × `height` pixels (at least 1 each): area means when it shrinks, Catmull-Rom when it grows.
pub fn resized(picture: &GrayImage, width: u32, height: u32) -> GrayImage {
    let (from, to) = (picture.dimensions(), (width.max(1), height.max(1)));
    resample::grey(picture, Area::whole(from), to, filter(from, to))
}

/// The same for a colour picture.
pub fn resized_rgb(picture: &RgbImage, width: u32, height: u32) -> RgbImage {
    let (from, to) = (picture.dimensions(), (width.max(1), height.max(1)));
    resample::rgb(picture, Area::whole(from), to, filter(from, to))
}

fn filter(from: (u32, u32), to: (u32, u32)) -> Filter {
    if to.0 < from.0 || to.1 < from.1 { Filter::Area } else { Filter::CatmullRom }
}

/// `picture` scaled by `factor`.
pub fn scaled(picture: &GrayImage, factor: f32) -> GrayImage {
    let side = |n: u32| ((n as f32 * factor).round() as u32).max(1);
    resized(picture, side(picture.width()), side(picture.height()))
}

/// `picture` with its longer side at `side` pixels, and the factor from its coordinates to the new ones.
pub fn with_long_side(picture: &GrayImage, side: u32) -> (GrayImage, f32) {
    let factor = side as f32 / picture.width().max(picture.height()).max(1) as f32;
    (scaled(picture, factor), factor)
}

/// How many pixels have each value.
pub fn histogram(picture: &GrayImage) -> [u32; 256] {
    // Four tables: neighbours are often alike, and a count that was just written cannot be read at once.
    let mut counts = [[0; 256]; 4];
    let (fours, rest) = picture.as_raw().as_chunks::<4>();
    for four in fours {
        counts.iter_mut().zip(four).for_each(|(counts, &value)| counts[usize::from(value)] += 1);
    }
    for &value in rest {
        counts[0][usize::from(value)] += 1;
    }
    std::array::from_fn(|value| counts.iter().map(|counts| counts[value]).sum())
}

/// The least value that at least `share` (0–1) of all pixels do not exceed.
pub fn percentile(histogram: &[u32; 256], share: f32) -> u8 {
    let total: u32 = histogram.iter().sum();
    let wanted = share * total as f32;
    let mut seen = 0;
    for (value, &count) in (0..=u8::MAX).zip(histogram) {
        seen += count;
        if seen as f32 >= wanted {
            return value;
        }
    }
    u8::MAX
}

/// Otsu's threshold: the value that parts the histogram into two classes with most variance between them.
///
/// N. Otsu, "A Threshold Selection Method from Gray-Level Histograms", IEEE Trans. SMC 9 (1979).
pub fn otsu(histogram: &[u32; 256]) -> u8 {
    let total: f64 = histogram.iter().map(|&n| f64::from(n)).sum();
    let sum: f64 = (0u32..).zip(histogram).map(|(v, &n)| f64::from(v) * f64::from(n)).sum();
    let (mut below, mut sum_below, mut best, mut level) = (0.0, 0.0, -1.0, 0);
    for (value, &count) in (0..=u8::MAX).zip(histogram) {
        below += f64::from(count);
        sum_below += f64::from(value) * f64::from(count);
        let above = total - below;
        if below == 0.0 || above == 0.0 {
            continue;
        }
        let apart = sum_below / below - (sum - sum_below) / above;
        let between = below * above * apart * apart;
        if between > best {
            (best, level) = (between, value);
        }
    }
    level
}

/// 255 where `picture` is above `level`, else 0.
pub fn above(picture: &GrayImage, level: u8) -> GrayImage {
    map(picture, |v| if v > level { 255 } else { 0 })
}

/// Each pixel put through `f`.
pub fn map(picture: &GrayImage, f: impl Fn(u8) -> u8) -> GrayImage {
    let values = picture.as_raw().iter().map(|&v| f(v)).collect();
    GrayImage::from_raw(picture.width(), picture.height(), values).unwrap_or_default()
}

/// Two pictures of one size put through `f`, pixel by pixel.
pub fn zip(a: &GrayImage, b: &GrayImage, f: impl Fn(u8, u8) -> u8) -> GrayImage {
    let values = a.as_raw().iter().zip(b.as_raw()).map(|(&a, &b)| f(a, b)).collect();
    GrayImage::from_raw(a.width(), a.height(), values).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    #[test]
    fn otsu_parts_two_heaps() {
        let picture = GrayImage::from_fn(20, 20, |x, _| Luma([if x < 7 { 40 } else { 200 }]));
        let level = otsu(&histogram(&picture));
        assert!((40..200).contains(&level), "{level}");
    }

    #[test]
    fn shrinking_takes_area_means() {
        let picture = GrayImage::from_fn(4, 2, |x, _| Luma([if x % 2 == 0 { 0 } else { 200 }]));
        assert_eq!(resized(&picture, 2, 1).into_raw(), [100, 100]);
    }
}
