//! The question at the end, as people answer it.

use ahlan::{
    base::personal::Personal,
    chat::{Act, Input, Wants, choice::Choice, language::Language},
    session::{command::Command, feedback::Survey},
};

use crate::{given::NEAR, thread::Thread};

fn approved() -> Thread {
    let mut thread = Thread::agreed("reachable");
    thread.case.proves().photograph(&[]).compare(NEAR).does(Command::Submit);
    thread.turn(&Input::Opened);
    thread
}

fn given(thread: &Thread) -> Option<(u8, Option<&str>)> {
    match thread.acts.last() {
        Some(Act::GiveFeedback { score, comment }) => Some((*score, comment.as_ref().map(Personal::expose))),
        Some(_) | None => None,
    }
}

#[test]
fn the_decision_is_told_first_and_then_the_question_with_its_scale() {
    let thread = approved();
    let said = thread.said();
    let (approval, question) = (said.find("is approved"), said.find("recommend the bank"));
    assert!(approval.is_some() && approval < question, "{said}");
    let scores: Vec<_> = Survey::Nps.scores().map(Choice::Score).collect();
    assert_eq!(thread.memory.offered, scores);
    assert_eq!(
        thread.last.as_ref().and_then(|turned| turned.replies.last()).map(|reply| reply.wants),
        Some(Wants::Score)
    );
}

#[test]
fn a_number_is_the_score_and_not_the_place_of_a_button() {
    for (said, expected) in [
        ("9", (9, None)),
        ("٩", (9, None)),
        ("۱۰", (10, None)),
        ("0", (0, None)),
        ("9, it took 2 minutes", (9, Some("9, it took 2 minutes"))),
        ("我给8分", (8, Some("我给8分"))),
    ] {
        let mut thread = approved();
        thread.says(said);
        assert_eq!(given(&thread), Some(expected), "{said}: {}", thread.said());
        assert!(thread.said().contains("Thank you"), "{}", thread.said());
        assert_eq!(thread.memory.offered, [], "it is asked once");
    }
}

#[test]
fn what_is_off_the_scale_and_other_words_are_no_answer() {
    let mut thread = approved();
    for said in ["11", "100", "thanks", "why"] {
        thread.says(said);
        assert_eq!(given(&thread), None, "{said}: {}", thread.said());
    }
    thread.picks(Choice::Score(7));
    assert_eq!(given(&thread), Some((7, None)));
    thread.turn(&Input::Choice(Choice::Score(3)));
    assert_eq!(thread.acts.len(), 1, "an old button does nothing");
}

#[test]
fn the_scores_are_written_in_the_digits_of_the_language() {
    let mut thread = approved();
    thread.memory.language = Some(Language::Fa);
    thread.turn(&Input::Opened);
    let last = thread.last.as_ref().and_then(|turned| turned.replies.last()).expect("a question");
    let labels: Vec<_> = last.choices.iter().map(|offer| offer.label.as_str()).collect();
    assert_eq!((labels.len(), labels[7], labels[10]), (11, "۷", "۱۰"));
}
