//! Whether eyes and mouth are open, and whether something other than skin is where the mouth is. Hints: they decide nothing.

use image::RgbImage;

use super::{
    align,
    geometry::{Point, mean},
    landmarks::Landmarks,
    liveness::eyes::{Eye, LID_POINTS},
};

/// Under the eyes and above what a mask covers, on the chip: left, top, right, bottom.
const CHEEKS: [u32; 4] = [44, 54, 106, 66];
/// From the upper lip to the chin.
const MOUTH: [u32; 4] = [50, 94, 100, 126];
/// Darker pixels, summed over three colours, have no colour to speak of.
const LEAST_LIGHT: u16 = 60;

/// What a face's features say. Lengths are parts of T, from the middle between the eyes to the chin, as in
/// ISO/IEC 29794-5.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Features {
    /// Widest gap between the lids of the less open eye.
    pub eyes_open: f32,
    /// Gap between the lips.
    pub mouth_open: f32,
    /// How far the colour around the mouth is from that of the cheeks, as a distance of chromaticities; absent where one of
    /// them is too dark to have a colour.
    pub mouth_unlike_skin: Option<f32>,
}

impl Features {
    /// Measures the face on `chip`, the aligned one, by its points and its eyes on the picture.
    pub fn measure(landmarks: &Landmarks, eyes: &[Eye; 2], chip: &RgbImage) -> Self {
        let t = distance(mean(&[landmarks.left_eye(), landmarks.right_eye()]).unwrap_or_default(), landmarks.0[8]);
        let part = |length: f32| length / t.max(1.0);
        let lips =
            [(61, 67), (62, 66), (63, 65)].map(|(upper, lower)| distance(landmarks.0[upper], landmarks.0[lower]));
        let [cheeks, mouth] = [CHEEKS, MOUTH].map(|area| chromaticity(chip, area));
        Self {
            eyes_open: part(eyes.iter().map(widest).fold(f32::MAX, f32::min)),
            mouth_open: part(lips.into_iter().fold(0.0, f32::max)),
            mouth_unlike_skin: cheeks.zip(mouth).map(|(cheeks, mouth)| distance(cheeks, mouth)),
        }
    }
}

/// The widest gap between an eye's lids: of the seven points of the upper one, each with the one below it.
fn widest(eye: &Eye) -> f32 {
    (9..LID_POINTS).map(|upper| distance(eye.lids[upper], eye.lids[upper - 8])).fold(0.0, f32::max)
}

/// The median shares of red and green in the light of an area; nothing where it is dark.
fn chromaticity(chip: &RgbImage, [left, top, right, bottom]: [u32; 4]) -> Option<Point> {
    debug_assert!(right <= align::SIDE && bottom <= align::SIDE, "areas of the chip");
    let pixels = (top..bottom).flat_map(|y| (left..right).map(move |x| chip.get_pixel(x, y).0.map(u16::from)));
    let lit: Vec<[u16; 3]> = pixels.filter(|[r, g, b]| r + g + b >= LEAST_LIGHT).collect();
    if lit.len() < ((right - left) * (bottom - top) / 2) as usize {
        return None;
    }
    let median = |share: fn([f32; 3]) -> f32| {
        let mut shares: Vec<f32> = lit.iter().map(|rgb| share(rgb.map(f32::from))).collect();
        let middle = shares.len() / 2;
        *shares.select_nth_unstable_by(middle, f32::total_cmp).1
    };
    Some([median(|[r, g, b]| r / (r + g + b)), median(|[r, g, b]| g / (r + g + b))])
}

fn distance(a: Point, b: Point) -> f32 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    const SKIN: [u8; 3] = [200, 150, 120];

    fn measured(mouth: [u8; 3], lids: f32, smile: f32) -> Features {
        let chip = RgbImage::from_fn(align::SIDE, align::SIDE, |_, y| Rgb(if y < 80 { SKIN } else { mouth }));
        let mut points = [[0.0; 2]; 68];
        points[36..42].fill([100.0, 100.0]);
        points[42..48].fill([200.0, 100.0]);
        points[8] = [150.0, 300.0];
        points[66] = [0.0, smile];
        let eye = |lids: f32| Eye { lids: std::array::from_fn(|n| [0.0, if n < 9 { lids } else { 0.0 }]), open: 0.0 };
        Features::measure(&Landmarks(points), &[eye(lids), eye(20.0)], &chip)
    }

    #[test]
    fn gaps_are_parts_of_the_face_s_length_and_the_less_open_eye_counts() {
        let features = measured(SKIN, 4.0, 30.0);
        assert!((features.eyes_open - 0.02).abs() < 1e-6 && (features.mouth_open - 0.15).abs() < 1e-6, "{features:?}");
    }

    #[test]
    fn what_is_no_skin_where_the_mouth_is_stands_out_and_a_shadow_does_not() {
        let unlike = |mouth| measured(mouth, 9.0, 0.0).mouth_unlike_skin;
        assert!(unlike([90, 160, 200]).is_some_and(|far| far > 0.15), "a blue mask");
        assert!(unlike(SKIN.map(|c| c / 2)).is_some_and(|far| far < 0.01), "half in shadow");
        assert_eq!(unlike([0, 0, 0]), None, "black is no colour to be told by");
    }
}
