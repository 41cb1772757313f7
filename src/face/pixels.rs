//! Cutting a piece out of a picture: shrink by area, then sample.
//!
//! Sampling alone skips pixels when the piece is shown smaller than it is, and the networks were trained on pictures
//! without such gaps: the picture is first shrunk by area averages, then sampled by two straight lines.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixel positions are clamped to pictures of at most 65 535 pixels a side"
)]

use image::{Rgb, RgbImage};

use super::geometry::{FaceBox, Point, Similarity};
use crate::base::resample::{self, Area, Filter};

/// Source pixels to a target pixel from which shrinking by area comes first.
const SHRINK_FROM: f32 = 1.2;

/// `area` of `picture` at another size: area averages where it gets smaller, straight lines where it grows.
///
/// `area` is cut to the picture. An empty area or size gives a black picture.
pub fn resized(picture: &RgbImage, area: FaceBox, width: u32, height: u32) -> RgbImage {
    let (left, top) = (area.left.max(0.0), area.top.max(0.0));
    let (right, bottom) = (area.right.min(picture.width() as f32), area.bottom.min(picture.height() as f32));
    if right <= left || bottom <= top {
        return RgbImage::new(width, height);
    }
    let filter = if right - left > width as f32 { Filter::Area } else { Filter::Linear };
    let seen = Area { left: left.into(), top: top.into(), width: (right - left).into(), height: (bottom - top).into() };
    resample::rgb(picture, seen, (width, height), filter)
}

/// A square piece of `side` pixels: pixel `p` of it shows `picture` at `place.apply(p)`; black outside the picture.
pub fn piece(picture: &RgbImage, place: &Similarity, side: u32) -> RgbImage {
    let scale = place.scale();
    if scale <= SHRINK_FROM {
        return sampled(picture, place, side);
    }
    let (shrunk, place) = shrunk(picture, place, side);
    sampled(&shrunk, &place, side)
}

/// The part of `picture` that the piece shows, shrunk to the piece's scale, and the piece's place on it.
fn shrunk(picture: &RgbImage, place: &Similarity, side: u32) -> (RgbImage, Similarity) {
    let scale = place.scale();
    let last = side as f32;
    let corners = [[0.0, 0.0], [last, 0.0], [0.0, last], [last, last]].map(|corner| place.apply(corner));
    let seen = FaceBox::around(&corners);
    // Two target pixels more, so that sampling at the edge still has neighbours.
    let margin = 2.0 * scale;
    let area = FaceBox {
        left: (seen.left - margin).floor().clamp(0.0, picture.width() as f32),
        top: (seen.top - margin).floor().clamp(0.0, picture.height() as f32),
        right: (seen.right + margin).ceil().clamp(0.0, picture.width() as f32),
        bottom: (seen.bottom + margin).ceil().clamp(0.0, picture.height() as f32),
    };
    let width = (area.width() / scale).round().max(1.0);
    let height = (area.height() / scale).round().max(1.0);
    let small = resized(picture, area, width as u32, height as u32);
    // Width and height are rounded apart; both factors differ from 1 / scale by less than half a pixel in all.
    let (fx, fy) = (width / area.width().max(1.0), height / area.height().max(1.0));
    let factor = f32::midpoint(fx, fy);
    let onto = |p: Point| [(p[0] + 0.5 - area.left) * fx - 0.5, (p[1] + 0.5 - area.top) * fy - 0.5];
    let centre = [last / 2.0, last / 2.0];
    let target = onto(place.apply(centre));
    let (a, b) = (place.a * factor, place.b * factor);
    let shift = [target[0] - a * centre[0] + b * centre[1], target[1] - b * centre[0] - a * centre[1]];
    (small, Similarity { a, b, shift })
}

/// One pixel in whole numbers: sampling is the same sum for each of some hundred thousand pixels a look.
const ONE: f32 = 65_536.0;

fn sampled(picture: &RgbImage, place: &Similarity, side: u32) -> RgbImage {
    let (width, height) = (i64::from(picture.width()), i64::from(picture.height()));
    let (dots, _) = picture.as_raw().as_chunks::<3>();
    let fixed = |point: Point| point.map(|pixels| (pixels * ONE) as i64);
    let [across, down] = fixed([place.a, place.b]);
    let mut colours = Vec::with_capacity(3 * side as usize * side as usize);
    for row in 0..side {
        let [mut x, mut y] = fixed(place.apply([0.0, row as f32]));
        for column in 0..side {
            let (left, top) = (x >> 16, y >> 16);
            // Nearly all lie with their four pixels on the picture.
            let colour = if left >= 0 && top >= 0 && left + 1 < width && top + 1 < height {
                let here = (top * width + left) as usize;
                let below = here + width as usize;
                blend([dots[here], dots[here + 1], dots[below], dots[below + 1]], [x, y])
            } else {
                between(picture, place.apply([column as f32, row as f32])).0
            };
            colours.extend_from_slice(&colour);
            (x, y) = (x.saturating_add(across), y.saturating_add(down));
        }
    }
    RgbImage::from_raw(side, side, colours).unwrap_or_default()
}

