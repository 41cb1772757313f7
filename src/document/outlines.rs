//! Finds a document on a picture: areas of a document's shape, ranked by edges, size and what is known of the document.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    clippy::many_single_char_names,
    reason = "geometry in one-letter names; pixel arithmetic: sizes stay far below 2^23"
)]

use image::{GrayImage, RgbImage};

use super::{
    card::{Card, Framing, ordered},
    expected::{self, Known},
    outline,
    pixels::{blobs::blobs, grey, morphology},
};
use crate::base::region::Quad;

/// The document is looked for at this many pixels of the longer side.
const WORKING_SIDE: u32 = 640;
/// Share of points along an outline's sides that must lie on an edge.
const LEAST_SUPPORT: f32 = 0.45;
/// The whole frame has no edges to be judged by; it counts as much as an outline with this share.
const SUPPORT_OF_FRAME: f32 = 0.55;
/// How far from the zone's forecast the frame may be, as a part of the length, to be the document itself.
const FRAME_NEAR_FORECAST: f32 = 0.06;
/// From this share on an outline of known proportions is the document's; a corner that is round takes the rest.
const PLAIN_SUPPORT: f32 = 0.9;
/// And it fills so much of the picture that no larger outline can be the document's.
const PLAIN_SHARE: f32 = 0.4;
/// And its proportions are this near to what is known, natural logarithm: 2 %.
const PLAIN_ODDITY: f32 = 0.02;
/// How far the zone's proportions on a document may be from the standard's, natural logarithm: letters differ in height.
const ODD_ZONE: f32 = 0.05;
/// From this on the outline is not the document's, where another stretches the zone less. Without its header, a seventh of
/// its height, a card has 0.12.
const STRETCHED_ZONE: f32 = 0.09;
/// An inner edge is looked for from this many of the best outlines.
const COMPLETED: usize = 4;
/// An area that is so much of the picture is all of it.
const FRAME: f32 = 0.93;
/// So many outlines are offered: their boxes can be laid on the print, which tells more than edges do.
const OFFERED: usize = 4;
/// Outlines whose corners are so near each other on average, as a part of the length, are one.
const SAME: f32 = 0.01;

/// Longer side by shorter side of what may be a part of a document: its ground below a coloured header, say.
const MOST_OF_A_PART: f32 = 2.3;
/// The same of a whole document seen at a slant: ISO/IEC 7810 gives 1.42 to 1.59.
const MOST_OF_A_CARD: f32 = 1.95;

type Corners = [[f32; 2]; 4];

/// What on a picture may be a document; which it is, is decided once the zone has been looked for.
pub struct Outlines<'p> {
    rgb: &'p RgbImage,
    grey: &'p GrayImage,
    soft: GrayImage,
    /// Pixels of `soft` for a pixel of the picture.
    factor: f32,
    /// The picture at twice the size of `soft`, where it has so many pixels.
    large: Option<GrayImage>,
}

/// One area whose outline has four sides, at working size.
#[derive(Clone, Copy)]
struct Seen {
    corners: Corners,
    support: f32,
    framing: Framing,
}

impl<'p> Outlines<'p> {
    /// A picture and its brightness.
    pub fn of(rgb: &'p RgbImage, grey: &'p GrayImage) -> Self {
        // A picture that is smaller shows no more when it is enlarged.
        let larger = grey.width().max(grey.height()) > WORKING_SIDE * 2;
        let large = larger.then(|| grey::with_long_side(grey, WORKING_SIDE * 2).0);
        let (small, _) = grey::with_long_side(large.as_ref().unwrap_or(grey), WORKING_SIDE);
        let factor = WORKING_SIDE as f32 / grey.width().max(grey.height()).max(1) as f32;
        Self { rgb, grey, soft: morphology::soften(&small), factor, large }
    }

    /// What may be the document, the likeliest first, no two of them nearly the same; nothing when nothing of its shape
    /// stands out. The sides of each are measured finely when it is asked for.
    pub fn ranked(&self, known: &Known) -> impl Iterator<Item = Card> {
        self.choices(known).into_iter().map(|seen| self.card(&self.at_double_size(&seen)))
    }

