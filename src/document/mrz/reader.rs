//! Reads the machine readable zone of a picture: bands, crops, rows, recogniser, hypotheses; once when it is clean, and
//! in other ways when it is not.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "pixel arithmetic: sizes stay far below 2^23"
)]

use std::sync::Arc;

use image::{GrayImage, RgbImage};

use super::{
    super::{
        effort::Allowance,
        pixels::{blobs::TurnedBox, grey},
    },
    grid,
    hypothesis::{self, Hypothesis, Recognised},
    locate::{self, Bands, Crop},
    recognise::{Frames, LineRecogniser, RecogniserError},
    rows::{self, Columns, Row, Stretch},
};

/// Most variants of crops that showed something.
const MOST_VARIANTS: usize = 6;
/// From this score on the text is shown as a zone even if its check digits are wrong.
const LIKE_A_ZONE: f32 = 1.6;

/// Finds and reads zones.
#[derive(Clone)]
pub struct MrzReader {
    recogniser: Arc<dyn LineRecogniser>,
}

/// One crop that was read, with how promising it was.
struct Look {
    promise: f32,
    crop: Crop,
    band: TurnedBox,
    turned: bool,
}

/// What a look at a band gave.
enum Seen {
    /// A reading that no other can better.
    Clean,
    /// A zone that should be looked at in other ways, or no look is left: no other band is worth one.
    Enough,
    /// Little or nothing.
    Little,
}

/// What has been seen of one picture so far.
struct Search<'p> {
    rgb: &'p RgbImage,
    grey: &'p GrayImage,
    left: Allowance,
    found: Vec<Hypothesis>,
    looks: Vec<Look>,
}

impl MrzReader {
    /// A reader of lines that `recogniser` recognises.
    pub fn new(recogniser: Arc<dyn LineRecogniser>) -> Self {
        Self { recogniser }
    }

    /// The zone on a picture and its brightness `grey`, or `None` when it shows none in `most_looks` crops.
    ///
    /// # Errors
    ///
    /// [`RecogniserError`] when the recogniser cannot run.
    pub fn read(
        &self,
        rgb: &RgbImage,
        grey: &GrayImage,
        most_looks: u32,
    ) -> Result<Option<Hypothesis>, RecogniserError> {
        let left = Allowance::of(most_looks);
        let mut search = Search { rgb, grey, left, found: Vec::new(), looks: Vec::new() };
        if !self.first_looks(&mut search)? {
            self.second_looks(&mut search)?;
        }
        let better = |a: &&Hypothesis, b: &&Hypothesis| (a.passes(), a.score).partial_cmp(&(b.passes(), b.score));
        let best = search.found.iter().max_by(|a, b| better(a, b).unwrap_or(std::cmp::Ordering::Equal));
        let shown = |h: &&Hypothesis| h.passes() || h.repaired.is_some() || h.score > LIKE_A_ZONE;
        Ok(best.filter(shown).map(|h| h.clone().with_votes(&search.found)))
    }

    /// The likeliest band, and if that was not clean, each of the others. Whether a clean reading was found.
    fn first_looks(&self, search: &mut Search<'_>) -> Result<bool, RecogniserError> {
        let bands = Bands::on(search.grey);
        let likeliest = bands.likeliest();
        let is_new = |band: &TurnedBox| likeliest.as_ref().is_none_or(|seen| bands.differ(band, seen));
        let others = || bands.all().into_iter().filter(is_new);
        for band in likeliest.into_iter().chain(std::iter::once_with(others).flatten()) {
            match self.look_at(search, band)? {
                Seen::Clean => return Ok(true),
                Seen::Enough => return Ok(false),
                Seen::Little => {}
            }
        }
        Ok(false)
    }

    /// A band once, and upside down unless it is plainly upright.
    fn look_at(&self, search: &mut Search<'_>, band: TurnedBox) -> Result<Seen, RecogniserError> {
        let upright = locate::crop(search.grey, &band, [1.0, 1.0]).deskewed();
        for turned in [false, true] {
            if !search.left.take() {
                return Ok(Seen::Enough);
            }
            let crop = if turned { upright.turned() } else { upright.clone() };
            let rows = self.recognise(&crop, Columns::All, Stretch::ToPitch, 1.0)?;
            let seen = hypothesis::best(&rows);
            let sure = rows.iter().filter(|r| r.peaks.len() > 20).map(|r| grid::confidence(&r.peaks));
            let sure = sure.fold(0.0, f32::max);
            // Upside-down text is read confidently too: only fillers tell what is up.
            let fillers: usize = rows.iter().map(|r| grid::text(&r.peaks).matches('<').count()).sum();
            let score = seen.as_ref().map_or(-1.0, |h| h.score);
            search.looks.push(Look { promise: score + sure + 0.2 * fillers.min(4) as f32, crop, band, turned });
            let clean = seen.as_ref().is_some_and(Hypothesis::is_clean);
            search.found.extend(seen);
            if clean {
                return Ok(Seen::Clean);
            }
            if sure > 0.9 && fillers >= 4 {
                break;
            }
        }
        let enough = search.found.last().is_some_and(|h| h.score > 2.2);
        Ok(if enough { Seen::Enough } else { Seen::Little })
    }

