//! A sheet to draw on, measured in millimetres.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixel arithmetic on sheets of a few thousand pixels; values are clamped before they are cast"
)]

use image::{Rgb, RgbImage, imageops};

use super::layout::BoxMm;

/// Pixels of the card's width: 85.6 mm at 300 dots an inch.
const CARD_WIDTH: f32 = 1012.0;
/// Scale of everything that is drawn.
pub(super) const PIXELS_PER_MM: f32 = CARD_WIDTH / 85.6;

/// What is drawn on.
pub(super) struct Sheet {
    pub pixels: RgbImage,
}

impl Sheet {
    /// A white sheet of `size` millimetres.
    pub fn new([width, height]: [f32; 2]) -> Self {
        let pixels = |mm: f32| (mm * PIXELS_PER_MM).round() as u32;
        Self { pixels: RgbImage::from_pixel(pixels(width), pixels(height), Rgb([255; 3])) }
    }

    /// Lays `colour` over one pixel, `0.0 ..= 1.0` thick. Outside of the sheet nothing happens.
    pub fn blend(&mut self, x: i32, y: i32, colour: [u8; 3], alpha: f32) {
        let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) else { return };
        if let Some(pixel) = self.pixels.get_pixel_mut_checked(x, y) {
            pixel.0 = mix(pixel.0, colour, alpha);
        }
    }

    /// Colours each pixel of `area`: `paint` gets its middle in millimetres and gives colour and thickness.
    pub fn paint(&mut self, area: BoxMm, paint: impl Fn(f32, f32) -> ([u8; 3], f32)) {
        let edge = |mm: f32| (mm * PIXELS_PER_MM).round() as i32;
        for y in edge(area.y)..edge(area.bottom()) {
            for x in edge(area.x)..edge(area.right()) {
                let (colour, alpha) = paint((x as f32 + 0.5) / PIXELS_PER_MM, (y as f32 + 0.5) / PIXELS_PER_MM);
                self.blend(x, y, colour, alpha);
            }
        }
    }

    /// Fills a box with round corners of `radius` millimetres.
    pub fn plate(&mut self, area: BoxMm, radius: f32, colour: [u8; 3], alpha: f32) {
        let (cx, cy) = area.centre();
        self.paint(area, |x, y| {
            let dx = ((x - cx).abs() - area.width / 2.0 + radius).max(0.0);
            let dy = ((y - cy).abs() - area.height / 2.0 + radius).max(0.0);
            let outside = (dx.hypot(dy) - radius) * PIXELS_PER_MM;
            (colour, alpha * (0.5 - outside).clamp(0.0, 1.0))
        });
    }

    /// Prints `picture` into `area`, cut at the sides or at the foot to the area's shape.
    pub fn picture(&mut self, picture: &RgbImage, area: BoxMm) {
        let (width, height) =
            ((area.width * PIXELS_PER_MM).round() as u32, (area.height * PIXELS_PER_MM).round() as u32);
        let scale = (width as f32 / picture.width() as f32).max(height as f32 / picture.height() as f32);
        let cut_width = ((width as f32 / scale).round() as u32).clamp(1, picture.width());
        let cut_height = ((height as f32 / scale).round() as u32).clamp(1, picture.height());
        let left = (picture.width() - cut_width) / 2;
        let cut = imageops::crop_imm(picture, left, 0, cut_width, cut_height).to_image();
        let fitted = imageops::resize(&cut, width, height, imageops::FilterType::CatmullRom);
        let corner = |mm: f32| (mm * PIXELS_PER_MM).round() as i64;
        imageops::replace(&mut self.pixels, &fitted, corner(area.x), corner(area.y));
    }
}

/// `over` laid on `under`, `alpha` thick.
pub(super) fn mix(under: [u8; 3], over: [u8; 3], alpha: f32) -> [u8; 3] {
    std::array::from_fn(|i| {
        let (under, over) = (f32::from(under[i]), f32::from(over[i]));
        grey_level(under + (over - under) * alpha)
    })
}

/// The nearest grey level. A cast that saturates, since `f32::round` is a call for every value of every pixel.
pub(super) const fn grey_level(value: f32) -> u8 {
    (value + 0.5) as u8
}
