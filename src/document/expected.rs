//! What is known of a document before its outline is chosen: its proportions, or where its zone stands.

#![expect(clippy::cast_precision_loss, reason = "counts of characters and lines")]

use super::{layout::Layout, mrz::Format, pixels::warp::Homography};
use crate::base::region::Quad;

/// From one character of a zone to the next, millimetres (Doc 9303-3, 4.4: ten an inch).
const PITCH_MM: f32 = 2.54;
/// From one line of a zone to the next, millimetres.
const LINE_MM: f32 = 6.35;
/// Longer side by shorter side of cards and data pages (ISO/IEC 7810: ID-1, ID-3).
pub const USUAL: [f32; 2] = [1.586, 1.42];
/// Height of a line's area on the picture, millimetres: its letters, and the little above and below them that is read.
const LETTERS_MM: f32 = 3.3;
/// From the middle of a zone's last line to the document's lower edge, millimetres; documents differ by 3 either way.
const FOOT_MM: f32 = 7.0;

/// What is known of a side.
#[derive(Clone, Copy, Debug)]
pub enum Known {
    /// Nothing: it may be a card or a data page.
    Nothing,
    /// The other side told what document it is: its width and height, millimetres.
    Proportions([f32; 2]),
    /// The zone stands on this side.
    Zone {
        /// Its format.
        format: Format,
        /// The document's width and height, millimetres.
        size_mm: [f32; 2],
        /// Where the zone stands on the picture.
        area: Quad,
    },
}

impl Known {
    /// Longer side by shorter side.
    pub fn aspect(&self) -> Option<f32> {
        match self {
            Self::Nothing => None,
            Self::Proportions(size) | Self::Zone { size_mm: size, .. } => Some(size[0] / size[1]),
        }
    }

    /// The zone's area.
    pub const fn zone(&self) -> Option<&Quad> {
        match self {
            Self::Zone { area, .. } => Some(area),
            Self::Nothing | Self::Proportions(_) => None,
        }
    }

    /// How much odd proportions count against an outline.
    pub const fn weight(&self) -> f32 {
        match self {
            Self::Nothing => 2.0,
            Self::Proportions(_) | Self::Zone { .. } => 3.0,
        }
    }

    /// The document's corners as the zone foretells them: zones run along the foot, in the middle of the width.
    pub fn forecast(&self) -> Option<[[f32; 2]; 4]> {
        let Self::Zone { format, size_mm, area: Quad(zone) } = self else { return None };
        let mean = |a: [f32; 2], b: [f32; 2]| [f32::midpoint(a[0], b[0]), f32::midpoint(a[1], b[1])];
        let (left, right) = (mean(zone[0], zone[3]), mean(zone[1], zone[2]));
        let length_mm = PITCH_MM * format.width() as f32;
        let x = [(right[0] - left[0]) / length_mm, (right[1] - left[1]) / length_mm];
        let y = [-x[1], x[0]];
        let middle = mean(left, right);
        let below = FOOT_MM + LINE_MM * (format.line_count() - 1) as f32 / 2.0;
        let (half, above) = (size_mm[0] / 2.0, below - size_mm[1]);
        let at = |u: f32, v: f32| [middle[0] + u * x[0] + v * y[0], middle[1] + u * x[1] + v * y[1]];
        Some([at(-half, above), at(half, above), at(half, below), at(-half, below)])
    }
}

/// The size of documents with a zone of `format`: that of the layout it was issued by, else the usual one, millimetres.
pub fn size_mm(layouts: &[Layout], format: Format, issuer: &str) -> [f32; 2] {
    let own = layouts.iter().find(|layout| layout.mrz == Some(format) && layout.issuing_state == issuer);
    own.map_or_else(
        || match format {
            Format::Td1 => [85.6, 53.98],
            Format::Td2 | Format::MrvB => [105.0, 74.0],
            Format::Td3 => [125.0, 88.0],
            Format::MrvA => [120.0, 80.0],
        },
        |layout| layout.size_mm,
    )
}

/// How far a quadrilateral's proportions are from what is known, or from the nearer of ID-1 and ID-3; natural logarithm.
pub fn odd_shape(q: &[[f32; 2]; 4], known: &Known) -> f32 {
    let aspect = aspect(q);
    let from = |usual: f32| (aspect / usual).ln().abs();
    known.aspect().map_or_else(|| USUAL.map(from).into_iter().fold(f32::MAX, f32::min), from)
}

