//! An identity that was tried too often: the registry is not asked, a person looks, and nobody is shut out.

use ahlan::{
    base::reading::{Field, Source},
    session::{
        command::Command,
        decision::Verdict,
        event::RegistryOutcome,
        journey::StepKind,
        next_step::{Action, next_step},
        reason::Reason,
        refusal::Refusal,
        state::StepStatus,
    },
};

use super::given::{Case, NEAR, barred};

fn typed() -> Command {
    barred(&[(Field::NationalId, "1990-0807-012-2")])
}

#[test]
fn a_barred_identity_is_referred_and_the_other_steps_go_on() {
    let mut case = Case::standard();
    case.does(typed());
    let step = case.session.state.step(StepKind::Identification);
    assert_eq!((step.status, step.attempts), (StepStatus::Referred, 0));
    assert_eq!(case.session.state.registry, None, "it was not asked");
    assert!(case.session.profile.from(Field::NationalId, Source::Typed).is_some());
    assert!(matches!(next_step(&case.session.state, &case.journey).action, Action::PhotographDocument { .. }));
    case.photograph(&[]).smile(NEAR);
    assert_eq!(case.verdict(), (Verdict::Refer, vec![Reason::IdentityAttempts]));
}

#[test]
fn a_barred_identity_that_alone_could_bring_a_portrait_is_handed_in_to_a_person() {
    let mut case = Case::of("registry-only").agreed();
    case.does(typed());
    assert_eq!(case.verdict(), (Verdict::Refer, vec![Reason::PortraitNotFound, Reason::IdentityAttempts]));
}

#[test]
fn a_barred_identity_is_not_tried_again_and_no_document_stands_in_for_it() {
    let mut case = Case::standard();
    case.does(typed());
    assert_eq!(case.refuses(typed()), Refusal::StepDone(StepKind::Identification));
    let again = Command::RecordIdentification(case.asked(RegistryOutcome::Active));
    assert_eq!(case.refuses(again), Refusal::StepDone(StepKind::Identification));
    case.photograph(&[]);
    assert_eq!(case.step(StepKind::Identification), StepStatus::Referred);
}

#[test]
fn what_the_registry_said_of_another_number_is_kept_beside_the_bar() {
    let mut case = Case::standard();
    case.identify(RegistryOutcome::NoMatch).does(typed()).photograph(&[]).smile(NEAR);
    assert_eq!(case.session.state.registry, Some(RegistryOutcome::NoMatch));
    assert_eq!(case.reasons(StepKind::Identification), [Reason::RegistryNoMatch, Reason::IdentityAttempts]);
    assert_eq!(case.verdict().0, Verdict::Refer);
}
