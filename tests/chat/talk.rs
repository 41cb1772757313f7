//! Conversations as people have them.

use ahlan::{
    base::reading::Field,
    chat::{Act, Input, Picture, Wants, choice::Choice, language::Language, progress::Fall},
    session::{event::RegistryOutcome, journey::StepKind, reason::Reason, state::Status},
};

use crate::thread::{CARD, NUMBER, Said, Thread};

#[test]
fn a_whole_journey_is_a_conversation_with_one_confirmation_a_step() {
    let mut thread = Thread::of("standard");
    assert!(thread.turn(&Input::Opened).said().contains("55 seconds"), "{}", thread.said());
    thread.picks(Choice::Agree);
    assert!(thread.said().contains("national ID number"));
    thread.says(&format!("{NUMBER}, born 7 Aug 1990"));
    assert!(thread.said().contains("I read 1990-0807-012-2, born 7 August 1990"), "{}", thread.said());
    thread.picks(Choice::Yes);
    assert!(thread.said().contains("found you in the registry"), "{}", thread.said());
    thread.says("yes");
    thread.picks(Choice::Agree);
    thread.sends(&CARD);
    assert!(thread.said().contains("I have read your document"));
    thread.says("yes");
    thread.says("I agree");
    thread.sends(&[Picture::Selfie]);
    assert!(thread.said().contains("That is you"), "{}", thread.said());
    let wants = thread.last.as_ref().expect("a turn").replies.last().expect("a question").wants;
    assert_eq!((wants, thread.said().contains("the camera opens")), (Wants::Liveness, true));
    thread.lives();
    assert!(thread.said().contains("You were there yourself"), "{}", thread.said());
    thread.picks(Choice::Submit);
    assert_eq!(thread.case.status(), Status::Approved, "{}", thread.said());
    let progress = &thread.last.as_ref().expect("a turn").progress;
    assert_eq!((progress.percent, progress.eta_seconds, progress.remaining.len()), (100, 0, 0));
}

#[test]
fn an_arabic_conversation_takes_arabic_digits_and_isolates_numbers() {
    let mut thread = Thread::agreed("standard");
    thread.says("تكلم بالعربية");
    assert_eq!(thread.memory.language, Some(Language::Ar));
    thread.says("رقمي ١٩٩٠٠٨٠٧٠١٢٢ وتاريخ ميلادي ٧ أغسطس ١٩٩٠");
    let text = thread.last.as_ref().expect("a turn").replies[0].text.expose().to_owned();
    assert!(text.contains("\u{2068}1990-0807-012-2\u{2069}") && text.contains("أغسطس"), "{text}");
    thread.says("نعم");
    assert!(matches!(thread.acts.as_slice(), [Act::Identify { .. }]));
}

#[test]
fn the_registrys_values_are_masked_until_the_face_has_matched() {
    let mut thread = Thread::agreed("standard");
    thread.says(&format!("{NUMBER} 1990-08-07"));
    thread.picks(Choice::Yes);
    let said = thread.said();
    assert!(said.contains("L•••• H•••••") && !said.contains("Layla"), "{said}");
    assert!(said.contains("only parts"), "{said}");
    thread.picks(Choice::Yes);
    thread.sends(&CARD);
    thread.picks(Choice::Yes);
    thread.sends(&[Picture::Selfie]);
    thread.lives();
    assert!(thread.said().contains("Layla Haddad"), "{}", thread.said());
}

#[test]
fn a_number_and_a_date_may_come_one_after_the_other_in_either_order() {
    for (first, second) in [(NUMBER, "7 August 1990"), ("7 August 1990", NUMBER)] {
        let mut thread = Thread::agreed("standard");
        thread.says(first);
        assert!(thread.acts.is_empty());
        thread.says(second);
        assert!(thread.said().contains("I read"), "{}", thread.said());
    }
}

#[test]
fn handing_in_and_ending_never_follow_from_a_guess() {
    let mut thread = Thread::agreed("standard");
    thread.case.all_passed();
    for guess in ["please submit my application", "hand it in now", "yes but wait", "I suppose so, sure"] {
        thread.says(guess);
        assert_eq!(thread.acts, [], "{guess}");
    }
    for wish in ["withdraw my application", "cancel", "end my application", "yes", "yes", "I want to withdraw"] {
        if wish == "yes" && thread.memory.offered.contains(&Choice::Submit) {
            continue;
        }
        thread.says(wish);
        assert_eq!(thread.acts, [], "{wish}");
    }
    thread.picks(Choice::Withdraw);
    assert_eq!((thread.acts.as_slice(), thread.case.status()), (&[Act::Withdraw][..], Status::Withdrawn));
}

