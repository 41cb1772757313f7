//! A side of a document as one layout sees it: for whoever writes the layout.

use image::RgbImage;

use super::{
    DocumentError, DocumentReader,
    page::{Page, Printed, print_of},
};
use crate::{
    base::{
        picture::Picture,
        region::{Quad, Side},
    },
    document::{
        card::{self, Card},
        effort::Sparing,
        expected::Known,
        layout::{FieldLayout, Layout, SideLayout},
        mrz::zone,
        outlines::Outlines,
        pixels::warp,
        visual_zone::Seen,
    },
};

/// One side of a document straight from above, with what stands in the boxes of a layout. Holds personal data.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The side of the layout that was taken.
    pub side: Side,
    /// The document's corners on the picture.
    pub corners: Quad,
    /// The document at 300 dots an inch.
    pub straight: RgbImage,
    /// The layout's fields on this side, in its order, and what was seen in their boxes.
    pub fields: Vec<(FieldLayout, Seen)>,
    /// Mean confidence over all fields; what was not read counts as 0.
    pub confidence: f32,
}

impl DocumentReader {
    /// The layouts that this reader reads by.
    pub fn layouts(&self) -> &[Layout] {
        &self.layouts
    }

    /// The document on `picture`, `size_mm` large, straight from above; `None` where no outline was found.
    ///
    /// # Errors
    ///
    /// [`DocumentError`] when an engine fails.
    pub fn straighten(&self, picture: &Picture, size_mm: [f32; 2]) -> Result<Option<(RgbImage, Quad)>, DocumentError> {
        let page = self.page(picture, Side::Front, size_mm, &[])?;
        Ok(page.card.and_then(|card| Some((straight(&page, &card, size_mm)?, card.corners))))
    }

    /// The document on `picture` as `layout` sees it: its side `side`, or the one that is read most surely. `None` where no
    /// outline was found.
    ///
    /// # Errors
    ///
    /// [`DocumentError`] when an engine fails.
    pub fn proof(
        &self,
        picture: &Picture,
        layout: &Layout,
        side: Option<Side>,
    ) -> Result<Option<Proof>, DocumentError> {
        let mut best: Option<Proof> = None;
        for side in layout.sides.iter().filter(|of| side.is_none_or(|side| side == of.side)) {
            let found = self.proof_of(picture, layout, side)?;
            if found.as_ref().is_some_and(|new| best.as_ref().is_none_or(|old| new.confidence > old.confidence)) {
                best = found;
            }
        }
        Ok(best)
    }

    fn proof_of(&self, picture: &Picture, layout: &Layout, side: &SideLayout) -> Result<Option<Proof>, DocumentError> {
        let page = self.page(picture, side.side, layout.size_mm, &[layout])?;
        let text = Sparing::new(self.text.as_ref(), self.effort.text_lines);
        let Some(Printed { zone, card }) = print_of(&text, &page, layout)? else { return Ok(None) };
        let Some(straight) = straight(&page, &card, layout.size_mm) else { return Ok(None) };
        let (fields, confidence) = (zone.seen, zone.confidence);
        Ok(Some(Proof { side: side.side, corners: card.corners, straight, fields, confidence }))
    }

    /// The picture with its zone and the outline of a document of this size, the one that fits `layouts` best.
    fn page<'p>(
        &self,
        picture: &'p Picture,
        side: Side,
        size_mm: [f32; 2],
        layouts: &[&Layout],
    ) -> Result<Page<'p>, DocumentError> {
        let mut page = Page::of(side, picture.rgb());
        page.zone = self.mrz.read(page.rgb, &page.grey, self.effort.zone_looks)?;
        let known = page
            .zone
            .as_ref()
            .and_then(|read| Some(Known::Zone { format: read.decoded.format, size_mm, area: zone::whole(read)? }));
        let known = known.unwrap_or(Known::Proportions(size_mm));
        page.card = page.best_fit(Outlines::of(page.rgb, &page.grey).ranked(&known), layouts);
        page.turn_upright();
        Ok(page)
    }
}

fn straight(page: &Page<'_>, card: &Card, size_mm: [f32; 2]) -> Option<RgbImage> {
    let (width, height) = card::pixels(size_mm);
    Some(warp::perspective(page.rgb, &card.map(size_mm)?, width, height))
}
