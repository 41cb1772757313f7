//! What is wrong with a face picture, in numbers, and what would make it better.
//!
//! Brightness is judged by the brightest skin and not by the mean: a dark complexion in good light has its highlights,
//! a face in the dark has none.

#![expect(clippy::cast_precision_loss, reason = "counts of the pixels of a chip, and pixel positions on it")]

use image::RgbImage;
use serde::{Deserialize, Serialize};

use super::{
    align,
    landmarks::Landmarks,
    luminance::{Exposure, Luminance},
    pixels,
};
use crate::base::measured::Measured;

/// What a picture is for: a selfie can be taken again at once, a portrait is as the document shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// The applicant, now.
    Selfie,
    /// The photograph on a document, or the one that the registry holds.
    Portrait,
}

/// A second face counts when it is at least this tall, in parts of the first: people behind are left alone.
pub const SECOND_FACE: f32 = 1.0 / 3.0;

/// Farthest lean of the head that the landmark network was seen to follow, in degrees.
pub(super) const MOST_ROLL: f32 = 40.0;

/// Where the nose's tip lies between eyes and mouth on a face that looks straight; .47 to .87 on 62 public pictures.
pub(super) const LEVEL: std::ops::RangeInclusive<f32> = 0.30..=1.0;

/// Brightest skin below this is dark, `0 ..= 255`; the darkest of 62 public pictures has 107.
pub(super) const LEAST_LIGHT: f32 = 70.0;

/// Luma from which a pixel holds no more detail.
const BURNT: f32 = 250.0;

/// Largest part of the face that may be burnt out; 5 % at most on 62 public pictures.
pub(super) const MOST_BURNT: f32 = 0.25;

/// The limits that differ by purpose.
pub(super) struct Limits {
    /// Pixels. Selfie: from 100 on nothing is lost (TAR .996 at FAR 1 %). Portrait: at 60 px .94, at 45 px .77; nobody can
    /// take it again, so that what a smaller one costs is a person's look.
    pub height: f32,
    /// Sideways turn as [`Quality::turn`]; .29 is about 30°. The farthest on 60 usable public pictures is .28.
    pub turn: f32,
    /// Sharpness as [`Quality::sharpness`]; sharp pictures give 7 to 50. Blur of 1.5 % of the face's height gives about
    /// 3.6 and moves a descriptor by .25, half of a match; 3 % gives about 2 and moves it by .48. Print and camera take
    /// their share of a document's portrait.
    pub sharpness: f32,
}

impl Purpose {
    pub(super) const fn limits(self) -> Limits {
        match self {
            Self::Selfie => Limits { height: 100.0, turn: 0.30, sharpness: 4.0 },
            Self::Portrait => Limits { height: 50.0, turn: 0.40, sharpness: 2.0 },
        }
    }
}

/// The numbers of one face.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// Height of the face, eyebrows to chin, in pixels of the picture.
    pub height_px: f32,
    /// Sideways turn of the head as [`Landmarks::turn`] has it; 0 looks straight, negative to the viewer's left.
    pub turn: f32,
    /// Where the nose's tip lies between eyes (0) and mouth (1).
    pub nod: f32,
    /// Lean of the head in degrees, clockwise as seen.
    pub roll_degrees: f32,
    /// Standard deviation of the Laplacian on the aligned face, as if its brightest skin were 255.
    pub sharpness: f32,
    /// Luma that 5 % of the face exceed, `0 ..= 255`.
    pub light: f32,
    /// Part of the face that is burnt out, `0 ..= 1`.
    pub burnt: f32,
    /// Between the middles of the eyes, in pixels of the picture.
    pub eye_distance_px: f32,
    /// How the face is lit.
    pub exposure: Exposure,
}

/// Why a face cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum FaceFault {
    /// Nobody is seen.
    NoFace,
    /// More than one person is seen.
    Several {
        /// Faces that count.
        faces: usize,
    },
    /// The face is too far away.
    TooSmall {
        /// Its height in pixels.
        height_px: f32,
        /// Pixels it needs.
        least: f32,
    },
    /// The face looks to the side, up or down, or lies on its side.
    TurnedAway {
        /// [`Quality::turn`].
        turn: f32,
        /// [`Quality::nod`].
        nod: f32,
        /// [`Quality::roll_degrees`].
        roll_degrees: f32,
    },
    /// The face is not in focus or moved.
    Blurred {
        /// [`Quality::sharpness`].
        sharpness: f32,
        /// What it needs.
        least: f32,
    },
    /// There is too little light on the face.
    Dark {
        /// [`Quality::light`].
        light: f32,
        /// What it needs.
        least: f32,
    },
    /// There is so much light on the face that it is white.
    Overexposed {
        /// [`Quality::burnt`].
        burnt: f32,
        /// What is allowed.
        most: f32,
    },
}

