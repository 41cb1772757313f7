//! Links that open a session on a page: made by a back end, exchanged once by a browser for its cookie.

use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{
    Ctx, FlowError, Turn,
    ledger::{self, Loaded},
};
use crate::{
    audit::leaf::{Access, Actor},
    base::{
        ids::{CaptureLinkId, SessionId, VisitId},
        randomness::draw,
    },
    staff::{
        page_secret::{PageSecret, PageSecretKind, hash},
        policy::Route,
        visit::{Reach, Visit},
    },
    storage::{
        StorageError,
        events::Stream,
        links::{self, LinkRow},
        visits::{self, VisitRow},
    },
};

/// How often a transaction that lost to another is begun anew.
const TRIES: usize = 5;

/// How long a link and a visit are remembered after their end, in milliseconds, so that the person is told what is wrong.
const REMEMBERED_MS: i64 = 24 * 60 * 60 * 1000;

/// What is wrong with a link or a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkFault {
    /// The link was exchanged already.
    #[error("this link has been used; ask for a new one")]
    Spent,
    /// The link ran out, or access to the session was renewed or taken back since.
    #[error("this link has run out; ask for a new one")]
    Ended,
    /// The session has as many open links as it may have.
    #[error("the session has too many open links; wait until one runs out or is used")]
    TooMany,
    /// The cookie is of no visit, or of one that has ended.
    #[error("this visit has ended; ask for a new link")]
    VisitEnded,
    /// The phone's number has not been typed yet on the page that hands over.
    #[error("type this phone's number on the page that showed the code")]
    Waiting,
    /// The phone's number was typed wrong too often.
    #[error("the number was typed wrong too often; begin on the other page again")]
    Refused,
    /// The page has handed over, and keeps the progress alone.
    #[error("this page has handed over to a phone")]
    HandedOver,
    /// Only a page can hand over.
    #[error("only a page that was opened by a link can hand over")]
    NoPage,
    /// The number is not the one on the phone.
    #[error("that is not the number on the phone; {0} more tries")]
    WrongNumber(u8),
}

/// A link as it is handed out, once.
#[derive(Debug)]
pub struct Made {
    /// Its id.
    pub id: CaptureLinkId,
    /// Its code.
    pub code: PageSecret,
    /// When it runs out.
    pub expires_at: Timestamp,
}

/// What a link was exchanged for.
#[derive(Debug)]
pub struct Opened {
    /// The visit.
    pub visit: Visit,
    /// Its cookie.
    pub cookie: PageSecret,
    /// The language of the session, a BCP 47 tag.
    pub locale: String,
    /// The two digits to show, while the other page has to confirm this one.
    pub number: Option<u8>,
}

/// The address of the applicant's page with a link's code in its fragment, which no browser sends.
pub fn address(public_url: &str, code: &PageSecret) -> String {
    format!("{}/apply/#c={}", public_url.trim_end_matches('/'), code.expose())
}

/// Makes a link to the session of `turn`.
///
/// # Errors
///
/// [`LinkFault::TooMany`].
pub async fn make(turn: &Turn, loaded: &Loaded) -> Result<Made, FlowError> {
    for _ in 0..TRIES {
        match try_make(turn, loaded).await {
            Err(FlowError::Busy) => {}
            made => return made,
        }
    }
    Err(FlowError::Busy)
}

async fn try_make(turn: &Turn, loaded: &Loaded) -> Result<Made, FlowError> {
    let expires_at_ms = turn.ctx.now_ms() + turn.ctx.limits.links.life_s * 1000;
    let mut tx = turn.ctx.database.begin().await?;
    let made = make_from(turn, loaded, None, expires_at_ms, &mut tx).await?;
    tx.commit().await.map_err(StorageError::from)?;
    Ok(made)
}

/// Makes a link within a transaction; `from_visit` is the page that hands over by it.
pub(super) async fn make_from(
    turn: &Turn,
    loaded: &Loaded,
    from_visit: Option<VisitId>,
    expires_at_ms: i64,
    conn: &mut AnyConnection,
) -> Result<Made, FlowError> {
    let ctx = &turn.ctx;
    if links::open(conn, loaded.id, ctx.now_ms()).await? >= i64::from(ctx.limits.links.open_per_session) {
        return Err(LinkFault::TooMany.into());
    }
    let id = CaptureLinkId::new(ctx.new_id());
    let code = PageSecret::generate(PageSecretKind::Code, ctx.randomness.as_ref());
    let generation = loaded.session.state.generation;
    let row = LinkRow { id, session: loaded.id, generation, from_visit, expires_at_ms, spent_at_ms: None };
    links::insert(conn, &code.hash(), &row).await?;
    note(ctx, conn, loaded.id, &turn.actor, &Access::LinkMade { link: id.to_string() }).await?;
    Ok(Made { id, code, expires_at: time(expires_at_ms)? })
}

