//! The real networks on real pictures: a public-domain portrait and the sample pictures of the networks' own package.

#![expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels of test pictures")]

use std::{
    num::NonZeroUsize,
    path::PathBuf,
    sync::{Arc, OnceLock},
};

use image::{
    Rgb, RgbImage,
    imageops::{self, FilterType},
};

use super::*;
use crate::face::{
    Face, FaceEngine, Look, compare,
    duplicate::{Likeness, same_picture},
    quality::{FaceFault, Purpose},
};

fn cache(file: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("models/cache").join(file);
    assert!(path.exists(), "{} is missing: run make setup", path.display());
    path
}

fn engine() -> &'static FaceEngine {
    static ENGINE: OnceLock<FaceEngine> = OnceLock::new();
    ENGINE.get_or_init(|| with_descriptor("models/descriptor.toml").expect("the models load"))
}

fn with_descriptor(manifest: &str) -> Result<FaceEngine, OnnxError> {
    let runtime = Runtime::load(&cache("onnxruntime/libonnxruntime.so")).expect("the library loads");
    let manifest = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(manifest);
    let models = OnnxFaceModels::load(&runtime, &cache(""), &manifest, NonZeroUsize::MIN)?;
    let descriptor = models.descriptor().clone();
    Ok(FaceEngine::new(Arc::new(models), descriptor))
}

fn picture(file: &str) -> RgbImage {
    image::open(cache(&format!("pictures/{file}"))).expect("a picture").into_rgb8()
}

fn cut(picture: &RgbImage, [x, y, width, height]: [u32; 4]) -> RgbImage {
    imageops::crop_imm(picture, x, y, width, height).to_image()
}

fn found(picture: &RgbImage, purpose: Purpose) -> Box<Face> {
    match engine().look(picture, purpose).expect("the networks run") {
        Look::Found(face) => face,
        Look::Fault(faults) => panic!("{faults:?}"),
    }
}

fn codes(picture: &RgbImage) -> Vec<&'static str> {
    match engine().look(picture, Purpose::Selfie).expect("the networks run") {
        Look::Found(_) => Vec::new(),
        Look::Fault(faults) => faults.iter().map(FaceFault::code).collect(),
    }
}

/// Around the astronaut's face, as a document would show it.
const PORTRAIT: [u32; 4] = [140, 20, 180, 232];

/// A card as it may be drawn: light ground with lines and dark marks for lettering, the portrait on its left.
fn card(portrait: &RgbImage) -> RgbImage {
    let mut card = RgbImage::from_fn(1012, 638, |x, y| {
        let line = (y + x / 9) % 17 < 2;
        let mark = x > 400 && x < 900 && y > 190 && (y / 24) % 2 == 0 && (x * 7 + y / 48 * 131) % 37 < 14;
        Rgb(if mark {
            [30, 30, 40]
        } else if line {
            [205, 220, 225]
        } else {
            [245, 244, 238]
        })
    });
    let printed = imageops::resize(portrait, 296, 381, FilterType::Triangle);
    imageops::replace(&mut card, &printed, 47, 170);
    card
}

#[test]
fn one_face_is_found_on_a_portrait_and_its_eyes_lie_where_they_are() {
    let face = found(&picture("astronaut.png"), Purpose::Selfie);
    let (left, right) = (face.landmarks.left_eye(), face.landmarks.right_eye());
    assert!((left[0] - 203.0).hypot(left[1] - 112.0) < 12.0, "{left:?}");
    assert!((right[0] - 247.0).hypot(right[1] - 113.0) < 12.0, "{right:?}");
}

#[test]
fn another_crop_of_the_same_photograph_is_near() {
    let picture = picture("astronaut.png");
    let portrait = found(&cut(&picture, PORTRAIT), Purpose::Portrait);
    let mut selfie = cut(&picture, [60, 0, 340, 400]);
    selfie.pixels_mut().for_each(|p| p.0 = p.0.map(|v| (f32::from(v) * 0.85) as u8));
    let selfie = found(&imageops::resize(&selfie, 680, 800, FilterType::CatmullRom), Purpose::Selfie);
    let distance = compare(&portrait.template, &selfie.template).expect("one model").0;
    assert!(distance < 0.3, "{distance}");
}

#[test]
fn a_face_that_fills_its_picture_is_described_as_it_is_on_a_wider_one() {
    let picture = picture("astronaut.png");
    let wide = found(&picture, Purpose::Selfie);
    for tight in [[176, 62, 100, 120], [180, 70, 92, 104]] {
        let close = imageops::resize(&cut(&picture, tight), 300, 300 * tight[3] / tight[2], FilterType::CatmullRom);
        let face = found(&close, Purpose::Portrait);
        let distance = compare(&face.template, &wide.template).expect("one model").0;
        println!("{tight:?}: {distance}");
        assert!(distance < 0.3, "{tight:?}: {distance}");
    }
}

#[test]
fn the_face_on_a_whole_card_is_near_to_the_photograph_it_was_printed_from() {
    let picture = picture("astronaut.png");
    let printed = found(&card(&cut(&picture, PORTRAIT)), Purpose::Portrait);
    let original = found(&picture, Purpose::Selfie);
    let distance = compare(&printed.template, &original.template).expect("one model").0;
    assert!(distance < 0.3, "{distance}");
}

