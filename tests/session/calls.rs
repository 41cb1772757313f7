//! The video call of a session: what it takes to hold one, and what it has to carry for an approval.

use ahlan::{
    base::{
        category::Category,
        ids::{CallId, EvidenceId},
        personal::Personal,
    },
    session::{
        call::CallStage,
        command::{CallEnd, CallWish, Command, LineAnswer, Ruling, SaltedValue, SegmentFinding},
        decision::Opinion,
        event::{ErasedBecause, Event, Mode, Purpose, RegistryOutcome, Shows},
        next_step::{Action, next_step},
        refusal::Refusal,
        state::Status,
    },
    video::{
        call::{CallOutcome, CallReason, DropCause, Found},
        checklist::{Checklist, Evidence, RecordingRule},
        plan,
        recording::{Misplaced, Segment},
        webm::Span,
    },
};
use uuid::Uuid;

use super::{
    given::{Case, FAR, agree, refuse, review, ruling, salt, shipped},
    line_code,
};

/// A session that waits for a person, on a journey whose calls go by this checklist.
pub struct Desk {
    pub case: Case,
    checklist: Checklist,
    drawn: u128,
}

/// The open call, or one that is none.
pub fn open(case: &Case) -> CallId {
    case.session.state.open_call().map_or(CallId::new(Uuid::nil()), |call| call.id)
}

