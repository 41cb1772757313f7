//! Pictures swapped during the face comparison, and after it.

use ahlan::session::{
    command::Command,
    decision::Verdict,
    event::{Mode, RegistryOutcome},
    journey::StepKind,
    reason::Reason,
    refusal::Refusal,
    state::StepStatus,
};

use super::given::{Case, FAR, NEAR, shipped};

#[test]
fn a_document_swapped_during_the_comparison_is_a_conflict() {
    let mut case = Case::standard();
    let on_the_old_portrait = case.identify(RegistryOutcome::Active).photograph(&[]).compared(NEAR);
    case.photograph(&[]);
    assert_eq!(case.refuses(Command::RecordFace(on_the_old_portrait)), Refusal::InputReplaced);
    assert_eq!(case.step(StepKind::Selfie), StepStatus::Pending);
}

#[test]
fn a_registry_photo_that_comes_during_the_comparison_is_a_conflict() {
    let mut case = Case::standard();
    let on_the_document_alone = case.photograph(&[]).compared(NEAR);
    case.identify(RegistryOutcome::Active);
    assert_eq!(case.refuses(Command::RecordFace(on_the_document_alone)), Refusal::InputReplaced);
}

#[test]
fn a_new_document_after_a_pass_reopens_the_selfie_until_it_is_matched_anew() {
    let mut case = Case::standard();
    case.all_passed().photograph(&[]);
    assert_eq!((case.step(StepKind::Selfie), case.session.state.face.is_none()), (StepStatus::Pending, true));
    assert!(!case.session.state.face_has_matched());
    let open = vec![StepKind::Selfie, StepKind::Liveness];
    assert_eq!(case.refuses(Command::Submit), Refusal::StepsOpen(open));
    assert_eq!(case.smile(NEAR).verdict(), (Verdict::Approve, vec![]));
}

#[test]
fn a_new_registry_photo_after_a_pass_reopens_the_selfie_until_it_is_matched_anew() {
    for name in ["standard", "registry-only"] {
        let mut case = Case::of(name).agreed();
        case.identify(RegistryOutcome::Active);
        if case.journey.document.is_some() {
            case.photograph(&[]);
        }
        case.smile(NEAR).identify(RegistryOutcome::Active);
        let mut open = vec![StepKind::Selfie, StepKind::Liveness];
        open.retain(|kind| case.journey.order.contains(kind));
        assert_eq!(case.refuses(Command::Submit), Refusal::StepsOpen(open), "{name}");
        assert_eq!(case.smile(NEAR).verdict(), (Verdict::Approve, vec![]), "{name}");
    }
}

#[test]
fn a_registry_photo_that_goes_after_a_pass_reopens_the_selfie() {
    let mut case = Case::standard();
    case.all_passed().identify(RegistryOutcome::NoMatch);
    assert_eq!(case.step(StepKind::Selfie), StepStatus::Pending);
}

#[test]
fn a_new_document_after_the_last_selfie_leads_to_a_person() {
    let mut case = Case::standard();
    case.identify(RegistryOutcome::Active).photograph(&[]).bad_selfie().bad_selfie().smile(NEAR).photograph(&[]);
    assert_eq!(case.step(StepKind::Selfie), StepStatus::Referred);
    assert_eq!(case.verdict(), (Verdict::Refer, vec![Reason::FaceOutdated, Reason::LivenessOutdated]));
}

#[test]
fn the_attempts_of_the_selfie_are_counted_over_all_documents() {
    let fewer_selfies = shipped("document-only", &[("[selfie]\nattempts = 3", "[selfie]\nattempts = 2")]);
    let mut case = Case::on(fewer_selfies, Mode::Test).agreed();
    let limit = case.journey.attempts(StepKind::Selfie);
    assert!(case.journey.attempts(StepKind::Document) > limit, "else the documents run out first");
    for attempt in 1..=limit {
        case.photograph(&[]).smile(FAR);
        assert_eq!(case.session.state.step(StepKind::Selfie).attempts, attempt, "a new document resets nothing");
    }
    case.photograph(&[]);
    let step = case.session.state.step(StepKind::Selfie);
    assert_eq!((step.status, step.attempts), (StepStatus::Referred, limit));
    let another = case.compared(NEAR);
    assert_eq!(case.refuses(Command::RecordFace(another)), Refusal::StepDone(StepKind::Selfie));
    assert_eq!(case.verdict(), (Verdict::Refer, vec![Reason::FaceOutdated]));
}

#[test]
fn a_document_that_cannot_be_read_takes_the_place_of_one_that_could() {
    let mut case = Case::of("document-only").agreed();
    case.photograph(&[]).smile(NEAR).photograph(&[Reason::DocumentUnreadable]);
    let open = vec![StepKind::Document, StepKind::Selfie];
    assert_eq!(case.refuses(Command::Submit), Refusal::StepsOpen(open));
}
