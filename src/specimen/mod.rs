//! Specimen: draws and photographs specimen documents of the fictional state Utopia.
//!
//! Every document is plainly marked SPECIMEN and resembles no real state's. Same input and seed, same bytes, as long
//! as the fonts are the same.

mod document;
mod fonts;
mod ground;
mod holder;
mod layout;
mod mark;
mod mrz_lines;
mod names;
mod sheet;
mod text;

pub use document::{Card, draw_id_card, draw_passport};
pub use fonts::{Fonts, FontsMissing};
pub use holder::Holder;
pub use layout::BadLayout;

#[cfg(test)]
mod trial {
    use super::*;
    #[test]
    #[ignore = "writes pictures"]
    fn write_trial() {
        let picture = image::open("/tmp/astro/skimage/data/astronaut.png").unwrap().to_rgb8();
        let portrait = image::imageops::crop_imm(&picture, 140, 20, 180, 232).to_image();
        let fonts = &mut Fonts::from_system().unwrap();
        for seed in 1..4 {
            let holder = Holder::invented(seed, jiff::civil::date(2026, 11, 21));
            let card = draw_id_card(&holder, &portrait, fonts).unwrap();
            card.front.save(format!("/tmp/specimen/front{seed}.png")).unwrap();
            card.back.save(format!("/tmp/specimen/back{seed}.png")).unwrap();
            draw_passport(&holder, &portrait, fonts).unwrap().save(format!("/tmp/specimen/pass{seed}.png")).unwrap();
        }
    }
}
#[cfg(test)]
mod size {
    use super::*;
    #[test]
    #[ignore = "prints"]
    fn ocr_b_size() {
        let fonts = &mut Fonts::from_system().unwrap();
        for c in ["0", "H", "<", "M", "I"] {
            let line = fonts.shape(c, text::Face::OcrB, 1000.0);
            println!("{c} {} {:?}", line.width, fonts.ink(&line));
        }
        let line = fonts.shape("H", text::Face::LatinBold, 1000.0);
        println!("H noto {} {:?}", line.width, fonts.ink(&line));
    }
}
