//! Specimens as files: pictures, and what is on them.

use std::path::{Path, PathBuf};

use image::RgbImage;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::{
    conditions::Conditions,
    error::SpecimenError,
    fonts::Fonts,
    holder::Holder,
    papers::Paper,
    photograph::{jpeg, photograph},
    portrait::{FaceBox, portrait_from},
    truth_table,
};
use crate::document::text_reader::Script;

/// What to make.
pub struct Request {
    /// Seed of the first specimen; the others follow it.
    pub first_seed: u64,
    /// How many people.
    pub count: u64,
    /// A picture of a face, JPEG, PNG or WebP.
    pub portrait: PathBuf,
    /// Where the face is on it; `None` if the picture is framed as a portrait already.
    pub face: Option<FaceBox>,
    /// What the cards are printed in beside Latin letters.
    pub script: Script,
    /// The day on which the documents are good.
    pub today: Date,
    /// Which of a person's documents.
    pub papers: Vec<Paper>,
    /// How the pictures look.
    pub look: Look,
}

/// How the pictures look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// The drawing itself, edge to edge.
    Flat,
    /// [`Conditions::clean`].
    Clean,
    /// [`Conditions::phone`].
    Phone,
    /// [`Conditions::tilted`].
    Tilted,
    /// [`Conditions::soft`].
    Soft,
    /// [`Conditions::slanted`].
    Slanted,
    /// [`Conditions::reflecting`].
    Reflecting,
    /// [`Conditions::small`].
    Small,
    /// [`Conditions::mixed`].
    Mixed,
    /// [`Conditions::blurred`].
    Blurred,
    /// [`Conditions::glare`].
    Glare,
    /// [`Conditions::far_away`].
    FarAway,
    /// [`Conditions::cut_off`].
    CutOff,
}

