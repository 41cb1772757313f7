//! A drawn document, photographed on a table.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixel arithmetic on pictures of a few thousand pixels; values are clamped before they are cast"
)]

use image::{GrayImage, Luma, Rgb, RgbImage, Rgba, RgbaImage, codecs::jpeg::JpegEncoder, imageops};
use imageproc::{
    filter::gaussian_blur_f32,
    geometric_transformations::{Border, Interpolation, Projection, warp_into},
};
use rand::{Rng, RngExt, SeedableRng, rngs::Xoshiro256PlusPlus};

use super::{
    conditions::Conditions,
    error::SpecimenError,
    sheet::{grey_level, mix},
    table::Table,
};

/// Radius of an ID-1 card's corners, as a part of its width (ISO/IEC 7810: 3.18 mm of 85.6 mm).
const CORNER: f32 = 3.18 / 85.6;

/// Photographs `document` and gives the JPEG. Same document, conditions and seed, same bytes.
///
/// # Errors
///
/// [`SpecimenError::Picture`] if the photograph would be larger than a JPEG may be.
pub fn photograph(document: &RgbImage, conditions: &Conditions, seed: u64) -> Result<Vec<u8>, SpecimenError> {
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(seed);
    let document = &scaled(document, conditions.scale);
    let frame = Frame::new(document, conditions);
    let mut picture = Table::chosen_by(rng).picture(frame.width, frame.height);
    let laid = lay(document, &frame, conditions, rng);
    cast_shadow(&mut picture, &laid, conditions.shadow);
    for (under, over) in picture.pixels_mut().zip(laid.pixels()) {
        let [r, g, b, a] = over.0;
        under.0 = match a {
            0 => under.0,
            255 => [r, g, b],
            _ => mix(under.0, [r, g, b], f32::from(a) / 255.0),
        };
    }
    if conditions.blur_sigma > 0.0 {
        picture = gaussian_blur_f32(&picture, conditions.blur_sigma);
    }
    light(&mut picture, &frame, conditions, rng);
    add_noise(&mut picture, conditions.noise, rng);
    jpeg(&picture, conditions.jpeg_quality)
}

/// `picture` as a JPEG.
///
/// # Errors
///
/// [`SpecimenError::Picture`] if it is larger than a JPEG may be.
pub fn jpeg(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, SpecimenError> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture)?;
    Ok(bytes)
}

/// The photograph's size, and the document's in it, in pixels.
struct Frame {
    width: u32,
    height: u32,
    document: [f32; 2],
    centre: [f32; 2],
}

impl Frame {
    fn new(document: &RgbImage, conditions: &Conditions) -> Self {
        let (wide, tall) = (document.width() as f32, document.height() as f32);
        let table = 2.0 * conditions.margin * wide;
        let [dx, dy] = conditions.shift;
        Self {
            width: (wide + table).round() as u32,
            height: (tall + table).round() as u32,
            document: [wide, tall],
            centre: [f32::midpoint(wide, table) + dx * wide, f32::midpoint(tall, table) + dy * tall],
        }
    }
}

fn scaled(document: &RgbImage, scale: f32) -> RgbImage {
    let size = |pixels: u32| ((pixels as f32 * scale).round() as u32).max(1);
    if (scale - 1.0).abs() < f32::EPSILON {
        return document.clone();
    }
    imageops::resize(document, size(document.width()), size(document.height()), imageops::FilterType::CatmullRom)
}

/// The document as the camera sees it, on nothing.
fn lay(document: &RgbImage, frame: &Frame, conditions: &Conditions, rng: &mut impl Rng) -> RgbaImage {
    let card = with_round_corners(document);
    let [width, height] = frame.document;
    let (sin, cos) = conditions.rotation_deg.to_radians().sin_cos();
    let stray = conditions.perspective * width;
    let corners = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)];
    let seen = corners.map(|(x, y): (f32, f32)| {
        let (x, y) = (x - width / 2.0, y - height / 2.0);
        let mut strayed = |at: f32| at + stray * rng.random_range(-1.0..1.0f32);
        (strayed(frame.centre[0] + x * cos - y * sin), strayed(frame.centre[1] + x * sin + y * cos))
    });
    let mut laid = RgbaImage::new(frame.width, frame.height);
    // Four corners that stray by a small part of the width always span a projection.
    if let Some(projection) = Projection::from_control_points(corners, seen) {
        let nothing = Border::Constant(Rgba([255, 255, 255, 0]));
        warp_into(&card, projection, Interpolation::Bilinear, nothing, &mut laid);
    }
    laid
}

fn with_round_corners(document: &RgbImage) -> RgbaImage {
    let (width, height) = (document.width() as f32, document.height() as f32);
    let radius = CORNER * width;
    RgbaImage::from_fn(document.width(), document.height(), |x, y| {
        let dx = ((x as f32 + 0.5 - width / 2.0).abs() - width / 2.0 + radius).max(0.0);
        let dy = ((y as f32 + 0.5 - height / 2.0).abs() - height / 2.0 + radius).max(0.0);
        let Rgb([r, g, b]) = *document.get_pixel(x, y);
        Rgba([r, g, b, (255.0 * (radius + 0.5 - dx.hypot(dy)).clamp(0.0, 1.0)) as u8])
    })
}

