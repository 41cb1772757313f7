//! The measured numbers as quality components of ISO/IEC 29794-5, each with what it stands in for and what to do about it.
//!
//! A number that is measured as the standard has it is called by the standard's name alone; where another one stands in, it
//! says which. Components that nothing here measures are left out: covered eyes, expression, head coverings, natural
//! colour, background, compression.

use serde::Serialize;

use super::{
    features::Features,
    quality::{LEAST_LIGHT, LEVEL, MOST_BURNT, MOST_ROLL, Purpose, Quality},
};
use crate::base::measured::Measured;

/// One component of a face's quality.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Component {
    /// The standard's name of it.
    pub component: &'static str,
    /// What is measured in place of the standard's measure; absent where it is the standard's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stand_in: Option<&'static str>,
    /// The number and its limits; without a limit it decides nothing.
    #[serde(flatten)]
    pub measured: Measured,
    /// What makes it better, in words for the person who takes a selfie.
    pub advice: &'static str,
}

const CLOSER: &str = "Hold the camera closer.";
const STILL: &str = "Wipe the lens, hold still and try again.";
const LIGHT: &str = "Turn towards a window or a lamp.";
const SHADE: &str = "Turn away from the sun or the lamp.";
const FRONT_LIGHT: &str = "Face the light, so that it falls on both sides of your face.";
const STRAIGHT: &str = "Look straight into the camera.";
const EYE_LEVEL: &str = "Hold the camera at the height of your eyes.";
const UPRIGHT: &str = "Hold your head upright.";
const OPEN_EYES: &str = "Open your eyes.";
const CLOSE_MOUTH: &str = "Close your mouth.";
const UNCOVER: &str = "Take off what covers your mouth.";

impl Quality {
    /// The components that are measured, with their limits for `purpose`.
    pub fn components(&self, purpose: Purpose) -> [Component; 13] {
        let (limits, lit) = (purpose.limits(), self.exposure);
        let own = |component, measured, advice| Component { component, stand_in: None, measured, advice };
        let instead =
            |component, stand_in, measured, advice| Component { component, stand_in: Some(stand_in), measured, advice };
        [
            instead(
                "head_size",
                "height from eyebrows to chin in pixels; the standard takes the eyes' distance to the chin over the picture's height",
                Measured::least("height_px", self.height_px, limits.height),
                CLOSER,
            ),
            instead(
                "inter_eye_distance",
                "pixels between the eyes as they are seen; the standard divides by the cosine of the yaw",
                Measured::only("eye_distance_px", self.eye_distance_px),
                CLOSER,
            ),
            instead(
                "sharpness",
                "deviation of the Laplacian on the aligned face; the standard asks a trained forest",
                Measured::least("sharpness", self.sharpness, limits.sharpness),
                STILL,
            ),
            own("luminance_mean", Measured::only("luminance_mean", lit.mean), LIGHT),
            own("luminance_variance", Measured::only("luminance_variance", lit.variance), FRONT_LIGHT),
            instead(
                "under_exposure_prevention",
                "brightness of the brightest skin, which a dark complexion in good light has too; the standard's share is `dark`",
                Measured::least("light", self.light, LEAST_LIGHT),
                LIGHT,
            ),
            own("under_exposure_prevention", Measured::only("dark", lit.dark), LIGHT),
            instead(
                "over_exposure_prevention",
                "share of the face from luma 250 on; the standard counts from 247",
                Measured::most("burnt", self.burnt, MOST_BURNT),
                SHADE,
            ),
            own("dynamic_range", Measured::only("dynamic_range_bits", lit.range_bits), LIGHT),
            instead(
                "illumination_uniformity",
                "agreement of the histograms of the face's halves; the standard compares two zones of the cheeks",
                Measured::only("evenness", lit.evenness),
                FRONT_LIGHT,
            ),
            instead(
                "head_pose_yaw",
                "where the nose's tip lies between the eyes' outer corners, about half the tangent; the standard takes degrees",
                Measured::most("turn", self.turn.abs(), limits.turn),
                STRAIGHT,
            ),
            instead(
                "head_pose_pitch",
                "where the nose's tip lies between eyes and mouth; the standard takes degrees",
                Measured::within("nod", self.nod, LEVEL),
                EYE_LEVEL,
            ),
            own("head_pose_roll", Measured::most("roll_degrees", self.roll_degrees.abs(), MOST_ROLL), UPRIGHT),
        ]
    }
}

impl Features {
    /// The components that are measured; hints, without a limit.
    pub fn components(&self) -> Vec<Component> {
        let hint = |component, stand_in, name, number, advice| Component {
            component,
            stand_in,
            measured: Measured::only(name, number),
            advice,
        };
        let covered = |unlike| {
            let asked = "how far the colour around the mouth is from the cheeks'; the standard asks a network that parses faces";
            hint("mouth_occlusion_prevention", Some(asked), "mouth_unlike_skin", unlike, UNCOVER)
        };
        let mut components = vec![
            hint("eyes_open", None, "eyes_open", self.eyes_open, OPEN_EYES),
            hint("mouth_closed", None, "mouth_open", self.mouth_open, CLOSE_MOUTH),
        ];
        components.extend(self.mouth_unlike_skin.map(covered));
        components
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::face::quality::tests::GOOD;

    #[test]
    fn what_is_a_fault_is_a_component_out_of_its_limits_and_the_other_way_round() {
        let out = |quality: Quality| {
            let bad = |component: &Component| (!component.measured.is_good()).then_some(component.measured.name);
            quality.components(Purpose::Selfie).iter().filter_map(bad).collect::<Vec<_>>()
        };
        assert!(out(GOOD).is_empty());
        for (quality, name) in [
            (Quality { height_px: 90.0, ..GOOD }, "height_px"),
            (Quality { turn: -0.5, ..GOOD }, "turn"),
            (Quality { nod: 1.4, ..GOOD }, "nod"),
            (Quality { roll_degrees: -80.0, ..GOOD }, "roll_degrees"),
            (Quality { sharpness: 3.0, ..GOOD }, "sharpness"),
            (Quality { light: 40.0, ..GOOD }, "light"),
            (Quality { burnt: 0.5, ..GOOD }, "burnt"),
        ] {
            assert_eq!(out(quality), [name]);
            assert_eq!(quality.faults(Purpose::Selfie).len(), 1, "{name}");
        }
    }

    #[test]
    fn every_component_is_a_number_of_its_own_and_says_what_to_do() {
        let all = GOOD.components(Purpose::Portrait);
        let names: std::collections::BTreeSet<_> = all.iter().map(|component| component.measured.name).collect();
        assert_eq!(names.len(), all.len());
        assert!(all.iter().all(|component| component.advice.ends_with('.')));
    }
}
