//! A number that was typed for a choice, where choices stood as numbered lines.

use super::render::{Shape, shape};
use crate::{
    base::digits,
    chat::{Reply, choice::Choice},
};

/// What is typed for the choice at `place`: the number of its line; a score is its own.
pub(super) fn key(place: usize, choice: Choice) -> String {
    match choice {
        Choice::Score(score) => score.to_string(),
        Choice::Yes
        | Choice::No
        | Choice::Agree
        | Choice::Refuse
        | Choice::Submit
        | Choice::Correct
        | Choice::Withdraw
        | Choice::End
        | Choice::Pause
        | Choice::GoOn
        | Choice::Why
        | Choice::Help
        | Choice::Person
        | Choice::HandOver
        | Choice::Languages
        | Choice::CardOnly
        | Choice::SendAgain
        | Choice::OtherAddress
        | Choice::Speak(_)
        | Choice::Do(_)
        | Choice::Field(_)
        | Choice::Scheme(_) => (place + 1).to_string(),
    }
}

/// The choice that `text` names under `last`, the reply that stands; nothing where it offered buttons or a list, and where
/// the text is more than a number.
pub fn choice(last: &Reply, text: &str) -> Option<Choice> {
    if shape(&last.choices) != Shape::Numbered {
        return None;
    }
    let typed = digits::to_ascii(text.trim().trim_end_matches('.'));
    let found = last.choices.iter().enumerate().find(|(place, offer)| key(*place, offer.id) == typed);
    found.map(|(_, offer)| offer.id)
}
