//! Takes the built pages into the binary.

use std::{
    error::Error,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

/// Where `make setup` builds the pages.
const PAGES: &str = "web/dist";

/// Writes `pages.rs`: a table of every built file, its name below [`PAGES`] and its bytes, sorted by name.
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={PAGES}");
    if !["apply", "console"].iter().all(|page| Path::new(PAGES).join(page).join("index.html").is_file()) {
        return Err(format!("{PAGES} has no pages: run `make setup`, or scripts/build-pages alone").into());
    }
    let mut files = Vec::new();
    collect(Path::new(PAGES), &mut files)?;
    files.sort();
    let mut table = String::from("[\n");
    for name in files {
        let file = fs::canonicalize(Path::new(PAGES).join(&name))?.display().to_string();
        writeln!(table, "    ({name:?}, include_bytes!({file:?})),")?;
    }
    table.push(']');
    let target = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?).join("pages.rs");
    Ok(fs::write(target, table)?)
}

/// The name below [`PAGES`] of every file in `folder`, but for the builder's own notes, which begin with a dot.
fn collect(folder: &Path, files: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() {
            collect(&path, files)?;
        } else if !hidden {
            files.push(path.strip_prefix(PAGES)?.to_str().ok_or("a page's name is not UTF-8")?.to_owned());
        }
    }
    Ok(())
}