/// A line that takes a code.
const BY_CODE: &str = "
[[item]]
id = \"code_returned\"
kind = \"confirm\"
mandatory = true
evidence = \"code\"
text = { en = \"The code has come back.\" }
";

/// Two people see each other, by the shipped list; where an address is proved, a code is asked for too.
pub fn connection(case: &Case, by: &str) -> Command {
    let mut text = std::fs::read_to_string("fixtures/checklists/generic.toml").expect("shipped");
    if case.journey.contact.is_some() {
        text += BY_CODE;
    }
    let checklist = Checklist::parse(&text).expect("valid");
    let lines = plan::draw(&checklist, [7; 32]);
    Command::ConnectCall { by: by.into(), terms: checklist.terms, lines }
}

/// An answer to the `n`th line, with every evidence.
pub fn nth_line(case: &mut Case, by: &str, n: usize, found: Found, value: &str) -> Command {
    let lines = case.session.state.live_connection().map(|live| live.lines.clone()).unwrap_or_default();
    let line = lines.get(n % lines.len().max(1)).map_or_else(String::new, |line| line.id.clone());
    let snapshot = Some(case.picture(Shows::CallSnapshot));
    let value = Some(SaltedValue { text: Personal::new(value), salt: salt(9) });
    Command::AnswerLine(LineAnswer { by: by.into(), line, found, value, snapshot })
}

/// The next piece, after a pause.
pub fn next_segment(case: &mut Case, by: &str, pause_ms: i64, duration_ms: i64) -> Command {
    let recorded = case.session.state.live_connection().map(|live| live.recorded).unwrap_or_default();
    let span = Span { duration_ms, missing_ms: 0 };
    let (number, begins_ms) = (recorded.segments + 1, recorded.end_ms + pause_ms);
    Command::KeepSegment(SegmentFinding {
        by: by.into(),
        stored: case.picture(Shows::CallSegment),
        sha256: "0".repeat(64),
        segment: Segment { number, size_bytes: 1000, begins_ms, span },
    })
}

pub fn end(by: &str, outcome: CallOutcome) -> Command {
    Command::EndCall(CallEnd { by: by.into(), outcome, reason: "seen".into(), again: None })
}

impl Desk {
    pub fn of(checklist: &str) -> Self {
        Self::on(checklist, "may_go_without")
    }

    /// On the journey whose calls send codes, with an address that was proved.
    pub fn reachable() -> Self {
        let mut case = Case::of("videoident").agreed();
        case.proves().photograph(&[]).bad_selfie().smile(FAR).does(Command::Submit);
        let text = std::fs::read_to_string("fixtures/checklists/videoident-de.toml").expect("shipped");
        Self { case, checklist: Checklist::parse(&text).expect("valid"), drawn: 0 }
    }

    fn on(checklist: &str, approval: &str) -> Self {
        let call = format!("checklist = \"{checklist}\"\napproval = \"{approval}\"");
        let changes = [("checklist = \"generic\"\napproval = \"may_go_without\"", call.as_str())];
        let mut case = Case::on(shipped("standard", &changes), Mode::Test).agreed();
        case.identify(RegistryOutcome::Active).photograph(&[]).bad_selfie().smile(FAR).does(Command::Submit);
        let text = std::fs::read_to_string(format!("fixtures/checklists/{checklist}.toml")).expect("shipped");
        Self { case, checklist: Checklist::parse(&text).expect("valid"), drawn: 0 }
    }

    fn id(&mut self) -> CallId {
        self.drawn += 1;
        CallId::new(Uuid::from_u128(self.drawn))
    }

    fn wish(&mut self) -> Command {
        Command::AskCall(CallWish {
            call: self.id(),
            reason: CallReason::PrefersPerson,
            language: "en".into(),
            callback_at_ms: None,
            recording: self.checklist.terms.recording,
        })
    }

    pub fn asked(mut self) -> Self {
        if self.checklist.terms.recording == RecordingRule::Demanded {
            self.case.does(agree(Purpose::Recording));
        }
        let wish = self.wish();
        self.case.does(wish);
        self
    }

    pub fn connection(&self, by: &str) -> Command {
        let lines = plan::draw(&self.checklist, [7; 32]);
        Command::ConnectCall { by: by.into(), terms: self.checklist.terms.clone(), lines }
    }

    pub fn connected(mut self, by: &str) -> Self {
        let connection = self.connection(by);
        self.case.does(connection);
        self
    }

    /// An answer with whatever evidence its line wants.
    pub fn answer(&mut self, by: &str, line: &str, found: Found) -> Command {
        let state = &self.case.session.state;
        let drawn = state.live_connection().and_then(|live| live.lines.iter().find(|drawn| drawn.id == line)).cloned();
        let wants = drawn.as_ref().map_or(Evidence::None, |drawn| drawn.evidence);
        let country = drawn.and_then(|drawn| drawn.countries.first().cloned()).unwrap_or_else(|| "T220001293".into());
        let value = (wants == Evidence::Value).then(|| SaltedValue { text: Personal::new(country), salt: salt(3) });
        let snapshot = (wants == Evidence::Snapshot).then(|| self.case.picture(Shows::CallSnapshot));
        Command::AnswerLine(LineAnswer { by: by.into(), line: line.into(), found, value, snapshot })
    }

    /// Every line met, in the order in which they may be answered; a code comes back as soon as it may be sent.
    pub fn all_met(mut self, by: &str) -> Self {
        let lines = self.case.session.state.live_connection().expect("connected").lines.clone();
        let mut left: Vec<String> = lines.into_iter().map(|line| line.id).collect();
        while !left.is_empty() {
            let before = left.len();
            let mut waiting = Vec::new();
            for line in left {
                let answer = self.answer(by, &line, Found::Met);
                let met = self.case.tries(answer).is_ok() || line_code::returned(&mut self.case, by, &line).is_ok();
                if !met {
                    waiting.push(line);
                }
            }
            left = waiting;
            assert!(left.len() < before, "{left:?}");
        }
        self
    }

    fn segment(&mut self, by: &str, number: u32, begins_ms: i64, duration_ms: i64) -> Command {
        let span = Span { duration_ms, missing_ms: 0 };
        Command::KeepSegment(SegmentFinding {
            by: by.into(),
            stored: self.case.picture(Shows::CallSegment),
            sha256: format!("{number:064}"),
            segment: Segment { number, size_bytes: 1000, begins_ms, span },
        })
    }

    /// So much time passes, and of it so much is on record.
    pub fn recorded(mut self, by: &str, lasts_ms: i64, recorded_ms: i64) -> Self {
        self.case.now_ms += lasts_ms;
        let segment = self.segment(by, 1, 0, recorded_ms);
        self.case.does(segment);
        self
    }

    pub fn ended(mut self, by: &str) -> Self {
        self.case.does(end(by, CallOutcome::Successful));
        self
    }

    fn stage(&self) -> CallStage {
        self.case.session.state.call.as_ref().expect("a call").stage
    }
}

#[test]
fn a_call_is_asked_for_while_a_person_is_awaited_and_one_at_a_time() {
    let mut desk = Desk::of("generic");
    let next = next_step(&desk.case.session.state, &desk.case.journey);
    assert_eq!((next.action, next.alternatives), (Action::WaitForStaff, vec![Action::AskForCall]));
    let (first, second) = (desk.wish(), desk.wish());
    desk.case.does(first);
    assert_eq!(desk.case.refuses(second), Refusal::CallOpen);
    let call = desk.case.session.state.open_call().expect("open").id;
    assert_eq!(next_step(&desk.case.session.state, &desk.case.journey).action, Action::JoinCall { call });

    let mut fresh = Desk::of("generic");
    fresh.case = Case::standard();
    let wish = fresh.wish();
    assert_eq!(fresh.case.refuses(wish), Refusal::WrongStatus(Status::InProgress));
}

#[test]
fn a_journey_without_calls_has_none() {
    let mut desk = Desk::of("generic");
    desk.case.journey.call = None;
    let wish = desk.wish();
    assert_eq!(desk.case.refuses(wish), Refusal::NoCall);
}

#[test]
fn where_a_recording_is_demanded_it_is_agreed_to_first_and_that_alone_while_a_person_is_awaited() {
    let mut desk = Desk::of("vcip-in");
    let wish = desk.wish();
    assert_eq!(desk.case.refuses(wish.clone()), Refusal::ConsentMissing(Purpose::Recording));
    assert_eq!(desk.case.refuses(agree(Purpose::Registry)), Refusal::WrongStatus(Status::AwaitingStaff));
    desk.case.does(agree(Purpose::Recording)).does(wish);
}

#[test]
fn an_approval_is_refused_while_a_mandatory_line_is_open_or_not_met() {
    let mut desk = Desk::of("generic").asked().connected("staff-a");
    desk.case.now_ms += 60_000;
    assert_eq!(desk.case.refuses(ruling("staff-a", Ruling::Approve)), Refusal::CallOpen);
    let mut open = desk.all_met("staff-a");
    let wrong = open.answer("staff-a", "same_person", Found::NotMet);
    open.case.does(wrong);
    let mut open = open.ended("staff-a");
    let refusal = open.case.refuses(ruling("staff-a", Ruling::Approve));
    assert_eq!(refusal, Refusal::ChecklistOpen(vec!["same_person".into()]));
    open.case.does(ruling("staff-a", Ruling::Decline));

    let mut good = Desk::of("generic").asked().connected("staff-a").all_met("staff-a").ended("staff-a");
    good.case.does(ruling("staff-a", Ruling::Approve));
    assert_eq!(good.case.status(), Status::Approved);
}

#[test]
fn a_journey_may_demand_a_call_and_a_call_that_nobody_came_to_is_none() {
    let mut without = Desk::of("generic");
    without.case.does(ruling("staff-a", Ruling::Approve));
    let mut demanded = Desk::on("generic", "needs_call").asked();
    demanded.case.does(end("staff-a", CallOutcome::Missed));
    assert_eq!(demanded.case.refuses(ruling("staff-a", Ruling::Approve)), Refusal::CallMissing);
}

#[test]
fn who_held_the_call_neither_approves_nor_confirms_where_four_eyes_are_demanded() {
    let desk = Desk::of("vcip-in").asked().connected("staff-a").all_met("staff-a");
    let mut desk = desk.recorded("staff-a", 100_000, 100_000).ended("staff-a");
    assert_eq!(desk.case.refuses(ruling("staff-a", Ruling::Approve)), Refusal::SamePerson);
    desk.case.does(ruling("staff-b", Ruling::Approve));
    assert_eq!(desk.case.refuses(review("staff-a", Opinion::Confirm)), Refusal::SamePerson);
    desk.case.does(review("staff-c", Opinion::Confirm));
}

#[test]
fn who_held_a_connection_that_dropped_is_no_second_person_either() {
    let mut desk = Desk::of("vcip-in").asked().connected("staff-b");
    desk.case.does(Command::DropCall { because: DropCause::StaffLost });
    let desk = desk.connected("staff-a").all_met("staff-a");
    let mut desk = desk.recorded("staff-a", 100_000, 100_000).ended("staff-a");
    assert_eq!(desk.case.refuses(ruling("staff-b", Ruling::Approve)), Refusal::SamePerson);
}

#[test]
fn less_than_95_per_cent_on_record_carries_no_approval() {
    for (recorded_ms, good) in [(94_999, false), (95_000, true)] {
        let desk = Desk::reachable().asked().connected("staff-a").all_met("staff-a");
        let mut desk = desk.recorded("staff-a", 100_000, recorded_ms).ended("staff-a");
        let approved = desk.case.tries(ruling("staff-a", Ruling::Approve)).map(|_| ());
        assert_eq!(approved, if good { Ok(()) } else { Err(Refusal::RecordingTooShort) }, "{recorded_ms}");
    }
}

#[test]
fn a_reload_leaves_a_gap_that_an_uninterrupted_call_does_not_bear() {
    let mut desk = Desk::reachable().asked().connected("staff-a").all_met("staff-a");
    desk.case.now_ms += 200_000;
    for (number, begins_ms, duration_ms) in [(1, 0, 100_000), (2, 103_000, 97_000)] {
        let segment = desk.segment("staff-a", number, begins_ms, duration_ms);
        desk.case.does(segment);
    }
    let gaps: Vec<_> = desk
        .case
        .happenings
        .iter()
        .filter_map(|happening| {
            let Event::RecordingGap { before_segment, missing_ms, .. } = &happening.event else { return None };
            Some((*before_segment, *missing_ms))
        })
        .collect();
    assert_eq!(gaps, [(2, 3_000)]);
    let mut desk = desk.ended("staff-a");
    assert_eq!(desk.case.refuses(ruling("staff-a", Ruling::Approve)), Refusal::RecordingInterrupted);
}

#[test]
fn segments_come_in_order_with_consent_and_from_who_holds_the_call() {
    let mut desk = Desk::of("vcip-in").asked().connected("staff-a");
    desk.case.now_ms += 60_000;
    let skipped = desk.segment("staff-a", 2, 0, 10_000);
    assert_eq!(desk.case.refuses(skipped), Refusal::Misplaced(Misplaced::Number(1)));
    let strange = desk.segment("staff-b", 1, 0, 10_000);
    assert_eq!(desk.case.refuses(strange), Refusal::CallNotConnected);
    desk.case.does(refuse(Purpose::Recording));
    let unwanted = desk.segment("staff-a", 1, 0, 10_000);
    assert_eq!(desk.case.refuses(unwanted), Refusal::ConsentMissing(Purpose::Recording));
}

#[test]
fn a_dropped_call_keeps_its_place_and_begins_its_checklist_anew() {
    let mut desk = Desk::of("generic").asked().connected("staff-a");
    let due = desk.case.session.state.open_call().expect("open").due_at_ms();
    let answer = desk.answer("staff-a", "person_seen", Found::Met);
    desk.case.does(answer);
    desk.case.now_ms += 45_000;
    desk.case.does(Command::DropCall { because: DropCause::StaffLost });
    let call = desk.case.session.state.open_call().expect("still open").clone();
    assert_eq!((call.stage, call.due_at_ms()), (CallStage::Waiting, due));
    let desk = desk.connected("staff-b");
    let live = desk.case.session.state.live_connection().expect("connected");
    assert_eq!((live.by.as_str(), live.answers.len()), ("staff-b", 0));
}

#[test]
fn nobody_settles_a_call_that_they_did_not_hold() {
    let mut desk = Desk::of("generic").asked();
    assert_eq!(desk.case.refuses(end("staff-a", CallOutcome::Successful)), Refusal::CallNotConnected);
    let mut desk = desk.connected("staff-a");
    assert_eq!(desk.case.refuses(end("staff-b", CallOutcome::Successful)), Refusal::CallNotConnected);
    let strange = desk.answer("staff-b", "person_seen", Found::Met);
    assert_eq!(desk.case.refuses(strange), Refusal::CallNotConnected);
}

#[test]
fn another_time_that_is_agreed_ends_this_call_and_books_the_next() {
    let mut desk = Desk::of("generic").asked().connected("staff-a");
    let (new, at) = (desk.id(), desk.case.now_ms + 3_600_000);
    desk.case.does(Command::EndCall(CallEnd {
        by: "staff-a".into(),
        outcome: CallOutcome::Rescheduled,
        reason: "other_time".into(),
        again: Some((new, at)),
    }));
    let call = desk.case.session.state.open_call().expect("the next");
    assert_eq!((call.id, call.callback_at_ms, call.due_at_ms()), (new, Some(at), at));
}

#[test]
fn lines_come_in_their_order_and_what_is_met_is_shown_by_its_evidence() {
    let mut desk = Desk::of("vcip-in").asked().connected("staff-a");
    let early = desk.answer("staff-a", "pan_shown", Found::Met);
    assert_eq!(desk.case.refuses(early), Refusal::ChecklistOrder(vec!["alive".into()]));
    let unknown = desk.answer("staff-a", "shoes_shown", Found::Met);
    assert_eq!(desk.case.refuses(unknown), Refusal::NoSuchLine);
    let bare = |line: &str, text: Option<&str>| {
        let value = text.map(|text| SaltedValue { text: Personal::new(text), salt: salt(4) });
        let (by, line) = ("staff-a".into(), line.into());
        Command::AnswerLine(LineAnswer { by, line, found: Found::Met, value, snapshot: None })
    };
    assert_eq!(desk.case.refuses(bare("alive", None)), Refusal::EvidenceMissing(Evidence::Snapshot));
    assert_eq!(desk.case.refuses(bare("location", None)), Refusal::EvidenceMissing(Evidence::Value));
    assert_eq!(desk.case.refuses(bare("location", Some("ARE"))), Refusal::WrongCountry);
    desk.case.does(bare("location", Some("IND")));
    let told = &desk.case.happenings.last().expect("answered");
    assert_eq!((told.sealed[0].category, told.sealed[0].json.expose()), (Category::Recording, "\"IND\""));
    assert!(!serde_json::to_string(&told.event).expect("serialises").contains("\"IND\""));
}

#[test]
fn a_call_does_not_outlive_what_it_was_for() {
    let categories = Category::ALL.into();
    for ends in [
        Command::Withdraw,
        Command::Erase { categories, because: ErasedBecause::Asked },
        ruling("staff-a", Ruling::Decline),
        ruling("staff-a", Ruling::SendBack(ahlan::session::journey::StepKind::Selfie)),
    ] {
        let mut desk = Desk::of("generic").asked();
        desk.case.does(ends);
        assert_eq!(desk.stage(), CallStage::Ended(CallOutcome::Cancelled));
    }
    let mut desk = Desk::of("generic").asked();
    let (call, other) = (desk.case.session.state.open_call().expect("open").id, CallId::new(Uuid::nil()));
    assert_eq!(desk.case.refuses(Command::CancelCall { call: other }), Refusal::NoCall);
    desk.case.does(Command::CancelCall { call });
    assert_eq!(desk.stage(), CallStage::Ended(CallOutcome::Cancelled));
}

#[test]
fn a_piece_of_a_recording_is_sealed_under_the_key_of_recordings() {
    let desk = Desk::of("vcip-in").asked().connected("staff-a");
    let desk = desk.recorded("staff-a", 60_000, 60_000);
    let told = desk.case.happenings.last().expect("kept");
    assert!(matches!(told.event, Event::RecordingKept { number: 1, .. }));
    let piece = told.event.brings().pictures[0].clone();
    assert_eq!((told.sealed[0].category, &told.sealed[0].name), (Category::Recording, &piece.evidence.to_string()));
    assert_ne!(piece.evidence, EvidenceId::new(Uuid::nil()));
}
