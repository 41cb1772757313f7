//! Refused and withdrawn agreements: they open the staff alternative, and nothing is won by taking them back.

use ahlan::session::{
    command::{Command, Ruling},
    decision::Verdict,
    event::{Purpose, RegistryOutcome},
    journey::StepKind,
    next_step::{Action, next_step},
    reason::Reason,
    refusal::Refusal,
    state::{Status, StepStatus},
};

use super::given::{Case, FAR, NEAR, agree, refuse, ruling};

#[test]
fn refused_biometrics_lead_to_a_person() {
    let mut case = Case::standard();
    case.identify(RegistryOutcome::Active).photograph(&[]).does(refuse(Purpose::Biometric));
    assert_eq!(case.verdict(), (Verdict::Refer, vec![Reason::ConsentRefused]));
}

#[test]
fn biometrics_withdrawn_after_a_pass_lead_to_a_person_and_the_comparison_no_longer_counts() {
    let mut case = Case::standard();
    case.all_passed().does(refuse(Purpose::Biometric));
    assert_eq!(case.session.state.face, None);
    assert!(!case.session.state.face_has_matched());
    assert_eq!(case.verdict(), (Verdict::Refer, vec![Reason::ConsentRefused]));
}

#[test]
fn a_refused_registry_leaves_the_document_to_stand_in() {
    let mut case = Case::of("standard");
    case.does(refuse(Purpose::Registry)).does(agree(Purpose::Document)).does(agree(Purpose::Biometric));
    assert_eq!(case.step(StepKind::Identification), StepStatus::Waived);
    assert_eq!(case.photograph(&[]).smile(NEAR).verdict(), (Verdict::Approve, vec![]));
}

#[test]
fn a_refused_registry_that_nothing_stands_in_for_leads_to_a_person() {
    let mut case = Case::of("registry-only").agreed();
    case.does(refuse(Purpose::Registry));
    let reasons = vec![Reason::PortraitNotFound, Reason::ConsentRefused];
    assert_eq!(case.verdict(), (Verdict::Refer, reasons));
}

#[test]
fn everything_refused_can_still_be_handed_in_to_a_person() {
    let mut case = Case::of("standard");
    for purpose in [Purpose::Registry, Purpose::Document, Purpose::Biometric] {
        case.does(refuse(purpose));
    }
    assert_eq!(case.verdict(), (Verdict::Refer, vec![Reason::ConsentRefused]));
}

#[test]
fn refusing_the_registry_does_not_wash_away_what_it_said() {
    for (said, verdict, reason) in [
        (RegistryOutcome::Deceased, Verdict::Decline, Reason::RegistryDeceased),
        (RegistryOutcome::Revoked, Verdict::Decline, Reason::RegistryRevoked),
        (RegistryOutcome::NoMatch, Verdict::Refer, Reason::RegistryNoMatch),
    ] {
        let mut case = Case::standard();
        case.identify(said).does(refuse(Purpose::Registry)).photograph(&[]).smile(NEAR);
        let (found, reasons) = case.verdict();
        assert_eq!(found, verdict, "{said:?}");
        assert!(reasons.contains(&reason), "{said:?}: {reasons:?}");
    }
}

#[test]
fn refusing_the_registry_after_the_document_stood_in_keeps_why_it_did() {
    let mut case = Case::standard();
    case.identify(RegistryOutcome::NoMatch).photograph(&[]).smile(NEAR).does(refuse(Purpose::Registry));
    assert_eq!(case.verdict(), (Verdict::Refer, vec![Reason::RegistryNoMatch]));
}

#[test]
fn agreeing_again_opens_the_step_with_the_attempts_that_are_left() {
    let mut case = Case::standard();
    case.identify(RegistryOutcome::Active).photograph(&[]).bad_selfie();
    case.does(refuse(Purpose::Biometric)).does(agree(Purpose::Biometric));
    let step = case.session.state.step(StepKind::Selfie);
    assert_eq!((step.status, step.attempts), (StepStatus::Pending, 1));
    assert_eq!(case.smile(NEAR).verdict(), (Verdict::Approve, vec![]));
}

