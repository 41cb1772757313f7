//! The fonts, from the system's folders: none is shipped.

use std::path::{Path, PathBuf};

use cosmic_text::{FontSystem, SwashCache, fontdb};

/// Where Debian and its kin keep fonts.
const FOLDERS: [&str; 2] = ["/usr/share/fonts", "/usr/local/share/fonts"];

/// The font of the machine readable zone, of package `fonts-ocr-b`.
const OCR_B: &str = "OCRB.otf";

/// The font of Chinese print, of package `fonts-wqy-microhei`.
const CHINESE: &str = "wqy-microhei.ttc";

/// Fonts that belong together: Latin and Arabic, regular and bold.
struct Set {
    package: &'static str,
    files: &'static [&'static str],
    latin: &'static str,
    arabic: &'static str,
}

/// In order of preference.
const SETS: [Set; 2] = [
    Set {
        package: "fonts-noto-core",
        files: &["NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoSansArabic-Regular.ttf", "NotoSansArabic-Bold.ttf"],
        latin: "Noto Sans",
        arabic: "Noto Sans Arabic",
    },
    Set {
        package: "fonts-dejavu-core",
        files: &["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"],
        latin: "DejaVu Sans",
        arabic: "DejaVu Sans",
    },
];

/// A font that is not installed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("fonts are missing: install the Debian package {packages}")]
pub struct FontsMissing {
    /// What to install, as words for a person.
    pub packages: String,
}

/// The loaded fonts and their glyphs.
pub struct Fonts {
    pub(super) system: FontSystem,
    pub(super) glyphs: SwashCache,
    pub(super) latin: &'static str,
    pub(super) arabic: &'static str,
    pub(super) chinese: String,
    pub(super) ocr_b: String,
}

impl Fonts {
    /// Loads the fonts by their file names; others on the system do not change what is drawn.
    ///
    /// # Errors
    ///
    /// [`FontsMissing`] with the packages that hold what is not there.
    pub fn from_system() -> Result<Self, FontsMissing> {
        let mut files = Vec::new();
        for folder in FOLDERS {
            list(Path::new(folder), &mut files);
        }
        Self::from_files(&files)
    }

    fn from_files(files: &[PathBuf]) -> Result<Self, FontsMissing> {
        let missing = |packages: String| FontsMissing { packages };
        let mut db = fontdb::Database::new();
        let ocr_b = load(&mut db, files, OCR_B).ok_or_else(|| missing("fonts-ocr-b".to_owned()))?;
        let chinese = load(&mut db, files, CHINESE).ok_or_else(|| missing("fonts-wqy-microhei".to_owned()))?;
        for set in &SETS {
            if set.files.iter().all(|name| load(&mut db, files, name).is_some()) {
                let system = FontSystem::new_with_locale_and_db("en".to_owned(), db);
                let glyphs = SwashCache::new();
                return Ok(Self { system, glyphs, latin: set.latin, arabic: set.arabic, chinese, ocr_b });
            }
        }
        Err(missing(SETS.map(|set| set.package).join(" or ")))
    }
}

/// Every file under `folder`. A folder that cannot be read holds none.
fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => list(&entry.path(), files),
            Ok(_) => files.push(entry.path()),
            Err(_) => {}
        }
    }
}

/// Loads the file called `name` and gives the family it belongs to.
fn load(db: &mut fontdb::Database, files: &[PathBuf], name: &str) -> Option<String> {
    let path = files.iter().find(|path| path.file_name().is_some_and(|found| found == name))?;
    let ids = db.load_font_source(fontdb::Source::File(path.clone()));
    let face = db.face(*ids.first()?)?;
    face.families.first().map(|(family, _)| family.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_lacks_fonts_is_told_the_package() {
        let error = Fonts::from_files(&[]).err().expect("nothing to load");
        assert_eq!(error.to_string(), "fonts are missing: install the Debian package fonts-ocr-b");
    }
}
