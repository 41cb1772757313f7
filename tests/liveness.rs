//! The liveness check with the real networks: on a portrait that is turned on a mesh, and on photographs of it that are
//! moved, leant and bent before the camera.

#![expect(
    clippy::expect_used,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "helpers of a test, and pixels of its pictures"
)]

use std::sync::OnceLock;

use ahlan::{
    app,
    config::Config,
    face::{
        FaceEngine,
        engine::Glimpse,
        liveness::{Fault, Frame, challenge::Move, judge, watch},
        threshold::Thresholds,
    },
    specimen::Actor,
};
use image::{Rgb, RgbImage};

fn engine() -> &'static FaceEngine {
    static ENGINE: OnceLock<FaceEngine> = OnceLock::new();
    let load = || app::face_engine(&Config::from_toml("[models]\nsessions = 1").expect("a configuration").models);
    ENGINE.get_or_init(|| load().expect("run make setup first"))
}

fn actor() -> Actor {
    let whole = image::open("models/cache/pictures/astronaut.png").expect("run make setup first").into_rgb8();
    let upper = image::imageops::crop_imm(&whole, 60, 0, 300, 400).to_image();
    Actor::on(&upper, engine()).expect("the networks run").expect("one face")
}

fn seen(frames: &[RgbImage]) -> Vec<Frame> {
    watch(engine(), frames).expect("the networks run")
}

/// The turn and the opening of the eyes on a frame.
fn numbers(frame: &Frame) -> (f32, Option<f32>) {
    match frame {
        Frame::Seen(seen) => (seen.turn, seen.open),
        Frame::Lost | Frame::Several => panic!("one face is seen"),
    }
}

/// What is wrong with `frames` as an answer to a challenge that asks for everything.
fn fault(actor: &Actor, frames: &[RgbImage]) -> (Option<Fault>, Vec<Move>) {
    let Glimpse::One(selfie) = engine().watch(actor.still()).expect("the networks run") else { panic!("one face") };
    let judged = judge(&Move::ALL, &seen(frames), &selfie.template, Thresholds::default());
    (judged.fault, judged.done)
}

#[test]
fn a_portrait_turned_on_a_mesh_turns_the_right_way_and_farther_the_more_it_is_turned() {
    let actor = actor();
    let angles = [0.0, 10.0, 20.0, 30.0, -10.0, -20.0, -30.0];
    let turns: Vec<_> = seen(&angles.map(|angle| actor.turned(angle))).iter().map(|frame| numbers(frame).0).collect();
    println!("turns at {angles:?}: {turns:?}");
    assert!(turns[1] < turns[2] && turns[2] < turns[3] && turns[4] > turns[5] && turns[5] > turns[6], "{turns:?}");
    assert!(turns[3] - turns[0] > 0.12 && turns[6] - turns[0] < -0.12, "{turns:?}");
}

#[test]
fn drawn_lids_are_closed_eyes_to_the_network() {
    let actor = actor();
    let seen = seen(&[actor.still().clone(), actor.eyes_closed()]);
    let open: Vec<_> = seen.iter().map(|frame| numbers(frame).1.expect("it looks straight")).collect();
    println!("eyes open and closed: {open:?}");
    assert!(open[1] < 0.55 * open[0], "{open:?}");
}

#[test]
fn who_follows_passes() {
    let actor = actor();
    let frames: Vec<_> = actor.follows(&Move::ALL).expect("frames");
    let frames: Vec<_> =
        frames.iter().map(|frame| image::load_from_memory(&frame.jpeg).expect("a picture").into_rgb8()).collect();
    assert_eq!(fault(&actor, &frames), (None, Move::ALL.to_vec()));
}

