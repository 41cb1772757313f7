//! Layout files: where a document's portrait, title and fields stand. Data, so that a bank adds a document without code.

use std::fmt;

use serde::Deserialize;

use super::{
    form::Form,
    mrz::Format,
    text_reader::{Kind, Script},
};
use crate::base::{calendar::Calendar, reading::Field, region::Side};

/// What kind of document a layout describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// A national identity card.
    IdCard,
    /// A passport's data page.
    Passport,
    /// A visa.
    Visa,
    /// A driving licence.
    DrivingLicence,
}

impl DocumentKind {
    /// The kind that a zone of `format` belongs to.
    pub const fn of_mrz(format: Format) -> Self {
        match format {
            Format::Td1 | Format::Td2 => Self::IdCard,
            Format::Td3 => Self::Passport,
            Format::MrvA | Format::MrvB => Self::Visa,
        }
    }
}

/// Which layout a document was read by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, Deserialize)]
pub struct LayoutRef {
    /// The layout's name.
    pub name: String,
    /// Its version.
    pub version: u32,
}

/// A rectangle on a document, millimetres from its top left corner.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(from = "[f32; 4]")]
pub struct BoxMm {
    /// From the left edge.
    pub x: f32,
    /// From the top edge.
    pub y: f32,
    /// Width.
    pub w: f32,
    /// Height.
    pub h: f32,
}

impl From<[f32; 4]> for BoxMm {
    fn from([x, y, w, h]: [f32; 4]) -> Self {
        Self { x, y, w, h }
    }
}

/// One document's layout, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// Name and version.
    pub id: LayoutRef,
    /// ICAO 9303-3 code of who issues it.
    pub issuing_state: String,
    /// What it is.
    pub document: DocumentKind,
    /// The zone it carries.
    pub mrz: Option<Format>,
    /// The document code in its zone (`I`, `IP` …), where one issuer's documents of a format differ by it.
    pub mrz_code: Option<String>,
    /// Width and height.
    pub size_mm: [f32; 2],
    /// Its sides, one or two.
    pub sides: Vec<SideLayout>,
}

/// One side of a document.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SideLayout {
    /// Which side.
    pub side: Side,
    /// Where the holder's portrait stands.
    pub portrait_mm: Option<BoxMm>,
    /// Where the document says what it is.
    pub title_mm: Option<BoxMm>,
    /// The fields printed on it.
    #[serde(default, rename = "field")]
    pub fields: Vec<FieldLayout>,
}

/// One printed field.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldLayout {
    /// Which field.
    pub field: Field,
    /// Where its value stands, without its label.
    pub box_mm: BoxMm,
    /// The script it is printed in.
    pub script: Script,
    /// What it holds.
    pub kind: Kind,
    /// The calendar of a date.
    #[serde(default = "gregorian")]
    pub calendar: Calendar,
    /// Which characters of a number are letters and which are digits.
    pub form: Option<Form>,
}

const fn gregorian() -> Calendar {
    Calendar::Gregorian
}

/// What is wrong with a layout file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct BadLayout {
    problem: String,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    version: u32,
    issuing_state: String,
    document: DocumentKind,
    mrz: Option<toml::Spanned<String>>,
    mrz_code: Option<toml::Spanned<String>>,
    size_mm: toml::Spanned<[f32; 2]>,
    #[serde(rename = "side")]
    sides: Vec<toml::Spanned<SideLayout>>,
    /// What only the drawing of specimens needs.
    #[serde(rename = "draw")]
    _draw: Option<toml::Table>,
}

impl Layout {
    /// Reads a layout file's `text`.
    ///
    /// # Errors
    ///
    /// [`BadLayout`], naming the line that is wrong.
    pub fn parse(text: &str) -> Result<Self, BadLayout> {
        let file: File = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            at_line(text, at, error.message())
        })?;
        let mrz = file.mrz.as_ref().map(|name| {
            let unknown = || at_line(text, name.span().start, "mrz is none of TD1, TD2, TD3, MRVA, MRVB");
            Format::from_name(name.get_ref()).ok_or_else(unknown)
        });
        if let Some(code) = file.mrz_code.as_ref().filter(|code| !is_code(code.get_ref())) {
            return Err(at_line(text, code.span().start, "mrz_code is not one or two capitals"));
        }
        let size_mm = *file.size_mm.get_ref();
        if size_mm.iter().any(|side| !(20.0..=400.0).contains(side)) {
            return Err(at_line(text, file.size_mm.span().start, "size_mm is outside 20 to 400 mm"));
        }
        for side in &file.sides {
            check_side(side.get_ref(), size_mm).map_err(|problem| at_line(text, side.span().start, &problem))?;
        }
        if file.sides.is_empty() {
            return Err(at_line(text, 0, "no [[side]]"));
        }
        Ok(Self {
            id: LayoutRef { name: file.name, version: file.version },
            issuing_state: file.issuing_state,
            document: file.document,
            mrz: mrz.transpose()?,
            mrz_code: file.mrz_code.map(toml::Spanned::into_inner),
            size_mm,
            sides: file.sides.into_iter().map(toml::Spanned::into_inner).collect(),
        })
    }

    /// The layout of one side, if the document has it.
    pub fn side(&self, side: Side) -> Option<&SideLayout> {
        self.sides.iter().find(|layout| layout.side == side)
    }
}