/// Exchanges a link's code, once, for a visit.
///
/// # Errors
///
/// [`FlowError::NotFound`] for a code that was never made or is long over; [`LinkFault::Spent`] and [`LinkFault::Ended`].
pub async fn exchange(ctx: &Ctx, code: &str) -> Result<Opened, FlowError> {
    let code_hash = hash(PageSecretKind::Code, code);
    written(ctx, async |conn| {
        let link = links::by_code(conn, &code_hash).await?.ok_or(FlowError::NotFound("link"))?;
        let now = ctx.now_ms();
        let loaded = ledger::load(ctx, conn, link.session).await?;
        let state = &loaded.session.state;
        if link.spent_at_ms.is_some() {
            return Err(LinkFault::Spent.into());
        }
        if link.expires_at_ms <= now || link.generation != state.generation {
            return Err(LinkFault::Ended.into());
        }
        links::spend(conn, link.id, now).await?;
        let row = visit(ctx, &link, now);
        let cookie = PageSecret::generate(PageSecretKind::Cookie, ctx.randomness.as_ref());
        visits::insert(conn, &cookie.hash(), &row).await?;
        let opened = Access::LinkOpened { link: link.id.to_string() };
        note(ctx, conn, link.session, &Actor::Applicant, &opened).await?;
        let number = (row.visit.reach == Reach::Waiting).then_some(row.number);
        Ok(Opened { visit: row.visit, cookie, locale: state.locale.clone(), number })
    })
    .await
}

/// The visit that a link opens. A phone waits to be confirmed, for as long as its link would have lived.
fn visit(ctx: &Ctx, link: &LinkRow, now: i64) -> VisitRow {
    let limits = ctx.limits.links;
    let (reach, expires_at_ms) = match link.from_visit {
        Some(_) => (Reach::Waiting, link.expires_at_ms),
        None => (Reach::Whole, now + limits.visit_s * 1000),
    };
    let id = VisitId::new(ctx.new_id());
    let [random] = draw::<1>(ctx.randomness.as_ref());
    VisitRow {
        visit: Visit { id, session: link.session, generation: link.generation, reach, expires_at_ms },
        link: link.id,
        // 90 numbers from 256 values: some are likelier by a third of a per cent, which helps nobody who has three tries.
        number: 10 + random % 90,
        tries_left: limits.number_tries,
    }
}

/// The visit of this cookie, if it may come to `route` on `session`.
///
/// # Errors
///
/// [`LinkFault::VisitEnded`] for a cookie of nothing, [`LinkFault::Waiting`], [`LinkFault::Refused`] and
/// [`LinkFault::HandedOver`] by the visit's reach; [`FlowError::NotFound`] when the session is another one.
pub async fn enter(ctx: &Ctx, route: Route, session: SessionId, cookie: &str) -> Result<Visit, FlowError> {
    let mut conn = ctx.database.reader().await?;
    let found = visits::by_cookie(&mut conn, &hash(PageSecretKind::Cookie, cookie), ctx.now_ms()).await?;
    let visit = found.ok_or(LinkFault::VisitEnded)?.visit;
    if visit.session != session {
        return Err(FlowError::NotFound("session"));
    }
    if visit.reach.comes_to(route) {
        return Ok(visit);
    }
    Err(match visit.reach {
        Reach::Whole | Reach::Progress => LinkFault::HandedOver,
        Reach::Waiting => LinkFault::Waiting,
        Reach::Refused => LinkFault::Refused,
    }
    .into())
}

/// Forgets what ended a day ago.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub(super) async fn forget(conn: &mut AnyConnection, now_ms: i64) -> Result<(), FlowError> {
    links::forget(conn, now_ms - REMEMBERED_MS).await?;
    visits::forget(conn, now_ms - REMEMBERED_MS).await?;
    Ok(())
}

/// Runs `act` in a transaction, anew where another wrote in between.
pub(super) async fn written<T>(
    ctx: &Ctx,
    act: impl AsyncFn(&mut AnyConnection) -> Result<T, FlowError>,
) -> Result<T, FlowError> {
    for _ in 0..TRIES {
        let mut tx = ctx.database.begin().await?;
        match act(&mut tx).await {
            Err(FlowError::Busy) => {}
            Err(error) => return Err(error),
            Ok(done) => {
                tx.commit().await.map_err(StorageError::from)?;
                return Ok(done);
            }
        }
    }
    Err(FlowError::Busy)
}

pub(super) async fn note(
    ctx: &Ctx,
    conn: &mut AnyConnection,
    session: SessionId,
    actor: &Actor,
    access: &Access,
) -> Result<(), FlowError> {
    ledger::note(ctx, conn, Stream::Access, &session.to_string(), actor, access).await
}

pub(super) fn time(unix_ms: i64) -> Result<Timestamp, FlowError> {
    Timestamp::from_millisecond(unix_ms).map_err(FlowError::internal)
}
