//! Liveness: a challenge is given, answered once, in time, on the selfie that counts.

use ahlan::session::{
    command::{Command, Ruling},
    decision::Verdict,
    event::{Event, Mode, Purpose, RegistryOutcome, Shows},
    journey::StepKind,
    next_step::{Action, next_step},
    reason::Reason,
    refusal::Refusal,
    state::StepStatus,
};

use super::given::{Case, FAR, NEAR, agree, refuse, ruling, shipped};

/// A standard application whose selfie has matched, with nothing left to do but the liveness check.
fn matched() -> Case {
    let mut case = Case::standard();
    case.identify(RegistryOutcome::Active).photograph(&[]).compare(NEAR);
    case
}

#[test]
fn nothing_is_handed_in_before_liveness_is_checked() {
    let mut case = matched();
    assert_eq!(case.refuses(Command::Submit), Refusal::StepsOpen(vec![StepKind::Liveness]));
    assert_eq!(case.lives().verdict(), (Verdict::Approve, vec![]));
}

#[test]
fn a_live_application_is_approved_by_the_machine_once_liveness_is_checked() {
    let mut case = Case::on(shipped("standard", &[]), Mode::Live).agreed();
    assert_eq!(case.all_passed().verdict(), (Verdict::Approve, vec![]));
}

#[test]
fn liveness_before_a_compared_selfie_is_refused() {
    let mut case = Case::standard();
    let challenge = case.identify(RegistryOutcome::Active).photograph(&[]).bad_selfie().challenge();
    assert_eq!(case.refuses(challenge), Refusal::StepFirst(StepKind::Selfie));
}

#[test]
fn a_challenge_is_answered_once() {
    let mut case = matched();
    let first = case.challenged().lived(&[Reason::WrongOrder]);
    let again = case.lived(&[]);
    case.does(Command::RecordLiveness(first));
    let refusal = case.refuses(Command::RecordLiveness(again));
    assert_eq!((refusal.code(), refusal), ("challenge_used", Refusal::ChallengeUsed));
    let passed = case.challenged().lived(&[]);
    case.does(Command::RecordLiveness(passed.clone()));
    assert_eq!(case.refuses(Command::RecordLiveness(passed)), Refusal::ChallengeUsed);
}

#[test]
fn a_challenge_that_was_never_given_or_has_been_followed_by_another_does_not_exist() {
    let mut case = matched();
    let never = case.lived(&[]);
    assert_eq!(case.refuses(Command::RecordLiveness(never)), Refusal::NoSuchChallenge);
    let first = case.challenged().lived(&[]);
    case.now_ms += 61_000;
    case.challenged();
    let refusal = case.refuses(Command::RecordLiveness(first));
    assert_eq!((refusal.code(), refusal), ("not_found", Refusal::NoSuchChallenge));
}

#[test]
fn an_open_challenge_is_not_exchanged_for_one_that_suits_better() {
    let mut case = matched();
    let another = case.challenged().challenge();
    let refusal = case.refuses(another.clone());
    assert_eq!((refusal.code(), refusal), ("challenge_open", Refusal::ChallengeOpen));
    case.now_ms += 60_000;
    case.does(another);
    let step = case.session.state.step(StepKind::Liveness);
    assert_eq!((step.attempts, step.reasons), (1, vec![Reason::TooSlow]), "to let one run out counts");
}

#[test]
fn frames_that_came_too_late_are_an_attempt_whatever_they_show() {
    let mut case = matched();
    case.challenged();
    case.now_ms += 60_000;
    let late = case.lived(&[]);
    case.does(Command::RecordLiveness(late));
    assert_eq!(
        (case.step(StepKind::Liveness), case.reasons(StepKind::Liveness)),
        (StepStatus::Retry, vec![Reason::TooSlow])
    );
    assert!(Shows::LIVENESS.iter().all(|shows| !case.session.state.pictures.contains_key(shows)));
}

#[test]
fn frames_that_came_in_time_count_however_long_the_judging_took() {
    let mut case = matched();
    let finding = case.challenged().lived(&[]);
    case.now_ms += 61_000;
    case.does(Command::RecordLiveness(finding));
    assert_eq!(case.step(StepKind::Liveness), StepStatus::Passed);
}

#[test]
fn a_failed_challenge_is_told_and_tried_again_and_the_last_leads_to_a_person_and_never_to_a_machines_no() {
    let mut case = matched();
    for left in [2, 1] {
        let finding = case.challenged().lived(&[Reason::ActionMissing]);
        case.does(Command::RecordLiveness(finding));
        let next = next_step(&case.session.state, &case.journey);
        assert_eq!((next.action, next.attempts_left), (Action::ProveLiveness, Some(left)));
        assert_eq!(next.causes.iter().map(|cause| cause.code).collect::<Vec<_>>(), [Reason::ActionMissing]);
    }
    let finding = case.challenged().lived(&[Reason::AnotherPerson]);
    case.does(Command::RecordLiveness(finding));
    assert_eq!(case.step(StepKind::Liveness), StepStatus::Referred);
    let challenge = case.challenge();
    assert_eq!(case.refuses(challenge), Refusal::StepDone(StepKind::Liveness));
    assert_eq!(case.verdict(), (Verdict::Refer, vec![Reason::AnotherPerson]));
}

