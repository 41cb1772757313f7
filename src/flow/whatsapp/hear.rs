//! What the platform brought, as a message of the chat.

use std::collections::BTreeMap;

use super::conversation::Conversation;
use crate::{
    base::personal::Personal,
    chat::{LONGEST_TEXT, Picture, Wants, asides::Aside},
    flow::chat::Message,
    session::next_step::{Action, next_step},
    whatsapp::{cloud_api::NoMedia, notification::Said, terms::Pictures, typed},
};

/// What came in.
#[derive(Debug)]
pub(super) enum Heard {
    /// A message of the chat.
    Message(Message),
    /// Nothing for the chat: this is said, and then the question that stands.
    Instead(Aside<'static>),
    /// The same, but the question need not be repeated.
    Aside(Aside<'static>),
    /// It cannot be fetched just now.
    Later,
}

impl Conversation<'_> {
    /// What `said` is to the chat.
    pub(super) async fn hear(&self, said: Said) -> Heard {
        match said {
            Said::Begun => Heard::Message(Message::Opened),
            // Whoever is addressed answers with anything: the chat begins where it begins at every door.
            Said::Text { .. } | Said::Chosen { .. } if self.last.is_none() => Heard::Message(Message::Opened),
            Said::Text { body } => self.text(body),
            Said::Chosen { id, title } => match id.parse() {
                Ok(choice) => Heard::Message(Message::Choice(choice)),
                // A button that was not ours counts by what stands on it.
                Err(_) => self.text(title),
            },
            Said::Picture { id, sha256 } => self.picture(&id, sha256.as_deref()).await,
            Said::Nothing | Said::Other => Heard::Aside(Aside::UnknownKind),
        }
    }

    fn text(&self, body: Personal) -> Heard {
        if body.expose().chars().count() > LONGEST_TEXT {
            return Heard::Aside(Aside::TooLong);
        }
        let stands = self.last.as_ref().and_then(|last| last.replies.last());
        match stands.and_then(|reply| typed::choice(reply, body.expose())) {
            Some(choice) => Heard::Message(Message::Choice(choice)),
            None => Heard::Message(Message::Text(body)),
        }
    }

    async fn picture(&self, id: &str, sha256: Option<&str>) -> Heard {
        if self.whatsapp.terms.pictures == Pictures::ByLink {
            return Heard::Instead(Aside::PicturesByLink);
        }
        let Some(wanted) = self.wanted() else { return Heard::Instead(Aside::PictureNotNow) };
        match self.whatsapp.api.picture(id, sha256, self.ctx.limits.picture.max_bytes).await {
            Ok(bytes) => Heard::Message(Message::Pictures(BTreeMap::from([(wanted, bytes)]))),
            Err(NoMedia::Away) => Heard::Later,
            Err(NoMedia::TooLarge) => Heard::Aside(Aside::PictureTooLarge),
            Err(fault @ (NoMedia::Gone | NoMedia::Damaged)) => {
                tracing::warn!(cause = %fault, session = %self.row.session, "a picture by WhatsApp was not taken");
                Heard::Aside(Aside::PictureLost)
            }
        }
    }

    /// What a picture would show now: what the chat waits for, else what the session does, as another door may have gone on.
    fn wanted(&self) -> Option<Picture> {
        let last = self.last.as_ref();
        let waits = last.and_then(|last| last.replies.last()).map_or(Wants::Nothing, |reply| reply.wants);
        match waits {
            Wants::Card => Some(Picture::Card),
            Wants::CardBack => Some(Picture::CardBack),
            Wants::Selfie => Some(Picture::Selfie),
            Wants::Nothing
            | Wants::Text
            | Wants::Choice
            | Wants::Code
            | Wants::Score
            | Wants::Liveness
            | Wants::Call => {
                let action = next_step(&self.loaded.session.state, &self.loaded.journey).action;
                let held = last.is_some_and(|last| last.memory.card_front.is_some());
                if matches!(action, Action::PhotographDocument { .. }) {
                    Some(if held { Picture::CardBack } else { Picture::Card })
                } else {
                    matches!(action, Action::TakeSelfie).then_some(Picture::Selfie)
                }
            }
        }
    }
}
