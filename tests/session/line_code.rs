//! A line of a call's checklist that nobody's word meets.

use std::collections::BTreeSet;

use ahlan::{
    contact::address::Kind,
    session::{
        Session,
        command::{Command, Ruling, SentLineCode, TypedCode},
        event::{Event, Purpose},
        refusal::Refusal,
    },
    video::{
        call::{DropCause, Found},
        checklist::Evidence,
    },
};

use proptest::{prelude::*, sample::select};

use super::{
    calls::Desk,
    given::{Case, RIGHT, refuse, ruling},
    properties::{no_word_meets_what_a_code_must, stored},
};

const LINE: &str = "tan_returned";

/// A code for this line, as the service would have sent it.
fn code(case: &Case, by: &str, line: &str) -> Command {
    let sent_at_ms = case.now_ms;
    Command::RecordLineCode(SentLineCode {
        by: by.into(),
        line: line.into(),
        channel: Kind::Phone,
        code: RIGHT.into(),
        sent_at_ms,
        expires_at_ms: sent_at_ms + 300_000,
        tries: 5,
    })
}

/// A code for the `n`th line.
pub fn sent(case: &Case, by: &str, n: usize) -> Command {
    let lines = case.session.state.live_connection().map(|live| live.lines.as_slice()).unwrap_or_default();
    code(case, by, lines.get(n % lines.len().max(1)).map_or("", |line| line.id.as_str()))
}

/// A code with this hash, typed for the one that was sent last.
pub fn typed(case: &Case, hash: &str) -> Command {
    let out = case.session.state.live_connection().and_then(|live| live.code.as_ref());
    let sent_at_ms = out.map_or(0, |code| code.sent_at_ms);
    Command::TypeLineCode(TypedCode { sent_at_ms, hashes: vec![hash.to_owned()] })
}

/// A code goes out for `line`, and comes back.
pub fn returned(case: &mut Case, by: &str, line: &str) -> Result<usize, Refusal> {
    case.tries(code(case, by, line))?;
    case.tries(typed(case, RIGHT))
}

/// All lines but the last are answered.
fn at_the_code() -> Desk {
    let mut desk = Desk::reachable().asked().connected("staff-a");
    let lines = desk.case.session.state.live_connection().expect("connected").lines.clone();
    for line in lines.iter().filter(|line| line.id != LINE) {
        let answer = desk.answer("staff-a", &line.id, Found::Met);
        desk.case.does(answer);
    }
    desk
}

fn found(desk: &Desk) -> Option<Found> {
    desk.case.session.state.live_connection().expect("connected").findings().get(LINE).copied()
}

#[test]
fn the_line_is_met_when_the_code_comes_back_and_by_nobodys_word() {
    let mut desk = at_the_code();
    let said = desk.answer("staff-a", LINE, Found::Met);
    assert_eq!(desk.case.refuses(said), Refusal::EvidenceMissing(Evidence::Code));
    let send = code(&desk.case, "staff-a", LINE);
    desk.case.does(send);
    assert_eq!(found(&desk), None);
    desk.case.now_ms += 20_000;
    let right = typed(&desk.case, RIGHT);
    desk.case.does(right.clone());
    let answer = &desk.case.session.state.live_connection().expect("connected").answers[LINE];
    assert_eq!((answer.found, answer.at_ms), (Found::Met, desk.case.now_ms));
    assert_eq!(desk.case.refuses(right), Refusal::NoCode, "a code comes back once");
    let mut desk = desk.recorded("staff-a", 100_000, 120_000).ended("staff-a");
    desk.case.does(ruling("staff-a", Ruling::Approve));
}

#[test]
fn without_the_code_nobody_approves() {
    let mut desk = at_the_code().recorded("staff-a", 100_000, 100_000).ended("staff-a");
    let refusal = desk.case.refuses(ruling("staff-a", Ruling::Approve));
    assert_eq!(refusal, Refusal::ChecklistOpen(vec![LINE.into()]));
}

#[test]
fn a_code_goes_out_once_what_comes_before_it_is_answered_and_only_for_its_line() {
    let mut desk = Desk::reachable().asked().connected("staff-a");
    let early = code(&desk.case, "staff-a", LINE);
    assert!(matches!(desk.case.refuses(early), Refusal::ChecklistOrder(_)));
    let other = code(&desk.case, "staff-a", "consent_spoken");
    assert_eq!(desk.case.refuses(other), Refusal::NotByCode);
    let unknown = code(&desk.case, "staff-a", "shoes_shown");
    assert_eq!(desk.case.refuses(unknown), Refusal::NoSuchLine);
    let mut desk = at_the_code();
    let stranger = code(&desk.case, "staff-b", LINE);
    assert_eq!(desk.case.refuses(stranger), Refusal::CallNotConnected);
}

#[test]
fn who_takes_back_the_agreement_to_be_contacted_is_sent_nothing() {
    let mut desk = at_the_code();
    desk.case.does(refuse(Purpose::Contact));
    let send = code(&desk.case, "staff-a", LINE);
    assert_eq!(desk.case.refuses(send), Refusal::NoProvedAddress);
}

