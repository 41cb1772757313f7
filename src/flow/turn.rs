//! One caller's turn on one session: who, under which version and key, and the transaction that records it.

use std::sync::Arc;

use sqlx::AnyConnection;

use super::{
    Ctx, FlowError, calls, hand_over,
    ledger::{self, Loaded},
};
use crate::{
    audit::leaf::Actor,
    base::ids::{EvidenceId, SessionId},
    session::{command::Command, decide::decide, event::Shows, refusal::Refusal},
    staff::{
        caller::Caller,
        policy::{Access, Route, access},
        visit::Visit,
    },
    storage::{
        StorageError,
        claims::{self, HeldFor},
        evidence, idempotency,
    },
};

/// How often a transaction that lost to another is begun anew before the caller is told.
const TRIES: usize = 5;

/// One caller's turn on one session. Only [`Turn::begin`] makes one, so none exists without permission.
#[derive(Debug)]
pub struct Turn {
    /// What the use case works with.
    pub ctx: Arc<Ctx>,
    /// The session.
    pub session: SessionId,
    /// Who, as the log will say.
    pub actor: Actor,
    /// What gave the permission, and must still hold when the turn is recorded.
    pub grounds: Grounds,
    /// The version the caller has seen; another one refuses the turn.
    pub if_match: Option<u64>,
    /// The request's idempotency key, marked as in flight.
    pub idempotency: Option<Marked>,
}

/// What a permission rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grounds {
    /// A role, or the client that owns the session: nothing that could change meanwhile.
    Role,
    /// An applicant's token of this generation.
    Generation(u32),
    /// This staff member's claim.
    Claim(String),
    /// This staff member's hold on the call, since this taking.
    Call {
        /// Who.
        staff: String,
        /// The fence that they name.
        fence: i64,
    },
    /// The applicant's own, and that the call is still held by whom it was connected with.
    InHeldCall(Box<Self>),
    /// That nobody holds the call: for what the service does when everybody is gone.
    NoHolder,
    /// A page's visit, and its generation.
    Visit(Visit),
}

/// An idempotency key in flight.
#[derive(Clone, Debug)]
pub struct Marked {
    /// Whose, and where.
    pub key: idempotency::Key,
    /// Keyed hash of the decoded content.
    pub content: String,
}

/// A picture whose sealed bytes are stored and that is to be noted with the event.
#[derive(Clone, Copy, Debug)]
pub struct NewEvidence {
    /// Its id.
    pub id: EvidenceId,
    /// What it shows.
    pub shows: Shows,
    /// Bytes before sealing.
    pub size: usize,
}

/// What is written with a record, in its transaction, of what the record left.
pub(super) trait Along: Sync {
    /// What the caller is told of it.
    type Left: Send;

    /// Writes it; `again` when it was tried before and another's writing came between.
    fn write(
        &self,
        tx: &mut AnyConnection,
        after: &Loaded,
        again: bool,
    ) -> impl Future<Output = Result<Self::Left, FlowError>> + Send;
}

/// Nothing else.
impl Along for () {
    type Left = ();

    async fn write(&self, _: &mut AnyConnection, _: &Loaded, _: bool) -> Result<(), FlowError> {
        Ok(())
    }
}

impl Turn {
    /// A turn on `session`, if `caller` reaches it on `route`.
    ///
    /// # Errors
    ///
    /// [`FlowError::Forbidden`] when the role does not reach the route, [`FlowError::NotFound`] when the session is
    /// somebody else's, [`FlowError::NotClaimed`] when it must be claimed first, [`FlowError::TokenReplaced`] when the
    /// applicant's token is of an earlier generation.
    pub async fn begin(
        ctx: &Arc<Ctx>,
        route: Route,
        caller: &Caller,
        session: SessionId,
    ) -> Result<(Self, Loaded), FlowError> {
        let reach = access(route, caller);
        if reach == Access::Never {
            return Err(FlowError::Forbidden);
        }
        let mut conn = ctx.database.reader().await?;
        let loaded = ledger::load(ctx, &mut conn, session).await?;
        let state = &loaded.session.state;
        let (actor, grounds) = match caller {
            Caller::BackEnd { client_id } => {
                if state.client != client_id.as_str() {
                    return Err(FlowError::NotFound("session"));
                }
                (Actor::BackEnd { id: client_id.to_string() }, Grounds::Role)
            }
            Caller::Applicant { session: bound, generation } => {
                if *bound != session {
                    return Err(FlowError::NotFound("session"));
                }
                (Actor::Applicant, Grounds::Generation(*generation))
            }
            Caller::Staff { id, .. } => {
                let id = id.to_string();
                let grounds = if reach == Access::Claimed { Grounds::Claim(id.clone()) } else { Grounds::Role };
                (Actor::Staff { id }, grounds)
            }
        };
        grounds.hold(ctx, &mut conn, &loaded).await?;
        Ok((Self { ctx: Arc::clone(ctx), session, actor, grounds, if_match: None, idempotency: None }, loaded))
    }

