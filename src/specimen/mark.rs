//! The SPECIMEN mark. Every document gets it from here, and nothing draws a document without it.

use image::{GrayImage, Luma};
use imageproc::geometric_transformations::{Border, Interpolation, rotate_about_center};

use super::{
    fonts::Fonts,
    layout::BoxMm,
    sheet::{PIXELS_PER_MM, Sheet},
    text::Face,
};

const WORD: &str = "SPECIMEN";
const RED: [u8; 3] = [178, 30, 45];
/// The word across the sheet is pale enough to read values through it.
const PALE: f32 = 0.07;

/// Marks the sheet: the word in a red plate at `plate`, and large and pale across `ground`.
///
/// Comes before the values, so that the pale word lies under them.
pub(super) fn mark_specimen(sheet: &mut Sheet, fonts: &mut Fonts, plate: BoxMm, ground: BoxMm) {
    across(sheet, fonts, ground);
    sheet.plate(plate, 0.9, RED, 1.0);
    sheet.plate(inset(plate, 0.35), 0.6, [255; 3], 1.0);
    sheet.plate(inset(plate, 0.55), 0.5, RED, 1.0);
    let cap = plate.height * 0.42;
    let line =
        fonts.shape(&WORD.split("").collect::<Vec<_>>().join("\u{200A}"), Face::LatinBold, cap / 0.714 * PIXELS_PER_MM);
    let (cx, cy) = plate.centre();
    fonts.draw(&line, sheet, cx * PIXELS_PER_MM - line.width / 2.0, (cy + cap / 2.0) * PIXELS_PER_MM, [255; 3]);
}

fn inset(area: BoxMm, by: f32) -> BoxMm {
    BoxMm { x: area.x + by, y: area.y + by, width: area.width - 2.0 * by, height: area.height - 2.0 * by }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixels of a sheet, checked to be inside"
)]
fn across(sheet: &mut Sheet, fonts: &mut Fonts, ground: BoxMm) {
    let (width, height) = sheet.pixels.dimensions();
    let mut stencil = GrayImage::new(width, height);
    let slope = (ground.height / ground.width).atan() * 0.8;
    // Its corners, too, stay on the ground; the capitals are about an eighth as high as the word is wide.
    let tall = slope.sin() + slope.cos() / 8.0;
    let wide = 0.9 * (ground.width / slope.cos()).min(ground.height / tall) * PIXELS_PER_MM;
    let trial = fonts.shape(WORD, Face::LatinBold, 100.0);
    let size = 100.0 * wide / trial.width;
    let line = fonts.shape(WORD, Face::LatinBold, size);
    let (middle, baseline) = (width as f32 / 2.0, height as f32 / 2.0 + size * 0.36);
    fonts.cover(&line, middle - line.width / 2.0, baseline, |x, y, alpha| {
        if x >= 0 && y >= 0 && (x as u32) < width && (y as u32) < height {
            stencil.put_pixel(x as u32, y as u32, Luma([alpha]));
        }
    });
    let turned = rotate_about_center(&stencil, -slope, Interpolation::Bilinear, Border::Constant(Luma([0])));
    let (cx, cy) = ground.centre();
    let shift = |mm: f32, pixels: u32| (mm * PIXELS_PER_MM - pixels as f32 / 2.0).round() as i32;
    let (dx, dy) = (shift(cx, width), shift(cy, height));
    for (x, y, pixel) in turned.enumerate_pixels() {
        sheet.blend(x.cast_signed() + dx, y.cast_signed() + dy, RED, PALE * f32::from(pixel.0[0]) / 255.0);
    }
}

#[cfg(test)]
#[expect(clippy::cast_precision_loss, reason = "pixel positions on a card: far below 2^23")]
mod tests {
    use super::*;

    #[test]
    fn the_pale_word_spans_the_ground_and_stays_on_it() {
        let fonts = &mut Fonts::from_system().expect("fonts");
        let mut sheet = Sheet::new([85.6, 53.98]);
        let ground = BoxMm { x: 30.0, y: 12.0, width: 54.0, height: 40.0 };
        mark_specimen(&mut sheet, fonts, BoxMm { x: 2.0, y: 2.0, width: 22.0, height: 5.0 }, ground);
        let pale: Vec<(f32, f32)> = sheet
            .pixels
            .enumerate_pixels()
            .filter(|(_, _, pixel)| pixel.0[1] > 200 && pixel.0[1] < 245)
            .map(|(x, y, _)| (x as f32 / PIXELS_PER_MM, y as f32 / PIXELS_PER_MM))
            .filter(|(_, y)| *y > 8.0)
            .collect();
        let inside =
            |(x, y): &(f32, f32)| *x >= ground.x && *x <= ground.right() && *y >= ground.y && *y <= ground.bottom();
        assert!(pale.iter().all(inside));
        let left = pale.iter().map(|at| at.0).fold(f32::INFINITY, f32::min);
        let right = pale.iter().map(|at| at.0).fold(0.0, f32::max);
        assert!(right - left > 0.75 * ground.width, "{left} to {right}");
    }
}
