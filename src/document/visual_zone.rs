//! The visual zone: each printed field cut out of the rectified document and read on its own.
//!
//! Full pages in two scripts lose a third of the fields; single fields by layout were read in 33 to 36 of 36 cases.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "pixel arithmetic: boxes lie on the rectified document"
)]

use image::{GrayImage, imageops};

use super::{
    card::PIXELS_PER_MM,
    layout::{BoxMm, FieldLayout, SideLayout},
    line_crop,
    normal::normal,
    pixels::{grey, warp::Homography},
    reflection,
    text_reader::{Kind, Script, TextReader, TextReaderError},
};
use crate::base::{
    personal::Personal,
    reading::{Field, Reading, Source},
    region::{Quad, Region},
};

/// A field read with less is in doubt: the limit that journeys come with.
const NO_DOUBT: f32 = 0.6;
/// Added around a field's box, millimetres: layouts keep other print at least 1.2 away.
pub(super) const AIR_MM: f32 = 0.5;

/// A side's visual zone.
#[derive(Clone, Debug, Default)]
pub struct VisualZone {
    /// The fields that were read.
    pub readings: Vec<Reading>,
    /// Every field of the layout, in its order, and what was seen in its box.
    pub seen: Vec<(FieldLayout, Seen)>,
    /// Mean confidence over all fields of the layout; what was not read counts as 0.
    pub confidence: f32,
}

impl VisualZone {
    /// The fields that a reflection lies on.
    pub fn covered(&self) -> impl Iterator<Item = Field> {
        self.seen.iter().filter(|(_, seen)| *seen == Seen::Covered).map(|(layout, _)| layout.field)
    }

    /// Whether every field was read, none of them in doubt.
    pub fn is_certain(&self) -> bool {
        let sure = |seen: &Seen| matches!(seen, Seen::Value { confidence, .. } if *confidence >= NO_DOUBT);
        !self.seen.is_empty() && self.seen.iter().all(|(_, seen)| sure(seen))
    }
}

/// How well the boxes of `layout` lie on the print of the rectified `document`, `0.0 ..= 1.0`: the share of them that hold
/// print which keeps off their edges. A thousandth of what reading costs.
pub fn fit(layout: &SideLayout, document: &GrayImage) -> f32 {
    let good = layout.fields.iter().filter(|field| line_crop::holds_print(&cut(document, &field.box_mm))).count();
    good as f32 / layout.fields.len().max(1) as f32
}

/// What was seen in a field's box.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen {
    /// No print.
    Nothing,
    /// A reflection, with print under it or beside it.
    Covered,
    /// Print that was not read at any height.
    Illegible,
    /// Text that cannot be such a field: no date, no sex.
    Other {
        /// The text as it was read.
        text: Personal,
        /// How sure the reader is of it.
        confidence: f32,
    },
    /// The field's value in its normal form.
    Value {
        /// The value.
        value: Personal,
        /// How sure the reader is of it.
        confidence: f32,
    },
}

/// Reads the fields of `layout` on the rectified `document`; `to_picture` leads back to the photograph.
///
/// # Errors
///
/// [`TextReaderError`] when the engine fails.
pub fn read(
    reader: &dyn TextReader,
    layout: &SideLayout,
    document: &GrayImage,
    to_picture: &Homography,
) -> Result<VisualZone, TextReaderError> {
    let mut zone = VisualZone::default();
    let crops: Vec<GrayImage> = layout.fields.iter().map(|field| cut(document, &field.box_mm)).collect();
    let mut papers: Vec<u8> = crops.iter().filter_map(reflection::paper).collect();
    papers.sort_unstable();
    let paper = papers.get(papers.len() / 2).copied();
    for (field, crop) in layout.fields.iter().zip(&crops) {
        let seen = if reflection::covers(crop, paper) { Seen::Covered } else { read_field(reader, field, crop)? };
        if let Seen::Value { value, confidence } = &seen {
            zone.confidence += confidence / layout.fields.len() as f32;
            let region = Some(Region { side: layout.side, corners: on_picture(&field.box_mm, to_picture) });
            let (name, value, confidence) = (field.field, value.clone(), *confidence);
            zone.readings.push(Reading { field: name, value, source: Source::VisualZone, confidence, region });
        }
        zone.seen.push((field.clone(), seen));
    }
    Ok(zone)
}

