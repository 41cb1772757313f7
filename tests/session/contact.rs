//! An address is proved by a code that was sent there.

use ahlan::{
    base::category::Category,
    session::{
        Session,
        command::{Command, Ruling},
        decision::Verdict,
        event::{ErasedBecause, Event, Purpose},
        journey::StepKind,
        next_step::{Action, next_step},
        reason::Reason,
        refusal::Refusal,
        state::StepStatus,
    },
};

use super::given::{Case, NEAR, RIGHT, refuse, ruling, shipped};

const ADDRESS: &str = "+971501234567";

fn agreed() -> Case {
    Case::of("reachable").agreed()
}

fn action(case: &Case) -> Action {
    next_step(&case.session.state, &case.journey).action
}

#[test]
fn who_types_the_code_has_proved_the_address() {
    let mut case = agreed();
    assert!(matches!(action(&case), Action::GiveContact { .. }));
    case.coded();
    let next = next_step(&case.session.state, &case.journey);
    assert!(matches!(
        (&next.action, next.alternatives.as_slice()),
        (Action::TypeCode { .. }, [Action::GiveContact { .. }])
    ));
    case.proves();
    assert_eq!((case.step(StepKind::Contact), case.session.state.is_reachable()), (StepStatus::Passed, true));
    assert_eq!(case.photograph(&[]).compare(NEAR).verdict(), (Verdict::Approve, vec![]));
}

#[test]
fn nothing_is_sent_before_the_applicant_agrees() {
    let mut case = Case::of("reachable");
    let sent = case.code_to(ADDRESS);
    assert_eq!(case.refuses(Command::RecordCode(sent)), Refusal::ConsentMissing(Purpose::Contact));
}

#[test]
fn the_address_is_sealed_and_the_code_is_nowhere_in_clear() {
    let mut case = agreed();
    case.coded().mistypes(1).proves();
    for happening in &case.happenings {
        let clear = serde_json::to_string(&happening.event).expect("JSON");
        assert!(!clear.contains("50123") && !clear.contains(RIGHT), "{clear}");
    }
    let sent = case.happenings.iter().find(|happening| matches!(happening.event, Event::CodeSent { .. }));
    let sent = sent.expect("a code was sent");
    assert_eq!(sent.event.brings().value, Some(&sent.sealed[0].commitment()));
    assert_eq!(sent.sealed[0].category, Category::Profile);
    let address = case.session.profile.contact().map(|contact| contact.address.expose());
    assert_eq!(address, Some(ADDRESS));
}

#[test]
fn a_code_that_is_mistyped_is_typed_again_until_it_is_used_up() {
    let mut case = agreed();
    case.coded().mistypes(4);
    let left = case.session.state.open_code().map(|code| code.tries_left);
    assert_eq!((left, case.reasons(StepKind::Contact)), (Some(1), vec![Reason::CodeWrong]));
    assert_eq!(case.session.state.step(StepKind::Contact).attempts, 0, "a code that can still be typed is no attempt");
    case.mistypes(1);
    assert_eq!((case.session.state.open_code(), case.step(StepKind::Contact)), (None, StepStatus::Retry));
    let right = case.typing(RIGHT);
    assert_eq!(case.refuses(right), Refusal::NoCode);
    case.proves();
    assert_eq!(case.step(StepKind::Contact), StepStatus::Passed);
}

#[test]
fn after_the_last_code_a_person_takes_over() {
    let mut case = agreed();
    for _ in 0..3 {
        case.coded().mistypes(5);
    }
    let state = (case.step(StepKind::Contact), case.reasons(StepKind::Contact));
    assert_eq!(state, (StepStatus::Referred, vec![Reason::ContactUnconfirmed]));
    let sent = case.code_to(ADDRESS);
    assert_eq!(case.refuses(Command::RecordCode(sent)), Refusal::StepDone(StepKind::Contact));
    assert_eq!(case.photograph(&[]).compare(NEAR).verdict(), (Verdict::Refer, vec![Reason::ContactUnconfirmed]));
    case.does(ruling("staff-a", Ruling::SendBack(StepKind::Contact)));
    assert!(matches!(action(&case), Action::GiveContact { .. }), "the old code proves nothing any more");
    case.proves();
    assert_eq!(case.step(StepKind::Contact), StepStatus::Passed);
}

#[test]
fn a_code_is_good_until_its_time_and_one_that_ran_out_costs_no_attempt() {
    let mut case = agreed();
    case.coded();
    case.now_ms += 300_000;
    let late = case.typing(RIGHT);
    let refusal = case.refuses(late);
    assert_eq!((refusal.code(), refusal), ("code_expired", Refusal::CodeExpired));
    case.proves();
    case.now_ms -= 1;
    assert_eq!(case.session.state.step(StepKind::Contact).attempts, 0);
}

#[test]
fn only_the_newest_code_counts() {
    let mut case = agreed();
    let of_the_first = case.coded().mistypes(4).typing(RIGHT);
    case.now_ms += 1;
    case.coded();
    assert_eq!(case.refuses(of_the_first), Refusal::InputReplaced);
    let code = case.session.state.open_code().expect("a code");
    assert_eq!((code.tries_left, case.step(StepKind::Contact)), (5, StepStatus::Pending));
    assert_eq!(case.reasons(StepKind::Contact), []);
}

#[test]
fn another_address_takes_the_place_of_the_first() {
    let mut case = agreed();
    let mail = case.coded().code_to("layla@example.com");
    case.does(Command::RecordCode(mail));
    let right = case.typing(RIGHT);
    case.does(right);
    assert_eq!(case.session.profile.contact().map(|contact| contact.address.expose()), Some("layla@example.com"));
}

#[test]
fn an_address_of_a_kind_that_the_journey_does_not_take_is_refused() {
    let journey = shipped("reachable", &[("[\"phone\", \"email\"]", "[\"email\"]")]);
    let mut case = Case::on(journey, ahlan::session::event::Mode::Test).agreed();
    let sent = case.code_to(ADDRESS);
    assert_eq!(case.refuses(Command::RecordCode(sent)), Refusal::NoSuchStep(StepKind::Contact));
    let right = case.typing(RIGHT);
    assert_eq!(case.refuses(right), Refusal::NoCode);
}

#[test]
fn who_does_not_agree_to_be_contacted_is_left_to_a_person_and_no_code_counts() {
    let mut case = agreed();
    case.coded().does(refuse(Purpose::Contact));
    assert_eq!(case.reasons(StepKind::Contact), [Reason::ConsentRefused]);
    assert_eq!((case.session.state.open_code(), case.session.state.is_reachable()), (None, false));
    assert_eq!(case.photograph(&[]).compare(NEAR).verdict(), (Verdict::Refer, vec![Reason::ConsentRefused]));
}

#[test]
fn an_erased_address_is_gone_and_the_state_is_the_same_without_it() {
    let mut case = agreed();
    case.proves().does(Command::Erase { categories: [Category::Profile].into(), because: ErasedBecause::Asked });
    assert_eq!(case.session.profile.contact(), None);
    let mut without = case.happenings.clone();
    for happening in &mut without {
        happening.sealed.clear();
    }
    assert_eq!(Session::replay(&without).map(|session| session.state), Some(case.session.state));
}