impl FaceFault {
    /// The number that is at fault, with its limit; nothing where it is no number.
    pub fn measured(&self, purpose: Purpose) -> Option<Measured> {
        match *self {
            Self::NoFace => None,
            Self::Several { faces } => Some(Measured::most("faces", faces as f32, 1.0)),
            Self::TooSmall { height_px, least } => Some(Measured::least("height_px", height_px, least)),
            Self::TurnedAway { turn, .. } => Some(Measured::most("turn", turn.abs(), purpose.limits().turn)),
            Self::Blurred { sharpness, least } => Some(Measured::least("sharpness", sharpness, least)),
            Self::Dark { light, least } => Some(Measured::least("light", light, least)),
            Self::Overexposed { burnt, most } => Some(Measured::most("burnt", burnt, most)),
        }
    }

    /// The stable code of the fault in the API.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoFace => "face_none",
            Self::Several { .. } => "face_several",
            Self::TooSmall { .. } => "face_too_small",
            Self::TurnedAway { .. } => "face_turned_away",
            Self::Blurred { .. } => "face_blurred",
            Self::Dark { .. } => "face_dark",
            Self::Overexposed { .. } => "face_overexposed",
        }
    }

    /// What the person can do better, in words that give no number away.
    pub const fn advice(&self, purpose: Purpose) -> &'static str {
        match (purpose, self) {
            (Purpose::Selfie, Self::NoFace) => {
                "We cannot see a face. Hold the camera at eye level, your whole face in the picture."
            }
            (Purpose::Selfie, Self::Several { .. }) => "More than one person is in the picture. Take it alone.",
            (Purpose::Selfie, Self::TooSmall { .. }) => "Your face is too far away. Hold the camera closer.",
            (Purpose::Selfie, Self::TurnedAway { .. }) => "Look straight into the camera and hold your head upright.",
            (Purpose::Selfie, Self::Blurred { .. }) => {
                "The picture is blurred. Wipe the lens, hold still and try again."
            }
            (Purpose::Selfie, Self::Dark { .. }) => "The picture is too dark. Turn towards a window or a lamp.",
            (Purpose::Selfie, Self::Overexposed { .. }) => {
                "There is too much light on your face. Turn away from the sun or the lamp."
            }
            (Purpose::Portrait, Self::NoFace) => "We cannot see the photograph on the document. Show its whole front.",
            (Purpose::Portrait, Self::Several { .. }) => "More than one face is seen. Photograph the document alone.",
            (Purpose::Portrait, Self::TooSmall { .. }) => {
                "The photograph on the document is too small. Move closer until the document fills the picture."
            }
            (Purpose::Portrait, Self::TurnedAway { .. }) => {
                "The photograph on the document cannot be used. Hold the document straight."
            }
            (Purpose::Portrait, Self::Blurred { .. }) => {
                "The photograph on the document is blurred. Hold still until the picture is sharp."
            }
            (Purpose::Portrait, Self::Dark { .. }) => {
                "The photograph on the document is too dark. Take it in better light."
            }
            (Purpose::Portrait, Self::Overexposed { .. }) => {
                "Light is reflected by the photograph on the document. Tilt it a little."
            }
        }
    }
}

impl Quality {
    /// Measures a face: `height_px` as detected, `chip` as aligned for the descriptor.
    pub fn measure(height_px: f32, landmarks: &Landmarks, chip: &RgbImage) -> Self {
        let (points, turn) = (landmarks.upright(), landmarks.turn());
        let eye_line = points[36..48].iter().map(|p| p[1]).sum::<f32>() / 12.0;
        let mouth = f32::midpoint(points[48][1], points[54][1]);
        let nod = (points[30][1] - eye_line) / (mouth - eye_line).max(1.0);
        let luma = pixels::luma(chip);
        let mut skin: Vec<f32> = inner_face().map(|at| luma[at]).collect();
        skin.sort_by(f32::total_cmp);
        let exposure = Luminance::of(inner_face().map(|at| (at % CHIP < CHIP / 2, luma[at]))).exposure();
        let light = skin[skin.len() * 95 / 100];
        let burnt = skin.iter().filter(|v| **v >= BURNT).count() as f32 / skin.len() as f32;
        let sharpness = laplacian_deviation(&luma) * 255.0 / light.max(1.0);
        let (left, right) = (landmarks.left_eye(), landmarks.right_eye());
        let eye_distance_px = (right[0] - left[0]).hypot(right[1] - left[1]);
        let roll_degrees = landmarks.roll().to_degrees();
        Self { height_px, turn, nod, roll_degrees, sharpness, light, burnt, eye_distance_px, exposure }
    }