/// What a field's crop was read as: cut to its ink at up to three heights, then as it stands at three more.
///
/// The first sure reading is taken, of a word whose dots decide the second that says the same. If there is none, the one
/// that most of the heights agree on, weighed by their confidence: a single height may double a character (`R0O857`) and
/// be the surest of three that are all in doubt. It is as sure as its share of the votes.
fn read_field(reader: &dyn TextReader, field: &FieldLayout, crop: &GrayImage) -> Result<Seen, TextReaderError> {
    let Some(ink) = line_crop::ink(crop) else { return Ok(Seen::Nothing) };
    let care = Care::of(field);
    let mut votes = Votes::default();
    let mut other = Seen::Illegible;
    let ways = care.heights.map(|height| (&ink, height)).into_iter().chain(care.heights.map(|height| (crop, height)));
    for (n, (picture, height)) in ways.enumerate() {
        if n >= care.heights.len() && !votes.0.is_empty() {
            break;
        }
        let line = reader.read_line(&at_height(picture, height), field.script, field.kind)?;
        let Some(value) = normal(field, &line.text) else {
            if !line.text.is_empty() {
                other = Seen::Other { text: Personal::new(line.text), confidence: line.confidence };
            }
            continue;
        };
        let vote = votes.count(value, line.confidence);
        if vote.surest >= care.sure && vote.heights >= care.heights_agree {
            return Ok(Seen::Value { value: Personal::new(&vote.value), confidence: vote.surest });
        }
    }
    Ok(votes.most().unwrap_or(other))
}

/// How a field's crop is looked at.
struct Care {
    /// Heights in pixels that it is read at, best first; which one helps is not to be foreseen.
    heights: [u32; 3],
    /// A reading this sure needs no other height.
    sure: f32,
    /// Heights that must say the same.
    heights_agree: usize,
}

impl Care {
    fn of(field: &FieldLayout) -> Self {
        let words = matches!(field.kind, Kind::Name | Kind::Text);
        Self {
            heights: match field.script {
                Script::Arabic | Script::Persian if words => [34, 44, 60],
                Script::Latin | Script::Chinese | Script::Arabic | Script::Persian => [44, 34, 60],
            },
            // What can be told wrong by its form (no day, no letter of a sex) needs less.
            sure: if matches!(field.kind, Kind::Date | Kind::Code) { 0.6 } else { 0.85 },
            // A dot makes another letter of the same shape, and no reader doubts itself enough: of 1 181 names and addresses
            // in Arabic script one height was sure and wrong in 21, two heights agreed and were wrong in 15.
            heights_agree: if field.kind == Kind::Name && field.script != Script::Latin { 2 } else { 1 },
        }
    }
}

/// The values that a field was read as at its heights.
#[derive(Default)]
struct Votes(Vec<Vote>);

/// One of them.
struct Vote {
    value: String,
    /// How many heights gave it.
    heights: usize,
    /// The sum of their confidences.
    weight: f32,
    /// The greatest of them.
    surest: f32,
}

impl Votes {
    /// Counts a reading; what is there now of its value.
    fn count(&mut self, value: String, confidence: f32) -> &Vote {
        let at = self.0.iter().position(|vote| vote.value == value).unwrap_or_else(|| {
            self.0.push(Vote { value, heights: 0, weight: 0.0, surest: 0.0 });
            self.0.len() - 1
        });
        let vote = &mut self.0[at];
        vote.heights += 1;
        vote.weight += confidence;
        vote.surest = vote.surest.max(confidence);
        vote
    }

    /// The value with the greatest weight.
    fn most(self) -> Option<Seen> {
        let all: f32 = self.0.iter().map(|vote| vote.weight).sum();
        let most = self.0.into_iter().max_by(|a, b| a.weight.total_cmp(&b.weight))?;
        Some(Seen::Value {
            value: Personal::new(most.value),
            confidence: most.surest * most.weight / all.max(f32::EPSILON),
        })
    }
}

fn cut(document: &GrayImage, field: &BoxMm) -> GrayImage {
    let from = |mm: f32| ((mm - AIR_MM) * PIXELS_PER_MM).max(0.0) as u32;
    let size = |mm: f32| ((mm + 2.0 * AIR_MM) * PIXELS_PER_MM) as u32;
    let (x, y) = (from(field.x).min(document.width() - 1), from(field.y).min(document.height() - 1));
    let (w, h) = (size(field.w).min(document.width() - x), size(field.h).min(document.height() - y));
    grey::cut(document, (x, y, w.max(1), h.max(1)))
}

/// The crop at this height, its contrast stretched, with paper around it: readers miss print that touches an edge.
fn at_height(crop: &GrayImage, height: u32) -> GrayImage {
    const BORDER: u32 = 8;
    let scaled = grey::scaled(crop, height as f32 / crop.height().max(1) as f32);
    let counts = grey::histogram(&scaled);
    let (low, high) = (f32::from(grey::percentile(&counts, 0.01)), f32::from(grey::percentile(&counts, 0.7)));
    let range = (high - low).max(30.0);
    let even = grey::map(&scaled, |v| ((f32::from(v) - low) * 255.0 / range).clamp(0.0, 255.0) as u8);
    let mut framed = GrayImage::from_pixel(even.width() + 2 * BORDER, even.height() + 2 * BORDER, image::Luma([255]));
    imageops::replace(&mut framed, &even, i64::from(BORDER), i64::from(BORDER));
    framed
}

