//! The choices under a reply: buttons with stable ids. Choosing one is an explicit act, and never a guess.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{
    language::Language,
    messages::{Msg, Value},
    names::{of_field, of_step},
};
use crate::{base::reading::Field, identify::national_id::Scheme, session::journey::StepKind};

/// A choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Choice {
    /// What was read is right.
    Yes,
    /// It is not.
    No,
    /// Agree to the purpose that is asked for.
    Agree,
    /// Refuse it.
    Refuse,
    /// Hand the application in.
    Submit,
    /// Something is wrong.
    Correct,
    /// End the application for good.
    Withdraw,
    /// Wish to end it: asks back.
    End,
    /// Stop for now.
    Pause,
    /// Go on with what was asked.
    GoOn,
    /// Why is it asked.
    Why,
    /// What can be said here.
    Help,
    /// A person, please.
    Person,
    /// Let staff take the step over.
    HandOver,
    /// Choose a language.
    Languages,
    /// The document is a passport: there is no back.
    CardOnly,
    /// Send the code once more.
    SendAgain,
    /// Send it to another address.
    OtherAddress,
    /// Have a video call.
    Call,
    /// Have none after all.
    CallOff,
    /// Speak this language.
    Speak(Language),
    /// Do this step, instead of another or again.
    Do(StepKind),
    /// This field is wrong.
    Field(Field),
    /// The number is of this scheme.
    Scheme(Scheme),
    /// This score.
    Score(u8),
}

const STEPS: [StepKind; 6] = [
    StepKind::Identification,
    StepKind::Document,
    StepKind::Selfie,
    StepKind::Liveness,
    StepKind::Contact,
    StepKind::Submission,
];

/// The choices that carry nothing.
const PLAIN: [Choice; 20] = [
    Choice::Yes,
    Choice::No,
    Choice::Agree,
    Choice::Refuse,
    Choice::Submit,
    Choice::Correct,
    Choice::Withdraw,
    Choice::End,
    Choice::Pause,
    Choice::GoOn,
    Choice::Why,
    Choice::Help,
    Choice::Person,
    Choice::HandOver,
    Choice::Languages,
    Choice::CardOnly,
    Choice::SendAgain,
    Choice::OtherAddress,
    Choice::Call,
    Choice::CallOff,
];

/// No choice has this id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such choice")]
pub struct NoSuchChoice;

impl Choice {
    /// Every choice.
    pub fn all() -> impl Iterator<Item = Self> {
        PLAIN
            .into_iter()
            .chain(Language::ALL.map(Self::Speak))
            .chain(STEPS.map(Self::Do))
            .chain(Field::ALL.map(Self::Field))
            .chain(Scheme::ALL.map(Self::Scheme))
            .chain((0..=10).map(Self::Score))
    }

    /// Whether it acts only under the question that offered it: what an old button does must not surprise.
    pub(crate) const fn needs_its_question(self) -> bool {
        match self {
            Self::Yes
            | Self::No
            | Self::Agree
            | Self::Refuse
            | Self::Submit
            | Self::Withdraw
            | Self::Pause
            | Self::HandOver
            | Self::CardOnly
            | Self::SendAgain
            | Self::OtherAddress
            | Self::Call
            | Self::CallOff
            | Self::Do(_)
            | Self::Field(_)
            | Self::Scheme(_)
            | Self::Score(_) => true,
            Self::Correct
            | Self::End
            | Self::GoOn
            | Self::Why
            | Self::Help
            | Self::Person
            | Self::Languages
            | Self::Speak(_) => false,
        }
    }