    /// The numbers with their limits for `purpose`; turn and lean without their side.
    pub fn measured(&self, purpose: Purpose) -> Vec<Measured> {
        self.components(purpose).iter().map(|component| component.measured).collect()
    }

    /// What is wrong, the gravest first; empty when the face can be used for `purpose`.
    pub fn faults(&self, purpose: Purpose) -> Vec<FaceFault> {
        let Self { height_px, turn, nod, roll_degrees, sharpness, light, burnt, .. } = *self;
        let limits = purpose.limits();
        let away = turn.abs() > limits.turn || !LEVEL.contains(&nod) || roll_degrees.abs() > MOST_ROLL;
        [
            (height_px < limits.height).then_some(FaceFault::TooSmall { height_px, least: limits.height }),
            away.then_some(FaceFault::TurnedAway { turn, nod, roll_degrees }),
            (light < LEAST_LIGHT).then_some(FaceFault::Dark { light, least: LEAST_LIGHT }),
            (burnt > MOST_BURNT).then_some(FaceFault::Overexposed { burnt, most: MOST_BURNT }),
            (sharpness < limits.sharpness).then_some(FaceFault::Blurred { sharpness, least: limits.sharpness }),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

const CHIP: usize = align::SIDE as usize;

/// The pixels of a chip within an ellipse from the eyebrows to the chin: skin, without hair and background.
fn inner_face() -> impl Iterator<Item = usize> {
    let middle = align::SIDE as f32 / 2.0;
    (0..CHIP * CHIP).filter(move |at| {
        let across = ((at % CHIP) as f32 - middle) / (align::SIDE as f32 * 0.30);
        let down = ((at / CHIP) as f32 - middle) / (align::SIDE as f32 * 0.36);
        across * across + down * down <= 1.0
    })
}

fn laplacian_deviation(luma: &[f32]) -> f32 {
    // The ellipse keeps clear of the chip's edge, so every pixel in it has four neighbours.
    let edges: Vec<f32> = inner_face()
        .map(|at| luma[at - 1] + luma[at + 1] + luma[at - CHIP] + luma[at + CHIP] - 4.0 * luma[at])
        .collect();
    let count = edges.len() as f32;
    let mean = edges.iter().sum::<f32>() / count;
    (edges.iter().map(|v| (v - mean) * (v - mean)).sum::<f32>() / count).sqrt()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub const GOOD: Quality = Quality {
        height_px: 300.0,
        turn: 0.02,
        nod: 0.6,
        roll_degrees: 3.0,
        sharpness: 12.0,
        light: 200.0,
        burnt: 0.0,
        eye_distance_px: 120.0,
        exposure: Exposure { mean: 0.5, variance: 0.03, dark: 0.0, range_bits: 7.0, evenness: 0.8 },
    };

    fn codes(quality: Quality, purpose: Purpose) -> Vec<&'static str> {
        quality.faults(purpose).iter().map(FaceFault::code).collect()
    }

    #[test]
    fn a_good_face_has_no_fault_and_each_number_has_its_own() {
        assert!(codes(GOOD, Purpose::Selfie).is_empty());
        assert_eq!(codes(Quality { height_px: 90.0, ..GOOD }, Purpose::Selfie), ["face_too_small"]);
        assert_eq!(codes(Quality { turn: -0.5, ..GOOD }, Purpose::Selfie), ["face_turned_away"]);
        assert_eq!(codes(Quality { nod: 1.4, ..GOOD }, Purpose::Selfie), ["face_turned_away"]);
        assert_eq!(codes(Quality { roll_degrees: -80.0, ..GOOD }, Purpose::Selfie), ["face_turned_away"]);
        assert_eq!(codes(Quality { sharpness: 3.0, ..GOOD }, Purpose::Selfie), ["face_blurred"]);
        assert_eq!(codes(Quality { light: 40.0, ..GOOD }, Purpose::Selfie), ["face_dark"]);
        assert_eq!(codes(Quality { burnt: 0.5, ..GOOD }, Purpose::Selfie), ["face_overexposed"]);
    }

    #[test]
    fn a_document_may_show_a_smaller_and_softer_face_than_a_selfie() {
        let printed = Quality { height_px: 80.0, sharpness: 3.0, ..GOOD };
        assert!(codes(printed, Purpose::Portrait).is_empty());
        assert_eq!(codes(printed, Purpose::Selfie), ["face_too_small", "face_blurred"]);
    }

    #[test]
    fn a_chip_of_one_grey_is_as_unsharp_as_can_be() {
        let chip = RgbImage::from_pixel(align::SIDE, align::SIDE, image::Rgb([128; 3]));
        let measured = Quality::measure(200.0, &Landmarks([[0.0, 0.0]; 68]), &chip);
        assert!(measured.sharpness.abs() < 1e-3 && (measured.light - 128.0).abs() < 1.0);
    }
}
