//! Reads a document's one or two sides.

mod page;
mod proof;

use std::sync::Arc;

use image::RgbImage;
use jiff::civil::Date;

use self::page::{Page, Printed, print_of};
pub use self::proof::Proof;
use super::{
    barcode::{self, Barcode},
    card::Framing,
    effort::{Effort, Sparing},
    expected::{self, Known},
    hints::{self, Hint, Traces},
    layout::{DocumentKind, Layout, LayoutRef},
    mrz::{Format, Hypothesis, Mrz, MrzReader, recognise::RecogniserError, states, zone},
    outlines::Outlines,
    portrait,
    quality::{CaptureCause, CaptureFault, Legibility, SideQuality},
    text_reader::{TextReader, TextReaderError},
};
use crate::base::{
    picture::Picture,
    reading::{Field, Reading},
    region::{Region, Side},
};

/// Without a zone, a layout is believed from this mean confidence of its fields on.
const BELIEVABLE: f32 = 0.6;
/// A layout whose fields are read this surely is not compared with others.
const BEYOND_DOUBT: f32 = 0.9;

/// The pictures of one document.
#[derive(Clone, Copy, Debug)]
pub struct Sides<'a> {
    /// A card's front, or a passport's data page.
    pub front: &'a Picture,
    /// A card's back.
    pub back: Option<&'a Picture>,
}

