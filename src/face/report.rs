//! What `face compare` prints of two pictures: one JSON object, no picture and no template in it.

use serde_json::{Value, json};

use super::{
    engine::Look,
    features::Features,
    quality::{FaceFault, Purpose},
    template::Distance,
    threshold::{Thresholds, Verdict},
};

/// A look, and what the features of the face that it found look like, if they were measured.
pub type Seen<'a> = (&'a Look, Option<Features>);

/// `distance` (null unless both faces were found), `match` (true, false, or null when a person must decide or there is
/// no distance), `quality` (`a` and `b`, see [`quality`]), `ms`.
pub fn report([a, b]: [Seen<'_>; 2], distance: Option<Distance>, thresholds: &Thresholds, ms: f64) -> Value {
    let matched = distance.and_then(|distance| match thresholds.judge(distance) {
        Verdict::Match => Some(true),
        Verdict::Unclear => None,
        Verdict::NoMatch => Some(false),
    });
    json!({
        "distance": distance,
        "match": matched,
        "quality": { "a": quality(a), "b": quality(b) },
        "ms": ms,
    })
}

/// `faults`: codes, empty when the face can be used; `numbers`: the measured ones, and `components`: the same as
/// [`Component`](super::components::Component)s, with a portrait's limits; both null when it cannot.
pub fn quality((look, features): Seen<'_>) -> Value {
    match look {
        Look::Found(face) => {
            let features = features.map_or_else(Vec::new, |features| features.components());
            let components = [face.quality.components(Purpose::Portrait).to_vec(), features].concat();
            json!({ "faults": [], "numbers": face.quality, "components": components })
        }
        Look::Fault(faults) => {
            let codes: Vec<_> = faults.iter().map(FaceFault::code).collect();
            json!({ "faults": codes, "numbers": null, "components": null, "details": faults })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_without_a_face_has_no_distance_and_no_verdict() {
        let none = Look::Fault(vec![FaceFault::NoFace]);
        let printed = report([(&none, None); 2], None, &Thresholds::default(), 12.5);
        assert_eq!((&printed["distance"], &printed["match"]), (&Value::Null, &Value::Null));
        assert_eq!(printed["quality"]["a"]["faults"], json!(["face_none"]));
        assert_eq!(printed["ms"], json!(12.5));
    }

    #[test]
    fn an_unclear_distance_is_neither_a_match_nor_none() {
        let none = Look::Fault(vec![FaceFault::NoFace]);
        let said = |d: f32| report([(&none, None); 2], Some(Distance(d)), &Thresholds::default(), 0.0)["match"].clone();
        assert_eq!([said(0.3), said(0.6), said(0.8)], [json!(true), Value::Null, json!(false)]);
    }
}
