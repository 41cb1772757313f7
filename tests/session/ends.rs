//! Expiry, withdrawal, erasure, and the applicant's tokens that end with them.

use std::collections::BTreeSet;

use ahlan::{
    base::{category::Category, reading::Field},
    session::{
        command::Command,
        decision::Verdict,
        event::{ErasedBecause, RegistryOutcome},
        refusal::Refusal,
        state::Status,
    },
};

use super::given::{Case, FAR, agree};

fn erase(categories: &[Category]) -> Command {
    Command::Erase { categories: categories.iter().copied().collect(), because: ErasedBecause::Asked }
}

#[test]
fn the_sweeper_ends_a_session_when_its_time_is_over_and_not_before() {
    let mut case = Case::standard();
    case.now_ms = case.session.state.expires_at_ms - 1;
    assert_eq!(case.refuses(Command::Expire), Refusal::NothingToDo);
    case.now_ms += 1;
    case.does(Command::Expire);
    assert_eq!(case.status(), Status::Expired);
    assert_eq!(case.refuses(Command::Expire), Refusal::WrongStatus(Status::Expired));
}

#[test]
fn an_application_that_waits_for_staff_does_not_expire() {
    let mut case = Case::standard();
    case.identify(RegistryOutcome::Active).photograph(&[]).smile(FAR).does(Command::Submit);
    case.now_ms = case.session.state.expires_at_ms + 1;
    assert_eq!(case.refuses(Command::Expire), Refusal::WrongStatus(Status::AwaitingStaff));
    case.does(Command::IssueApplicantToken);
}

#[test]
fn an_application_is_withdrawn_while_it_is_undecided() {
    let mut case = Case::standard();
    case.does(Command::Withdraw);
    assert_eq!(case.status(), Status::Withdrawn);
    let purpose = ahlan::session::event::Purpose::Recording;
    assert_eq!(case.refuses(agree(purpose)), Refusal::WrongStatus(Status::Withdrawn));
    let mut referred = Case::standard();
    referred.identify(RegistryOutcome::Active).photograph(&[]).smile(FAR).does(Command::Submit);
    assert_eq!(referred.does(Command::Withdraw).status(), Status::Withdrawn);
}

#[test]
fn erasing_some_categories_of_a_decided_session_leaves_its_decision() {
    let mut case = Case::standard();
    assert_eq!(case.all_passed().verdict().0, Verdict::Approve);
    assert!(!case.session.profile.of(Field::FullName).is_empty());
    case.does(erase(&[Category::Profile]));
    assert_eq!((case.status(), case.decision().verdict), (Status::Approved, Verdict::Approve));
    assert!(case.session.profile.of(Field::FullName).is_empty());
    assert_eq!(case.refuses(erase(&[Category::Profile])), Refusal::NothingToDo);
}

#[test]
fn erasing_every_category_one_after_another_ends_in_erased() {
    let mut case = Case::standard();
    case.all_passed().does(Command::Submit);
    for category in Category::ALL {
        assert_ne!(case.status(), Status::Erased);
        case.does(erase(&[category]));
    }
    assert_eq!(case.status(), Status::Erased);
    assert_eq!(case.session.state.erased, Category::ALL.into_iter().collect::<BTreeSet<_>>());
}

#[test]
fn erasing_anything_of_an_undecided_session_ends_it() {
    let mut case = Case::standard();
    case.all_passed().does(erase(&[Category::Picture]));
    assert_eq!(case.status(), Status::Withdrawn);
    assert_eq!(case.session.state.erased, [Category::Picture].into());
}

#[test]
fn a_tokens_generation_ends_at_issue_withdrawal_expiry_and_erasure() {
    let mut case = Case::standard();
    assert_eq!(case.session.state.generation, 1);
    case.does(Command::IssueApplicantToken);
    assert_eq!(case.session.state.generation, 2);

    let mut withdrawn = case.clone();
    assert_eq!(withdrawn.does(Command::Withdraw).session.state.generation, 3);

    let mut expired = case.clone();
    expired.now_ms = expired.session.state.expires_at_ms;
    assert_eq!(expired.does(Command::Expire).session.state.generation, 3);

    case.all_passed().does(Command::Submit);
    assert_eq!(case.session.state.generation, 2);
    assert_eq!(case.does(erase(&[Category::Template])).session.state.generation, 3);
}
