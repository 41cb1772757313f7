//! Document: a photographed ID document, read.

pub mod mrz;
mod pixels;
pub mod text_reader;

pub fn trial(m:&mrz::MrzReader, rgb:&image::RgbImage)->Option<mrz::Mrz>{ let g=pixels::grey::brightness(rgb); let t=std::time::Instant::now(); let r=m.read(rgb,&g).unwrap(); let _=t; r.map(|h|mrz::Mrz::of(&h, jiff::civil::date(2026,11,21))) }
