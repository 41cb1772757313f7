//! A checklist as data: what must be seen and asked in a call, with which evidence, in which order.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use toml::Spanned;

/// Languages in which a line is put into words, at most.
const LANGUAGES: [&str; 4] = ["en", "ar", "fa", "zh"];

/// A validated checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checklist {
    /// What a call remembers of it.
    pub terms: Terms,
    /// What is asked, in the order of the file.
    pub items: Vec<Item>,
}

/// What a call remembers of its checklist, beside the lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Its name, as a journey's `[call]` names it.
    pub name: String,
    /// Counted up with every change of content.
    pub version: u32,
    /// SHA-256 of the text, hexadecimal.
    pub hash: String,
    /// Whether the call is recorded.
    pub recording: RecordingRule,
    /// Whether the recording must be without a gap.
    pub uninterrupted: bool,
    /// Who may approve after the call.
    pub approved_by: ApprovedBy,
}

/// Whether a call is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordingRule {
    /// No recording, no approval.
    Demanded,
    /// It may be.
    Offered,
    /// It may not be.
    Never,
}

/// Who may approve after a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApprovedBy {
    /// Who held the call, too.
    Anybody,
    /// Four eyes: nobody who held a call of this application.
    AnotherPerson,
}

/// One thing to ask or see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its name, unique in the list.
    pub id: String,
    /// What it is.
    pub kind: ItemKind,
    /// Whether an approval needs it.
    pub mandatory: bool,
    /// What is kept of it.
    pub evidence: Evidence,
    /// Items that must be answered before.
    pub after: Vec<String>,
    /// Of how many of [`Item::from`] a call asks; for what is drawn.
    pub draw: usize,
    /// What is drawn from.
    pub from: Vec<Choice>,
    /// Countries in which the applicant may be, ISO 3166-1 alpha-3; for a location.
    pub countries: Vec<String>,
    /// What staff reads, by language.
    pub text: Text,
}

/// What staff reads, by language.
pub type Text = BTreeMap<String, String>;

/// The kinds of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// Something that staff sees to.
    Confirm,
    /// Where the applicant is: the value is a country, and must be one of the list's.
    Location,
    /// Questions, drawn from more, in a random order.
    Question,
    /// Optical features of the document, drawn from more, no two of one kind.
    Feature,
}

/// What is kept of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// That it was answered.
    #[default]
    None,
    /// A value, sealed.
    Value,
    /// A picture of the call.
    Snapshot,
    /// The moment in the recording.
    TimeMark,
    /// A code that the service sent to the applicant's proved address, and that came back from their own page: nobody's
    /// word meets such a line.
    Code,
}

/// Something that may be drawn.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its name, unique in its item.
    pub id: String,
    /// The kind of optical feature; of a drawing no two are alike.
    #[serde(default)]
    pub of: Option<FeatureKind>,
    /// What staff reads, by language.
    pub text: Text,
}

/// The kinds of optical features of an identity document (after `BaFin` circular 3/2017, B.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeatureKind {
    /// Changes when it is tilted: holograms, kinegrams.
    Diffractive,
    /// How the person's data are brought in: laser-tilted pictures, engraving.
    Personalisation,
    /// The material: windows, threads, optically variable ink.
    Material,
    /// The print: micro-letters, guilloches, iris print.
    Print,
}

/// What is wrong with a checklist's text, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct ChecklistFault {
    /// The line that is wrong, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    version: u32,
    recording: RecordingRule,
    uninterrupted: Spanned<bool>,
    approved_by: ApprovedBy,
    item: Vec<Spanned<WrittenItem>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenItem {
    id: Spanned<String>,
    kind: ItemKind,
    mandatory: bool,
    #[serde(default)]
    evidence: Evidence,
    #[serde(default)]
    after: Vec<Spanned<String>>,
    draw: Option<Spanned<u8>>,
    #[serde(default)]
    from: Vec<Spanned<Choice>>,
    #[serde(default)]
    countries: Vec<Spanned<String>>,
    text: Spanned<Text>,
}

