//! A document drawn from its layout: every side the same way, whichever document it is.

#![expect(clippy::cast_precision_loss, reason = "pixel positions: far below 2^23")]

use image::RgbImage;

use super::{
    barcode::barcode,
    fonts::Fonts,
    ground::{TEAL, emblem, ground},
    holder::Holder,
    layout::{Align, BadLayout, BoxMm, Layout, SideLayout, StaticText, Style, label_box},
    mark::mark_specimen,
    mrz_lines,
    sheet::{PIXELS_PER_MM, Sheet},
    text::{Face, script},
};
use crate::{base::region::Side, document::text_reader::Script};

/// White ground over the zone's first line, in millimetres.
const ZONE_AIR: f32 = 4.2;
/// Printing ink.
const INK: [u8; 3] = [22, 26, 34];
const LABEL: [u8; 3] = [58, 96, 104];
const WHITE: [u8; 3] = [255; 3];

/// Height of a value's capitals, in millimetres.
const VALUE_CAPITALS: f32 = 2.45;
/// Capitals of the Noto and the `DejaVu` sans serif are about this part of the em.
const CAPITALS: f32 = 0.72;

/// Both sides of a card, 1012 × 638 pixels each (300 dots an inch).
pub struct Card {
    /// Portrait and personal data.
    pub front: RgbImage,
    /// What stands on the back: the machine readable zone, or a licence's barcode.
    pub back: RgbImage,
}

/// Draws Utopia's identity card in the holder's script.
///
/// # Errors
///
/// [`BadLayout`] if the layout file in this build is broken.
pub fn draw_id_card(holder: &Holder, portrait: &RgbImage, fonts: &mut Fonts) -> Result<Card, BadLayout> {
    let layout = Layout::id_card(holder.script)?;
    let lines = mrz_lines::td1(holder);
    let mut press = Press { layout: &layout, holder, portrait, lines: &lines, fonts };
    Ok(Card { front: press.side(Side::Front), back: press.side(Side::Back) })
}

/// Draws Utopia's driving licence, which has a barcode and no zone.
///
/// # Errors
///
/// [`BadLayout`] if the layout file in this build is broken.
pub fn draw_licence(holder: &Holder, portrait: &RgbImage, fonts: &mut Fonts) -> Result<Card, BadLayout> {
    let layout = Layout::licence()?;
    let mut press = Press { layout: &layout, holder, portrait, lines: &[], fonts };
    Ok(Card { front: press.side(Side::Front), back: press.side(Side::Back) })
}

/// Draws the data page of Utopia's passport, 1478 × 1040 pixels (300 dots an inch).
///
/// # Errors
///
/// [`BadLayout`] if the layout file in this build is broken.
pub fn draw_passport(holder: &Holder, portrait: &RgbImage, fonts: &mut Fonts) -> Result<RgbImage, BadLayout> {
    let layout = Layout::passport()?;
    let lines = mrz_lines::td3(holder);
    Ok(Press { layout: &layout, holder, portrait, lines: &lines, fonts }.side(Side::Front))
}

/// Everything that goes into one document.
struct Press<'a> {
    layout: &'a Layout,
    holder: &'a Holder,
    portrait: &'a RgbImage,
    lines: &'a [String],
    fonts: &'a mut Fonts,
}

/// How a text is set.
#[derive(Clone, Copy)]
struct Setting {
    face: Face,
    /// Pixels to the em; less if the text is too long for its box.
    size: f32,
    align: Align,
    colour: [u8; 3],
}

