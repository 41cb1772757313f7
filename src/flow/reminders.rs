//! Who falls silent is reminded; who is about to run out of time is told, and so is whose call is about to begin.
//!
//! At least once: a message goes out before the event that tells of it, so a crash in between sends it again. It then has the
//! same id, by which a gateway drops it. The other order would lose messages that the log says were sent.

use std::{collections::BTreeSet, sync::Arc};

use jiff::{Timestamp, Zoned, tz::TimeZone};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    Ctx, FlowError, Turn,
    ledger::{self, Loaded},
    remark::{remark, standing},
};
use crate::{
    base::ids::SessionId,
    chat::{
        language::Language,
        letters::{Letter, write},
        memory::Memory,
    },
    contact::{address::Address, channel::Message},
    session::{
        command::Command,
        reminder::{By, Reminder, Told, next},
    },
    storage::{StorageError, reminders},
};

/// Milliseconds of an hour.
const HOUR_MS: i64 = 60 * 60 * 1000;

/// Tells whoever is to be told now, at most `limit`; how many were looked at.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub async fn remind(ctx: &Arc<Ctx>, limit: i64) -> Result<usize, FlowError> {
    let mut conn = ctx.database.reader().await?;
    let due = reminders::due(&mut conn, ctx.now_ms(), limit).await?;
    drop(conn);
    for session in &due {
        if let Err(error) = look_after(ctx, *session).await {
            // One that cannot be told must not keep the others waiting.
            tracing::error!(error = ?error, %session, "a person could not be told");
            plan(ctx, *session, Some(later(ctx))).await?;
        }
    }
    Ok(due.len())
}

/// Tells one person what is due, unless something has happened since it was planned.
async fn look_after(ctx: &Arc<Ctx>, session: SessionId) -> Result<(), FlowError> {
    let turn = Turn::of_service(ctx, session);
    let mut conn = ctx.database.reader().await?;
    let loaded = ledger::load(ctx, &mut conn, session).await?;
    drop(conn);
    let thread = standing(&turn, &loaded).await?;
    // Who only talks has not fallen silent either.
    let heard_ms = thread.as_ref().map_or(loaded.updated_at_ms, |thread| thread.at_ms.max(loaded.updated_at_ms));
    let Some(reminder) = next(&loaded.session.state, heard_ms, &ctx.limits.patience) else {
        return plan(ctx, session, None).await;
    };
    if reminder.at_ms > ctx.now_ms() {
        return plan(ctx, session, Some(reminder.at_ms)).await;
    }
    let memory = thread.as_ref().map(|thread| &thread.memory);
    let Some(mut by) = write_to(ctx, &loaded, reminder, memory).await else {
        return plan(ctx, session, Some(later(ctx))).await;
    };
    if thread.is_some() && reminder.told != Told::Waiting {
        by.insert(By::Thread);
    }
    if by.is_empty() {
        // Nobody to tell: neither an address nor a thread.
        return plan(ctx, session, None).await;
    }
    let in_thread = by.contains(&By::Thread);
    let loaded = turn.record(Command::RecordTold { what: reminder.told, by }, &[]).await?;
    match thread {
        Some(thread) if in_thread => {
            let begins = call_begins(ctx, &loaded);
            remark(&turn, &loaded, &thread.memory, &letter(ctx, &loaded, reminder.told, &begins)).await
        }
        Some(_) | None => Ok(()),
    }
}

/// Writes to the address that was proved, if there is one; nothing if the gateway does not take the message.
async fn write_to(ctx: &Ctx, loaded: &Loaded, reminder: Reminder, memory: Option<&Memory>) -> Option<BTreeSet<By>> {
    let state = &loaded.session.state;
    let contact = loaded.session.profile.contact().filter(|_| state.is_reachable());
    let Some(contact) = contact else { return Some(BTreeSet::new()) };
    let language = memory.map_or_else(|| Language::of(&state.locale), |memory| memory.speaks(&state.locale));
    let message = message(ctx, loaded, reminder, &contact.address, language);
    match ctx.channel.send(&message).await {
        Ok(()) => Some([contact.address.kind().into()].into()),
        Err(fault) => {
            tracing::warn!(cause = %fault, session = %loaded.id, "a reminder was not sent");
            None
        }
    }
}

fn message(ctx: &Ctx, loaded: &Loaded, reminder: Reminder, to: &Address, language: Language) -> Message {
    let begins = call_begins(ctx, loaded);
    let written = write(&letter(ctx, loaded, reminder.told, &begins), language);
    Message {
        id: id_of(loaded, reminder.told),
        to: to.clone(),
        language: language.code(),
        subject: written.subject,
        text: written.text,
    }
}

fn letter<'a>(ctx: &Ctx, loaded: &Loaded, told: Told, begins: &'a Zoned) -> Letter<'a> {
    match told {
        Told::Waiting => {
            let ends = Timestamp::from_millisecond(loaded.session.state.expires_at_ms).unwrap_or(ctx.now());
            Letter::Waiting { until: ends.to_zoned(TimeZone::UTC).date() }
        }
        Told::Ending => Letter::Ending { hours: hours_left(ctx, loaded) },
        Told::CallSoon => Letter::CallSoon { begins },
    }
}

/// When the call that was booked begins, in the bank's own time; now where none is.
fn call_begins(ctx: &Ctx, loaded: &Loaded) -> Zoned {
    let booked = loaded.session.state.open_call().and_then(|call| call.callback_at_ms);
    let at = booked.and_then(|at| Timestamp::from_millisecond(at).ok()).unwrap_or(ctx.now());
    at.to_zoned(ctx.desk.hours.zone().clone())
}

/// The same message has the same id, however often it is tried: it follows from the session, from what is told, and from
/// how often or of which end it was told before.
fn id_of(loaded: &Loaded, told: Told) -> Uuid {
    let state = &loaded.session.state;
    let which = match told {
        Told::Waiting => format!("waiting/{}", state.told.waiting),
        Told::Ending => format!("ending/{}", state.expires_at_ms),
        Told::CallSoon => {
            format!("call_soon/{}", state.open_call().and_then(|call| call.callback_at_ms).unwrap_or_default())
        }
    };
    let digest = Sha256::digest(format!("ahlan/reminder/v1\n{}\n{which}", loaded.id));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

fn hours_left(ctx: &Ctx, loaded: &Loaded) -> usize {
    let left = loaded.session.state.expires_at_ms - ctx.now_ms();
    usize::try_from((left + HOUR_MS / 2) / HOUR_MS).unwrap_or(1).max(1)
}

fn later(ctx: &Ctx) -> i64 {
    ctx.now_ms() + ctx.limits.remind_again_s * 1000
}

async fn plan(ctx: &Ctx, session: SessionId, at_ms: Option<i64>) -> Result<(), FlowError> {
    let mut tx = ctx.database.begin().await?;
    match at_ms {
        Some(at_ms) => reminders::plan(&mut tx, session, at_ms).await?,
        None => reminders::give_up(&mut tx, session).await?,
    }
    Ok(tx.commit().await.map_err(StorageError::from)?)
}
