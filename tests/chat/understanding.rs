//! Understanding, measured on labelled phrases. `tuned` and `taught` ones are known to the program. `held_out` ones are not,
//! but have been measured through several changes; `fresh` ones were written last, by people who had seen neither the phrases
//! nor how they fare: their rate is what a stranger may expect. What is for nothing of the chat is labelled `nothing`.

use std::collections::BTreeMap;

use ahlan::{
    chat::{
        language::Language,
        understand::{Intent, understand},
        values,
    },
    identify::national_id::Scheme,
};

/// Of a hundred phrases of a language that are not known, as many must be understood.
const RIGHT_OF_100: usize = 95;

/// Of a hundred messages that are for nothing, as many must not be taken for a wish. Measured are 61 to 74.
const LEFT_ALONE_OF_100: usize = 60;

/// Fewest known phrasings of one intent in one language, and fewest fresh ones.
const FEWEST: usize = 40;

/// What is known, for short.
const KNOWN: [&str; 2] = ["tuned", "taught"];

/// As the chat does: a value answers where one is asked for, words are understood by what they say.
fn heard(text: &str, language: Language) -> Option<Intent> {
    let schemes = [Scheme::EmiratesId, Scheme::Utopia, Scheme::IranMelli, Scheme::SaudiId];
    if values::find(text, &schemes, language).is_empty() {
        understand(text, language).map(|understood| understood.intent)
    } else {
        Some(Intent::Answer)
    }
}

#[derive(Default)]
struct Tally {
    right: usize,
    all: usize,
    missed: Vec<String>,
}

/// Of each part of a language's file, what it was taken for; `None` is for nothing.
fn measure(language: Language) -> BTreeMap<String, BTreeMap<Option<Intent>, Tally>> {
    let file = std::fs::read_to_string(format!("fixtures/chat/{}.tsv", language.code())).expect("labelled phrases");
    let mut tallies: BTreeMap<String, BTreeMap<Option<Intent>, Tally>> = BTreeMap::new();
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<_> = line.split('\t').collect();
        let [name, part, text] = cells.as_slice() else { panic!("three cells: {line}") };
        let intent = Intent::named(name);
        assert!(intent.is_some() || *name == "nothing", "{line}");
        let tally = tallies.entry((*part).to_owned()).or_default().entry(intent).or_default();
        let got = heard(text, language);
        tally.all += 1;
        if got == intent {
            tally.right += 1;
        } else {
            tally.missed.push(format!("{name}, heard {got:?}: {text}"));
        }
    }
    tallies
}

/// Right ones and all of them, of every intent together.
fn sum(tallies: &BTreeMap<Option<Intent>, Tally>) -> (usize, usize) {
    let wishes = tallies.iter().filter(|(intent, _)| intent.is_some());
    wishes.fold((0, 0), |(right, all), (_, tally)| (right + tally.right, all + tally.all))
}

#[test]
fn of_phrases_that_are_not_known_95_of_100_are_understood_in_every_language() {
    let mut short = Vec::new();
    for language in Language::ALL {
        let tallies = measure(language);
        let [(held, of_held), (fresh, of_fresh)] = ["held_out", "fresh"].map(|part| sum(&tallies[part]));
        let nothing = &tallies["fresh"][&None];
        println!(
            "{}: fresh {fresh} of {of_fresh}, held out {held} of {of_held}; for nothing, and left alone {} of {}",
            language.code(),
            nothing.right,
            nothing.all
        );
        for (intent, Tally { right, all, missed }) in &tallies["fresh"] {
            println!("  {}: {right} of {all}", intent.map_or("nothing", Intent::name));
            for missed in missed {
                println!("    {missed}");
            }
        }
        if held * 100 < of_held * RIGHT_OF_100
            || fresh * 100 < of_fresh * RIGHT_OF_100
            || nothing.right * 100 < nothing.all * LEFT_ALONE_OF_100
        {
            short.push(language.code());
        }
    }
    assert!(short.is_empty(), "too few are understood: {short:?}");
}

#[test]
fn every_intent_has_forty_known_phrasings_in_every_language_and_as_many_that_are_not() {
    for language in Language::ALL {
        let tallies = measure(language);
        let count = |part: &str, intent| tallies[part].get(&Some(intent)).map_or(0, |tally| tally.all);
        for intent in Intent::ALL {
            let known: usize = KNOWN.iter().map(|part| count(part, intent)).sum();
            let unseen = count("held_out", intent) + count("fresh", intent);
            assert!(known >= FEWEST && unseen >= FEWEST, "{language:?} {intent:?}: {known} known, {unseen} not");
        }
    }
}