impl Press<'_> {
    fn side(&mut self, side: Side) -> RgbImage {
        let layout = self.layout;
        let mut sheet = Sheet::new(layout.size_mm);
        ground(&mut sheet, layout.size_mm, layout.draw.band_mm.get(&side).copied().unwrap_or_default());
        if let Some(area) = layout.draw.emblem_mm.get(&side) {
            emblem(&mut sheet, *area, WHITE);
        }
        // Indexed: a side whose layout forgets the mark must not be drawn.
        mark_specimen(&mut sheet, self.fonts, layout.draw.mark_mm[&side], self.open_ground(side));
        for text in layout.draw.text.iter().filter(|text| text.side == side) {
            self.static_text(&mut sheet, text);
        }
        for content in layout.side.iter().filter(|content| content.side == side) {
            self.content(&mut sheet, content);
        }
        if let Some(area) = layout.draw.mrz_mm.get(&side) {
            self.mrz(&mut sheet, *area);
        }
        if let Some(area) = layout.draw.barcode_mm.get(&side) {
            barcode(&mut sheet, self.holder, *area);
        }
        sheet.pixels
    }

    /// The ground between band, portrait and machine readable zone.
    fn open_ground(&self, side: Side) -> BoxMm {
        let draw = &self.layout.draw;
        let [width, height] = self.layout.size_mm;
        let portrait = self.layout.side.iter().find(|content| content.side == side).and_then(|c| c.portrait_mm);
        let x = portrait.map_or(0.0, BoxMm::right);
        let y = draw.band_mm.get(&side).copied().unwrap_or_default();
        let zone = draw.mrz_mm.get(&side).or_else(|| draw.barcode_mm.get(&side));
        let foot = zone.map_or(height, |zone| zone.y - ZONE_AIR);
        BoxMm { x, y, width: width - x, height: foot - y }
    }

    fn content(&mut self, sheet: &mut Sheet, content: &SideLayout) {
        if let Some(area) = content.portrait_mm {
            let frame = BoxMm { x: area.x - 0.3, y: area.y - 0.3, width: area.width + 0.6, height: area.height + 0.6 };
            sheet.plate(frame, 0.3, TEAL, 1.0);
            sheet.picture(self.portrait, area);
        }
        for field in &content.field {
            let (face, align) = match field.script {
                Script::Latin => (Face::LatinBold, Align::Left),
                Script::Arabic | Script::Persian => (Face::ArabicBold, Align::Right),
                Script::Chinese => (Face::Chinese, Align::Left),
            };
            let size = VALUE_CAPITALS / CAPITALS * PIXELS_PER_MM;
            self.set(sheet, &self.holder.print(field), field.box_mm, Setting { face, size, align, colour: INK });
            let label = self.layout.draw.label.iter().find(|l| l.side == content.side && l.field == field.field);
            if let Some(label) = label {
                let area = label_box(field.box_mm);
                self.set(sheet, &label.en, area, label_setting(Face::Latin, Align::Left));
                if let Some(native) = &label.native {
                    self.set(sheet, native, area, label_setting(plain_and_bold(native)[0], Align::Right));
                }
            }
        }
    }

    fn static_text(&mut self, sheet: &mut Sheet, text: &StaticText) {
        let area = text.box_mm;
        let [plain, bold] = plain_and_bold(&text.text);
        let (face, capitals, colour) = match text.style {
            Style::Heading => (bold, area.height * 0.8, WHITE),
            Style::Subheading => (plain, area.height * 0.8, WHITE),
            Style::Label => (plain, area.height * 0.66, LABEL),
            Style::Value => (bold, VALUE_CAPITALS, INK),
            Style::Note => (plain, area.height * 0.6, LABEL),
        };
        let size = capitals / CAPITALS * PIXELS_PER_MM;
        self.set(sheet, &text.text, area, Setting { face, size, align: text.align, colour });
    }

    /// Sets one line into `area`: smaller if it is too long or too tall, capitals in the middle of the height.
    fn set(&mut self, sheet: &mut Sheet, text: &str, area: BoxMm, setting: Setting) {
        let [left, top, width, height] = [area.x, area.y, area.width, area.height].map(|mm| mm * PIXELS_PER_MM);
        let trial = self.fonts.shape(text, setting.face, setting.size);
        let ink = self.fonts.ink(&trial);
        let tall = if script(text) == Script::Latin { 0.0 } else { (ink.above + ink.below) as f32 };
        let size = setting.size * (width / trial.width).min(height * 0.95 / tall).min(1.0);
        let line = self.fonts.shape(text, setting.face, size);
        let x = match setting.align {
            Align::Left => left,
            Align::Centre => left + (width - line.width) / 2.0,
            Align::Right => left + width - line.width,
        };
        // Lines of one row share a baseline; a value in another script stands alone, and its ink reaches further down.
        let ink = self.fonts.ink(&line);
        let alone = matches!(setting.face, Face::ArabicBold | Face::Chinese);
        let rise = if alone { (ink.above - ink.below) as f32 } else { size * CAPITALS };
        self.fonts.draw(&line, sheet, x, (top + f32::midpoint(height, rise)).round(), setting.colour);
    }

    /// The zone's lines: ten characters an inch (9303-3, 4.4), each in the middle of its own cell.
    fn mrz(&mut self, sheet: &mut Sheet, area: BoxMm) {
        let [width, height] = self.layout.size_mm;
        let air = BoxMm { x: 0.0, y: area.y - ZONE_AIR, width, height: height - area.y + ZONE_AIR };
        sheet.paint(air, |_, _| ([252, 252, 249], 0.8));
        let advance = self.fonts.shape("0", Face::OcrB, 100.0).width;
        let size = 100.0 * OCR_B_ADVANCE * PIXELS_PER_MM / advance;
        for (row, text) in self.lines.iter().enumerate() {
            let baseline = (area.y + OCR_B_CAPITALS + LINE_SPACING * row as f32) * PIXELS_PER_MM;
            for (column, c) in text.chars().enumerate() {
                let glyph = self.fonts.shape(c.encode_utf8(&mut [0; 4]), Face::OcrB, size);
                let middle = (area.x + PITCH * (column as f32 + 0.5)) * PIXELS_PER_MM;
                self.fonts.draw(&glyph, sheet, middle - glyph.width / 2.0, baseline.round(), INK);
            }
        }
    }
}

