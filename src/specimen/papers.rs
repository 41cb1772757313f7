//! The documents that an invented person has.

use image::RgbImage;
use serde_json::{Map, Value, json};

use super::{
    document::{Card, draw_id_card, draw_licence, draw_passport},
    error::SpecimenError,
    fonts::Fonts,
    holder::Holder,
    layout::{BadLayout, Layout},
    mrz_lines,
};
use crate::base::region::Side;

/// One of a person's documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// The identity card, both sides.
    Card,
    /// The passport's data page.
    Passport,
    /// The driving licence, both sides.
    Licence,
}

impl Paper {
    /// Every document, and its name on the command line.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Card, "card"), (Self::Passport, "passport"), (Self::Licence, "licence")];

    /// How it is laid out for `holder`.
    pub(super) fn layout(self, holder: &Holder) -> Result<Layout, BadLayout> {
        match self {
            Self::Card => Layout::id_card(holder.script),
            Self::Passport => Layout::passport(),
            Self::Licence => Layout::licence(),
        }
    }

    /// Its pages, drawn.
    pub(super) fn pages(
        self,
        holder: &Holder,
        portrait: &RgbImage,
        fonts: &mut Fonts,
    ) -> Result<Vec<Page>, SpecimenError> {
        let layout = self.layout(holder)?;
        let fields = |side| printed(holder, &layout, side);
        Ok(match self {
            Self::Card => {
                let Card { front, back } = draw_id_card(holder, portrait, fonts)?;
                let mrz = json!({ "format": "TD1", "lines": mrz_lines::td1(holder) });
                vec![
                    Page { name: "front", picture: front, fields: fields(Side::Front), mrz: Value::Null },
                    Page { name: "back", picture: back, fields: fields(Side::Back), mrz },
                ]
            }
            Self::Passport => {
                let picture = draw_passport(holder, portrait, fonts)?;
                let mrz = json!({ "format": "TD3", "lines": mrz_lines::td3(holder) });
                vec![Page { name: "passport", picture, fields: fields(Side::Front), mrz }]
            }
            Self::Licence => {
                let Card { front, back } = draw_licence(holder, portrait, fonts)?;
                vec![
                    Page { name: "licence-front", picture: front, fields: fields(Side::Front), mrz: Value::Null },
                    Page { name: "licence-back", picture: back, fields: fields(Side::Back), mrz: Value::Null },
                ]
            }
        })
    }
}

/// One picture and what is on it.
pub(super) struct Page {
    /// As its file is called, after the seed.
    pub name: &'static str,
    pub picture: RgbImage,
    /// The values of its visual zone, in their normal form.
    pub fields: Value,
    /// The lines of its machine readable zone, if it has one.
    pub mrz: Value,
}

/// The values that stand in the visual zone of `side`.
fn printed(holder: &Holder, layout: &Layout, side: Side) -> Value {
    let boxes = layout.side.iter().filter(|content| content.side == side).flat_map(|content| &content.field);
    let values = boxes.map(|field| (field.field.name().to_owned(), Value::String(holder.value(field.field))));
    Value::Object(values.collect::<Map<_, _>>())
}