#[test]
fn a_flat_photograph_that_is_moved_turned_and_leant_before_the_camera_does_nothing_at_all() {
    let still = actor().still().clone();
    let mut frames = vec![still.clone()];
    for degrees in [-40.0, -25.0, -10.0, 10.0, 25.0, 40.0] {
        frames.push(leant(&still, [degrees, 0.0]));
        frames.push(leant(&still, [0.0, degrees]));
        frames.push(leant(&still, [degrees / 2.0, degrees]));
    }
    let numbers: Vec<_> = seen(&frames).iter().map(numbers).collect();
    println!("turn and opening of a flat photograph: {numbers:?}");
    let (found, done) = fault(&actor(), &frames);
    assert_eq!((found, done), (Some(Fault::MoveMissing), vec![]));
}

#[test]
fn a_bent_photograph_may_turn_but_does_not_close_its_eyes() {
    let still = actor().still().clone();
    let mut frames = vec![still.clone()];
    for radius in [1.6, 0.8, 0.5] {
        frames.extend([-35.0, 35.0].map(|degrees| bent(&still, radius, degrees)));
    }
    let numbers: Vec<_> = seen(&frames).iter().map(numbers).collect();
    println!("turn and opening of a bent photograph: {numbers:?}");
    let (found, done) = fault(&actor(), &frames);
    assert!(found.is_some() && !done.contains(&Move::Blink), "{found:?} {done:?}");
}

/// A photograph on a flat sheet, turned about its upright axis and leant about its level one, by these degrees, three of
/// its widths before the camera.
fn leant(photograph: &RgbImage, [turn, lean]: [f32; 2]) -> RgbImage {
    let far = 3.0;
    let (turn, lean) = (turn.to_radians(), lean.to_radians());
    // The sheet's two edges, as they stand before the camera.
    let level = [turn.cos(), turn.sin() * lean.sin(), -turn.sin() * lean.cos()];
    let upright = [0.0, lean.cos(), lean.sin()];
    seen_through(photograph, |[x, y]| {
        // Where the ray through this place meets the sheet: two equations for the ways along its edges.
        let first = [level[0] - x * level[2] / far, upright[0] - x * upright[2] / far];
        let second = [level[1] - y * level[2] / far, upright[1] - y * upright[2] / far];
        let both = first[0] * second[1] - first[1] * second[0];
        [(x * second[1] - first[1] * y) / both, (first[0] * y - second[0] * x) / both]
    })
}

/// A photograph bent about an upright cylinder of this radius (in its widths), turned by these degrees, seen from afar.
fn bent(photograph: &RgbImage, radius: f32, degrees: f32) -> RgbImage {
    let turn = degrees.to_radians();
    seen_through(photograph, |[x, y]| {
        let around = (x / radius + turn.sin()).clamp(-1.0, 1.0).asin() - turn;
        [around * radius, y]
    })
}

/// Shows at each place what `from` says; places are in widths from the middle.
fn seen_through(photograph: &RgbImage, from: impl Fn([f32; 2]) -> [f32; 2]) -> RgbImage {
    let (width, height) = (photograph.width() as f32, photograph.height() as f32);
    RgbImage::from_fn(photograph.width(), photograph.height(), |x, y| {
        let [sx, sy] = from([(x as f32 - width / 2.0) / width, (y as f32 - height / 2.0) / width]);
        let (sx, sy) = (sx * width + width / 2.0, sy * width + height / 2.0);
        if sx < 0.0 || sy < 0.0 || sx >= width - 1.0 || sy >= height - 1.0 {
            return Rgb([110, 105, 100]);
        }
        let (fx, fy) = (sx.fract(), sy.fract());
        let at = |dx: u32, dy: u32| photograph.get_pixel(sx as u32 + dx, sy as u32 + dy).0;
        let mix = |c: usize| {
            let upper = f32::from(at(0, 0)[c]) * (1.0 - fx) + f32::from(at(1, 0)[c]) * fx;
            let lower = f32::from(at(0, 1)[c]) * (1.0 - fx) + f32::from(at(1, 1)[c]) * fx;
            (upper * (1.0 - fy) + lower * fy).round() as u8
        };
        Rgb([mix(0), mix(1), mix(2)])
    })
}
