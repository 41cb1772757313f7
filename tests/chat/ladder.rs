//! After tries that failed: an example, then another way, then a person.

use ahlan::{
    chat::{Picture, choice::Choice},
    session::{event::RegistryOutcome, journey::StepKind, reason::Reason},
};

use crate::thread::{CARD, NUMBER, Thread};

#[test]
fn three_wrong_numbers_lead_to_an_example_another_way_and_a_person() {
    let mut thread = Thread::agreed("standard");
    thread.says("1990-0807-012-3");
    assert!(thread.said().contains("One digit") && thread.said().contains("For example"), "{}", thread.said());
    thread.says("1990-0807-012-4");
    assert!(thread.memory.offered.contains(&Choice::Do(StepKind::Document)), "{}", thread.said());
    thread.says("1990-0807-012-5");
    assert!(thread.memory.offered.contains(&Choice::Person), "{}", thread.said());
    assert_eq!(thread.acts, []);
}

#[test]
fn three_bad_cards_end_with_a_person() {
    let mut thread = Thread::agreed("document-only");
    thread.faults = vec![Reason::PictureBlurred];
    thread.sends(&CARD);
    assert!(thread.said().contains("blurred") && thread.said().contains("A tip"), "{}", thread.said());
    assert!(thread.said().contains("2 tries are left"), "{}", thread.said());
    thread.sends(&CARD);
    assert!(thread.memory.offered.contains(&Choice::HandOver), "{}", thread.said());
    thread.sends(&CARD);
    assert!(thread.said().contains("staff will look at your document"), "{}", thread.said());
}

#[test]
fn a_registry_that_does_not_know_the_number_says_so_without_telling_which_part_is_wrong() {
    let mut thread = Thread::agreed("standard");
    thread.registry = RegistryOutcome::NoMatch;
    thread.says(&format!("{NUMBER} 1990-08-07"));
    thread.picks(Choice::Yes);
    assert!(thread.said().contains("number and date of birth"), "{}", thread.said());
}

#[test]
fn a_try_that_works_forgets_those_that_did_not() {
    let mut thread = Thread::agreed("document-only");
    thread.faults = vec![Reason::PictureGlare];
    thread.sends(&CARD);
    thread.faults.clear();
    thread.sends(&CARD);
    assert_eq!((thread.memory.failures, thread.memory.failing), (0, None));
    thread.faults = vec![Reason::FaceBlurred];
    thread.says("yes");
    thread.sends(&[Picture::Selfie]);
    assert_eq!(thread.memory.failures, 1);
}
