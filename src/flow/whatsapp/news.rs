//! A session that went on at another door: who speaks in it by WhatsApp hears of it, unasked, once.
//!
//! What the person knows stands in their thread's row: the version of the session, and the place of what they were told. The
//! jobs look for sessions that are past it, have stood still for a while, and in which no answer waits. What is new is put
//! into the thread, the row moved on by compare-and-set and the message laid into the inbox in one transaction, so it is
//! told once, whoever looks at the same time. It is sent at most once: nobody asked for it, and who misses it has lost nothing.

use std::sync::Arc;

use super::{
    conversation::{Conversation, said_at},
    kept, serve,
    serve::Dealt,
};
use crate::{
    base::ids::SessionId,
    chat::{self, Turned, spoken::RepliedValues},
    flow::{
        Ctx, FlowError,
        chat::situation,
        chat_log,
        ledger::{self, Loaded},
        read, remark,
    },
    session::state::{State, Status},
    storage::{
        StorageError, sessions, whatsapp_inbox,
        whatsapp_threads::{self, ThreadRow},
    },
    whatsapp::{cloud_api::Unsent, render::render, window},
};

/// Has the persons told whose sessions went on without them, at most `most`.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub async fn tell_moved(ctx: &Arc<Ctx>, most: i64) -> Result<(), FlowError> {
    let Some(whatsapp) = &ctx.whatsapp else { return Ok(()) };
    let now = ctx.now_ms();
    let (still_since, heard_after) = (now - whatsapp.terms.quiet_ms, window::opened_after_ms(now));
    let mut conn = ctx.database.reader().await?;
    let moved = whatsapp_threads::moved(&mut conn, still_since, heard_after, most).await?;
    drop(conn);
    for session in moved {
        let holder = ctx.new_id().to_string();
        // Whoever has the conversation in hand answers the person: that comes first.
        if !serve::hold(ctx, whatsapp, session, &holder).await? {
            continue;
        }
        let told = tell(ctx, session).await;
        serve::let_go(ctx, session, &holder).await?;
        match told {
            // Something moved meanwhile: it is looked at again in the next round.
            Ok(()) | Err(FlowError::Busy) => {}
            Err(error) => {
                tracing::error!(error = ?error, %session, "what went on could not be told by WhatsApp");
                pass_over(ctx, session).await?;
            }
        }
    }
    Ok(())
}

/// One that cannot be told must not keep the others waiting.
async fn pass_over(ctx: &Ctx, session: SessionId) -> Result<(), FlowError> {
    let mut tx = ctx.database.begin().await?;
    let thread = whatsapp_threads::by_session(&mut tx, session).await?;
    if let (Some(thread), Some(row)) = (thread, sessions::load(&mut tx, session).await?) {
        let version = i64::try_from(row.state.sequence).map_err(FlowError::internal)?;
        whatsapp_threads::told(&mut tx, session, version, thread.told_sequence).await?;
    }
    Ok(tx.commit().await.map_err(StorageError::from)?)
}

/// What there is to tell.
enum News {
    /// Nothing that was not said.
    Nothing,
    /// What stands in the thread already: another door said it.
    Stands,
    /// This.
    New(Turned),
}

async fn tell(ctx: &Arc<Ctx>, session: SessionId) -> Result<(), FlowError> {
    let mut conn = ctx.database.reader().await?;
    let Some(thread) = whatsapp_threads::by_session(&mut conn, session).await? else { return Ok(()) };
    if whatsapp_inbox::next(&mut conn, session).await?.is_some() {
        return Ok(());
    }
    let loaded = ledger::load(ctx, &mut conn, session).await?;
    let newest = chat_log::last(&mut conn, session).await?;
    let last = said_at(&mut conn, &loaded, newest).await?;
    let told = said_at(&mut conn, &loaded, thread.told_sequence).await?;
    drop(conn);
    let news = match last {
        Some(last) if is_theirs(&thread, &loaded.session.state) => {
            compose(ctx, &loaded, &thread, &last, told.as_ref()).await?
        }
        Some(_) | None => News::Nothing,
    };
    write(ctx, &loaded, &thread, newest, &news).await
}

