//! The detection error trade-off as a picture: SVG on axes of the normal deviate, as ISO/IEC 19795-1 draws it.

#![expect(clippy::cast_precision_loss, reason = "places on a picture of 640 pixels")]

use std::fmt::Write as _;

use super::{det::Det, page::escaped};

/// Width and height of the picture, and the room left of and below the axes.
const SIZE: f64 = 560.0;
const LEFT: f64 = 64.0;
const FOOT: f64 = 52.0;
const HEAD: f64 = 14.0;
/// What the axes may show, and their marks, as shares.
const MARKS: [(f64, &str); 10] = [
    (0.000_01, "0.001 %"),
    (0.000_1, "0.01 %"),
    (0.001, "0.1 %"),
    (0.005, "0.5 %"),
    (0.01, "1 %"),
    (0.02, "2 %"),
    (0.05, "5 %"),
    (0.1, "10 %"),
    (0.2, "20 %"),
    (0.4, "40 %"),
];
/// The end of both axes.
const MOST: f64 = 0.5;

/// One curve and its name.
pub struct Series<'a> {
    /// What the legend calls it.
    pub name: &'a str,
    /// Its pairs.
    pub det: &'a Det,
}

/// The curves, as SVG. The first has a shaded band where its pairs are too few to speak of a rate (below `3 / N`).
pub fn svg(series: &[Series<'_>]) -> String {
    let least = series.first().map_or(0.001, |first| {
        let [mated, others] = first.det.pairs();
        3.0 / (mated.max(others).max(1) as f64)
    });
    // Half a decade below what can be stated at best, at a mark.
    let from = MARKS.iter().map(|m| m.0).rev().find(|mark| *mark < least / 2.0).unwrap_or(MARKS[0].0).min(0.01);
    let axes = Axes { from };
    let mut svg = format!(
        "<svg class=\"det\" viewBox=\"0 0 {SIZE} {SIZE}\" role=\"img\" aria-label=\"Detection error trade-off: false \
         non-match rate over false match rate\">\n"
    );
    if let Some(first) = series.first() {
        axes.unspoken(&mut svg, first.det.pairs());
    }
    axes.draw(&mut svg);
    for (n, one) in series.iter().enumerate() {
        axes.line(&mut svg, n, one);
    }
    svg.push_str("</svg>\n");
    svg
}

/// The scale of both axes.
struct Axes {
    from: f64,
}

impl Axes {
    /// How far along an axis a share lies, 0–1; below its beginning at 0.
    fn along(&self, share: f64) -> f64 {
        let (low, high) = (probit(self.from), probit(MOST));
        (probit(share.clamp(self.from, MOST)) - low) / (high - low)
    }

    fn x(&self, fmr: f64) -> f64 {
        LEFT + self.along(fmr) * (SIZE - LEFT - HEAD)
    }

    fn y(&self, fnmr: f64) -> f64 {
        SIZE - FOOT - self.along(fnmr) * (SIZE - FOOT - HEAD)
    }

    /// The bands below `3 / N` of either axis.
    fn unspoken(&self, svg: &mut String, [mated, others]: [u64; 2]) {
        let least = |of: u64| if of == 0 { MOST } else { 3.0 / of as f64 };
        let (right, top) = (self.x(least(others)), self.y(least(mated)));
        let (x0, y0) = (self.x(0.0), self.y(0.0));
        let (x1, y1) = (self.x(MOST), self.y(MOST));
        let mut band = |x: f64, y: f64, w: f64, h: f64| {
            _ = writeln!(svg, "<rect class=\"few\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{w:.1}\" height=\"{h:.1}\"/>");
        };
        band(x0, y1, right - x0, y0 - y1);
        band(right, top, x1 - right, y0 - top);
    }

    fn draw(&self, svg: &mut String) {
        let (x0, y0, x1, y1) = (self.x(0.0), self.y(0.0), self.x(MOST), self.y(MOST));
        for (share, name) in MARKS.into_iter().filter(|(share, _)| *share >= self.from) {
            let (x, y) = (self.x(share), self.y(share));
            _ = writeln!(
                svg,
                "<path class=\"grid\" d=\"M{x:.1} {y0:.1}V{y1:.1}M{x0:.1} {y:.1}H{x1:.1}\"/>\
                 <text class=\"x\" x=\"{x:.1}\" y=\"{:.1}\">{name}</text>\
                 <text class=\"y\" x=\"{:.1}\" y=\"{:.1}\">{name}</text>",
                y0 + 18.0,
                x0 - 6.0,
                y + 4.0,
            );
        }
        _ = writeln!(svg, "<path class=\"axis\" d=\"M{x0:.1} {y1:.1}V{y0:.1}H{x1:.1}\"/>");
        let (mid_x, mid_y) = (f64::midpoint(x0, x1), f64::midpoint(y0, y1));
        _ = writeln!(
            svg,
            "<text class=\"x\" x=\"{mid_x:.1}\" y=\"{:.1}\">false match rate</text>\
             <text class=\"x\" transform=\"translate(14 {mid_y:.1}) rotate(-90)\">false non-match rate</text>",
            SIZE - 8.0
        );
    }

    fn line(&self, svg: &mut String, n: usize, series: &Series<'_>) {
        let points: Vec<String> =
            series.det.curve().iter().map(|[fmr, fnmr]| format!("{:.1} {:.1}", self.x(*fmr), self.y(*fnmr))).collect();
        // Many thresholds fall on one point of the picture.
        let mut points = points;
        points.dedup();
        if !points.is_empty() {
            _ = writeln!(svg, "<path class=\"curve c{n}\" d=\"M{}\"/>", points.join("L"));
        }
        let (x, y) = (self.x(MOST) - 8.0, self.y(MOST) + 16.0 + 16.0 * n as f64);
        _ = writeln!(svg, "<text class=\"legend c{n}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>", escaped(series.name));
    }
}

/// The inverse of the standard normal distribution for `0 < p < 1`, to 1.2e-9 relative.
///
/// Peter J. Acklam's rational approximation (2003).
fn probit(p: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969_683_028_665_376e1,
        2.209_460_984_245_205e2,
        -2.759_285_104_469_687e2,
        1.383_577_518_672_69e2,
        -3.066_479_806_614_716e1,
        2.506_628_277_459_239,
    ];
    const B: [f64; 6] = [
        -5.447_609_879_822_406e1,
        1.615_858_368_580_409e2,
        -1.556_989_798_598_866e2,
        6.680_131_188_771_972e1,
        -1.328_068_155_288_572e1,
        1.0,
    ];
    const C: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 5] =
        [7.784_695_709_041_462e-3, 3.224_671_290_700_398e-1, 2.445_134_137_142_996, 3.754_408_661_907_416, 1.0];
    let horner = |terms: &[f64], x: f64| terms.iter().fold(0.0, |sum, term| sum * x + term);
    let tail = |p: f64| {
        let q = (-2.0 * p.ln()).sqrt();
        horner(&C, q) / horner(&D, q)
    };
    if p < 0.024_25 {
        tail(p)
    } else if p > 1.0 - 0.024_25 {
        -tail(1.0 - p)
    } else {
        let q = p - 0.5;
        horner(&A, q * q) * q / horner(&B, q * q)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_normal_deviates_of_the_tables() {
        for (p, z) in [(0.5, 0.0), (0.975, 1.959_964), (0.01, -2.326_348), (0.001, -3.090_232), (0.2, -0.841_621)] {
            assert!((probit(p) - z).abs() < 1e-6, "{p}: {}", probit(p));
        }
    }

    #[test]
    fn a_picture_has_a_curve_for_each_series_and_a_band_where_pairs_are_too_few() {
        let mated = (0..40u8).map(|n| 0.3 + f32::from(n) / 200.0).collect();
        let det = Det::new(mated, (0..200u8).map(|n| 0.4 + f32::from(n) / 200.0).collect());
        let svg = svg(&[Series { name: "all", det: &det }, Series { name: "18–30 <b>", det: &det }]);
        assert_eq!(svg.matches("class=\"curve").count(), 2);
        assert_eq!(svg.matches("class=\"few\"").count(), 2);
        assert!(svg.contains("18–30 &lt;b&gt;") && !svg.contains("NaN") && !svg.contains("inf"));
    }
}
