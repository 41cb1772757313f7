//! The ways an application goes when nobody refuses, replaces or sends back anything.

use ahlan::{
    base::reading::{Field, Source},
    session::{
        command::{Command, Likeness},
        decision::{Decider, Verdict},
        event::{Mode, RegistryOutcome},
        journey::StepKind,
        reason::Reason,
        state::{Status, StepStatus},
    },
};

use super::given::{Case, FAR, NEAR, UNCLEAR, readings, shipped};

const REFERS: (&str, &str) = ("when_unavailable = \"accept\"", "when_unavailable = \"refer\"");

#[test]
fn the_whole_standard_path_is_approved_by_the_machine() {
    let mut case = Case::standard();
    assert_eq!(case.all_passed().verdict(), (Verdict::Approve, vec![]));
    assert_eq!((case.status(), case.decision().by), (Status::Approved, Decider::Machine));
}

#[test]
fn a_document_and_a_face_are_enough_on_the_document_only_journey() {
    let mut case = Case::of("document-only").agreed();
    assert_eq!(case.photograph(&[]).smile(NEAR).verdict(), (Verdict::Approve, vec![]));
}

#[test]
fn the_registrys_photo_and_a_face_are_enough_on_the_registry_only_journey() {
    let mut case = Case::of("registry-only").agreed();
    assert_eq!(case.identify(RegistryOutcome::Active).smile(NEAR).verdict(), (Verdict::Approve, vec![]));
}

#[test]
fn a_document_stands_in_for_a_registry_that_never_answered() {
    let mut case = Case::standard();
    case.identify(RegistryOutcome::Unavailable).photograph(&[]);
    assert_eq!(case.step(StepKind::Identification), StepStatus::Waived);
    assert_eq!(case.smile(NEAR).verdict(), (Verdict::Approve, vec![]));
}

#[test]
fn an_outage_after_the_document_passed_waives_the_identification_too() {
    let mut case = Case::standard();
    case.identify(RegistryOutcome::NoMatch).photograph(&[]).identify(RegistryOutcome::NoMatch);
    assert_eq!(case.step(StepKind::Identification), StepStatus::Retry);
    case.identify(RegistryOutcome::Unavailable);
    assert_eq!(case.step(StepKind::Identification), StepStatus::Waived);
}

#[test]
fn a_journey_that_refers_outages_leaves_them_to_a_person() {
    let mut case = Case::on(shipped("standard", &[REFERS]), Mode::Test).agreed();
    case.identify(RegistryOutcome::Unavailable).photograph(&[]).smile(NEAR);
    assert_eq!(case.verdict(), (Verdict::Refer, vec![Reason::RegistryUnavailable]));
}

#[test]
fn an_outage_costs_no_attempt_and_can_be_resumed() {
    let mut case = Case::of("registry-only").agreed();
    for _ in 0..20 {
        case.identify(RegistryOutcome::Unavailable);
    }
    assert_eq!(case.session.state.step(StepKind::Identification).attempts, 0);
    assert_eq!(case.identify(RegistryOutcome::Active).smile(NEAR).verdict().0, Verdict::Approve);
}

#[test]
fn an_outage_does_not_wash_away_that_nobody_matched() {
    let mut case = Case::standard();
    case.identify(RegistryOutcome::NoMatch).identify(RegistryOutcome::Unavailable).photograph(&[]).smile(NEAR);
    assert_eq!(case.verdict(), (Verdict::Refer, vec![Reason::RegistryNoMatch]));
}

#[test]
fn an_outage_does_not_undo_what_the_registry_has_settled() {
    let mut case = Case::standard();
    case.all_passed().identify(RegistryOutcome::Unavailable);
    assert_eq!(case.session.state.registry, Some(RegistryOutcome::Active));
    assert_eq!(case.verdict(), (Verdict::Approve, vec![]));
}

#[test]
fn a_registered_death_is_declined_by_a_journey_that_says_so() {
    let mut case = Case::standard();
    case.identify(RegistryOutcome::Deceased).photograph(&[]).smile(NEAR);
    assert_eq!(case.verdict(), (Verdict::Decline, vec![Reason::RegistryDeceased]));
}

#[test]
fn a_number_nobody_has_goes_to_a_person_after_the_last_attempt() {
    let mut case = Case::standard();
    for _ in 0..2 {
        case.identify(RegistryOutcome::NoMatch);
        assert_eq!(case.step(StepKind::Identification), StepStatus::Retry);
    }
    case.identify(RegistryOutcome::NoMatch);
    assert_eq!(case.step(StepKind::Identification), StepStatus::Referred);
    assert_eq!(case.photograph(&[]).smile(NEAR).verdict(), (Verdict::Refer, vec![Reason::RegistryNoMatch]));
}

#[test]
fn an_expired_document_is_tried_again_and_then_declined_by_a_journey_that_says_so() {
    let mut case = Case::of("document-only").agreed();
    for left in [2, 1, 0] {
        case.photograph(&[Reason::DocumentExpired]);
        let expected = if left > 0 { StepStatus::Retry } else { StepStatus::Referred };
        assert_eq!(case.step(StepKind::Document), expected);
    }
    assert_eq!(case.smile(NEAR).verdict(), (Verdict::Decline, vec![Reason::DocumentExpired]));
    assert_eq!(case.status(), Status::Declined);
}

#[test]
fn an_expired_document_goes_to_a_person_where_the_journey_does_not_decline_it() {
    let journey = shipped("document-only", &[("decline = [\"document_expired\"]", "decline = []")]);
    let mut case = Case::on(journey, Mode::Test).agreed();
    for _ in 0..3 {
        case.photograph(&[Reason::DocumentExpired]);
    }
    assert_eq!(case.smile(NEAR).verdict(), (Verdict::Refer, vec![Reason::DocumentExpired]));
}

