//! A number that was typed for a choice, where choices stood as numbered lines.

use super::render::{Shape, shape};
use crate::{
    base::digits,
    chat::{Offer, Reply, choice::Choice},
};

/// What is typed for each of these choices: the number of its line. Scores are their own numbers.
pub(super) fn keys(choices: &[Offer]) -> Vec<String> {
    let score = |offer: &Offer| if let Choice::Score(score) = offer.id { Some(score.to_string()) } else { None };
    let scores: Option<Vec<_>> = choices.iter().map(score).collect();
    scores.unwrap_or_else(|| (1..=choices.len()).map(|number| number.to_string()).collect())
}

/// The choice that `text` names under `last`, the reply that stands; nothing where it offered buttons or a list, and where
/// the text is more than a number.
pub fn choice(last: &Reply, text: &str) -> Option<Choice> {
    if shape(&last.choices) != Shape::Numbered {
        return None;
    }
    let typed = digits::to_ascii(text.trim().trim_end_matches('.'));
    let place = keys(&last.choices).iter().position(|key| *key == typed)?;
    last.choices.get(place).map(|offer| offer.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::personal::Personal, chat::Wants};

    fn reply(choices: Vec<(Choice, &str)>) -> Reply {
        let offer = |(id, label): (Choice, &str)| Offer { id, label: label.to_owned() };
        let choices = choices.into_iter().map(offer).collect();
        Reply { text: Personal::new("?"), choices, wants: Wants::Choice }
    }

    #[test]
    fn a_score_is_its_own_number_and_not_that_of_its_line() {
        let nps = reply((0..=10).map(|score| (Choice::Score(score), "x")).collect());
        assert_eq!(choice(&nps, "0"), Some(Choice::Score(0)));
        assert_eq!(choice(&nps, " ١٠ "), Some(Choice::Score(10)));
        assert_eq!(choice(&nps, "۷."), Some(Choice::Score(7)));
        for other in ["11", "-1", "7 of 10", "", "seven"] {
            assert_eq!(choice(&nps, other), None, "{other}");
        }
    }

    #[test]
    fn a_number_means_a_line_only_where_there_were_lines() {
        let few = reply(vec![(Choice::Yes, "Yes"), (Choice::No, "No")]);
        assert_eq!(choice(&few, "1"), None, "these were buttons: the chat hears the number");
        let long = "a".repeat(80);
        let lines = reply(vec![(Choice::Yes, &long), (Choice::No, "No")]);
        assert_eq!(
            (choice(&lines, "1"), choice(&lines, "2"), choice(&lines, "3")),
            (Some(Choice::Yes), Some(Choice::No), None)
        );
    }
}
