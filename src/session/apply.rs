//! Folds a happening into a session. Never fails and never refuses: what happened, happened.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Session,
    decision::{Decider, Decision, Opinion, Verdict},
    event::{CONTACT, Event, Happening, Outcome, PictureRef, READINGS, RegistryOutcome, Reopening, Shows},
    journey::{JourneyRef, StepKind},
    profile::{Contact, Profile},
    reason::Reason,
    reminder::{SoFar, Told},
    state::{Challenge, CodeOut, Consent, FaceFinding, State, Status, Step, StepStatus},
};
use crate::base::{category::Category, ids::ChallengeId, reading::Reading};

impl Session {
    /// The session that a start makes; nothing if the happening is not a start.
    pub fn begin(happening: &Happening) -> Option<Self> {
        let state = State::begin(&happening.event)?;
        Some(Self { state, profile: Profile::default() })
    }

    /// The session after one more happening.
    pub fn apply(&mut self, happening: &Happening) {
        self.state.apply(&happening.event);
        self.take_values(happening);
    }

    /// The values of the sealed part. An erased part brings none, and the state is the same without them.
    fn take_values(&mut self, happening: &Happening) {
        if let Event::Erased { categories, .. } = &happening.event {
            if categories.contains(&Category::Profile) {
                self.profile.erase();
            }
            return;
        }
        self.profile.replace(happening.event.brings().forgets, &readings_of(happening));
        if let Some(contact) = contact_of(happening) {
            self.profile.reach_by(contact);
        }
    }
}

/// The address in a sealed part; none if it is erased.
fn contact_of(happening: &Happening) -> Option<Contact> {
    let sealed = happening.sealed.iter().find(|value| value.name == CONTACT)?;
    serde_json::from_str(sealed.json.expose()).ok()
}

/// The readings in a sealed part; none if it is erased.
pub fn readings_of(happening: &Happening) -> Vec<Reading> {
    let sealed = happening.sealed.iter().find(|value| value.name == READINGS);
    sealed.and_then(|value| serde_json::from_str(value.json.expose()).ok()).unwrap_or_default()
}

impl State {
    fn begin(event: &Event) -> Option<Self> {
        let Event::SessionStarted { mode, journey, locale, reference, client, started_at_ms, expires_at_ms } = event
        else {
            return None;
        };
        Some(Self {
            mode: *mode,
            steps: first_steps(journey),
            journey: journey.clone(),
            locale: locale.clone(),
            reference: reference.clone(),
            client: client.clone(),
            started_at_ms: *started_at_ms,
            expires_at_ms: *expires_at_ms,
            status: Status::InProgress,
            generation: 0,
            consents: BTreeMap::new(),
            pictures: BTreeMap::new(),
            registry: None,
            checks: Vec::new(),
            check_reasons: Vec::new(),
            face: None,
            challenge: None,
            liveness: None,
            call: None,
            callers: BTreeSet::new(),
            code: None,
            decision: None,
            told: SoFar::default(),
            feedback: None,
            confirmed_by: None,
            erased: BTreeSet::new(),
            sequence: 1,
        })
    }

