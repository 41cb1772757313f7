//! A report as one HTML file: no script, nothing fetched, light and dark by the reader's own setting.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "corners on a picture; they are clamped to it before they are cast"
)]

use std::{
    fmt::{self, Write},
    io::Cursor,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use image::{RgbImage, codecs::jpeg::JpegEncoder, imageops};

use super::{
    rate::{Rate, Stated},
    timing::Timing,
};
use crate::base::{
    region::Quad,
    resample::{self, Area, Filter},
};

/// Longest side of a picture in a report, pixels.
const LONGEST: u32 = 720;
/// Quality of its JPEG.
const QUALITY: u8 = 80;
/// What is shown around a region, as a part of its height.
const AROUND: f32 = 0.8;

/// A page while it is written.
pub struct Page {
    html: String,
}

impl Page {
    /// A page with its heading and the line under it.
    pub fn new(title: &str, under: &str) -> Self {
        let html = format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src \
             'unsafe-inline'\">\n<title>{0}</title>\n<style>{STYLE}</style></head>\n<body><main>\n<h1>{0}</h1>\n\
             <p class=\"under\">{1}</p>\n",
            escaped(title),
            escaped(under)
        );
        Self { html }
    }

    fn add(&mut self, html: fmt::Arguments<'_>) {
        // A string takes whatever is written to it.
        let _ = self.html.write_fmt(html);
    }

    /// A heading.
    pub fn heading(&mut self, text: &str) {
        self.add(format_args!("<h2>{}</h2>\n", escaped(text)));
    }

    /// A paragraph.
    pub fn paragraph(&mut self, text: &str) {
        self.add(format_args!("<p>{}</p>\n", escaped(text)));
    }

    /// A table; the first column names its row.
    pub fn table(&mut self, head: &[&str], rows: &[Vec<String>]) {
        let head: Vec<String> = head.iter().map(|cell| format!("<th scope=\"col\">{}</th>", escaped(cell))).collect();
        let head = head.concat();
        self.add(format_args!("<div class=\"wide\"><table><thead><tr>{head}</tr></thead><tbody>\n"));
        for row in rows {
            let cells = row.iter().enumerate().map(|(n, cell)| {
                let cell = escaped(cell);
                if n == 0 { format!("<th scope=\"row\">{cell}</th>") } else { format!("<td>{cell}</td>") }
            });
            self.add(format_args!("<tr>{}</tr>\n", cells.collect::<Vec<_>>().concat()));
        }
        self.html += "</tbody></table></div>\n";
    }

    /// A section with how long the work took; `what` was done, many times.
    pub fn timing(&mut self, what: &str, timing: &Timing) {
        let ms = |value: f64| format!("{value:.0} ms");
        let times = [timing.median_ms, timing.p95_ms, timing.longest_ms].map(ms);
        self.heading("Time");
        self.table(
            &["", "median", "95 of 100 within", "longest"],
            &[[vec![format!("{} {what}", timing.runs)], times.into()].concat()],
        );
    }

    /// A picture with what was wanted and what was read; `data` is a data URI as [`picture`] makes it.
    pub fn miss(&mut self, title: &str, data: Option<&str>, [want, got]: [&str; 2]) {
        let picture = data.map_or_else(String::new, |data| format!("<img alt=\"\" src=\"{data}\">"));
        let shown = |text: &str| if text.is_empty() { "(nothing)".to_owned() } else { escaped(text) };
        self.add(format_args!(
            "<figure>{picture}<figcaption><b>{}</b><dl><dt>stands there</dt><dd dir=\"auto\">{}</dd><dt>was \
             read</dt><dd dir=\"auto\">{}</dd></dl></figcaption></figure>\n",
            escaped(title),
            shown(want),
            shown(got)
        ));
    }

    /// Markup that was made here, such as a curve.
    pub fn markup(&mut self, markup: &str) {
        self.html += markup;
    }

    /// The whole file.
    pub fn finished(self) -> String {
        self.html + "</main></body></html>\n"
    }
}

/// `text` with what HTML would take for markup made harmless.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe += "&amp;",
            '<' => safe += "&lt;",
            '>' => safe += "&gt;",
            '"' => safe += "&quot;",
            other => safe.push(other),
        }
    }
    safe
}

/// `picture`, or what lies around `region` of it, as a JPEG in a data URI; `None` if it cannot be encoded.
pub fn picture(picture: &RgbImage, region: Option<&Quad>) -> Option<String> {
    let cut = region.map_or_else(|| picture.clone(), |region| around(picture, region));
    let (width, height) = cut.dimensions();
    let longest = width.max(height);
    let shown = if longest > LONGEST {
        let side = |n: u32| (n * LONGEST / longest).max(1);
        resample::rgb(&cut, Area::whole((width, height)), (side(width), side(height)), Filter::Area)
    } else {
        cut
    };
    let mut bytes = Cursor::new(Vec::new());
    JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(&shown).ok()?;
    Some(format!("data:image/jpeg;base64,{}", STANDARD.encode(bytes.into_inner())))
}

