//! A turn of the chat: heard, carried out by the use cases that every door has, answered, and kept.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Ctx, FlowError, Turn, calls,
    chat_log::{self, Values},
    codes::Bound,
    consent::{self, Answer},
    contact, document,
    evidence::{self, Kept},
    feedback, identify,
    ledger::{self, Loaded},
    profile, read, selfie, submit,
    turn::Marked,
};
use crate::{
    audit::leaf::{Access, Actor},
    base::{
        ids::{EvidenceId, SessionId},
        personal::Personal,
    },
    chat::{
        self, Act, CONSENT_TEXTS, Card, Fault, Input, Outcome, Picture, Plan, Recorded, Situation, Turned, Wants,
        language::Language,
        memory::Memory,
        spoken::{Means, RepliedValues, SaidValues, Spoken},
    },
    session::{
        event::{Purpose, Shows},
        next_step::next_step,
    },
    storage::{StorageError, evidence as pictures, idempotency},
    video::call::CallReason,
};

pub use super::chat_log::{Entry, Values as EntryValues};

/// How often a turn whose place in the thread was taken is kept anew.
pub(super) const TRIES: usize = 8;

/// What the person sends.
#[derive(Debug)]
pub enum Message {
    /// Nothing: the thread is opened.
    Opened,
    /// Words.
    Text(Personal),
    /// A choice's id.
    Choice(chat::choice::Choice),
    /// Pictures.
    Pictures(BTreeMap<Picture, Vec<u8>>),
}

/// What a turn came to.
#[derive(Debug)]
pub struct Exchange {
    /// The place of the answer in the thread: the cursor from which to read on.
    pub sequence: i64,
    /// The language of the answer.
    pub language: Language,
    /// The answer.
    pub values: RepliedValues,
}

/// Takes a message in and answers it. What the session refuses is told to the person, in words; nothing of it is an error.
///
/// The act is recorded as at any door; the thread is written after it, so a crash in between leaves a session that is
/// right and a thread that lacks the turn.
///
/// # Errors
///
/// [`FlowError::Erased`] when the chat is erased, [`FlowError::VersionMoved`] when `If-Match` does not hold; otherwise what
/// is neither the person's nor the session's to mend.
pub async fn converse(mut turn: Turn, loaded: Loaded, message: Message) -> Result<Exchange, FlowError> {
    let marked = turn.idempotency.take();
    turn.check_version(&loaded)?;
    let (last, memory) = remembered(&turn, &loaded).await?;
    let ctx = &turn.ctx;
    let (input, said, mut pictures) = taken(message);
    let before = situation(ctx, &loaded);
    let plan = chat::hear(&before, &memory, &input);
    let mut held = None;
    let (loaded, outcome) = match &plan.act {
        None => (loaded, Outcome::Nothing),
        // On the heap: all use cases together would make every turn's future as large as the largest of them.
        Some(act) => Box::pin(carry_out(&turn, loaded, act, &mut pictures, &plan, &mut held)).await?,
    };
    let acted = matches!(outcome, Outcome::Done);
    let (means, understood) = (means(&input), plan.understood);
    let after = situation(ctx, &loaded);
    let Turned { memory, replies, progress, language } = chat::answer(&after, plan, outcome);
    let state = &loaded.session.state;
    let next = serde_json::to_value(next_step(state, &loaded.journey)).map_err(FlowError::internal)?;
    let values = RepliedValues { replies, progress, next, version: state.sequence, memory };
    let thread = Thread { loaded: &loaded, said: &said, means, understood, values: &values, language, held };
    let sequence = keep(&turn, &thread, last, marked.as_ref(), acted).await?;
    Ok(Exchange { sequence, language, values })
}