fn is_code(code: &str) -> bool {
    matches!(code.len(), 1 | 2) && code.bytes().all(|c| c.is_ascii_uppercase())
}

fn check_side(layout: &SideLayout, size: [f32; 2]) -> Result<(), String> {
    let inside =
        |b: &BoxMm| b.x >= 0.0 && b.y >= 0.0 && b.w > 0.0 && b.h > 0.0 && b.x + b.w <= size[0] && b.y + b.h <= size[1];
    let boxes = layout.fields.iter().map(|f| (f.field.name(), &f.box_mm));
    let named = [("portrait_mm", &layout.portrait_mm), ("title_mm", &layout.title_mm)];
    let others = named.into_iter().filter_map(|(name, b)| b.as_ref().map(|b| (name, b)));
    if let Some((name, _)) = boxes.chain(others).find(|(_, b)| !inside(b)) {
        return Err(format!("the box of {name} is not on the document"));
    }
    for (n, field) in layout.fields.iter().enumerate() {
        if layout.fields[..n].iter().any(|other| other.field == field.field) {
            return Err(format!("{} stands twice on one side", field.field));
        }
        if field.kind != Kind::Date && field.calendar != Calendar::Gregorian {
            return Err(format!("{} has a calendar and is no date", field.field));
        }
        if field.kind != Kind::Number && field.form.is_some() {
            return Err(format!("{} has a form and is no number", field.field));
        }
    }
    Ok(())
}

fn at_line(text: &str, at: usize, problem: &str) -> BadLayout {
    let line = text.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
    BadLayout { problem: format!("line {line}: {problem}") }
}

impl fmt::Display for LayoutRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} v{}", self.name, self.version)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub const SMALL: &str = r#"
name = "utopia-test"
version = 2
issuing_state = "UTO"
document = "id_card"
mrz = "TD1"
size_mm = [85.6, 53.98]

[[side]]
side = "front"
portrait_mm = [4.0, 14.0, 25.0, 33.0]

[[side.field]]
field = "full_name"
box_mm = [31.8, 16.2, 49.8, 4.3]
script = "latin"
kind = "name"
"#;

    #[test]
    fn a_layout_is_read() {
        let layout = Layout::parse(SMALL).expect("a layout");
        assert_eq!(layout.id.to_string(), "utopia-test v2");
        let front = layout.side(Side::Front).expect("a front");
        assert_eq!((front.fields[0].field, front.fields[0].kind), (Field::FullName, Kind::Name));
        assert!(layout.side(Side::Back).is_none());
    }

    #[test]
    fn a_wrong_layout_is_refused_with_the_line_that_is_wrong() {
        for (from, to, problem) in [
            ("\"TD1\"", "\"TD9\"", "line 6: mrz is none of"),
            ("\"full_name\"", "\"shoe_size\"", "line 14: "),
            (
                "[31.8, 16.2, 49.8, 4.3]",
                "[81.8, 16.2, 49.8, 4.3]",
                "line 9: the box of full_name is not on the document",
            ),
            ("version = 2", "version = 2\nshape = 1", "line 4: "),
            ("version = 2", "version = 2\nmrz_code = \"I<\"", "line 4: mrz_code is not"),
            ("kind = \"name\"", "kind = \"name\"\nform = \"A0\"", "line 9: full_name has a form"),
            ("kind = \"name\"", "kind = \"number\"\nform = \"A-0\"", "line 18: a form is"),
            ("kind = \"name\"", "kind = \"name\"\ncalendar = \"jalali\"", "line 9: full_name has a calendar"),
        ] {
            let error = Layout::parse(&SMALL.replace(from, to)).expect_err(from).to_string();
            assert!(error.starts_with(problem), "{error}");
        }
    }
}