    /// What stands on the button.
    pub(crate) fn label(self) -> Msg {
        match self {
            Self::Yes => Msg::LabelYes {},
            Self::No => Msg::LabelNo {},
            Self::Agree => Msg::LabelAgree {},
            Self::Refuse => Msg::LabelRefuse {},
            Self::Submit => Msg::LabelSubmit {},
            Self::Correct => Msg::LabelCorrect {},
            Self::Withdraw => Msg::LabelWithdraw {},
            Self::End => Msg::LabelEnd {},
            Self::Pause => Msg::LabelPause {},
            Self::GoOn => Msg::LabelGoOn {},
            Self::Why => Msg::LabelWhy {},
            Self::Help => Msg::LabelHelp {},
            Self::Person => Msg::LabelPerson {},
            Self::HandOver => Msg::LabelHandOver {},
            Self::Languages => Msg::LabelLanguage {},
            Self::CardOnly => Msg::LabelCardOnly {},
            Self::SendAgain => Msg::LabelSendAgain {},
            Self::OtherAddress => Msg::LabelOtherAddress {},
            Self::Call => Msg::LabelCall {},
            Self::CallOff => Msg::LabelCallOff {},
            Self::Speak(language) => Msg::LabelOwnName { language: Value::text(language.own_name()) },
            Self::Do(step) => Msg::LabelDo { step: Value::Said(Box::new(of_step(step))) },
            Self::Field(field) => of_field(field),
            Self::Score(score) => Msg::LabelScore { score: Value::Count(score.into()) },
            Self::Scheme(scheme) => Msg::LabelScheme { scheme: Value::text(scheme_name(scheme)) },
        }
    }
}

/// The name under which holders know their number; a proper name, the same in every language.
const fn scheme_name(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::EmiratesId => "Emirates ID",
        Scheme::SaudiId => "Saudi ID · الهوية الوطنية",
        Scheme::SaudiIqama => "Iqama · إقامة",
        Scheme::Egypt => "Egypt · الرقم القومي",
        Scheme::KuwaitCivilId => "Kuwait · الرقم المدني",
        Scheme::IranMelli => "کد ملی",
        Scheme::TurkiyeKimlik => "T.C. Kimlik No",
        Scheme::ChinaResidentId => "中国居民身份证",
        Scheme::HongKongId => "HKID · 香港身份證",
        Scheme::SingaporeNric => "Singapore NRIC",
        Scheme::SingaporeFin => "Singapore FIN",
        Scheme::IndiaAadhaar => "Aadhaar",
        Scheme::IndiaPan => "India PAN",
        Scheme::Utopia => "Utopia",
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Agree => "agree",
            Self::Refuse => "refuse",
            Self::Submit => "submit",
            Self::Correct => "correct",
            Self::Withdraw => "withdraw",
            Self::End => "end",
            Self::Pause => "pause",
            Self::GoOn => "go_on",
            Self::Why => "why",
            Self::Help => "help",
            Self::Person => "person",
            Self::HandOver => "hand_over",
            Self::Languages => "languages",
            Self::CardOnly => "card_only",
            Self::SendAgain => "send_again",
            Self::OtherAddress => "other_address",
            Self::Call => "call",
            Self::CallOff => "call_off",
            Self::Speak(language) => return write!(f, "speak.{}", language.code()),
            Self::Do(step) => return write!(f, "do.{}", step.name()),
            Self::Field(field) => return write!(f, "field.{}", field.name()),
            Self::Scheme(scheme) => return write!(f, "scheme.{}", scheme.name()),
            Self::Score(score) => return write!(f, "score.{score}"),
        })
    }
}

impl FromStr for Choice {
    type Err = NoSuchChoice;

    fn from_str(id: &str) -> Result<Self, NoSuchChoice> {
        Self::all().find(|choice| choice.to_string() == id).ok_or(NoSuchChoice)
    }
}

impl TryFrom<String> for Choice {
    type Error = NoSuchChoice;

    fn try_from(id: String) -> Result<Self, NoSuchChoice> {
        id.parse()
    }
}

impl From<Choice> for String {
    fn from(choice: Choice) -> Self {
        choice.to_string()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_choice_is_found_by_its_id_and_no_two_share_one() {
        let ids: BTreeSet<_> = Choice::all().map(|choice| choice.to_string()).collect();
        assert_eq!(ids.len(), Choice::all().count());
        for choice in Choice::all() {
            assert_eq!(choice.to_string().parse(), Ok(choice));
        }
        assert_eq!("do.nothing".parse::<Choice>(), Err(NoSuchChoice));
    }
}
