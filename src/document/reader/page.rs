//! One side of a document while it is read: what is on it, where the document lies, what was measured.

use image::{GrayImage, RgbImage};

use super::{DocumentError, DocumentReading};
use crate::{
    base::region::{Quad, Region, Side},
    document::{
        barcode::{self, Barcode},
        card::Card,
        effort::Sparing,
        layout::{BoxMm, Layout, SideLayout},
        mrz::{Hypothesis, zone},
        pixels::grey,
        quality::{self, CaptureFault, Legibility},
        visual_zone::{self, VisualZone},
    },
};

/// A visual zone below this mean confidence is tried the other way up.
const READABLE: f32 = 0.5;
/// An outline on which the boxes lie so well is not compared with others.
const FITS: f32 = 0.99;

/// Cards with barcodes have this size (ISO/IEC 7810 ID-1), millimetres.
const ID_1_MM: [f32; 2] = [85.6, 53.98];

/// One side while it is read.
pub(super) struct Page<'a> {
    pub side: Side,
    pub rgb: &'a RgbImage,
    pub grey: GrayImage,
    pub card: Option<Card>,
    pub zone: Option<Hypothesis>,
}

/// A side rectified and read by a layout.
pub(super) struct Printed {
    pub zone: VisualZone,
    pub card: Card,
}

/// A page's visual zone, the way up that is surer when the zone does not tell.
pub(super) fn print_of(text: &Sparing<'_>, page: &Page<'_>, layout: &Layout) -> Result<Option<Printed>, DocumentError> {
    let (Some(side), Some(card)) = (layout.side(page.side), page.card) else { return Ok(None) };
    let upright = print_on(text, page, layout, side, card)?;
    let poor = upright.as_ref().is_none_or(|printed| printed.zone.confidence < READABLE);
    if page.zone.is_some() || !poor {
        return Ok(upright);
    }
    let turned = print_on(text, page, layout, side, card.turned())?;
    let sure = |printed: &Option<Printed>| printed.as_ref().map_or(0.0, |p| p.zone.confidence);
    Ok(if sure(&turned) > sure(&upright) { turned } else { upright })
}

fn print_on(
    text: &Sparing<'_>,
    page: &Page<'_>,
    layout: &Layout,
    side: &SideLayout,
    card: Card,
) -> Result<Option<Printed>, DocumentError> {
    let boxes = side.fields.iter().map(|field| &field.box_mm);
    let straight = card.straightened(&page.grey, layout.size_mm, boxes);
    let (Some(map), Some(straight)) = (card.map(layout.size_mm), straight) else { return Ok(None) };
    text.turn_to_next();
    let zone = visual_zone::read(text, side, &straight, &map)?;
    Ok(Some(Printed { zone, card }))
}

impl<'a> Page<'a> {
    pub fn of(side: Side, rgb: &'a RgbImage) -> Self {
        Self { side, rgb, grey: grey::brightness(rgb), card: None, zone: None }
    }

    /// The zone's text runs along the document's top side; an outline that does not hold the zone is not the document's.
    pub fn turn_upright(&mut self) {
        let (Some(card), Some(area)) = (self.card, self.zone.as_ref().and_then(zone::whole)) else { return };
        let along = |q: &Quad| [q.0[1][0] - q.0[0][0], q.0[1][1] - q.0[0][1]];
        let (text, top) = (along(&area), along(&card.corners));
        if text[0] * top[0] + text[1] * top[1] < 0.0 {
            self.card = Some(card.turned());
        }
        if !card.holds(&area) {
            self.card = None;
        }
    }

    /// Of what may be the document, that on whose print the boxes of one of `layouts` lie best, and of equals the likeliest.
    /// A shadow's edge can be as straight as the document's, but no print keeps to it.
    pub fn best_fit(&self, mut likely: impl Iterator<Item = Card>, layouts: &[&Layout]) -> Option<Card> {
        let fit = |card: Card| layouts.iter().map(|layout| self.fit(card, layout)).fold(0.0, f32::max);
        let first = likely.next()?;
        let mut best = (first, if layouts.is_empty() { FITS } else { fit(first) });
        while best.1 < FITS
            && let Some(card) = likely.next()
        {
            let fit = fit(card);
            if fit > best.1 {
                best = (card, fit);
            }
        }
        Some(best.0)
    }