/// A byte of the text, and what is wrong there.
type At = (usize, String);

impl Checklist {
    /// Reads and validates a checklist.
    ///
    /// # Errors
    ///
    /// [`ChecklistFault`] with the line that is wrong.
    pub fn parse(text: &str) -> Result<Self, ChecklistFault> {
        let written: Written = toml::from_str(text).map_err(|error| ChecklistFault {
            line: error.span().map_or(1, |span| line_at(text, span.start)),
            message: error.message().to_owned(),
        })?;
        let fault = |(at, message): At| ChecklistFault { line: line_at(text, at), message };
        if *written.uninterrupted.get_ref() && written.recording != RecordingRule::Demanded {
            let reason = "only a recording shows that nothing was interrupted: recording must be demanded".to_owned();
            return Err(fault((written.uninterrupted.span().start, reason)));
        }
        check_items(&written.item).map_err(fault)?;
        check_order(&written.item).map_err(fault)?;
        let terms = Terms {
            name: written.name,
            version: written.version,
            hash: hash(text),
            recording: written.recording,
            uninterrupted: written.uninterrupted.into_inner(),
            approved_by: written.approved_by,
        };
        Ok(Self { terms, items: written.item.into_iter().map(|item| item.into_inner().into_item()).collect() })
    }
}

impl Checklist {
    /// Whether its calls send codes, and so need an address that was proved.
    pub fn sends_codes(&self) -> bool {
        self.items.iter().any(|item| item.evidence == Evidence::Code)
    }

    /// What staff reads for a line: of a drawn one its own words.
    pub fn text(&self, line: &str) -> Option<&Text> {
        let (name, drawn) = line.split_once('.').map_or((line, None), |(name, drawn)| (name, Some(drawn)));
        let item = self.items.iter().find(|item| item.id == name)?;
        match drawn {
            Some(drawn) => item.from.iter().find(|choice| choice.id == drawn).map(|choice| &choice.text),
            None => Some(&item.text),
        }
    }
}

impl WrittenItem {
    fn into_item(self) -> Item {
        let plain = |spanned: Vec<Spanned<String>>| spanned.into_iter().map(Spanned::into_inner).collect();
        Item {
            id: self.id.into_inner(),
            kind: self.kind,
            mandatory: self.mandatory,
            evidence: self.evidence,
            after: plain(self.after),
            draw: self.draw.map_or(0, |draw| draw.into_inner().into()),
            from: self.from.into_iter().map(Spanned::into_inner).collect(),
            countries: plain(self.countries),
            text: self.text.into_inner(),
        }
    }

    /// The first thing that is wrong with the item by itself.
    fn check(&self) -> Result<(), At> {
        let id = self.id.span().start;
        if !is_name(self.id.get_ref()) {
            return Err((id, "an id has 1 to 40 of a-z, 0-9 and _".to_owned()));
        }
        check_text(self.text.get_ref()).map_err(|reason| (self.text.span().start, reason))?;
        if self.evidence == Evidence::Code && self.kind != ItemKind::Confirm {
            return Err((id, "a code confirms, and does nothing else: kind = \"confirm\"".to_owned()));
        }
        let draws = matches!(self.kind, ItemKind::Question | ItemKind::Feature);
        match &self.draw {
            None if draws => return Err((id, "say how many are drawn: draw = 3".to_owned())),
            Some(draw) if !draws => {
                return Err((draw.span().start, "only questions and features are drawn".to_owned()));
            }
            Some(draw) => self.check_drawing(draw)?,
            None => {}
        }
        self.check_location()
    }

