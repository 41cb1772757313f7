//! A piece of a picture at another size.
//!
//! One room for it, with the two kinds of pixel that Ahlan has: the resampling library builds its vector code anew for
//! each kind of pixel it is asked for, and asking for a kind at run time means all fifteen of them.

use fast_image_resize::{
    FilterType, PixelTrait, ResizeAlg, ResizeOptions, Resizer,
    images::{TypedImage, TypedImageRef},
    pixels::{U8, U8x3},
};
use image::{GrayImage, RgbImage};

/// How a pixel of the new size is made from those of the old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// The mean over the area that the pixel covers; right where a picture shrinks.
    Area,
    /// Straight lines between neighbours.
    Linear,
    /// Catmull-Rom splines; the sharpest that hardly rings.
    CatmullRom,
}

/// A rectangle of the source in pixels, fractions included; it must lie within the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Pixels from the left edge.
    pub left: f64,
    /// Pixels from the top edge.
    pub top: f64,
    /// Pixels across.
    pub width: f64,
    /// Pixels down.
    pub height: f64,
}

impl Area {
    /// All of a picture of `size` (width, height) pixels.
    pub fn whole(size: (u32, u32)) -> Self {
        Self { left: 0.0, top: 0.0, width: size.0.into(), height: size.1.into() }
    }
}

/// `area` of `picture` at `size` (width, height). Black where picture, area or size is empty.
pub fn grey(picture: &GrayImage, area: Area, size: (u32, u32), filter: Filter) -> GrayImage {
    let pixels = resampled::<U8>(picture.as_raw(), picture.dimensions(), area, size, filter);
    GrayImage::from_raw(size.0, size.1, pixels).unwrap_or_default()
}

/// The same for a colour picture.
pub fn rgb(picture: &RgbImage, area: Area, size: (u32, u32), filter: Filter) -> RgbImage {
    let pixels = resampled::<U8x3>(picture.as_raw(), picture.dimensions(), area, size, filter);
    RgbImage::from_raw(size.0, size.1, pixels).unwrap_or_default()
}

fn resampled<P: PixelTrait>(source: &[u8], from: (u32, u32), area: Area, size: (u32, u32), filter: Filter) -> Vec<u8> {
    let kind = match filter {
        Filter::Area => FilterType::Box,
        Filter::Linear => FilterType::Bilinear,
        Filter::CatmullRom => FilterType::CatmullRom,
    };
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(kind)).crop(
        area.left,
        area.top,
        area.width,
        area.height,
    );
    let mut target = vec![0; size.0 as usize * size.1 as usize * P::size()];
    let views = (
        TypedImageRef::<P>::from_buffer(from.0, from.1, source),
        TypedImage::<P>::from_buffer(size.0, size.1, &mut target),
    );
    if let (Ok(source), Ok(mut shown)) = views {
        // It refuses only an area that is empty or not within the picture, and leaves the target black.
        let done = Resizer::new().resize_typed(&source, &mut shown, &options);
        debug_assert!(done.is_ok() || area.width <= 0.0 || area.height <= 0.0, "{done:?}: {area:?} of {from:?}");
    }
    target
}

#[cfg(test)]
mod tests {
    use image::{Luma, Rgb};

    use super::*;

    #[test]
    fn shrinking_takes_the_mean_of_the_area_that_a_pixel_covers() {
        let picture = GrayImage::from_fn(4, 4, |x, y| Luma([if (x + y) % 2 == 0 { 0 } else { 200 }]));
        let half = grey(&picture, Area::whole((4, 4)), (2, 2), Filter::Area);
        assert!(half.pixels().all(|p| p.0 == [100]), "{half:?}");
    }

    #[test]
    fn only_the_area_asked_for_is_seen() {
        let picture = RgbImage::from_fn(8, 2, |x, _| if x < 4 { Rgb([9, 8, 7]) } else { Rgb([250, 1, 2]) });
        let right = Area { left: 4.0, top: 0.0, width: 4.0, height: 2.0 };
        let half = rgb(&picture, right, (2, 1), Filter::Area);
        assert!(half.pixels().all(|p| p.0 == [250, 1, 2]), "{half:?}");
    }

    #[test]
    fn an_empty_picture_area_or_size_gives_black() {
        let empty = grey(&GrayImage::new(0, 0), Area::whole((0, 0)), (3, 2), Filter::Linear);
        assert_eq!(empty.dimensions(), (3, 2));
        let white = GrayImage::from_pixel(5, 5, Luma([255]));
        let nothing = Area { left: 1.0, top: 1.0, width: 0.0, height: 3.0 };
        assert!(grey(&white, nothing, (2, 2), Filter::Area).pixels().all(|p| p.0 == [0]));
        assert_eq!(grey(&white, Area::whole((5, 5)), (0, 4), Filter::Area).dimensions(), (0, 4));
    }
}
