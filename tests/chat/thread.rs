//! A conversation under test: every act is decided by the session itself, findings made by hand.

use std::collections::BTreeSet;

use ahlan::{
    base::{
        ids::EvidenceId,
        personal::Personal,
        reading::{Field, Reading, Source},
    },
    chat::{
        Act, Calls, Fault, Input, Outcome, Picture, Recorded, Situation, Turned, choice::Choice, hear, memory::Memory,
    },
    session::{
        command::{CallWish, Command, SaltedReadings},
        event::{Purpose, RegistryOutcome},
        reason::Reason,
        refusal::Refusal,
    },
    video::checklist::RecordingRule,
};
use jiff::{
    civil::{Date, date},
    tz::TimeZone,
};
use uuid::Uuid;

use crate::given::{Case, NEAR, RIGHT, agree, feedback, readings, refuse, salt, wish};

/// The bank of these conversations is in London in winter.
static ZONE: TimeZone = TimeZone::UTC;

pub const TODAY: Date = date(2026, 11, 21);

/// A number of Utopia that is right.
pub const NUMBER: &str = "1990-0807-012-2";

/// The code that is sent in every conversation.
pub const CODE: &str = "042917";

/// A conversation.
#[derive(Clone)]
pub struct Thread {
    pub case: Case,
    pub memory: Memory,
    /// What the registry answers.
    pub registry: RegistryOutcome,
    /// What is wrong with the pictures that are sent.
    pub faults: Vec<Reason>,
    /// What the message gateway has against codes, if anything.
    pub gateway: Option<Fault>,
    /// For when a call is booked, Unix milliseconds; nobody is there for one at all where this is a fault.
    pub desk: Result<Option<i64>, Fault>,
    /// The acts so far.
    pub acts: Vec<Act>,
    pub last: Option<Turned>,
}

impl Thread {
    pub fn of(journey: &str) -> Self {
        Self {
            case: Case::of(journey),
            memory: Memory::default(),
            registry: RegistryOutcome::Active,
            faults: vec![],
            gateway: None,
            desk: Ok(None),
            acts: vec![],
            last: None,
        }
    }

    /// One that has every agreement.
    pub fn agreed(journey: &str) -> Self {
        Self { case: Case::of(journey).agreed(), ..Self::of(journey) }
    }

    pub fn turn(&mut self, input: &Input) -> &Turned {
        let plan = hear(&situation(&self.case), &self.memory, input);
        let outcome = match &plan.act {
            None => Outcome::Nothing,
            Some(act) => {
                self.acts.push(act.clone());
                self.carry_out(act.clone())
            }
        };
        let turned = ahlan::chat::answer(&situation(&self.case), plan, outcome);
        self.memory = turned.memory.clone();
        self.last.insert(turned)
    }

    pub fn says(&mut self, text: &str) -> &Turned {
        self.turn(&Input::Text(Personal::new(text)))
    }

    pub fn picks(&mut self, choice: Choice) -> &Turned {
        assert!(self.memory.offered.contains(&choice), "{choice} is not offered: {:?}", self.memory.offered);
        self.turn(&Input::Choice(choice))
    }

    pub fn sends(&mut self, pictures: &[Picture]) -> &Turned {
        let pictures: BTreeSet<_> = pictures.iter().copied().collect();
        self.turn(&Input::Pictures(pictures))
    }

    /// Passes the liveness check at the app's own door, and comes back.
    pub fn lives(&mut self) -> &Turned {
        self.case.lives();
        self.turn(&Input::Opened)
    }

    /// Everything that was said in the last turn.
    pub fn said(&self) -> String {
        self.last.as_ref().expect("a turn").said()
    }

    fn carry_out(&mut self, act: Act) -> Outcome {
        let command = match act {
            Act::Agree(purpose) => agree(purpose),
            Act::Refuse(purpose) => refuse(purpose),
            Act::Identify { number, birth_date, .. } => {
                let mut finding = self.case.asked(self.registry);
                let birth_date = birth_date.to_string();
                let typed = [(Field::NationalId, number.expose()), (Field::BirthDate, birth_date.as_str())];
                let mut all = readings(Source::Typed, &typed);
                all.readings.extend(finding.readings.take().into_iter().flat_map(|found| found.readings));
                finding.readings = (self.registry != RegistryOutcome::Unavailable).then_some(all);
                Command::RecordIdentification(finding)
            }
            Act::Correct { field, value } => {
                let reading = Reading { field, value, source: Source::Typed, confidence: 1.0, region: None };
                Command::CorrectProfile { readings: SaltedReadings { readings: vec![reading], salt: salt(9) } }
            }
            Act::HoldFront => return Outcome::Held(EvidenceId::new(Uuid::from_u128(77))),
            Act::ReadCard(_) => {
                let faults = self.faults.clone();
                Command::RecordDocument(self.case.read(&faults))
            }
            Act::CompareSelfie => {
                let finding = match self.faults.first() {
                    Some(fault) => self.case.faulty(*fault),
                    None => self.case.compared(NEAR),
                };
                Command::RecordFace(finding)
            }
            Act::SendCode { address } => match self.gateway {
                Some(fault) => return Outcome::Fault(fault),
                None => Command::RecordCode(self.case.code_to(address.expose())),
            },
            Act::TypeCode { code } => {
                let hash = if code.expose() == CODE { RIGHT } else { "another" };
                self.case.typing(hash)
            }
            Act::GiveFeedback { score, comment } => feedback(score, comment.as_ref().map(Personal::expose)),
            Act::AskCall(recorded) => {
                match recorded {
                    Recorded::AsBefore => {}
                    Recorded::Agreed => drop(self.case.does(agree(Purpose::Recording))),
                    Recorded::Refused => drop(self.case.does(refuse(Purpose::Recording))),
                }
                match self.desk {
                    Err(fault) => return Outcome::Fault(fault),
                    Ok(callback_at_ms) => Command::AskCall(CallWish { callback_at_ms, ..wish(&mut self.case) }),
                }
            }
            Act::CallOff(call) => Command::CancelCall { call },
            Act::Submit => Command::Submit,
            Act::Withdraw => Command::Withdraw,
        };
        match self.case.tries(command) {
            Ok(_) => Outcome::Done,
            Err(refusal @ Refusal::InputReplaced) => panic!("made by hand from what is current: {refusal}"),
            Err(refusal) => Outcome::Refused(refusal),
        }
    }
}

pub fn situation(case: &Case) -> Situation<'_> {
    let calls = Calls { zone: &ZONE, recording: RecordingRule::Offered };
    Situation { session: &case.session, journey: &case.journey, now_ms: case.now_ms, today: TODAY, calls }
}

/// What a turn says, whole.
pub trait Said {
    fn said(&self) -> String;
}

impl Said for Turned {
    fn said(&self) -> String {
        let texts: Vec<_> = self.replies.iter().map(|reply| reply.text.expose()).collect();
        texts.join("\n").replace(['\u{2068}', '\u{2069}'], "")
    }
}

/// Both sides of a card.
pub const CARD: [Picture; 2] = [Picture::Card, Picture::CardBack];