#[test]
fn agreeing_again_with_no_attempt_left_stays_with_a_person() {
    let mut case = Case::standard();
    case.identify(RegistryOutcome::Active).photograph(&[]).bad_selfie().bad_selfie().smile(NEAR);
    case.does(refuse(Purpose::Biometric)).does(agree(Purpose::Biometric));
    assert_eq!(case.step(StepKind::Selfie), StepStatus::Referred);
    assert_eq!(case.verdict(), (Verdict::Refer, vec![Reason::ConsentRefused, Reason::LivenessMissing]));
}

#[test]
fn refusing_and_agreeing_again_wins_no_second_comparison() {
    let mut case = Case::standard();
    case.identify(RegistryOutcome::Active).photograph(&[]).smile(FAR);
    case.does(refuse(Purpose::Biometric)).does(agree(Purpose::Biometric));
    assert_eq!(case.reasons(StepKind::Selfie), [Reason::FaceNoMatch]);
    assert_eq!(case.verdict(), (Verdict::Refer, vec![Reason::FaceNoMatch, Reason::LivenessMissing]));
}

/// Handed in and waiting for a person: the faces do not match.
fn waiting() -> Case {
    let mut case = Case::standard();
    case.identify(RegistryOutcome::Active).photograph(&[]).smile(FAR).does(Command::Submit);
    assert_eq!(case.status(), Status::AwaitingStaff);
    case
}

#[test]
fn biometrics_are_withdrawn_while_a_person_is_awaited_and_the_person_is_told() {
    let mut case = waiting();
    assert!(case.session.state.face.is_some());
    case.does(refuse(Purpose::Biometric));
    assert_eq!(
        (case.status(), &case.session.state.face),
        (Status::AwaitingStaff, &None),
        "that processing has stopped"
    );
    assert_eq!(case.decision().reasons, [Reason::FaceNoMatch, Reason::ConsentRefused]);
    assert_eq!(case.does(ruling("staff-a", Ruling::Approve)).decision().verdict, Verdict::Approve);
}

#[test]
fn a_step_that_had_passed_goes_to_the_person_who_is_awaited() {
    let mut case = waiting();
    case.does(refuse(Purpose::Document));
    assert_eq!(case.step(StepKind::Document), StepStatus::Referred);
    assert_eq!(case.reasons(StepKind::Document), [Reason::ConsentRefused]);
}

#[test]
fn what_no_step_of_the_journey_needs_tells_the_person_nothing() {
    let mut case = waiting();
    case.does(refuse(Purpose::Recording));
    assert_eq!(case.decision().reasons, [Reason::FaceNoMatch]);
}

#[test]
fn a_withdrawal_while_a_person_is_awaited_is_not_taken_back_until_a_step_comes_back() {
    let mut case = waiting();
    case.does(refuse(Purpose::Biometric));
    assert_eq!(case.refuses(agree(Purpose::Biometric)), Refusal::WrongStatus(Status::AwaitingStaff));
    case.does(ruling("staff-a", Ruling::SendBack(StepKind::Selfie)));
    let asked = next_step(&case.session.state, &case.journey).action;
    assert_eq!(asked, Action::GiveConsent { purpose: Purpose::Biometric, step: StepKind::Selfie });
    case.does(agree(Purpose::Biometric)).smile(NEAR);
    assert_eq!(case.verdict(), (Verdict::Approve, vec![]));
}

#[test]
fn nothing_is_withdrawn_once_it_is_decided() {
    let mut case = Case::standard();
    case.all_passed().does(Command::Submit);
    assert_eq!(case.refuses(refuse(Purpose::Biometric)), Refusal::WrongStatus(Status::Approved));
}
