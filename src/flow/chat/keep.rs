//! A message and its answer on their way into the thread, together.

use sqlx::AnyConnection;

use super::{Exchange, TRIES, act::Came, newest, situation};
use crate::{
    chat::{
        self, Outcome, Plan,
        spoken::{Means, SaidValues, Spoken},
        understand::Understood,
    },
    flow::{
        FlowError, Turn, chat_log,
        evidence::Kept,
        ledger::{self, Loaded},
        turn::{Along, Marked},
    },
    storage::{StorageError, evidence as pictures, idempotency},
};

/// A message that was heard.
pub(super) struct Heard<'a> {
    pub turn: &'a Turn,
    pub said: SaidValues,
    pub means: Means,
    pub understood: Option<Understood>,
    /// The last place in the thread when it was heard.
    pub last: i64,
    pub marked: Option<Marked>,
}

/// A message whose act is recorded in the transaction that answers it.
pub(super) struct HeardAlong<'a> {
    heard: &'a Heard<'a>,
    plan: &'a Plan,
}

impl<'a> Heard<'a> {
    /// The same, to be answered with the record of its act.
    pub const fn with(&'a self, plan: &'a Plan) -> HeardAlong<'a> {
        HeardAlong { heard: self, plan }
    }

    /// Answers it and writes both, behind another turn's where that came first.
    pub async fn answer(&self, loaded: &Loaded, plan: &Plan, came: Came) -> Result<Exchange, FlowError> {
        let Came { outcome, held } = came;
        let acted = matches!(outcome, Outcome::Done);
        let mut exchange = self.exchange(loaded, plan, outcome)?;
        for _ in 0..TRIES {
            match self.keep(loaded, &exchange, held.as_ref(), acted).await {
                Err(FlowError::Busy) => exchange.sequence = newest(&self.turn.ctx, loaded.id).await? + 2,
                kept => return kept.map(|()| exchange),
            }
        }
        Err(FlowError::Busy)
    }

    /// What is answered, and where in the thread.
    fn exchange(&self, loaded: &Loaded, plan: &Plan, outcome: Outcome) -> Result<Exchange, FlowError> {
        let turned = chat::answer(&situation(&self.turn.ctx, loaded), plan.clone(), outcome);
        let (language, values) = chat_log::replied(loaded, turned)?;
        Ok(Exchange { sequence: self.last + 2, language, values })
    }

    async fn keep(
        &self,
        loaded: &Loaded,
        exchange: &Exchange,
        held: Option<&Kept>,
        acted: bool,
    ) -> Result<(), FlowError> {
        let ctx = &self.turn.ctx;
        let mut tx = ctx.database.begin().await?;
        if !acted {
            // Asked again: the token may have been replaced meanwhile. What acted was asked by its own transaction.
            let now = ledger::load(ctx, &mut tx, loaded.id).await?;
            self.turn.grounds.hold(ctx, &mut tx, &now).await?;
        }
        self.write(&mut tx, loaded, exchange, held).await?;
        if let Some(Kept { evidence, .. }) = held {
            pictures::insert(&mut tx, loaded.id, evidence.id, evidence.shows, evidence.size, ctx.now_ms()).await?;
        }
        Ok(tx.commit().await.map_err(StorageError::from)?)
    }

    async fn write(
        &self,
        tx: &mut AnyConnection,
        loaded: &Loaded,
        exchange: &Exchange,
        held: Option<&Kept>,
    ) -> Result<(), FlowError> {
        let (ctx, Exchange { sequence, language, values }) = (&self.turn.ctx, exchange);
        let (means, understood) = (self.means, self.understood);
        let stored = held.map(|kept| &kept.stored);
        let told = stored.map(|stored| stored.picture.clone()).into_iter().collect();
        let heard = |sealed| Spoken::Said { by: means, understood, held: told, sealed };
        let said = chat_log::message(ctx, loaded, (sequence - 1, &self.turn.actor), &self.said, stored, heard)?;
        let reply = chat_log::reply(ctx, loaded, *sequence, *language, values)?;
        chat_log::append(tx, loaded.id, &[said, reply]).await?;
        self.mark(tx, loaded, *sequence).await
    }

    /// Notes under the request's key where its answer is.
    async fn mark(&self, tx: &mut AnyConnection, loaded: &Loaded, sequence: i64) -> Result<(), FlowError> {
        let Some(Marked { key, content }) = &self.marked else { return Ok(()) };
        let ctx = &self.turn.ctx;
        let until = ctx.now_ms() + ctx.limits.idempotency_s * 1000;
        let sequence = u64::try_from(sequence).map_err(FlowError::internal)?;
        idempotency::answer(tx, key, content, loaded.id, sequence, until).await.map_err(|error| match error {
            // The lease ran out and another request took the key over: that one answers.
            StorageError::Conflict => FlowError::InFlight,
            StorageError::Corrupt { .. } | StorageError::Database(_) => error.into(),
        })
    }
}

impl Along for HeardAlong<'_> {
    type Left = Exchange;

    async fn write(&self, tx: &mut AnyConnection, after: &Loaded, again: bool) -> Result<Exchange, FlowError> {
        let mut exchange = self.heard.exchange(after, self.plan, Outcome::Done)?;
        if again {
            exchange.sequence = chat_log::last(tx, after.id).await? + 2;
        }
        self.heard.write(tx, after, &exchange, None).await?;
        Ok(exchange)
    }
}