async fn compose(
    ctx: &Ctx,
    loaded: &Loaded,
    thread: &ThreadRow,
    last: &RepliedValues,
    told: Option<&RepliedValues>,
) -> Result<News, FlowError> {
    let is_known = |said: &[chat::Reply]| told.is_some_and(|told| told.replies.ends_with(said));
    let stands = |last: &RepliedValues| if is_known(&last.replies) { News::Nothing } else { News::Stands };
    if last.version == loaded.session.state.sequence {
        return Ok(stands(last));
    }
    let before = read::as_of(ctx, loaded.id, thread.told_version).await?;
    let turned = chat::news(&situation(ctx, loaded), &last.memory, &before.session.state);
    Ok(match () {
        () if is_known(&turned.replies) => News::Nothing,
        () if last.replies == turned.replies => stands(last),
        () => News::New(turned),
    })
}

/// Puts what is new into the thread and on its way, unless somebody was faster.
async fn write(ctx: &Ctx, loaded: &Loaded, thread: &ThreadRow, newest: i64, news: &News) -> Result<(), FlowError> {
    let version = i64::try_from(loaded.session.state.sequence).map_err(FlowError::internal)?;
    let mut tx = ctx.database.begin().await?;
    let sequence = match news {
        News::Nothing => thread.told_sequence,
        News::Stands => newest,
        News::New(turned) => {
            remark::append(ctx, &mut tx, loaded, newest + 1, turned).await?;
            newest + 1
        }
    };
    whatsapp_threads::catch_up(&mut tx, thread, version, sequence).await?;
    if sequence != thread.told_sequence {
        kept::news(ctx, &mut tx, loaded, sequence).await?;
    }
    Ok(tx.commit().await.map_err(StorageError::from)?)
}

/// Whether who has the number may hear of the session: who may speak in it, and whoever could until it ended.
pub(super) fn is_theirs(thread: &ThreadRow, state: &State) -> bool {
    let ended = match state.status {
        // Ending it took the applicant's rights, not the right to be told.
        Status::Expired | Status::Withdrawn => 1,
        Status::InProgress | Status::AwaitingStaff | Status::Approved | Status::Declined | Status::Erased => 0,
    };
    thread.generation + ended == state.generation
}

impl Conversation<'_> {
    /// Sends what went on at another door, as long as it is the newest and the window is open. A message counts as sent before
    /// it is: a sudden end in between loses it, and never doubles it.
    pub(super) async fn tell(&self, sequence: i64) -> Result<Dealt, FlowError> {
        if self.thread.told_sequence != sequence || !self.window_is_open() {
            return Ok(Dealt::Done);
        }
        let mut conn = self.ctx.database.reader().await?;
        let said = said_at(&mut conn, &self.loaded, sequence).await?;
        drop(conn);
        let Some(values) = said else { return Ok(Dealt::Done) };
        let mut messages = render(&values.replies, self.language());
        messages.extend(self.page(&values).await?);
        let sent = usize::try_from(self.row.replies).unwrap_or_default();
        for (number, message) in (1..).zip(&messages).skip(sent) {
            self.replied(number).await?;
            match self.whatsapp.api.send(&self.to, message).await {
                Ok(_) => {}
                Err(fault @ Unsent::Away { .. }) => {
                    self.fell(fault);
                    self.replied(number - 1).await?;
                    return Ok(Dealt::Later);
                }
                // No template stands in: reminders have their own time.
                Err(fault @ (Unsent::Refused { .. } | Unsent::WindowClosed)) => {
                    self.fell(fault);
                    return Ok(Dealt::Done);
                }
            }
        }
        Ok(Dealt::Done)
    }

    /// The person was answered at `sequence`: what the session is by now is no news to them.
    pub(super) async fn told(&self, sequence: i64, values: &RepliedValues) -> Result<(), FlowError> {
        let version = i64::try_from(values.version).map_err(FlowError::internal)?;
        let mut tx = self.ctx.database.begin().await?;
        whatsapp_threads::told(&mut tx, self.row.session, version, sequence).await?;
        Ok(tx.commit().await.map_err(StorageError::from)?)
    }
}
