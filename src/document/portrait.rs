//! The holder's portrait, cut out of the photograph as large as it is there.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pixel arithmetic: sizes are clamped to what the photograph holds"
)]

use image::RgbImage;

use super::{
    card::Card,
    layout::BoxMm,
    pixels::warp::{self, Homography},
};
use crate::base::region::Quad;

/// Around the printed portrait on each side, as a share of its size: face finders want hair and chin with air, and whether
/// a selfie is a loose cut of the document is seen by what stands beside the portrait.
const MARGIN: f32 = 0.5;
/// Most pixels a millimetre: a face in a 25 × 33 mm portrait is then about 400 pixels high, more helps no comparison.
const MOST_PIXELS_PER_MM: f32 = 24.0;

/// The portrait at `printed` with its margin, straight from above, and its area on the photograph. Never enlarged.
pub fn cut(rgb: &RgbImage, card: &Card, size_mm: [f32; 2], printed: &BoxMm) -> Option<(RgbImage, Quad)> {
    let (x, y) = ((printed.x - MARGIN * printed.w).max(0.0), (printed.y - MARGIN * printed.h).max(0.0));
    let right = (printed.x + (1.0 + MARGIN) * printed.w).min(size_mm[0]);
    let bottom = (printed.y + (1.0 + MARGIN) * printed.h).min(size_mm[1]);
    let to_picture = Homography::of_rectangle(size_mm[0], size_mm[1], &card.corners.0)?;
    let area = [[x, y], [right, y], [right, bottom], [x, bottom]].map(|[x, y]| to_picture.at(x, y));
    let scale = (card.length_px() / size_mm[0]).min(MOST_PIXELS_PER_MM);
    let side = |mm: f32| (mm * scale).round().max(1.0) as u32;
    let (w, h) = (side(right - x), side(bottom - y));
    #[expect(clippy::cast_precision_loss, reason = "a portrait's sides stay far below 2^23")]
    let map = Homography::of_rectangle(w as f32, h as f32, &area)?;
    Some((warp::perspective(rgb, &map, w, h), Quad(area)))
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::{super::card::Framing, *};

    #[test]
    fn a_portrait_is_cut_with_its_margin_and_not_enlarged() {
        let picture = RgbImage::from_fn(428, 270, |x, _| Rgb([(x / 2) as u8, 0, 0]));
        let card =
            Card { corners: Quad([[0.0, 0.0], [428.0, 0.0], [428.0, 269.9], [0.0, 269.9]]), framing: Framing::Fills };
        let printed = BoxMm { x: 10.0, y: 10.0, w: 20.0, h: 30.0 };
        let (portrait, area) = cut(&picture, &card, [85.6, 53.98], &printed).expect("a portrait");
        assert_eq!(portrait.dimensions(), (200, 270)); // 5 pixels a millimetre, twice 20 × 30 mm as far as the card goes
        assert!(area.0[0][0].abs() < 0.1, "{area:?}");
    }
}
