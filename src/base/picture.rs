//! A picture within limits: format, size and pixels are judged before one pixel is decoded.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, RgbImage,
    codecs::{jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder},
};
use serde::{Deserialize, Serialize};

/// What a picture may be; every number has its name in the configuration (`[pictures]`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Most bytes of a file, as sent.
    pub max_bytes: usize,
    /// Most pixels, width × height; 3 bytes each once decoded.
    pub max_pixels: u64,
    /// Least pixels of the shorter side. Zones were read exactly on pictures down to 159; below 120 a character of a card's
    /// zone is narrower than six pixels.
    pub min_side: u32,
}

impl Default for Limits {
    /// 10 MiB, 40 megapixels (a phone's full frame is 12 to 24), 120 pixels.
    fn default() -> Self {
        Self { max_bytes: 10 << 20, max_pixels: 40_000_000, min_side: 120 }
    }
}

/// Why a file is not taken as a picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureFault {
    /// No bytes at all.
    #[error("the file is empty")]
    Empty,
    /// More bytes than allowed.
    #[error("the file has {bytes} bytes, at most {max} are allowed")]
    TooManyBytes {
        /// Bytes sent.
        bytes: usize,
        /// Bytes allowed.
        max: usize,
    },
    /// Neither JPEG, PNG nor WebP.
    #[error("the file is {found}, send a JPEG, PNG or WebP picture")]
    NotAPicture {
        /// What it looks like instead.
        found: &'static str,
    },
    /// More than one frame.
    #[error("the picture is animated, send a still one")]
    Animated,
    /// More pixels than allowed.
    #[error("the picture has {width} × {height} pixels, at most {max} in all are allowed")]
    TooManyPixels {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
        /// Pixels allowed in all.
        max: u64,
    },
    /// Too small to read anything on it.
    #[error("the picture has {width} × {height} pixels, the shorter side needs {min}")]
    TooSmall {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
        /// Pixels the shorter side needs.
        min: u32,
    },
    /// Looks like a picture, but its data is cut off or wrong.
    #[error("the picture is damaged or cut off")]
    Damaged,
}

impl PictureFault {
    /// The stable code of the fault in the API.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "picture_empty",
            Self::TooManyBytes { .. } => "picture_too_many_bytes",
            Self::NotAPicture { .. } => "not_a_picture",
            Self::Animated => "picture_animated",
            Self::TooManyPixels { .. } => "picture_too_many_pixels",
            Self::TooSmall { .. } => "picture_too_small",
            Self::Damaged => "picture_damaged",
        }
    }
}

/// A decoded picture, turned upright by its EXIF orientation, 8 bits a channel, no transparency.
#[derive(Clone)]
pub struct Picture {
    rgb: RgbImage,
}

impl Picture {
    /// Decodes `bytes` if they are a still JPEG, PNG or WebP within `limits`.
    ///
    /// # Errors
    ///
    /// The [`PictureFault`] that says what to send instead. Memory is bounded by `limits` whatever the file claims.
    pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Self, PictureFault> {
        if bytes.is_empty() {
            return Err(PictureFault::Empty);
        }
        if bytes.len() > limits.max_bytes {
            return Err(PictureFault::TooManyBytes { bytes: bytes.len(), max: limits.max_bytes });
        }
        let stream = Cursor::new(bytes);
        match format(bytes)? {
            // The decoder would fill what was cut off with grey.
            Format::Jpeg if !goes_to_its_end(bytes) => Err(PictureFault::Damaged),
            Format::Jpeg => upright(JpegDecoder::new(stream).map_err(damaged)?, limits),
            Format::Png => {
                let decoder = PngDecoder::new(stream).map_err(damaged)?;
                if decoder.is_apng().map_err(damaged)? {
                    return Err(PictureFault::Animated);
                }
                upright(decoder, limits)
            }
            Format::WebP => {
                let decoder = WebPDecoder::new(stream).map_err(damaged)?;
                if decoder.has_animation() {
                    return Err(PictureFault::Animated);
                }
                upright(decoder, limits)
            }
        }
    }

    /// A picture that was drawn or cut out here, not sent.
    pub const fn from_rgb(rgb: RgbImage) -> Self {
        Self { rgb }
    }

    /// The pixels.
    pub const fn rgb(&self) -> &RgbImage {
        &self.rgb
    }
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} × {})", self.rgb.width(), self.rgb.height())
    }
}

enum Format {
    Jpeg,
    Png,
    WebP,
}

/// The format by its first bytes: a file name or a `Content-Type` is only what the sender says.
fn format(bytes: &[u8]) -> Result<Format, PictureFault> {
    let found = match bytes {
        [0xFF, 0xD8, 0xFF, ..] => return Ok(Format::Jpeg),
        [0x89, b'P', b'N', b'G', ..] => return Ok(Format::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => return Ok(Format::WebP),
        [b'%', b'P', b'D', b'F', ..] => "a PDF",
        [b'G', b'I', b'F', b'8', ..] => "a GIF",
        [b'B', b'M', ..] => "a BMP",
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => "a TIFF",
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => "a HEIC or AVIF picture or a video",
        _ => "of a kind this service does not know",
    };
    Err(PictureFault::NotAPicture { found })
}

/// Whether a JPEG goes on to its end marker; what a telephone appends after it does not count.
///
/// ITU-T T.81, B.1.1: each segment says its length, and in coded data 0xFF is followed by 0x00 or a restart marker only.
fn goes_to_its_end(jpeg: &[u8]) -> bool {
    let mut at = 2;
    while let Some([first, marker]) = jpeg.get(at..at + 2) {
        match (first, marker) {
            (0xFF, 0xD9) => return true,
            (0xFF, 0x02..=0xCF | 0xDA..=0xFE) => match jpeg.get(at + 2..at + 4) {
                Some([high, low]) => at += 2 + usize::from(u16::from_be_bytes([*high, *low])),
                Some(_) | None => return false,
            },
            _ => at += 1,
        }
    }
    false
}

fn upright(mut decoder: impl ImageDecoder, limits: &Limits) -> Result<Picture, PictureFault> {
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > limits.max_pixels {
        return Err(PictureFault::TooManyPixels { width, height, max: limits.max_pixels });
    }
    if width.min(height) < limits.min_side {
        return Err(PictureFault::TooSmall { width, height, min: limits.min_side });
    }
    let orientation = decoder.orientation().map_err(damaged)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    picture.apply_orientation(orientation);
    Ok(Picture { rgb: on_white(picture) })
}

/// Transparent pixels over white, as every viewer shows them; 16 bits a channel become 8.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let rgba = picture.into_rgba8();
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [r, g, b, a] = rgba.get_pixel(x, y).0;
        #[expect(clippy::cast_possible_truncation, reason = "a mean of c and 255, weighted by a, is between the two")]
        let over = |c: u8| ((u16::from(c) * u16::from(a) + 255 * (255 - u16::from(a))) / 255) as u8;
        image::Rgb([over(r), over(g), over(b)])
    })
}

fn damaged(_: image::ImageError) -> PictureFault {
    PictureFault::Damaged
}
