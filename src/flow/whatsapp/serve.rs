//! What waits in a conversation is dealt with: in order, by one at a time, and again after an end in between.

use std::sync::Arc;

use futures_util::future::join_all;

use super::{WhatsApp, conversation::Conversation};
use crate::{
    base::ids::SessionId,
    flow::{Ctx, FlowError},
    storage::{
        StorageError,
        whatsapp_inbox::{self, InboxRow},
        whatsapp_threads,
    },
    whatsapp::waiting::wait_ms,
};

/// What became of something that waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dealt {
    /// It is done, or can never be.
    Done,
    /// It is to be tried again.
    Later,
}

/// Deals with what waits in a session, unless somebody else does.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails; what waits is dealt with by the next round of jobs.
pub async fn serve(ctx: &Arc<Ctx>, session: SessionId) -> Result<(), FlowError> {
    let Some(whatsapp) = &ctx.whatsapp else { return Ok(()) };
    let _place = whatsapp.places.acquire().await.map_err(FlowError::internal)?;
    let holder = ctx.new_id().to_string();
    // Looked at again after letting go: what was taken in between found somebody who held it.
    while next(ctx, session).await?.is_some() && hold(ctx, whatsapp, session, &holder).await? {
        let served = serve_held(ctx, whatsapp, session, &holder).await;
        let_go(ctx, session, &holder).await?;
        served?;
    }
    Ok(())
}

/// Deals with what is due in any session, at most `most` sessions: what a process left behind, and what was put off.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub async fn serve_due(ctx: &Arc<Ctx>, most: i64) -> Result<(), FlowError> {
    if ctx.whatsapp.is_none() {
        return Ok(());
    }
    let mut conn = ctx.database.reader().await?;
    let due = whatsapp_inbox::due(&mut conn, ctx.now_ms(), most).await?;
    drop(conn);
    let mut serving = Vec::new();
    for session in &due {
        serving.push(serve(ctx, *session));
    }
    for (session, served) in due.iter().zip(join_all(serving).await) {
        if let Err(error) = served {
            // One conversation must not keep the others waiting.
            tracing::error!(error = ?error, %session, "a conversation by WhatsApp could not be dealt with");
        }
    }
    Ok(())
}

async fn serve_held(ctx: &Arc<Ctx>, whatsapp: &WhatsApp, session: SessionId, holder: &str) -> Result<(), FlowError> {
    while let Some(row) = next(ctx, session).await? {
        if !hold(ctx, whatsapp, session, holder).await? {
            return Ok(());
        }
        let dealt = match Box::pin(deal(ctx, whatsapp, &row)).await {
            Ok(dealt) => dealt,
            Err(error) => after(&error, session),
        };
        settle(ctx, &row, dealt).await?;
    }
    Ok(())
}

async fn deal(ctx: &Arc<Ctx>, whatsapp: &WhatsApp, row: &InboxRow) -> Result<Dealt, FlowError> {
    let (conversation, waiting) = Conversation::open(ctx, whatsapp, row).await?;
    conversation.deal(waiting).await
}

/// What an error means for what waits.
fn after(error: &FlowError, session: SessionId) -> Dealt {
    match error {
        // The session, the number or its permission is gone: nobody is there to be answered.
        FlowError::NotFound(_) | FlowError::Forbidden | FlowError::TokenReplaced | FlowError::Erased => {
            tracing::info!(%session, "a message by WhatsApp came to a conversation that has ended");
            Dealt::Done
        }
        FlowError::Busy | FlowError::InFlight | FlowError::VersionMoved => Dealt::Later,
        FlowError::NotClaimed
        | FlowError::Refused(_)
        | FlowError::KeyReused
        | FlowError::BadNumber(_)
        | FlowError::BadPicture { .. }
        | FlowError::BadValue { .. }
        | FlowError::BadCredentials
        | FlowError::Link(_)
        | FlowError::Call(_)
        | FlowError::TooManyCodes(_)
        | FlowError::ChannelAway
        | FlowError::NumberTaken
        | FlowError::Internal(_) => {
            tracing::error!(error = ?error, %session, "a message by WhatsApp could not be dealt with");
            Dealt::Later
        }
    }
}

/// What is next in a session, once its time has come.
async fn next(ctx: &Ctx, session: SessionId) -> Result<Option<InboxRow>, FlowError> {
    let mut conn = ctx.database.reader().await?;
    let row = whatsapp_inbox::next(&mut conn, session).await?;
    Ok(row.filter(|row| row.next_at_ms <= ctx.now_ms()))
}

/// Takes a conversation in hand, or goes on with it; whether nobody else has it.
pub(super) async fn hold(ctx: &Ctx, whatsapp: &WhatsApp, session: SessionId, holder: &str) -> Result<bool, FlowError> {
    let (now, held) = (ctx.now_ms(), whatsapp.terms.held_ms);
    let mut tx = ctx.database.begin().await?;
    let held = whatsapp_threads::hold(&mut tx, session, holder, now, now + held).await?;
    tx.commit().await.map_err(StorageError::from)?;
    Ok(held)
}

pub(super) async fn let_go(ctx: &Ctx, session: SessionId, holder: &str) -> Result<(), FlowError> {
    let mut tx = ctx.database.begin().await?;
    whatsapp_threads::let_go(&mut tx, session, holder).await?;
    Ok(tx.commit().await.map_err(StorageError::from)?)
}

/// Writes down what became of `row`.
async fn settle(ctx: &Ctx, row: &InboxRow, dealt: Dealt) -> Result<(), FlowError> {
    let mut tx = ctx.database.begin().await?;
    match (dealt, wait_ms(row.attempts + 1)) {
        (Dealt::Done, _) => whatsapp_inbox::done(&mut tx, &row.message).await?,
        (Dealt::Later, Some(wait)) => whatsapp_inbox::put_off(&mut tx, &row.message, ctx.now_ms() + wait).await?,
        (Dealt::Later, None) => {
            tracing::error!(session = %row.session, tries = row.attempts + 1, "a message by WhatsApp is given up");
            whatsapp_threads::gave_up(&mut tx, row.session).await?;
            whatsapp_inbox::done(&mut tx, &row.message).await?;
        }
    }
    Ok(tx.commit().await.map_err(StorageError::from)?)
}