    fn choices(&self, known: &Known) -> Vec<Seen> {
        let frame = [self.soft.width() as f32, self.soft.height() as f32];
        let whole = [[0.0, 0.0], [frame[0], 0.0], frame, [0.0, frame[1]]];
        let forecast = known.forecast().map(|corners| corners.map(|c| c.map(|v| v * self.factor)));
        let forecast_seen = forecast.map(|corners| Seen::refined(&self.soft, corners));
        let mut choices = match forecast_seen.filter(|seen| self.is_plain(seen, known)) {
            Some(plain) => return vec![plain],
            None => self.areas(known),
        };
        if !choices.iter().any(|seen| self.is_plain(seen, known)) {
            choices.extend(self.completed(&choices, known));
        }
        choices.extend(forecast_seen);
        let near = |corners: &Corners| forecast.as_ref().map_or(0.0, |f| expected::apart(corners, f));
        let score = |seen: &Seen| {
            let share = (area(&seen.corners) / area(&whole)).min(1.0);
            // The document's header or its portrait has straight sides too, but another shape.
            let odd = match seen.framing {
                Framing::CutOff => 2.0 * expected::odd_shape(&seen.corners, &Known::Nothing),
                Framing::Inside | Framing::Fills => known.weight() * expected::odd_shape(&seen.corners, known),
            };
            let stretched = (expected::odd_zone(&self.card(seen).corners.0, known) - ODD_ZONE).max(0.0);
            let fits = (-4.0 * near(&seen.corners) - 6.0 * stretched).exp();
            seen.support * share.powf(0.35) * (1.0 - odd).max(0.1) * fits
        };
        choices.retain(|seen| {
            let holds = known.zone().is_none_or(|zone| self.card(seen).holds(zone));
            seen.support > LEAST_SUPPORT && shaped(&seen.corners, MOST_OF_A_CARD) && holds
        });
        let fills = Seen { corners: whole, support: SUPPORT_OF_FRAME, framing: Framing::Fills };
        if forecast.is_some() && near(&whole) < FRAME_NEAR_FORECAST {
            choices.push(fills);
        }
        let mut ranked: Vec<(f32, Seen)> = choices.iter().map(|seen| (score(seen), *seen)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
        if ranked.first().is_none_or(|(_, seen)| area(&seen.corners) >= FRAME * area(&whole)) {
            return if shaped(&whole, MOST_OF_A_CARD) { vec![fills] } else { Vec::new() };
        }
        // The boxes of a layout may lie on other print than their own, and an outline without its header fits by chance.
        let stretches = |seen: &Seen| expected::odd_zone(&self.card(seen).corners.0, known) > STRETCHED_ZONE;
        if ranked.iter().any(|(_, seen)| !stretches(seen)) {
            ranked.retain(|(_, seen)| !stretches(seen));
        }
        let mut offered: Vec<Seen> = Vec::new();
        for (_, seen) in ranked {
            let new = |known: &Seen| expected::apart(&seen.corners, &known.corners) > SAME;
            if offered.len() < OFFERED && offered.iter().all(new) {
                offered.push(seen);
            }
        }
        offered
    }

    /// All that stands out, mask after mask, until one area is plainly the document.
    fn areas(&self, known: &Known) -> Vec<Seen> {
        let mut seen: Vec<Seen> = Vec::new();
        let least = self.soft.width() as f32 * self.soft.height() as f32 * 0.04;
        for mask in Masks::of(self.rgb, &self.soft) {
            let rough =
                blobs(&mask, least as usize / 4).into_iter().filter_map(|blob| outline::four_corners(blob.hull));
            let like_one = rough.filter(|rough| area(rough) >= least && shaped(rough, MOST_OF_A_PART));
            let found = like_one.map(|rough| Seen::on(&self.soft, rough));
            let begun = seen.len();
            seen.extend(found.filter(|seen| seen.support > LEAST_SUPPORT && shaped(&seen.corners, MOST_OF_A_PART)));
            if seen[begun..].iter().any(|seen| self.is_plain(seen, known)) {
                break;
            }
        }
        seen
    }

    /// Whether an area has sharp edges all round, just the proportions that are known, and fills most of the picture:
    /// there is nothing to weigh it against.
    fn is_plain(&self, seen: &Seen, known: &Known) -> bool {
        let whole = self.soft.width() as f32 * self.soft.height() as f32;
        let share = area(&seen.corners) / whole;
        known.aspect().is_some()
            && seen.framing == Framing::Inside
            && seen.support >= PLAIN_SUPPORT
            && (PLAIN_SHARE..FRAME).contains(&share)
            && expected::odd_shape(&seen.corners, known) < PLAIN_ODDITY
            && shaped(&seen.corners, MOST_OF_A_CARD)
            && known.zone().is_none_or(|zone| self.card(seen).holds(zone))
    }

    /// Outlines that are too long or too short for what is known, grown on either side until they fit: one of their
    /// sides may be an inner edge.
    fn completed(&self, seen: &[Seen], known: &Known) -> Vec<Seen> {
        let usual = known.aspect().map_or(expected::USUAL.to_vec(), |usual| vec![usual]);
        let mut parts: Vec<&Seen> = seen.iter().filter(|seen| seen.framing == Framing::Inside).collect();
        let worth = |seen: &Seen| seen.support * area(&seen.corners).powf(0.35);
        parts.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
        let frame = [self.soft.width() as f32, self.soft.height() as f32];
        let inside = |corners: &Corners| corners.iter().all(|c| (0..2).all(|n| c[n] > -4.0 && c[n] < frame[n] + 4.0));
        let best = parts.iter().take(COMPLETED);
        let grown = best.flat_map(|part| usual.iter().flat_map(|usual| expected::grown(ordered(part.corners), *usual)));
        let looked_for = |corners| [Seen::refined(&self.soft, corners), Seen::as_reckoned(&self.soft, corners)];
        grown.filter(inside).flat_map(looked_for).collect()
    }

    fn card(&self, seen: &Seen) -> Card {
        Card { corners: Quad(ordered(seen.corners.map(|c| c.map(|v| v / self.factor)))), framing: seen.framing }
    }

    /// Once more at twice the size, where half a pixel is a quarter. The frame's edge is no edge in the picture.
    fn at_double_size(&self, seen: &Seen) -> Seen {
        if seen.framing != Framing::Inside {
            return *seen;
        }
        let (large, to_large) = self.large.as_ref().map_or((self.grey, 1.0 / self.factor), |large| (large, 2.0));
        let (fine, support) = outline::refined(large, seen.corners.map(|c| c.map(|v| v * to_large)), 5.0);
        let corners = if support > 0.5 { fine.map(|c| c.map(|v| v / to_large)) } else { seen.corners };
        Seen { corners, ..*seen }
    }
}

impl Seen {
    /// A rough outline moved onto the edges near it.
    fn on(soft: &GrayImage, rough: Corners) -> Self {
        let framing = framing(&rough, [soft.width() as f32, soft.height() as f32]);
        let (corners, support) = outline::refined(soft, rough, 7.0);
        match framing {
            Framing::Inside => Self { corners, support, framing },
            // The frame's edge is no edge in the picture: such a side stays where it is.
            Framing::CutOff | Framing::Fills => Self { corners: rough, support, framing },
        }
    }