/// Darkens the table below and to the right of the document.
fn cast_shadow(picture: &mut RgbImage, laid: &RgbaImage, depth: f32) {
    // Soft by nature, so a quarter of the pixels will do.
    let (width, height) = laid.dimensions();
    let mask = GrayImage::from_fn(width.div_ceil(4), height.div_ceil(4), |x, y| {
        Luma([laid.get_pixel((x * 4).min(width - 1), (y * 4).min(height - 1)).0[3]])
    });
    let away = width as f32 / 4.0 * 0.007;
    let soft = gaussian_blur_f32(&mask, away);
    let soft = imageops::resize(&soft, width, height, imageops::FilterType::Triangle);
    let shift = (away * 4.0) as u32;
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let shade = soft.get_pixel(x.saturating_sub(shift / 2), y.saturating_sub(shift)).0[0];
        pixel.0 = mix(pixel.0, [0; 3], depth * f32::from(shade) / 255.0);
    }
}

/// Brightness, its fall across the photograph, and the reflection.
fn light(picture: &mut RgbImage, frame: &Frame, conditions: &Conditions, rng: &mut impl Rng) {
    let direction = rng.random_range(0.0..std::f32::consts::TAU);
    let (sin, cos) = direction.sin_cos();
    let [wide, tall] = frame.document;
    let (glare_x, glare_y) = (
        frame.centre[0] + wide * rng.random_range(-0.18..0.18f32),
        frame.centre[1] + tall * rng.random_range(-0.18..0.18f32),
    );
    // An ellipse of this part of the document's area, half again as wide as tall.
    let down = (conditions.glare * wide * tall / (1.5 * std::f32::consts::PI)).sqrt();
    let across = 1.5 * down;
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let (x, y) = (x as f32, y as f32);
        let along = (x / frame.width as f32 - 0.5) * cos + (y / frame.height as f32 - 0.5) * sin;
        let gain = conditions.brightness * (1.0 + conditions.falloff * along);
        pixel.0 = pixel.0.map(|c| grey_level(f32::from(c) * gain));
        if conditions.glare > 0.0 {
            let away = ((x - glare_x) / across).hypot((y - glare_y) / down);
            pixel.0 = mix(pixel.0, [255; 3], (2.2 - 1.2 * away).clamp(0.0, 1.0));
        }
    }
}

fn add_noise(picture: &mut RgbImage, deviation: f32, rng: &mut impl Rng) {
    if deviation <= 0.0 {
        return;
    }
    // The difference of two even bytes has a deviation of 256/√6.
    let strength = deviation * 6.0f32.sqrt() / 256.0;
    for pixel in picture.pixels_mut() {
        let random = rng.next_u64().to_le_bytes();
        for (c, pair) in pixel.0.iter_mut().zip(random.chunks_exact(2)) {
            let noise = (f32::from(pair[0]) - f32::from(pair[1])) * strength;
            *c = grey_level(f32::from(*c) + noise);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> RgbImage {
        RgbImage::from_fn(300, 190, |x, y| if (x / 6 + y / 6) % 2 == 0 { Rgb([235; 3]) } else { Rgb([30; 3]) })
    }

    fn taken(conditions: &Conditions, seed: u64) -> RgbImage {
        let bytes = photograph(&document(), conditions, seed).expect("a photograph");
        image::load_from_memory(&bytes).expect("decodes").into_rgb8()
    }

    fn burnt_out(picture: &RgbImage) -> f32 {
        let white = picture.pixels().filter(|p| p.0.iter().all(|c| *c > 250)).count();
        white as f32 / (picture.width() * picture.height()) as f32
    }

    /// Sum of the steps from each pixel to its right neighbour, in grey levels a pixel.
    fn sharpness(picture: &RgbImage) -> f32 {
        let grey = imageops::grayscale(picture);
        let steps = grey.rows().map(|row| {
            let row: Vec<i32> = row.map(|p| i32::from(p.0[0])).collect();
            row.windows(2).map(|pair| (pair[0] - pair[1]).abs()).sum::<i32>()
        });
        steps.sum::<i32>() as f32 / (grey.width() * grey.height()) as f32
    }

    #[test]
    fn a_seed_always_takes_the_same_photograph() {
        let take = |seed| photograph(&document(), &Conditions::phone(seed), seed).expect("a photograph");
        assert_eq!(take(5), take(5));
        assert_ne!(take(5), take(6));
    }

    #[test]
    fn a_clean_photograph_keeps_the_document_square_in_the_frame() {
        let picture = taken(&Conditions::clean(), 1);
        assert_eq!(picture.dimensions(), (336, 226));
        let inside = imageops::crop_imm(&picture, 18, 18, 300, 190).to_image();
        let off = |(a, b): (&Rgb<u8>, &Rgb<u8>)| f32::from(a.0[1].abs_diff(b.0[1]));
        let apart = inside.pixels().zip(document().pixels()).map(off).sum::<f32>() / (300.0 * 190.0);
        assert!(apart < 6.0, "{apart} grey levels a pixel");
    }

    #[test]
    fn a_reflection_burns_out_a_part_of_the_picture() {
        assert!(burnt_out(&taken(&Conditions::phone(2), 2)) < 0.01);
        let share = burnt_out(&taken(&Conditions::glare(2), 2));
        assert!((0.08..0.3).contains(&share), "{share}");
    }

    #[test]
    fn a_blurred_photograph_has_lost_its_edges() {
        let (sharp, blurred) = (taken(&Conditions::phone(2), 2), taken(&Conditions::blurred(2), 2));
        assert!(sharpness(&blurred) < 0.3 * sharpness(&sharp));
    }
}
