//! Closed eyes, drawn: the skin above and below an eye drawn over it, and a line of lashes where the lids meet.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixel positions on a frame of some hundred pixels a side"
)]

use image::{Rgb, RgbImage};

use crate::face::{geometry::Point, liveness::eyes::Eye};

// All lengths are in parts of the eye's width.
/// How far above the upper lid the skin is taken from, how far below the lower one.
const SKIN: [f32; 2] = [0.22, 0.14];
/// How far the drawn lid reaches beyond the corners, and fades.
const BEYOND: f32 = 0.12;
/// Half of the thickness of the lashes.
const LASHES: f32 = 0.05;
/// How dark they are, `0.0 ..= 1.0`.
const DARK: f32 = 0.5;
/// Where the lids meet: nearly where the lower one is.
const MEET: f32 = 0.87;

/// `picture` with both `eyes` closed.
pub(super) fn closed(picture: &RgbImage, eyes: &[Eye; 2]) -> RgbImage {
    let mut out = picture.clone();
    for eye in eyes {
        close(picture, eye, &mut out);
    }
    out
}

fn close(picture: &RgbImage, eye: &Eye, out: &mut RgbImage) {
    let (lower, upper) = edges(eye);
    let (left, right) = (lower[0][0], lower[8][0]);
    let width = (right - left).max(1.0);
    let span = [left - BEYOND * width, right + BEYOND * width];
    for x in pixels(span, out.width()) {
        let column = x as f32;
        let (top, bottom) = (height(&upper, column), height(&lower, column));
        let meet = top + MEET * (bottom - top) + 0.02 * width;
        let from = [top - SKIN[0] * width, bottom + SKIN[1] * width];
        let skin = from.map(|y| mean(picture, [column, y], width));
        let beside = ((column - span[0]).min(span[1] - column) / (BEYOND * width)).clamp(0.0, 1.0);
        for y in pixels(from, out.height()) {
            let row = y as f32;
            let down = (row - from[0]) / (from[1] - from[0]).max(1.0);
            let edge = ((row - from[0]).min(from[1] - row) / (0.08 * width)).clamp(0.0, 1.0);
            let lash = (row - meet) / (LASHES * width);
            let light = 1.0 - DARK * (-lash * lash).exp();
            let Rgb(seen) = *picture.get_pixel(x, y);
            let drawn = |c: usize| (skin[0][c] * (1.0 - down) + skin[1][c] * down) * light;
            let cover = beside * edge;
            let mixed = [0, 1, 2].map(|c| f32::from(seen[c]) * (1.0 - cover) + drawn(c) * cover);
            out.put_pixel(x, y, Rgb(mixed.map(|v| v.round().clamp(0.0, 255.0) as u8)));
        }
    }
}

/// The lower and the upper lid, each from the left corner to the right one.
fn edges(eye: &Eye) -> ([Point; 9], [Point; 9]) {
    let lids = &eye.lids;
    let mut lower: [Point; 9] = std::array::from_fn(|number| lids[number]);
    let mut upper: [Point; 9] = std::array::from_fn(|number| match number {
        0 => lids[0],
        8 => lids[8],
        between => lids[8 + between],
    });
    if lower[0][0] > lower[8][0] {
        lower.reverse();
        upper.reverse();
    }
    (lower, upper)
}

/// The lid's height at a column; beyond the corners that of the corner.
fn height(lid: &[Point; 9], x: f32) -> f32 {
    let beyond = if x < lid[0][0] { lid[0][1] } else { lid[8][1] };
    let piece = lid.windows(2).find(|pair| (pair[0][0]..=pair[1][0]).contains(&x));
    piece.map_or(beyond, |pair| {
        let part = (x - pair[0][0]) / (pair[1][0] - pair[0][0]).max(f32::EPSILON);
        pair[0][1] + part * (pair[1][1] - pair[0][1])
    })
}

fn pixels([from, to]: [f32; 2], limit: u32) -> std::ops::RangeInclusive<u32> {
    let last = limit.saturating_sub(1) as f32;
    (from.clamp(0.0, last).ceil() as u32)..=(to.clamp(0.0, last).floor() as u32)
}

/// The mean colour around a place.
fn mean(picture: &RgbImage, [x, y]: Point, width: f32) -> [f32; 3] {
    let (mut sum, mut count) = ([0.0; 3], 0.0_f32);
    for row in pixels([y - 0.03 * width - 0.5, y + 0.03 * width + 0.5], picture.height()) {
        for column in pixels([x - 0.08 * width - 0.5, x + 0.08 * width + 0.5], picture.width()) {
            let pixel = picture.get_pixel(column, row).0;
            sum.iter_mut().zip(pixel).for_each(|(total, c)| *total += f32::from(c));
            count += 1.0;
        }
    }
    sum.map(|total| total / count.max(1.0))
}
