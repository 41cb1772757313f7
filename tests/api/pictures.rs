//! Pictures for tests: specimen cards, selfies, and pictures that are none.

use std::{io::Cursor, sync::OnceLock};

use ahlan::{
    face::{FaceEngine, Look, liveness::challenge::Move, quality::Purpose},
    specimen::{
        Actor, Card, Conditions, FaceBox, Fonts, Holder, draw_id_card, jpeg, photograph, portrait_from, selfie_from,
    },
};
use image::{ImageFormat, RgbImage};
use jiff::civil::Date;
use serde_json::{Value, json};

/// The day of every test.
pub fn today() -> Date {
    "2026-11-21".parse().expect("a date")
}

/// A person, their card and what the registry holds of them.
pub struct Person {
    pub holder: Holder,
    pub card: Card,
    pub seed: u64,
}

/// The public-domain portrait that stands on every test card.
pub fn photograph_of_all() -> &'static RgbImage {
    static PICTURE: OnceLock<RgbImage> = OnceLock::new();
    PICTURE.get_or_init(|| {
        let bytes = std::fs::read("models/cache/pictures/astronaut.png").expect("run make setup first");
        image::load_from_memory(&bytes).expect("a picture").into_rgb8()
    })
}

/// Where the face is on it.
pub fn face(engine: &FaceEngine) -> FaceBox {
    match engine.look(photograph_of_all(), Purpose::Portrait).expect("an engine") {
        Look::Found(face) => {
            let (x, y) = (face.area.left, face.area.top);
            FaceBox { x, y, width: face.area.right - x, height: face.area.bottom - y }
        }
        Look::Fault(faults) => panic!("no face: {faults:?}"),
    }
}

impl Person {
    /// A woman, as the portrait shows one.
    pub fn new(engine: &FaceEngine, seed: u64) -> Self {
        let holder = (seed..seed + 1000).map(|s| Holder::invented(s, today())).find(|h| h.sex == 'F').expect("one");
        Self::with(engine, holder, seed)
    }

    /// Whose card ended a month ago.
    pub fn expired(engine: &FaceEngine, seed: u64) -> Self {
        let holder = Self::new(engine, seed).holder.expired(today(), 30);
        Self::with(engine, holder, seed)
    }

    fn with(engine: &FaceEngine, holder: Holder, seed: u64) -> Self {
        let portrait = portrait_from(photograph_of_all(), face(engine));
        let card = draw_id_card(&holder, &portrait, &mut Fonts::from_system().expect("fonts")).expect("a card");
        Self { holder, card, seed }
    }

    pub fn front(&self) -> Vec<u8> {
        photograph(&self.card.front, &Conditions::clean(), self.seed).expect("a picture")
    }

    pub fn back(&self) -> Vec<u8> {
        photograph(&self.card.back, &Conditions::clean(), self.seed + 1).expect("a picture")
    }

    pub fn blurred_front(&self) -> Vec<u8> {
        photograph(&self.card.front, &Conditions::blurred(self.seed), self.seed).expect("a picture")
    }

    pub fn selfie(&self, engine: &FaceEngine) -> Vec<u8> {
        selfie_from(photograph_of_all(), face(engine), self.seed).expect("a selfie")
    }

    pub fn registered(&self) -> Value {
        let holder = &self.holder;
        json!({
            "scheme": "utopia", "number": holder.national_id, "birth_date": holder.birth_date,
            "names": { "en": holder.full_name, "ar": holder.full_name_native },
            "sex": holder.sex, "nationality": holder.nationality, "address": holder.address,
            "document_expiry": holder.expiry_date, "status": "active",
        })
    }

    pub fn typed(&self) -> Value {
        json!({ "scheme": "utopia", "number": self.holder.national_id, "birth_date": self.holder.birth_date })
    }
}

/// Frames of the woman on the portrait who makes `moves`: the photograph, turned on a mesh.
pub fn acted(engine: &FaceEngine, moves: &[Move]) -> Vec<Vec<u8>> {
    actor(engine).follows(moves).expect("frames").into_iter().map(|frame| frame.jpeg).collect()
}

/// The woman on the portrait, as a photograph that can be turned.
pub fn actor(engine: &FaceEngine) -> &'static Actor {
    static ACTOR: OnceLock<Actor> = OnceLock::new();
    ACTOR.get_or_init(|| {
        let selfie = selfie_from(photograph_of_all(), face(engine), 5).expect("a selfie");
        let selfie = image::load_from_memory(&selfie).expect("a picture").into_rgb8();
        Actor::on(&selfie, engine).expect("an engine").expect("one face")
    })
}

/// A frame with somebody else's face alone on it.
pub fn stranger(engine: &FaceEngine) -> Vec<u8> {
    let alone = (1..=6).find_map(|number| {
        let bytes = std::fs::read(format!("models/cache/pictures/sample{number}.jpg")).expect("run make setup first");
        let picture = image::load_from_memory(&bytes).expect("a picture").into_rgb8();
        let Look::Found(found) = engine.look(&picture, Purpose::Portrait).expect("an engine") else { return None };
        let (x, y) = (found.area.left, found.area.top);
        let face = FaceBox { x, y, width: found.area.right - x, height: found.area.bottom - y };
        let selfie = selfie_from(&picture, face, 5).expect("a selfie");
        let shown = image::load_from_memory(&selfie).expect("a picture").into_rgb8();
        matches!(engine.look(&shown, Purpose::Selfie).expect("an engine"), Look::Found(_)).then_some(selfie)
    });
    alone.expect("a face that stands alone")
}

/// A plain picture in any format.
pub fn encoded(format: ImageFormat) -> Vec<u8> {
    let picture = RgbImage::from_fn(400, 300, |x, y| image::Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 90]));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("encoded");
    bytes.into_inner()
}

/// A plain JPEG.
pub fn plain_jpeg() -> Vec<u8> {
    jpeg(&RgbImage::from_pixel(400, 300, image::Rgb([128, 128, 128])), 90).expect("a picture")
}