    /// The state after one more event, from its clear part alone.
    pub fn apply(&mut self, event: &Event) {
        self.sequence += 1;
        match event {
            // A start is only ever the first, see `begin`; typed values change the profile alone.
            Event::SessionStarted { .. } | Event::ProfileCorrected { .. } => {}
            Event::ApplicantTokenIssued { generation } => self.generation = *generation,
            Event::ConsentGiven { purpose, text_version, language } => {
                let given = Consent::Given { text_version: text_version.clone(), language: language.clone() };
                self.consents.insert(*purpose, given);
            }
            Event::ConsentRefused { purpose } => {
                self.consents.insert(*purpose, Consent::Refused);
                for kind in StepKind::opened_by(*purpose) {
                    self.close(*kind);
                    self.tell_staff_of_refusal(*kind);
                }
            }
            Event::IdentificationAnswered { registry, outcome, reasons, photo, .. } => {
                self.identified(*registry, photo.as_slice(), (*outcome, reasons));
            }
            Event::IdentificationBarred { reasons, .. } => {
                self.attempt(StepKind::Identification, Outcome::Referred, reasons, 0);
            }
            Event::IdentificationWaived { reasons } => {
                let step = self.steps.entry(StepKind::Identification).or_default();
                step.status = StepStatus::Waived;
                step.reasons.clone_from(reasons);
            }
            Event::DocumentRead { outcome, reasons, pictures, .. } => {
                let replaced = [Shows::DocumentFront, Shows::DocumentBack, Shows::DocumentPortrait];
                self.replace_pictures(&replaced, pictures);
                self.attempt(StepKind::Document, *outcome, reasons, 1);
            }
            Event::CrossChecked { checks, reasons } => {
                self.checks.clone_from(checks);
                self.check_reasons.clone_from(reasons);
            }
            Event::FaceCompared { outcome, reasons, selfie, inputs, distances } => {
                self.replace_pictures(&[Shows::Selfie], std::slice::from_ref(selfie));
                self.face =
                    inputs.as_ref().map(|inputs| FaceFinding { inputs: inputs.clone(), distances: distances.clone() });
                self.attempt(StepKind::Selfie, *outcome, reasons, 1);
            }
            Event::LivenessAsked { challenge, actions, asked_at_ms, expires_at_ms } => {
                self.challenge = Some(Challenge {
                    id: *challenge,
                    actions: actions.clone(),
                    asked_at_ms: *asked_at_ms,
                    expires_at_ms: *expires_at_ms,
                    used: false,
                });
            }
            Event::LivenessJudged { challenge, outcome, reasons, inputs, frames, .. } => {
                self.use_up(*challenge);
                self.replace_pictures(&Shows::LIVENESS, frames);
                self.liveness = inputs.clone().filter(|_| *outcome == Outcome::Passed);
                self.attempt(StepKind::Liveness, *outcome, reasons, 1);
            }
            Event::CodeSent { channel, address, sent_at_ms, expires_at_ms, tries } => {
                let (channel, address, tries_left) = (*channel, address.clone(), *tries);
                let (sent_at_ms, expires_at_ms) = (*sent_at_ms, *expires_at_ms);
                self.send_code(CodeOut { channel, address, sent_at_ms, expires_at_ms, tries_left });
            }
            Event::CodeTyped { outcome, reasons, tries_left } => {
                if let Some(code) = &mut self.code {
                    code.tries_left = *tries_left;
                }
                self.attempt(StepKind::Contact, *outcome, reasons, u8::from(*tries_left == 0));
            }
            Event::StepReopened { step, because, becomes } => self.reopen(*step, *because, *becomes),
            Event::Submitted => self.attempt(StepKind::Submission, Outcome::Passed, &[], 1),
            Event::Decided { decision } => self.decided(decision),
            Event::CallAsked { .. }
            | Event::CallConnected { .. }
            | Event::CallDropped { .. }
            | Event::ChecklistAnswered { .. }
            | Event::LineCodeSent { .. }
            | Event::LineCodeTyped { .. }
            | Event::RecordingKept { .. }
            | Event::RecordingGap { .. }
            | Event::CallEnded { .. } => self.apply_to_call(event),
            Event::Reviewed { by, opinion, reason } => self.review(by, *opinion, reason),
            Event::PersonTold { what, .. } => self.tell(*what),
            Event::FeedbackGiven { feedback, .. } => self.feedback = Some(*feedback),
            Event::Expired => self.end(Status::Expired),
            Event::Withdrawn => self.end(Status::Withdrawn),
            Event::Erased { categories, .. } => {
                self.erased.extend(categories);
                self.generation += 1; // what an applicant's token opened is gone, so the token is too
                if self.erased.len() == Category::ALL.len() {
                    self.status = Status::Erased;
                }
            }
        }
    }

    fn tell(&mut self, what: Told) {
        match what {
            Told::Waiting => self.told.waiting = self.told.waiting.saturating_add(1),
            Told::Ending => self.told.ending = Some(self.expires_at_ms),
            Told::CallSoon => self.told.call = self.open_call().and_then(|call| call.callback_at_ms),
        }
    }

    /// Whatever was wrong with the code before: this one is new.
    fn send_code(&mut self, code: CodeOut) {
        self.code = Some(code);
        let step = self.steps.entry(StepKind::Contact).or_default();
        (step.status, step.reasons) = (StepStatus::Pending, Vec::new());
    }

    fn identified(
        &mut self,
        registry: RegistryOutcome,
        photo: &[PictureRef],
        (outcome, reasons): (Outcome, &[Reason]),
    ) {
        let counts = registry != RegistryOutcome::Unavailable;
        if counts {
            self.replace_pictures(&[Shows::RegistryPhoto], photo);
        }
        // An outage says nothing about the person: what was settled before it stays settled.
        if counts || self.step(StepKind::Identification).status.is_open() {
            self.registry = Some(registry);
            self.attempt(StepKind::Identification, outcome, reasons, u8::from(counts));
        }
    }

