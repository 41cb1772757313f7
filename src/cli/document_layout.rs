//! `ahlan document layout`: a layout held against a picture. For whoever writes the layout; nothing is stored but the
//! picture that is asked for.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use comfy_table::Table;
use image::RgbImage;
use serde_json::{Value, json};

use super::picture;
use crate::{
    app,
    base::{
        picture::Picture,
        region::{Quad, Side},
    },
    config::Config,
    document::{
        DocumentReader, Layout, Proof, Seen, Sides,
        layout::{BoxMm, FieldLayout},
    },
    specimen::{Fonts, jpeg, proof_sheet, ruled},
};

/// An identity card's size (ISO/IEC 7810 ID-1), millimetres.
const ID_1: [f32; 2] = [85.6, 53.98];

#[derive(Debug, Args)]
pub struct LayoutProof {
    /// JPEG, PNG or WebP: one side of the document, all of it in the frame.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// A layout's name, or a layout file (`*.toml`) wherever it lies; without it, the layout that fits.
    #[arg(long, value_name = "NAME")]
    layout: Option<String>,
    /// `front` or `back`; without it, the side that is read most surely.
    #[arg(long, value_name = "SIDE", value_parser = side)]
    side: Option<Side>,
    /// Width and height in millimetres, such as `125x88`: for a document that has no layout yet.
    #[arg(long, value_name = "SIZE", value_parser = size, conflicts_with = "layout")]
    size: Option<[f32; 2]>,
    /// Write the document straight from above as a JPEG, between rulers, with boxes and readings. It holds personal data.
    #[arg(long, value_name = "PICTURE")]
    out: Option<PathBuf>,
    /// One JSON object instead of a table.
    #[arg(long)]
    json: bool,
}

/// What there is to show.
enum Found {
    /// A layout held against the document.
    Proof(Box<Layout>, Proof),
    /// The document without a layout, and its corners on the picture.
    Bare(RgbImage, Quad),
}

pub fn run(config: &Config, command: &LayoutProof) -> Result<ExitCode> {
    let reader = app::document_reader(config)?;
    let picture = picture::open(&command.file, &config.pictures)?;
    let layout = match (&command.layout, command.size) {
        (Some(named), _) => Some(layout_called(&reader, named)?),
        (None, Some(_)) => None,
        (None, None) => layout_that_fits(&reader, &picture)?,
    };
    let found = look(&reader, &picture, layout, command)?;
    if let Some(path) = &command.out {
        write(path, &drawn(&found)?)?;
    }
    if command.json {
        println!("{}", value(&command.file, &found));
    } else {
        print!("{}", text(&found));
    }
    Ok(ExitCode::SUCCESS)
}

fn look(reader: &DocumentReader, picture: &Picture, layout: Option<Layout>, command: &LayoutProof) -> Result<Found> {
    let no_outline =
        || anyhow!("{}: no document was found; all its corners must be in the frame", command.file.display());
    let Some(layout) = layout else {
        let size_mm = command.size.unwrap_or(ID_1);
        let (straight, corners) = reader.straighten(picture, size_mm)?.ok_or_else(no_outline)?;
        return Ok(Found::Bare(straight, corners));
    };
    if let Some(side) = command.side.filter(|side| layout.side(*side).is_none()) {
        bail!("{} has no side {}", layout.id, json!(side));
    }
    let proof = reader.proof(picture, &layout, command.side)?.ok_or_else(no_outline)?;
    Ok(Found::Proof(Box::new(layout), proof))
}

/// The layout in the file that `named` is, or that the service knows by this name.
fn layout_called(reader: &DocumentReader, named: &str) -> Result<Layout> {
    let path = Path::new(named);
    if path.extension().is_some_and(|end| end == "toml") {
        let text = fs::read_to_string(path).with_context(|| named.to_owned())?;
        return Layout::parse(&text).with_context(|| named.to_owned());
    }
    let found = reader.layouts().iter().find(|layout| layout.id.name == named).cloned();
    found.ok_or_else(|| {
        let known: Vec<_> = reader.layouts().iter().map(|layout| layout.id.name.as_str()).collect();
        anyhow!("there is no layout {named}; there are {}", known.join(", "))
    })
}

fn layout_that_fits(reader: &DocumentReader, picture: &Picture) -> Result<Option<Layout>> {
    let reading = reader.read(Sides { front: picture, back: None }, app::clock().today())?;
    Ok(reading.layout.and_then(|id| reader.layouts().iter().find(|layout| layout.id == id).cloned()))
}