#[test]
fn a_button_of_an_earlier_question_does_nothing() {
    let mut thread = Thread::agreed("standard");
    thread.case.all_passed();
    thread.says("withdraw my application");
    thread.picks(Choice::GoOn);
    thread.turn(&Input::Choice(Choice::Withdraw));
    assert_eq!(thread.acts, []);
    assert!(thread.said().contains("earlier question"), "{}", thread.said());
}

#[test]
fn a_correction_reopens_the_question_it_is_about_and_nothing_else() {
    let mut thread = Thread::agreed("standard");
    thread.case.all_passed();
    thread.turn(&Input::Opened);
    thread.says("my name is wrong");
    assert!(thread.said().contains("right value for: name"), "{}", thread.said());
    thread.says("Layla Haddad");
    assert!(matches!(thread.acts.as_slice(), [Act::Correct { field: Field::FullName, .. }]));
    let turned = thread.last.as_ref().expect("a turn");
    assert_eq!(
        (turned.progress.fell_because, turned.progress.remaining.as_slice()),
        (None, &[StepKind::Submission][..])
    );
    assert!(thread.memory.offered.contains(&Choice::Submit));
}

#[test]
fn progress_falls_only_with_its_reason() {
    let mut thread = Thread::agreed("standard");
    thread.case.all_passed();
    thread.turn(&Input::Opened);
    assert_eq!(thread.memory.percent, 80);
    thread.says("go back");
    thread.picks(Choice::Do(StepKind::Document));
    thread.sends(&CARD);
    let progress = thread.last.as_ref().expect("a turn").progress.clone();
    assert_eq!((progress.percent, progress.fell_because), (40, Some(Fall::Corrected)), "{}", thread.said());
    assert!(thread.said().contains("further back"), "{}", thread.said());
}

#[test]
fn a_lone_front_waits_for_its_back_and_a_passport_does_not() {
    let mut thread = Thread::agreed("document-only");
    thread.sends(&[Picture::Card]);
    assert_eq!(thread.last.as_ref().expect("a turn").replies.last().map(|reply| reply.wants), Some(Wants::CardBack));
    let mut passport = thread.clone();
    thread.sends(&[Picture::Card]);
    passport.picks(Choice::CardOnly);
    for thread in [thread, passport] {
        assert_eq!(thread.acts.len(), 2);
        assert!(thread.said().contains("I have read"), "{}", thread.said());
    }
}

#[test]
fn who_has_no_number_skips_to_the_document() {
    let mut thread = Thread::agreed("standard");
    thread.says("skip this");
    assert_eq!(thread.memory.detour, Some(StepKind::Document));
    thread.sends(&CARD);
    assert!(thread.said().contains("I have read"), "{}", thread.said());
}

#[test]
fn what_cannot_be_skipped_goes_to_a_person_by_choice() {
    let mut thread = Thread::agreed("document-only");
    thread.says("skip this");
    assert_eq!(thread.acts, []);
    thread.picks(Choice::HandOver);
    assert_eq!(thread.case.session.state.step(StepKind::Document).reasons, [Reason::ConsentRefused]);
}

#[test]
fn two_misunderstandings_offer_choices() {
    let mut thread = Thread::agreed("standard");
    thread.says("xqz vwk");
    assert!(!thread.memory.offered.contains(&Choice::Help));
    thread.says("blorp");
    assert!(thread.memory.offered.contains(&Choice::Help), "{:?}", thread.memory.offered);
    thread.picks(Choice::Why);
    assert!(thread.said().contains("law asks"), "{}", thread.said());
}

#[test]
fn why_help_status_and_thanks_are_answered_and_the_question_stands() {
    for language in Language::ALL {
        let mut thread = Thread::agreed("standard");
        thread.memory.language = Some(language);
        thread.turn(&Input::Opened);
        let question = thread.last.as_ref().expect("a turn").replies.last().cloned();
        for word in ["why", "help", "status", "thanks"] {
            let turned = thread.says(word);
            assert_eq!(turned.replies.len(), 2, "{language:?} {word}: {turned:?}");
            assert_eq!(turned.replies.last(), question.as_ref(), "{language:?} {word}");
        }
    }
}

#[test]
fn a_registry_that_is_away_costs_nothing_and_the_other_way_is_offered() {
    let mut thread = Thread::agreed("standard");
    thread.registry = RegistryOutcome::Unavailable;
    thread.says(&format!("{NUMBER} 1990-08-07"));
    thread.picks(Choice::Yes);
    assert!(thread.said().contains("costs you nothing"), "{}", thread.said());
    assert!(thread.memory.offered.contains(&Choice::Do(StepKind::Document)));
}
