//! What the platform brings is taken in, durably, before it is acknowledged; dealing with it comes after.

use std::collections::BTreeSet;

use sqlx::AnyConnection;

use super::{WhatsApp, kept};
use crate::{
    base::ids::SessionId,
    flow::{Ctx, FlowError, ledger::Keys, links::written},
    storage::{
        whatsapp_inbox::{self, InboxRow},
        whatsapp_threads,
    },
    whatsapp::{
        notification::{Failure, Inbound, Notification, Said},
        waiting::Waiting,
    },
};

/// "Re-engagement message", told of a message after it was taken.
const WINDOW_CLOSED: i64 = 131_047;

/// Within which messages of one person are counted, in milliseconds.
const MINUTE_MS: i64 = 60 * 1000;

/// Takes a notification in; the sessions in which something waits now. A message that was taken before changes nothing, and
/// of a number that nobody bound nothing is kept.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails: then nothing was taken, and the platform brings it again.
pub async fn take(
    ctx: &Ctx,
    whatsapp: &WhatsApp,
    notification: &Notification,
) -> Result<BTreeSet<SessionId>, FlowError> {
    for Failure { codes, .. } in &notification.failures {
        tracing::warn!(?codes, "a message by WhatsApp did not arrive");
    }
    let taken = written(ctx, async |conn| {
        let mut taken = Taken::default();
        for (place, inbound) in (0..).zip(&notification.messages) {
            message(ctx, whatsapp, conn, (place, inbound), &mut taken).await?;
        }
        for failure in notification.failures.iter().filter(|failure| failure.codes.contains(&WINDOW_CLOSED)) {
            window_closed(ctx, conn, failure, &mut taken).await?;
        }
        Ok(taken)
    })
    .await?;
    if taken.unknown > 0 {
        tracing::info!(count = taken.unknown, "messages by WhatsApp from numbers that are bound to no session");
    }
    if taken.dropped > 0 {
        tracing::warn!(count = taken.dropped, "messages by WhatsApp beyond whatsapp.messages_per_minute were dropped");
    }
    Ok(taken.sessions)
}

/// What came of a notification.
#[derive(Default)]
struct Taken {
    sessions: BTreeSet<SessionId>,
    unknown: usize,
    dropped: usize,
}

async fn message(
    ctx: &Ctx,
    whatsapp: &WhatsApp,
    conn: &mut AnyConnection,
    (place, inbound): (i64, &Inbound),
    taken: &mut Taken,
) -> Result<(), FlowError> {
    if inbound.said == Said::Nothing {
        return Ok(());
    }
    let Some((session, keys)) = speaker(ctx, conn, inbound.from.as_ref()).await? else {
        taken.unknown += 1;
        return Ok(());
    };
    let now = ctx.now_ms();
    // A clock that runs ahead must not hold the window open.
    let sent_at_ms = inbound.sent_at_s.saturating_mul(1000).min(now);
    let before = whatsapp_inbox::since(conn, session, now - MINUTE_MS).await?;
    let most = i64::from(whatsapp.terms.messages_per_minute);
    let waiting = match before.cmp(&most) {
        std::cmp::Ordering::Less => Waiting::Said { said: inbound.said.clone() },
        std::cmp::Ordering::Equal => Waiting::TooFast,
        std::cmp::Ordering::Greater => {
            taken.dropped += 1;
            return Ok(());
        }
    };
    let name = kept::message(ctx, inbound.id.expose());
    let row = InboxRow { sent_at_ms, place, ..kept::row(ctx, &keys, (session, name), &waiting)? };
    if whatsapp_inbox::take(conn, &row).await? {
        whatsapp_threads::heard(conn, session, sent_at_ms).await?;
        taken.sessions.insert(session);
    }
    Ok(())
}

/// A message of ours came too late: the person gets the template instead.
async fn window_closed(
    ctx: &Ctx,
    conn: &mut AnyConnection,
    failure: &Failure,
    taken: &mut Taken,
) -> Result<(), FlowError> {
    let Some((session, keys)) = speaker(ctx, conn, failure.to.as_ref()).await? else { return Ok(()) };
    let name = kept::message(ctx, &format!("closed/{}", failure.id.expose()));
    let row = kept::row(ctx, &keys, (session, name), &Waiting::WindowClosed)?;
    if whatsapp_inbox::take(conn, &row).await? {
        taken.sessions.insert(session);
    }
    Ok(())
}

/// The session that a number speaks in, with its keys; nothing where nobody bound it.
async fn speaker(
    ctx: &Ctx,
    conn: &mut AnyConnection,
    number: Option<&crate::base::personal::Personal>,
) -> Result<Option<(SessionId, Keys)>, FlowError> {
    let Some(number) = number else { return Ok(None) };
    let Some(thread) = kept::thread_of(ctx, conn, number).await? else { return Ok(None) };
    Ok(Some((thread.session, Keys::load(ctx, conn, thread.session).await?)))
}