    /// How well a layout's boxes lie on the print, whichever way up the document is: see [`visual_zone::fit`].
    pub fn fit(&self, card: Card, layout: &Layout) -> f32 {
        let Some(side) = layout.side(self.side) else { return 0.0 };
        let fit = |card: Card| {
            let straight = card.straightened(&self.grey, layout.size_mm, side.fields.iter().map(|f| &f.box_mm));
            straight.map_or(0.0, |straight| visual_zone::fit(side, &straight))
        };
        fit(card).max(fit(card.turned()))
    }

    /// The barcodes on the picture, or else on the document turned straight.
    pub fn barcodes(&self) -> Vec<Barcode> {
        let found = barcode::find(&self.grey, self.side);
        let (true, Some(card)) = (found.is_empty(), self.card) else { return found };
        let all = BoxMm { x: 0.0, y: 0.0, w: ID_1_MM[0], h: ID_1_MM[1] };
        let (Some(straight), Some(map)) = (card.straightened(&self.grey, ID_1_MM, [all].iter()), card.map(ID_1_MM))
        else {
            return found;
        };
        let on_picture = |barcode: Barcode| {
            let corners = Quad(barcode.region.corners.0.map(|[x, y]| map.at(x, y)));
            Barcode { region: Region { side: self.side, corners }, ..barcode }
        };
        barcode::find(&straight, self.side).into_iter().map(on_picture).collect()
    }

    /// Whether this side's zone was read without doubt, or every field of its print.
    pub fn legibility(&self, reading: &DocumentReading, print: Option<&VisualZone>) -> Legibility {
        let zone = self.zone.is_some() && reading.mrz.as_ref().is_some_and(|mrz| mrz.certain);
        if zone || print.is_some_and(VisualZone::is_certain) { Legibility::Certain } else { Legibility::Open }
    }

    /// Notes what is measured on this side; what is wrong with it, if anything is.
    pub fn measure(&self, legibility: Legibility, reading: &mut DocumentReading) -> Option<CaptureFault> {
        let pitch = self.zone.as_ref().and(reading.mrz.as_ref()).map(|mrz| mrz.pitch_px);
        let document = self.card.map_or_else(|| self.grey.clone(), |card| self.around(&card));
        let measured = quality::measure(self.side, &document, self.rgb.dimensions(), self.card.as_ref(), pitch);
        let fault = quality::fault(&measured, self.card.as_ref(), legibility);
        reading.quality.push(measured);
        reading.outlines.extend(self.card.map(|card| Region { side: self.side, corners: card.corners }));
        fault
    }

    /// Mean distance of a pixel's strongest from its weakest colour, on the document where it was found; of every fourth
    /// pixel of every fourth row, which are enough for a mean.
    pub fn colour(&self) -> f32 {
        let whole = (0, 0, self.rgb.width(), self.rgb.height());
        let (x, y, w, h) = self.card.map_or(whole, |card| card.inner_rectangle(self.rgb.dimensions()));
        let places = (y..y + h).step_by(4).flat_map(|y| (x..x + w).step_by(4).map(move |x| (x, y)));
        let spread = |[r, g, b]: [u8; 3]| u64::from(r.max(g).max(b) - r.min(g).min(b));
        let (sum, count) = places.fold((0, 0), |(sum, count), at| (sum + spread(self.rgb[at].0), count + 1));
        #[expect(clippy::cast_precision_loss, reason = "sums of bytes over a picture")]
        let mean = sum as f32 / (count as f32).max(1.0);
        mean
    }

    /// The upright rectangle inside a card's corners: enough to measure it without the table around it.
    fn around(&self, card: &Card) -> GrayImage {
        grey::cut(&self.grey, card.inner_rectangle(self.grey.dimensions()))
    }
}