impl Look {
    /// Every look, and its name on the command line.
    pub const ALL: [(Self, &'static str); 13] = [
        (Self::Flat, "flat"),
        (Self::Clean, "clean"),
        (Self::Phone, "phone"),
        (Self::Tilted, "tilted"),
        (Self::Soft, "soft"),
        (Self::Slanted, "slanted"),
        (Self::Reflecting, "reflecting"),
        (Self::Small, "small"),
        (Self::Mixed, "mixed"),
        (Self::Blurred, "blurred"),
        (Self::Glare, "glare"),
        (Self::FarAway, "far_away"),
        (Self::CutOff, "cut_off"),
    ];

    /// A drawn document with this look, as a JPEG.
    ///
    /// # Errors
    ///
    /// [`SpecimenError::Picture`] if it cannot be encoded.
    pub fn of(self, document: &RgbImage, seed: u64) -> Result<Vec<u8>, SpecimenError> {
        let conditions = match self {
            Self::Flat => return jpeg(document, 95),
            Self::Clean => Conditions::clean(),
            Self::Phone => Conditions::phone(seed),
            Self::Tilted => Conditions::tilted(seed),
            Self::Soft => Conditions::soft(),
            Self::Slanted => Conditions::slanted(),
            Self::Reflecting => Conditions::reflecting(),
            Self::Small => Conditions::small(),
            Self::Mixed => Conditions::mixed(seed),
            Self::Blurred => Conditions::blurred(seed),
            Self::Glare => Conditions::glare(seed),
            Self::FarAway => Conditions::far_away(seed),
            Self::CutOff => Conditions::cut_off(seed),
        };
        photograph(document, &conditions, seed)
    }
}

/// Writes `SEED-front.jpg`, `SEED-back.jpg`, `SEED-passport.jpg`, `SEED-licence-front.jpg` and `SEED-licence-back.jpg` for
/// each person into `dir`, as far as these papers are asked for, and `truth.json`: for each file the values printed on it,
/// in their normal form, and the lines of its machine readable zone. `truth.csv` holds the same for `ahlan document
/// evaluate`, a document in each row.
///
/// `dir` is made if it is not there; files of the same names are replaced.
///
/// # Errors
///
/// [`SpecimenError`]; files written before the fault stay.
pub fn write(dir: &Path, request: &Request) -> Result<Vec<PathBuf>, SpecimenError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |cause| SpecimenError::File { path, cause }
    };
    let bytes = std::fs::read(&request.portrait).map_err(at(&request.portrait))?;
    let picture = image::load_from_memory(&bytes)?.into_rgb8();
    let portrait = request.face.map_or_else(|| picture.clone(), |face| portrait_from(&picture, face));
    let fonts = &mut Fonts::from_system()?;
    std::fs::create_dir_all(dir).map_err(at(dir))?;
    let (mut paths, mut truth, mut rows) = (Vec::new(), Vec::new(), truth_table::head());
    for seed in request.first_seed..request.first_seed.saturating_add(request.count) {
        let holder = Holder::invented_in(request.script, seed, request.today);
        for paper in &request.papers {
            rows += &truth_table::row(*paper, seed, &holder)?;
        }
        let pages = request.papers.iter().map(|paper| paper.pages(&holder, &portrait, fonts));
        for page in pages.collect::<Result<Vec<_>, _>>()?.into_iter().flatten() {
            let file = format!("{seed}-{}.jpg", page.name);
            let path = dir.join(&file);
            std::fs::write(&path, request.look.of(&page.picture, seed)?).map_err(at(&path))?;
            truth.push(json!({ "file": file, "seed": seed, "fields": page.fields, "mrz": page.mrz }));
            paths.push(path);
        }
    }
    let path = dir.join("truth.json");
    std::fs::write(&path, format!("{:#}\n", Value::Array(truth))).map_err(at(&path))?;
    paths.push(path);
    let path = dir.join("truth.csv");
    std::fs::write(&path, rows).map_err(at(&path))?;
    paths.push(path);
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use image::Rgb;
    use jiff::civil::date;

    use super::*;

    fn request(dir: &Path, look: Look) -> Request {
        let portrait = dir.join("portrait.png");
        RgbImage::from_pixel(70, 90, Rgb([180, 150, 130])).save(&portrait).expect("written");
        Request {
            first_seed: 41,
            count: 2,
            portrait,
            face: None,
            script: Script::Arabic,
            today: date(2026, 11, 21),
            papers: Paper::ALL.map(|(paper, _)| paper).to_vec(),
            look,
        }
    }

    #[test]
    fn every_picture_that_is_written_has_its_truth() {
        let dir = tempfile::tempdir().expect("a folder");
        let paths = write(&dir.path().join("out"), &request(dir.path(), Look::Flat)).expect("written");
        let truth = std::fs::read_to_string(&paths[10]).expect("truth.json");
        let truth: Vec<Value> = serde_json::from_str(&truth).expect("JSON");
        assert_eq!((paths.len(), truth.len()), (12, 10));
        for (path, entry) in paths.iter().zip(&truth) {
            assert!(path.ends_with(entry["file"].as_str().expect("a name")));
            assert!(image::open(path).is_ok());
        }
        assert_eq!(truth[1]["mrz"]["lines"][0].as_str().expect("a line").len(), 30);
        assert_eq!(truth[0]["fields"]["birth_date"], Holder::invented(41, date(2026, 11, 21)).birth_date.to_string());
    }

    #[test]
    fn only_the_papers_that_are_asked_for_are_written() {
        let dir = tempfile::tempdir().expect("a folder");
        let request = Request { papers: vec![Paper::Passport], ..request(dir.path(), Look::Flat) };
        let names = write(&dir.path().join("out"), &request).expect("written");
        let names: Vec<_> = names.iter().filter_map(|path| path.file_name()?.to_str()).collect();
        assert_eq!(names, ["41-passport.jpg", "42-passport.jpg", "truth.json", "truth.csv"]);
    }

    #[test]
    fn a_portrait_that_is_not_there_is_named_in_the_error() {
        let dir = tempfile::tempdir().expect("a folder");
        let request = Request { portrait: dir.path().join("nobody.png"), ..request(dir.path(), Look::Flat) };
        let error = write(dir.path(), &request).expect_err("no portrait");
        assert!(error.to_string().contains("nobody.png"), "{error}");
    }
}
