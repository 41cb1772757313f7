//! A reply of the chat as messages of WhatsApp: buttons up to three choices, a list up to ten, numbered lines beyond.

use std::collections::BTreeSet;

use super::{
    pieces::{cut, length, pieces},
    typed::key,
};
use crate::{
    base::personal::Personal,
    chat::{
        Offer, Reply,
        asides::{Aside, aside},
        choice::Choice,
        language::Language,
    },
};

/// Longest text, in UTF-16 units.
pub const TEXT: usize = 4096;
/// Longest text above buttons. Of lists newer versions take 4096; what fits above buttons fits above a list.
pub const BODY: usize = 1024;
/// Most buttons of a message, and the longest title of one.
pub const BUTTONS: usize = 3;
/// Longest title of a button; also of the one that opens a list.
pub const BUTTON_TITLE: usize = 20;
/// Most rows of a list, over all its sections.
pub const ROWS: usize = 10;
/// Longest title of a row.
pub const ROW_TITLE: usize = 24;
/// Longest line below it.
pub const ROW_DESCRIPTION: usize = 72;
/// Longest id of a row; of a button it may be 256.
pub const ID: usize = 200;

/// A message to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outgoing {
    /// Words.
    Text {
        /// The words.
        body: Personal,
    },
    /// Words with up to three buttons.
    Buttons {
        /// The words.
        body: Personal,
        /// The buttons.
        buttons: Vec<Button>,
    },
    /// Words with a list of up to ten rows.
    List {
        /// The words.
        body: Personal,
        /// What opens the list.
        open: String,
        /// The rows.
        rows: Vec<Row>,
    },
    /// Words that were approved before; all that may be sent outside of the window.
    Template {
        /// Its name.
        name: String,
        /// The platform's code of its language.
        language: String,
    },
}

/// A button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What comes back.
    pub id: Choice,
    /// What stands on it.
    pub title: String,
}

/// A row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What comes back.
    pub id: Choice,
    /// Its title; cut where the label is longer.
    pub title: String,
    /// The whole label, where the title does not hold it.
    pub description: Option<String>,
}

/// How the choices of a reply are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// There are none.
    Plain,
    Buttons,
    List,
    Numbered,
}

impl Outgoing {
    /// Words alone, in as many messages as they take.
    pub fn texts(text: &str) -> Vec<Self> {
        pieces(text, TEXT).into_iter().map(|piece| Self::Text { body: Personal::new(piece) }).collect()
    }
}

/// The replies as messages in `language`, in their order. None is longer than the platform takes, and no choice is lost.
pub fn render(replies: &[Reply], language: Language) -> Vec<Outgoing> {
    replies.iter().flat_map(|reply| rendered(reply, language)).collect()
}

fn rendered(reply: &Reply, language: Language) -> Vec<Outgoing> {
    let text = reply.text.expose();
    match shape(&reply.choices) {
        Shape::Plain => Outgoing::texts(text),
        Shape::Numbered => Outgoing::texts(&numbered(text, &reply.choices, language)),
        Shape::Buttons => above(text, |body| {
            let button = |offer: &Offer| Button { id: offer.id, title: offer.label.clone() };
            Outgoing::Buttons { body, buttons: reply.choices.iter().map(button).collect() }
        }),
        Shape::List => above(text, |body| Outgoing::List {
            body,
            open: cut(aside(Aside::Choose, language).expose(), BUTTON_TITLE),
            rows: reply.choices.iter().map(row).collect(),
        }),
    }
}

pub(super) fn shape(choices: &[Offer]) -> Shape {
    let fit = |most| choices.iter().all(|offer| (1..=most).contains(&length(&offer.label)));
    // Titles must differ, or the platform refuses the whole message.
    let differ =
        |most| choices.iter().map(|offer| cut(&offer.label, most)).collect::<BTreeSet<_>>().len() == choices.len();
    match choices.len() {
        0 => Shape::Plain,
        1..=BUTTONS if fit(BUTTON_TITLE) && differ(BUTTON_TITLE) => Shape::Buttons,
        1..=ROWS if fit(ROW_DESCRIPTION) && differ(ROW_TITLE) => Shape::List,
        _ => Shape::Numbered,
    }
}

fn row(offer: &Offer) -> Row {
    let title = cut(&offer.label, ROW_TITLE);
    let description = (title != offer.label).then(|| offer.label.clone());
    Row { id: offer.id, title, description }
}

/// The text in pieces, the last of which stands above the buttons.
fn above(text: &str, interactive: impl FnOnce(Personal) -> Outgoing) -> Vec<Outgoing> {
    let mut parts = pieces(text, BODY);
    let last = parts.pop().unwrap_or("…");
    let before = parts.into_iter().map(|piece| Outgoing::Text { body: Personal::new(piece) });
    before.chain([interactive(Personal::new(last))]).collect()
}

/// Each choice on a line of its own, after what is typed for it.
fn numbered(text: &str, choices: &[Offer], language: Language) -> String {
    let mut lines = vec![text.to_owned(), String::new()];
    for (place, offer) in choices.iter().enumerate() {
        lines.push(format!("{} – {}", key(place, offer.id), offer.label));
    }
    lines.push(String::new());
    lines.push(aside(Aside::ByNumber, language).expose().to_owned());
    lines.join("\n")
}
