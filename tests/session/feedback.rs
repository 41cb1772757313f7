//! The question at the end: after a decision, once, and without any weight.

use ahlan::{
    base::category::Category,
    session::{
        Session,
        command::{Command, Ruling},
        decision::Opinion,
        event::{ErasedBecause, Event, Mode},
        feedback::{Feedback, Survey},
        next_step::{Action, next_step},
        refusal::Refusal,
        state::Status,
    },
};

use super::given::{Case, NEAR, feedback, review, ruling, shipped};

/// An approved application of the journey that asks `kind`.
fn approved(kind: &str) -> Case {
    let journey = shipped("reachable", &[("kind = \"nps\"", &format!("kind = \"{kind}\""))]);
    let mut case = Case::on(journey, Mode::Test).agreed();
    case.proves().photograph(&[]).compare(NEAR).does(Command::Submit);
    assert_eq!(case.status(), Status::Approved);
    case
}

fn asked(case: &Case) -> Vec<Action> {
    next_step(&case.session.state, &case.journey).alternatives
}

#[test]
fn each_question_has_its_own_scale() {
    for (kind, survey, lowest, highest) in
        [("nps", Survey::Nps, 0, 10), ("csat", Survey::Csat, 1, 5), ("ces", Survey::Ces, 1, 7)]
    {
        let case = approved(kind);
        assert_eq!(asked(&case), [Action::GiveFeedback { survey, lowest, highest }]);
        for score in lowest..=highest {
            case.clone().does(feedback(score, None));
        }
        let refusal = case.clone().refuses(feedback(highest + 1, None));
        assert_eq!(
            (refusal.code(), refusal.to_string()),
            ("off_the_scale", format!("a score here is {lowest} to {highest}"))
        );
    }
    assert_eq!(approved("csat").refuses(feedback(0, None)), Refusal::OffTheScale(Survey::Csat));
}

#[test]
fn it_is_asked_after_the_decision_and_answered_once() {
    let mut case = Case::of("reachable").agreed();
    assert_eq!(case.refuses(feedback(9, None)), Refusal::WrongStatus(Status::InProgress));
    let mut case = approved("nps");
    case.does(feedback(9, None));
    let refusal = case.refuses(feedback(1, None));
    assert_eq!((refusal.code(), refusal), ("feedback_given", Refusal::FeedbackGiven));
    assert_eq!(asked(&case), []);
    assert_eq!(case.session.state.feedback, Some(Feedback { survey: Survey::Nps, score: 9 }));
}

#[test]
fn a_journey_without_a_question_takes_no_answer() {
    let mut case = Case::standard();
    case.all_passed().does(Command::Submit);
    let refusal = case.refuses(feedback(9, None));
    assert_eq!((refusal.code(), asked(&case)), ("no_survey", vec![]));
}

#[test]
fn an_answer_weighs_nothing_and_outlives_a_veto() {
    let mut case = Case::of("reachable").agreed();
    case.coded()
        .mistypes(5)
        .coded()
        .mistypes(5)
        .coded()
        .mistypes(5)
        .photograph(&[])
        .compare(NEAR)
        .does(Command::Submit);
    case.does(ruling("staff-a", Ruling::Decline)).does(feedback(0, None));
    assert_eq!((case.status(), case.session.state.wants().is_some()), (Status::Declined, true));
    case.does(review("staff-b", Opinion::Veto)).does(ruling("staff-b", Ruling::Approve));
    assert_eq!(case.refuses(feedback(10, None)), Refusal::FeedbackGiven);
}

#[test]
fn what_is_said_beside_it_is_sealed_with_the_chat_and_erased_with_it() {
    let mut case = approved("nps");
    case.does(feedback(10, Some("Sara at the branch was kind")));
    let last = case.happenings.last().expect("an answer").clone();
    let clear = serde_json::to_value(&last.event).expect("JSON");
    assert_eq!((&clear["survey"], &clear["score"]), (&"nps".into(), &10.into()));
    assert!(!clear.to_string().contains("Sara"), "{clear}");
    assert_eq!(last.event.brings().value, Some(&last.sealed[0].commitment()));
    assert_eq!(last.sealed[0].category, Category::Chat);
    case.does(Command::Erase { categories: [Category::Chat].into(), because: ErasedBecause::Asked });
    let mut without = case.happenings.clone();
    for happening in &mut without {
        happening.sealed.retain(|value| value.category != Category::Chat);
    }
    assert_eq!(Session::replay(&without).map(|session| session.state), Some(case.session.state));
    assert!(matches!(without.iter().rev().nth(1).map(|h| &h.event), Some(Event::FeedbackGiven { .. })));
}
