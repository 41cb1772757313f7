//! A turn of the chat: heard, carried out by the use cases that every door has, answered, and kept.

mod act;
mod keep;

use std::collections::{BTreeMap, BTreeSet};

use self::{act::Came, keep::Heard};
use super::{
    Ctx, FlowError, Turn,
    chat_log::{self, Values},
    ledger::{self, Loaded},
    read,
};
use crate::{
    audit::leaf::{Access, Actor},
    base::{category::Category, ids::SessionId, personal::Personal},
    chat::{
        self, Input, Outcome, Picture, Situation,
        language::Language,
        memory::Memory,
        spoken::{Means, RepliedValues, SaidValues, Spoken},
    },
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
/// The act is recorded as at any door. What is one command is recorded with message and answer, in one transaction; of the
/// rest the thread is written after it, so a crash in between leaves a session that is right and a thread that lacks the turn.
///
/// # Errors
///
/// [`FlowError::Erased`] when the chat is erased, [`FlowError::VersionMoved`] when `If-Match` does not hold; otherwise what
/// is neither the person's nor the session's to mend.
pub async fn converse(mut turn: Turn, loaded: Loaded, message: Message) -> Result<Exchange, FlowError> {
    let marked = turn.idempotency.take();
    turn.check_version(&loaded)?;
    let (last, memory) = remembered(&turn, &loaded).await?;
    let (input, said, mut pictures) = taken(message);
    let plan = chat::hear(&situation(&turn.ctx, &loaded), &memory, &input);
    let heard = Heard { turn: &turn, said, means: means(&input), understood: plan.understood, last, marked };
    let Some(act) = &plan.act else {
        return heard.answer(&loaded, &plan, Came::of(Outcome::Nothing)).await;
    };
    let language = plan.memory.speaks(&loaded.session.state.locale);
    let (loaded, came) = match act::alone(act, language) {
        Some(command) => match turn.record_along(command, &[], &heard.with(&plan)).await {
            Ok((_, exchange)) => return Ok(exchange),
            Err(error) => (read::again(&turn).await?, Came::of(act::outcome(act, error)?)),
        },
        // On the heap: all use cases together would make every turn's future as large as the largest of them.
        None => Box::pin(act::carry_out(&turn, loaded, act, &mut pictures, language)).await?,
    };
    heard.answer(&loaded, &plan, came).await
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
    loaded.keys.of(Category::Chat)?;
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