/// A box of the document as an area of the photograph.
pub fn on_picture(field: &BoxMm, to_picture: &Homography) -> Quad {
    let at = |x: f32, y: f32| to_picture.at(x * PIXELS_PER_MM, y * PIXELS_PER_MM);
    let (right, bottom) = (field.x + field.w, field.y + field.h);
    Quad([at(field.x, field.y), at(right, field.y), at(right, bottom), at(field.x, bottom)])
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use image::Luma;

    use super::{
        super::{
            layout::{Layout, tests::SMALL},
            text_reader::{FakeTextReader, TextLine},
        },
        *,
    };
    use crate::base::region::Side;

    fn level() -> Homography {
        Homography::of_rectangle(1012.0, 638.0, &[[0.0, 0.0], [1012.0, 0.0], [1012.0, 638.0], [0.0, 638.0]])
            .expect("a map")
    }

    /// Strokes all over.
    fn printed() -> GrayImage {
        GrayImage::from_fn(1011, 638, |x, _| Luma([if x % 10 < 4 { 40 } else { 240 }]))
    }

    /// Reads nothing but crops of 34 + 16 pixels, as a reader that fails at other heights.
    struct OnlyLow;

    impl TextReader for OnlyLow {
        fn read_line(&self, crop: &GrayImage, _: Script, _: Kind) -> Result<TextLine, TextReaderError> {
            let low = crop.height() == 50;
            Ok(if low { TextLine { text: "Layla Haddad".into(), confidence: 0.7 } } else { TextLine::default() })
        }
    }

    #[test]
    fn a_field_that_is_empty_at_one_height_is_read_at_another() {
        let layout = Layout::parse(SMALL).expect("a layout");
        let document = printed();
        let zone = read(&OnlyLow, layout.side(Side::Front).expect("a front"), &document, &level()).expect("reads");
        assert_eq!(zone.readings[0].value.expose(), "Layla Haddad");
        assert!((zone.confidence - 0.7).abs() < 1e-6);
    }

    /// Doubtful at every height, and surest where it is alone.
    struct OutVoted;

    impl TextReader for OutVoted {
        fn read_line(&self, crop: &GrayImage, _: Script, _: Kind) -> Result<TextLine, TextReaderError> {
            let (text, confidence) =
                if crop.height() == 44 + 16 { ("Layla Haddadd", 0.65) } else { ("Layla Haddad", 0.6) };
            Ok(TextLine { text: text.into(), confidence })
        }
    }

    #[test]
    fn what_two_heights_agree_on_outweighs_a_third_that_is_surer_but_in_doubt() {
        let layout = Layout::parse(SMALL).expect("a layout");
        let zone = read(&OutVoted, layout.side(Side::Front).expect("a front"), &printed(), &level()).expect("reads");
        assert_eq!(zone.readings[0].value.expose(), "Layla Haddad");
        assert!((zone.readings[0].confidence - 0.6 * 1.2 / 1.85).abs() < 1e-6, "as sure as its share of the votes");
    }

    /// As sure as can be at every height, and of another letter at the first.
    struct Dotted;

    impl TextReader for Dotted {
        fn read_line(&self, crop: &GrayImage, _: Script, _: Kind) -> Result<TextLine, TextReaderError> {
            let text = if crop.height() == 34 + 16 { "بریسا" } else { "پریسا" };
            Ok(TextLine { text: text.into(), confidence: 0.95 })
        }
    }

    #[test]
    fn a_name_whose_dots_decide_is_sure_when_two_heights_say_it_and_not_before() {
        let layout = SMALL.replace(r#"script = "latin""#, r#"script = "persian""#);
        let layout = Layout::parse(&layout).expect("a layout");
        let zone = read(&Dotted, layout.side(Side::Front).expect("a front"), &printed(), &level()).expect("reads");
        assert_eq!(zone.readings[0].value.expose(), "پریسا");
        assert!(zone.readings[0].confidence > 0.9);
    }

    #[test]
    fn a_broken_engine_is_an_error_and_not_an_empty_field() {
        let layout = Layout::parse(SMALL).expect("a layout");
        let document = printed();
        let broken = FakeTextReader { known: HashMap::new(), broken: Some("no language data".into()) };
        assert!(read(&broken, layout.side(Side::Front).expect("a front"), &document, &level()).is_err());
    }
}
