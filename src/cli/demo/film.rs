//! What a browser's camera sees: somebody who sways a little, as people before a camera do.

use std::{f64::consts::TAU, io::Write};

use anyhow::Result;
use image::{
    RgbImage,
    imageops::{FilterType, overlay, resize},
};

/// Width and height of a frame.
const FRAME: [u32; 2] = [640, 480];
/// Pictures a second: without a graphics card each costs a piece of the page's time.
const PACE: u32 = 6;
/// Pictures until it begins again.
const ROUND: u32 = 16;
/// How far somebody sways, sideways and up, in pixels.
const SWAY: [f64; 2] = [15.0, 5.0];

/// Writes `picture` as a film in YUV4MPEG2, which Chromium plays again and again at its own pace.
pub fn develop(picture: &RgbImage, mut to: impl Write) -> Result<()> {
    let [width, height] = FRAME;
    writeln!(to, "YUV4MPEG2 W{width} H{height} F{PACE}:1 Ip A1:1 C420jpeg")?;
    let scale = f64::from(height) / f64::from(picture.height()) * 0.92;
    let scaled = |side: u32| (f64::from(side) * scale).round();
    let (wide, high) = (scaled(picture.width()), scaled(picture.height()));
    let person = resize(picture, whole(wide), whole(high), FilterType::Triangle);
    for n in 0..ROUND {
        let turn = TAU * f64::from(n) / f64::from(ROUND);
        let mut frame = RgbImage::from_pixel(width, height, image::Rgb([205, 211, 212]));
        let x = (f64::from(width) - wide) / 2.0 + SWAY[0] * turn.sin();
        let y = (f64::from(height) - high) / 2.0 + SWAY[1] * turn.cos();
        #[expect(clippy::cast_possible_truncation, reason = "places on a frame of 640 pixels")]
        overlay(&mut frame, &person, x as i64, y as i64);
        writeln!(to, "FRAME")?;
        to.write_all(&planes(&frame))?;
    }
    Ok(())
}

/// Light whole and both colours by halves: ITU-R BT.601, video range.
fn planes(frame: &RgbImage) -> Vec<u8> {
    let weigh = |pixel: &image::Rgb<u8>, base: f64, weights: [f64; 3]| {
        let sum = pixel.0.iter().zip(weights).map(|(part, weight)| f64::from(*part) * weight).sum::<f64>();
        u8::try_from(whole(base + sum)).unwrap_or(u8::MAX)
    };
    let light = frame.pixels().map(|pixel| weigh(pixel, 16.0, [0.257, 0.504, 0.098]));
    let halves = || {
        let halved = frame.enumerate_pixels().filter(|(x, y, _)| x % 2 == 0 && y % 2 == 0);
        halved.map(|(_, _, pixel)| pixel)
    };
    let blue = halves().map(|pixel| weigh(pixel, 128.0, [-0.148, -0.291, 0.439]));
    let red = halves().map(|pixel| weigh(pixel, 128.0, [0.439, -0.368, -0.071]));
    light.chain(blue).chain(red).collect()
}

/// Sides and shades are small and not negative.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded by the frame and by a byte")]
fn whole(value: f64) -> u32 {
    value.round().max(0.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_film_is_a_header_and_whole_frames_no_two_alike() {
        let mut film = Vec::new();
        let half_dark =
            RgbImage::from_fn(300, 400, |x, _| image::Rgb(if x < 150 { [20, 20, 20] } else { [220, 30, 30] }));
        develop(&half_dark, &mut film).expect("a film");
        let header = film.iter().position(|byte| *byte == b'\n').expect("a header") + 1;
        let frames: Vec<_> = film[header..].chunks("FRAME\n".len() + 640 * 480 * 3 / 2).collect();
        assert_eq!(frames.len(), 16);
        assert!(frames.iter().all(|frame| frame.len() == frames[0].len() && frame.starts_with(b"FRAME\n")));
        assert_ne!(frames[0], frames[4]);
    }

    #[test]
    fn white_is_light_and_red_lies_in_the_red_plane() {
        let white = planes(&RgbImage::from_pixel(2, 2, image::Rgb([255, 255, 255])));
        assert_eq!(white, [235, 235, 235, 235, 128, 128]);
        let red = planes(&RgbImage::from_pixel(2, 2, image::Rgb([255, 0, 0])));
        assert_eq!(red[4..], [90, 240]);
    }
}