    /// The two most promising crops again: other heights, wider, in red light, with even shading.
    fn second_looks(&self, search: &mut Search<'_>) -> Result<(), RecogniserError> {
        let mut looks = std::mem::take(&mut search.looks);
        looks.sort_by(|a, b| b.promise.total_cmp(&a.promise));
        for look in looks.iter().take(2).filter(|look| look.promise > 0.0) {
            for variant in 0..MOST_VARIANTS {
                if !search.left.take() {
                    return Ok(());
                }
                let rows = self.variant(search, look, variant)?;
                let seen = hypothesis::best(&rows);
                let clean = seen.as_ref().is_some_and(Hypothesis::is_clean);
                search.found.extend(seen);
                if clean {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn variant(&self, search: &Search<'_>, look: &Look, variant: usize) -> Result<Vec<Recognised>, RecogniserError> {
        let turned = |crop: Crop| if look.turned { crop.turned() } else { crop };
        match variant {
            0 => self.recognise(&look.crop, Columns::All, Stretch::ToPitch, 0.88),
            1 => self.grown(search.grey, look),
            2 => {
                let wider = turned(locate::crop(search.grey, &look.band, [1.05, 1.3]).deskewed());
                self.recognise(&wider, Columns::All, Stretch::ToPitch, 1.0)
            }
            3 => self.recognise(&look.crop, Columns::All, Stretch::ToPitch, 1.15),
            4 => {
                let red = turned(locate::crop(&grey::red(search.rgb), &look.band, [1.0, 1.0]).deskewed());
                self.recognise(&red, Columns::All, Stretch::ToPitch, 1.0)
            }
            _ => {
                let flat = look.crop.with(locate::flat_field(&look.crop.picture));
                self.recognise(&flat, Columns::All, Stretch::ToPitch, 1.0)
            }
        }
    }

    /// A band may hold one line of the zone, or half of one: a crop wide enough for a whole zone around it.
    fn grown(&self, grey: &GrayImage, look: &Look) -> Result<Vec<Recognised>, RecogniserError> {
        let band = &look.band;
        let base = locate::crop(grey, band, [1.0, 1.0]);
        let heights = rows::rows(&base.picture, Columns::All).iter().map(|row: &Row| row.height).collect();
        let Some(height) = rows::median(heights) else { return Ok(Vec::new()) };
        let [w, h] = band.size;
        let to_crop = base.picture.width() as f32 / (w + 2.0 * (0.03 * w + 4.0));
        let capital = Some(height / to_crop).filter(|c| (4.0..=h * 1.3).contains(c)).unwrap_or(h * 0.9);
        let scale = 28.0 / capital;
        let (half_w, half_h) = (w / 2.0 + (46.0 * 1.12 * capital - 0.6 * w).max(0.0), h / 2.0 + 5.0 * capital);
        let width = 2.0 * half_w * scale;
        if !(200.0..=4200.0).contains(&width) {
            return Ok(Vec::new());
        }
        let wide = locate::level(grey, band, [2.0 * half_w, 2.0 * half_h], scale);
        let wide = if look.turned { wide.turned() } else { wide };
        let (from, to) = (width / 2.0 - w * scale * 0.48, width / 2.0 + w * scale * 0.48);
        let columns = Columns::Core(from.max(0.0) as usize, to as usize);
        let mut rows = self.recognise(&wide, columns, Stretch::ByHeight, 1.0)?;
        for row in &mut rows {
            row.peaks = grid::longest_stretch(&row.peaks).to_vec();
        }
        Ok(rows)
    }

    fn recognise(
        &self,
        crop: &Crop,
        columns: Columns,
        stretch: Stretch,
        taller: f32,
    ) -> Result<Vec<Recognised>, RecogniserError> {
        let rows = rows::rows(&crop.picture, columns);
        let Some(strips) = rows::strips(&crop.picture, &rows, stretch, taller) else { return Ok(Vec::new()) };
        let frames = self.recogniser.recognise(&strips)?;
        let row = |(n, frames): (usize, Frames)| {
            let to_source = crop.to_source.after(strips.map(n)?);
            Some(Recognised { peaks: grid::peaks(&frames), frames, to_source })
        };
        Ok(frames.into_iter().enumerate().filter_map(row).collect())
    }
}
