//! A reply of the chat as messages of WhatsApp: buttons up to three choices, a list up to ten, numbered lines beyond.

use std::collections::BTreeSet;

use super::{
    pieces::{cut, length, pieces},
    typed::keys,
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
    lines.extend(keys(choices).iter().zip(choices).map(|(key, offer)| format!("{key} – {}", offer.label)));
    lines.push(String::new());
    lines.push(aside(Aside::ByNumber, language).expose().to_owned());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::subsequence};

    use super::*;
    use crate::{chat::Wants, whatsapp::typed};

    fn reply(text: &str, choices: impl IntoIterator<Item = (Choice, String)>) -> Reply {
        let choices = choices.into_iter().map(|(id, label)| Offer { id, label }).collect();
        Reply { text: Personal::new(text), choices, wants: Wants::Choice }
    }

    fn one(reply: &Reply) -> Outgoing {
        let mut messages = render(std::slice::from_ref(reply), Language::En);
        assert_eq!(messages.len(), 1, "{messages:?}");
        messages.remove(0)
    }

    fn short(choices: &[Choice]) -> Vec<(Choice, String)> {
        choices.iter().map(|choice| (*choice, choice.to_string())).collect()
    }

    #[test]
    fn three_choices_are_buttons_four_a_list_and_eleven_are_lines() {
        let few = one(&reply("Right?", short(&[Choice::Yes, Choice::No, Choice::Why])));
        let Outgoing::Buttons { body, buttons } = few else { panic!("{few:?}") };
        assert_eq!((body.expose(), buttons.len(), buttons[0].title.as_str()), ("Right?", 3, "yes"));
        let four = one(&reply("Which?", short(&[Choice::Yes, Choice::No, Choice::Why, Choice::Help])));
        let Outgoing::List { open, rows, .. } = four else { panic!("{four:?}") };
        assert_eq!((open.as_str(), rows.len(), &rows[3].description), ("Choose", 4, &None));
        let scores: Vec<_> = (0..=10).map(Choice::Score).collect();
        let many = one(&reply("How likely?", short(&scores)));
        let Outgoing::Text { body } = many else { panic!("{many:?}") };
        assert!(body.expose().starts_with("How likely?\n\n0 – score.0\n1 – "), "{}", body.expose());
        assert!(body.expose().ends_with("Please answer with the number at the front of a line."));
    }

    #[test]
    fn a_label_too_long_for_a_button_makes_a_list_and_one_too_long_for_a_row_makes_lines() {
        let label = "Photograph of your ID card".to_owned();
        let list = one(&reply("Which?", [(Choice::Yes, label.clone()), (Choice::No, "No".into())]));
        let Outgoing::List { rows, .. } = list else { panic!("{list:?}") };
        assert_eq!((rows[0].title.as_str(), &rows[0].description), ("Photograph of your ID c…", &Some(label)));
        let lines = one(&reply("Which?", [(Choice::Yes, "a".repeat(73)), (Choice::No, "No".into())]));
        assert!(matches!(lines, Outgoing::Text { .. }), "{lines:?}");
        let alike = ["Photograph of your ID card, front", "Photograph of your ID card, back"].map(str::to_owned);
        let [front, back] = alike;
        let lines = one(&reply("Which?", [(Choice::Yes, front), (Choice::No, back)]));
        assert!(matches!(lines, Outgoing::Text { .. }), "two rows of one title are refused: {lines:?}");
    }

    #[test]
    fn a_long_text_goes_before_its_buttons() {
        let text = format!("{}\n{}", "a".repeat(1000), "b".repeat(500));
        let messages = render(&[reply(&text, short(&[Choice::Yes]))], Language::En);
        let [Outgoing::Text { body: first }, Outgoing::Buttons { body: last, .. }] = &messages[..] else {
            panic!("{messages:?}")
        };
        assert_eq!((first.expose().len(), last.expose().len()), (1000, 500));
    }

    /// What a message says, and the choices that can be pressed under it; that it is within the platform's limits.
    fn seen(message: &Outgoing) -> Result<(&str, Vec<Choice>), TestCaseError> {
        let holds = |text: &str, most: usize| (1..=most).contains(&length(text));
        let (body, most, pressed, titles) = match message {
            Outgoing::Text { body } => (body, TEXT, vec![], vec![]),
            Outgoing::Buttons { body, buttons } => {
                prop_assert!((1..=BUTTONS).contains(&buttons.len()));
                prop_assert!(buttons.iter().all(|button| holds(&button.title, BUTTON_TITLE)));
                let titles = buttons.iter().map(|button| button.title.clone()).collect();
                (body, BODY, buttons.iter().map(|button| button.id).collect(), titles)
            }
            Outgoing::List { body, open, rows } => {
                prop_assert!((1..=ROWS).contains(&rows.len()) && holds(open, BUTTON_TITLE));
                prop_assert!(rows.iter().all(|row| holds(&row.title, ROW_TITLE)));
                prop_assert!(
                    rows.iter().filter_map(|row| row.description.as_deref()).all(|d| holds(d, ROW_DESCRIPTION))
                );
                let titles = rows.iter().map(|row| row.title.clone()).collect::<Vec<_>>();
                (body, BODY, rows.iter().map(|row| row.id).collect(), titles)
            }
            Outgoing::Template { .. } => return Err(TestCaseError::fail("a template says nothing of the chat's")),
        };
        prop_assert!(holds(body.expose(), most), "{} units", length(body.expose()));
        prop_assert!(pressed.iter().all(|choice: &Choice| choice.to_string().len() <= ID));
        prop_assert_eq!(titles.iter().collect::<BTreeSet<_>>().len(), titles.len());
        Ok((body.expose(), pressed))
    }

    fn label() -> impl Strategy<Value = String> {
        prop_oneof![4 => "[a-zA-Z ]{1,24}", 2 => "[ا-ي ]{1,40}", 1 => "\\PC{1,90}", 1 => Just("同意".to_owned())]
    }

    proptest! {
        #[test]
        fn any_prompt_is_within_the_limits_and_loses_neither_a_letter_nor_a_choice(
            text in prop_oneof!["\\PC{0,200}", "[a-z \n]{900,6000}", any::<String>()],
            choices in subsequence(Choice::all().collect::<Vec<_>>(), 0..16),
            labels in prop::collection::vec(label(), 16),
        ) {
            let reply = reply(&text, choices.iter().copied().zip(labels));
            let messages = render(std::slice::from_ref(&reply), Language::Ar);
            let (mut said, mut reached) = (String::new(), Vec::new());
            for message in &messages {
                let (body, pressed) = seen(message)?;
                said.push_str(body);
                reached.extend(pressed);
            }
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert!(letters(&said).contains(&letters(&text)));
            if reached.is_empty() {
                // Lines: each choice stands there, and what is typed for it names it.
                for (key, offer) in keys(&reply.choices).iter().zip(&reply.choices) {
                    prop_assert!(letters(&said).contains(&letters(&offer.label)));
                    prop_assert_eq!(typed::choice(&reply, key), Some(offer.id));
                }
            } else {
                prop_assert_eq!(reached, choices);
            }
        }
    }
}