fn drawn(found: &Found) -> Result<RgbImage> {
    let fonts = &mut Fonts::from_system()?;
    Ok(match found {
        Found::Proof(_, proof) => proof_sheet(proof, fonts),
        Found::Bare(straight, _) => ruled(straight, fonts),
    })
}

/// For its owner alone: it shows a person's document.
fn write(path: &Path, drawn: &RgbImage) -> Result<()> {
    super::truth::write_private(path, &jpeg(drawn, 92)?)
}

fn value(file: &Path, found: &Found) -> Value {
    match found {
        Found::Proof(layout, proof) => {
            let fields: Vec<Value> = proof.fields.iter().map(|(field, seen)| field_value(field, seen)).collect();
            json!({
                "file": file, "layout": layout.id, "side": proof.side, "outline": proof.corners,
                "confidence": (f64::from(proof.confidence) * 100.0).round() / 100.0, "fields": fields,
            })
        }
        Found::Bare(_, corners) => json!({ "file": file, "layout": null, "outline": corners, "fields": [] }),
    }
}

fn field_value(field: &FieldLayout, seen: &Seen) -> Value {
    let BoxMm { x, y, w, h } = field.box_mm;
    let hundredths = |value: f32| (f64::from(value) * 100.0).round() / 100.0;
    let (outcome, text, confidence) = match seen {
        Seen::Nothing => ("no_print", Value::Null, 0.0),
        Seen::Covered => ("covered", Value::Null, 0.0),
        Seen::Illegible => ("illegible", Value::Null, 0.0),
        Seen::Other { text, confidence } => ("other", json!(text), *confidence),
        Seen::Value { value, confidence } => ("value", json!(value), *confidence),
    };
    let (box_mm, confidence) = ([x, y, w, h].map(hundredths), hundredths(confidence));
    json!({ "field": field.field, "box_mm": box_mm, "outcome": outcome, "text": text, "confidence": confidence })
}

fn text(found: &Found) -> String {
    let (layout, proof) = match found {
        Found::Proof(layout, proof) => (layout, proof),
        Found::Bare(straight, _) => {
            let (width, height) = straight.dimensions();
            return format!(
                "No layout fits. The document is {width} x {height} pixels at 300 dots an inch; --out draws it between \
                 rulers, and the boxes of a new layout can be measured there.\n"
            );
        }
    };
    let mut table = Table::new();
    table.set_header(["field", "box in mm", "sure", "read"]);
    for (field, seen) in &proof.fields {
        let BoxMm { x, y, w, h } = field.box_mm;
        let (sure, read) = match seen {
            Seen::Nothing => (String::new(), "no print in the box".to_owned()),
            Seen::Covered => (String::new(), "a reflection lies on the print".to_owned()),
            Seen::Illegible => (String::new(), "print that cannot be read".to_owned()),
            Seen::Other { text, confidence } => {
                (format!("{confidence:.2}"), format!("not this kind: {}", text.expose()))
            }
            Seen::Value { value, confidence } => (format!("{confidence:.2}"), value.expose().to_owned()),
        };
        table.add_row([field.field.name().to_owned(), format!("{x} {y} {w} {h}"), sure, read]);
    }
    let side = json!(proof.side);
    format!("{}, {}, {:.2} sure on average\n{table}\n", layout.id, side.as_str().unwrap_or_default(), proof.confidence)
}

fn side(text: &str) -> Result<Side, String> {
    serde_json::from_value(json!(text)).map_err(|_| "front or back".to_owned())
}

fn size(text: &str) -> Result<[f32; 2], String> {
    let wrong = || "width x height in millimetres, each 20 to 400, such as 85.6x53.98".to_owned();
    let (width, height) = text.split_once('x').ok_or_else(wrong)?;
    let side = |text: &str| text.trim().parse().ok().filter(|mm| (20.0..=400.0).contains(mm)).ok_or_else(wrong);
    Ok([side(width)?, side(height)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_two_lengths_of_a_document() {
        assert_eq!(size("85.6x53.98"), Ok(ID_1));
        for wrong in ["85.6", "85.6x", "1x1", "NaNx50", "85.6x53.98x1"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_side_is_named() {
        assert_eq!(side("back"), Ok(Side::Back));
        assert!(side("left").is_err());
    }
}
