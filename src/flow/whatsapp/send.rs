//! Sending: words within 24 hours of the person's last, and the template that stands in for them after that.

use super::{conversation::Conversation, kept, serve::Dealt};
use crate::{
    base::personal::Personal,
    chat::asides::{Aside, aside},
    flow::FlowError,
    storage::{
        StorageError, whatsapp_inbox,
        whatsapp_threads::{self, Opening},
    },
    whatsapp::{
        cloud_api::{Sent, Unsent},
        notification::Said,
        render::Outgoing,
    },
};

/// How a message went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Went {
    /// The platform has it.
    Out,
    /// It can never go, or the template went in its stead: the rest need not be tried.
    Nowhere,
    /// It is to be tried again.
    Later,
}

impl From<Went> for Dealt {
    fn from(went: Went) -> Self {
        match went {
            Went::Out | Went::Nowhere => Self::Done,
            Went::Later => Self::Later,
        }
    }
}

impl Conversation<'_> {
    /// Sends messages in their order, but for those that an earlier try has sent.
    pub(super) async fn send(&self, messages: &[Outgoing]) -> Result<Dealt, FlowError> {
        let sent = usize::try_from(self.row.replies).unwrap_or_default();
        for (number, message) in (1..).zip(messages).skip(sent) {
            match self.go(message).await {
                Went::Out => self.replied(number).await?,
                went @ (Went::Nowhere | Went::Later) => return Ok(went.into()),
            }
        }
        Ok(Dealt::Done)
    }

    pub(super) async fn replied(&self, number: i64) -> Result<(), FlowError> {
        let mut tx = self.ctx.database.begin().await?;
        whatsapp_inbox::replied(&mut tx, &self.row.message, number).await?;
        Ok(tx.commit().await.map_err(StorageError::from)?)
    }

    /// Sends one message, or the template where the window is closed.
    pub(super) async fn go(&self, message: &Outgoing) -> Went {
        if !self.window_is_open() {
            return self.stand_in().await;
        }
        match self.whatsapp.api.send(&self.to, message).await {
            Ok(_) => Went::Out,
            Err(Unsent::WindowClosed) => self.stand_in().await,
            Err(fault) => self.fell(fault),
        }
    }

    /// Asks the person, by a template, to write again.
    pub(super) async fn stand_in(&self) -> Went {
        let template = self.whatsapp.terms.waiting(self.language());
        match self.whatsapp.api.send(&self.to, &template).await {
            Ok(_) => Went::Nowhere,
            Err(fault) => self.fell(fault),
        }
    }

    /// Addresses the person: by a template, unless they wrote within the last 24 hours.
    pub(super) async fn address(&self) -> Result<Dealt, FlowError> {
        if self.window_is_open() {
            let dealt = self.respond(Said::Begun).await?;
            if dealt == Dealt::Done {
                self.opened(Opening::Sent, None).await?;
            }
            return Ok(dealt);
        }
        let template = self.whatsapp.terms.opening(self.language());
        let went = match self.whatsapp.api.send(&self.to, &template).await {
            Ok(Sent { wa_id }) => {
                self.opened(Opening::Sent, wa_id.as_ref()).await?;
                Went::Out
            }
            Err(fault) => self.fell(fault),
        };
        if went == Went::Nowhere {
            self.opened(Opening::Refused, None).await?;
        }
        Ok(went.into())
    }

    /// Notes what became of the opening, and under which number the person will write: of some countries it is another one
    /// than was dialled.
    async fn opened(&self, opening: Opening, wa_id: Option<&Personal>) -> Result<(), FlowError> {
        let dialled = &self.thread.number;
        let Some(wa_id) = wa_id.filter(|wa_id| *wa_id != &self.to) else { return self.note(opening, dialled).await };
        match self.note(opening, &kept::number(self.ctx, wa_id)).await {
            // It is another session's: this one stays under the number that was dialled.
            Err(FlowError::Busy) => self.note(opening, dialled).await,
            noted => noted,
        }
    }

    async fn note(&self, opening: Opening, number: &str) -> Result<(), FlowError> {
        let mut tx = self.ctx.database.begin().await?;
        whatsapp_threads::opened(&mut tx, self.row.session, opening, number).await?;
        Ok(tx.commit().await.map_err(StorageError::from)?)
    }

    /// What a door says of itself, in the person's language.
    pub(super) fn words(&self, what: Aside<'_>) -> Outgoing {
        Outgoing::Text { body: aside(what, self.language()) }
    }

    /// What follows from a message that was not taken.
    pub(super) fn fell(&self, fault: Unsent) -> Went {
        tracing::warn!(cause = %fault, session = %self.row.session, "a message by WhatsApp was not taken");
        match fault {
            Unsent::Away { .. } => Went::Later,
            Unsent::Refused { .. } | Unsent::WindowClosed => Went::Nowhere,
        }
    }
}
