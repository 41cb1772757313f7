//! Where a machine readable zone may stand: dense dark print in long bands, at any angle.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    clippy::cast_possible_wrap,
    reason = "pixel arithmetic: sizes stay far below 2^23 and are clamped to be positive"
)]

use image::GrayImage;

use super::super::pixels::{
    blobs::{TurnedBox, blobs, tightest_box},
    grey, morphology,
    warp::{self, Affine},
};

/// Bands are looked for at this many pixels of the longer side: a character is then still 4 to 15 pixels wide.
const WORKING_SIDE: u32 = 700;
/// Gaps between characters and lines that are closed, pixels at that size.
const GAPS: [usize; 3] = [9, 15, 21];
/// The one at which a zone is usually one band.
const USUAL_GAP: usize = 15;
/// Most bands that are worth a read.
const MOST_BANDS: usize = 7;

/// A piece of a picture turned level, and the way back.
#[derive(Clone, Debug)]
pub struct Crop {
    /// The piece.
    pub picture: GrayImage,
    /// From its pixels to those of the picture it was cut from.
    pub to_source: Affine,
}

/// Where a zone may stand on a picture: its print as edges, at working size.
pub struct Bands {
    /// The stronger of both, across, down.
    edges: [GrayImage; 3],
    /// Pixels of the edges for a pixel of the picture.
    factor: f32,
}

impl Bands {
    /// The dark print of `picture`.
    pub fn on(picture: &GrayImage) -> Self {
        let (small, factor) = grey::with_long_side(picture, WORKING_SIDE);
        let dark = morphology::black_hat(&morphology::soften(&small), 13);
        let (across, down) = morphology::gradients(&dark);
        let either = grey::zip(&across, &down, u8::max);
        Self { edges: [either, across, down], factor }
    }

    /// The band that most clean pictures have their zone in, at a ninth of the cost of [`Bands::all`].
    ///
    /// Sharp lines of a zone are bands of their own, alike and one above the other: the middle one's crop holds them all.
    pub fn likeliest(&self) -> Option<TurnedBox> {
        let bands = bands_of(&self.edges[0], USUAL_GAP);
        let (_, best) = *bands.iter().max_by(|a, b| a.0.total_cmp(&b.0))?;
        let (sin, cos) = best.angle.sin_cos();
        let from_best = |band: &TurnedBox| {
            let [x, y] = [band.centre[0] - best.centre[0], band.centre[1] - best.centre[1]];
            [x * cos + y * sin, y * cos - x * sin]
        };
        let is_alike = |band: &TurnedBox| {
            (band.size[0] - best.size[0]).abs() < 0.12 * best.size[0]
                && (band.size[1] - best.size[1]).abs() < 0.4 * best.size[1]
                && (band.angle - best.angle).abs() < 0.06
                && from_best(band)[0].abs() < 0.1 * best.size[0]
        };
        let mut lines: Vec<TurnedBox> = bands.into_iter().map(|(_, band)| band).filter(is_alike).collect();
        lines.sort_by(|a, b| from_best(a)[1].total_cmp(&from_best(b)[1]));
        lines.get(lines.len() / 2).map(|band| self.on_picture(*band))
    }

