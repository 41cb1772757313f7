//! Every refusal, once; and that each leaves the session as it was (`Case::refuses` looks).

use std::collections::BTreeSet;

use ahlan::{
    base::{category::Category, reading::Source},
    session::{
        command::Command,
        decision::Opinion,
        event::{ErasedBecause, Purpose, RegistryOutcome},
        journey::StepKind,
        refusal::Refusal,
        state::Status,
    },
};

use super::given::{Case, NEAR, agree, readings, refuse, review};

#[test]
fn a_decided_session_takes_nothing_more_from_the_applicant() {
    let mut case = Case::standard();
    case.all_passed().does(Command::Submit);
    let refusal = Refusal::WrongStatus(Status::Approved);
    assert_eq!((refusal.code(), case.refuses(Command::Submit)), ("not_now", refusal.clone()));
    let finding = case.read(&[]);
    assert_eq!(case.refuses(Command::RecordDocument(finding)), refusal);
    assert_eq!(case.refuses(refuse(Purpose::Biometric)), refusal);
    assert_eq!(case.refuses(Command::Withdraw), refusal);
}

#[test]
fn nothing_is_taken_once_the_time_has_run_out() {
    let mut case = Case::standard();
    case.now_ms = case.session.state.expires_at_ms;
    assert_eq!(case.refuses(agree(Purpose::Recording)), Refusal::Expired);
    assert_eq!(case.refuses(Command::IssueApplicantToken), Refusal::Expired);
    assert_eq!(Refusal::Expired.code(), "session_expired");
}

#[test]
fn a_step_the_journey_does_not_have_is_refused() {
    let mut case = Case::of("document-only").agreed();
    let finding = case.asked(RegistryOutcome::Active);
    let refusal = case.refuses(Command::RecordIdentification(finding));
    assert_eq!((refusal.code(), refusal), ("no_such_step", Refusal::NoSuchStep(StepKind::Identification)));
}

#[test]
fn a_selfie_before_any_portrait_names_the_step_that_brings_one() {
    for (journey, first) in [
        ("standard", StepKind::Identification),
        ("document-only", StepKind::Document),
        ("registry-only", StepKind::Identification),
    ] {
        let mut case = Case::of(journey).agreed();
        let finding = case.compared(NEAR);
        let refusal = case.refuses(Command::RecordFace(finding));
        assert_eq!((refusal.code(), refusal), ("step_out_of_order", Refusal::StepFirst(first)), "{journey}");
    }
}

#[test]
fn one_comparison_settles_the_selfie() {
    let mut case = Case::standard();
    let again = case.all_passed().compared(NEAR);
    let refusal = case.refuses(Command::RecordFace(again));
    assert_eq!((refusal.code(), refusal), ("step_done", Refusal::StepDone(StepKind::Selfie)));
}

#[test]
fn who_is_registered_as_dead_cannot_ask_about_another() {
    let mut case = Case::standard();
    let again = case.identify(RegistryOutcome::Deceased).asked(RegistryOutcome::Active);
    let refusal = case.refuses(Command::RecordIdentification(again));
    assert_eq!(refusal, Refusal::StepDone(StepKind::Identification));
}

#[test]
fn no_step_is_tried_more_often_than_its_journey_says() {
    let mut case = Case::standard();
    for _ in 0..3 {
        case.identify(RegistryOutcome::NoMatch).photograph(&[]);
    }
    let (asked, read) = (case.asked(RegistryOutcome::Active), case.read(&[]));
    let refusal = case.refuses(Command::RecordIdentification(asked));
    assert_eq!((refusal.code(), refusal), ("no_attempt_left", Refusal::NoAttemptLeft(StepKind::Identification)));
    assert_eq!(case.refuses(Command::RecordDocument(read)), Refusal::NoAttemptLeft(StepKind::Document));
}

#[test]
fn each_step_is_refused_until_its_purpose_is_agreed_to() {
    let mut case = Case::of("standard");
    let (asked, read) = (case.asked(RegistryOutcome::Active), case.read(&[]));
    let missing = Refusal::ConsentMissing;
    assert_eq!(case.refuses(Command::RecordIdentification(asked)), missing(Purpose::Registry));
    assert_eq!(case.refuses(Command::RecordDocument(read)), missing(Purpose::Document));
    case.does(agree(Purpose::Document)).photograph(&[]);
    let compared = case.compared(NEAR);
    assert_eq!(case.refuses(Command::RecordFace(compared)), missing(Purpose::Biometric));
    assert_eq!(missing(Purpose::Biometric).code(), "consent_missing");
}

#[test]
fn an_application_with_open_steps_cannot_be_handed_in() {
    let mut case = Case::standard();
    let all = vec![StepKind::Identification, StepKind::Document, StepKind::Selfie, StepKind::Liveness];
    assert_eq!(case.refuses(Command::Submit), Refusal::StepsOpen(all));
    case.identify(RegistryOutcome::Active).photograph(&[]);
    let refusal = case.refuses(Command::Submit);
    assert_eq!(
        (refusal.code(), refusal),
        ("steps_open", Refusal::StepsOpen(vec![StepKind::Selfie, StepKind::Liveness]))
    );
}

#[test]
fn a_comparison_by_another_model_or_of_another_selfie_is_a_conflict() {
    let mut case = Case::standard();
    case.identify(RegistryOutcome::Active).photograph(&[]);
    let mut other_model = case.compared(NEAR);
    other_model.comparison.as_mut().expect("compared").inputs.model = "0".repeat(64);
    let mut other_selfie = case.compared(NEAR);
    other_selfie.selfie = case.compared(NEAR).selfie;
    for finding in [other_model, other_selfie] {
        let refusal = case.refuses(Command::RecordFace(finding));
        assert_eq!((refusal.code(), refusal), ("conflict", Refusal::InputReplaced));
    }
}

#[test]
fn a_command_that_would_change_nothing_is_refused() {
    let mut case = Case::standard();
    assert_eq!(case.refuses(Command::Expire), Refusal::NothingToDo);
    assert_eq!(
        case.refuses(Command::Erase { categories: BTreeSet::new(), because: ErasedBecause::Asked }),
        Refusal::NothingToDo
    );
    let nothing = Command::CorrectProfile { readings: readings(Source::Typed, &[]) };
    assert_eq!(case.refuses(nothing), Refusal::NothingToDo);
    assert_eq!(Refusal::NothingToDo.code(), "nothing_to_do");
}

#[test]
fn a_decision_whose_evidence_is_erased_cannot_be_vetoed_but_confirmed() {
    for gone in [Category::Profile, Category::Picture] {
        let mut case = Case::standard();
        case.all_passed()
            .does(Command::Submit)
            .does(Command::Erase { categories: [gone].into(), because: ErasedBecause::Asked });
        let refusal = case.refuses(review("staff-a", Opinion::Veto));
        assert_eq!((refusal.code(), refusal), ("evidence_erased", Refusal::EvidenceErased));
        case.does(review("staff-a", Opinion::Confirm));
    }
}
