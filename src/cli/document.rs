//! `ahlan document read`: what the service reads on pictures of documents. Nothing is stored. `evaluate` and `layout` have
//! files of their own.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use anyhow::Result;
use clap::Subcommand;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::{document_evaluate, document_layout, picture};
use crate::{
    app,
    base::picture::Limits,
    config::Config,
    document::{DocumentReader, DocumentReading, Sides, report},
};

#[derive(Debug, Subcommand)]
pub enum Document {
    /// Read pictures of documents, each file by itself.
    Read {
        /// JPEG, PNG or WebP: the front of a card, or a passport's data page.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// The other side of the one card that FILE shows.
        #[arg(long, value_name = "FILE")]
        back: Option<PathBuf>,
        /// One JSON object per file and line, also for files that cannot be read; the exit code is 0 then.
        #[arg(long)]
        json: bool,
    },
    /// Read documents whose truth is known, and say how well.
    Evaluate(document_evaluate::Evaluate),
    /// Show where a layout's boxes stand on a document, and what is read in them: for writing layouts.
    Layout(document_layout::LayoutProof),
}

/// Reads files with one reader.
struct Desk {
    reader: DocumentReader,
    limits: Limits,
    today: Date,
}

pub fn run(config: &Config, command: &Document) -> Result<ExitCode> {
    match command {
        Document::Read { files, back, json } => {
            anyhow::ensure!(back.is_none() || files.len() == 1, "--back goes with one file: name one front");
            let reader = app::document_reader(config)?;
            let desk = Desk { reader, limits: config.pictures, today: app::clock().today() };
            let mut unread = 0;
            for file in files {
                let started = Instant::now();
                let outcome = desk.read(file, back.as_deref());
                let ms = started.elapsed().as_secs_f64() * 1000.0;
                unread += usize::from(outcome.is_err());
                if *json {
                    println!("{}", line(file, &outcome, ms));
                } else {
                    print!("{}", text(file, &outcome, ms));
                }
            }
            Ok(if *json || unread == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Document::Evaluate(command) => document_evaluate::run(config, command),
        Document::Layout(command) => document_layout::run(config, command),
    }
}

impl Desk {
    fn read(&self, front: &Path, back: Option<&Path>) -> Result<DocumentReading> {
        let front = picture::open(front, &self.limits)?;
        let back = back.map(|back| picture::open(back, &self.limits)).transpose()?;
        Ok(self.reader.read(Sides { front: &front, back: back.as_ref() }, self.today)?)
    }
}

/// The line of one file: `file`, `mrz`, `fields`, `quality` and the rest of [`report::report`], `ms`, `error`.
fn line(file: &Path, outcome: &Result<DocumentReading>, ms: f64) -> Value {
    let (mut value, error) = match outcome {
        Ok(reading) => (report::report(reading), Value::Null),
        Err(error) => (json!({ "mrz": null, "fields": {}, "quality": [] }), json!(format!("{error:#}"))),
    };
    value["file"] = json!(file);
    value["ms"] = json!((ms * 10.0).round() / 10.0);
    value["error"] = error;
    value
}

fn text(file: &Path, outcome: &Result<DocumentReading>, ms: f64) -> String {
    let reading = match outcome {
        Ok(reading) => reading,
        // The message names the file.
        Err(error) => return format!("{error:#}\n"),
    };
    let zone = match &reading.mrz {
        None => "no machine readable zone".to_owned(),
        Some(mrz) if mrz.valid => format!("{} valid", mrz.format.name()),
        Some(mrz) if mrz.repaired => format!("{} repaired", mrz.format.name()),
        Some(mrz) => format!("{} not valid", mrz.format.name()),
    };
    let layout = reading.layout.as_ref().map_or_else(String::new, |layout| format!(", layout {}", layout.name));
    let mut lines = vec![format!("{}: {zone}{layout}, {ms:.0} ms", file.display())];
    for found in &reading.readings {
        let source = json!(found.source);
        let source = source.as_str().unwrap_or_default();
        let (name, sure) = (found.field.name(), found.confidence);
        lines.push(format!("  {name:<18} {source:<12} {sure:.2}  {}", found.value.expose()));
    }
    lines.extend(reading.faults.iter().map(|fault| format!("  ! {}", fault.advice())));
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_there_still_has_its_line() {
        let file = Path::new("/nowhere/a.jpg");
        let value = line(file, &picture::open(file, &Limits::default()).map(|_| DocumentReading::default()), 0.04);
        assert_eq!(
            value,
            json!({
                "mrz": null, "fields": {}, "quality": [], "file": "/nowhere/a.jpg", "ms": 0.0,
                "error": "/nowhere/a.jpg: No such file or directory (os error 2)",
            })
        );
    }
}
