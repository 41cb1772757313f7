//! The room of a call: two pages sit on its sides and pass each other sealed messages until they see each other.
//!
//! Rows, not memory: two pages of one call may be connected to different processes, and a process may be replaced.

use zeroize::Zeroizing;

use crate::{
    base::{
        category::Category,
        ids::{CallId, SessionId},
    },
    flow::{Ctx, FlowError},
    storage::{
        StorageError,
        rooms::{self, Seated, Side},
    },
    vault::{
        keys::DataKey,
        seal::{self, Nonce, Place, Sealed},
    },
    video::signal::Signal,
};

/// Messages of one look.
const MOST: i64 = 100;

/// How often leaving a message is begun anew when the other side writes at the same instant.
const TRIES: usize = 5;

/// One page in a call's room.
#[derive(Clone, Debug)]
pub struct Room {
    session: SessionId,
    call: CallId,
    side: Side,
    seat: String,
    /// The number of the last message that was heard.
    heard: i64,
}

/// Whether somebody is on the other side, and which connection of theirs.
pub type Peer = Option<String>;

impl Room {
    /// Sits down. What was said before is not heard.
    ///
    /// # Errors
    ///
    /// [`FlowError::Internal`] when the store fails.
    pub async fn enter(ctx: &Ctx, session: SessionId, call: CallId, side: Side) -> Result<Self, FlowError> {
        let seat = ctx.new_id().to_string();
        let mut tx = ctx.database.begin().await?;
        let seated = Seated { seat: seat.clone(), seen_at_ms: ctx.now_ms() };
        rooms::sit(&mut tx, call, side, &seated).await?;
        let heard = rooms::last(&mut tx, call).await?;
        tx.commit().await.map_err(StorageError::from)?;
        Ok(Self { session, call, side, seat, heard })
    }

    /// The call it is the room of.
    pub const fn call(&self) -> CallId {
        self.call
    }

    /// Says that this page is still there. Whether its seat is still its own.
    ///
    /// # Errors
    ///
    /// [`FlowError::Internal`] when the store fails.
    pub async fn stay(&self, ctx: &Ctx) -> Result<Seat, FlowError> {
        let seated = Seated { seat: self.seat.clone(), seen_at_ms: ctx.now_ms() };
        let mut tx = ctx.database.begin().await?;
        match rooms::stay(&mut tx, self.call, self.side, &seated).await {
            Ok(()) => {
                tx.commit().await.map_err(StorageError::from)?;
                Ok(Seat::Kept)
            }
            Err(StorageError::Conflict) => Ok(Seat::Lost),
            Err(error @ (StorageError::Corrupt { .. } | StorageError::Database(_))) => Err(error.into()),
        }
    }

    /// Whether this page's seat is still its own.
    ///
    /// # Errors
    ///
    /// [`FlowError::Internal`] when the store fails.
    pub async fn seat(&self, ctx: &Ctx) -> Result<Seat, FlowError> {
        let mut conn = ctx.database.reader().await?;
        let seated = rooms::seated(&mut conn, self.call, self.side).await?;
        Ok(if seated.is_some_and(|seated| seated.seat == self.seat) { Seat::Kept } else { Seat::Lost })
    }

    /// Who sits on the other side.
    ///
    /// # Errors
    ///
    /// [`FlowError::Internal`] when the store fails.
    pub async fn peer(&self, ctx: &Ctx) -> Result<Peer, FlowError> {
        present(ctx, self.call, self.side.other()).await
    }

    /// Leaves a message for the other side, sealed.
    ///
    /// # Errors
    ///
    /// [`FlowError::Busy`] when the other side keeps writing at the same instant.
    pub async fn say(&self, ctx: &Ctx, key: &DataKey, signal: &Signal) -> Result<(), FlowError> {
        let to = self.side.other();
        let json = Zeroizing::new(serde_json::to_vec(signal).map_err(FlowError::internal)?);
        let nonce = Nonce::draw(ctx.randomness.as_ref());
        let sealed = seal::seal(key, &self.place(to), nonce, &json).map_err(FlowError::internal)?;
        for _ in 0..TRIES {
            let mut tx = ctx.database.begin().await?;
            match rooms::say(&mut tx, self.call, to, sealed.as_str()).await {
                Ok(()) => return Ok(tx.commit().await.map_err(StorageError::from)?),
                Err(StorageError::Conflict) => {}
                Err(error @ (StorageError::Corrupt { .. } | StorageError::Database(_))) => return Err(error.into()),
            }
        }
        Err(FlowError::Busy)
    }

    /// What the other side has said since.
    ///
    /// # Errors
    ///
    /// [`FlowError::Internal`] when the store fails or a message does not open.
    pub async fn hear(&mut self, ctx: &Ctx, key: &DataKey) -> Result<Vec<Signal>, FlowError> {
        let mut conn = ctx.database.reader().await?;
        let said = rooms::said(&mut conn, self.call, self.side, self.heard, MOST).await?;
        drop(conn);
        let mut signals = Vec::with_capacity(said.len());
        for (number, sealed) in said {
            let json =
                seal::open(key, &self.place(self.side), &Sealed::from_stored(sealed)).map_err(FlowError::internal)?;
            signals.push(serde_json::from_slice(&json).map_err(FlowError::internal)?);
            self.heard = number;
        }
        Ok(signals)
    }

    /// Gets up.
    ///
    /// # Errors
    ///
    /// [`FlowError::Internal`] when the store fails.
    pub async fn leave(&self, ctx: &Ctx) -> Result<(), FlowError> {
        let mut tx = ctx.database.begin().await?;
        rooms::rise(&mut tx, self.call, self.side, &self.seat).await?;
        Ok(tx.commit().await.map_err(StorageError::from)?)
    }

    /// The place of a message for `to`: one that is moved to another session or side does not open.
    const fn place(&self, to: Side) -> Place<'static> {
        let part = match to {
            Side::Applicant => "signal/applicant",
            Side::Staff => "signal/staff",
        };
        Place { session: self.session, category: Category::Recording, sequence: 0, part }
    }
}

/// Whether somebody is on a side of a call's room.
///
/// # Errors
///
/// [`FlowError::Internal`] when the store fails.
pub async fn is_there(ctx: &Ctx, call: CallId, side: Side) -> Result<bool, FlowError> {
    Ok(present(ctx, call, side).await?.is_some())
}

async fn present(ctx: &Ctx, call: CallId, side: Side) -> Result<Peer, FlowError> {
    let mut conn = ctx.database.reader().await?;
    let since_ms = ctx.now_ms() - ctx.limits.calls.here_s * 1000;
    Ok(rooms::present(&mut conn, call, side, since_ms).await?)
}

/// Whether a seat is still one's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    /// It is.
    Kept,
    /// A newer page sits there, or the room is cleared.
    Lost,
}