    /// A reckoned outline, moved onto the edges further around it.
    fn refined(soft: &GrayImage, reckoned: Corners) -> Self {
        let (near, _) = outline::refined(soft, reckoned, 16.0);
        let (corners, support) = outline::refined(soft, near, 5.0);
        Self { corners, support, framing: Framing::Inside }
    }

    /// A reckoned outline nearly where it is: a dark header on a dark table has a fainter edge than the one below it.
    fn as_reckoned(soft: &GrayImage, reckoned: Corners) -> Self {
        let (corners, support) = outline::refined(soft, reckoned, 3.0);
        Self { corners, support, framing: Framing::Inside }
    }
}

/// Whether one of the sides of `q` runs along the frame's edge.
fn framing(q: &[[f32; 2]; 4], frame: [f32; 2]) -> Framing {
    const NEAR: f32 = 4.0;
    let along = |a: [f32; 2], b: [f32; 2]| {
        (0..2).any(|axis| {
            let (a, b) = (a[axis], b[axis]);
            (a < NEAR && b < NEAR) || (a > frame[axis] - NEAR && b > frame[axis] - NEAR)
        })
    };
    if (0..4).any(|i| along(q[i], q[(i + 1) % 4])) { Framing::CutOff } else { Framing::Inside }
}

/// Masks in which the document may be one area: what differs from the colours of the frame's border, then closed edges.
/// Each is made when it is asked for.
struct Masks<'p> {
    rgb: &'p RgbImage,
    soft: &'p GrayImage,
    next: usize,
    differs: Option<(GrayImage, u8)>,
    edges: Option<(GrayImage, u8)>,
}

