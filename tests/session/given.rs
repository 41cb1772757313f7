//! Sessions to test on, and findings made by hand from fixed bytes.

use std::collections::BTreeMap;

use ahlan::{
    base::{
        commitment::{Commitment, Salt},
        ids::{CallId, ChallengeId, EvidenceId},
        personal::Personal,
        reading::{Field, Reading, Source},
    },
    contact::address::Address,
    face::liveness::challenge,
    identify::national_id::Scheme,
    session::{
        Session,
        command::{
            CallWish, Command, Comparison, DocumentFinding, FaceFinding, GivenFeedback, IdentificationFinding,
            Likeness, LivenessFinding, Ruling, SaltedReadings, SentCode, Start, StoredPicture, TypedCode,
        },
        decide::{self, portraits},
        decision::{Decision, Opinion, Verdict},
        event::{FaceInputs, Happening, LivenessInputs, Mode, PictureRef, Purpose, RegistryOutcome, Shows},
        journey::{Journey, StepKind},
        reason::Reason,
        refusal::Refusal,
        state::{Status, StepStatus},
    },
    video::{call::CallReason, checklist::RecordingRule},
};
use uuid::Uuid;

/// When every session begins, Unix milliseconds.
pub const START_MS: i64 = 1_790_000_000_000;

/// The hash of the right code of every test.
pub const RIGHT: &str = "hash of the right code";

pub const FAR: f32 = 0.9;
pub const NEAR: f32 = 0.3;
pub const UNCLEAR: f32 = 0.6;

/// A session under test, with its history and its clock.
#[derive(Clone)]
pub struct Case {
    pub session: Session,
    pub journey: Journey,
    pub happenings: Vec<Happening>,
    pub now_ms: i64,
    drawn: u128,
}

impl Case {
    /// A session that has just begun, in test mode.
    pub fn of(journey: &str) -> Self {
        Self::on(shipped(journey, &[]), Mode::Test)
    }

    /// A session of the standard journey that has every consent.
    pub fn standard() -> Self {
        Self::of("standard").agreed()
    }

    pub fn on(journey: Journey, mode: Mode) -> Self {
        let start = Start { mode, locale: "en".into(), reference: Some("app-1".into()), client: "bank".into() };
        let happenings = decide::start(&journey, start, START_MS);
        let session = Session::replay(&happenings).expect("a start");
        Self { session, journey, happenings, now_ms: START_MS, drawn: 0 }
    }

    pub fn agreed(mut self) -> Self {
        for purpose in [Purpose::Registry, Purpose::Document, Purpose::Biometric] {
            self.does(agree(purpose));
        }
        if self.journey.contact.is_some() {
            self.does(agree(Purpose::Contact));
        }
        self
    }

    /// Decides and applies; says no more than the refusal if there is one.
    pub fn tries(&mut self, command: Command) -> Result<usize, Refusal> {
        let new = decide::decide(&self.session, &self.journey, command, self.now_ms)?;
        for happening in &new {
            self.session.apply(happening);
        }
        let count = new.len();
        self.happenings.extend(new);
        Ok(count)
    }

    pub fn does(&mut self, command: Command) -> &mut Self {
        self.tries(command).expect("legal");
        self
    }

    /// The refusal of an illegal command, which leaves the session as it was.
    pub fn refuses(&mut self, command: Command) -> Refusal {
        let before = self.session.clone();
        let refusal = self.tries(command).expect_err("illegal");
        assert_eq!(self.session, before);
        refusal
    }

    pub fn status(&self) -> Status {
        self.session.state.status
    }

    pub fn step(&self, kind: StepKind) -> StepStatus {
        self.session.state.step(kind).status
    }

    pub fn reasons(&self, kind: StepKind) -> Vec<Reason> {
        self.session.state.step(kind).reasons
    }

    pub fn decision(&self) -> Decision {
        self.session.state.decision.clone().expect("decided or referred")
    }

    /// Hands in and says what the machine decided, and why.
    pub fn verdict(&mut self) -> (Verdict, Vec<Reason>) {
        self.does(Command::Submit);
        (self.decision().verdict, self.decision().reasons)
    }

    /// A picture that no other is equal to.
    pub fn picture(&mut self, shows: Shows) -> StoredPicture {
        self.drawn += 1;
        let salt = salt(self.drawn);
        let commitment = Commitment::to(&self.drawn.to_be_bytes(), &salt);
        let evidence = EvidenceId::new(Uuid::from_u128(self.drawn));
        StoredPicture { picture: PictureRef { evidence, shows, commitment }, salt }
    }