#[test]
fn a_code_is_used_up_by_five_others_and_another_may_be_sent() {
    let mut desk = at_the_code();
    let send = code(&desk.case, "staff-a", LINE);
    desk.case.does(send);
    for tries_left in (0..5).rev() {
        let wrong = typed(&desk.case, "another");
        desk.case.does(wrong);
        let event = &desk.case.happenings.last().expect("typed").event;
        assert!(
            matches!(event, Event::LineCodeTyped { found: Found::NotMet, tries_left: left, .. } if *left == tries_left)
        );
    }
    let right = typed(&desk.case, RIGHT);
    assert_eq!(desk.case.refuses(right), Refusal::NoCode);
    assert_eq!(found(&desk), None);
    returned(&mut desk.case, "staff-a", LINE).expect("another");
    assert_eq!(found(&desk), Some(Found::Met));
}

#[test]
fn a_code_ends_after_its_time_and_an_earlier_one_proves_nothing() {
    let mut desk = at_the_code();
    let send = code(&desk.case, "staff-a", LINE);
    desk.case.does(send);
    let first = typed(&desk.case, RIGHT);
    desk.case.now_ms += 300_000;
    assert_eq!(desk.case.refuses(first.clone()), Refusal::CodeExpired);
    let again = code(&desk.case, "staff-a", LINE);
    desk.case.does(again);
    assert_eq!(desk.case.refuses(first), Refusal::InputReplaced);
}

#[test]
fn a_line_that_staff_finds_not_met_takes_no_code_until_another_is_sent() {
    let mut desk = at_the_code();
    let send = code(&desk.case, "staff-a", LINE);
    desk.case.does(send);
    let doubt = desk.answer("staff-a", LINE, Found::NotMet);
    desk.case.does(doubt);
    let right = typed(&desk.case, RIGHT);
    assert_eq!(desk.case.refuses(right), Refusal::NoCode);
    returned(&mut desk.case, "staff-a", LINE).expect("another");
    assert_eq!(found(&desk), Some(Found::Met));
    let again = code(&desk.case, "staff-a", LINE);
    assert_eq!(desk.case.refuses(again), Refusal::NothingToDo);
}

#[test]
fn a_code_does_not_outlive_its_connection() {
    let mut desk = at_the_code();
    let send = code(&desk.case, "staff-a", LINE);
    desk.case.does(send);
    let right = typed(&desk.case, RIGHT);
    desk.case.does(Command::DropCall { because: DropCause::StaffLost });
    assert_eq!(desk.case.refuses(right.clone()), Refusal::CallNotConnected);
    let mut desk = desk.connected("staff-b");
    assert_eq!(desk.case.refuses(right), Refusal::NoCode);
}

/// What may happen around a code, in any order.
#[derive(Clone, Debug)]
enum Turn {
    Send(&'static str),
    Type(&'static str),
    /// What was typed for the code before this one.
    TypeOld,
    Say(&'static str, Found),
    Drop,
    Connect(&'static str),
    Wait(i64),
}

fn turns() -> impl Strategy<Value = Turn> {
    let staff = || prop_oneof![4 => Just("staff-a"), 1 => Just("staff-b")];
    prop_oneof![
        4 => staff().prop_map(Turn::Send),
        4 => select(vec![RIGHT, "another", "another"]).prop_map(Turn::Type),
        2 => Just(Turn::TypeOld),
        3 => (staff(), select(vec![Found::Met, Found::NotMet])).prop_map(|(by, found)| Turn::Say(by, found)),
        1 => Just(Turn::Drop),
        1 => staff().prop_map(Turn::Connect),
        2 => select(vec![1_000, 60_000, 300_000]).prop_map(Turn::Wait),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_around_it_a_line_is_met_by_its_code_alone(turns in prop::collection::vec(turns(), 0..=25)) {
        let mut desk = at_the_code();
        let mut old = typed(&desk.case, RIGHT);
        for turn in turns {
            let command = match turn {
                Turn::Send(by) => {
                    old = typed(&desk.case, RIGHT);
                    desk.case.now_ms += 1; // no two codes are of one moment
                    code(&desk.case, by, LINE)
                }
                Turn::Type(hash) => typed(&desk.case, hash),
                Turn::TypeOld => old.clone(),
                Turn::Say(by, found) => desk.answer(by, LINE, found),
                Turn::Drop => Command::DropCall { because: DropCause::StaffLost },
                Turn::Connect(by) => desk.connection(by),
                Turn::Wait(ms) => {
                    desk.case.now_ms += ms;
                    continue;
                }
            };
            let before = desk.case.clone();
            if desk.case.tries(command.clone()).is_ok() {
                no_word_meets_what_a_code_must(&before, &desk.case, &command);
                if let Command::TypeLineCode(typed) = &command {
                    let live = before.session.state.live_connection().expect("connected");
                    let out = live.code.as_ref().expect("a code is out");
                    prop_assert!(typed.sent_at_ms == out.sent_at_ms && out.tries_left > 0);
                    prop_assert!(desk.case.now_ms < out.expires_at_ms);
                }
            }
        }
        let replayed = Session::replay(&stored(&desk.case.happenings, &BTreeSet::new()));
        prop_assert_eq!(replayed.as_ref(), Some(&desk.case.session));
    }
}