impl<'p> Masks<'p> {
    const fn of(rgb: &'p RgbImage, soft: &'p GrayImage) -> Self {
        Self { rgb, soft, next: 0, differs: None, edges: None }
    }

    fn unlike_border(&mut self, part: fn(u8) -> u8) -> GrayImage {
        let differs = || {
            let differs = from_border(self.rgb, self.soft.dimensions());
            let level = grey::otsu(&grey::histogram(&differs));
            (differs, level)
        };
        let (differs, level) = self.differs.get_or_insert_with(differs);
        morphology::open(&morphology::close(&grey::above(differs, part(*level).max(4)), 9), 9)
    }

    fn closed_edges(&mut self, part: fn(u8) -> u8, side: usize) -> GrayImage {
        let edges = || {
            let (across, down) = morphology::gradients(self.soft);
            let edges = grey::zip(&across, &down, u8::max);
            let level = grey::otsu(&grey::histogram(&edges));
            (edges, level)
        };
        let (edges, level) = self.edges.get_or_insert_with(edges);
        morphology::open(&morphology::close(&grey::above(edges, part(*level)), side), 5)
    }
}

impl Iterator for Masks<'_> {
    type Item = GrayImage;

    fn next(&mut self) -> Option<GrayImage> {
        self.next += 1;
        match self.next {
            1 => Some(self.unlike_border(|level| level / 2)),
            2 => Some(self.closed_edges(|level| level, 11)),
            3 => Some(self.unlike_border(|level| level)),
            4 => Some(self.closed_edges(|level| level / 2, 7)),
            5 => Some(self.unlike_border(|level| level / 4)),
            6 => Some(self.closed_edges(|level| level / 4, 5)),
            _ => None,
        }
    }
}

/// How far each pixel's colour is from the nearest of the border's four sides' mean colours.
fn from_border(rgb: &RgbImage, (w, h): (u32, u32)) -> GrayImage {
    let small = grey::resized_rgb(rgb, w, h);
    let planes = [0, 1, 2].map(|n: usize| {
        let values = small.as_raw().as_chunks::<3>().0.iter().map(|p| p[n]).collect();
        morphology::soften(&GrayImage::from_raw(w, h, values).unwrap_or_default())
    });
    let band = (w.min(h) / 40).max(2);
    let mean = |plane: &GrayImage, x: &std::ops::Range<u32>, y: &std::ops::Range<u32>| {
        let count = u64::from(x.end - x.start) * u64::from(y.end - y.start);
        let sum: u64 = y.clone().flat_map(|y| x.clone().map(move |x| u64::from(plane[(x, y)].0[0]))).sum();
        (sum / count.max(1)) as u8
    };
    let sides =
        [(0..w, 0..band), (0..w, h.saturating_sub(band)..h), (0..band, 0..h), (w.saturating_sub(band)..w, 0..h)];
    let means = sides.each_ref().map(|(x, y)| planes.each_ref().map(|plane| mean(plane, x, y)));
    // Plane beside plane: one pass over bytes, of which the compiler makes vector instructions.
    let [red, green, blue] = planes.each_ref().map(|plane| plane.as_raw().iter());
    let away = |((&r, &g), &b): ((&u8, &u8), &u8)| {
        let from = |[red, green, blue]: &[u8; 3]| r.abs_diff(*red).max(g.abs_diff(*green)).max(b.abs_diff(*blue));
        means.iter().map(from).fold(u8::MAX, u8::min)
    };
    GrayImage::from_raw(w, h, red.zip(green).zip(blue).map(away).collect()).unwrap_or_default()
}

