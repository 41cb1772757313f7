//! The geometry of a document, as `fixtures/layouts/*.toml` has it: what the drawing and any reader agree on.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{
    base::{calendar::Calendar, reading::Field, region::Side},
    document::text_reader::{Kind, Script},
};

const ARABIC_CARD: &str = include_str!("../../fixtures/layouts/utopia-id-1.toml");
const PERSIAN_CARD: &str = include_str!("../../fixtures/layouts/utopia-id-1-persian.toml");
const CHINESE_CARD: &str = include_str!("../../fixtures/layouts/utopia-id-1-chinese.toml");
const LATIN_CARD: &str = include_str!("../../fixtures/layouts/utopia-id-1-latin.toml");
const LICENCE: &str = include_str!("../../fixtures/layouts/utopia-dl.toml");
const PASSPORT: &str = include_str!("../../fixtures/layouts/utopia-td3.toml");

/// A box in millimetres from the side's top left corner: x, y, width, height.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(from = "[f32; 4]")]
pub(super) struct BoxMm {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

impl From<[f32; 4]> for BoxMm {
    fn from([x, y, width, height]: [f32; 4]) -> Self {
        Self { x, y, width, height }
    }
}

impl BoxMm {
    /// The right edge.
    pub const fn right(self) -> f32 {
        self.x + self.width
    }

    /// The lower edge.
    pub const fn bottom(self) -> f32 {
        self.y + self.height
    }

    /// The middle.
    pub const fn centre(self) -> (f32, f32) {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }
}

/// One document.
#[derive(Debug, Deserialize)]
pub(super) struct Layout {
    pub size_mm: [f32; 2],
    pub side: Vec<SideLayout>,
    pub draw: Draw,
}

/// One side and the values on it.
#[derive(Debug, Deserialize)]
pub(super) struct SideLayout {
    pub side: Side,
    pub portrait_mm: Option<BoxMm>,
    pub field: Vec<FieldBox>,
}

/// Where one value stands, and how it is written.
#[derive(Debug, Deserialize)]
pub(super) struct FieldBox {
    pub field: Field,
    pub box_mm: BoxMm,
    pub script: Script,
    pub kind: Kind,
    #[serde(default = "gregorian")]
    pub calendar: Calendar,
}

const fn gregorian() -> Calendar {
    Calendar::Gregorian
}

/// What only the drawing needs.
#[derive(Debug, Deserialize)]
pub(super) struct Draw {
    /// Height of the coloured band at the top.
    pub band_mm: BTreeMap<Side, f32>,
    /// The rosette in the band.
    #[serde(default)]
    pub emblem_mm: BTreeMap<Side, BoxMm>,
    /// The plate that says SPECIMEN. Every side has one.
    pub mark_mm: BTreeMap<Side, BoxMm>,
    /// From the left edge of the first character cell, and from the top of the first line's capitals to the foot of
    /// the last line's.
    #[serde(default)]
    pub mrz_mm: BTreeMap<Side, BoxMm>,
    /// The bars of the barcode, without the paper around them.
    #[serde(default)]
    pub barcode_mm: BTreeMap<Side, BoxMm>,
    pub label: Vec<Label>,
    pub text: Vec<StaticText>,
}

/// What a value is called; stands over the value's box.
#[derive(Debug, Deserialize)]
pub(super) struct Label {
    pub side: Side,
    pub field: Field,
    pub en: String,
    /// The same in the card's other script.
    pub native: Option<String>,
}

/// Print that is the same on every document.
#[derive(Debug, Deserialize)]
pub(super) struct StaticText {
    pub side: Side,
    pub text: String,
    pub box_mm: BoxMm,
    pub style: Style,
    pub align: Align,
}

/// How static print looks.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Style {
    Heading,
    Subheading,
    Label,
    Value,
    Note,
}

/// To which edge of its box a text keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Align {
    Left,
    Centre,
    Right,
}