    /// The bands that look most like a zone, best first, in the picture's own pixels.
    pub fn all(&self) -> Vec<TurnedBox> {
        let mut found: Vec<(f32, TurnedBox)> = Vec::new();
        for edges in &self.edges {
            for gap in GAPS {
                found.extend(bands_of(edges, gap).into_iter().map(|(score, band)| (score, self.on_picture(band))));
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut kept: Vec<TurnedBox> = Vec::new();
        for (_, band) in found {
            if kept.iter().all(|other| self.differ(&band, other)) {
                kept.push(band);
            }
            if kept.len() == MOST_BANDS {
                break;
            }
        }
        kept
    }

    /// Whether two bands are not the same print found twice.
    pub fn differ(&self, a: &TurnedBox, b: &TurnedBox) -> bool {
        let apart = (a.centre[0] - b.centre[0]).abs() + (a.centre[1] - b.centre[1]).abs();
        apart > 0.5 * a.size[1].min(b.size[1]) + 6.0 / self.factor
            || (a.size[0] - b.size[0]).abs() > 0.15 * b.size[0]
            || (a.size[1] - b.size[1]).abs() > 0.35 * b.size[1]
    }

    fn on_picture(&self, band: TurnedBox) -> TurnedBox {
        let enlarged = |v: f32| v / self.factor;
        TurnedBox { centre: band.centre.map(enlarged), size: band.size.map(enlarged), angle: band.angle }
    }
}

fn bands_of(edges: &GrayImage, gap: usize) -> Vec<(f32, TurnedBox)> {
    let closed = morphology::close(edges, gap);
    let level = grey::otsu(&grey::histogram(&closed));
    let solid = morphology::open(&grey::above(&closed, level), 5);
    let least = 0.22 * WORKING_SIDE as f32;
    let band = |area: usize, hull: &[[f32; 2]]| {
        let band = tightest_box(hull)?;
        let [w, h] = band.size;
        let (aspect, fill) = (w / h, area as f32 / (w * h));
        let likely = h >= 8.0 && w >= least && (3.5..=45.0).contains(&aspect) && fill >= 0.5;
        likely.then(|| (w * fill * (aspect / 6.0).min(1.0), band))
    };
    blobs(&solid, 500).iter().filter_map(|blob| band(blob.area, &blob.hull)).collect()
}

/// `band` cut out of `picture` level, with a margin, about 120 (two lines) or 170 pixels (three) high.
///
/// `looser` widens the box first: along, across (1.0 for none).
pub fn crop(picture: &GrayImage, band: &TurnedBox, looser: [f32; 2]) -> Crop {
    let [w, h] = [band.size[0] * looser[0], band.size[1] * looser[1]];
    let aspect = w / h;
    let margin = 0.03 * w + 4.0;
    // A band of one line is as thin as this; its neighbours are then taken in by the margin.
    let (over, scale) = if aspect > 19.0 {
        let over = 2.6 * h + 3.0;
        (over, 208.0 / (h + 2.0 * over))
    } else if aspect > 8.4 {
        (0.35 * h + 3.0, 120.0 / h)
    } else {
        (0.25 * h + 3.0, 170.0 / h)
    };
    level(picture, band, [w + 2.0 * margin, h + 2.0 * over], scale.clamp(0.3, 6.0))
}

/// `size` source pixels around the middle of `band`, level, `scale` output pixels to a source pixel.
pub fn level(picture: &GrayImage, band: &TurnedBox, size: [f32; 2], scale: f32) -> Crop {
    let (width, height) = ((size[0] * scale) as u32, (size[1] * scale) as u32);
    let (c, s) = (band.angle.cos() / scale, band.angle.sin() / scale);
    let (u0, v0) = (width as f32 / 2.0, height as f32 / 2.0);
    let [x, y] = band.centre;
    let map = Affine { x: [c, -s, x - c * u0 + s * v0], y: [s, c, y - s * u0 - c * v0] };
    Crop { picture: warp::affine(picture, &map, width, height), to_source: map }
}

impl Crop {
    /// The crop sheared level: the shear within ±4° whose rows differ most from their neighbours.
    #[must_use]
    pub fn deskewed(self) -> Self {
        let slope = shear(&self.picture);
        if slope == 0.0 {
            return self;
        }
        let (w, h) = self.picture.dimensions();
        let map = Affine { x: [1.0, 0.0, 0.0], y: [slope, 1.0, -slope * w as f32 / 2.0] };
        Self { picture: warp::affine(&self.picture, &map, w, h), to_source: self.to_source.after(&map) }
    }

    /// The crop upside down.
    #[must_use]
    pub fn turned(&self) -> Self {
        let (w, h) = ((self.picture.width() - 1) as f32, (self.picture.height() - 1) as f32);
        let map = Affine { x: [-1.0, 0.0, w], y: [0.0, -1.0, h] };
        Self { picture: image::imageops::rotate180(&self.picture), to_source: self.to_source.after(&map) }
    }

    /// Another picture of the same size in the crop's place.
    #[must_use]
    pub fn with(&self, picture: GrayImage) -> Self {
        Self { picture, to_source: self.to_source }
    }
}

/// The slope of text lines in `picture`: 0 if below half a degree.
fn shear(picture: &GrayImage) -> f32 {
    let small = morphology::black_hat(&grey::scaled(picture, 0.35), 9);
    let (w, h) = (small.width() as usize, small.height() as usize);
    if w < 8 || h < 4 {
        return 0.0;
    }
    let mut best = (-1.0, 0.0);
    for step in -8i8..=8 {
        let slope = (f32::from(step) * 0.5).to_radians().tan();
        let contrast = contrast_of_rows(&small, slope);
        if contrast > best.0 {
            best = (contrast, slope);
        }
    }
    best.1
}

/// How much neighbouring rows differ when each column is shifted down by `slope` times its distance from the middle.
fn contrast_of_rows(picture: &GrayImage, slope: f32) -> f32 {
    let (w, h) = (picture.width() as usize, picture.height() as usize);
    let shifts: Vec<i32> = (0..w).map(|x| (slope * (x as f32 - w as f32 / 2.0)).round() as i32).collect();
    let mut sums = vec![0u32; h];
    for (y, sum) in sums.iter_mut().enumerate() {
        for (x, shift) in shifts.iter().enumerate() {
            let from = (y as i32 + shift).clamp(0, h as i32 - 1) as usize;
            *sum += u32::from(picture.as_raw()[from * w + x]);
        }
    }
    sums.windows(2).map(|pair| (pair[1] as f32 - pair[0] as f32).powi(2)).sum()
}

/// Shading evened out: each pixel against the brightness of the paper around it.
pub fn flat_field(picture: &GrayImage) -> GrayImage {
    let counts = grey::histogram(picture);
    let (low, high) = (grey::percentile(&counts, 0.0), grey::percentile(&counts, 1.0));
    let range = f32::from(high.saturating_sub(low).max(1));
    let stretched = grey::map(picture, |v| (f32::from(v.saturating_sub(low)) * 255.0 / range) as u8);
    let paper = morphology::mean(&morphology::close(&stretched, 25), 25);
    grey::zip(&stretched, &paper, |v, p| (255 * u32::from(v) / u32::from(p.max(1))).min(255) as u8)
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    /// Two lines of upright strokes on white, turned by `degrees` around the middle of an 800 × 600 picture.
    fn stripes(degrees: f32) -> GrayImage {
        let (s, c) = degrees.to_radians().sin_cos();
        GrayImage::from_fn(800, 600, |x, y| {
            let (dx, dy) = (x as f32 - 400.0, y as f32 - 300.0);
            let (u, v) = (dx * c + dy * s, dy * c - dx * s);
            let line = (-24.0..-4.0).contains(&v) || (4.0..24.0).contains(&v);
            let stroke = u.abs() < 300.0 && (u + 300.0).rem_euclid(12.0) < 5.0;
            Luma([if line && stroke { 20 } else { 235 }])
        })
    }

    #[test]
    fn a_band_is_found_at_its_angle() {
        for degrees in [0.0, 17.0, -60.0] {
            let bands = Bands::on(&stripes(degrees)).all();
            let band = bands.first().expect("a band");
            assert!((band.angle.to_degrees() - degrees).abs() < 3.0, "{degrees}: {band:?}");
            assert!((band.centre[0] - 400.0).abs() < 15.0 && (band.centre[1] - 300.0).abs() < 15.0, "{band:?}");
            assert!((band.size[0] - 600.0).abs() < 60.0, "{band:?}");
        }
    }

    #[test]
    fn of_three_lines_that_stand_apart_the_middle_one_is_looked_at_first() {
        let lines = GrayImage::from_fn(800, 600, |x, y| {
            let line = [200, 280, 360].iter().any(|top| (*top..top + 22).contains(&y));
            let stroke = (100..700).contains(&x) && (x - 100) % 12 < 5;
            Luma([if line && stroke { 20 } else { 235 }])
        });
        let band = Bands::on(&lines).likeliest().expect("a band");
        assert!((band.centre[1] - 291.0).abs() < 10.0 && band.size[1] < 40.0, "{band:?}");
    }

    #[test]
    fn white_paper_has_no_bands() {
        let bands = Bands::on(&GrayImage::from_pixel(640, 480, Luma([240])));
        assert!(bands.likeliest().is_none() && bands.all().is_empty());
    }

    #[test]
    fn a_crop_s_pixels_know_where_they_come_from() {
        let picture = stripes(17.0);
        let band = Bands::on(&picture).all().remove(0);
        let crop = crop(&picture, &band, [1.0, 1.0]).deskewed();
        let (w, h) = crop.picture.dimensions();
        let [x, y] = crop.to_source.at(w as f32 / 2.0, h as f32 / 2.0);
        assert!((x - 400.0).abs() < 15.0 && (y - 300.0).abs() < 15.0, "({x}, {y})");
        let [tx, ty] = crop.turned().to_source.at(0.0, 0.0);
        let [bx, by] = crop.to_source.at((w - 1) as f32, (h - 1) as f32);
        assert!((tx - bx).abs() < 0.01 && (ty - by).abs() < 0.01);
    }
}