/// The answer that was given at `sequence`.
///
/// # Errors
///
/// [`FlowError::Erased`] when it is erased since.
pub async fn answered(turn: &Turn, loaded: &Loaded, sequence: i64) -> Result<Exchange, FlowError> {
    let mut conn = turn.ctx.database.reader().await?;
    let entry = chat_log::load(&mut conn, loaded.id, &loaded.keys, sequence - 1, 1).await?.pop();
    match entry.map(|entry| (entry.spoken, entry.values)) {
        Some((Spoken::Replied { language, .. }, Some(Values::Replied(values)))) => {
            Ok(Exchange { sequence, language, values: *values })
        }
        Some(_) | None => Err(FlowError::Erased),
    }
}

/// The messages after `after`, at most `limit`. A look that is not the applicant's own is on the log before.
///
/// # Errors
///
/// As [`ledger::note_access`].
pub async fn thread(turn: &Turn, loaded: &Loaded, after: i64, limit: i64) -> Result<Vec<Entry>, FlowError> {
    match turn.actor {
        Actor::Applicant | Actor::Service | Actor::Operator => {}
        Actor::BackEnd { .. } | Actor::Staff { .. } => {
            ledger::note_access(&turn.ctx, turn.session, &turn.actor, &Access::MessagesViewed).await?;
        }
    }
    let mut conn = turn.ctx.database.reader().await?;
    chat_log::load(&mut conn, loaded.id, &loaded.keys, after, limit).await
}

/// The place of the newest entry; 0 before anything is said. Shows nothing of it, so nobody is asked.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub async fn newest(ctx: &Ctx, session: SessionId) -> Result<i64, FlowError> {
    let mut conn = ctx.database.reader().await?;
    chat_log::last(&mut conn, session).await
}

/// The last place in the thread, and what the answer there left to be remembered.
async fn remembered(turn: &Turn, loaded: &Loaded) -> Result<(i64, Memory), FlowError> {
    loaded.keys.of(crate::base::category::Category::Chat)?;
    let mut conn = turn.ctx.database.reader().await?;
    let Some(entry) = chat_log::newest(&mut conn, loaded.id, &loaded.keys).await? else {
        return Ok((0, Memory::default()));
    };
    match entry.values {
        Some(Values::Replied(values)) => Ok((entry.sequence, values.memory)),
        Some(Values::Said(_)) | None => Ok((entry.sequence, Memory::default())),
    }
}

/// Where a turn finds the session.
pub(super) fn situation<'a>(ctx: &'a Ctx, loaded: &'a Loaded) -> Situation<'a> {
    Situation {
        session: &loaded.session,
        journey: &loaded.journey,
        now_ms: ctx.now_ms(),
        today: ctx.clock.today(),
        calls: ctx.desk.told(&loaded.journey),
    }
}

/// A message as the chat hears it, as it is kept, and its pictures.
fn taken(message: Message) -> (Input, SaidValues, BTreeMap<Picture, Vec<u8>>) {
    match message {
        Message::Opened => (Input::Opened, SaidValues::default(), BTreeMap::new()),
        Message::Text(text) => {
            let said = SaidValues { text: Some(text.clone()), ..SaidValues::default() };
            (Input::Text(text), said, BTreeMap::new())
        }
        Message::Choice(choice) => {
            (Input::Choice(choice), SaidValues { choice: Some(choice), ..SaidValues::default() }, BTreeMap::new())
        }
        Message::Pictures(pictures) => {
            let kinds: BTreeSet<_> = pictures.keys().copied().collect();
            let said = SaidValues { pictures: kinds.clone(), ..SaidValues::default() };
            (Input::Pictures(kinds), said, pictures)
        }
    }
}

const fn means(input: &Input) -> Means {
    match input {
        Input::Opened => Means::Opened,
        Input::Text(_) => Means::Text,
        Input::Choice(_) => Means::Choice,
        Input::Pictures(_) => Means::Pictures,
    }
}