    fn decided(&mut self, decision: &Decision) {
        self.status = match decision.verdict {
            Verdict::Approve => Status::Approved,
            Verdict::Refer => Status::AwaitingStaff,
            Verdict::Decline => Status::Declined,
        };
        self.decision = Some(decision.clone());
        self.confirmed_by = None;
        if self.status != Status::AwaitingStaff {
            self.call_off();
        }
    }

    fn use_up(&mut self, challenge: ChallengeId) {
        if let Some(given) = self.challenge.as_mut().filter(|given| given.id == challenge) {
            given.used = true;
        }
    }

    fn attempt(&mut self, kind: StepKind, outcome: Outcome, reasons: &[Reason], counted: u8) {
        let step = self.steps.entry(kind).or_default();
        step.attempts += counted;
        step.reasons = reasons.to_vec();
        step.status = match outcome {
            Outcome::Passed => StepStatus::Passed,
            Outcome::Retry => StepStatus::Retry,
            Outcome::Referred => StepStatus::Referred,
        };
    }

    fn replace_pictures(&mut self, kinds: &[Shows], pictures: &[PictureRef]) {
        self.pictures.retain(|shows, _| !kinds.contains(shows));
        self.pictures.extend(pictures.iter().map(|picture| (picture.shows, picture.clone())));
    }

    fn reopen(&mut self, kind: StepKind, because: Reopening, becomes: StepStatus) {
        let step = self.steps.entry(kind).or_default();
        step.status = becomes;
        match because {
            Reopening::InputReplaced => match becomes {
                StepStatus::Referred if kind == StepKind::Liveness => step.reasons = vec![Reason::LivenessOutdated],
                StepStatus::Referred => step.reasons = vec![Reason::FaceOutdated],
                StepStatus::Pending | StepStatus::Passed | StepStatus::Retry | StepStatus::Waived => {}
            },
            Reopening::Agreed => step.reasons.retain(|reason| *reason != Reason::ConsentRefused),
            Reopening::SentBack { expires_at_ms } => {
                // A person gives the step a fresh start, and the application comes back to the applicant.
                *step = Step { status: becomes, ..Step::default() };
                self.call_off();
                self.status = Status::InProgress;
                self.expires_at_ms = expires_at_ms;
                self.decision = None;
                self.steps.insert(StepKind::Submission, Step::default());
            }
        }
        self.forget_findings_of(kind);
    }

    /// What a step that is open again had found no longer counts.
    fn forget_findings_of(&mut self, kind: StepKind) {
        match kind {
            StepKind::Selfie => self.face = None,
            StepKind::Liveness => self.liveness = None,
            StepKind::Contact => self.code = None,
            StepKind::Identification | StepKind::Document | StepKind::Submission => {}
        }
    }

    /// Without consent a step goes to a person, beside whatever is known of it. What is with a person already stays,
    /// so that refusing and agreeing again wins no new attempt; what another step stands in for needs no consent.
    fn close(&mut self, kind: StepKind) {
        let Some(step) = self.steps.get_mut(&kind) else { return };
        match step.status {
            StepStatus::Pending | StepStatus::Passed | StepStatus::Retry => {
                step.status = StepStatus::Referred;
                step.reasons.push(Reason::ConsentRefused);
            }
            StepStatus::Referred | StepStatus::Waived => {}
        }
        self.forget_findings_of(kind);
    }

    /// What waits for a person was referred for reasons; a consent taken back meanwhile is one more of them.
    fn tell_staff_of_refusal(&mut self, kind: StepKind) {
        let needed = self.steps.get(&kind).is_some_and(|step| step.status != StepStatus::Waived);
        if self.status != Status::AwaitingStaff || !needed {
            return;
        }
        if let Some(decision) = &mut self.decision
            && !decision.reasons.contains(&Reason::ConsentRefused)
        {
            decision.reasons.push(Reason::ConsentRefused);
            decision.reasons.sort_unstable();
        }
    }

    fn review(&mut self, by: &str, opinion: Opinion, reason: &str) {
        match opinion {
            Opinion::Confirm => self.confirmed_by = Some(by.to_owned()),
            Opinion::Veto => {
                // What stands until somebody rules anew is the referral by whom vetoed, with the reasons there were.
                self.status = Status::AwaitingStaff;
                self.confirmed_by = None;
                if let Some(decision) = &mut self.decision {
                    decision.verdict = Verdict::Refer;
                    decision.by = Decider::Staff(by.to_owned());
                    decision.staff_reason = Some(reason.to_owned());
                }
            }
        }
    }

    fn end(&mut self, status: Status) {
        self.call_off();
        self.status = status;
        self.generation += 1;
    }
}

fn first_steps(journey: &JourneyRef) -> BTreeMap<StepKind, Step> {
    journey.steps.iter().map(|kind| (*kind, Step::default())).collect()
}