/// From one character of the zone to the next, in millimetres.
const PITCH: f32 = 2.54;
/// From one line of the zone to the next, in millimetres.
const LINE_SPACING: f32 = 6.35;
/// The font's own advance at OCR-B's size 1, in millimetres.
const OCR_B_ADVANCE: f32 = 2.54;
/// Height of its capitals at that size.
const OCR_B_CAPITALS: f32 = 2.5;

/// The faces that set `text`.
fn plain_and_bold(text: &str) -> [Face; 2] {
    match script(text) {
        Script::Latin => [Face::Latin, Face::LatinBold],
        Script::Arabic | Script::Persian => [Face::Arabic, Face::ArabicBold],
        Script::Chinese => [Face::Chinese, Face::Chinese],
    }
}

fn label_setting(face: Face, align: Align) -> Setting {
    Setting { face, size: 1.75 * PIXELS_PER_MM, align, colour: LABEL }
}

#[cfg(test)]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "colours of a picture of 70 by 90 pixels; millimetres on a page, never negative"
)]
mod tests {
    use image::Rgb;
    use jiff::civil::date;

    use super::{super::layout::SCRIPTS, *};

    fn holder() -> Holder {
        Holder::invented(7, date(2026, 11, 21))
    }

    fn arabic_card() -> Layout {
        Layout::id_card(Script::Arabic).expect("the layout")
    }

    fn portrait() -> RgbImage {
        RgbImage::from_fn(70, 90, |x, y| Rgb([(x * 3) as u8, (y * 2) as u8, 128]))
    }

    fn pages(holder: &Holder) -> [RgbImage; 3] {
        let fonts = &mut Fonts::from_system().expect("fonts");
        let card = draw_id_card(holder, &portrait(), fonts).expect("a card");
        [card.front, card.back, draw_passport(holder, &portrait(), fonts).expect("a page")]
    }

    /// Where `one` and `other` differ: left, top, right, bottom in millimetres.
    fn difference(one: &RgbImage, other: &RgbImage) -> Option<[f32; 4]> {
        let apart = one.enumerate_pixels().filter(|(x, y, pixel)| other.get_pixel(*x, *y) != *pixel);
        apart
            .map(|(x, y, _)| [x as f32, y as f32, x as f32 + 1.0, y as f32 + 1.0].map(|p| p / PIXELS_PER_MM))
            .reduce(|[l, t, r, b], [x, y, right, bottom]| [l.min(x), t.min(y), r.max(right), b.max(bottom)])
    }

