//! What the person asked for, carried out by the use case that every door has.

use std::collections::BTreeMap;

use crate::{
    base::ids::EvidenceId,
    chat::{Act, CONSENT_TEXTS, Card, Fault, Outcome, Picture, Recorded, language::Language},
    flow::{
        FlowError, Turn, calls,
        codes::Bound,
        consent::{self, Answer},
        contact, document,
        evidence::{self, Kept},
        feedback, identify,
        ledger::Loaded,
        profile, read, selfie, submit,
    },
    session::{
        command::Command,
        decide::ready_for,
        event::{Purpose, Shows},
        journey::StepKind,
    },
    video::call::CallReason,
};

/// What came of an act.
pub(super) struct Came {
    /// As the chat tells it.
    pub outcome: Outcome,
    /// A picture that was kept for the next turn.
    pub held: Option<Kept>,
}

impl Came {
    pub const fn of(outcome: Outcome) -> Self {
        Self { outcome, held: None }
    }
}

/// The command that an act is, if it is one and nothing else: such a turn is one transaction.
pub(super) fn alone(act: &Act, language: Language) -> Option<Command> {
    match act {
        Act::Agree(purpose) => Some(consent::command(*purpose, given(language))),
        Act::Refuse(purpose) => Some(consent::command(*purpose, Answer::Refused)),
        Act::Submit => Some(Command::Submit),
        Act::Withdraw => Some(Command::Withdraw),
        Act::Identify { .. }
        | Act::Correct { .. }
        | Act::HoldFront
        | Act::ReadCard(_)
        | Act::CompareSelfie
        | Act::SendCode { .. }
        | Act::TypeCode { .. }
        | Act::GiveFeedback { .. }
        | Act::AskCall(_)
        | Act::CallOff(_) => None,
    }
}

/// Carries an act out by its use case. What the person can mend comes back as an outcome, with the session as it is.
pub(super) async fn carry_out(
    turn: &Turn,
    loaded: Loaded,
    act: &Act,
    pictures: &mut BTreeMap<Picture, Vec<u8>>,
    language: Language,
) -> Result<(Loaded, Came), FlowError> {
    let done = match act {
        Act::Agree(purpose) => consent::consent(turn, *purpose, given(language)).await,
        Act::Refuse(purpose) => consent::consent(turn, *purpose, Answer::Refused).await,
        Act::Identify { scheme, number, birth_date } => {
            let number = number.expose().to_owned();
            let typed = identify::Typed { scheme: *scheme, number, birth_date: *birth_date };
            identify::identify(turn, &loaded, typed).await
        }
        Act::Correct { field, value } => {
            profile::correct(turn, BTreeMap::from([(*field, value.expose().to_owned())])).await
        }
        Act::HoldFront => match hold(turn, &loaded, pictures).await {
            Ok(kept) => {
                let outcome = Outcome::Held(kept.evidence.id);
                return Ok((loaded, Came { outcome, held: Some(kept) }));
            }
            Err(error) => Err(error),
        },
        Act::ReadCard(card) => match sides(turn, &loaded, *card, pictures).await {
            Ok(sides) => document::read(turn, &loaded, sides).await,
            Err(error) => Err(error),
        },
        Act::CompareSelfie => {
            selfie::compare(turn, &loaded, pictures.remove(&Picture::Selfie).unwrap_or_default()).await
        }
        Act::SendCode { address } => contact::send_code(turn, &loaded, address.clone(), language).await,
        Act::TypeCode { code } => contact::type_code(turn, &loaded, code).await,
        Act::GiveFeedback { score, comment } => feedback::give(turn, *score, comment.clone()).await,
        Act::AskCall(recorded) => ask_call(turn, &loaded, *recorded, language).await,
        Act::CallOff(call) => calls::cancel(turn, *call).await,
        Act::Submit => submit::submit(turn).await,
        Act::Withdraw => submit::withdraw(turn).await,
    };
    match done {
        Ok(loaded) => Ok((loaded, Came::of(Outcome::Done))),
        Err(error) => {
            let outcome = outcome(act, error)?;
            Ok((read::again(turn).await?, Came::of(outcome)))
        }
    }
}

