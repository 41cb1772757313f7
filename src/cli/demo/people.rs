//! The people of the demo: invented holders, their cards photographed, their selfies.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use image::RgbImage;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::{
    face::{FaceEngine, Look, liveness::challenge::Move, quality::Purpose},
    specimen::{
        Actor, Card, Conditions, FaceBox, Fonts, Holder, draw_id_card, jpeg, photograph, portrait_from, selfie_from,
    },
};

/// Quality of the JPEG files that stand in for a camera's frames.
const FRAME_QUALITY: u8 = 92;

/// One person of the demo and their card.
pub struct Person {
    /// Who they are.
    pub holder: Holder,
    card: Card,
    seed: u64,
}

/// The photographs everybody in the demo shares: one public-domain portrait, and a stranger's face.
pub struct Faces {
    portrait: RgbImage,
    picture: RgbImage,
    face: FaceBox,
    stranger: Vec<u8>,
    actor: Actor,
}

impl Faces {
    /// Loads the portrait, and finds a stranger whose face stands alone on a picture of the model package.
    pub fn load(folder: &Path, engine: &FaceEngine, seed: u64) -> Result<Self> {
        let picture = open(&folder.join("astronaut.png"))?;
        let face = face_of(engine, &picture)?.context("no face on astronaut.png")?;
        for number in 1..=6 {
            let other = open(&folder.join(format!("sample{number}.jpg")))?;
            let Some(face_of_other) = face_of(engine, &other)? else { continue };
            let stranger = selfie_from(&other, face_of_other, seed)?;
            let shown = image::load_from_memory(&stranger)?.into_rgb8();
            if matches!(engine.look(&shown, Purpose::Selfie)?, Look::Found(_)) {
                let taken = image::load_from_memory(&selfie_from(&picture, face, seed)?)?.into_rgb8();
                let actor = Actor::on(&taken, engine)?.context("no face alone on a selfie of astronaut.png")?;
                return Ok(Self { portrait: portrait_from(&picture, face), picture, face, stranger, actor });
            }
        }
        bail!("no picture of the model package shows one face alone")
    }

    /// Another crop of the same photograph as the portrait, in another light: no second photograph of the person is free
    /// to ship, and the table says so.
    pub fn selfie(&self, seed: u64) -> Result<Vec<u8>> {
        Ok(selfie_from(&self.picture, self.face, seed)?)
    }

    /// The person of the portrait, as a photograph that follows a liveness challenge.
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The same, for a camera that shows one pose after the other: looking straight, and each move.
    pub fn moving(&self) -> Result<Vec<(&'static str, Vec<u8>)>> {
        let straight = ("straight", self.actor.still().clone());
        let poses = Move::ALL.map(|made| (made.name(), self.actor.doing(made)));
        [straight].into_iter().chain(poses).map(|(name, pose)| Ok((name, jpeg(&pose, FRAME_QUALITY)?))).collect()
    }

    /// Somebody else's face.
    pub fn stranger(&self) -> &[u8] {
        &self.stranger
    }
}

impl Person {
    /// A new person with a good card; a woman, since the portrait shows one.
    pub fn new(faces: &Faces, fonts: &mut Fonts, seed: u64, today: Date) -> Result<Self> {
        let invented = (0..).map(|step| Holder::invented(seed.wrapping_add(step), today));
        let holder = invented.take(64).find(|holder| holder.sex == 'F').context("64 seeds without a woman")?;
        Self::with_card(holder, faces, fonts, seed)
    }

    /// The same person with a card that ended `days` ago.
    pub fn expired(self, faces: &Faces, fonts: &mut Fonts, today: Date, days: u16) -> Result<Self> {
        Self::with_card(self.holder.expired(today, days), faces, fonts, self.seed)
    }

    fn with_card(holder: Holder, faces: &Faces, fonts: &mut Fonts, seed: u64) -> Result<Self> {
        let card = draw_id_card(&holder, &faces.portrait, fonts)?;
        Ok(Self { holder, card, seed })
    }

    /// Front and back, photographed by a steady hand.
    pub fn clean(&self) -> Result<(Vec<u8>, Vec<u8>)> {
        self.photographed(&Conditions::clean())
    }

    /// Front and back, photographed by a shaking one.
    pub fn blurred(&self) -> Result<(Vec<u8>, Vec<u8>)> {
        self.photographed(&Conditions::blurred(self.seed))
    }

    /// The card's own portrait, cut out of it.
    pub fn portrait_off_the_card(&self) -> Result<Vec<u8>> {
        let front = &self.card.front;
        // The portrait's place by the layout, with the margin a person would leave who cuts it out.
        let (x, y) = (front.width() * 3 / 100, front.height() * 22 / 100);
        let (width, height) = (front.width() * 32 / 100, front.height() * 66 / 100);
        let cut = image::imageops::crop_imm(front, x, y, width, height).to_image();
        let larger = image::imageops::resize(&cut, width * 2, height * 2, image::imageops::FilterType::CatmullRom);
        Ok(jpeg(&larger, 85)?)
    }

    /// What the registry holds of the person, as the reference registry's fixtures say it.
    pub fn registered(&self, faces: &Faces) -> Result<Value> {
        let holder = &self.holder;
        Ok(json!({
            "scheme": "utopia",
            "number": holder.national_id,
            "birth_date": holder.birth_date,
            "names": { "en": holder.full_name, "ar": holder.full_name_native },
            "sex": holder.sex,
            "nationality": holder.nationality,
            "address": holder.address,
            "document_expiry": holder.expiry_date,
            "photo": { "base64": BASE64.encode(jpeg(&faces.portrait, 90)?) },
            "status": "active",
        }))
    }

    fn photographed(&self, conditions: &Conditions) -> Result<(Vec<u8>, Vec<u8>)> {
        let front = photograph(&self.card.front, conditions, self.seed)?;
        Ok((front, photograph(&self.card.back, conditions, self.seed.wrapping_add(1))?))
    }
}

fn face_of(engine: &FaceEngine, picture: &RgbImage) -> Result<Option<FaceBox>> {
    Ok(match engine.look(picture, Purpose::Portrait)? {
        Look::Fault(_) => None,
        Look::Found(face) => {
            let (x, y) = (face.area.left, face.area.top);
            Some(FaceBox { x, y, width: face.area.right - x, height: face.area.bottom - y })
        }
    })
}

fn open(path: &Path) -> Result<RgbImage> {
    let bytes = fs::read(path).with_context(|| format!("{} is missing (run make setup)", path.display()))?;
    Ok(image::load_from_memory(&bytes)?.into_rgb8())
}