/// How far the zone's own proportions are from the standard's when these are the document's, clockwise from the start of
/// its upper side; natural logarithm. An outline that leaves a header out stretches the zone with all the rest.
pub fn odd_zone(corners: &[[f32; 2]; 4], known: &Known) -> f32 {
    let Known::Zone { format, size_mm, area } = known else { return 0.0 };
    let Some(map) = Homography::of_rectangle(size_mm[0], size_mm[1], corners) else { return 1.0 };
    let [a, b, c, d] = area.0.map(|[x, y]| map.back(x, y));
    let width = f32::midpoint(distance(a, b), distance(d, c)) / (PITCH_MM * format.width() as f32);
    let height = LINE_MM * (format.line_count() - 1) as f32 + LETTERS_MM;
    (f32::midpoint(distance(a, d), distance(b, c)) / height / width.max(1e-3)).max(1e-3).ln().abs()
}

/// The mean distance of two outlines' corners, whichever way round, as a part of the second one's length.
pub fn apart(a: &[[f32; 2]; 4], b: &[[f32; 2]; 4]) -> f32 {
    let length = distance(b[0], b[1]).max(distance(b[1], b[2])).max(1.0);
    let turned = |n: usize| (0..4).map(|i| distance(a[(i + n) % 4], b[i])).sum::<f32>() / 4.0 / length;
    let reversed = |n: usize| (0..4).map(|i| distance(a[(n + 4 - i) % 4], b[i])).sum::<f32>() / 4.0 / length;
    (0..4).map(|n| turned(n).min(reversed(n))).fold(f32::MAX, f32::min)
}

/// `corners`, clockwise from the start of a longer side, with its shorter or longer sides drawn out to the proportions
/// `usual`, once to either side. None where they fit already.
pub fn grown(corners: [[f32; 2]; 4], usual: f32) -> Vec<[[f32; 2]; 4]> {
    let ratio = aspect(&corners) / usual;
    if ratio.ln().abs() < 0.04 {
        return Vec::new();
    }
    // Drawn from the second point over the first.
    let out = |from: [f32; 2], over: [f32; 2], by: f32| [0, 1].map(|n| from[n] + (over[n] - from[n]) * by);
    let [a, b, c, d] = corners;
    if ratio > 1.0 {
        vec![[out(d, a, ratio), out(c, b, ratio), c, d], [a, b, out(b, c, ratio), out(a, d, ratio)]]
    } else {
        let by = 1.0 / ratio;
        vec![[out(b, a, by), b, c, out(c, d, by)], [a, out(a, b, by), out(d, c, by), d]]
    }
}

fn aspect(q: &[[f32; 2]; 4]) -> f32 {
    let (a, b) = (distance(q[0], q[1]) + distance(q[2], q[3]), distance(q[1], q[2]) + distance(q[3], q[0]));
    a.max(b) / a.min(b).max(1.0)
}

fn distance(a: [f32; 2], b: [f32; 2]) -> f32 {
    (b[0] - a[0]).hypot(b[1] - a[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_foretells_the_page_it_stands_on() {
        // Ten pixels a millimetre: 44 characters are 1117.6 wide, from 66.2 mm the last line's middle is 81 mm down.
        let area = Quad([[66.2, 730.0], [1183.8, 730.0], [1183.8, 826.5], [66.2, 826.5]]);
        let known = Known::Zone { format: Format::Td3, size_mm: [125.0, 88.0], area };
        let page = [[0.0, 0.0], [1250.0, 0.0], [1250.0, 880.0], [0.0, 880.0]];
        assert!(apart(&known.forecast().expect("a forecast"), &page) < 0.01);
        assert!(apart(&known.forecast().expect("a forecast"), &[page[2], page[3], page[0], page[1]]) < 0.01);
    }

    #[test]
    fn an_outline_without_the_header_stretches_the_zone() {
        let area = Quad([[66.2, 730.0], [1183.8, 730.0], [1183.8, 826.5], [66.2, 826.5]]);
        let known = Known::Zone { format: Format::Td3, size_mm: [125.0, 88.0], area };
        assert!(odd_zone(&[[0.0, 0.0], [1250.0, 0.0], [1250.0, 880.0], [0.0, 880.0]], &known) < 0.01);
        assert!(odd_zone(&[[0.0, 110.0], [1250.0, 110.0], [1250.0, 880.0], [0.0, 880.0]], &known) > 0.12);
    }

    #[test]
    fn an_outline_without_its_header_is_drawn_out_to_the_page() {
        let cut = [[0.0, 100.0], [1250.0, 100.0], [1250.0, 880.0], [0.0, 880.0]];
        let grown = grown(cut, 125.0 / 88.0);
        assert!(grown[0][0][1].abs() < 1.0 && distance(grown[0][2], [1250.0, 880.0]) < f32::EPSILON, "{grown:?}");
        assert!(super::grown(grown[0], 125.0 / 88.0).is_empty());
    }
}