    /// Decides `command` on the session as it is now, and writes what follows: the one transaction of a use case.
    ///
    /// Decided anew when another request wrote in between; a finding says itself what it was computed from, so deciding
    /// it on a newer state is right, or is refused.
    ///
    /// # Errors
    ///
    /// [`FlowError::Refused`] when the session says no, [`FlowError::VersionMoved`] when `If-Match` does not hold,
    /// [`FlowError::Busy`] when others won five times running.
    pub async fn record(&self, command: Command, evidence: &[NewEvidence]) -> Result<Loaded, FlowError> {
        self.record_along(command, evidence, &()).await.map(|(loaded, ())| loaded)
    }

    /// The same, with something else in its transaction.
    ///
    /// # Errors
    ///
    /// As [`Turn::record`], and whatever `along` fails with; on [`FlowError::Busy`] all of it is begun anew.
    pub(super) async fn record_along<A: Along>(
        &self,
        command: Command,
        evidence: &[NewEvidence],
        along: &A,
    ) -> Result<(Loaded, A::Left), FlowError> {
        for tried in 0..TRIES {
            match self.try_record(command.clone(), evidence, along, tried > 0).await {
                Err(FlowError::Busy) => {}
                done => return done,
            }
        }
        Err(FlowError::Busy)
    }

    async fn try_record<A: Along>(
        &self,
        command: Command,
        new: &[NewEvidence],
        along: &A,
        again: bool,
    ) -> Result<(Loaded, A::Left), FlowError> {
        let mut tx = self.ctx.database.begin().await?;
        let mut loaded = ledger::load(&self.ctx, &mut tx, self.session).await?;
        // Asked again: the token may have been replaced, or the claim lost, while the work was done.
        self.grounds.hold(&self.ctx, &mut tx, &loaded).await?;
        self.check_version(&loaded)?;
        let happenings = decide(&loaded.session, &loaded.journey, command, self.ctx.now_ms())?;
        ledger::record(&self.ctx, &mut tx, &mut loaded, &self.actor, &happenings).await?;
        for picture in new {
            evidence::insert(&mut tx, self.session, picture.id, picture.shows, picture.size, self.ctx.now_ms()).await?;
        }
        self.answer(&mut tx, &loaded).await?;
        let left = along.write(&mut tx, &loaded, again).await?;
        tx.commit().await.map_err(StorageError::from)?;
        Ok((loaded, left))
    }

    /// Refuses a turn on another version than the one the caller has seen.
    ///
    /// # Errors
    ///
    /// [`FlowError::VersionMoved`].
    pub fn check_version(&self, loaded: &Loaded) -> Result<(), FlowError> {
        match self.if_match {
            Some(version) if version != loaded.session.state.sequence => Err(FlowError::VersionMoved),
            Some(_) | None => Ok(()),
        }
    }

    async fn answer(&self, tx: &mut AnyConnection, loaded: &Loaded) -> Result<(), FlowError> {
        let Some(marked) = &self.idempotency else { return Ok(()) };
        let until = self.ctx.now_ms() + self.ctx.limits.idempotency_s * 1000;
        let version = loaded.session.state.sequence;
        idempotency::answer(tx, &marked.key, &marked.content, self.session, version, until).await.map_err(|error| {
            match error {
                // The lease ran out and another request took it over: that one answers.
                StorageError::Conflict => FlowError::InFlight,
                StorageError::Corrupt { .. } | StorageError::Database(_) => error.into(),
            }
        })
    }
}

impl Grounds {
    /// Whether the permission still holds.
    pub(super) async fn hold(&self, ctx: &Ctx, conn: &mut AnyConnection, loaded: &Loaded) -> Result<(), FlowError> {
        match self {
            Self::Role => Ok(()),
            Self::Generation(generation) if *generation == loaded.session.state.generation => Ok(()),
            Self::Visit(visit) if visit.generation == loaded.session.state.generation => {
                hand_over::still_reaches(conn, *visit, ctx.now_ms()).await
            }
            Self::Generation(_) | Self::Visit(_) => Err(FlowError::TokenReplaced),
            Self::Call { staff, fence } => calls::still_held(ctx, conn, loaded.id, (staff, *fence)).await,
            Self::InHeldCall(own) => {
                Box::pin(own.hold(ctx, conn, loaded)).await?;
                calls::is_held(ctx, conn, loaded).await
            }
            Self::NoHolder => match claims::held(conn, loaded.id, ctx.now_ms()).await? {
                Some((_, _, HeldFor::Call)) => Err(Refusal::NothingToDo.into()),
                Some((_, _, HeldFor::Review)) | None => Ok(()),
            },
            Self::Claim(staff) => match claims::holder(conn, loaded.id, ctx.now_ms()).await? {
                Some(holder) if holder == *staff => Ok(()),
                Some(_) | None => Err(FlowError::NotClaimed),
            },
        }
    }
}
