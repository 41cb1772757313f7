//! Grey morphology with square structuring elements, and the small linear filters beside it.
//!
//! A window's maximum is built by doubling: from windows of 1, windows of 2, 4, 8 … and a last overlapping step. Each
//! step is one pass over a flat buffer that the compiler turns into vector instructions, so a 21 × 21 closing costs
//! about as much as a 3 × 3 one.

#![expect(
    clippy::cast_possible_truncation,
    clippy::many_single_char_names,
    reason = "geometry in one-letter names; values are clamped to a byte; sizes stay far below 2^31"
)]

use image::GrayImage;

use super::grey;

/// The greatest value in each `side` × `side` square.
pub fn dilate(picture: &GrayImage, side: usize) -> GrayImage {
    squares(picture, side, 0, u8::max)
}

/// The least value in each `side` × `side` square.
pub fn erode(picture: &GrayImage, side: usize) -> GrayImage {
    squares(picture, side, u8::MAX, u8::min)
}

/// Dark details narrower than `side` are filled.
pub fn close(picture: &GrayImage, side: usize) -> GrayImage {
    erode(&dilate(picture, side), side)
}

/// Bright details narrower than `side` are removed.
pub fn open(picture: &GrayImage, side: usize) -> GrayImage {
    dilate(&erode(picture, side), side)
}

/// How much darker each pixel is than what a closing makes of it: dark print stays, shading goes.
pub fn black_hat(picture: &GrayImage, side: usize) -> GrayImage {
    grey::zip(&close(picture, side), picture, u8::saturating_sub)
}

/// `pick` over each `side` × `side` square; outside the picture stands `outside`, which never wins.
fn squares(picture: &GrayImage, side: usize, outside: u8, pick: impl Fn(u8, u8) -> u8 + Copy) -> GrayImage {
    let (w, h) = (picture.width() as usize, picture.height() as usize);
    if w == 0 || h == 0 || side < 2 {
        return picture.clone();
    }
    // Rows: pad each to w + side - 1. Windows that run over a row's end only spoil columns that are dropped.
    let (padded, before) = (w + side - 1, side / 2);
    let mut rows = vec![outside; padded * h];
    for (row, source) in rows.chunks_exact_mut(padded).zip(picture.as_raw().chunks_exact(w)) {
        row[before..before + w].copy_from_slice(source);
    }
    slide(&mut rows, side, 1, pick);
    let mut columns = vec![outside; w * (h + side - 1)];
    for (target, row) in columns[before * w..].chunks_exact_mut(w).zip(rows.chunks_exact(padded)) {
        target.copy_from_slice(&row[..w]);
    }
    slide(&mut columns, side, w, pick);
    columns.truncate(w * h);
    GrayImage::from_raw(picture.width(), picture.height(), columns).unwrap_or_default()
}

/// Makes of each value `pick` over it and the `side - 1` values that follow, `step` apart.
fn slide(values: &mut Vec<u8>, side: usize, step: usize, pick: impl Fn(u8, u8) -> u8 + Copy) {
    let mut spare = values.clone();
    let mut reach = 1;
    while reach < side {
        let shift = reach.min(side - reach);
        let offset = shift * step;
        if offset >= values.len() {
            break;
        }
        for ((out, &here), &there) in spare.iter_mut().zip(values.iter()).zip(&values[offset..]) {
            *out = pick(here, there);
        }
        let kept = values.len() - offset;
        spare[kept..].copy_from_slice(&values[kept..]);
        std::mem::swap(values, &mut spare);
        reach += shift;
    }
}

/// A 3 × 3 binomial blur.
pub fn soften(picture: &GrayImage) -> GrayImage {
    let (w, h) = (picture.width() as usize, picture.height() as usize);
    if w == 0 || h == 0 {
        return picture.clone();
    }
    let source = picture.as_raw();
    let mut across = vec![0u16; w * h];
    for (out, row) in across.chunks_exact_mut(w).zip(source.chunks_exact(w)) {
        let at = |x: usize| u16::from(row[x]);
        for (sum, three) in out.iter_mut().skip(1).zip(row.windows(3)) {
            *sum = u16::from(three[0]) + 2 * u16::from(three[1]) + u16::from(three[2]);
        }
        out[0] = 4 * at(0);
        out[w - 1] = 4 * at(w - 1);
    }
    let row = |y: usize| &across[y * w..(y + 1) * w];
    let mut soft = Vec::with_capacity(w * h);
    for y in 0..h {
        let (up, here, down) = (row(y.saturating_sub(1)), row(y), row((y + 1).min(h - 1)));
        soft.extend((0..w).map(|x| ((up[x] + 2 * here[x] + down[x] + 8) / 16) as u8));
    }
    GrayImage::from_raw(picture.width(), picture.height(), soft).unwrap_or_default()
}

