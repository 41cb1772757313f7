//! What an applicant is told unasked, and when.

use ahlan::session::{
    command::{CallWish, Command, Ruling},
    event::Purpose,
    journey::StepKind,
    reminder::{By, Patience, Reminder, Told, next},
};

use super::given::{Case, START_MS, refuse, ruling, wish};

const HOUR: i64 = 3_600_000;

/// A day of silence, two reminders, told two hours before the end and ten minutes before a call.
const PATIENCE: Patience =
    Patience { silence_ms: 24 * HOUR, most: 2, before_end_ms: 2 * HOUR, before_call_ms: 600_000 };

/// The end of the journey that has a contact step: three days.
const END: i64 = START_MS + 72 * HOUR;

/// An application whose person can be reached.
fn reachable() -> Case {
    let mut case = Case::of("reachable").agreed();
    case.proves();
    case
}

fn planned(case: &Case, heard_ms: i64) -> Option<Reminder> {
    next(&case.session.state, heard_ms, &PATIENCE)
}

fn told(case: &mut Case, what: Told) {
    case.does(Command::RecordTold { what, by: [By::Phone].into() });
}

const fn at(told: Told, at_ms: i64) -> Reminder {
    Reminder { told, at_ms }
}

#[test]
fn who_is_silent_for_a_day_is_reminded_so_often_and_then_told_of_the_end() {
    let mut case = reachable();
    assert_eq!(planned(&case, START_MS), Some(at(Told::Waiting, START_MS + 24 * HOUR)));
    told(&mut case, Told::Waiting);
    assert_eq!(planned(&case, START_MS + 24 * HOUR), Some(at(Told::Waiting, START_MS + 48 * HOUR)));
    told(&mut case, Told::Waiting);
    assert_eq!(planned(&case, START_MS + 48 * HOUR), Some(at(Told::Ending, END - 2 * HOUR)));
    told(&mut case, Told::Ending);
    assert_eq!(planned(&case, END - 2 * HOUR), None);
}

#[test]
fn a_sign_of_life_puts_the_reminder_off_and_one_that_would_come_with_the_end_is_left_out() {
    let case = reachable();
    assert_eq!(planned(&case, START_MS + HOUR), Some(at(Told::Waiting, START_MS + 25 * HOUR)));
    assert_eq!(planned(&case, END - 26 * HOUR), Some(at(Told::Ending, END - 2 * HOUR)));
}

#[test]
fn nobody_is_reminded_who_proved_no_address_or_agrees_no_longer() {
    let mut case = Case::of("reachable").agreed();
    case.coded();
    assert_eq!(planned(&case, START_MS), Some(at(Told::Ending, END - 2 * HOUR)), "the thread tells of the end");
    let mut case = reachable();
    case.does(refuse(Purpose::Contact));
    assert_eq!(planned(&case, START_MS).map(|reminder| reminder.told), Some(Told::Ending));
}

#[test]
fn once_it_is_handed_in_or_ended_nothing_is_told() {
    for end in [Command::Withdraw, Command::Submit, Command::Expire] {
        let mut case = reachable();
        case.photograph(&[]).compare(0.3);
        case.now_ms = if matches!(end, Command::Expire) { END } else { START_MS };
        case.does(end);
        assert_eq!(planned(&case, START_MS), None, "{:?}", case.status());
    }
}

#[test]
fn an_end_that_was_moved_is_told_anew() {
    let mut case = Case::of("reachable").agreed();
    case.coded().mistypes(5).coded().mistypes(5).coded().mistypes(5).photograph(&[]).compare(0.3);
    told(&mut case, Told::Ending);
    assert_eq!(planned(&case, START_MS), None);
    case.does(Command::Submit);
    case.now_ms += 10 * HOUR;
    case.does(ruling("staff-a", Ruling::SendBack(StepKind::Contact)));
    assert_eq!(planned(&case, case.now_ms), Some(at(Told::Ending, END + 8 * HOUR)));
}

#[test]
fn an_application_that_is_short_by_itself_is_not_told_of_its_end() {
    let case = Case::of("registry-only").agreed();
    assert_eq!(planned(&case, START_MS), None, "its sixty minutes are fewer than the two hours");
    let never = Patience { before_end_ms: 0, most: 0, ..PATIENCE };
    assert_eq!(next(&reachable().session.state, START_MS, &never), None);
}

/// An application that waits for staff, and whose call is booked for `begins_ms`.
fn booked(begins_ms: i64) -> Case {
    let mut case = reachable();
    case.photograph(&[]).compare(0.6);
    case.does(Command::Submit);
    let wish = CallWish { callback_at_ms: Some(begins_ms), ..wish(&mut case) };
    case.does(Command::AskCall(wish));
    case
}

#[test]
fn a_call_that_was_booked_is_told_of_once_shortly_before() {
    let mut case = booked(START_MS + 3 * HOUR);
    let soon = at(Told::CallSoon, START_MS + 3 * HOUR - 600_000);
    assert_eq!(planned(&case, START_MS), Some(soon));
    assert_eq!(planned(&case, START_MS + 2 * HOUR), Some(soon), "whoever talks meanwhile is told all the same");
    told(&mut case, Told::CallSoon);
    assert_eq!(planned(&case, START_MS), None);
    let never = Patience { before_call_ms: 0, ..PATIENCE };
    assert_eq!(next(&booked(START_MS + 3 * HOUR).session.state, START_MS, &never), None);
    assert_eq!(planned(&booked(START_MS + 60_000), START_MS), None, "so near that nobody has looked away");
}