#[test]
fn people_of_a_group_picture_are_far_from_the_astronaut() {
    let original = found(&picture("astronaut.png"), Purpose::Selfie);
    for sample in ["sample1.jpg", "sample3.jpg", "sample6.jpg"] {
        let other = found(&picture(sample), Purpose::Portrait);
        let distance = compare(&original.template, &other.template).expect("one model").0;
        assert!(distance > 0.5, "{sample}: {distance}");
    }
}

#[test]
fn another_descriptor_of_another_shape_takes_the_shipped_one_s_place_by_its_manifest() {
    let mosaic = with_descriptor("fixtures/descriptors/mosaic.toml").expect("the models load");
    let look = |picture: &RgbImage| match mosaic.look(picture, Purpose::Portrait).expect("the networks run") {
        Look::Found(face) => face.template,
        Look::Fault(faults) => panic!("{faults:?}"),
    };
    let astronaut = picture("astronaut.png");
    let (whole, portrait) = (look(&astronaut), look(&cut(&astronaut, PORTRAIT)));
    let mirrored = look(&imageops::flip_horizontal(&astronaut));
    let stranger = look(&picture("sample1.jpg"));
    let apart = |a, b| compare(a, b).expect("one model").0;
    let same = apart(&whole, &portrait);
    assert!(same < 0.02, "the same face on the same tiles: {same}");
    for other in [&mirrored, &stranger] {
        assert!(apart(&whole, other) > 5.0 * same, "{} {same}", apart(&whole, other));
    }
    let shipped = found(&astronaut, Purpose::Selfie).template;
    assert!(compare(&whole, &shipped).is_err(), "templates of two descriptors have no distance");
}

#[test]
fn a_manifest_that_does_not_fit_its_network_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let fixtures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/descriptors");
    fs::copy(fixtures.join("mosaic.onnx"), folder.path().join("mosaic.onnx")).expect("copied");
    let text = fs::read_to_string(fixtures.join("mosaic.toml")).expect("a manifest");
    let manifest = folder.path().join("mosaic.toml");
    let at = manifest.to_str().expect("a path");
    for (right, wrong, why) in [("values = 147", "values = 128", "128"), ("side = 112", "side = 128", "mosaic.onnx")] {
        fs::write(&manifest, text.replace(right, wrong)).expect("written");
        let error = with_descriptor(at).expect("it loads").look(&picture("astronaut.png"), Purpose::Selfie);
        assert!(error.as_ref().is_err_and(|error| error.cause.contains(why)), "{wrong}: {error:?}");
    }
    fs::write(&manifest, text.replace("mosaic.onnx", "none.onnx")).expect("written");
    assert!(with_descriptor(at).is_err_and(|error| error.to_string().contains("none.onnx")));
}

#[test]
fn a_group_picture_is_no_selfie() {
    assert_eq!(codes(&picture("sample6.jpg")).first(), Some(&"face_several"));
}

#[test]
fn a_picture_without_people_has_no_face() {
    let stripes = RgbImage::from_fn(640, 480, |x, y| Rgb([(x % 255) as u8, (y % 255) as u8, 90]));
    assert_eq!(codes(&stripes), ["face_none"]);
}

#[test]
fn a_picture_on_its_side_gives_no_template() {
    assert!(!codes(&imageops::rotate90(&picture("astronaut.png"))).is_empty());
}

#[test]
fn a_blurred_and_a_dark_picture_are_named_as_such() {
    let picture = picture("astronaut.png");
    assert!(codes(&imageops::blur(&picture, 4.0)).contains(&"face_blurred"));
    let mut dark = picture;
    dark.pixels_mut().for_each(|p| p.0 = p.0.map(|v| v / 6));
    assert!(codes(&dark).contains(&"face_dark"));
}

#[test]
fn a_face_far_away_is_too_small() {
    let small = imageops::resize(&picture("astronaut.png"), 256, 256, FilterType::Triangle);
    assert_eq!(codes(&small).first(), Some(&"face_too_small"));
}

#[test]
fn the_portrait_cut_from_the_card_is_the_document_and_a_wider_crop_of_the_photograph_is_not() {
    let picture = picture("astronaut.png");
    let card = card(&cut(&picture, PORTRAIT));
    let document = found(&card, Purpose::Portrait);
    for area in [[47, 170, 296, 381], [60, 180, 270, 350], [10, 130, 420, 460]] {
        let sent = imageops::resize(&cut(&card, area), area[2] * 3 / 2, area[3] * 3 / 2, FilterType::CatmullRom);
        let found = same_picture(&document.print, &found(&sent, Purpose::Selfie).print);
        assert_eq!(found.verdict, Likeness::SamePicture, "{area:?} {found:?}");
    }
    let wider = imageops::resize(&cut(&picture, [40, 0, 380, 420]), 760, 840, FilterType::CatmullRom);
    let found = same_picture(&document.print, &found(&wider, Purpose::Selfie).print);
    assert_eq!(found.verdict, Likeness::AnotherPicture, "{found:?}");
}