/// A layout file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the layout cannot be read: {0}")]
pub struct BadLayout(#[from] toml::de::Error);

impl Layout {
    /// The identity card in Latin letters and `script`.
    pub fn id_card(script: Script) -> Result<Self, BadLayout> {
        let text = match script {
            Script::Arabic => ARABIC_CARD,
            Script::Persian => PERSIAN_CARD,
            Script::Chinese => CHINESE_CARD,
            Script::Latin => LATIN_CARD,
        };
        Ok(toml::from_str(text)?)
    }

    /// The driving licence.
    pub fn licence() -> Result<Self, BadLayout> {
        Ok(toml::from_str(LICENCE)?)
    }

    /// The passport's data page.
    pub fn passport() -> Result<Self, BadLayout> {
        Ok(toml::from_str(PASSPORT)?)
    }
}

/// The scripts that Utopia's cards are printed in beside Latin letters, and what `--script` calls them.
pub const SCRIPTS: [(Script, &str); 4] =
    [(Script::Arabic, "arabic"), (Script::Persian, "persian"), (Script::Chinese, "chinese"), (Script::Latin, "latin")];

/// Height of a label over a value.
const LABEL_HEIGHT: f32 = 1.9;
/// Air between a value's box and its label: a reader's crop, a little too large, still holds the value alone.
pub(super) const AIR: f32 = 1.2;

/// Where the label of the value in `value` stands.
pub(super) fn label_box(value: BoxMm) -> BoxMm {
    BoxMm { x: value.x, y: value.y - AIR - LABEL_HEIGHT, width: value.width, height: LABEL_HEIGHT }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layouts() -> Vec<Layout> {
        let cards = SCRIPTS.map(|(script, _)| Layout::id_card(script).expect("the card's file"));
        let others = [Layout::licence().expect("the licence's file"), Layout::passport().expect("the passport's file")];
        cards.into_iter().chain(others).collect()
    }

    fn apart(a: BoxMm, b: BoxMm, air: f32) -> bool {
        let air = air - 0.01;
        a.right() + air <= b.x || b.right() + air <= a.x || a.bottom() + air <= b.y || b.bottom() + air <= a.y
    }

    /// Everything else that is printed on `side`.
    fn print(layout: &Layout, side: &SideLayout) -> Vec<BoxMm> {
        let of_label = |label: &Label| side.field.iter().find(|f| f.field == label.field).map(|f| label_box(f.box_mm));
        let mut print: Vec<BoxMm> = side.portrait_mm.into_iter().collect();
        print.extend(layout.draw.label.iter().filter(|l| l.side == side.side).filter_map(of_label));
        print.extend(layout.draw.text.iter().filter(|t| t.side == side.side).map(|t| t.box_mm));
        print.extend(layout.draw.mark_mm.get(&side.side));
        print.extend(layout.draw.mrz_mm.get(&side.side));
        print.extend(layout.draw.barcode_mm.get(&side.side));
        print
    }

    #[test]
    fn every_box_lies_within_its_side() {
        for layout in layouts() {
            let [width, height] = layout.size_mm;
            for side in &layout.side {
                for area in side.field.iter().map(|f| f.box_mm).chain(print(&layout, side)) {
                    assert!(
                        area.x >= 0.0 && area.y >= 0.0 && area.right() <= width && area.bottom() <= height,
                        "{area:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn no_two_value_boxes_overlap_and_other_print_keeps_its_distance() {
        for layout in layouts() {
            for side in &layout.side {
                for (i, one) in side.field.iter().enumerate() {
                    for other in &side.field[i + 1..] {
                        assert!(apart(one.box_mm, other.box_mm, 0.0), "{:?} {:?}", one.field, other.field);
                    }
                    for printed in print(&layout, side) {
                        assert!(apart(one.box_mm, printed, AIR), "{:?} {printed:?}", one.field);
                    }
                }
            }
        }
    }

    #[test]
    fn every_label_belongs_to_a_value_on_its_side() {
        for layout in layouts() {
            for label in &layout.draw.label {
                let side = layout.side.iter().find(|s| s.side == label.side).expect("the side");
                assert!(side.field.iter().any(|f| f.field == label.field), "{:?}", label.field);
            }
        }
    }
}