/// Asks for a call as soon as may be, once it is recorded what was said of its recording. Where nobody speaks the person's
/// language, in the first that is spoken.
async fn ask_call(turn: &Turn, loaded: &Loaded, recorded: Recorded, language: Language) -> Result<Loaded, FlowError> {
    let said = match recorded {
        Recorded::AsBefore => None,
        Recorded::Agreed => Some(given(language)),
        Recorded::Refused => Some(Answer::Refused),
    };
    let desk = &turn.ctx.desk;
    let spoken = desk.spoken(language.code()).or_else(|| desk.languages.first().map(String::as_str));
    let language = spoken.map(str::to_owned);
    let wish = calls::Wish { reason: CallReason::PrefersPerson, language, callback_at: None };
    match said {
        None => calls::ask(turn, loaded, wish).await,
        Some(answer) => calls::ask(turn, &consent::consent(turn, Purpose::Recording, answer).await?, wish).await,
    }
}

fn given(language: Language) -> Answer {
    Answer::Given { text_version: CONSENT_TEXTS.to_owned(), language: language.code().to_owned() }
}

/// What the person is told of an error; the error itself where it is not theirs to mend.
pub(super) fn outcome(act: &Act, error: FlowError) -> Result<Outcome, FlowError> {
    let fault = match error {
        FlowError::Refused(refusal) => return Ok(Outcome::Refused(refusal)),
        FlowError::BadNumber(fault) => Fault::Number(fault),
        FlowError::BadPicture { .. } => Fault::Picture,
        FlowError::Busy => Fault::Busy,
        FlowError::TooManyCodes(Bound::Session | Bound::Calls) => Fault::NoMoreCodes,
        FlowError::TooManyCodes(Bound::Address) => Fault::NoMoreCodesThere,
        FlowError::ChannelAway => Fault::ChannelAway,
        FlowError::BadValue { .. } => match act {
            Act::Correct { field, .. } => Fault::Value(*field),
            Act::Identify { .. } => Fault::BirthDate,
            Act::SendCode { .. } => Fault::Address,
            Act::AskCall(_) => Fault::NoCall,
            Act::Agree(_)
            | Act::Refuse(_)
            | Act::HoldFront
            | Act::ReadCard(_)
            | Act::CompareSelfie
            | Act::TypeCode { .. }
            | Act::GiveFeedback { .. }
            | Act::CallOff(_)
            | Act::Submit
            | Act::Withdraw => return Err(error),
        },
        FlowError::NotFound(_)
        | FlowError::Call(_)
        | FlowError::Forbidden
        | FlowError::NotClaimed
        | FlowError::VersionMoved
        | FlowError::KeyReused
        | FlowError::InFlight
        | FlowError::BadCredentials
        | FlowError::TokenReplaced
        | FlowError::Link(_)
        | FlowError::NumberTaken
        | FlowError::Erased
        | FlowError::Internal(_) => return Err(error),
    };
    Ok(Outcome::Fault(fault))
}

/// Keeps the card's front, sealed, until its back comes. A picture that cannot be used is said to be so at once.
async fn hold(turn: &Turn, loaded: &Loaded, pictures: &mut BTreeMap<Picture, Vec<u8>>) -> Result<Kept, FlowError> {
    let bytes = pictures.remove(&Picture::Card).unwrap_or_default();
    ready_for(&loaded.session.state, &loaded.journey, StepKind::Document, turn.ctx.now_ms())?;
    evidence::decode(&turn.ctx, "card", &bytes).await?;
    evidence::keep(&turn.ctx, loaded, Shows::DocumentFront, &bytes).await
}

/// Both sides of the document, from this message and what is held.
async fn sides(
    turn: &Turn,
    loaded: &Loaded,
    card: Card,
    pictures: &mut BTreeMap<Picture, Vec<u8>>,
) -> Result<document::Pictures, FlowError> {
    let mut take = |picture| pictures.remove(&picture);
    let (front, back) = match card {
        // A lone back is read as the only picture there is: its machine readable zone is on it.
        Card::Here => match (take(Picture::Card), take(Picture::CardBack)) {
            (Some(front), back) => (front, back),
            (None, back) => (back.unwrap_or_default(), None),
        },
        Card::HeldFront(front) => {
            let back = take(Picture::CardBack).or_else(|| take(Picture::Card));
            (opened(turn, loaded, front).await?, back)
        }
        Card::HeldAlone(front) => (opened(turn, loaded, front).await?, None),
    };
    Ok(document::Pictures { front, back })
}

async fn opened(turn: &Turn, loaded: &Loaded, front: EvidenceId) -> Result<Vec<u8>, FlowError> {
    Ok(evidence::open(&turn.ctx, loaded, front).await?.to_vec())
}