    pub fn asked(&mut self, registry: RegistryOutcome) -> IdentificationFinding {
        let active = registry == RegistryOutcome::Active;
        IdentificationFinding {
            scheme: Scheme::Utopia,
            registry,
            readings: active.then(|| readings(Source::Registry, &[(Field::FullName, "Layla Haddad")])),
            photo: active.then(|| self.picture(Shows::RegistryPhoto)),
        }
    }

    pub fn read(&mut self, faults: &[Reason]) -> DocumentFinding {
        let shows: &[Shows] = if faults.contains(&Reason::DocumentUnreadable) {
            &[Shows::DocumentFront, Shows::DocumentBack]
        } else {
            &[Shows::DocumentFront, Shows::DocumentBack, Shows::DocumentPortrait]
        };
        DocumentFinding {
            faults: faults.to_vec(),
            pictures: shows.iter().map(|shows| self.picture(*shows)).collect(),
            layout: Some("utopia-id@1".into()),
            readings: Some(readings(Source::Mrz, &[(Field::FullName, "Layla Haddad")])),
        }
    }

    /// A selfie compared with every current portrait, each at `distance`.
    pub fn compared(&mut self, distance: f32) -> FaceFinding {
        let selfie = self.picture(Shows::Selfie);
        let against = portraits(&self.session.state, &self.journey);
        let distances: BTreeMap<_, _> = against.iter().map(|portrait| (portrait.shows, distance)).collect();
        let model = self.journey.selfie.as_ref().expect("a selfie step").model.clone();
        let inputs = FaceInputs { selfie: selfie.picture.commitment.clone(), against, model };
        let comparison = Comparison { inputs, distances, likeness: Likeness::DifferentPictures };
        FaceFinding { selfie, faults: vec![], comparison: Some(comparison) }
    }

    pub fn identify(&mut self, registry: RegistryOutcome) -> &mut Self {
        let finding = self.asked(registry);
        self.does(Command::RecordIdentification(finding))
    }

    pub fn photograph(&mut self, faults: &[Reason]) -> &mut Self {
        let finding = self.read(faults);
        self.does(Command::RecordDocument(finding))
    }

    /// A selfie alone.
    pub fn compare(&mut self, distance: f32) -> &mut Self {
        let finding = self.compared(distance);
        self.does(Command::RecordFace(finding))
    }

    /// A selfie, and the liveness check where the journey has one.
    pub fn smile(&mut self, distance: f32) -> &mut Self {
        self.compare(distance).lives()
    }

    /// Passes the liveness check, where there is one that can be done.
    pub fn lives(&mut self) -> &mut Self {
        let asked = self.session.state.open_steps().contains(&StepKind::Liveness) && self.session.state.face.is_some();
        if !asked {
            return self;
        }
        let finding = self.challenged().lived(&[]);
        self.does(Command::RecordLiveness(finding))
    }

    /// A challenge that no other is equal to.
    pub fn challenge(&mut self) -> Command {
        self.drawn += 1;
        let random = u64::try_from(self.drawn).expect("not so many").to_be_bytes();
        Command::AskLiveness {
            challenge: ChallengeId::new(Uuid::from_u128(self.drawn)),
            actions: challenge::draw(3, random),
        }
    }

    /// With a challenge that waits for its frames.
    pub fn challenged(&mut self) -> &mut Self {
        let challenge = self.challenge();
        self.does(challenge)
    }

    /// An answer to the last challenge, made on the current selfie, in which everything was done but for these faults.
    pub fn lived(&mut self, faults: &[Reason]) -> LivenessFinding {
        let state = self.session.state.clone();
        let (id, done) = match &state.challenge {
            Some(given) => (given.id, given.actions.clone()),
            None => (ChallengeId::new(Uuid::nil()), vec![]),
        };
        let inputs = state
            .face
            .as_ref()
            .map(|face| LivenessInputs { selfie: face.inputs.selfie.clone(), model: face.inputs.model.clone() });
        let frames = vec![self.picture(Shows::LivenessStraight), self.picture(Shows::LivenessBlink)];
        LivenessFinding { challenge: id, received_at_ms: self.now_ms, faults: faults.to_vec(), inputs, done, frames }
    }

