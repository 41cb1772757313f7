//! The applicants: invented holders, their cards photographed, their selfies, and what the registry holds of them.

use std::{fs, path::Path};

use ahlan::{
    face::{FaceEngine, Look, liveness::challenge::Move, quality::Purpose},
    specimen::{Actor, Conditions, FaceBox, Fonts, Holder, draw_id_card, jpeg, photograph, portrait_from, selfie_from},
};
use anyhow::{Context, Result, bail};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use image::RgbImage;
use jiff::civil::Date;
use serde_json::{Value, json};

/// One applicant with the pictures they will send.
pub struct Person {
    /// Who they are.
    pub holder: Holder,
    /// The pictures.
    pub pictures: Pictures,
}

/// JPEG quality of each take of a pose: a challenge asks for one twice at most, and no camera gives the same file again.
const TAKES: [u8; 2] = [88, 87];

/// What one application shows, as files.
pub struct Pictures {
    /// The card's front.
    pub front: Vec<u8>,
    /// The card's back.
    pub back: Vec<u8>,
    /// The selfie.
    pub selfie: Vec<u8>,
    /// The photograph that the registry holds.
    pub registry: Vec<u8>,
    /// Frames of a liveness challenge, made by turning the selfie on a mesh: straight, then each of [`Move::ALL`], each in
    /// [`TAKES`].
    pub frames: Vec<Vec<u8>>,
}

/// Draws `count` people, different for each seed. All show the one portrait that is free to use.
pub fn draw(engine: &FaceEngine, count: u64, seed: u64, today: Date) -> Result<Vec<Person>> {
    let file = Path::new("models/cache/pictures/astronaut.png");
    let picture = image::open(file).with_context(|| format!("{} is missing (run make setup)", file.display()))?;
    let picture = picture.into_rgb8();
    let face = face_on(engine, &picture)?;
    let portrait = portrait_from(&picture, face);
    let mut fonts = Fonts::from_system()?;
    // The portrait shows a woman.
    let holders = (0..).map(|n| Holder::invented(seed.wrapping_add(n), today)).filter(|holder| holder.sex == 'F');
    let person = |(holder, seed): (Holder, u64)| {
        let card = draw_id_card(&holder, &portrait, &mut fonts)?;
        let selfie = selfie_from(&picture, face, seed)?;
        let frames = frames_of(engine, &image::load_from_memory(&selfie)?.into_rgb8())?;
        let pictures = Pictures {
            front: photograph(&card.front, &Conditions::clean(), seed)?,
            back: photograph(&card.back, &Conditions::clean(), seed.wrapping_add(1))?,
            selfie,
            registry: jpeg(&portrait, 90)?,
            frames,
        };
        Ok(Person { holder, pictures })
    };
    holders.zip(seed..).take(usize::try_from(count)?).map(person).collect()
}

fn frames_of(engine: &FaceEngine, selfie: &RgbImage) -> Result<Vec<Vec<u8>>> {
    let actor = Actor::on(selfie, engine)?.context("no face alone on a selfie")?;
    let done = |made: Move| match made {
        Move::TurnLeft => actor.turned(30.0),
        Move::TurnRight => actor.turned(-30.0),
        Move::Blink => actor.eyes_closed(),
    };
    let poses = std::iter::once(actor.still().clone()).chain(Move::ALL.map(done));
    let takes = |pose: RgbImage| TAKES.map(|quality| Ok(jpeg(&pose, quality)?));
    poses.flat_map(takes).collect()
}

fn face_on(engine: &FaceEngine, picture: &RgbImage) -> Result<FaceBox> {
    match engine.look(picture, Purpose::Portrait)? {
        Look::Fault(faults) => bail!("no usable face on the portrait: {faults:?}"),
        Look::Found(face) => {
            let (x, y) = (face.area.left, face.area.top);
            Ok(FaceBox { x, y, width: face.area.right - x, height: face.area.bottom - y })
        }
    }
}

impl Person {
    /// What the registry holds, in the form of the reference registry's file.
    pub fn registered(&self) -> Value {
        let holder = &self.holder;
        json!({
            "scheme": "utopia",
            "number": holder.national_id,
            "birth_date": holder.birth_date,
            "names": { "en": holder.full_name, "ar": holder.full_name_native },
            "sex": holder.sex,
            "nationality": holder.nationality,
            "address": holder.address,
            "document_expiry": holder.expiry_date,
            "photo": { "base64": BASE64.encode(&self.pictures.registry) },
            "status": "active",
        })
    }
}

impl Pictures {
    /// Writes them into `folder`, for the processes that measure them alone.
    pub fn write(&self, folder: &Path) -> Result<()> {
        fs::create_dir_all(folder)?;
        let single = [&self.front, &self.back, &self.selfie, &self.registry];
        for (name, bytes) in NAMES.into_iter().zip(single.into_iter().chain(&self.frames)) {
            fs::write(folder.join(name), bytes)?;
        }
        Ok(())
    }

    /// Reads what [`Pictures::write`] wrote.
    pub fn read(folder: &Path) -> Result<Self> {
        let file = |name| fs::read(folder.join(name)).with_context(|| format!("{name} in {}", folder.display()));
        let [front, back, selfie, registry, frames @ ..] = NAMES.map(file);
        let frames = frames.into_iter().collect::<Result<_>>()?;
        Ok(Self { front: front?, back: back?, selfie: selfie?, registry: registry?, frames })
    }

    /// The frames that follow `moves`, by number: straight, each move once, straight. None is sent twice.
    pub fn following(moves: &[Move]) -> Vec<usize> {
        let pose = |made: &Move| 1 + Move::ALL.iter().position(|one| one == made).unwrap_or_default();
        let poses: Vec<usize> = std::iter::once(0).chain(moves.iter().map(pose)).chain([0]).collect();
        let before = |n: usize| poses[..n].iter().filter(|pose| **pose == poses[n]).count();
        (0..poses.len()).map(|n| poses[n] * TAKES.len() + before(n) % TAKES.len()).collect()
    }
}

const NAMES: [&str; 12] = [
    "front.jpg",
    "back.jpg",
    "selfie.jpg",
    "registry.jpg",
    "straight.jpg",
    "straight_again.jpg",
    "turn_left.jpg",
    "turn_left_again.jpg",
    "turn_right.jpg",
    "turn_right_again.jpg",
    "blink.jpg",
    "blink_again.jpg",
];

/// The pictures of everybody, one folder a person.
pub fn read_all(folder: &Path) -> Result<Vec<Pictures>> {
    (0..)
        .map(|n| folder.join(format!("{n}")))
        .take_while(|person| person.is_dir())
        .map(|p| Pictures::read(&p))
        .collect()
}

/// Writes the pictures of everybody, one folder a person.
pub fn write_all(people: &[Person], folder: &Path) -> Result<()> {
    people.iter().enumerate().try_for_each(|(n, person)| person.pictures.write(&folder.join(format!("{n}"))))
}