/// Absolute Sobel gradients, across and down, cut off at 255; the outermost pixels are 0.
pub fn gradients(picture: &GrayImage) -> (GrayImage, GrayImage) {
    let (w, h) = (picture.width() as usize, picture.height() as usize);
    let (mut across, mut down) = (vec![0; w * h], vec![0; w * h]);
    let source = picture.as_raw();
    for y in 1..h.saturating_sub(1) {
        let (a, b, c) = (&source[(y - 1) * w..y * w], &source[y * w..(y + 1) * w], &source[(y + 1) * w..(y + 2) * w]);
        let (gx, gy) = (&mut across[y * w..(y + 1) * w], &mut down[y * w..(y + 1) * w]);
        let v = |row: &[u8], x: usize| i16::from(row[x]);
        for x in 1..w.saturating_sub(1) {
            let right = v(a, x + 1) + 2 * v(b, x + 1) + v(c, x + 1);
            let left = v(a, x - 1) + 2 * v(b, x - 1) + v(c, x - 1);
            let below = v(c, x - 1) + 2 * v(c, x) + v(c, x + 1);
            let over = v(a, x - 1) + 2 * v(a, x) + v(a, x + 1);
            gx[x] = (right - left).unsigned_abs().min(255) as u8;
            gy[x] = (below - over).unsigned_abs().min(255) as u8;
        }
    }
    let picture_of = |values| GrayImage::from_raw(picture.width(), picture.height(), values).unwrap_or_default();
    (picture_of(across), picture_of(down))
}

/// The mean of each `side` × `side` square (odd `side`), cut off at the picture's edges.
pub fn mean(picture: &GrayImage, side: usize) -> GrayImage {
    let (w, h) = (picture.width() as usize, picture.height() as usize);
    let reach = side / 2;
    let mut across = vec![0u32; w * h];
    for (out, row) in across.chunks_exact_mut(w.max(1)).zip(picture.as_raw().chunks_exact(w.max(1))) {
        let mut sum: u32 = row.iter().take(reach).map(|&v| u32::from(v)).sum();
        for (x, mean) in out.iter_mut().enumerate() {
            sum += row.get(x + reach).map_or(0, |&v| u32::from(v));
            let count = (x + reach + 1).min(w) - x.saturating_sub(reach);
            *mean = sum * 256 / count as u32;
            sum -= if x >= reach { u32::from(row[x - reach]) } else { 0 };
        }
    }
    let mut sums: Vec<u32> = vec![0; w];
    let add =
        |sums: &mut Vec<u32>, y: usize| sums.iter_mut().zip(&across[y * w..(y + 1) * w]).for_each(|(s, v)| *s += v);
    (0..reach.min(h)).for_each(|y| add(&mut sums, y));
    let mut means = Vec::with_capacity(w * h);
    for y in 0..h {
        if y + reach < h {
            add(&mut sums, y + reach);
        }
        let count = ((y + reach + 1).min(h) - y.saturating_sub(reach)) as u32;
        means.extend(sums.iter().map(|&s| (s / count / 256) as u8));
        if y >= reach {
            sums.iter_mut().zip(&across[(y - reach) * w..(y - reach + 1) * w]).for_each(|(s, v)| *s -= v);
        }
    }
    GrayImage::from_raw(picture.width(), picture.height(), means).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    fn noise(w: u32, h: u32) -> GrayImage {
        let mut state = 7u32;
        GrayImage::from_fn(w, h, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Luma([(state >> 24) as u8])
        })
    }

    #[test]
    fn a_dilation_is_the_greatest_value_of_each_square() {
        let picture = noise(23, 17);
        for side in [3, 5, 9, 13] {
            let fast = dilate(&picture, side);
            let reach = i32::try_from(side / 2).expect("small");
            for (x, y, pixel) in fast.enumerate_pixels() {
                let mut best = 0;
                for dy in -reach..=reach {
                    for dx in -reach..=reach {
                        let at = (x.checked_add_signed(dx), y.checked_add_signed(dy));
                        if let (Some(x), Some(y)) = at {
                            best = best.max(picture.get_pixel_checked(x, y).map_or(0, |p| p.0[0]));
                        }
                    }
                }
                assert_eq!(pixel.0[0], best, "side {side} at {x}, {y}");
            }
        }
    }

    #[test]
    fn the_mean_of_a_flat_picture_is_flat() {
        let flat = GrayImage::from_pixel(30, 20, Luma([90]));
        assert!(mean(&flat, 25).as_raw().iter().all(|&v| v == 90));
    }
}
