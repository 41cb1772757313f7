//! From a desktop to a phone: the desktop shows a link as a QR code, the phone that opens it shows two digits, and
//! whoever sits at the desktop types them there. Then the phone has the session, and the desktop its progress alone.

use jiff::Timestamp;

use super::{
    FlowError, Turn,
    ledger::Loaded,
    links::{LinkFault, Made, make_from, note, time, written},
};
use crate::{
    audit::leaf::Access,
    base::{digits, ids::CaptureLinkId},
    staff::visit::{Reach, Visit},
    storage::{
        StorageError,
        links::{self, LinkRow},
        visits::{self, VisitRow},
    },
};

/// How far a hand-over has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandOver {
    /// No phone has opened the link.
    Open,
    /// A phone has, and shows its number.
    Scanned,
    /// The phone has the session.
    Done,
    /// The number was typed wrong too often.
    Refused,
    /// Its time ran out.
    Ended,
}

/// Makes the link for a phone. It can live no longer than the page that makes it.
///
/// # Errors
///
/// [`LinkFault::TooMany`].
pub async fn begin(turn: &Turn, loaded: &Loaded, from: Visit) -> Result<Made, FlowError> {
    let ctx = &turn.ctx;
    let expires_at_ms = (ctx.now_ms() + ctx.limits.links.hand_over_s * 1000).min(from.expires_at_ms);
    written(ctx, async |conn| make_from(turn, loaded, Some(from.id), expires_at_ms, conn).await).await
}

/// How far the hand-over by `link` has come, and until when it can be ended well.
///
/// # Errors
///
/// [`FlowError::NotFound`] when `from` did not make the link.
pub async fn follow(turn: &Turn, from: Visit, id: CaptureLinkId) -> Result<(HandOver, Timestamp), FlowError> {
    let mut conn = turn.ctx.database.reader().await?;
    let now = turn.ctx.now_ms();
    let link = own(links::by_id(&mut conn, id).await?, from)?;
    let phone = visits::by_link(&mut conn, id, now).await?;
    Ok((progress(&link, phone.as_ref(), now), time(link.expires_at_ms)?))
}

fn progress(link: &LinkRow, phone: Option<&VisitRow>, now: i64) -> HandOver {
    match (phone.map(|phone| phone.visit.reach), link.spent_at_ms) {
        (Some(Reach::Waiting), _) => HandOver::Scanned,
        // A phone that has handed over in its turn had the session before.
        (Some(Reach::Whole | Reach::Progress), _) => HandOver::Done,
        (Some(Reach::Refused), _) => HandOver::Refused,
        (None, None) if link.expires_at_ms > now => HandOver::Open,
        (None, _) => HandOver::Ended,
    }
}

/// What came of a number that was typed.
enum Typed {
    Right,
    Wrong { left: u8 },
}

/// Takes the number that the phone shows: the phone gets the session for as long as `from` had it, and `from` steps back.
///
/// # Errors
///
/// [`LinkFault::WrongNumber`] with the tries that are left, [`LinkFault::Refused`] when none is, [`LinkFault::Ended`] when
/// no phone waits.
pub async fn confirm(turn: &Turn, from: Visit, id: CaptureLinkId, number: &str) -> Result<(), FlowError> {
    let ctx = &turn.ctx;
    let typed = digits::to_ascii(number.trim());
    let came_to = written(ctx, async |conn| {
        own(links::by_id(conn, id).await?, from)?;
        let phone = visits::by_link(conn, id, ctx.now_ms()).await?.ok_or(LinkFault::Ended)?;
        match phone.visit.reach {
            Reach::Waiting => {}
            Reach::Refused => return Err(LinkFault::Refused.into()),
            Reach::Whole | Reach::Progress => return Err(LinkFault::Ended.into()),
        }
        let mut after = phone;
        if typed == phone.number.to_string() {
            (after.visit.reach, after.visit.expires_at_ms) = (Reach::Whole, from.expires_at_ms);
            visits::change(conn, &phone, &after).await?;
            visits::step_back(conn, from.id).await?;
            let handed = Access::HandedOver { link: id.to_string() };
            note(ctx, conn, from.session, &turn.actor, &handed).await?;
            return Ok(Typed::Right);
        }
        after.tries_left = phone.tries_left.saturating_sub(1);
        if after.tries_left == 0 {
            after.visit.reach = Reach::Refused;
        }
        visits::change(conn, &phone, &after).await?;
        // Committed, though the person is told that it failed: a try that was not counted would be none.
        Ok(Typed::Wrong { left: after.tries_left })
    });
    match came_to.await? {
        Typed::Right => Ok(()),
        Typed::Wrong { left: 0 } => Err(LinkFault::Refused.into()),
        Typed::Wrong { left } => Err(LinkFault::WrongNumber(left).into()),
    }
}

fn own(link: Option<LinkRow>, from: Visit) -> Result<LinkRow, FlowError> {
    link.filter(|link| link.from_visit == Some(from.id)).ok_or(FlowError::NotFound("hand-over"))
}

impl From<LinkFault> for FlowError {
    fn from(fault: LinkFault) -> Self {
        Self::Link(fault)
    }
}

impl Turn {
    /// The same turn for a page: its permission rests on the visit, too, and ends with it.
    #[must_use]
    pub fn of_page(self, visit: Visit) -> Self {
        Self { grounds: super::turn::Grounds::Visit(visit), ..self }
    }
}

impl Turn {
    /// Whether what gave this turn's permission still holds.
    ///
    /// # Errors
    ///
    /// As [`Turn::begin`] has it of a permission that has ended, and [`LinkFault`] of a visit.
    pub async fn still_permitted(&self, loaded: &Loaded) -> Result<(), FlowError> {
        let mut conn = self.ctx.database.reader().await?;
        self.grounds.hold(&self.ctx, &mut conn, loaded).await
    }
}

/// Whether `visit` still reaches as far as when it came in.
///
/// # Errors
///
/// [`LinkFault::VisitEnded`] or [`LinkFault::HandedOver`] when it does not.
pub(super) async fn still_reaches(conn: &mut sqlx::AnyConnection, visit: Visit, now_ms: i64) -> Result<(), FlowError> {
    let reach: Result<Option<Reach>, StorageError> = visits::reach(conn, visit.id, now_ms).await;
    match reach? {
        Some(reach) if reach == visit.reach => Ok(()),
        Some(_) => Err(LinkFault::HandedOver.into()),
        None => Err(LinkFault::VisitEnded.into()),
    }
}
