//! Every reader on pictures, lines and files that were damaged at random: none panics, none takes long.
//!
//! `AHLAN_MUTANTS` says how many of each; 10 000 take some minutes, the usual number some seconds.

use super::*;
use ahlan::document::{
    barcode,
    mrz::{check_digit::checks, format::Format, parse, recognise::FakeLineRecogniser},
    text_reader::FakeTextReader,
};
use image::{GrayImage, imageops::FilterType};
use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus};

/// No single reading may take more of the processor, in a build for development.
const LONGEST: Duration = Duration::from_secs(10);

/// What this thread had of the processor: a busy machine does not change it. Linux, proc(5).
fn spent() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux");
    Duration::from_nanos(stat.split(' ').next().and_then(|nanos| nanos.parse().ok()).expect("nanoseconds"))
}

/// Damage by one seed.
struct Damage(Xoshiro256PlusPlus);

impl Damage {
    /// Bytes changed, cut out, doubled or cut off.
    fn bytes(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for _ in 0..self.0.random_range(1..12) {
            let at = self.0.random_range(0..bytes.len().max(1));
            match self.0.random_range(0..8) {
                0 => bytes.truncate(at),
                1 if at < bytes.len() => {
                    bytes.remove(at);
                }
                2 => bytes.extend_from_within(at.min(bytes.len())..bytes.len().min(at + 40)),
                _ if at < bytes.len() => bytes[at] = self.0.random(),
                _ => {}
            }
        }
        bytes
    }

    /// The same for text: what is no character any more becomes one.
    fn text(&mut self, text: &str) -> String {
        String::from_utf8_lossy(&self.bytes(text.as_bytes())).into_owned()
    }

    /// A picture cut, turned, squeezed, with bars and noise over it.
    fn picture(&mut self, picture: &RgbImage) -> RgbImage {
        let (width, height) = picture.dimensions();
        let (x, y) = (self.0.random_range(0..width - 20), self.0.random_range(0..height - 20));
        let (w, h) = (self.0.random_range(20..=width - x), self.0.random_range(20..=height - y));
        let cut = imageops::crop_imm(picture, x, y, w, h).to_image();
        let to = (self.0.random_range(120..420), self.0.random_range(120..300));
        let mut small = imageops::resize(&cut, to.0, to.1, FilterType::Triangle);
        let (every, grey) = (self.0.random_range(3..60), self.0.random());
        for (n, pixel) in small.pixels_mut().enumerate() {
            if n % every == 0 {
                pixel.0 = [grey, self.0.random(), grey];
            }
        }
        match self.0.random_range(0..4) {
            0 => imageops::rotate90(&small),
            1 => imageops::rotate180(&small),
            _ => small,
        }
    }
}

/// Runs `each` on as many damages as asked for, and looks at the clock.
fn on_many(share: u64, mut each: impl FnMut(&mut Damage)) {
    let first = setting("AHLAN_SEED").unwrap_or_else(seed_of_now);
    let count = (setting("AHLAN_MUTANTS").unwrap_or(200) / share).max(1);
    println!("{count} mutants from seed {first}");
    let mut longest = Duration::ZERO;
    for seed in first..first + count {
        let before = spent();
        each(&mut Damage(Xoshiro256PlusPlus::seed_from_u64(seed)));
        let took = spent().saturating_sub(before);
        assert!(took < LONGEST, "seed {seed}: {took:?}");
        longest = longest.max(took);
    }
    println!("the longest took {longest:?}");
}

fn card() -> (Holder, RgbImage, RgbImage) {
    let holder = Holder::invented(7, TODAY);
    let card = draw_id_card(&holder, &portrait(), &mut Fonts::from_system().expect("fonts")).expect("a card");
    (holder, card.front, card.back)
}

#[test]
fn damaged_files_are_refused_or_are_pictures_within_the_limits() {
    let small = imageops::resize(&card().1, 320, 200, FilterType::Triangle);
    let jpeg = ahlan::specimen::jpeg(&small, 80).expect("a picture");
    let limits = Limits::default();
    on_many(1, |damage| {
        if let Ok(picture) = Picture::decode(&damage.bytes(&jpeg), &limits) {
            let (width, height) = picture.rgb().dimensions();
            assert!(u64::from(width) * u64::from(height) <= limits.max_pixels);
        }
    });
}

#[test]
fn damaged_lines_are_parsed_or_not() {
    let (holder, ..) = card();
    let (card, passport) = (td1(&holder), td3(&holder));
    on_many(1, |damage| {
        for lines in [&card[..], &passport[..]] {
            let damaged: Vec<String> = lines.iter().map(|line| damage.text(line)).collect();
            let _ = parse::parse(&damaged, TODAY);
            if let Some(format) = Format::of(&damaged) {
                let _ = checks(format, &damaged);
            }
        }
    });
}

#[test]
fn damaged_layouts_are_refused_or_are_layouts() {
    let layout = std::fs::read_to_string("fixtures/layouts/utopia-id-1-persian.toml").expect("a file");
    on_many(1, |damage| drop(Layout::parse(&damage.text(&layout))));
}

#[test]
fn damaged_barcodes_and_their_texts_are_read_or_not() {
    let holder = Holder::invented(7, TODAY);
    let licence = ahlan::specimen::draw_licence(&holder, &portrait(), &mut Fonts::from_system().expect("fonts"));
    let back = licence.expect("a licence").back;
    let text =
        "@\n\u{1e}\rANSI 636000090002DL00410278ZV03190008DLDAQT64235789\nDCSSAMPLE\nDACMICHAEL\nDBB06061986\nDCGUSA\r";
    on_many(1, |damage| drop(barcode::aamva::fields(&damage.text(text))));
    on_many(10, |damage| {
        let picture: GrayImage = imageops::grayscale(&damage.picture(&back));
        let _ = barcode::find(&picture, ahlan::base::region::Side::Back);
    });
}

#[test]
fn the_reader_of_documents_reads_damaged_pictures_or_says_what_is_wrong() {
    let (_, front, back) = card();
    let layouts = ["id-1", "id-1-chinese", "dl", "td3"].map(|name| format!("fixtures/layouts/utopia-{name}.toml"));
    let layout = |path: &String| Layout::parse(&std::fs::read_to_string(path).expect("a file")).expect("a layout");
    let reader = DocumentReader::new(
        Arc::new(FakeTextReader::default()),
        MrzReader::new(Arc::new(FakeLineRecogniser)),
        layouts.iter().map(layout).collect(),
    );
    on_many(10, |damage| {
        let [front, back] = [&front, &back].map(|side| {
            let jpeg = ahlan::specimen::jpeg(&damage.picture(side), 70).expect("a picture");
            Picture::decode(&jpeg, &Limits::default()).expect("a picture")
        });
        reader.read(Sides { front: &front, back: Some(&back) }, TODAY).expect("the engines run");
    });
}