#[test]
fn a_document_that_cannot_be_read_can_be_handed_in_to_a_person_without_a_selfie() {
    let mut case = Case::standard();
    case.identify(RegistryOutcome::NoMatch);
    for _ in 0..3 {
        case.photograph(&[Reason::DocumentUnreadable]);
    }
    case.identify(RegistryOutcome::NoMatch).identify(RegistryOutcome::NoMatch);
    let reasons =
        vec![Reason::RegistryNoMatch, Reason::DocumentUnreadable, Reason::PortraitNotFound, Reason::LivenessMissing];
    assert_eq!(case.verdict(), (Verdict::Refer, reasons));
}

#[test]
fn a_low_face_score_goes_to_a_person_and_is_never_declined_by_the_machine() {
    for (distance, reason) in [(UNCLEAR, Reason::FaceUnclear), (FAR, Reason::FaceNoMatch)] {
        let mut case = Case::standard();
        case.identify(RegistryOutcome::Active).photograph(&[]).smile(distance);
        assert_eq!(case.verdict(), (Verdict::Refer, vec![reason]));
    }
}

#[test]
fn the_portrait_sent_as_selfie_is_referred_before_any_threshold() {
    let mut case = Case::standard();
    let mut finding = case.identify(RegistryOutcome::Active).photograph(&[]).compared(0.0);
    finding.comparison.as_mut().expect("compared").likeness = Likeness::SamePicture;
    case.does(Command::RecordFace(finding)).lives();
    assert_eq!(case.verdict(), (Verdict::Refer, vec![Reason::SelfieIsDocument]));
}

#[test]
fn every_portrait_that_is_there_must_match() {
    let mut case = Case::standard();
    let mut finding = case.identify(RegistryOutcome::Active).photograph(&[]).compared(NEAR);
    let distances = &mut finding.comparison.as_mut().expect("compared").distances;
    *distances.values_mut().next().expect("two portraits") = FAR;
    case.does(Command::RecordFace(finding)).lives();
    assert_eq!(case.verdict(), (Verdict::Refer, vec![Reason::FaceNoMatch]));
}

#[test]
fn a_distance_that_is_missing_or_no_number_never_passes() {
    for distance in [None, Some(f32::NAN), Some(f32::INFINITY)] {
        let mut case = Case::of("document-only").agreed();
        let mut finding = case.photograph(&[]).compared(NEAR);
        let distances = &mut finding.comparison.as_mut().expect("compared").distances;
        for shows in distances.keys().copied().collect::<Vec<_>>() {
            distances.remove(&shows);
            distances.extend(distance.map(|distance| (shows, distance)));
        }
        case.does(Command::RecordFace(finding));
        assert_eq!(case.step(StepKind::Selfie), StepStatus::Referred, "{distance:?}");
        let event = &case.happenings.last().expect("one").event;
        let json = serde_json::to_string(event).expect("serialises");
        assert!(serde_json::from_str::<ahlan::session::event::Event>(&json).is_ok(), "{json}");
    }
}

#[test]
fn a_selfie_that_was_compared_with_nothing_does_not_pass() {
    let mut case = Case::of("document-only").agreed();
    let mut finding = case.photograph(&[]).faulty(Reason::FaceBlurred);
    finding.faults.clear();
    case.does(Command::RecordFace(finding));
    assert_eq!(case.verdict(), (Verdict::Refer, vec![Reason::FaceUnclear]));
}

#[test]
fn a_blurred_selfie_is_taken_again_and_goes_to_a_person_after_the_last_attempt() {
    let mut case = Case::of("document-only").agreed();
    case.photograph(&[]).bad_selfie().bad_selfie();
    assert_eq!(case.step(StepKind::Selfie), StepStatus::Retry);
    assert_eq!(case.bad_selfie().verdict(), (Verdict::Refer, vec![Reason::FaceBlurred]));
}

#[test]
fn a_live_application_without_a_liveness_step_is_never_approved_by_the_machine() {
    for name in ["document-only", "registry-only"] {
        let mut case = Case::on(shipped(name, &[]), Mode::Live).agreed();
        if case.journey.identification.is_some() {
            case.identify(RegistryOutcome::Active);
        }
        if case.journey.document.is_some() {
            case.photograph(&[]);
        }
        assert_eq!(case.smile(NEAR).verdict(), (Verdict::Refer, vec![Reason::LivenessMissing]), "{name}");
    }
}

#[test]
fn a_typed_name_that_contradicts_the_registry_goes_to_a_person_until_it_is_corrected() {
    let mut case = Case::standard();
    let typed = |name| Command::CorrectProfile { readings: readings(Source::Typed, &[(Field::FullName, name)]) };
    case.all_passed().does(typed("Omar Farouk"));
    assert_eq!(case.session.state.check_reasons, [Reason::NameMismatch]);
    let mut corrected = case.clone();
    assert_eq!(case.verdict(), (Verdict::Refer, vec![Reason::NameMismatch]));
    assert_eq!(corrected.does(typed("Layla Haddad")).verdict(), (Verdict::Approve, vec![]));
}

#[test]
fn what_is_sent_as_a_correction_never_stands_for_the_registry() {
    let mut case = Case::standard();
    let forged = readings(Source::Registry, &[(Field::FullName, "Omar Farouk")]);
    case.all_passed().does(Command::CorrectProfile { readings: forged });
    let registry = case.session.profile.from(Field::FullName, Source::Registry).expect("still there");
    assert_eq!(registry.expose(), "Layla Haddad");
    assert_eq!(case.session.state.check_reasons, [Reason::NameMismatch]);
}
