//! The barcode on the back of the driving licence: PDF417 with the elements of the AAMVA DL/ID Card Design Standard.

use jiff::civil::Date;
use rxing::{
    BarcodeFormat, EncodeHints, Writer,
    common::BitMatrix,
    pdf417::{PDF417Writer, encoder::Dimensions},
};

use super::{holder::Holder, layout::BoxMm, sheet::Sheet};

/// Columns of codewords: a module is then about a quarter of a millimetre wide, as on real licences.
const COLUMNS: usize = 12;
/// Paper around the bars, millimetres; the standard wants two modules.
const QUIET: f32 = 1.2;
const BLACK: [u8; 3] = [18, 18, 22];
const WHITE: [u8; 3] = [252, 252, 250];

/// Draws the holder's barcode into `area`. A text too long for it leaves the area white.
pub(super) fn barcode(sheet: &mut Sheet, holder: &Holder, area: BoxMm) {
    let around = BoxMm {
        x: area.x - QUIET,
        y: area.y - QUIET,
        width: area.width + 2.0 * QUIET,
        height: area.height + 2.0 * QUIET,
    };
    sheet.paint(around, |_, _| (WHITE, 1.0));
    let Some(bars) = bars(&elements(holder)) else { return };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "a few hundred modules; a position inside the area is never negative"
    )]
    let at = |share: f32, count: u32| ((share * count as f32) as u32).min(count - 1);
    sheet.paint(area, |x, y| {
        let column = at((x - area.x) / area.width, bars.getWidth());
        let row = at((y - area.y) / area.height, bars.getHeight());
        (BLACK, if bars.get(column, row) { 1.0 } else { 0.0 })
    });
}

fn bars(text: &str) -> Option<BitMatrix> {
    let hints = EncodeHints {
        Margin: Some("0".to_owned()),
        ErrorCorrection: Some("4".to_owned()),
        Pdf417Dimensions: Some(Dimensions::new(COLUMNS, COLUMNS, 3, 40)),
        ..EncodeHints::default()
    };
    PDF417Writer.encode_with_hints(text, &BarcodeFormat::PDF_417, 0, 0, &hints).ok()
}

/// The text: a header of Utopia's own invention (issuer 000000), then an element a line.
fn elements(holder: &Holder) -> String {
    let (street, town) = holder.address.split_once(", ").unwrap_or((holder.address.as_str(), ""));
    let (first, middle) = holder.given_names.split_once(' ').unwrap_or((holder.given_names.as_str(), "NONE"));
    let sex = match holder.sex {
        'M' => '1',
        'F' => '2',
        _ => '9',
    };
    let [issued, born, expires] = [holder.issue_date, holder.birth_date, holder.expiry_date].map(month_first);
    let lines = format!(
        "DLDAQ{}\nDCS{}\nDAC{first}\nDAD{middle}\nDBD{issued}\nDBB{born}\nDBA{expires}\nDBC{sex}\nDAG{street}\nDAI{town}\n\
         DCGUTO\r",
        holder.document_number, holder.family_name
    );
    format!("@\n\u{1e}\rANSI 000000100001DL0031{:04}{lines}", lines.len()).to_uppercase()
}

fn month_first(date: Date) -> String {
    format!("{:02}{:02}{:04}", date.month(), date.day(), date.year())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{base::reading::Field, document::barcode::aamva};

    #[test]
    fn everybody_s_elements_are_read_back() {
        for holder in (0..50).map(|seed| Holder::invented(seed, date(2026, 11, 21))) {
            let read = aamva::fields(&elements(&holder));
            let value =
                |field| read.iter().find(|(of, _)| *of == field).map(|(_, value)| value.clone()).unwrap_or_default();
            for field in [
                Field::FullName,
                Field::DocumentNumber,
                Field::BirthDate,
                Field::Sex,
                Field::ExpiryDate,
                Field::Address,
            ] {
                assert_eq!(value(field), holder.value(field), "{field}");
            }
        }
    }
}