    /// A code that goes to `address` now, is good for five minutes and may be mistyped five times.
    pub fn code_to(&mut self, address: &str) -> SentCode {
        self.drawn += 1;
        SentCode {
            address: Address::parse(address).expect("an address"),
            code: RIGHT.to_owned(),
            salt: salt(self.drawn),
            sent_at_ms: self.now_ms,
            expires_at_ms: self.now_ms + 300_000,
            tries: 5,
        }
    }

    /// With a code that waits to be typed.
    pub fn coded(&mut self) -> &mut Self {
        let sent = self.code_to("+971501234567");
        self.does(Command::RecordCode(sent))
    }

    /// A code with this hash, typed for the one that was sent last.
    pub fn typing(&self, hash: &str) -> Command {
        let sent_at_ms = self.session.state.code.as_ref().map_or(0, |code| code.sent_at_ms);
        Command::TypeCode(TypedCode { sent_at_ms, hashes: vec![hash.to_owned()] })
    }

    /// Types a wrong code so often.
    pub fn mistypes(&mut self, times: usize) -> &mut Self {
        for _ in 0..times {
            let wrong = self.typing("another");
            self.does(wrong);
        }
        self
    }

    /// Proves an address.
    pub fn proves(&mut self) -> &mut Self {
        let right = self.coded().typing(RIGHT);
        self.does(right)
    }

    pub fn bad_selfie(&mut self) -> &mut Self {
        let finding = self.faulty(Reason::FaceBlurred);
        self.does(Command::RecordFace(finding))
    }

    pub fn faulty(&mut self, fault: Reason) -> FaceFinding {
        FaceFinding { selfie: self.picture(Shows::Selfie), faults: vec![fault], comparison: None }
    }

    /// Everything done and passed, not yet handed in.
    pub fn all_passed(&mut self) -> &mut Self {
        self.identify(RegistryOutcome::Active).photograph(&[]).smile(NEAR)
    }
}

/// A shipped journey, with some of its text replaced.
pub fn shipped(name: &str, changes: &[(&str, &str)]) -> Journey {
    let mut text = std::fs::read_to_string(format!("fixtures/journeys/{name}.toml")).expect("shipped");
    for (from, to) in changes {
        assert!(text.contains(from), "{name} no longer says {from}");
        text = text.replace(from, to);
    }
    Journey::parse(&text).expect("valid")
}

pub fn agree(purpose: Purpose) -> Command {
    Command::GiveConsent { purpose, text_version: "1".into(), language: "en".into() }
}

/// An answer to the question at the end.
pub fn feedback(score: u8, comment: Option<&str>) -> Command {
    Command::GiveFeedback(GivenFeedback { score, comment: comment.map(|text| (Personal::new(text), salt(8))) })
}

pub fn refuse(purpose: Purpose) -> Command {
    Command::RefuseConsent { purpose }
}

/// The identity was tried too often; this was typed.
pub fn barred(typed: &[(Field, &str)]) -> Command {
    Command::BarIdentification { scheme: Scheme::Utopia, readings: readings(Source::Typed, typed) }
}

pub fn ruling(by: &str, ruling: Ruling) -> Command {
    Command::Decide { by: by.into(), ruling, reason: "looked_at_it".into() }
}

pub fn review(by: &str, opinion: Opinion) -> Command {
    Command::Review { by: by.into(), opinion, reason: "second_look".into() }
}

pub fn salt(number: u128) -> Salt {
    let mut bytes = [0; 32];
    bytes[16..].copy_from_slice(&number.to_be_bytes());
    Salt::new(bytes)
}

pub fn readings(source: Source, values: &[(Field, &str)]) -> SaltedReadings {
    let reading = |(field, value): &(Field, &str)| Reading {
        field: *field,
        value: Personal::new(*value),
        source,
        confidence: 1.0,
        region: None,
    };
    SaltedReadings { readings: values.iter().map(reading).collect(), salt: salt(7) }
}

/// A call that no other is equal to, without a recording.
pub fn wish(case: &mut Case) -> CallWish {
    CallWish {
        call: new_id(case),
        reason: CallReason::NeedsHelp,
        language: "en".into(),
        callback_at_ms: None,
        recording: RecordingRule::Offered,
    }
}

fn new_id(case: &mut Case) -> CallId {
    // As good as any: the number of a picture that nobody takes.
    case.picture(Shows::CallSnapshot).picture.evidence.to_string().parse().expect("an id")
}