    fn check_drawing(&self, draw: &Spanned<u8>) -> Result<(), At> {
        let mut names = BTreeSet::new();
        for choice in &self.from {
            let (at, choice) = (choice.span().start, choice.get_ref());
            if !is_name(&choice.id) || !names.insert(choice.id.as_str()) {
                return Err((at, format!("{}: an id of its own, 1 to 40 of a-z, 0-9 and _", choice.id)));
            }
            check_text(&choice.text).map_err(|reason| (at, reason))?;
            if choice.of.is_some() != (self.kind == ItemKind::Feature) {
                return Err((
                    at,
                    "a feature says of which kind it is, and nothing else does: of = \"print\"".to_owned(),
                ));
            }
        }
        let kinds: BTreeSet<_> = self.from.iter().filter_map(|choice| choice.get_ref().of).collect();
        let most = if self.kind == ItemKind::Feature { kinds.len() } else { self.from.len() };
        if (1..=most).contains(&usize::from(*draw.get_ref())) {
            return Ok(());
        }
        Err((draw.span().start, format!("draw 1 to {most}: there are no more to draw from, or no more kinds of them")))
    }

    fn check_location(&self) -> Result<(), At> {
        if self.kind != ItemKind::Location {
            let none =
                self.countries.first().map(|first| (first.span().start, "only a location has countries".to_owned()));
            return none.map_or(Ok(()), Err);
        }
        if self.evidence != Evidence::Value || self.countries.is_empty() {
            let reason = "a location needs evidence = \"value\" and countries = [\"IND\"]".to_owned();
            return Err((self.id.span().start, reason));
        }
        let code = |text: &str| text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase());
        match self.countries.iter().find(|country| !code(country.get_ref())) {
            Some(wrong) => {
                Err((wrong.span().start, "a country is three capital letters, ISO 3166-1 alpha-3".to_owned()))
            }
            None => Ok(()),
        }
    }
}

fn check_items(items: &[Spanned<WrittenItem>]) -> Result<(), At> {
    if items.is_empty() {
        return Err((0, "a checklist has at least one [[item]]".to_owned()));
    }
    let mut seen = BTreeSet::new();
    for item in items.iter().map(Spanned::get_ref) {
        item.check()?;
        if !seen.insert(item.id.get_ref().as_str()) {
            return Err((item.id.span().start, format!("{} stands twice", item.id.get_ref())));
        }
    }
    Ok(())
}

/// Refuses an `after` that names nothing, and one that leads back to where it began.
fn check_order(items: &[Spanned<WrittenItem>]) -> Result<(), At> {
    let named: BTreeMap<&str, &WrittenItem> =
        items.iter().map(Spanned::get_ref).map(|item| (item.id.get_ref().as_str(), item)).collect();
    for before in named.values().flat_map(|item| &item.after) {
        if !named.contains_key(before.get_ref().as_str()) {
            return Err((before.span().start, format!("there is no item {}", before.get_ref())));
        }
    }
    // What waits for nothing that is left is taken out, until nothing is left or everything left waits.
    let mut left = named;
    while !left.is_empty() {
        let free: Vec<&str> = left
            .iter()
            .filter(|(_, item)| item.after.iter().all(|before| !left.contains_key(before.get_ref().as_str())))
            .map(|(id, _)| *id)
            .collect();
        if free.is_empty() {
            let waits = left.values().flat_map(|item| &item.after);
            let first =
                waits.filter(|before| left.contains_key(before.get_ref().as_str())).min_by_key(|b| b.span().start);
            let (at, name) = first.map_or((0, ""), |before| (before.span().start, before.get_ref().as_str()));
            return Err((at, format!("after {name} goes round in a circle")));
        }
        for id in free {
            left.remove(id);
        }
    }
    Ok(())
}

fn check_text(text: &Text) -> Result<(), String> {
    if let Some(unknown) = text.keys().find(|language| !LANGUAGES.contains(&language.as_str())) {
        return Err(format!("no language {unknown}: known are {}", LANGUAGES.join(", ")));
    }
    let good = text.values().all(|line| (1..=400).contains(&line.chars().count()));
    if good && text.contains_key("en") {
        Ok(())
    } else {
        Err("a text of 1 to 400 characters, in en at least".to_owned())
    }
}

fn is_name(text: &str) -> bool {
    (1..=40).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn hash(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The line, from 1, of the byte at `offset`.
fn line_at(text: &str, offset: usize) -> usize {
    text.get(..offset).unwrap_or(text).matches('\n').count() + 1
}

#[cfg(test)]
mod tests;
