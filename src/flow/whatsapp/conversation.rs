//! One thing that waits in a conversation, dealt with: what the person said is a turn of the chat, as at any door.

use std::sync::Arc;

use sqlx::AnyConnection;

use super::{WhatsApp, hear::Heard, kept, news::is_theirs, send::Went, serve::Dealt};
use crate::{
    base::personal::Personal,
    chat::{asides::Aside, language::Language, spoken::RepliedValues},
    flow::{
        Ctx, FlowError, Turn,
        chat::{self, Exchange, Message},
        chat_log::{self, Values},
        idempotent::{self, Begun},
        ledger::{self, Loaded},
        turn::Marked,
    },
    staff::{caller::Caller, policy::Route},
    storage::{
        whatsapp_inbox::InboxRow,
        whatsapp_threads::{self, ThreadRow},
    },
    whatsapp::{notification::Said, waiting::Waiting, window},
};

/// A conversation, opened for one thing that waits in it.
pub(super) struct Conversation<'a> {
    pub(super) ctx: &'a Arc<Ctx>,
    pub(super) whatsapp: &'a WhatsApp,
    pub(super) row: &'a InboxRow,
    pub(super) thread: ThreadRow,
    pub(super) loaded: Loaded,
    /// The person's number, digits alone.
    pub(super) to: Personal,
    /// What the chat said last; nothing before it said anything.
    pub(super) last: Option<RepliedValues>,
}

impl<'a> Conversation<'a> {
    /// Opens the conversation for what waits in it, if who has the number may still speak as the applicant; for what is only
    /// told, if they may hear of it.
    pub(super) async fn open(
        ctx: &'a Arc<Ctx>,
        whatsapp: &'a WhatsApp,
        row: &'a InboxRow,
    ) -> Result<(Self, Waiting), FlowError> {
        let mut conn = ctx.database.reader().await?;
        let thread = whatsapp_threads::by_session(&mut conn, row.session).await?;
        let thread = thread.ok_or(FlowError::NotFound("number"))?;
        let loaded = ledger::load(ctx, &mut conn, row.session).await?;
        drop(conn);
        let waiting = kept::open_row(&loaded.keys, row)?;
        match &waiting {
            Waiting::News { .. } if is_theirs(&thread, &loaded.session.state) => {}
            Waiting::News { .. } => return Err(FlowError::TokenReplaced),
            Waiting::Opening
            | Waiting::Said { .. }
            | Waiting::TooFast
            | Waiting::Remark { .. }
            | Waiting::WindowClosed => drop(turn(ctx, &thread).await?),
        }
        let to = kept::open_number(&loaded, &thread)?;
        let mut conn = ctx.database.reader().await?;
        let newest = chat_log::last(&mut conn, loaded.id).await?;
        let last = said_at(&mut conn, &loaded, newest).await?;
        Ok((Self { ctx, whatsapp, row, thread, loaded, to, last }, waiting))
    }

    /// Deals with what waits.
    pub(super) async fn deal(&self, waiting: Waiting) -> Result<Dealt, FlowError> {
        match waiting {
            Waiting::Opening => self.address().await,
            Waiting::Said { said } => self.respond(said).await,
            Waiting::TooFast => self.send(&[self.words(Aside::TooFast)]).await,
            Waiting::Remark { sequence } => self.remark(sequence).await,
            Waiting::News { sequence } => self.tell(sequence).await,
            Waiting::WindowClosed => Ok(self.stand_in().await.into()),
        }
    }

    /// Answers what the person said by a turn of the chat, or says why there is none. The message's own key sees to it that
    /// the turn happens once, however often it is tried.
    pub(super) async fn respond(&self, said: Said) -> Result<Dealt, FlowError> {
        let (caller, key) = (format!("applicant/{}", self.row.session), &self.row.message);
        let marked = match idempotent::begin(self.ctx, caller, "whatsapp".to_owned(), key, key.as_bytes()).await? {
            Begun::New(marked) => marked,
            Begun::Answered(_, sequence) => {
                let (turn, loaded) = turn(self.ctx, &self.thread).await?;
                return self.answer(chat::answered(&turn, &loaded, sequence).await?).await;
            }
        };
        match self.hear(said).await {
            Heard::Message(message) => self.answer(self.exchange(message, &marked).await?).await,
            Heard::Instead(what) => match self.go(&self.words(what)).await {
                Went::Out => self.answer(self.exchange(Message::Opened, &marked).await?).await,
                went @ (Went::Nowhere | Went::Later) => self.unanswered(&marked, went.into()).await,
            },
            Heard::Aside(what) => {
                let dealt = self.send(&[self.words(what)]).await?;
                self.unanswered(&marked, dealt).await
            }
            Heard::Later => self.unanswered(&marked, Dealt::Later).await,
        }
    }

    /// No turn was taken: the key is free again.
    async fn unanswered(&self, marked: &Marked, dealt: Dealt) -> Result<Dealt, FlowError> {
        idempotent::cancel(self.ctx, marked).await?;
        Ok(dealt)
    }

    async fn exchange(&self, message: Message, marked: &Marked) -> Result<Exchange, FlowError> {
        let (mut turn, loaded) = turn(self.ctx, &self.thread).await?;
        turn.idempotency = Some(marked.clone());
        let exchanged = chat::converse(turn, loaded, message).await;
        if exchanged.is_err() {
            idempotent::cancel(self.ctx, marked).await?;
        }
        exchanged
    }

    /// The language that the person chose, else the session's.
    pub(super) fn language(&self) -> Language {
        let locale = &self.loaded.session.state.locale;
        self.last.as_ref().map_or_else(|| Language::of(locale), |last| last.memory.speaks(locale))
    }

    /// Whether words may be sent, and not a template alone.
    pub(super) fn window_is_open(&self) -> bool {
        window::is_open(self.thread.heard_at_ms, self.ctx.now_ms())
    }
}

/// A turn of the applicant, whom the number is bound to: with their token's rights, and no others.
async fn turn(ctx: &Arc<Ctx>, thread: &ThreadRow) -> Result<(Turn, Loaded), FlowError> {
    let caller = Caller::Applicant { session: thread.session, generation: thread.generation };
    Turn::begin(ctx, Route::Converse, &caller, thread.session).await
}

/// What the chat said at a place of the thread.
pub(super) async fn said_at(
    conn: &mut AnyConnection,
    loaded: &Loaded,
    sequence: i64,
) -> Result<Option<RepliedValues>, FlowError> {
    let entry = chat_log::load(conn, loaded.id, &loaded.keys, sequence - 1, 1).await?.pop();
    Ok(entry.filter(|entry| entry.sequence == sequence).and_then(|entry| match entry.values? {
        Values::Replied(values) => Some(*values),
        Values::Said(_) => None,
    }))
}
