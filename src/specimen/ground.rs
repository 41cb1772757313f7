//! The security-like ground: paper, fine wavy lines, the coloured band and its rosette.

use std::f32::consts::TAU;

use super::{
    layout::BoxMm,
    sheet::{PIXELS_PER_MM, Sheet, mix},
};

/// The band's and the headings' colour.
pub(super) const TEAL: [u8; 3] = [18, 74, 86];
const TEAL_LIGHT: [u8; 3] = [38, 118, 128];
const PAPER_TOP: [u8; 3] = [250, 248, 241];
const PAPER_FOOT: [u8; 3] = [234, 243, 242];

/// One family of parallel waves. Lengths in millimetres.
struct Waves {
    colour: [u8; 3],
    spacing: f32,
    height: f32,
    length: f32,
    slope: f32,
}

/// Light enough that a reader sees the letters and not the lines: about 15 of 255 grey levels under the paper.
const WAVES: [Waves; 3] = [
    Waves { colour: [198, 224, 222], spacing: 1.3, height: 2.4, length: 37.0, slope: 0.10 },
    Waves { colour: [236, 220, 204], spacing: 1.7, height: 3.1, length: 53.0, slope: -0.16 },
    Waves { colour: [214, 220, 236], spacing: 2.3, height: 1.5, length: 23.0, slope: 0.32 },
];

/// Width of a wavy line.
const LINE: f32 = 0.11;

/// Paper and waves all over the sheet, and the band across its top.
pub(super) fn ground(sheet: &mut Sheet, [width, height]: [f32; 2], band: f32) {
    let all = BoxMm { x: 0.0, y: 0.0, width, height };
    sheet.paint(all, |_, y| (mix(PAPER_TOP, PAPER_FOOT, y / height), 1.0));
    for waves in &WAVES {
        waves.draw(sheet);
    }
    let top = BoxMm { height: band, ..all };
    sheet.paint(top, |x, y| (mix(TEAL, TEAL_LIGHT, (x / width + 0.1 * (y * 2.0).sin()).clamp(0.0, 1.0)), 1.0));
    sheet.paint(BoxMm { y: band, height: 0.35, ..all }, |_, _| ([201, 162, 84], 1.0));
}

impl Waves {
    /// All over the sheet. A wave swings across by the column and down by the row, so each sine is taken once.
    #[expect(clippy::cast_precision_loss, reason = "pixel positions: far below 2^23")]
    fn draw(&self, sheet: &mut Sheet) {
        let middle = |pixel: u32| (pixel as f32 + 0.5) / PIXELS_PER_MM;
        let (width, height) = sheet.pixels.dimensions();
        let across: Vec<f32> = (0..width).map(|x| self.height * (TAU * middle(x) / self.length).sin()).collect();
        let down: Vec<f32> = (0..height).map(|y| (TAU * middle(y) / (self.length * 2.1)).cos()).collect();
        for (x, y, pixel) in sheet.pixels.enumerate_pixels_mut() {
            let thick = self.thickness(middle(x), middle(y), across[x as usize] * down[y as usize]);
            if thick > 0.0 {
                pixel.0 = mix(pixel.0, self.colour, thick);
            }
        }
    }

    /// How thick the line lies at a point that its wave has moved down by `wave`.
    fn thickness(&self, x: f32, y: f32, wave: f32) -> f32 {
        let phase = (y + wave + self.slope * x) / self.spacing;
        let away = (phase - phase.round()).abs() * self.spacing;
        ((LINE / 2.0 - away) * PIXELS_PER_MM + 0.5).clamp(0.0, 1.0)
    }
}

/// Utopia's emblem: a rosette of interlaced petals.
pub(super) fn emblem(sheet: &mut Sheet, area: BoxMm, colour: [u8; 3]) {
    let (cx, cy) = area.centre();
    let outer = area.width / 2.0;
    sheet.paint(area, |x, y| {
        let (radius, angle) = ((x - cx).hypot(y - cy), (y - cy).atan2(x - cx));
        let petals = [0.0, 0.25, 0.5, 0.75].map(|turn| outer * (0.66 + 0.26 * (6.0 * angle + turn * TAU).sin()));
        let rings = [outer * 0.97, outer * 0.26];
        let near = petals.into_iter().chain(rings).map(|r| (radius - r).abs()).fold(f32::INFINITY, f32::min);
        (colour, 0.85 * ((0.07 - near) * PIXELS_PER_MM + 0.5).clamp(0.0, 1.0))
    });
}