/// The colour at the point of 65 536ths between four pixels: left and right, then the two below them.
fn blend(pixels: [[u8; 3]; 4], point: [i64; 2]) -> [u8; 3] {
    let [fx, fy] = point.map(|v| (v >> 8) as u32 & 255);
    let weights = [(256 - fx) * (256 - fy), fx * (256 - fy), (256 - fx) * fy, fx * fy];
    let mut sums = [1 << 15; 3];
    for (pixel, weight) in pixels.iter().zip(weights) {
        for (sum, &value) in sums.iter_mut().zip(pixel) {
            *sum += weight * u32::from(value);
        }
    }
    sums.map(|sum| (sum >> 16) as u8)
}

/// The colour between the four pixels around `point`; pixels outside are black.
fn between(picture: &RgbImage, point: Point) -> Rgb<u8> {
    let (x, y) = (point[0].floor(), point[1].floor());
    let (fx, fy) = (point[0] - x, point[1] - y);
    let (x, y) = (x as i64, y as i64);
    let mut sum = [0.0_f32; 3];
    for (dx, dy, weight) in
        [(0, 0, (1.0 - fx) * (1.0 - fy)), (1, 0, fx * (1.0 - fy)), (0, 1, (1.0 - fx) * fy), (1, 1, fx * fy)]
    {
        let Some(pixel) = inside(picture, x + dx, y + dy) else { continue };
        for (total, channel) in sum.iter_mut().zip(pixel.0) {
            *total += weight * f32::from(channel);
        }
    }
    Rgb(sum.map(|value| value.round() as u8))
}

fn inside(picture: &RgbImage, x: i64, y: i64) -> Option<&Rgb<u8>> {
    picture.get_pixel_checked(u32::try_from(x).ok()?, u32::try_from(y).ok()?)
}

/// Brightness of each pixel row by row, `0.0 ..= 255.0` (ITU-R BT.601 luma, as JPEG has it).
pub fn luma(picture: &RgbImage) -> Vec<f32> {
    picture
        .pixels()
        .map(|Rgb([r, g, b])| 0.299 * f32::from(*r) + 0.587 * f32::from(*g) + 0.114 * f32::from(*b))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp(side: u32) -> RgbImage {
        RgbImage::from_fn(side, side, |x, y| Rgb([(x * 255 / side) as u8, (y * 255 / side) as u8, 0]))
    }

    #[test]
    fn a_piece_at_the_same_scale_is_the_picture_itself() {
        let picture = ramp(64);
        let cut = piece(&picture, &Similarity::new(1.0, 0.0, [10.0, 20.0]), 16);
        assert_eq!(cut.get_pixel(3, 4), picture.get_pixel(13, 24));
    }

    #[test]
    fn a_shrunken_piece_shows_the_same_place_as_a_full_one() {
        let picture = ramp(512);
        let place = Similarity::new(4.0, 0.2, [100.0, 60.0]);
        let cut = piece(&picture, &place, 64);
        for (x, y) in [(5_u32, 7_u32), (32, 32), (60, 50)] {
            let [sx, sy] = place.apply([x as f32, y as f32]);
            let want = [(sx * 255.0 / 512.0), (sy * 255.0 / 512.0)];
            let got = cut.get_pixel(x, y).0;
            assert!((f32::from(got[0]) - want[0]).abs() < 2.0 && (f32::from(got[1]) - want[1]).abs() < 2.0);
        }
    }

    #[test]
    fn fine_stripes_shrink_to_grey_and_not_to_stripes() {
        let stripes = RgbImage::from_fn(300, 300, |x, _| Rgb([if x % 2 == 0 { 0 } else { 255 }; 3]));
        let cut = piece(&stripes, &Similarity::new(4.0, 0.0, [20.0, 20.0]), 40);
        assert!(cut.pixels().all(|p| p.0[0].abs_diff(127) < 4));
    }

    #[test]
    fn what_lies_outside_the_picture_is_black() {
        let cut = piece(&RgbImage::from_pixel(20, 20, Rgb([200; 3])), &Similarity::new(1.0, 0.0, [-10.0, -10.0]), 30);
        assert_eq!(cut.get_pixel(2, 2).0, [0; 3]);
        assert_eq!(cut.get_pixel(15, 15).0, [200; 3]);
    }
}
