//! Barcodes on a document: PDF417, as North American licences carry it, and QR codes. Found and decoded by `rxing`.

#![expect(clippy::cast_precision_loss, reason = "pixel positions: far below 2^23")]

pub mod aamva;

use std::panic::{AssertUnwindSafe, catch_unwind};

use image::GrayImage;
use rxing::{
    BinaryBitmap, DecodeHints, Luma8Source, RXingResult, Reader, common::HybridBinarizer, pdf417::PDF417Reader,
    qrcode::QRCodeReader,
};
use serde::Serialize;

use super::pixels::grey;
use crate::base::{
    personal::Personal,
    reading::{Reading, Source},
    region::{Quad, Region, Side},
};

/// The longer side of what is searched, pixels: a module of a licence's barcode is about three of them then.
const LONG_SIDE: u32 = 1600;

/// The kinds of barcode that are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Symbology {
    /// ISO/IEC 15438.
    Pdf417,
    /// ISO/IEC 18004.
    Qr,
}

/// A barcode that was decoded; its own error correction says that every character is right.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Barcode {
    /// Its kind.
    pub symbology: Symbology,
    /// What it says.
    pub text: Personal,
    /// Where it stands.
    pub region: Region,
}

/// The barcodes on a picture of one side: at most one of each kind.
pub fn find(picture: &GrayImage, side: Side) -> Vec<Barcode> {
    let factor = LONG_SIDE as f32 / picture.width().max(picture.height()).max(1) as f32;
    let (small, factor) = if factor < 1.0 { grey::with_long_side(picture, LONG_SIDE) } else { (picture.clone(), 1.0) };
    [Symbology::Pdf417, Symbology::Qr]
        .into_iter()
        .filter_map(|symbology| {
            let found = decode(&small, symbology)?;
            let corners = corners(&found, factor)?;
            Some(Barcode { symbology, text: Personal::new(found.getText()), region: Region { side, corners } })
        })
        .collect()
}

/// The fields that barcodes tell, as readings.
pub fn readings(barcodes: &[Barcode]) -> Vec<Reading> {
    let of = |barcode: &Barcode| {
        let region = Some(barcode.region);
        let reading = move |(field, value): (_, String)| Reading {
            field,
            value: Personal::new(value),
            source: Source::Barcode,
            confidence: 1.0,
            region,
        };
        aamva::fields(barcode.text.expose()).into_iter().map(reading)
    };
    barcodes.iter().flat_map(of).collect()
}

fn decode(picture: &GrayImage, symbology: Symbology) -> Option<RXingResult> {
    let (width, height) = picture.dimensions();
    // The decoder is a port of another language's and indexes freely: on a picture that it stumbles over nothing is found.
    let attempt = || {
        let source = Luma8Source::new_with_slice(picture.as_raw(), width, height).ok()?;
        let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
        let hints = DecodeHints { TryHarder: Some(true), ..DecodeHints::default() };
        match symbology {
            Symbology::Pdf417 => PDF417Reader::new().decode_with_hints(&mut bitmap, &hints).ok(),
            Symbology::Qr => QRCodeReader::new().decode_with_hints(&mut bitmap, &hints).ok(),
        }
    };
    catch_unwind(AssertUnwindSafe(attempt)).ok().flatten()
}

/// The upright rectangle around the points by which the barcode was found, on the picture that was given.
fn corners(found: &RXingResult, factor: f32) -> Option<Quad> {
    let points = found.getPoints();
    let of = |axis: fn(&rxing::Point) -> f32, pick: fn(f32, f32) -> f32| {
        points.iter().map(axis).reduce(pick).map(|value| value / factor)
    };
    let (left, right) = (of(|p| p.x, f32::min)?, of(|p| p.x, f32::max)?);
    let (top, bottom) = (of(|p| p.y, f32::min)?, of(|p| p.y, f32::max)?);
    Some(Quad([[left, top], [right, top], [right, bottom], [left, bottom]]))
}

#[cfg(test)]
mod tests {
    use image::Luma;
    use rxing::{BarcodeFormat, Writer, common::BitMatrix, pdf417::PDF417Writer, qrcode::QRCodeWriter};

    use super::*;

    /// Light paper of 900 by 600 pixels with the bars on it, three pixels a module.
    fn paper(bars: &BitMatrix) -> GrayImage {
        GrayImage::from_fn(900, 600, |x, y| {
            let at = |v: u32, most: u32| v.checked_sub(60).map(|v| v / 3).filter(|v| *v < most);
            let module = at(x, bars.getWidth()).zip(at(y, bars.getHeight()));
            Luma([if module.is_some_and(|(x, y)| bars.get(x, y)) { 40 } else { 225 }])
        })
    }

    #[test]
    fn a_qr_code_is_found_with_its_place() {
        let bars = QRCodeWriter.encode("UTO:F03090800", &BarcodeFormat::QR_CODE, 0, 0).expect("a code");
        let found = find(&paper(&bars), Side::Back);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].symbology, found[0].text.expose()), (Symbology::Qr, "UTO:F03090800"));
        let [left, top] = found[0].region.corners.0[0];
        assert!((60.0..160.0).contains(&left) && (60.0..160.0).contains(&top), "{left} {top}");
        assert!(readings(&found).is_empty(), "a code of unknown meaning tells no field");
    }

    #[test]
    fn a_pdf417_code_is_found() {
        let bars = PDF417Writer.encode("F03090800 HADDAD", &BarcodeFormat::PDF_417, 0, 0).expect("a code");
        let found = find(&paper(&bars), Side::Back);
        let found: Vec<_> = found.iter().map(|barcode| (barcode.symbology, barcode.text.expose())).collect();
        assert_eq!(found, [(Symbology::Pdf417, "F03090800 HADDAD")]);
    }

    #[test]
    fn paper_holds_none() {
        assert!(find(&GrayImage::from_pixel(400, 300, Luma([230])), Side::Front).is_empty());
        assert!(find(&GrayImage::from_pixel(1, 1, Luma([0])), Side::Front).is_empty());
    }
}