    #[test]
    fn the_same_holder_gives_the_same_pixels_at_300_dots_an_inch() {
        let [front, back, passport] = pages(&holder());
        assert_eq!(
            [front.dimensions(), back.dimensions(), passport.dimensions()],
            [(1012, 638), (1012, 638), (1478, 1040)]
        );
        assert!([front, back, passport] == pages(&holder()));
    }

    #[test]
    fn every_side_of_every_document_is_marked_a_specimen() {
        for (script, _) in SCRIPTS {
            let layouts = [Layout::id_card(script).expect("the card"), Layout::passport().expect("the page")];
            let marks = [(&layouts[0], Side::Front), (&layouts[0], Side::Back), (&layouts[1], Side::Front)];
            let pages = pages(&Holder::invented_in(script, 7, date(2026, 11, 21)));
            pages.iter().zip(marks).for_each(|(page, (layout, side))| assert_marked(page, layout, side));
        }
    }

    fn assert_marked(page: &RgbImage, layout: &Layout, side: Side) {
        let plate = layout.draw.mark_mm[&side];
        let [x, y, w, h] = [plate.x, plate.y, plate.width, plate.height].map(|mm| (mm * PIXELS_PER_MM) as u32);
        let cut = image::imageops::crop_imm(page, x, y, w, h).to_image();
        let red = cut.pixels().filter(|p| p.0[0] > 150 && p.0[1] < 60).count() as f32 / (w * h) as f32;
        assert!(red > 0.5, "{side:?}: {red}");
    }

    #[test]
    fn the_ink_of_a_name_stays_in_its_box_however_long_it_is() {
        let layout = arabic_card();
        for field in layout.side[0].field.iter().filter(|f| f.box_mm.width > 40.0) {
            let long = "ABDULRAHMAN MUHAMMAD MUSTAFA AL-MUHANNADI JR".to_owned();
            let native = "عبدالرحمن محمد مصطفى المهندي الشرقاوي القحطاني".to_owned();
            let blank = Holder { full_name: String::new(), full_name_native: String::new(), ..holder() };
            let named = match field.script {
                Script::Latin => Holder { full_name: long, ..blank.clone() },
                Script::Arabic | Script::Persian | Script::Chinese => {
                    Holder { full_name_native: native, ..blank.clone() }
                }
            };
            let [l, t, r, b] = difference(&pages(&blank)[0], &pages(&named)[0]).expect("a name is printed");
            let area = field.box_mm;
            assert!(
                l >= area.x - 0.1 && t >= area.y && r <= area.right() + 0.1 && b <= area.bottom(),
                "{l} {t} {r} {b}"
            );
        }
    }

    #[test]
    fn an_arabic_name_is_set_against_the_right_edge() {
        let blank = Holder { full_name_native: String::new(), ..holder() };
        let [l, _, r, _] = difference(&pages(&blank)[0], &pages(&holder())[0]).expect("a name is printed");
        let area = arabic_card().side[0].field[1].box_mm;
        assert!(area.right() - r < 0.5 && l > area.x + 5.0, "{l} {r}");
    }

    #[test]
    fn the_zone_keeps_ten_characters_an_inch() {
        let with = |number: &str| Holder { document_number: number.into(), ..holder() };
        // The sixth cell of the first line, and the number's own check digit in the fifteenth.
        let [_, back, _] = pages(&with("A00000000"));
        let [_, other, _] = pages(&with("B00000000"));
        let zone = |page: &RgbImage| image::imageops::crop_imm(page, 0, 380, 1012, 60).to_image();
        let [l, _, r, _] = difference(&zone(&back), &zone(&other)).expect("the number differs");
        let left = 4.7 + 5.0 * PITCH;
        assert!(l > left && l < left + PITCH, "{l}");
        assert!(r > 4.7 + 14.0 * PITCH && r < 4.7 + 15.0 * PITCH, "{r}");
    }
}
