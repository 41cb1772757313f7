//! What people decide after the machine has referred, and what a second person may do about it.

use ahlan::session::{
    command::{Command, Ruling},
    decision::{Decider, Opinion, Verdict},
    event::{Purpose, RegistryOutcome},
    journey::StepKind,
    reason::Reason,
    refusal::Refusal,
    state::{Status, StepStatus},
};

use super::given::{Case, FAR, NEAR, refuse, review, ruling};

fn referred() -> Case {
    let mut case = Case::standard();
    case.identify(RegistryOutcome::Active).photograph(&[]).bad_selfie().smile(FAR).does(Command::Submit);
    assert_eq!(case.status(), Status::AwaitingStaff);
    case
}

#[test]
fn a_staff_member_approves_or_declines_with_their_reason_beside_the_machines() {
    for (made, status) in [(Ruling::Approve, Status::Approved), (Ruling::Decline, Status::Declined)] {
        let mut case = referred();
        case.does(ruling("staff-a", made));
        let decision = case.decision();
        assert_eq!((case.status(), decision.by), (status, Decider::Staff("staff-a".into())));
        assert_eq!(decision.staff_reason.as_deref(), Some("looked_at_it"));
        assert_eq!(decision.reasons, [Reason::FaceNoMatch]);
    }
}

#[test]
fn a_step_that_is_sent_back_has_all_its_attempts_and_the_whole_time_again() {
    let mut case = referred();
    case.now_ms += 3 * 86_400_000;
    case.does(ruling("staff-a", Ruling::SendBack(StepKind::Selfie)));
    let step = case.session.state.step(StepKind::Selfie);
    assert_eq!((step.status, step.attempts, step.reasons), (StepStatus::Pending, 0, vec![]));
    assert_eq!(case.session.state.expires_at_ms, case.now_ms + 86_400_000);
    assert_eq!((case.status(), case.session.state.decision.is_none()), (Status::InProgress, true));
    assert_eq!(case.smile(NEAR).verdict(), (Verdict::Approve, vec![]));
}

#[test]
fn a_step_that_can_not_be_sent_back_is_refused() {
    let mut case = referred();
    let back = |kind| ruling("staff-a", Ruling::SendBack(kind));
    assert_eq!(case.refuses(back(StepKind::Submission)), Refusal::NoSuchStep(StepKind::Submission));
    let mut case = Case::of("document-only").agreed();
    case.does(refuse(Purpose::Document)).does(Command::Submit);
    assert_eq!(case.refuses(back(StepKind::Identification)), Refusal::NoSuchStep(StepKind::Identification));
}

#[test]
fn staff_decide_only_what_was_referred_to_them() {
    let mut case = Case::standard();
    let refusal = case.refuses(ruling("staff-a", Ruling::Approve));
    assert_eq!(refusal, Refusal::WrongStatus(Status::InProgress));
    case.all_passed().does(Command::Submit);
    assert_eq!(case.refuses(ruling("staff-a", Ruling::Decline)), Refusal::WrongStatus(Status::Approved));
}

#[test]
fn only_another_person_looks_at_a_decision_again() {
    let mut case = referred();
    case.does(ruling("staff-a", Ruling::Approve));
    for opinion in [Opinion::Confirm, Opinion::Veto] {
        let refusal = case.refuses(review("staff-a", opinion));
        assert_eq!((refusal.code(), refusal), ("second_person_needed", Refusal::SamePerson));
    }
    case.does(review("staff-b", Opinion::Confirm));
    assert_eq!((case.status(), case.session.state.confirmed_by.as_deref()), (Status::Approved, Some("staff-b")));
    assert_eq!(case.refuses(review("staff-b", Opinion::Confirm)), Refusal::NothingToDo);
}

#[test]
fn a_veto_leaves_a_referral_until_somebody_rules_anew() {
    let mut case = referred();
    case.does(ruling("staff-a", Ruling::Approve));
    case.does(review("staff-b", Opinion::Confirm)).does(review("staff-c", Opinion::Veto));
    assert_eq!((case.status(), case.decision().verdict), (Status::AwaitingStaff, Verdict::Refer));
    case.does(ruling("staff-b", Ruling::Decline));
    assert_eq!((case.status(), &case.session.state.confirmed_by), (Status::Declined, &None));
    assert_eq!(case.decision().reasons, [Reason::FaceNoMatch]);
}

#[test]
fn the_machines_approval_can_be_vetoed_by_anybody() {
    let mut case = Case::standard();
    case.all_passed().does(Command::Submit).does(review("staff-a", Opinion::Veto));
    assert_eq!(case.status(), Status::AwaitingStaff);
}

#[test]
fn nothing_is_reviewed_before_it_is_decided() {
    let mut case = referred();
    let refusal = case.refuses(review("staff-a", Opinion::Veto));
    assert_eq!(refusal, Refusal::WrongStatus(Status::AwaitingStaff));
}
