//! What follows from a happening: judged on the session as the happenings so far leave it.

use std::collections::BTreeSet;

use super::portraits;
use crate::{
    base::{category::Category, personal::Personal},
    session::{
        Session,
        command::SaltedReadings,
        cross_check::cross_check,
        event::{Event, Happening, READINGS, Reopening, SealedValue},
        journey::{Journey, StepKind},
        state::{State, StepStatus},
    },
};

/// A session on its way through the happenings of one command.
pub(super) struct After<'a> {
    pub(super) session: Session,
    journey: &'a Journey,
    pub(super) happenings: Vec<Happening>,
}

impl<'a> After<'a> {
    pub(super) fn new(session: &Session, journey: &'a Journey) -> Self {
        Self { session: session.clone(), journey, happenings: Vec::new() }
    }

    pub(super) fn push(&mut self, happening: impl Into<Happening>) {
        let happening = happening.into();
        self.session.apply(&happening);
        self.happenings.push(happening);
    }

    /// Holds the sources against each other, now that one of them has changed.
    pub(super) fn check_again(&mut self) {
        let min_confidence = self.journey.document.as_ref().map_or(0.0, |rule| rule.min_confidence);
        let (checks, reasons) = cross_check(&self.session.profile, min_confidence);
        let reasons: Vec<_> = reasons.into_iter().collect();
        let state = &self.session.state;
        if checks != state.checks || reasons != state.check_reasons {
            self.push(Event::CrossChecked { checks, reasons });
        }
    }

    /// A face comparison whose pictures are no longer the current ones does not stand.
    pub(super) fn reopen_selfie(&mut self) {
        let state = &self.session.state;
        if state.face.is_none() || face_is_current(state, self.journey) {
            return;
        }
        let left = state.step(StepKind::Selfie).attempts < self.journey.attempts(StepKind::Selfie);
        let becomes = if left { StepStatus::Pending } else { StepStatus::Referred };
        self.push(Event::StepReopened { step: StepKind::Selfie, because: Reopening::InputReplaced, becomes });
    }
}

/// Whether the face comparison was made with all the portraits that are current, and with nothing else.
pub(super) fn face_is_current(state: &State, journey: &Journey) -> bool {
    let current = portraits(state, journey);
    state
        .face
        .as_ref()
        .is_some_and(|face| face.inputs.against.iter().collect::<BTreeSet<_>>() == current.iter().collect())
}

pub(super) fn seal_readings(salted: &SaltedReadings) -> SealedValue {
    // A list of strings, numbers and enums: serialising it cannot fail.
    let json = serde_json::to_string(&salted.readings).unwrap_or_default();
    SealedValue { category: Category::Profile, name: READINGS.to_owned(), salt: salted.salt, json: Personal::new(json) }
}
