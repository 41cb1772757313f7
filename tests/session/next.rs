//! What is asked next, and how far the applicant has come, in each state of the standard journey.

use ahlan::{
    base::region::Side,
    session::{
        command::{Command, Ruling},
        event::{ErasedBecause, Purpose, RegistryOutcome},
        journey::StepKind,
        next_step::{Action, Next, next_step, progress},
        reason::Reason,
    },
};

use super::given::{Case, FAR, NEAR, agree, refuse, ruling};

fn next(case: &Case) -> Next {
    next_step(&case.session.state, &case.journey)
}

fn done(case: &Case) -> (usize, usize, usize) {
    let progress = progress(&case.session.state);
    (progress.done, progress.total, progress.percent)
}

fn consent(purpose: Purpose, step: StepKind) -> Action {
    Action::GiveConsent { purpose, step }
}

fn photograph() -> Action {
    Action::PhotographDocument { sides: vec![Side::Front, Side::Back] }
}

#[test]
fn the_first_thing_asked_is_the_consent_of_the_first_step_and_of_its_alternative() {
    let case = Case::of("standard");
    let asked = next(&case);
    assert_eq!(asked.action, consent(Purpose::Registry, StepKind::Identification));
    assert_eq!(asked.alternatives, [consent(Purpose::Document, StepKind::Document)]);
    assert_eq!((asked.attempts_left, done(&case)), (Some(3), (0, 5, 0)));
}

#[test]
fn each_step_is_asked_for_in_its_order_with_its_consent_before_it() {
    let mut case = Case::of("standard");
    case.does(agree(Purpose::Registry));
    let schemes = case.journey.identification.as_ref().expect("a step").schemes.clone();
    assert_eq!(next(&case).action, Action::Identify { schemes });
    case.identify(RegistryOutcome::Active);
    assert_eq!((next(&case).action, done(&case)), (consent(Purpose::Document, StepKind::Document), (1, 5, 20)));
    case.does(agree(Purpose::Document));
    assert_eq!(next(&case).action, photograph());
    case.photograph(&[]);
    assert_eq!((next(&case).action, done(&case)), (consent(Purpose::Biometric, StepKind::Selfie), (2, 5, 40)));
    case.does(agree(Purpose::Biometric));
    assert_eq!(next(&case).action, Action::TakeSelfie);
    case.compare(NEAR);
    let asked = next(&case);
    assert_eq!((asked.action, asked.attempts_left, done(&case)), (Action::ProveLiveness, Some(3), (3, 5, 60)));
    case.lives();
    let asked = next(&case);
    assert_eq!((asked.action, asked.attempts_left, done(&case)), (Action::Submit, None, (4, 5, 80)));
    case.does(Command::Submit);
    assert_eq!((next(&case).action, done(&case)), (Action::Finished, (5, 5, 100)));
}

#[test]
fn a_retry_says_what_to_do_better_and_how_often() {
    let mut case = Case::standard();
    case.identify(RegistryOutcome::Active).photograph(&[Reason::PictureGlare]);
    let asked = next(&case);
    assert_eq!((asked.action, asked.attempts_left), (photograph(), Some(2)));
    assert_eq!(asked.causes.iter().map(|cause| cause.code).collect::<Vec<_>>(), [Reason::PictureGlare]);
    case.photograph(&[]).bad_selfie();
    let asked = next(&case);
    assert_eq!((asked.action, asked.attempts_left), (Action::TakeSelfie, Some(2)));
    assert_eq!(asked.causes.iter().map(|cause| cause.code).collect::<Vec<_>>(), [Reason::FaceBlurred]);
}

#[test]
fn an_outage_is_told_and_the_document_offered_in_its_place() {
    let mut case = Case::standard();
    case.identify(RegistryOutcome::Unavailable);
    let asked = next(&case);
    assert_eq!(asked.alternatives, [photograph()]);
    assert_eq!((asked.causes[0].code, asked.attempts_left), (Reason::RegistryUnavailable, Some(3)));
    case.photograph(&[]);
    assert_eq!((next(&case).action, done(&case)), (Action::TakeSelfie, (2, 5, 40)));
}

#[test]
fn a_reopened_selfie_is_asked_for_again_without_a_reproach() {
    let mut case = Case::standard();
    case.all_passed().photograph(&[]);
    let asked = next(&case);
    assert_eq!((asked.action, asked.causes, asked.attempts_left), (Action::TakeSelfie, vec![], Some(2)));
}

#[test]
fn refused_biometrics_leave_only_the_submission() {
    let mut case = Case::standard();
    case.identify(RegistryOutcome::Active).photograph(&[]).does(refuse(Purpose::Biometric));
    assert_eq!(next(&case).action, Action::Submit);
}

#[test]
fn a_selfie_that_nothing_can_be_compared_with_is_not_asked_for() {
    let mut case = Case::of("registry-only").agreed();
    for _ in 0..3 {
        case.identify(RegistryOutcome::NoMatch);
    }
    assert_eq!(next(&case).action, Action::Submit);
    case.does(Command::Submit);
    assert_eq!(next(&case).action, Action::WaitForStaff);
}

#[test]
fn who_waits_for_staff_is_asked_for_nothing_until_a_step_comes_back() {
    let mut case = Case::standard();
    case.identify(RegistryOutcome::Active).photograph(&[]).smile(FAR);
    let asked = next(&case);
    assert_eq!((asked.action, asked.causes), (Action::Submit, vec![]), "a low score is not told");
    case.does(Command::Submit);
    assert_eq!((next(&case).action, done(&case)), (Action::WaitForStaff, (5, 5, 100)));
    case.does(ruling("staff-a", Ruling::SendBack(StepKind::Document)));
    assert_eq!((next(&case).action, done(&case)), (photograph(), (3, 5, 60)));
}

#[test]
fn a_session_that_has_ended_asks_for_nothing() {
    for end in [
        Command::Withdraw,
        Command::Erase { categories: ahlan::base::category::Category::ALL.into(), because: ErasedBecause::TimeRanOut },
    ] {
        let mut case = Case::standard();
        case.does(end);
        assert_eq!((next(&case).action, done(&case).2), (Action::Finished, 100));
    }
    let mut case = Case::standard();
    case.now_ms = case.session.state.expires_at_ms;
    case.does(Command::Expire);
    assert_eq!(next(&case).action, Action::Finished);
}