#[test]
fn whoever_lets_the_last_challenge_run_out_comes_to_a_person_by_asking_once_more() {
    let mut case = matched();
    for _ in 0..3 {
        case.challenged();
        case.now_ms += 60_000;
    }
    case.challenged();
    assert_eq!(case.step(StepKind::Liveness), StepStatus::Referred);
    assert_eq!(case.verdict(), (Verdict::Refer, vec![Reason::TooSlow]));
}

#[test]
fn what_was_done_is_held_against_what_was_asked_by_the_session_itself() {
    let mut case = matched();
    let mut finding = case.challenged().lived(&[]);
    finding.done.reverse();
    finding.done.pop();
    case.does(Command::RecordLiveness(finding));
    assert_eq!(case.reasons(StepKind::Liveness), [Reason::WrongOrder]);
}

#[test]
fn frames_held_against_another_selfie_or_by_another_model_are_a_conflict() {
    let mut case = matched();
    let mut other_model = case.challenged().lived(&[]);
    other_model.inputs.as_mut().expect("inputs").model = "0".repeat(64);
    let mut nothing = case.lived(&[]);
    nothing.inputs = None;
    for finding in [other_model, nothing] {
        assert_eq!(case.refuses(Command::RecordLiveness(finding)), Refusal::InputReplaced);
    }
    let on_the_old_selfie = case.lived(&[]);
    case.photograph(&[]).compare(NEAR);
    assert_eq!(case.refuses(Command::RecordLiveness(on_the_old_selfie)), Refusal::InputReplaced);
}

#[test]
fn a_new_selfie_needs_a_new_check() {
    let mut case = Case::standard();
    case.all_passed().photograph(&[]);
    assert_eq!(case.step(StepKind::Liveness), StepStatus::Pending);
    case.compare(NEAR);
    assert_eq!(case.refuses(Command::Submit), Refusal::StepsOpen(vec![StepKind::Liveness]));
    assert_eq!(case.lives().verdict(), (Verdict::Approve, vec![]));
}

#[test]
fn a_selfie_that_staff_send_back_takes_the_check_with_it() {
    let mut case = Case::standard();
    case.identify(RegistryOutcome::Active).photograph(&[]).smile(FAR).does(Command::Submit);
    case.does(ruling("staff-a", Ruling::SendBack(StepKind::Selfie)));
    let step = case.session.state.step(StepKind::Liveness);
    assert_eq!((step.status, step.attempts), (StepStatus::Pending, 0));
    assert_eq!(case.smile(NEAR).verdict(), (Verdict::Approve, vec![]));
}

#[test]
fn a_check_that_staff_send_back_leaves_the_selfie_as_it_is() {
    let mut case = matched();
    for _ in 0..3 {
        let finding = case.challenged().lived(&[Reason::FaceLost]);
        case.does(Command::RecordLiveness(finding));
    }
    case.does(Command::Submit).does(ruling("staff-a", Ruling::SendBack(StepKind::Liveness)));
    assert_eq!(case.step(StepKind::Selfie), StepStatus::Passed);
    assert_eq!(case.lives().verdict(), (Verdict::Approve, vec![]));
}

#[test]
fn refused_biometrics_close_selfie_and_liveness_together_and_an_agreement_opens_both() {
    let mut case = Case::standard();
    case.all_passed().does(refuse(Purpose::Biometric));
    assert_eq!((case.step(StepKind::Liveness), case.session.state.liveness.is_none()), (StepStatus::Referred, true));
    case.does(agree(Purpose::Biometric));
    assert_eq!(case.step(StepKind::Liveness), StepStatus::Pending);
    assert_eq!(case.smile(NEAR).verdict(), (Verdict::Approve, vec![]));
}

#[test]
fn a_frame_of_each_kind_stays_as_evidence_of_the_last_try() {
    let mut case = matched();
    let finding = case.challenged().lived(&[Reason::WrongOrder]);
    case.does(Command::RecordLiveness(finding));
    let mut finding = case.challenged().lived(&[]);
    finding.frames.truncate(1);
    case.does(Command::RecordLiveness(finding));
    let kept: Vec<_> = case.session.state.pictures.keys().filter(|shows| Shows::LIVENESS.contains(shows)).collect();
    assert_eq!(kept, [&Shows::LivenessStraight]);
    let event = &case.happenings.last().expect("one").event;
    assert!(matches!(event, Event::LivenessJudged { .. }));
}