fn around(picture: &RgbImage, region: &Quad) -> RgbImage {
    let span = |axis: usize| {
        let of = region.0.map(|corner| corner[axis]);
        (of.iter().copied().fold(f32::MAX, f32::min), of.iter().copied().fold(f32::MIN, f32::max))
    };
    let ((left, right), (top, bottom)) = (span(0), span(1));
    let air = (bottom - top).min(right - left).max(8.0) * AROUND;
    let from = |at: f32| (at - air).max(0.0) as u32;
    let (x, y) = (from(left).min(picture.width() - 1), from(top).min(picture.height() - 1));
    let size =
        |to: f32, from: u32, most: u32| (((to + air).max(0.0) as u32).saturating_sub(from)).clamp(1, most - from);
    let (w, h) = (size(right, x, picture.width()), size(bottom, y, picture.height()));
    imageops::crop_imm(picture, x, y, w, h).to_image()
}

/// A share as a percentage with the digits that it deserves.
pub fn percent(share: f64) -> String {
    let value = share * 100.0;
    if value == 0.0 || value >= 9.95 {
        format!("{value:.1} %")
    } else if value >= 0.095 {
        format!("{value:.2} %")
    } else if value >= 0.0095 {
        format!("{value:.3} %")
    } else {
        format!("{value:.5} %")
    }
}

/// A rate's share, its counts and its interval: three cells.
pub fn cells(rate: Rate) -> [String; 3] {
    let share = rate.share().map_or_else(|| "–".to_owned(), percent);
    [share, format!("{} of {}", rate.count, rate.of), interval(rate)]
}

/// An error rate as it may be stated, its counts and its interval: three cells.
pub fn error_cells(rate: Rate) -> [String; 3] {
    let stated = match rate.stated() {
        Stated::Share(share) => percent(share),
        Stated::Below(least) => format!("below {}", percent(least)),
        Stated::Nothing => "–".to_owned(),
    };
    [stated, format!("{} of {}", rate.count, rate.of), interval(rate)]
}

fn interval(rate: Rate) -> String {
    rate.interval().map_or_else(|| "–".to_owned(), |i| format!("{} – {}", percent(i.low), percent(i.high)))
}

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --line: #d5dae1; --ground: #fff; --plate: #f5f7f9;
  --first: #0b6e75; --second: #b3541e; --third: #5a4fa3; --fourth: #7a7a1d; --fifth: #a3325f; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --soft: #9aa5b4; --line: #374150; --ground: #151a21;
  --plate: #1e252e; --first: #4fc3cb; --second: #f0a070; --third: #b1a6ff; --fourth: #d3d36a; --fifth: #f08ab4; } }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; }
.under { color: var(--soft); margin: .3rem 0 0; } p { max-width: 46rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { color: var(--soft); font-weight: 600; } tbody th { font-weight: 500; }
figure { margin: 1rem 0; padding: .8rem; background: var(--plate); border-radius: .5rem; }
figure img { display: block; max-width: 100%; height: auto; margin-bottom: .6rem; border-radius: .25rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .3rem 0 0; }
dt { color: var(--soft); } dd { margin: 0; font-family: ui-monospace, monospace; white-space: pre-wrap;
  overflow-wrap: anywhere; text-align: left; }
.det { display: block; width: 100%; max-width: 35rem; height: auto; } .det text { font-size: 11px; fill: var(--soft); }
.det .x { text-anchor: middle; } .det .y, .det .legend { text-anchor: end; }
.det .grid { stroke: var(--line); fill: none; } .det .axis { stroke: var(--ink); fill: none; }
.det .few { fill: var(--soft); opacity: .13; } .det .curve { fill: none; stroke-width: 2; }
.det path.c0 { stroke: var(--first); } .det path.c1 { stroke: var(--second); } .det path.c2 { stroke: var(--third); }
.det path.c3 { stroke: var(--fourth); } .det path.c4 { stroke: var(--fifth); }
.det .legend.c0 { fill: var(--first); } .det .legend.c1 { fill: var(--second); } .det .legend.c2 { fill: var(--third); }
.det .legend.c3 { fill: var(--fourth); } .det .legend.c4 { fill: var(--fifth); }
";

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    #[test]
    fn what_was_read_cannot_become_markup() {
        let mut page = Page::new("Report", "of today");
        page.miss("<script>", None, ["P<UTO<<", ""]);
        let html = page.finished();
        assert!(html.contains("&lt;script&gt;") && html.contains("P&lt;UTO&lt;&lt;") && html.contains("(nothing)"));
        assert!(!html.contains("<script"));
    }

    #[test]
    fn a_region_is_cut_out_with_some_air_and_a_large_picture_is_made_small() {
        let whole = RgbImage::from_fn(2000, 1000, |x, y| Rgb([(x % 251) as u8, (y % 251) as u8, 0]));
        let region = Quad([[1900.0, 500.0], [2100.0, 500.0], [2100.0, 520.0], [1900.0, 520.0]]);
        assert_eq!(around(&whole, &region).dimensions(), (2000 - 1884, 52));
        let data = picture(&whole, None).expect("encoded");
        let bytes = STANDARD.decode(data.strip_prefix("data:image/jpeg;base64,").expect("a data URI")).expect("base64");
        assert_eq!(image::load_from_memory(&bytes).expect("a picture").into_rgb8().dimensions(), (720, 360));
    }

    #[test]
    fn a_rate_without_an_error_is_stated_by_the_rule_of_three() {
        assert_eq!(error_cells(Rate { count: 0, of: 3000 }), ["below 0.10 %", "0 of 3000", "0.0 % – 0.13 %"]);
        assert_eq!(cells(Rate { count: 30, of: 31 })[0], "96.8 %");
    }
}
