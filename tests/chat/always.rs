//! What holds whatever is written, pressed and sent, in any order, in any language, on every shipped journey.

use std::collections::BTreeSet;

use ahlan::{
    base::personal::Personal,
    chat::{Act, Input, Picture, choice::Choice, language::Language, memory::Memory},
    session::{Session, event::RegistryOutcome, reason::Reason, state::Status},
};
use proptest::{prelude::*, sample::select};

use crate::thread::{NUMBER, Thread};

/// What somebody does.
#[derive(Clone, Debug)]
enum Deed {
    Does(Input),
    /// Presses one of the buttons that are there.
    Presses(usize),
    /// The registry changes its mind, the camera its quality, and time passes.
    World(RegistryOutcome, Vec<Reason>, i64),
}

fn phrases() -> Vec<String> {
    let files = Language::ALL.map(|language| format!("fixtures/chat/{}.tsv", language.code()));
    let text = |file: String| std::fs::read_to_string(file).expect("labelled phrases");
    let lines = files.map(text).join("\n");
    lines.lines().filter_map(|line| line.split('\t').nth(2)).map(str::to_owned).collect()
}

fn deed(phrases: Vec<String>) -> impl Strategy<Value = Deed> {
    let says = |text: String| Deed::Does(Input::Text(Personal::new(text)));
    let pictures = prop::collection::btree_set(select(vec![Picture::Card, Picture::CardBack, Picture::Selfie]), 0..=3);
    let registry = select(vec![
        RegistryOutcome::Active,
        RegistryOutcome::Deceased,
        RegistryOutcome::NoMatch,
        RegistryOutcome::Unavailable,
    ]);
    let faults = select(vec![vec![], vec![], vec![Reason::PictureBlurred], vec![Reason::DocumentUnreadable]]);
    let waits = prop_oneof![40 => 0..5_000_i64, 1 => Just(86_400_000)];
    prop_oneof![
        8 => select(phrases).prop_map(says),
        // A brace in an answer is a placeable that was not filled in: nobody types one here.
        2 => any::<String>().prop_map(move |text| says(text.replace(['{', '}'], "("))),
        4 => Just(format!("{NUMBER} 1990-08-07")).prop_map(says),
        12 => (0..8_usize).prop_map(Deed::Presses),
        2 => select(Choice::all().collect::<Vec<_>>()).prop_map(|choice| Deed::Does(Input::Choice(choice))),
        6 => pictures.prop_map(|pictures| Deed::Does(Input::Pictures(pictures))),
        1 => Just(Deed::Does(Input::Opened)),
        2 => (registry, faults, waits).prop_map(|(registry, faults, waits)| Deed::World(registry, faults, waits)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_words_buttons_and_pictures_leave_a_valid_session_and_an_answer(
        journey in select(vec!["standard", "document-only", "registry-only", "reachable"]),
        language in select(Language::ALL.to_vec()),
        deeds in prop::collection::vec(deed(phrases()), 1..40),
    ) {
        let mut thread = Thread::of(journey);
        thread.memory.language = Some(language);
        for deed in deeds {
            let input = match deed {
                Deed::World(registry, faults, waits) => {
                    (thread.registry, thread.faults) = (registry, faults);
                    thread.case.now_ms += waits;
                    continue;
                }
                Deed::Does(input) => input,
                Deed::Presses(place) => match thread.memory.offered.get(place) {
                    Some(choice) => Input::Choice(*choice),
                    None => continue,
                },
            };
            let (offered, percent, acts) = (thread.memory.offered.clone(), thread.memory.percent, thread.acts.len());
            thread.turn(&input);
            holds(&thread, &input, &offered, percent, acts)?;
        }
    }
}

fn holds(thread: &Thread, input: &Input, offered: &[Choice], percent: usize, acts: usize) -> Result<(), TestCaseError> {
    let turned = thread.last.as_ref().expect("a turn");
    // The session is what its events make, and the memory survives being stored.
    let replayed = Session::replay(&thread.case.happenings);
    prop_assert_eq!(replayed.as_ref(), Some(&thread.case.session));
    let stored = serde_json::to_string(&thread.memory).expect("serialises");
    prop_assert_eq!(&serde_json::from_str::<Memory>(&stored).expect("reads back"), &thread.memory);
    // There is always something to read, in words.
    prop_assert!(!turned.replies.is_empty());
    for reply in &turned.replies {
        let text = reply.text.expose();
        prop_assert!(!text.trim().is_empty() && !text.contains(['{', '}']), "{}", text);
        let ids: BTreeSet<_> = reply.choices.iter().map(|offer| offer.id).collect();
        prop_assert_eq!(ids.len(), reply.choices.len());
    }
    // The percentage falls with a reason alone.
    let progress = &turned.progress;
    prop_assert!(progress.percent <= 100 && progress.step <= progress.total);
    prop_assert_eq!(progress.percent < percent, progress.fell_because.is_some());
    // Ending and handing in follow from what was offered, never from a guess.
    for act in &thread.acts[acts..] {
        match act {
            Act::Withdraw => prop_assert!(offered.contains(&Choice::Withdraw), "{:?}", input),
            Act::Submit => prop_assert!(offered.contains(&Choice::Submit), "{:?}", input),
            Act::Agree(_) => prop_assert!(offered.contains(&Choice::Agree), "{:?}", input),
            Act::Refuse(_) => {
                prop_assert!(offered.contains(&Choice::Refuse) || offered.contains(&Choice::HandOver), "{:?}", input);
            }
            Act::AskCall(_) => {
                let meant = [Choice::Call, Choice::Agree, Choice::Refuse].iter().any(|choice| offered.contains(choice));
                prop_assert!(meant, "{:?}", input);
            }
            Act::CallOff(_) => prop_assert!(offered.contains(&Choice::CallOff), "{:?}", input),
            Act::Identify { .. }
            | Act::Correct { .. }
            | Act::HoldFront
            | Act::ReadCard(_)
            | Act::CompareSelfie
            | Act::SendCode { .. }
            | Act::TypeCode { .. } => {}
            Act::GiveFeedback { score, .. } => prop_assert!(offered.contains(&Choice::Score(*score)), "{:?}", input),
        }
    }
    if thread.case.status() == Status::Withdrawn {
        prop_assert!(thread.acts.contains(&Act::Withdraw));
    }
    Ok(())
}