/// An engine failed; the same pictures may be read later.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// The text reader.
    #[error(transparent)]
    Text(#[from] TextReaderError),
    /// The MRZ's recogniser.
    #[error(transparent)]
    Mrz(#[from] RecogniserError),
}

/// What was read. Holds personal data; only `report` writes it out.
#[derive(Clone, Debug, Default)]
pub struct DocumentReading {
    /// What the document is, by its zone or its layout.
    pub document: Option<DocumentKind>,
    /// The layout its visual zone was read by.
    pub layout: Option<LayoutRef>,
    /// Each field of each source, with confidence and region.
    pub readings: Vec<Reading>,
    /// The machine readable zone.
    pub mrz: Option<Mrz>,
    /// Where the zone stands.
    pub mrz_region: Option<Region>,
    /// What was measured on each side.
    pub quality: Vec<SideQuality>,
    /// The sides that have to be photographed again, one fault each.
    pub faults: Vec<CaptureFault>,
    /// The portrait with a margin of half its size on each side, as large as it is on the photograph.
    pub portrait: Option<RgbImage>,
    /// Where the portrait was cut out.
    pub portrait_region: Option<Region>,
    /// The barcodes of a document without a zone.
    pub barcodes: Vec<Barcode>,
    /// The document's outline on each side where it was found.
    pub outlines: Vec<Region>,
    /// What was looked at that may be wrong with the document, raised or not.
    pub hints: Vec<Hint>,
}

/// Reads documents. Cheap to clone; all work is done by the caller's thread.
#[derive(Clone)]
pub struct DocumentReader {
    text: Arc<dyn TextReader>,
    mrz: MrzReader,
    layouts: Arc<[Layout]>,
    effort: Effort,
}

/// What the zone tells of the document.
struct Told {
    format: Format,
    issuer: String,
    code: String,
}

impl Told {
    /// Whether the document may have this layout.
    fn fits(&self, layout: &Layout) -> bool {
        layout.mrz == Some(self.format)
            && layout.issuing_state == self.issuer
            && layout.mrz_code.as_ref().is_none_or(|code| *code == self.code)
    }
}

impl DocumentReader {
    /// A reader with these engines and layouts, and the usual effort.
    pub fn new(text: Arc<dyn TextReader>, mrz: MrzReader, layouts: Vec<Layout>) -> Self {
        Self { text, mrz, layouts: layouts.into(), effort: Effort::default() }
    }

    /// The same reader with another effort.
    #[must_use]
    pub fn with_effort(self, effort: Effort) -> Self {
        Self { effort, ..self }
    }

    /// Reads a document; `today` decides two-digit years. Takes some 300 ms of the calling thread.
    ///
    /// # Errors
    ///
    /// [`DocumentError`] when an engine fails. A picture that cannot be read is no error: it gives few readings, a low
    /// quality, and a fault that says what to do better.
    pub fn read(&self, sides: Sides<'_>, today: Date) -> Result<DocumentReading, DocumentError> {
        let pictures = [(Side::Front, Some(sides.front)), (Side::Back, sides.back)];
        let mut pages: Vec<Page<'_>> =
            pictures.into_iter().filter_map(|(side, picture)| Some(Page::of(side, picture?.rgb()))).collect();
        // The back first: where a card has two sides its zone is there, and one zone is enough.
        for page in pages.iter_mut().rev() {
            page.zone = self.mrz.read(page.rgb, &page.grey, self.effort.zone_looks)?;
            if page.zone.is_some() {
                break;
            }
        }
        let told = pages.iter().find_map(|page| page.zone.as_ref()).and_then(|zone| self.told_by(zone));
        self.find_outlines(&mut pages, told.as_ref());
        let mut reading = DocumentReading::default();
        let seen = pages.iter().find_map(|page| Some((page.side, page.zone.as_ref()?)));
        if let Some((side, zone)) = seen {
            let mrz = Mrz::of(zone, today);
            reading.document = Some(DocumentKind::of_mrz(mrz.format));
            reading.readings = zone::readings(zone, side, today);
            reading.mrz_region = zone::whole(zone).map(|corners| Region { side, corners });
            reading.mrz = Some(mrz);
        }
        let printed = self.printed(&pages, told.as_ref(), &mut reading)?;
        for (page, printed) in pages.iter_mut().zip(printed) {
            page.card = printed.as_ref().map(|printed| printed.card).or(page.card);
            let print = printed.map(|printed| printed.zone);
            let legibility = page.legibility(&reading, print.as_ref());
            let hidden = |field: Field| {
                legibility == Legibility::Open || reading.readings.iter().all(|known| known.field != field)
            };
            let covered = print.as_ref().is_some_and(|print| print.covered().any(hidden));
            let fault = page.measure(legibility, &mut reading);
            // Too small to fail the side, and yet it lies on what was to be read. What a zone beside it tells is not asked for.
            let on_print = CaptureFault { side: page.side, cause: CaptureCause::Glare };
            reading.faults.extend(fault.or(covered.then_some(on_print)));
            reading.readings.extend(print.into_iter().flat_map(|print| print.readings));
        }
        // What a zone says needs no barcode beside it, and looking for one takes as long as reading a side.
        if reading.mrz.is_none() {
            reading.barcodes = pages.iter().flat_map(Page::barcodes).collect();
            reading.readings.extend(barcode::readings(&reading.barcodes));
        }
        reading.hints = hints::hints(self.traces(&pages, &reading), &reading.readings, today);
        Ok(reading)
    }

    /// What a zone tells; nothing when its state is none, and was misread therefore.
    fn told_by(&self, zone: &Hypothesis) -> Option<Told> {
        let (issuer, code) = (zone::issuing_state(zone), zone::document_code(zone));
        let is_one = states::is_listed(&issuer) || self.layouts.iter().any(|layout| layout.issuing_state == issuer);
        is_one.then_some(Told { format: zone.decoded.format, issuer, code })
    }

    fn traces(&self, pages: &[Page<'_>], reading: &DocumentReading) -> Traces {
        let zone_on = |page: &Page<'_>| {
            let (zone, card) = (page.zone.as_ref()?, page.card.filter(|card| card.framing != Framing::CutOff)?);
            let size_mm = expected::size_mm(&self.layouts, zone.decoded.format, &zone::issuing_state(zone));
            zone::pitch_mm(zone, &card, size_mm)
        };
        let valid = reading.mrz.as_ref().is_some_and(|mrz| mrz.valid);
        Traces {
            pitch_mm: pages.iter().find_map(zone_on),
            font: pages.iter().find_map(|page| page.zone.as_ref()).filter(|_| valid).map(|zone| zone.sureness[0]),
            colour: pages.first().map(Page::colour),
        }
    }

    /// The outline of each page, by what its own zone or the other page's tells of the document.
    fn find_outlines(&self, pages: &mut [Page<'_>], told: Option<&Told>) {
        let layouts: Vec<_> = self.layouts.iter().filter(|layout| told.is_none_or(|told| told.fits(layout))).collect();
        let size = |told: &Told| expected::size_mm(&self.layouts, told.format, &told.issuer);
        for page in pages {
            let area = page.zone.as_ref().and_then(zone::whole);
            let known = match (told, area) {
                (Some(told), Some(area)) => Known::Zone { format: told.format, size_mm: size(told), area },
                (Some(told), None) => Known::Proportions(size(told)),
                (None, _) => Known::Nothing,
            };
            page.card = page.best_fit(Outlines::of(page.rgb, &page.grey).ranked(&known), &layouts);
            page.turn_upright();
        }
    }

    /// The layouts that the document may have: those that its zone names, or those of its shape, the best fit first.
    fn candidates(&self, pages: &[Page<'_>], told: Option<&Told>) -> Vec<&Layout> {
        if let Some(told) = told {
            return self.layouts.iter().filter(|layout| told.fits(layout)).collect();
        }
        let Some((front, card)) = pages.first().and_then(|front| Some((front, front.card?))) else { return Vec::new() };
        let alike = self.layouts.iter().filter(|layout| card.is_shaped_like(layout.size_mm));
        let mut ranked: Vec<(f32, &Layout)> = alike.map(|layout| (front.fit(card, layout), layout)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
        ranked.into_iter().map(|(_, layout)| layout).collect()
    }

    /// The visual zone of each page, by the layout that fits; fills in layout, kind and portrait.
    fn printed(
        &self,
        pages: &[Page<'_>],
        told: Option<&Told>,
        reading: &mut DocumentReading,
    ) -> Result<Vec<Option<Printed>>, DocumentError> {
        let text = Sparing::new(self.text.as_ref(), self.effort.text_lines);
        // Where a zone names the layout it need not be read well to be the one.
        let (mut best, mut best_sure) = (None, if told.is_some() { -1.0 } else { BELIEVABLE });
        for layout in self.candidates(pages, told) {
            let read: Vec<Option<Printed>> =
                pages.iter().map(|page| print_of(&text, page, layout)).collect::<Result<_, _>>()?;
            let sure = read.first().and_then(Option::as_ref).map_or(0.0, |printed| printed.zone.confidence);
            if sure > best_sure {
                best_sure = sure;
                best = Some((layout, read));
            }
            if sure >= BEYOND_DOUBT {
                break;
            }
        }
        let Some((layout, read)) = best else { return Ok(pages.iter().map(|_| None).collect()) };
        reading.layout = Some(layout.id.clone());
        reading.document = Some(layout.document);
        for (page, printed) in pages.iter().zip(&read) {
            let place = layout.side(page.side).and_then(|side| side.portrait_mm);
            if let (Some(place), Some(printed)) = (place, printed)
                && let Some((picture, corners)) = portrait::cut(page.rgb, &printed.card, layout.size_mm, &place)
            {
                reading.portrait = Some(picture);
                reading.portrait_region = Some(Region { side: page.side, corners });
            }
        }
        Ok(read)
    }
}
