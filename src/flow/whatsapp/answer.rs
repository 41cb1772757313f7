//! What the chat says, as messages of the platform; and below it a link where it waits for the camera.

use super::{
    conversation::{Conversation, said_at},
    serve::Dealt,
};
use crate::{
    chat::{
        Wants,
        asides::{Aside, aside},
        language::Language,
        spoken::RepliedValues,
    },
    flow::{
        FlowError, Turn,
        chat::Exchange,
        ledger,
        links::{self, LinkFault},
    },
    whatsapp::{
        render::{Outgoing, render},
        terms::Pictures,
    },
};

impl Conversation<'_> {
    /// Sends an answer of the chat.
    pub(super) async fn answer(&self, exchange: Exchange) -> Result<Dealt, FlowError> {
        let Exchange { sequence, language, values } = exchange;
        self.told(sequence, &values).await?;
        let mut messages = render(&values.replies, language);
        messages.extend(self.page(&values).await?);
        self.send(&messages).await
    }

    /// A link to the page, where the answer waits for its camera and a link may be sent.
    pub(super) async fn page(&self, values: &RepliedValues) -> Result<Option<Outgoing>, FlowError> {
        let wants = values.replies.last().map_or(Wants::Nothing, |reply| reply.wants);
        if !self.needs_page(wants) || !self.window_is_open() {
            return Ok(None);
        }
        let language = values.memory.speaks(&self.loaded.session.state.locale);
        Ok(Some(self.link(language).await?))
    }

    /// Neither frames of a liveness challenge nor a call ever come by a thread; pictures come by it where the bank chose so.
    fn needs_page(&self, wants: Wants) -> bool {
        match wants {
            Wants::Liveness | Wants::Call => true,
            Wants::Card | Wants::CardBack | Wants::Selfie => self.whatsapp.terms.pictures == Pictures::ByLink,
            Wants::Nothing | Wants::Text | Wants::Choice | Wants::Code | Wants::Score => false,
        }
    }

    /// Words with a link to the applicant's page. The service makes it, in the back end's stead: no applicant can.
    async fn link(&self, language: Language) -> Result<Outgoing, FlowError> {
        let turn = Turn::of_service(self.ctx, self.row.session);
        let mut conn = self.ctx.database.reader().await?;
        let loaded = ledger::load(self.ctx, &mut conn, self.row.session).await?;
        drop(conn);
        let body = match links::make(&turn, &loaded).await {
            Ok(made) => {
                let link = links::address(&self.whatsapp.terms.public_url, &made.code);
                aside(Aside::CaptureLink { link: &link }, language)
            }
            Err(FlowError::Link(LinkFault::TooMany)) => aside(Aside::LastLink, language),
            Err(error) => return Err(error),
        };
        Ok(Outgoing::Text { body })
    }

    /// What the chat said unasked goes out as it stands in the thread.
    pub(super) async fn remark(&self, sequence: i64) -> Result<Dealt, FlowError> {
        let mut conn = self.ctx.database.reader().await?;
        let said = said_at(&mut conn, &self.loaded, sequence).await?;
        drop(conn);
        match said {
            Some(values) => {
                self.told(sequence, &values).await?;
                self.send(&render(&values.replies, self.language())).await
            }
            None => Ok(Dealt::Done),
        }
    }
}