/// Carries an act out by its use case. What the person can mend comes back as an outcome, with the session as it is.
async fn carry_out(
    turn: &Turn,
    loaded: Loaded,
    act: &Act,
    pictures: &mut BTreeMap<Picture, Vec<u8>>,
    plan: &Plan,
    held: &mut Option<Kept>,
) -> Result<(Loaded, Outcome), FlowError> {
    let language = plan.memory.speaks(&loaded.session.state.locale);
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
                let id = kept.evidence.id;
                *held = Some(kept);
                return Ok((loaded, Outcome::Held(id)));
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
        Ok(loaded) => Ok((loaded, Outcome::Done)),
        Err(error) => {
            let outcome = outcome(act, error)?;
            Ok((read::again(turn).await?, outcome))
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
fn outcome(act: &Act, error: FlowError) -> Result<Outcome, FlowError> {
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
    crate::session::decide::ready_for(
        &loaded.session.state,
        &loaded.journey,
        crate::session::journey::StepKind::Document,
        turn.ctx.now_ms(),
    )?;
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

/// A turn on its way into the thread.
struct Thread<'a> {
    loaded: &'a Loaded,
    said: &'a SaidValues,
    means: Means,
    understood: Option<chat::understand::Understood>,
    values: &'a RepliedValues,
    language: Language,
    held: Option<Kept>,
}

/// Writes the message and its answer, together, after `last`; behind another turn's where that came first.
async fn keep(
    turn: &Turn,
    thread: &Thread<'_>,
    mut last: i64,
    marked: Option<&Marked>,
    acted: bool,
) -> Result<i64, FlowError> {
    for _ in 0..TRIES {
        match try_keep(turn, thread, last, marked, acted).await {
            Err(FlowError::Busy) => last = newest(&turn.ctx, thread.loaded.id).await?,
            done => return done,
        }
    }
    Err(FlowError::Busy)
}

async fn try_keep(
    turn: &Turn,
    thread: &Thread<'_>,
    last: i64,
    marked: Option<&Marked>,
    acted: bool,
) -> Result<i64, FlowError> {
    let Thread { loaded, said, means, understood, values, language, ref held } = *thread;
    let ctx = &turn.ctx;
    let mut tx = ctx.database.begin().await?;
    if !acted {
        // Asked again: the token may have been replaced meanwhile. What acted was asked by its own transaction.
        let now = ledger::load(ctx, &mut tx, loaded.id).await?;
        turn.grounds.hold(ctx, &mut tx, &now).await?;
    }
    let first = last + 1;
    let stored = held.as_ref().map(|kept| &kept.stored);
    let told = stored.map(|stored| stored.picture.clone()).into_iter().collect();
    let heard = |sealed| Spoken::Said { by: means, understood, held: told, sealed };
    chat_log::append(ctx, &mut tx, loaded, (first, &turn.actor), said, stored, heard).await?;
    let wants = values.replies.last().map_or(Wants::Nothing, |reply| reply.wants);
    let percent = values.progress.percent;
    let answered = |sealed| Spoken::Replied { language, wants, percent, sealed };
    chat_log::append(ctx, &mut tx, loaded, (first + 1, &Actor::Service), values, None, answered).await?;
    if let Some(Kept { evidence, .. }) = held {
        pictures::insert(&mut tx, loaded.id, evidence.id, evidence.shows, evidence.size, ctx.now_ms()).await?;
    }
    if let Some(marked) = marked {
        let until = ctx.now_ms() + ctx.limits.idempotency_s * 1000;
        let sequence = u64::try_from(first + 1).map_err(FlowError::internal)?;
        let answered = idempotency::answer(&mut tx, &marked.key, &marked.content, loaded.id, sequence, until).await;
        answered.map_err(|error| match error {
            // The lease ran out and another request took the key over: that one answers.
            StorageError::Conflict => FlowError::InFlight,
            StorageError::Corrupt { .. } | StorageError::Database(_) => error.into(),
        })?;
    }
    tx.commit().await.map_err(StorageError::from)?;
    Ok(first + 1)
}