/// Whether a quadrilateral is a rectangle seen at a slant, at most `most` times as long as wide.
fn shaped(q: &Corners, most: f32) -> bool {
    let side = |i: usize| (q[(i + 1) % 4][0] - q[i][0]).hypot(q[(i + 1) % 4][1] - q[i][1]);
    let (a, b) = (f32::midpoint(side(0), side(2)), f32::midpoint(side(1), side(3)));
    let opposite = |i: usize| side(i).max(side(i + 2)) / side(i).min(side(i + 2)).max(1.0);
    let aspect = a.max(b) / a.min(b).max(1.0);
    let turn = |i: usize| {
        let (o, p, q) = (q[i], q[(i + 1) % 4], q[(i + 2) % 4]);
        (p[0] - o[0]) * (q[1] - p[1]) - (p[1] - o[1]) * (q[0] - p[0])
    };
    let convex = (0..4).all(|i| turn(i) > 0.0) || (0..4).all(|i| turn(i) < 0.0);
    convex && (1.2..=most).contains(&aspect) && opposite(0) < 1.5 && opposite(1) < 1.5
}

fn area(q: &Corners) -> f32 {
    (0..4).map(|i| q[i][0] * q[(i + 1) % 4][1] - q[(i + 1) % 4][0] * q[i][1]).sum::<f32>().abs() / 2.0
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::{super::pixels::warp::Homography, *};

    /// A pale card with some print on a dark table, its corners as given.
    fn photograph(corners: [[f32; 2]; 4]) -> RgbImage {
        let map = Homography::of_rectangle(1.0, 1.0, &corners).expect("a card");
        let mut picture = RgbImage::from_fn(900, 700, |x, y| Rgb([60 + (x % 7) as u8, 50 + (y % 5) as u8, 45]));
        for v in 0..1600 {
            for u in 0..2200 {
                let [x, y] = map.at((u as f32 + 0.5) / 2200.0, (v as f32 + 0.5) / 1600.0);
                let ink = (v / 60) % 5 == 3 && (u / 25) % 2 == 0;
                if x >= 0.0 && y >= 0.0 && x < 900.0 && y < 700.0 {
                    picture.put_pixel(x as u32, y as u32, if ink { Rgb([70, 70, 90]) } else { Rgb([215, 220, 210]) });
                }
            }
        }
        picture
    }

    fn found_with(picture: &RgbImage, known: &Known) -> Option<Card> {
        let grey = grey::brightness(picture);
        Outlines::of(picture, &grey).ranked(known).next()
    }

    fn found(corners: [[f32; 2]; 4]) -> Card {
        let picture = photograph(corners);
        found_with(&picture, &Known::Nothing).expect("a card")
    }

    #[test]
    fn corners_are_found_within_three_pixels() {
        let corners = [[180.0, 140.0], [730.0, 190.0], [700.0, 540.0], [150.0, 480.0]];
        let card = found(corners);
        for (a, b) in card.corners.0.iter().zip(corners) {
            assert!((a[0] - b[0]).hypot(a[1] - b[1]) < 3.0, "{:?}", card.corners);
        }
        assert!(card.framing == Framing::Inside && !card.is_cut_off((900, 700)));
    }

    #[test]
    fn a_card_that_leaves_the_frame_is_cut_off() {
        let card = found([[-60.0, 140.0], [560.0, 140.0], [560.0, 530.0], [-60.0, 530.0]]);
        assert!(card.is_cut_off((900, 700)), "{card:?}");
    }

    #[test]
    fn a_scan_without_a_background_is_the_whole_frame() {
        let scan = RgbImage::from_fn(1012, 638, |x, y| {
            Rgb(if (y / 30) % 4 == 2 && (x / 12) % 2 == 0 && x > 80 && x < 900 { [40; 3] } else { [235; 3] })
        });
        let card = found_with(&scan, &Known::Nothing).expect("the frame");
        assert_eq!(card.framing, Framing::Fills, "{card:?}");
    }

    #[test]
    fn an_upright_square_of_nothing_has_no_card() {
        let nothing = RgbImage::from_pixel(600, 600, Rgb([128; 3]));
        assert_eq!(found_with(&nothing, &Known::Nothing), None);
    }

    #[test]
    fn a_page_with_a_dark_header_on_a_dark_table_is_found_whole_when_its_proportions_are_known() {
        let page = RgbImage::from_fn(900, 700, |x, y| {
            let (on, header) = ((100..800).contains(&x) && (100..593).contains(&y), y < 180);
            Rgb(if on && header {
                [44, 74, 86]
            } else if on {
                [225; 3]
            } else {
                [58, 50, 45]
            })
        });
        let card = found_with(&page, &Known::Proportions([125.0, 88.0])).expect("a page");
        assert!(card.corners.0[0][1] < 105.0, "{card:?}");
    }
}
