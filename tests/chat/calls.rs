//! A video call as people ask for it in the thread.

use ahlan::{
    chat::{Act, Fault, Input, Recorded, Wants, choice::Choice, language::Language},
    session::{call::CallStage, command::Command, event::Purpose, next_step::Action, next_step::next_step},
    video::call::CallOutcome,
};

use crate::{
    given::{START_MS, UNCLEAR},
    thread::Thread,
};

/// An application that waits for staff, after everything was asked.
fn waiting(language: Language) -> Thread {
    let mut thread = Thread::agreed("standard");
    thread.memory.language = Some(language);
    thread.case.photograph(&[]).compare(UNCLEAR).lives();
    thread.case.does(Command::Submit);
    thread.turn(&Input::Opened);
    thread
}

fn wants(thread: &Thread) -> Wants {
    thread.last.as_ref().expect("a turn").replies.last().expect("a question").wants
}

#[test]
fn who_waits_is_offered_a_call_says_whether_it_may_be_recorded_and_is_in_line_in_every_language() {
    for language in Language::ALL {
        let mut thread = waiting(language);
        assert_eq!(thread.memory.offered, [Choice::Call], "{}", thread.said());
        thread.picks(Choice::Call);
        assert_eq!((&thread.memory.offered[..], &thread.acts[..]), (&[Choice::Agree, Choice::Refuse][..], &[][..]));
        thread.picks(Choice::Agree);
        assert_eq!(thread.acts, [Act::AskCall(Recorded::Agreed)]);
        assert!(thread.case.session.state.agreed(Purpose::Recording));
        let next = next_step(&thread.case.session.state, &thread.case.journey).action;
        assert!(matches!(next, Action::JoinCall { .. }), "{next:?}");
        assert_eq!((wants(&thread), &thread.memory.offered[..]), (Wants::Call, &[Choice::CallOff][..]));
    }
}

#[test]
fn a_call_without_recording_is_asked_for_by_words_alone() {
    let mut thread = waiting(Language::En);
    thread.says("talk by video");
    thread.says("no");
    assert_eq!(thread.acts, [Act::AskCall(Recorded::Refused)], "{}", thread.said());
    assert!(!thread.case.session.state.agreed(Purpose::Recording));
    assert!(thread.said().contains("in line"), "{}", thread.said());
}

#[test]
fn a_booked_call_is_told_with_its_day_and_its_time_and_can_be_called_off() {
    let mut thread = waiting(Language::En);
    thread.desk = Ok(Some(START_MS + 26 * 3_600_000));
    thread.picks(Choice::Call);
    thread.picks(Choice::Refuse);
    assert!(thread.said().contains("22 September 2026 at 16:13 (UTC+00:00)"), "{}", thread.said());
    thread.picks(Choice::CallOff);
    assert!(thread.said().contains("The call is off"), "{}", thread.said());
    let call = thread.case.session.state.call.as_ref().expect("a call");
    assert_eq!(call.stage, CallStage::Ended(CallOutcome::Cancelled));
    assert_eq!(thread.memory.offered, [Choice::Call], "another may be asked for");
}

#[test]
fn where_no_call_can_be_had_that_is_said_and_nothing_is_lost() {
    let mut thread = waiting(Language::En);
    thread.desk = Err(Fault::NoCall);
    thread.picks(Choice::Call);
    thread.picks(Choice::Agree);
    assert!(thread.said().contains("No call can be had"), "{}", thread.said());
    assert_eq!(thread.memory.offered, [Choice::Call]);
}

#[test]
fn an_application_that_nobody_waits_for_has_no_call() {
    let mut thread = Thread::agreed("standard");
    thread.turn(&Input::Opened);
    assert!(!thread.memory.offered.contains(&Choice::Call));
    thread.turn(&Input::Choice(Choice::Call));
    assert!(thread.acts.is_empty(), "{}", thread.said());
    let mut without = Thread::agreed("registry-only");
    without.case.does(Command::Withdraw);
    without.turn(&Input::Opened);
    assert!(without.memory.offered.is_empty(), "{:?}", without.memory.offered);
}
