//! What holds after any commands, legal or not, in any order, at any time, on every shipped journey.

use std::collections::BTreeSet;

use ahlan::{
    base::{
        category::Category,
        ids::ChallengeId,
        reading::{Field, Source},
    },
    session::{
        Session,
        call::CallStage,
        command::{Command, Likeness, Ruling},
        decide::{may_call, portraits, ready_for},
        decision::{Decider, Opinion, Verdict},
        event::{ErasedBecause, Event, Happening, Mode, Outcome, Purpose, RegistryOutcome, Reopening, SealedValue},
        journey::StepKind,
        next_step::{Action, next_step, progress},
        reason::Reason,
        reminder::{By, Told},
        state::{State, Status, StepStatus},
    },
    video::{
        call::{CallOutcome, DropCause, Found},
        checklist::Evidence,
        work,
    },
};
use proptest::{prelude::*, sample::select};

use super::{
    calls,
    given::{
        Case, FAR, NEAR, RIGHT, UNCLEAR, agree, barred, feedback, readings, refuse, review, ruling, shipped, wish,
    },
    line_code,
};

/// Stands in every personal value, and must stand in no clear part.
const MARKER: &str = "Zqxvw";

/// One move, before it is known on which session it falls.
#[derive(Clone, Debug)]
enum Move {
    Agree(Purpose),
    Refuse(Purpose),
    Ask(RegistryOutcome, &'static str),
    /// The identity was tried too often.
    Bar(&'static str),
    Read(Vec<Reason>, &'static str),
    Type(Source, &'static str),
    Smile {
        distance: f32,
        likeness: Likeness,
    },
    /// With the pictures that were current some moves ago.
    SmileAtOld,
    BadSelfie,
    Uncompared,
    /// Asks for a liveness challenge.
    Challenge,
    /// Answers the last one, with these faults; with inputs of some moves ago if it is an old one.
    Live {
        faults: Vec<Reason>,
        old: bool,
    },
    /// The applicant asks for a call, or calls the open one off.
    AskCall,
    CancelCall,
    /// Applicant and this member of staff see each other.
    Connect(&'static str),
    Drop,
    /// This member of staff answers the n-th line.
    AnswerLine(&'static str, usize, Found),
    /// This member of staff has a code sent for the n-th line, if it takes one.
    SendLineCode(&'static str, usize),
    /// It is typed, or another; for the one of some moves ago if it is an old one.
    TypeLineCode {
        hash: &'static str,
        old: bool,
    },
    /// A piece of so many milliseconds, after such a pause.
    Record(&'static str, i64, i64),
    EndCall(&'static str, CallOutcome),
    /// A code goes out.
    SendCode(&'static str),
    /// It is typed, or another; for the one of some moves ago if it is an old one.
    TypeCode {
        hash: &'static str,
        old: bool,
    },
    Feedback(u8),
    Tell(Told),
    Submit,
    Withdraw,
    Expire,
    Rule(&'static str, Ruling),
    Review(&'static str, Opinion),
    Token,
    Erase(BTreeSet<Category>),
}

fn moves() -> impl Strategy<Value = Move> {
    let purpose =
        || select(vec![Purpose::Registry, Purpose::Document, Purpose::Biometric, Purpose::Recording, Purpose::Contact]);
    let registry = select(vec![
        RegistryOutcome::Active,
        RegistryOutcome::Active,
        RegistryOutcome::Deceased,
        RegistryOutcome::Revoked,
        RegistryOutcome::NoMatch,
        RegistryOutcome::Unavailable,
    ]);
    let name = || prop_oneof![5 => Just("Zqxvw Layla Haddad"), 1 => Just("Zqxvw Omar Farouk")];
    let faults = prop_oneof![
        4 => Just(vec![]),
        1 => Just(vec![Reason::DocumentUnreadable]),
        1 => Just(vec![Reason::DocumentExpired]),
    ];
    let source = select(vec![Source::Typed, Source::Registry]);
    let distance = prop_oneof![6 => Just(NEAR), 1 => Just(UNCLEAR), 1 => Just(FAR), 1 => Just(f32::NAN)];
    let likeness = prop_oneof![7 => Just(Likeness::DifferentPictures), 1 => Just(Likeness::SamePicture)];
    let staff = || select(vec!["staff-a", "staff-b"]);
    let step = select(vec![
        StepKind::Identification,
        StepKind::Document,
        StepKind::Selfie,
        StepKind::Liveness,
        StepKind::Contact,
        StepKind::Submission,
    ]);
    let live = prop_oneof![5 => Just(vec![]), 1 => Just(vec![Reason::FaceLost]), 1 => Just(vec![Reason::WrongOrder])];
    let rulings = prop_oneof![Just(Ruling::Approve), Just(Ruling::Decline), step.prop_map(Ruling::SendBack)];
    let opinion = select(vec![Opinion::Confirm, Opinion::Veto]);
    let found = prop_oneof![5 => Just(Found::Met), 1 => Just(Found::NotMet)];
    let outcome = select(vec![CallOutcome::Successful, CallOutcome::Successful, CallOutcome::Missed]);
    let categories = prop::collection::btree_set(select(Category::ALL.to_vec()), 0..=5);
    prop_oneof![
        8 => purpose().prop_map(Move::Agree),
        1 => purpose().prop_map(Move::Refuse),
        5 => (registry, name()).prop_map(|(registry, name)| Move::Ask(registry, name)),
        1 => name().prop_map(Move::Bar),
        5 => (faults, name()).prop_map(|(faults, name)| Move::Read(faults, name)),
        1 => (source, name()).prop_map(|(source, name)| Move::Type(source, name)),
        6 => (distance, likeness).prop_map(|(distance, likeness)| Move::Smile { distance, likeness }),
        1 => Just(Move::SmileAtOld),
        1 => Just(Move::BadSelfie),
        1 => Just(Move::Uncompared),
        6 => Just(Move::Challenge),
        6 => (live, prop::bool::weighted(0.1)).prop_map(|(faults, old)| Move::Live { faults, old }),
        3 => Just(Move::AskCall),
        1 => prop_oneof![Just(Move::CancelCall), Just(Move::Drop)],
        3 => staff().prop_map(Move::Connect),
        6 => (staff(), 0..8_usize, found).prop_map(|(by, line, found)| Move::AnswerLine(by, line, found)),
        4 => (staff(), 0..8_usize).prop_map(|(by, line)| Move::SendLineCode(by, line)),
        4 => (select(vec![RIGHT, "another"]), prop::bool::weighted(0.1)).prop_map(|(hash, old)| Move::TypeLineCode { hash, old }),
        2 => (staff(), 0..4_000_i64, 0..5_000_i64).prop_map(|(by, pause, long)| Move::Record(by, pause, long)),
        2 => (staff(), outcome).prop_map(|(by, outcome)| Move::EndCall(by, outcome)),
        3 => select(vec!["zqxvw@example.com", "+971501234567"]).prop_map(Move::SendCode),
        5 => (select(vec![RIGHT, "another"]), prop::bool::weighted(0.1)).prop_map(|(hash, old)| Move::TypeCode { hash, old }),
        2 => (0..12_u8).prop_map(Move::Feedback),
        1 => select(vec![Told::Waiting, Told::Ending]).prop_map(Move::Tell),
        5 => Just(Move::Submit),
        1 => prop_oneof![Just(Move::Withdraw), Just(Move::Expire), Just(Move::Token)],
        3 => (staff(), rulings).prop_map(|(by, ruling)| Move::Rule(by, ruling)),
        2 => (staff(), opinion).prop_map(|(by, opinion)| Move::Review(by, opinion)),
        1 => categories.prop_map(Move::Erase),
    ]
}

/// Seldom so long that the session expires.
fn waits() -> impl Strategy<Value = i64> {
    prop_oneof![60 => 0..5_000_i64, 3 => Just(600_000), 1 => Just(86_400_000), 1 => Just(i64::MAX / 64)]
}

fn command(case: &mut Case, old: &Case, made: Move) -> Command {
    match made {
        Move::Agree(purpose) => agree(purpose),
        Move::Refuse(purpose) => refuse(purpose),
        Move::Ask(registry, name) => {
            let mut finding = case.asked(registry);
            finding.readings = finding.readings.map(|_| readings(Source::Registry, &[(Field::FullName, name)]));
            Command::RecordIdentification(finding)
        }
        Move::Bar(name) => barred(&[(Field::FullName, name), (Field::NationalId, MARKER)]),
        Move::Read(faults, name) => {
            let mut finding = case.read(&faults);
            let values = [(Field::FullName, name), (Field::DocumentNumber, MARKER), (Field::BirthDate, MARKER)];
            finding.readings = Some(readings(Source::Mrz, &values));
            Command::RecordDocument(finding)
        }
        Move::Type(source, name) => {
            Command::CorrectProfile { readings: readings(source, &[(Field::FullName, name), (Field::Address, MARKER)]) }
        }
        Move::Smile { distance, likeness } => {
            let mut finding = case.compared(distance);
            if let Some(comparison) = &mut finding.comparison {
                comparison.likeness = likeness;
            }
            Command::RecordFace(finding)
        }
        Move::SmileAtOld => {
            let mut finding = case.compared(NEAR);
            let against = portraits(&old.session.state, &old.journey);
            if let Some(comparison) = &mut finding.comparison {
                comparison.distances = against.iter().map(|portrait| (portrait.shows, NEAR)).collect();
                comparison.inputs.against.clone_from(&against);
            }
            Command::RecordFace(finding)
        }
        Move::BadSelfie => Command::RecordFace(case.faulty(Reason::FaceBlurred)),
        Move::Uncompared => {
            let mut finding = case.faulty(Reason::FaceBlurred);
            finding.faults.clear();
            Command::RecordFace(finding)
        }
        Move::Challenge => case.challenge(),
        Move::Live { faults, old: false } => Command::RecordLiveness(case.lived(&faults)),
        Move::Live { faults, old: true } => Command::RecordLiveness(old.clone().lived(&faults)),
        Move::AskCall => Command::AskCall(wish(case)),
        Move::CancelCall => Command::CancelCall { call: calls::open(case) },
        Move::Connect(by) => calls::connection(case, by),
        Move::Drop => Command::DropCall { because: DropCause::ApplicantLost },
        Move::AnswerLine(by, line, found) => calls::nth_line(case, by, line, found, MARKER),
        Move::SendLineCode(by, line) => line_code::sent(case, by, line),
        Move::TypeLineCode { hash, old: false } => line_code::typed(case, hash),
        Move::TypeLineCode { hash, old: true } => line_code::typed(old, hash),
        Move::Record(by, pause, long) => calls::next_segment(case, by, pause, long),
        Move::EndCall(by, outcome) => calls::end(by, outcome),
        Move::SendCode(address) => Command::RecordCode(case.code_to(address)),
        Move::TypeCode { hash, old: false } => case.typing(hash),
        Move::TypeCode { hash, old: true } => old.typing(hash),
        Move::Tell(what) => Command::RecordTold { what, by: [By::Phone].into() },
        Move::Feedback(score) => feedback(score, Some(MARKER)),
        Move::Submit => Command::Submit,
        Move::Withdraw => Command::Withdraw,
        Move::Expire => Command::Expire,
        Move::Rule(by, made) => ruling(by, made),
        Move::Review(by, opinion) => review(by, opinion),
        Move::Token => Command::IssueApplicantToken,
        Move::Erase(categories) => Command::Erase { categories, because: ErasedBecause::Asked },
    }
}

fn check_move(before: &Case, after: &Case, done: &Command) {
    let state = &after.session.state;
    for (kind, step) in &state.steps {
        assert!(step.attempts <= after.journey.attempts(*kind), "{kind:?}: {step:?}");
    }
    assert!(state.generation >= before.session.state.generation);
    assert!(progress(state).percent <= 100);
    let json = serde_json::to_string(state).expect("serialises");
    assert_eq!(&serde_json::from_str::<State>(&json).expect("reads"), state);
    decision_changes_by_veto_alone(&before.session.state, state, done);
    calls_are_held_while_a_person_is_awaited(state);
    an_approval_is_carried_by_its_call(&before.session.state, done);
    what_is_asked_is_never_refused(after);
    no_word_meets_what_a_code_must(before, after, done);
    for happening in &after.happenings[before.happenings.len()..] {
        check_event(before, &happening.event);
    }
}

fn check_event(before: &Case, event: &Event) {
    let json = serde_json::to_string(event).expect("serialises");
    assert_eq!(&serde_json::from_str::<Event>(&json).expect("reads"), event, "{json}");
    assert!(!json.to_lowercase().contains(&MARKER.to_lowercase()), "a personal value in clear: {json}");
    if let Event::Decided { decision } = event
        && decision.by == Decider::Machine
        && decision.verdict == Verdict::Approve
    {
        a_machine_may_approve(before);
    }
}

/// A line that takes a code becomes met by the applicant's typing it, and by nothing else.
pub fn no_word_meets_what_a_code_must(before: &Case, after: &Case, done: &Command) {
    let met = |case: &Case| -> BTreeSet<String> {
        let Some(live) = case.session.state.live_connection() else { return BTreeSet::new() };
        let by_code = live.lines.iter().filter(|line| line.evidence == Evidence::Code);
        by_code.filter(|line| live.findings().get(&line.id) == Some(&Found::Met)).map(|line| line.id.clone()).collect()
    };
    if met(after).difference(&met(before)).next().is_some() {
        let Command::TypeLineCode(typed) = done else { panic!("met by {done:?}") };
        assert_eq!(typed.hashes, [RIGHT]);
    }
}

/// Said from the history and the state, not by the code under test.
fn a_machine_may_approve(case: &Case) {
    let state = &case.session.state;
    let lives = case.journey.order.contains(&StepKind::Liveness);
    assert!(lives || state.mode == Mode::Test, "live, without liveness");
    if lives {
        a_person_was_alive(&case.happenings);
    }
    assert_eq!(state.check_reasons, [], "sources contradict each other");
    for kind in case.journey.order.iter().filter(|kind| **kind != StepKind::Submission) {
        match state.step(*kind).status {
            StepStatus::Passed => {
                let purpose = kind.purpose().expect("every step but the submission has one");
                assert!(state.agreed(purpose), "{kind:?} without consent");
            }
            StepStatus::Waived => {
                assert_eq!(*kind, StepKind::Identification);
                assert!(case.journey.may_replace_identification(StepKind::Document));
                assert_eq!(state.step(StepKind::Document).status, StepStatus::Passed);
            }
            open @ (StepStatus::Pending | StepStatus::Retry | StepStatus::Referred) => panic!("{kind:?} is {open:?}"),
        }
    }
    let face = state.face.as_ref().expect("a face was compared");
    let current = portraits(state, &case.journey);
    assert!(!current.is_empty());
    assert_eq!(face.inputs.against.iter().collect::<BTreeSet<_>>(), current.iter().collect());
    assert!(face.inputs.against.iter().all(|portrait| face.distances.get(&portrait.shows).is_some_and(|d| *d <= 0.5)));
    let said = last_word_of_the_registry(&case.happenings);
    assert!(matches!(said, None | Some(RegistryOutcome::Active)), "the registry said {said:?}");
}

/// A challenge was given, answered once and in time, and passed, on the selfie that was compared last.
fn a_person_was_alive(happenings: &[Happening]) {
    let events = || happenings.iter().map(|happening| &happening.event);
    let judged = |id: &ChallengeId| {
        events().filter(|event| matches!(event, Event::LivenessJudged { challenge, .. } if challenge == id)).count()
    };
    let last = events().rev().find_map(|event| {
        let Event::LivenessJudged { challenge, outcome, inputs, done, .. } = event else { return None };
        Some((challenge, *outcome, inputs, done))
    });
    let (id, outcome, inputs, done) = last.expect("liveness was judged");
    assert_eq!((outcome, judged(id)), (Outcome::Passed, 1));
    let asked = |event: &Event| matches!(event, Event::LivenessAsked { challenge, actions, .. } if challenge == id && actions == done);
    assert_eq!(events().filter(|event| asked(event)).count(), 1);
    let compared = events().rev().find_map(|event| {
        let Event::FaceCompared { inputs, .. } = event else { return None };
        Some(inputs.as_ref().expect("a comparison").selfie.clone())
    });
    assert_eq!(inputs.as_ref().map(|inputs| inputs.selfie.clone()), compared);
}

/// The last answer about the person; nothing once a staff member has sent the identification back.
fn last_word_of_the_registry(happenings: &[Happening]) -> Option<RegistryOutcome> {
    let sent_back = |event: &Event| {
        matches!(event, Event::StepReopened { step: StepKind::Identification, because: Reopening::SentBack { .. }, .. })
    };
    happenings.iter().fold(None, |said, happening| {
        if let Event::IdentificationAnswered { registry, .. } = &happening.event
            && *registry != RegistryOutcome::Unavailable
        {
            return Some(*registry);
        }
        if sent_back(&happening.event) { None } else { said }
    })
}

fn decision_changes_by_veto_alone(before: &State, after: &State, done: &Command) {
    if !before.status.is_decided() {
        return;
    }
    let decision = before.decision.as_ref().expect("decided");
    if let Command::Review { by, opinion: Opinion::Veto, .. } = done {
        assert_ne!(decision.by, Decider::Staff(by.clone()), "one's own decision");
        assert_eq!(after.status, Status::AwaitingStaff);
    } else {
        assert_eq!(before.decision, after.decision);
        assert!(after.status == before.status || after.status == Status::Erased);
        assert_eq!(before.steps, after.steps);
        assert_eq!(before.pictures, after.pictures);
        assert_eq!(before.face, after.face);
    }
}

fn calls_are_held_while_a_person_is_awaited(state: &State) {
    assert!(state.open_call().is_none() || state.status == Status::AwaitingStaff);
    if let Some(live) = state.live_connection() {
        assert!(state.callers.contains(&live.by) && live.ended_at_ms.is_none());
        let on_record: i64 = live.pieces.iter().map(|piece| piece.duration_ms).sum();
        assert!(live.recorded.covered_ms <= on_record);
    }
}

fn an_approval_is_carried_by_its_call(before: &State, done: &Command) {
    let Command::Decide { ruling: Ruling::Approve, .. } = done else { return };
    let Some(call) = &before.call else { return };
    let Some(connection) = &call.connection else { return };
    assert_eq!(call.stage, CallStage::Ended(CallOutcome::Successful));
    assert_eq!(work::open(&connection.lines, &connection.findings()), [""; 0]);
}

fn what_is_asked_is_never_refused(case: &Case) {
    let (state, journey, now) = (&case.session.state, &case.journey, case.now_ms);
    if now >= state.expires_at_ms {
        return;
    }
    let next = next_step(state, journey);
    for action in std::iter::once(&next.action).chain(&next.alternatives) {
        let ready = match action {
            Action::GiveConsent { purpose, .. } => case.clone().tries(agree(*purpose)).map(|_| ()),
            Action::Identify { .. } => ready_for(state, journey, StepKind::Identification, now),
            Action::PhotographDocument { .. } => ready_for(state, journey, StepKind::Document, now),
            Action::TakeSelfie => ready_for(state, journey, StepKind::Selfie, now),
            // A challenge that is open is answered, not exchanged.
            Action::ProveLiveness => ready_for(state, journey, StepKind::Liveness, now),
            Action::GiveContact { .. } | Action::TypeCode { .. } => ready_for(state, journey, StepKind::Contact, now),
            Action::Submit => case.clone().tries(Command::Submit).map(|_| ()),
            Action::GiveFeedback { lowest, highest, .. } => {
                assert!(case.clone().tries(feedback(*lowest, None)).is_ok());
                case.clone().tries(feedback(*highest, None)).map(|_| ())
            }
            Action::AskForCall => may_call(state, journey, now),
            Action::JoinCall { .. } | Action::WaitForStaff | Action::Finished => {
                assert_ne!(state.status, Status::InProgress);
                Ok(())
            }
        };
        assert_eq!(ready, Ok(()), "{action:?} is asked for and refused");
    }
}

/// The happenings as a store gives them back, without the sealed parts of `erased`.
pub fn stored(happenings: &[Happening], erased: &BTreeSet<Category>) -> Vec<Happening> {
    let back = |happening: &Happening| {
        let event = serde_json::to_string(&happening.event).expect("serialises");
        let kept: Vec<&SealedValue> =
            happening.sealed.iter().filter(|value| !erased.contains(&value.category)).collect();
        let sealed = serde_json::to_string(&kept).expect("serialises");
        Happening {
            event: serde_json::from_str(&event).expect("reads"),
            sealed: serde_json::from_str(&sealed).expect("reads"),
        }
    };
    happenings.iter().map(back).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_commands_breaks_what_must_hold(
        journey in select(vec!["standard", "document-only", "registry-only", "reachable"]),
        mode in prop_oneof![4 => Just(Mode::Test), 1 => Just(Mode::Live)],
        agreed_first in any::<bool>(),
        moves in prop::collection::vec((moves(), waits()), 0..=40),
        erased in prop::collection::btree_set(select(Category::ALL.to_vec()), 0..=5),
    ) {
        let mut case = Case::on(shipped(journey, &[]), mode);
        if agreed_first {
            case = case.agreed();
        }
        let mut old = case.clone();
        for (turn, (made, wait)) in moves.into_iter().enumerate() {
            case.now_ms = case.now_ms.saturating_add(wait);
            let done = command(&mut case, &old, made);
            let before = case.clone();
            if let Ok(count) = case.tries(done.clone()) {
                prop_assert!(count > 0);
            } else {
                prop_assert_eq!(&before.session, &case.session);
            }
            if case.session != before.session {
                check_move(&before, &case, &done);
            }
            if turn % 5 == 0 {
                old = before;
            }
        }
        let replayed = Session::replay(&stored(&case.happenings, &BTreeSet::new()));
        prop_assert_eq!(replayed.as_ref(), Some(&case.session));
        let after_erasure = Session::replay(&stored(&case.happenings, &erased)).expect("a start");
        prop_assert_eq!(after_erasure.state, case.session.state);
    }
}
